"""Tables of data: one CSV file to one `Source` whose rows have the place of every cell.

`source.data` is `{"rows": [{column: text}, ...]}`; the place of a cell is that of `("rows", index, column)`, where it
is not empty, and `("rows", index)` is the whole row. Rows without any text are left out. As of RFC 4180, and as Excel
writes it: with a byte-order mark, CRLF, semicolons or tabs, and a first line `sep=;`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from smmgen.content import codes
from smmgen.content.composed import changed_lines, composed, on_disk
from smmgen.content.csv_codes import UNREADABLE_TABLE
from smmgen.content.front_matter import MAX_BYTES, Read, decoded
from smmgen.content.source import Field, Places, Source, span_of
from smmgen.diagnostics import MOST, Code, Diagnostic, diagnose
from smmgen.suggest import did_you_mean

MAX_ROWS = 5000
"""Of one file."""
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_SEPARATOR = re.compile(r"sep=([;,\t])\n", re.IGNORECASE)
_RUSSIAN = {
    "дата": "date", "статья": "line", "строка": "line", "сумма": "amount", "что": "what", "назначение": "what",
    "документ": "document", "источник": "source", "результат": "result", "количество": "count", "число": "count",
}  # fmt: skip
"""What people call columns."""
_NAMES = {";": "a semicolon", ",": "a comma", "\t": "a tab"}


class Columns(NamedTuple):
    """The columns that a table has to have, and may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


class Cell(NamedTuple):
    """`start` and `end` are those of the text within its quotes and blanks."""

    text: str
    start: int
    end: int


class Form(NamedTuple):
    """How a table is written: the separator, and where its header begins."""

    separator: str
    start: int


class Flaw(NamedTuple):
    """What is wrong between two offsets of the text."""

    code: Code
    start: int
    end: int
    message: str
    hint: str


class Broken(Exception):
    """No cells can be told apart from here on."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.flaw = flaw


def read_table(raw: bytes, relative: str, columns: Columns) -> Read:
    """The rows of a file's bytes, and what is wrong with them. Bad content gives diagnostics, never an exception."""
    if len(raw) > MAX_BYTES:
        message = "the file is larger than 1 MiB"
        return None, [
            diagnose(codes.UNREADABLE_FILE, relative, span_of("", 0, 0), message, "keep a file for each month")
        ]
    text, found = decoded(raw, relative)
    if text is None:
        return None, found
    if "\0" in text:
        at = text.index("\0")
        message, hint = "a NUL byte: this is not a text file", "save it as UTF-8 text"
        return None, [_diagnostic(text, relative, Flaw(codes.UNREADABLE_FILE, at, at, message, hint))]
    lines = changed_lines(text)
    text = composed(text) if lines else text
    source, flaws = _read(text, relative, columns)
    found = [_diagnostic(text, relative, flaw) for flaw in flaws[:MOST]]
    return (replace(source, lines=lines), found) if source else (None, on_disk(found, lines))


def form_of(text: str, columns: Columns) -> Form:
    """The separator that the header has: the one that tells the most columns apart."""
    declared = _SEPARATOR.match(text)
    start = declared.end() if declared else 0
    if declared:
        return Form(declared[1], start)
    header = text[start:].lstrip("\n").partition("\n")[0]
    counts = {one: len({name.strip(' "').casefold() for name in header.split(one)} & {*columns.all}) for one in _NAMES}
    return Form(max(_NAMES, key=lambda one: (counts[one], header.count(one))), start)


def records(text: str, form: Form) -> Iterator[list[Cell]]:
    """Each line that has any text, as cells. Raises `Broken` at a quote that is not closed."""
    at = form.start
    while at < len(text):
        cells, at = _record(text, at, form.separator)
        if any(cell.text for cell in cells):
            yield cells


def _record(text: str, at: int, separator: str) -> tuple[list[Cell], int]:
    """The cells of the line that begins here, and where the next one begins."""
    cells = []
    while True:
        cell, at = _quoted(text, at, separator) if text[at : at + 1] == '"' else _plain(text, at, separator)
        cells.append(cell)
        if text[at : at + 1] != separator:
            return cells, at + 1
        at += 1


def _plain(text: str, at: int, separator: str) -> tuple[Cell, int]:
    line = text.find("\n", at)
    stops = [stop for stop in (text.find(separator, at, line if line >= 0 else len(text)), line) if stop >= 0]
    end = min(stops, default=len(text))
    cell = text[at:end]
    start = at + len(cell) - len(cell.lstrip())
    return Cell(cell.strip(), start, max(start, at + len(cell.rstrip()))), end


