"""What a stranger does with the records of a draw: everything is computed again, and what differs is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple, TypeVar

from smmgen.draw.drand import CHAIN, Round, is_signed
from smmgen.draw.merkle import root_of
from smmgen.draw.records import (
    DRAW,
    ENTRIES,
    TERMS,
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
    """One thing that was looked at: `what` should hold, and what is `wrong`, "" for nothing; the `file` at fault."""

    what: str
    wrong: str = ""
    file: str = ENTRIES


def steps(files: Mapping[str, bytes | None]) -> list[Step]:
    """All of them, those about the result only when there is one. `files`: name -> content, None where there is none.

    Raises NotInstalled where the signature cannot be checked.
    """
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
        return None, Step(what, str(error), name)


def _of_entries(entries: Entries) -> Iterator[Step]:
    leaves = leaf_bytes(entries.leaves)
    unordered = next((place for place, (one, other) in enumerate(pairwise(leaves), 2) if one >= other), None)
    yield Step("the leaves are in order, none of them twice", f"leaf {unordered} is out of order" if unordered else "")
    yield Step(f"there are {entries.count} leaves", "" if len(leaves) == entries.count else f"there are {len(leaves)}")
    root = root_of(leaves).hex()
    yield Step(f"their root is {entries.root}", "" if root == entries.root else f"it is {root}")
    yield Step("the chain is drand's quicknet", "" if entries.chain == CHAIN else f"it is {entries.chain}")


def _of_terms(entries: Entries, terms: bytes | None) -> Step:
    what = f"the terms have the digest {entries.terms}"
    if terms is None:
        return Step(what, "there is no such file", TERMS)
    digest = sha256(terms).hexdigest()
    return Step(what, "" if digest == entries.terms else f"theirs is {digest}", TERMS)


def _of_result(entries: Entries, result: Draw) -> Iterator[Step]:
    for name in ("contest", "root", "chain", "round"):
        here, there = getattr(result, name), getattr(entries, name)
        yield Step(f"the {name} is that of `{ENTRIES}`", "" if here == there else f"it is {here}", DRAW)
    known = Round(entries.round, result.signature)
    yield Step(f"the signature is drand's, of round {entries.round}", "" if is_signed(known) else "it is not", DRAW)
    expected = drawn(entries, known)
    for name, what in _RESULTS.items():
        same = getattr(result, name) == getattr(expected, name)
        yield Step(what, "" if same else _difference(getattr(result, name), getattr(expected, name)), DRAW)


_RESULTS = {
    "randomness": "the randomness is the SHA-256 of the signature",
    "order": "the order follows from it",
    "winners": "the winners are the first of that order",
    "reserve": "the reserve is who follows",
}


def _difference(stated: object, expected: object) -> str:
    if isinstance(stated, str) or not isinstance(stated, tuple) or not isinstance(expected, tuple):
        return f"it should be {expected}"
    if len(stated) != len(expected):
        return f"there are {len(stated)}, there should be {len(expected)}"
    place = next(place for place, (one, other) in enumerate(zip(stated, expected, strict=True)) if one != other)
    return f"number {place + 1} should be {expected[place]}, not {stated[place]}"


def promise_kept(entries: Entries, promise: Promise) -> list[Step]:
    """Whether what was fixed is what the contest's own file says today."""
    return [
        Step(what, "" if getattr(entries, name) == getattr(promise, name) else f"there it is {getattr(promise, name)}")
        for name, what in _PROMISED.items()
    ]


_PROMISED = {
    "terms": "the digest is that of the contest's file",
    "round": "the round is the one at its time of the draw",
    "winners": "there are as many winners as prizes",
    "reserve": "the reserve is as long as it says",
}
