"""The files of one post: its page, and its payloads while nothing is wrong that keeps it back.

What they are made from is kept, so that what rules over the whole plan find is put on the page without making the post
again: its hooks run once a build.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import orjson

from smmgen.building.outputs import BUILD, Outputs, digest
from smmgen.building.stored import Shown
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.site.model import PostFacts
from smmgen.variants.rows import PostRow

if TYPE_CHECKING:
    from smmgen.site.pages import Site


class Payload(NamedTuple):
    """The file of one account, its name below build/."""

    name: str
    text: str


class Drawn(NamedTuple):
    """What the files of a post are made from, beside what is wrong with it. `facts` is None where the file is no post
    yet; then `text` is what it holds. `fragments`: account -> the card's HTML; `payloads`: by account, too.
    """

    facts: PostFacts | None
    text: str = ""
    fragments: Mapping[str, str] = {}
    payloads: Mapping[str, Payload] = {}

    def names(self, row: PostRow) -> list[str]:
        """The files that there are while nothing keeps it back."""
        return [f"site/{row.page}", *(one.name for one in self.payloads.values())]

    def dump(self, diagnostics: Sequence[Diagnostic]) -> bytes:
        """JSON without what lies elsewhere: the cards in the cache, and the payloads in their files, where these are
        written."""
        kept = is_kept_back(diagnostics)
        payloads = {account: (one.name, one.text if kept else "") for account, one in self.payloads.items()}
        return orjson.dumps([self.facts, self.text, payloads], default=list)

    @classmethod
    def load(cls, stored: bytes, fragments: Mapping[str, str], out: Outputs) -> Drawn | None:
        """The same again; None where a payload's file is no longer what was written."""
        facts, text, kept = orjson.loads(stored)
        payloads = {account: Payload(name, known or _read(name, out)) for account, (name, known) in kept.items()}
        if not all(one.text for one in payloads.values()):
            return None
        return cls(facts and PostFacts.load(facts), text, fragments, payloads)


def write(
    row: PostRow, drawn: Drawn, diagnostics: Sequence[Diagnostic], site: Site, out: Outputs, more: Sequence[Shown] = ()
) -> dict[str, str]:
    """Write them; name -> SHA-256. `more`: what the page says of it beside its own facts."""
    page = f"site/{row.page}"
    written = {page: out.write(page, _page(row, drawn, diagnostics, site, more).encode())}
    if not is_kept_back(diagnostics):
        written |= {name: out.write(name, text.encode()) for name, text in drawn.payloads.values()}
    return written


def is_kept_back(diagnostics: Sequence[Diagnostic]) -> bool:
    """Nothing wrong can be published: with errors there are no payloads."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


def _read(name: str, out: Outputs) -> str:
    try:
        data = out.files.read(f"{BUILD}/{name}")
    except OSError:
        return ""
    return data.decode() if digest(data) == out.known(name) else ""


def _page(row: PostRow, drawn: Drawn, diagnostics: Sequence[Diagnostic], site: Site, more: Sequence[Shown]) -> str:
    if drawn.facts is None:
        return site.broken_page(row, diagnostics, drawn.text)
    texts = {account: one.text for account, one in drawn.payloads.items()}
    facts = drawn.facts._replace(facts=(*more, *drawn.facts.facts))
    return site.post_page(facts, list(drawn.fragments.values()), texts, diagnostics)