def _quoted(text: str, at: int, separator: str) -> tuple[Cell, int]:
    found = _QUOTED.match(text, at)
    if not found:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        raise Broken(
            Flaw(UNREADABLE_TABLE, at, end, "a quote is not closed", "close it, or double a quote that is meant")
        )
    end = found.end()
    if text[end : end + 1] not in ("", "\n", separator):
        stop = min(
            (place for place in (text.find("\n", end), text.find(separator, end)) if place >= 0), default=len(text)
        )
        hint = "put the whole cell in quotes, and double those within it"
        raise Broken(Flaw(UNREADABLE_TABLE, end, stop, "text follows the closing quote of a cell", hint))
    return Cell(found[1].replace('""', '"').strip(), at + 1, end - 1), end


def _read(text: str, relative: str, columns: Columns) -> tuple[Source | None, list[Flaw]]:
    form = form_of(text, columns)
    lines = records(text, form)
    wanted = form.separator.join(columns.all)
    try:
        header = next(lines, None)
        if header is None:
            return None, [Flaw(UNREADABLE_TABLE, 0, 0, "the table is empty", f"begin with the header `{wanted}`")]
        names, flaws = _header(header, columns, wanted)
        if not {*columns.required} <= {*names}:
            return None, flaws
        data, places = _rows(lines, names, header, form.separator, flaws)
    except Broken as broken:
        return None, [broken.flaw]
    values = Places(text, places)
    return Source(relative, {"rows": data}, "", text.count("\n") + 1, {}, values, text), flaws


def _header(header: Sequence[Cell], columns: Columns, wanted: str) -> tuple[list[str], list[Flaw]]:
    """The name of each column, "" where there is none, and what is wrong with them."""
    names: list[str] = []
    flaws = []
    for cell in header:
        name = cell.text.casefold()
        if name in names and name:
            flaws.append(_at(cell, UNREADABLE_TABLE, f"the column `{cell.text}` is there twice", "remove one of them"))
        elif name and name not in columns.all:
            meant = _RUSSIAN.get(name, name)
            hint = did_you_mean(meant, columns.all, f"the columns are `{wanted}`")
            hint = f"did you mean `{meant}`?" if meant in columns.all else hint
            flaws.append(_at(cell, codes.UNKNOWN_KEY, f"there is no column `{cell.text}`", hint))
        names.append(name if name in columns.all and name not in names else "")
    if any(flaw.code is codes.UNKNOWN_KEY for flaw in flaws):
        return names, flaws  # which may be the missing ones
    start, end = header[0].start, header[-1].end
    for name in columns.required:
        if name not in names:
            message = f"the table has no column `{name}`"
            flaws.append(Flaw(codes.MISSING_KEY, start, end, message, f"the columns are `{wanted}`"))
    return names, flaws


def _rows(
    lines: Iterator[list[Cell]], names: Sequence[str], header: Sequence[Cell], separator: str, flaws: list[Flaw]
) -> tuple[list[dict[str, str]], dict[Field, tuple[int, int]]]:
    data: list[dict[str, str]] = []
    places: dict[Field, tuple[int, int]] = {}
    for index, cells in enumerate(lines):
        if index == MAX_ROWS:
            message = f"the table has more than {MAX_ROWS} rows"
            flaws.append(_at(cells[0], UNREADABLE_TABLE, message, "keep a file for each month"))
            break
        if over := next((cell for cell in cells[len(names) :] if cell.text), None):
            message = f"the row has {len(cells)} cells, and the header {len(header)}"
            hint = f'put a cell that contains {_NAMES[separator]} in quotes: "1900{separator}50"'
            flaws.append(_at(over, UNREADABLE_TABLE, message, hint))
            cells = []  # nobody knows which cell is which
        places[("rows", index)] = (cells[0].start, cells[-1].end) if cells else (0, 0)
        found = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell.text}
        places.update({("rows", index, name): (cell.start, cell.end) for name, cell in found.items()})
        data.append({name: cell.text for name, cell in found.items()})
    return data, places


def _at(cell: Cell, code: Code, message: str, hint: str) -> Flaw:
    return Flaw(code, cell.start, cell.end, message, hint)


def _diagnostic(text: str, relative: str, flaw: Flaw) -> Diagnostic:
    return diagnose(flaw.code, relative, span_of(text, flaw.start, flaw.end), flaw.message, flaw.hint)
