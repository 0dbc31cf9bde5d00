"""How much of two texts is the same: against the figure that counting all shingles gives."""

from __future__ import annotations

import random

import pytest

from smmgen.variants.shingles import KEPT, kept, resemblance, sketch, words_of

VOCABULARY = [f"слово{number}" for number in range(2000)]


def text(rng: random.Random, count: int) -> list[str]:
    return rng.choices(VOCABULARY, k=count)


def counted(one: list[str], other: list[str]) -> float:
    first, second = ({*zip(words, words[1:], words[2:], strict=False)} for words in (one, other))
    return len(first & second) / len(first | second)


@pytest.mark.parametrize("seed", range(8))
def test_near_what_counting_gives(seed: int) -> None:
    rng = random.Random(seed)
    one = text(rng, 300)
    other = one[: rng.randrange(100, 300)] + text(rng, 60)
    found = resemblance(sketch(" ".join(one)), sketch(" ".join(other)))
    assert found == pytest.approx(counted(one, other), abs=0.3)  # three standard deviations of 24 drawn by lot


def test_the_same_and_others() -> None:
    rng = random.Random(1)
    one, other = (sketch(" ".join(text(rng, 200))) for _ in range(2))
    assert resemblance(one, one) == 1
    assert resemblance(one, other) < 0.1
    assert resemblance("", "") == resemblance(one, "") == 0


def test_signs_and_capitals_do_not_count() -> None:
    words = "Обе кофейни открыты каждый день с восьми утра до девяти вечера, приходите"
    assert sketch(words) == sketch(words.upper().replace(" ", "\u00a0").replace(",", " —")) != ""


def test_shape() -> None:
    assert sketch("слишком мало слов") == ""
    long = sketch(" ".join(text(random.Random(2), 400)))
    assert len(kept(long)) == KEPT
    assert list(kept(long)) == sorted(kept(long))


def test_any_letters() -> None:
    assert words_of("«Ёлка», naïve Größe 猫 🎄!") == words_of("ёлка naïve größe 猫 🎄")
