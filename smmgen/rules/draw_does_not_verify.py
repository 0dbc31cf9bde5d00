"""The record of a draw is not what it should be, or not what the contest promises.

Everything in `entries.json` and `draw.json` follows from the entries, the terms and a round of drand, and is computed
again. A single byte that differs is reported: somebody changed a file after the draw was fixed, the contest's file says
something else by now, or git changed the ends of lines, from which `data/contests/** -text` in .gitattributes keeps it.
`smm draw verify` shows each step. Nothing mends a draw: bring the files back as `smm draw` wrote them.

Wrong: `reserve: 2` in the contest, after a draw with a reserve of one was fixed.

Right: `reserve: 1`, as when the entries were fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smmgen.content.documents.contest import CONTEST, Contest
from smmgen.content.documents.draw import DRAW, DrawRecord, promise_of
from smmgen.diagnostics import Severity
from smmgen.draw import names
from smmgen.rules.base import DocumentSubject, Finding, code

if TYPE_CHECKING:
    from smmgen.draw.verify import Step

CODE = code("SMM1416", "draw-does-not-verify", Severity.ERROR, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    record = subject.document
    if not isinstance(record, DrawRecord):
        return
    if not record.contest:
        wanted = "data/contests/CONTEST/entries.json, terms.json or draw.json"
        yield Finding(f"`{record.path}` is no record of a draw", f"there is only {wanted}; move it elsewhere")
    elif record.file == names.ENTRIES:
        yield from _findings(_of_entries(record, subject), "see `git log`, and bring back what was fixed")
    elif record.file == names.DRAW:
        hint = f"`smm draw verify {record.contest}` shows each step; bring back what was drawn"
        yield from _findings(_of_result(record, subject), hint)


def _of_entries(record: DrawRecord, subject: DocumentSubject) -> list[Step]:
    from smmgen.draw.records import read_entries  # most projects draw nothing
    from smmgen.draw.strict_json import Malformed
    from smmgen.draw.verify import Step, promise_kept, steps

    found = steps(_files(record, subject, names.ENTRIES, names.TERMS))
    contest = subject.library.get(CONTEST.name, {}).get(record.contest)
    try:
        entries = read_entries(record.front.text.encode())
    except Malformed:
        return found
    if not isinstance(contest, Contest):
        return found
    if promise := promise_of(contest):
        return [*found, *promise_kept(entries, promise)]
    return [*found, Step("the contest promises a draw", "its file promises no draw any more", field="contest")]


def _of_result(record: DrawRecord, subject: DocumentSubject) -> list[Step]:
    from smmgen.draw.verify import steps

    files = _files(record, subject, names.ENTRIES, names.TERMS, names.DRAW)
    if not files[names.ENTRIES]:
        return []
    found = steps(files)
    if any(step.wrong and step.file == names.ENTRIES for step in found):
        return []  # which is said of that file, and the result follows from it
    return [step for step in found if step.file == names.DRAW]


def _files(record: DrawRecord, subject: DocumentSubject, *wanted: str) -> dict[str, bytes | None]:
    """The record and those beside it, by the names of their files."""
    library = subject.library.get(DRAW.name, {})
    found = {name: library.get(f"{record.contest}/{name.removesuffix('.json')}") for name in wanted}
    texts = {name: one.front.text.encode() for name, one in found.items() if isinstance(one, DrawRecord)}
    return {**{name: texts.get(name) for name in wanted}, record.file: record.front.text.encode()}


def _findings(found: list[Step], hint: str) -> Iterator[Finding]:
    """What is wrong. That a file is missing is said of what refers to it."""
    for step in found:
        if step.wrong and not (step.file == names.TERMS and not step.field):
            message = f"the draw does not verify: {step.wrong}"
            yield Finding(message, hint, (step.field,) if step.field else (), line=step.line)
