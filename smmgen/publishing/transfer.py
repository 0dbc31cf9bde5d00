"""Moving rows between ledgers, and seeding rows for posts published before there was a ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from smmgen.errors import UserError
from smmgen.ledger.composed_names import composed_rows
from smmgen.ledger.model import Entry, State, as_json, find_corruption, from_json, stamp
from smmgen.ledger.store import BEGUN, MOVED, Ledger, steps_to
from smmgen.publishing.payloads import Planned, read_build

FORM = 1
"""Of an export: a line that says what follows, then a line a row."""


@dataclass(frozen=True, slots=True)
class Exported:
    """All that a ledger holds."""

    rows: list[Entry]
    notes: Mapping[str, str]


def contents(ledger: Ledger) -> Exported:
    """What the ledger holds now, but for the note that it was moved."""
    notes = {name: text for name, text in ledger.notes().items() if name != MOVED}
    return Exported(ledger.entries(), notes)


def exported(found: Exported) -> Iterator[str]:
    """JSON lines; the first tells how many rows follow, and their SHA-256, so that half a file is noticed.

    In ASCII: no console's encoding can spoil it on the way into a file.
    """
    lines = [json.dumps(as_json(row), sort_keys=True) for row in found.rows]
    yield json.dumps({"ledger": FORM, "rows": len(lines), "sha256": _digest(lines), "notes": dict(found.notes)})
    yield from lines


def read_export(lines: Iterable[str]) -> Exported:
    """The reverse. Raises UserError that names the line."""
    try:
        head, *rows = [line.rstrip("\r\n") for line in lines if line.strip()] or [""]
    except UnicodeDecodeError:
        raise UserError("this is not an export of a ledger: it is not text", "`smm ledger export` writes one") from None
    about = _line(head, 1)
    if about.get("ledger") != FORM:
        raise UserError(
            "this is not an export of a ledger, or it was made by a newer smmgen", "`smm ledger export` writes one"
        )
    if (about.get("rows"), about.get("sha256")) != (len(rows), _digest(rows)):
        raise UserError(
            f"the export is not whole: of {about.get('rows')} rows {len(rows)} are here, or some were changed",
            "export it again, and do not edit it",
        )
    notes = about.get("notes", {})
    if not isinstance(notes, dict) or not all(isinstance(text, str) for text in notes.values()):
        raise UserError("line 1 of the export: its notes are not a table of texts", "`smm ledger export` writes one")
    return Exported([_row(line, number) for number, line in enumerate(rows, 2)], notes)


def _digest(lines: Iterable[str]) -> str:
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _line(text: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"line {number} of the export is not JSON: {error}", "`smm ledger export` writes one") from None
    return found if isinstance(found, dict) else {}


def _row(text: str, number: int) -> Entry:
    try:
        row = from_json(_line(text, number))
        if wrong := find_corruption(row):
            raise ValueError(wrong)
    except ValueError as error:
        raise UserError(f"line {number} of the export: {error}", "`smm ledger export` writes one") from None
    return row


def fill(ledger: Ledger, found: Exported) -> None:
    """Put everything into an empty ledger, in one durable act, and read it back.

    Raises UserError when it is not empty (unless it holds just these rows: then an earlier try came so far), or when it
    does not give back what it was given.
    """
    with ledger.lock():
        rows = sorted(composed_rows(found.rows), key=lambda row: (row.at, row.key))
        found = Exported(rows, found.notes)
        if (held := ledger.entries()) and held != found.rows:
            raise UserError(f"the ledger has {len(held)} rows already", "rows are brought into an empty ledger only")
        if not held:
            ledger.move_all([step for row in found.rows for step in steps_to(row)])
        begun = {name: "" for name in ledger.notes() if name == BEGUN}
        for name, text in {**begun, **found.notes}.items():
            ledger.set_note(name, text)
    if contents(ledger) != found:
        raise UserError("the ledger does not give back what it was given", "do not use it; `smm ledger verify`")


def move(source: Ledger, target: Ledger, name: str) -> int:
    """Copy all rows, and leave word in the old ledger, which from then on refuses to be used. `name`: the new one's.

    Returns how many there were. Raises UserError as `fill` does, when the old one is empty, and when somebody publishes
    from it.
    """
    with source.lock():
        source.set_note(MOVED, "")  # the first thing that is written keeps out publishers elsewhere
        found = contents(source)
        if not found.rows and not found.notes:  # a slip in FROM: publishing from the copy would send everything again
            raise UserError("the ledger FROM is empty, there is nothing to move", "look whether its address is right")
        fill(target, found)
        source.set_note(MOVED, name)
    return len(found.rows)


def seed(project: Path, ledger: Ledger, before: datetime, clock: Callable[[], datetime]) -> list[Entry]:
    """Take every ready part that was planned for earlier, and that the ledger does not know, as published elsewhere.

    Such a row is `abandoned`: it is never sent, no edit is asked of it, and unlike `published` it claims no address.
    A person may still say where it is (`smm resolve KEY --sent URL`) or send it all the same (`--resend`).
    Raises UserError without a whole build.
    """
    with ledger.lock():
        known = {entry.key for entry in ledger.entries()}
        plan = [one for one in read_build(project) if one.key not in known and _is_past(one, before)]
        rows = [_seeded(planned, before, stamp(clock())) for planned in plan]
        ledger.move_all([step for row in rows for step in steps_to(row)])
    return rows


def _is_past(planned: Planned, before: datetime) -> bool:
    """Drafts may yet get another date; they are left alone."""
    return planned.is_ready and planned.at is not None and planned.at < before


def _seeded(planned: Planned, before: datetime, now: str) -> Entry:
    reason = f"marked as published elsewhere: planned before {before.isoformat(' ', 'minutes')}"
    return planned.row(State.ABANDONED, updated_at=now, reason=reason)
