"""Long words have places to part, short ones and other scripts have none."""

from __future__ import annotations

import pytest

from smmgen.site.hyphens import SHORT, hyphenated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Кофе", "Кофе"),
        ("Ёлка и чай", "Ёлка и чай"),
        ("предпраздничная", "пред-праз-днич-ная"),
        ("https://teplo.example/", "https://teplo.example/"),
        ("concertina", "con-cer-ti-na"),
        ("BRRRRRRRRRRRRRRRR", "BRRRRRR-RRRRRRR-RRR"),
        ("12345678901", "1234567-8901"),
        ("コーヒーを飲みながら本を読む", "コーヒーを飲みながら本を読む"),
        ("👩‍👩‍👧‍👦🏳️‍🌈", "👩‍👩‍👧‍👦🏳️‍🌈"),
    ],
)
def test_places_to_part(text: str, expected: str) -> None:
    assert hyphenated(text).replace("&shy;", "-") == expected


def test_it_is_escaped() -> None:
    assert hyphenated("<script>&") == "&lt;script&gt;&amp;"


WORDS = [
    *(
        "Достопримечательности",
        "здравствуйте",
        "подъездной",
        "субъектность",
        "фотоаппарат",
        "воскресенье",
        "случайность",
    ),
    *("subscription", "neighbourhood", "strengthsxyz", "частнопредпринимательский"),
]


@pytest.mark.parametrize("word", WORDS)
def test_every_piece_can_be_read(word: str) -> None:
    pieces = str(hyphenated(word)).split("&shy;")
    assert "".join(pieces) == word
    assert len(pieces) > 1
    assert all(2 <= len(piece) <= SHORT for piece in pieces)
    assert not any(piece[0] in "йьъ" for piece in pieces)
