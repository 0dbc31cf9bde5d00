"""Lists of entrants as people have them, and what is wrong with others."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.draw.entrants import BadEntrants, read_entrants


@pytest.mark.parametrize(
    ("data", "ids", "repeated"),
    [
        ("id\nvk:1\nvk:2\n", ("vk:1", "vk:2"), 0),
        ("\ufeffName;ID\r\nAnna;vk:1\r\n\r\nBoris; vk:2 \r\nAnna;vk:1", ("vk:1", "vk:2"), 1),
        ('id,name\n"vk:1","two\nlines"\nvk:2,\n', ("vk:1", "vk:2"), 0),
        ('["vk:1", "vk:2", "vk:1", "vk:1"]', ("vk:1", "vk:2"), 2),
        (' [{"id": "vk:1", "name": "Anna"}]', ("vk:1",), 0),
        ("id,a\nvk:1,2,3,4\n", ("vk:1",), 0),
        ("id\nmasto:e\u0301lise\nmasto:\u00e9lise\n", ("masto:\u00e9lise",), 1),
    ],
)
def test_lists(data: str, ids: tuple[str, ...], repeated: int) -> None:
    assert read_entrants(data.encode(), "x") == (ids, repeated)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x: it has no column `id`"),
        (b"\xff", "x: it is not UTF-8"),
        (b"vk:1\nvk:2\n", "x: it has no column `id`"),
        (b"id\n", "x: nobody is in it"),
        (b"[]", "x: nobody is in it"),
        (b"{}", "x: it is not a list"),
        (b"[", "x: it is not JSON: "),
        (b"[" * 10_000, "x: it is not JSON: "),
        (b"id,name\n,Anna\nvk:1,\nvk 2,\n", "x: line 2: there is no id; line 4: `vk 2` has a blank or a character"),
        (b'["a", 1, null, {"name": "b"}]', "x: entrant 2: there is no id; entrant 3: there is no id; entrant 4: there"),
        (b"id\nvk:\x1b[31m\n", "x: line 2: `vk:\\u001b[31m` has a blank or a character that cannot be printed"),
        (b'["\\ud800"]', "x: entrant 1: `\\ud800` has a blank or a character that cannot be printed"),
        (b"id\n" + b"x" * 201, "x: line 2: the id is longer than 200 characters"),
        (b"id\n" + b"\n".join([b"a b"] * 9), "; and 4 more"),
    ],
)
def test_what_is_no_list(data: bytes, said: str) -> None:
    with pytest.raises(BadEntrants) as found:
        read_entrants(data, "x")
    assert said in found.value.message


@given(st.binary(max_size=60))
def test_any_bytes_are_a_list_or_named(data: bytes) -> None:
    with contextlib.suppress(BadEntrants):
        assert read_entrants(data, "x").ids
