"""A row more in a table, which keeps its form: separator, order of columns, line ends, decimal sign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from smmgen.content.table import Columns, form_of, records
from smmgen.errors import UserError

_COMMA = re.compile(r"\d,\d{1,2}(?!\d)")
BOM = b"\xef\xbb\xbf"


def with_row(raw: bytes, relative: str, columns: Columns, row: Mapping[str, str | Decimal]) -> bytes:
    """The file's bytes with the row at their end; a table of its own where there are none. The file has to be one that
    `read_table` finds nothing wrong with. Raises UserError where it lacks a column that the row has a value for."""
    if not raw.strip():
        raw = f"{','.join(columns.all)}\n".encode()
    text = raw.removeprefix(BOM).decode()
    plain = text.replace("\r\n", "\n")
    form = form_of(plain, columns)
    header, *others = records(plain, form)
    names = [cell.text.casefold() for cell in header]
    if lacking := [name for name, value in row.items() if value and name not in names]:
        raise UserError(f"{relative} has no column `{lacking[0]}`", "add it to the first line of the file")
    comma = _writes_commas([cell.text for cells in others for cell in cells], form.separator)
    line = form.separator.join(_cell(_text(row.get(name, ""), comma=comma), form.separator) for name in names)
    end = "\r\n" if "\r\n" in text else "\n"
    return raw + ("" if text.endswith("\n") else end).encode() + f"{line}{end}".encode()


def _writes_commas(cells: Sequence[str], separator: str) -> bool:
    """Whether decimals have a comma: as they have it already, else as Excel has it where it writes semicolons."""
    found = [text for text in cells if re.fullmatch(r"-?[\d\s\u00a0]+[.,]\d{1,2}\D*", text)]
    return any(_COMMA.search(text) for text in found) if found else separator == ";"


def _text(value: str | Decimal, *, comma: bool) -> str:
    if isinstance(value, str):
        return value
    return f"{value:f}".replace(".", ",") if comma else f"{value:f}"


def _cell(text: str, separator: str) -> str:
    if separator in text or any(sign in text for sign in '"\n\r') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
