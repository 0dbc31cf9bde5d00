"""The two records of a draw: what is fixed before the round, and what follows from it. Both are public.

A record has one form in bytes: JSON with the fields in this order, two blanks of indent, a line end. Other bytes are no
record, so that two readers cannot see two things in one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, NamedTuple, TypeVar

from smmgen.draw.drand import CHAIN, LAST_ROUND, Round
from smmgen.draw.merkle import root_of
from smmgen.draw.names import MOST_BYTES, MOST_ENTRANTS
from smmgen.draw.shuffle import VERSION, permutation, seed_of
from smmgen.draw.strict_json import Malformed, fields
from smmgen.json_text import json_text

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entries:
    """`entries.json`. `terms`: SHA-256 of the terms; hashes are lower-case hexadecimal digits. `winners` and `reserve`:
    how many there will be. `count` and `root` are as stated, and follow from `leaves`."""

    contest: str
    terms: str
    round: int
    winners: int
    reserve: int
    count: int
    root: str
    leaves: tuple[str, ...]
    chain: str = CHAIN

    def dump(self) -> bytes:
        """The file."""
        return _dumped(
            contest=self.contest, terms=self.terms, chain=self.chain, round=self.round, winners=self.winners,
            reserve=self.reserve, count=self.count, root=self.root, leaves=self.leaves,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draw:
    """`draw.json`. `order`: numbers of leaves, all of them, the first of `entries.json` being 0."""

    contest: str
    root: str
    round: int
    signature: str
    randomness: str
    order: tuple[int, ...]
    winners: tuple[str, ...]
    reserve: tuple[str, ...]
    chain: str = CHAIN

    def dump(self) -> bytes:
        """The file."""
        return _dumped(
            contest=self.contest, root=self.root, chain=self.chain, round=self.round, signature=self.signature,
            randomness=self.randomness, order=self.order, winners=self.winners, reserve=self.reserve,
        )  # fmt: skip


class Promise(NamedTuple):
    """What is fixed beside the entries, before the round: the parameters of the draw, as `Entries` has them."""

    contest: str
    terms: str
    round: int
    winners: int
    reserve: int


def committed(promise: Promise, leaves: Iterable[bytes]) -> Entries:
    """The leaves in their order, which is that of their bytes, and their root."""
    ordered = sorted(leaves)
    return Entries(*promise, len(ordered), root_of(ordered).hex(), tuple(leaf.hex() for leaf in ordered))


def drawn(entries: Entries, known: Round) -> Draw:
    """What follows from the round. There are fewer winners, and no reserve, where there are not enough entrants."""
    root, randomness = root_of(leaf_bytes(entries.leaves)), known.randomness
    order = permutation(seed_of(entries.contest, root, randomness), len(entries.leaves))
    heads = [entries.leaves[index] for index in order[: entries.winners + entries.reserve]]
    return Draw(
        entries.contest, root.hex(), known.number, known.signature, randomness.hex(), tuple(order),
        tuple(heads[: entries.winners]), tuple(heads[entries.winners :]),
    )  # fmt: skip


Record = TypeVar("Record", Entries, Draw)


def leaf_bytes(leaves: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(leaf) for leaf in leaves]


def read_entries(data: bytes) -> Entries:
    """Raises Malformed."""
    texts = {"contest": str, "terms": str, "chain": str, "root": str}
    found = _fields(data, {**texts, **dict.fromkeys(("round", "winners", "reserve", "count"), int), "leaves": list})
    _require_hashes(found, "terms", "root", "chain")
    _require_round(found)
    if not (1 <= found["winners"] <= MOST_ENTRANTS and 0 <= found["reserve"] <= MOST_ENTRANTS):
        raise Malformed("`winners` or `reserve` is no number of people")
    leaves = _hashes(found, "leaves")
    if not leaves:
        raise Malformed("`leaves` is empty")
    if len(leaves) > MOST_ENTRANTS:
        raise Malformed(f"`leaves` has more than {MOST_ENTRANTS} leaves")
    return _exact(Entries(**{**found, "leaves": leaves}), data)


def read_draw(data: bytes) -> Draw:
    """Raises Malformed."""
    texts = {"contest": str, "root": str, "chain": str, "signature": str, "randomness": str}
    found = _fields(data, {**texts, "round": int, "order": list, "winners": list, "reserve": list})
    _require_hashes(found, "root", "chain", "randomness")
    _require_round(found)
    if not re.fullmatch(r"[0-9a-f]{96}", found["signature"]):
        raise Malformed("`signature` is not 96 lower-case hexadecimal digits")
    if not all(type(index) is int and 0 <= index < MOST_ENTRANTS for index in found["order"]):
        raise Malformed("`order` is not a list of numbers of leaves")
    lists = {name: _hashes(found, name) for name in ("winners", "reserve")}
    return _exact(Draw(**{**found, **lists, "order": tuple(found["order"])}), data)


def _fields(data: bytes, expected: dict[str, type]) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise Malformed(f"it is longer than {MOST_BYTES} bytes")
    found = fields(data, {"format": str, **expected})
    if (version := found.pop("format")) != VERSION:
        raise Malformed(f"its format is `{version[:40]}`, not `{VERSION}`")
    return found


def _require_hashes(found: dict[str, Any], *names: str) -> None:
    for name in names:
        if not _HASH.fullmatch(found[name]):
            raise Malformed(f"`{name}` is not 64 lower-case hexadecimal digits")


def _require_round(found: dict[str, Any]) -> None:
    if not 1 <= found["round"] <= LAST_ROUND:
        raise Malformed("`round` is not the number of a round")


def _hashes(found: dict[str, Any], name: str) -> tuple[str, ...]:
    for place, value in enumerate(found[name]):
        if not (isinstance(value, str) and _HASH.fullmatch(value)):
            raise Malformed(f"`{name}` number {place + 1} is not 64 lower-case hexadecimal digits")
    return tuple(found[name])


def _exact(record: Record, data: bytes) -> Record:
    if record.dump() != data:
        pairs = zip_longest(record.dump().splitlines(), data.splitlines())
        line = next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 1)
        raise Malformed(f"line {line} is not written as `smm draw` writes it", line)
    return record


def _dumped(**content: Any) -> bytes:
    return json_text({"format": VERSION, **content}).encode()
