"""The draw itself: the vector of the specification, and what must hold of any draw."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from drawing import IDS, LEAVES, ORDER, OTHER_ROUND, RANDOMNESS, ROOT, ROUND, SECRET, UID, fixed
from hypothesis import given
from hypothesis import strategies as st

from smmgen.draw.drand import Round, is_signed
from smmgen.draw.entrants import leaves_of
from smmgen.draw.merkle import leaf_of, nonce_of, path_of, root_of
from smmgen.draw.records import drawn
from smmgen.draw.shuffle import _below, permutation, seed_of

HASHES = st.binary(min_size=32, max_size=32)


def test_the_vector() -> None:
    entries = fixed()
    result = drawn(entries, ROUND)
    order = [LEAVES[bytes.fromhex(entries.leaves[index])] for index in result.order]

    assert (entries.root, result.randomness, order) == (ROOT, RANDOMNESS, ORDER)
    assert [LEAVES[bytes.fromhex(leaf)] for leaf in (*result.winners, *result.reserve)] == ORDER[:8]


def test_the_vector_is_the_specification_s() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/draw.md").read_text("utf-8")
    vector = page.partition("## Test vector")[2].partition("## ")[0]
    entries, nonce = fixed(), nonce_of(SECRET, UID, "vk:1")
    seed = seed_of(UID, bytes.fromhex(ROOT), ROUND.randomness)
    half = len(ROUND.signature) // 2 + 16
    for part in (
        nonce.hex(), leaf_of(nonce, "vk:1").hex(), ROOT, ROUND.signature[:half], ROUND.signature[half:], RANDOMNESS,
        seed.hex(), sha256(seed + bytes(8)).hexdigest(), ", ".join(ORDER),
        ", ".join(LEAVES[bytes.fromhex(leaf)] for leaf in entries.leaves),
        ", ".join(map(str, drawn(entries, ROUND).order)),
    ):  # fmt: skip
        assert part in vector


@pytest.mark.parametrize(
    ("known", "right"),
    [
        (ROUND, True),
        (OTHER_ROUND, True),
        (Round(ROUND.number + 1, ROUND.signature), False),
        (Round(ROUND.number, OTHER_ROUND.signature), False),
        (Round(ROUND.number, f"a{ROUND.signature[1:]}"), False),
        (Round(ROUND.number, "c" + "0" * 95), False),
        (Round(ROUND.number, "0" * 96), False),
        (Round(ROUND.number, "f" * 96), False),
        (Round(ROUND.number, f"8{'0' * 95}"), False),
        (Round(ROUND.number, f"{'9' if ROUND.signature[0] == 'b' else 'b'}{ROUND.signature[1:]}"), False),
    ],
)
@pytest.mark.parametrize("package", ["drand_verify", ""])
def test_a_signature_is_of_its_round_alone(
    known: Round, right: bool, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways to verify it say the same: the package's, and ours where that is missing."""
    if package:
        pytest.importorskip(package)
    else:
        monkeypatch.setitem(sys.modules, "drand_verify", None)
    assert is_signed(known) is right


def root_from(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """As a stranger checks what `smm draw nonce` prints: the root to which this path leads up from a leaf in a tree of
    `count`; None where none can."""
    if not 0 <= index < count:
        return None
    last, node, steps = count - 1, leaf, iter(path)
    while last:
        if index % 2 or index < last:
            if (beside := next(steps, None)) is None:
                return None
            pair = beside + node if index % 2 else node + beside
            node = sha256(b"\x01" + pair).digest()
        index, last = index // 2, last // 2
    return node if next(steps, None) is None else None


@given(st.lists(HASHES, min_size=1, max_size=70, unique=True), st.data())
def test_every_leaf_leads_to_the_root_and_to_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = path_of(leaves, index), root_of(leaves)

    assert root_from(leaves[index], index, len(leaves), path) == root
    assert root_from(sha256(leaves[index]).digest(), index, len(leaves), path) != root
    assert root_from(leaves[index], index, len(leaves), [*path, root]) is None
    assert root_from(leaves[index], len(leaves), len(leaves), path) is None
    if path:
        assert root_from(leaves[index], index, len(leaves), path[:-1]) is None


@given(HASHES, st.integers(0, 200))
def test_a_permutation_has_every_number_once(seed: bytes, count: int) -> None:
    assert sorted(permutation(seed, count)) == list(range(count))


@given(st.permutations(IDS))
def test_the_order_of_the_list_changes_nothing(ids: list[str]) -> None:
    assert root_of(sorted(leaves_of(SECRET, UID, ids))).hex() == ROOT


@pytest.mark.parametrize("bound", [1, 2, 3, 10, 1000, 2**255 + 1, 2**256])
def test_numbers_of_the_incomplete_run_are_passed_over(bound: int) -> None:
    complete = 2**256 - 2**256 % bound
    late = iter([number for number in (2**256 - 1, complete) if number < 2**256 and number >= complete] + [7, 8])
    assert _below(bound, late) == (7 % bound)


def test_twenty_thousand_draws_favour_nobody() -> None:
    """The chance of a fair draw to exceed these bounds is one in a thousand; the draws are always the same ones.

    Critical values of chi-square: 27.88 for 9 degrees of freedom, 126.1 for 81.
    """
    draws, people = 20_000, len(IDS)
    root = bytes.fromhex(ROOT)
    counted: Counter[tuple[int, int]] = Counter()
    for number in range(draws):
        counted.update(enumerate(permutation(seed_of(UID, root, sha256(b"%d" % number).digest()), people)))
    expected = draws / people
    strays = {at: (counted[at] - expected) ** 2 / expected for at in counted}

    assert sum(stray for (place, _), stray in strays.items() if place == 0) < 27.88
    assert sum(strays.values()) < 126.1
