from __future__ import annotations

import pytest

from smmgen.networks.same_text import Likeness, likeness, strict_likeness

SENT = "Два латте и круассан к завтраку, каждый день с восьми утра до полудня"


@pytest.mark.parametrize(
    ("shown", "loose", "strict"),
    [
        (SENT, "same", "same"),
        (f"  {SENT.replace(' ', chr(10), 1)} ", "same", "same"),
        (SENT.replace(",", ""), "unclear", "unclear"),
        (SENT.upper(), "unclear", "unclear"),
        (f"{SENT}. И ещё чай", "unclear", "unclear"),
        (SENT[:20], "other", "unclear"),
        (SENT.replace("Два", "Три"), "unclear", "unclear"),
        (SENT.replace("Два латте", "Три рафа"), "unclear", "other"),
        ("Совсем другое объявление о работе", "other", "other"),
        ("", "unclear", "other"),
        ("…", "unclear", "other"),
    ],
)
def test_likeness(shown: str, loose: str, strict: str) -> None:
    assert likeness(shown, SENT) is Likeness(loose)
    assert strict_likeness(shown, SENT) is Likeness(strict)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert strict_likeness("\u0438\u0306", "\u0439") is Likeness.SAME


@pytest.mark.parametrize("words", ["post001part1 is a text of its own.", "", "7"])
def test_short_texts_of_their_own_are_told_apart(words: str) -> None:
    assert strict_likeness(words, "post002part1 is a text of its own.") is Likeness.OTHER
