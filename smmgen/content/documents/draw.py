"""The records of draws: files that `smm draw` writes to data/contests, one folder for each contest.

They are documents so that every build checks them, and the page of a contest shows its proof.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from smmgen.content import codes
from smmgen.content.documents.base import Document, Documents, Front, Reference
from smmgen.content.documents.contest import CONTEST, Contest
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.front_matter import Read, decoded
from smmgen.content.source import Field as Path
from smmgen.content.source import Places, Source
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Span, diagnose
from smmgen.draw.names import DRAW as RESULT
from smmgen.draw.names import ENTRIES, MOST_BYTES, TERMS
from smmgen.keys import name_of

if TYPE_CHECKING:
    from smmgen.draw.records import Promise

_FIELD = re.compile(r'^  "(\w+)": (.*?),?$', re.MULTILINE)
"""A field of a record as `records.py` writes it, up to the end of its line."""


class RecordFront(Front):
    """What is known of a record without reading it."""

    text: str = Field("", description="The file as it is")


@dataclass(frozen=True, slots=True)
class DrawRecord(Document):
    """`slug` and `uid` are `warm-box/entries`."""

    front: RecordFront

    @property
    def contest(self) -> str:
        """The uid of the contest; "" where the file lies somewhere else."""
        folder, _, name = self.uid.rpartition("/")
        return folder if "/" not in folder and f"{name}.json" in (ENTRIES, RESULT, TERMS) else ""

    @property
    def file(self) -> str:
        return f"{self.uid.rpartition('/')[2]}.json"

    @property
    def references(self) -> tuple[Reference, ...]:
        """What it is compared with."""
        if not self.contest:
            return ()
        entries = (Reference(CONTEST.name, self.contest, ("contest",)), self._beside(TERMS, "terms"))
        return {ENTRIES: entries, RESULT: (self._beside(ENTRIES, "root"),)}.get(self.file, ())

    def _beside(self, name: str, field: str) -> Reference:
        return Reference(DRAW.name, f"{self.contest}/{name.removesuffix('.json')}", (field,))


def promise_of(contest: Contest) -> Promise | None:
    """What its file promises about the draw; None where that is not enough for one."""
    from smmgen.draw.drand import round_at  # most projects draw nothing
    from smmgen.draw.records import Promise

    front, at = contest.front, contest.draws
    if at is None or not front.winners:
        return None
    return Promise(contest.uid, contest.promise, round_at(at.instant), front.winners, front.reserve or 0)


def read(raw: bytes, relative: str) -> Read:
    """The text as it is: a byte more or less is for the rules to find."""
    if len(raw) > MOST_BYTES:
        message, hint = f"the file is larger than {MOST_BYTES // 1024**2} MiB", "`smm draw` writes no such file"
        return None, [diagnose(codes.UNREADABLE_FILE, relative, Span(), message, hint)]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None, decoded(raw, relative)[1]
    places: dict[Path, tuple[int, int]] = {(found[1],): found.span(2) for found in _FIELD.finditer(text)}
    return Source(relative, {"text": text}, "", 1, {}, Places(text, places), text), []


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The record, whatever is in it."""
    front, report = read_front(source, RecordFront)
    if front is None:
        return None, report.found
    named = identity(source, front)
    return DrawRecord(**{**named, "uid": named["slug"]}, kind=DRAW.name), report.found


def shown(document: Document, documents: Documents, names: Collection[str]) -> bytes | None:
    """The file as it is, which is public; none where its contest is not shown."""
    found = isinstance(document, DrawRecord) and name_of(CONTEST.name, document.contest) in names
    return document.source.text.encode() if found else None


DRAW = Kind(
    name="draw",
    folder="data/contests",
    summary="Records of the draws of contests, which `smm draw` writes",
    model=RecordFront,
    parse=parse,
    archetype="",
    suffix=".json",
    read=read,
    most_bytes=MOST_BYTES,
    goes_with=CONTEST.name,
    shown=shown,
)
