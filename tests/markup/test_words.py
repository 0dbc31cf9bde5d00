"""What counts as said in a text."""

from __future__ import annotations

import pytest

from smmgen.markup.words import says, says_advertising


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Ждём в «Бар»!", "бар"),
        ("БАР", "Бар"),
        ("Pushkin\nstreet  5, вход со двора", "Pushkin street 5"),
        ("концерт (18+)", "18+"),
        ("Куда? На море", "Куда?"),
        ("[erid:2Vtz]", "2Vtz"),
        ("сайт bar.example, бар", "бар"),
    ],
)
def test_said(text: str, phrase: str) -> None:
    assert says(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Бариста", "Бар"),
        ("пив-бар", "бар"),
        ("бар-ресторан", "бар"),
        ("#бар и @бар", "бар"),
        ("https://a.example/бар", "бар"),
        ("a.example/бар, бар@a.example", "бар"),
        ("Pushkin street 51", "Pushkin street 5"),
        ("Pushkin street 5/2", "Pushkin street 5"),
        ("Pushkin #tea street 5", "Pushkin street 5"),
        ("16+ и 6+7", "6+"),
        ("Когда?", "да?"),
        ("Бар", ""),
    ],
)
def test_not_said(text: str, phrase: str) -> None:
    assert not says(text, phrase)


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Реклама. ООО «Чай»", True),
        ("На правах рекламы", True),
        ("Ad. Tea Ltd", True),
        ("Advertisement", True),
        ("#реклама", False),
        ("adverse weather", False),
        ("a.example/реклама", False),
    ],
)
def test_a_word_for_advertising(text: str, is_said: bool) -> None:
    assert says_advertising(text) is is_said
