"""What a stranger does with the records of a draw: everything is computed again, and what differs is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from smmgen.draw.drand import CHAIN, Round, is_signed
from smmgen.draw.merkle import root_of
from smmgen.draw.names import DRAW, ENTRIES, TERMS
from smmgen.draw.records import (
    Draw,
    Entries,
    Promise,
    drawn,
    leaf_bytes,
    read_draw,
    read_entries,
)
from smmgen.draw.strict_json import Malformed

Record = TypeVar("Record")


class Step(NamedTuple):
    """One thing that was looked at: `what` should hold, and what is `wrong`, "" for nothing, with its place."""

    what: str
    wrong: str = ""
    file: str = ENTRIES
    field: str = ""
    line: int = 0


def steps(files: Mapping[str, bytes | None]) -> list[Step]:
    """All of them; those about the result only when there is one. `files`: name -> content, or None."""
    entries, broken = _read(files, ENTRIES, read_entries)
    if entries is None:
        return [broken]
    found = [*_of_entries(entries), _of_terms(entries, files.get(TERMS))]
    if files.get(DRAW) is None:
        return found
    result, broken = _read(files, DRAW, read_draw)
    return [*found, *_of_result(entries, result)] if result else [*found, broken]


def _read(files: Mapping[str, bytes | None], name: str, read: Callable[[bytes], Record]) -> tuple[Record | None, Step]:
    what = f"`{name}` can be read"
    if (data := files.get(name)) is None:
        return None, Step(what, "there is no such file", name)
    try:
        return read(data), Step(what, "", name)
    except Malformed as error:
        return None, Step(what, str(error), name, line=error.line)


def _of_entries(entries: Entries) -> Iterator[Step]:
    leaves = leaf_bytes(entries.leaves)
    unordered = next((place for place, (one, other) in enumerate(pairwise(leaves), 2) if one >= other), None)
    said = f"leaf {unordered} is not after the one before it" if unordered else ""
    yield Step("the leaves are in order, none of them twice", said, field="leaves")
    said = "" if len(leaves) == entries.count else f"there are {len(leaves)} leaves, not {entries.count}"
    yield Step(f"there are {entries.count} leaves", said, field="count")
    root = root_of(leaves).hex()
    said = "" if root == entries.root else f"the root of the leaves is {root}, not {entries.root}"
    yield Step(f"their root is {entries.root}", said, field="root")
    said = "" if entries.chain == CHAIN else f"`{entries.chain}` is not drand's quicknet"
    yield Step("the chain is drand's quicknet", said, field="chain")


def _of_terms(entries: Entries, terms: bytes | None) -> Step:
    what = f"the terms have the digest {entries.terms}"
    if terms is None:
        return Step(what, "there is no such file", TERMS)
    digest = sha256(terms).hexdigest()
    said = "" if digest == entries.terms else f"the digest of these terms is {digest}, not {entries.terms}"
    return Step(what, said, TERMS, "terms")


def _of_result(entries: Entries, result: Draw) -> Iterator[Step]:
    for name in ("contest", "root", "chain", "round"):
        here, there = getattr(result, name), getattr(entries, name)
        said = "" if here == there else f"the {name} is {here}; in `{ENTRIES}` it is {there}"
        yield Step(f"the {name} is that of `{ENTRIES}`", said, DRAW, name)
    known = Round(entries.round, result.signature)
    said = "" if is_signed(known) else f"the signature is not drand's of round {entries.round}"
    yield Step(f"the signature is drand's of round {entries.round}", said, DRAW, "signature")
    expected = drawn(entries, known)
    for name, what in _RESULTS.items():
        said = _difference(name, getattr(result, name), getattr(expected, name))
        yield Step(what, said, DRAW, name)


_RESULTS = {
    "randomness": "the randomness is the SHA-256 of the signature",
    "order": "the order follows from the randomness",
    "winners": "the winners are the first of the order",
    "reserve": "the reserve follows them",
}


def _difference(name: str, stated: Any, expected: Any) -> str:
    """What a field should have said; "" where it does."""
    if stated == expected:
        return ""
    if isinstance(expected, str):
        return f"the {name} should be {expected}"
    if len(stated) != len(expected):
        return f"`{name}` has {len(stated)} entries, not {len(expected)}"
    place = next(place for place, (one, other) in enumerate(zip(stated, expected, strict=True)) if one != other)
    return f"number {place + 1} of `{name}` should be {expected[place]}, not {stated[place]}"


def promise_kept(entries: Entries, promise: Promise) -> list[Step]:
    """Whether what was fixed is what the contest's own file says today."""
    found = []
    for name, what in _PROMISED.items():
        fixed, now = getattr(entries, name), getattr(promise, name)
        said = "" if fixed == now else f"`{name}` is {fixed}; of the contest's file today it is {now}"
        found.append(Step(what, said, field=name))
    return found


_PROMISED = {
    "contest": "the contest is the one of this file",
    "terms": "its terms have not changed since",
    "round": "the round is the one at its time of the draw",
    "winners": "there are as many winners as prizes",
    "reserve": "the reserve is as long as the file says",
}
