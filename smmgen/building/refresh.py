"""What the ledger knows, put into a preview that is built already: nothing else is made or looked at.

Content that has changed since is left to the next build, for a reviewer has not seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from smmgen.building import outputs
from smmgen.building.build import states_digest
from smmgen.building.cache import Cache, with_cache
from smmgen.building.facts import Fact
from smmgen.building.outputs import Outputs
from smmgen.building.pages import STATES, states_key
from smmgen.building.scan import signature
from smmgen.site.model import State
from smmgen.site.states import states_js, to_look_at, worst


def refresh(project: Path, language: str, ledger: Sequence[Path], read: Callable[[], Sequence[State]]) -> bool:
    """Write the page of states anew where it is behind; False when there was nothing to do.

    `ledger`: files that change when what `read` returns does. May be cut off at any moment: the next build finds out.
    Raises UserError when the cache cannot be used, OSError when the page cannot be written.
    """
    path = project / ".smm" / "cache.db"
    if not path.exists() or not (project / "build" / outputs.MANIFEST).is_file():
        return False
    found = {str(file): signature(file) for file in ledger}
    states = read()
    if with_cache(path, "", lambda cache: _shows(cache, states), look=True):
        return False
    return with_cache(path, None, lambda cache: _refresh(cache, project / "build", language, found, states))


def _shows(cache: Cache, states: Sequence[State]) -> bool:
    return cache.torn or cache.summary.get("states") == states_digest(states)


def _refresh(
    cache: Cache, root: Path, language: str, files: Mapping[str, tuple[int, int]], states: Sequence[State]
) -> bool:
    listed = cache.outputs()
    if _shows(cache, states) or STATES not in listed:
        return False
    rows = [Fact.load(stored).row for stored in cache.facts()]
    found = worst(states)
    troubled = to_look_at(found, rows)
    digest = Outputs(root, {}).write(STATES, states_js(found, troubled, language).encode())
    broken = {row.path: row.errors for row in rows if row.errors}
    outputs.write_manifest(root, listed | {STATES: digest}, broken)
    summary = {**cache.summary, "states": states_digest(states)}
    cache.amend(STATES, digest, states_key(states, troubled), files, summary)
    return True
