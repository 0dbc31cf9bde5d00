"""Tables: what is in them, where it stands, and what is wrong with them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.content.table import Columns, read_table

COLUMNS = Columns(("date", "amount"), ("what",))
ROWS = [{"date": "2026-12-05", "amount": "1 900,50", "what": "Призы"}, {"date": "2026-12-06", "amount": "7"}]


def read(text: str | bytes) -> tuple[list[dict[str, Any]] | None, list[str]]:
    """The rows, and each diagnostic as `line:column-column CODE message`."""
    raw = text.encode() if isinstance(text, str) else text
    source, found = read_table(raw, "data/spend/2026-12.csv", COLUMNS)
    said = [f"{one.span.line}:{one.span.column}-{one.span.end_column} {one.code} {one.message}" for one in found]
    return (list(source.data["rows"]) if source else None), said


@pytest.mark.parametrize(
    "text",
    [
        'date,amount,what\n2026-12-05,"1 900,50",Призы\n2026-12-06,7,\n',
        "date;amount;what\n2026-12-05;1 900,50;Призы\n2026-12-06;7\n",
        "\ufeffdate;amount;what\r\n2026-12-05;1 900,50;Призы\r\n2026-12-06;7;\r\n;;\r\n\r\n",
        "sep=;\r\ndate;amount;what\r\n2026-12-05;1 900,50;Призы\r\n2026-12-06;7;\r\n",
        "date\tamount\twhat\n2026-12-05\t1 900,50\tПризы\n2026-12-06\t7\n",
        '"Date"; Amount ;WHAT\n 2026-12-05 ;"1 900,50";Призы\n2026-12-06;7',
        "what;amount;date\nПризы;1 900,50;2026-12-05\n;7;2026-12-06",
        "date;amount;what;\n2026-12-05;1 900,50;Призы;\n2026-12-06;7;;;;\n",
    ],
)
def test_every_form_has_the_same_rows(text: str) -> None:
    assert read(text) == (ROWS, [])


def test_quotes_separators_and_lines_within_a_cell() -> None:
    rows, found = read('date,amount,what\n2026-12-05,7,"a ""b"", c\nd"\n2026-12-06,8,x\n')
    assert (rows and [row["what"] for row in rows], found) == (['a "b", c\nd', "x"], [])


def test_a_cell_has_its_place_in_the_file() -> None:
    text = '\ufeffdate;amount;what\r\n2026-12-05; 1 900,50 ;"Й"\r\n'
    source, _ = read_table(text.encode(), "a.csv", COLUMNS)
    assert source
    assert tuple(source.span(("rows", 0, "amount"))) == (2, 13, 2, 21)
    assert tuple(source.span(("rows", 0, "what"))) == (2, 24, 2, 25)
    assert tuple(source.span(("rows", 0))) == (2, 1, 2, 25)
    assert source.span(("rows", 0, "nothing")) == source.span(("rows", 0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["1:1-1 SMM137 the table is empty"]),
        ("\n\n", ["1:1-1 SMM137 the table is empty"]),
        ("date;sum\n", ["1:6-9 SMM109 there is no column `sum`"]),
        ("date;what\n", ["1:1-10 SMM111 the table has no column `amount`"]),
        ("date;amount;Date\n", ["1:13-17 SMM137 the column `Date` is there twice"]),
        ('date;amount\n2026-12-05;"7\n8;9', ["2:12-14 SMM137 a quote is not closed"]),
        ('date;amount\n2026-12-05;"7"8\n', ["2:15-16 SMM137 text follows the closing quote of a cell"]),
        ("date,amount\n2026-12-05,1900,50\n", ["2:17-19 SMM137 the row has 3 cells, and the header 2"]),
        (b"date,amount\n2026-12-05,\xcf", ["2:12-12 SMM101 byte 0xCF is not UTF-8"]),
        ("date,amount\n\0", ["2:1-1 SMM101 a NUL byte: this is not a text file"]),
    ],
)
def test_what_cannot_be_read_is_said(text: str | bytes, said: list[str]) -> None:
    assert read(text)[1] == said


def test_names_of_columns_in_russian_and_the_encoding_of_old_excel() -> None:
    _, found = read_table("дата;сумма\n".encode(), "data/spend/2026-12.csv", COLUMNS)
    assert [one.hint for one in found] == ["did you mean `date`?", "did you mean `amount`?"]
    _, (one,) = read_table("date;amount\n;Щётки\n".encode("windows-1251"), "data/spend/2026-12.csv", COLUMNS)
    assert one.hint == "save the file as UTF-8; Excel has the type «CSV UTF-8» for that"


@given(st.lists(st.fixed_dictionaries({"date": st.text(min_size=1), "amount": st.text(min_size=1)}), max_size=5))
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_the_standard_library_writes_is_read(separator: str, rows: list[dict[str, str]]) -> None:
    file = io.StringIO()
    writer = csv.DictWriter(file, ["date", "amount"], delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    try:
        writer.writerows(rows)
        raw = file.getvalue().encode()
    except UnicodeEncodeError:  # half of a sign
        return
    if "\0" in file.getvalue():
        return
    found, said = read(raw)
    assert said == []
    assert len(found or ()) == len([row for row in rows if any(value.strip() for value in row.values())])


@given(st.binary(max_size=200) | st.text(';,"\n date amount', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    rows, said = read(raw)
    assert rows is not None or said
