"""The files of a draw: read back as written, every change found, and nothing in them ends in a traceback."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from drawing import ROUND, UID, files, fixed
from hypothesis import example, given
from hypothesis import strategies as st

from smmgen.draw import verify
from smmgen.draw.drand import emitted_at, read_round, round_at
from smmgen.draw.names import DRAW, ENTRIES, TERMS
from smmgen.draw.records import drawn, read_draw, read_entries
from smmgen.draw.strict_json import Malformed
from smmgen.draw.verify import steps

NAMES = (ENTRIES, TERMS, DRAW)


def wrong(found: dict[str, bytes | None]) -> list[tuple[str, str]]:
    return [(step.file, step.wrong) for step in steps(found) if step.wrong]


def test_a_right_draw_is_right() -> None:
    assert wrong(files()) == []
    assert wrong({**files(), DRAW: None}) == []


@pytest.mark.parametrize("people", [1, 2, 3])
def test_few_entrants_all_win(people: int) -> None:
    entries = fixed(3, 5, tuple(f"vk:{number}" for number in range(people)))
    result = drawn(entries, ROUND)
    assert (len(result.winners), result.reserve) == (people, ())
    assert read_entries(entries.dump()) == entries
    assert read_draw(result.dump()) == result


@given(st.sampled_from(NAMES), st.integers(0, 10**6), st.integers(1, 255))
def test_any_byte_changed_is_found(name: str, place: int, change: int) -> None:
    found = files()
    data = bytearray(found[name] or b"")
    data[place % len(data)] ^= change
    with pytest.MonkeyPatch.context() as patch:  # what the signature covers has a test of its own
        patch.setattr(verify, "is_signed", lambda known: known == ROUND)
        assert wrong({**found, name: bytes(data)})


def _changed(name: str, **fields: Any) -> dict[str, bytes | None]:
    """With these fields in one file, which is otherwise written as it should be."""
    found = files()
    content = {**json.loads(found[name] or b""), **fields}
    read: Any = {ENTRIES: read_entries, DRAW: read_draw}[name]
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    assert read(text.encode())
    return {**found, name: text.encode()}


LEAVES = list(fixed().leaves)
RESULT = drawn(fixed(), ROUND)
OTHER = "ab" * 32


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        (ENTRIES, {"leaves": [*LEAVES[1:], LEAVES[0]]}, "leaf 10 is not after"),
        (ENTRIES, {"leaves": [LEAVES[0], *LEAVES]}, "leaf 2 is not after"),
        (ENTRIES, {"leaves": LEAVES[1:]}, "there are 9 leaves, not 10"),
        (ENTRIES, {"leaves": [*LEAVES[:-1], "f" * 64]}, "the root of the leaves is "),
        (ENTRIES, {"count": 11}, "there are 10 leaves, not 11"),
        (ENTRIES, {"root": OTHER}, f"the root of the leaves is {fixed().root}, not {OTHER}"),
        (ENTRIES, {"terms": OTHER}, "the digest of these terms is "),
        (ENTRIES, {"chain": OTHER}, f"`{OTHER}` is not drand's quicknet"),
        (ENTRIES, {"round": 657414}, "the signature is not drand's of round 657414"),
        (ENTRIES, {"winners": 2}, "`winners` has 3 entries, not 2"),
        (ENTRIES, {"contest": "cold-box"}, "the contest is warm-box; in `entries.json` it is cold-box"),
        (DRAW, {"contest": "cold-box"}, "the contest is cold-box"),
        (DRAW, {"round": 657414}, "the round is 657414; in"),
        (DRAW, {"randomness": OTHER}, f"the randomness should be {RESULT.randomness}"),
        (DRAW, {"order": [*RESULT.order[1:], RESULT.order[0]]}, "number 1 of `order` should be"),
        (DRAW, {"winners": list(RESULT.winners[::-1])}, "number 1 of `winners` should be"),
        (DRAW, {"reserve": []}, "`reserve` has 0 entries, not 5"),
    ],
)
def test_what_is_wrong_is_named(name: str, fields: dict[str, Any], said: str) -> None:
    assert any(what.startswith(said) for _, what in wrong(_changed(name, **fields)))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (ENTRIES, None, "there is no such file"),
        (TERMS, None, "there is no such file"),
        (ENTRIES, b"", "it is not JSON"),
        (ENTRIES, b"[" * 100_000, "it is not JSON"),
        (ENTRIES, b"\xff", "it is not JSON"),
        (ENTRIES, b"[]", "it is not an object"),
        (ENTRIES, b"{}", "`format` is missing"),
        (ENTRIES, (files()[ENTRIES] or b"").replace(b"draw-1", b"draw-2"), "its format is `smm-draw-2`"),
        (ENTRIES, (files()[ENTRIES] or b"").replace(b"657413", b"true"), "`round` is not a whole number"),
        (ENTRIES, (files()[ENTRIES] or b"").replace(b"657413", b"9" * 30), "`round` is not a whole number"),
        (ENTRIES, (files()[ENTRIES] or b"").replace(b"657413", b"0"), "`round` is not the number of a round"),
        (ENTRIES, (files()[ENTRIES] or b"").replace(b'"count"', b'"note": 1, "count"'), "`note` is not one of"),
        (ENTRIES, (files()[ENTRIES] or b"").replace(b'"count"', b'"count": 9, "count"'), "line 9 is not written as"),
        (ENTRIES, (files()[ENTRIES] or b"") + b" ", "line 24 is not written as"),
        (DRAW, b"{}", "`format` is missing"),
        (DRAW, (files()[DRAW] or b"").replace(b'"b7137', b'"B7137'), "`signature` is not 96 lower-case"),
        (DRAW, (files()[DRAW] or b"").replace(f'"{RESULT.winners[0]}"'.encode(), b"null"), "`winners` number 1"),
    ],
)
def test_what_is_no_record_is_named(name: str, data: bytes | None, said: str) -> None:
    found = wrong({**files(), name: data})
    assert [(file, what[: len(said)]) for file, what in found] == [(name, said)]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("a\u044f\U0001f600\x00", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["round", "leaves", "x"]), inner),
    max_leaves=6,
)


@given(st.sampled_from(["round", "signature", "randomness", "order", "leaves", "winners", "count", "format"]), ANY_JSON)
@example("order", [10**9])
def test_any_json_is_right_or_named(field: str, value: Any) -> None:
    for name in (ENTRIES, DRAW):
        content = {**json.loads(files()[name] or b""), field: value}
        assert wrong({**files(), name: json.dumps(content).encode()})
    answer = {"round": 1, "signature": ROUND.signature, field: value}
    with contextlib.suppress(Malformed):
        assert read_round(json.dumps(answer).encode()).signature == ROUND.signature


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("2023-08-23T15:09:27+00:00", 1),
        ("2023-08-23T15:09:28+00:00", 2),
        ("2023-08-23T15:09:30+00:00", 2),
        ("1999-01-01T00:00:00+00:00", 1),
        ("2026-12-20T12:00:00+03:00", 34984612),
        ("2026-04-20T00:00:00+00:00", 27946612),
    ],
)
def test_the_round_follows_from_the_time(at: str, number: int) -> None:
    """The last one is an example of the Ruby client of drand."""
    from datetime import datetime

    time = datetime.fromisoformat(at)
    assert round_at(time) == number
    assert emitted_at(number) >= time
    assert number == 1 or emitted_at(number - 1) < time


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is not JSON"),
        (b"<html>", "it is not JSON"),
        (b'{"round": 1}', "`signature` is missing"),
        (b'{"round": "1", "signature": ""}', "`round` is not a whole number"),
        (b'{"round": -1, "signature": ""}', "`round` is not the number of a round"),
        (b'{"round": 1, "signature": "zz"}', "`signature` is not 96 hexadecimal digits"),
        (
            json.dumps({"round": 1, "signature": ROUND.signature, "randomness": "00"}).encode(),
            "`randomness` is not the SHA-256 of `signature`",
        ),
    ],
)
def test_what_is_no_answer_of_drand_is_named(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match="^" + said.replace("(", r"\(")):
        read_round(data)


def test_an_answer_may_say_more() -> None:
    answer = {"round": 657413, "signature": ROUND.signature.upper(), "previous_signature": "", "uid": UID}
    assert read_round(json.dumps(answer).encode()) == ROUND
