"""What the ledger knows, put into a preview that is built already: nothing else is made or looked at.

Content that has changed since is left to the next build, for a reviewer has not seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from smmgen.building import cache_file, outputs
from smmgen.building.build import broken, states_digest
from smmgen.building.cache import Cache
from smmgen.building.open_cache import with_cache, with_look
from smmgen.building.outputs import Outputs
from smmgen.building.pages import STATES, states_key, states_page
from smmgen.building.scan import name_of
from smmgen.building.waiting import waiting
from smmgen.safe_files import Inside
from smmgen.signatures import Signature, signature
from smmgen.site.model import State

if TYPE_CHECKING:
    from smmgen.approvals.gate import Gate


def refresh(
    project: Path,
    language: str,
    ledger: Sequence[Path],
    read: Callable[[], Sequence[State]],
    gate: Gate | None = None,
) -> bool:
    """Write the page of states anew where it is behind; False when there was nothing to do. `gate`: what waits for
    whose yes, which is only looked at when the ledger has changed.

    `ledger`: files that change when what `read` returns does. May be cut off at any moment: the next build finds out.
    Raises UserError when the cache cannot be used, OSError when the page cannot be written.
    """
    with Inside(project) as files:
        if not files.is_file(cache_file.NAME) or not files.is_file(f"{outputs.BUILD}/{outputs.MANIFEST}"):
            return False
        found = {name_of(project, file): signature(file) for file in ledger}
        states = read()
        if with_look(project, "", lambda cache: cache.torn or (_shows(cache, states) and _knows(cache, found))):
            return False
        return with_cache(project, None, lambda cache: _refresh(cache, files, language, found, states, gate))


def _shows(cache: Cache, states: Sequence[State]) -> bool:
    return not cache.torn and cache.summary.get("states") == states_digest(states)


def _knows(cache: Cache, ledger: Mapping[str, Signature]) -> bool:
    """The quick answers of `build` and `publish` go by these signatures."""
    return ledger.items() <= cache.files_outside().items()


def _refresh(
    cache: Cache,
    files: Inside,
    language: str,
    ledger: Mapping[str, Signature],
    states: Sequence[State],
    gate: Gate | None,
) -> bool:
    if _shows(cache, states):
        cache.amend_files(ledger)
        return False
    listed = cache.outputs()
    if cache.torn or STATES not in listed:
        return False
    posts = cache.posts()
    rows = [row for post in posts for row in post.plan]
    waits = waiting(gate, rows, states)
    digest = Outputs(files, listed.get).write(STATES, states_page(states, rows, waits, language).encode())
    outputs.write_manifest(files, lambda: listed | {STATES: digest}, broken(posts))
    left = outputs.traces(files, cache.folders(), listed.keys)
    summary = {**cache.summary, "states": states_digest(states)}
    cache.amend(STATES, digest, states_key(states, rows, waits), {**ledger, **left}, summary)
    return True
