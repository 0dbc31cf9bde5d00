from __future__ import annotations

from typing import Any

import pytest

from smmgen.variants.likeness import Likeness, likeness, shared

TEXT = "С 1 декабря мы открыты до полуночи. Приходите на какао: https://teplo.example/cacao?utm_source=vk"


def look(text: str = TEXT, files: tuple[str, ...] = (), request: Any = None, name: str = "1") -> Likeness:
    return likeness({
        "key": f"a:b:1:{name}", "text": text, "media": [{"sha256": one} for one in files], "request": request or {},
    })  # fmt: skip


SAME = [
    ("other marks of an address", TEXT.replace("utm_source=vk", "utm_source=tg&utm_campaign=b")),
    ("no marks", TEXT.partition("?")[0]),
    ("another comma, dash and blank", TEXT.replace(". ", " — ").replace(" ", "\xa0")),
    ("capitals", TEXT.upper().replace("HTTPS://TEPLO.EXAMPLE/CACAO?UTM_SOURCE=VK", "https://teplo.example/cacao")),
    ("decomposed", TEXT.replace("й", "и\u0306")),
]


@pytest.mark.parametrize("text", [one[1] for one in SAME], ids=[one[0] for one in SAME])
def test_the_same_words_look_the_same(text: str) -> None:
    assert look(text) == look()


@pytest.mark.parametrize("other", [look(TEXT + " Ждём"), look(files=("f" * 64,)), look(request={"poll": {"q": "да?"}})])
def test_another_word_file_or_poll_does_not(other: Likeness) -> None:
    assert other.whole != look().whole
    assert shared(other.sketch, look().sketch) > 0.7


@pytest.mark.parametrize(
    "request_",
    [{"params": {"question": "Сорт?", "options": [{"text": "А"}, {"text": "Б"}]}}, {"poll": {"options": ["А", "Б"]}}],
)
def test_polls_differ_by_what_is_asked(request_: Any) -> None:
    assert look("Опрос", request=request_).whole != look("Опрос").whole


def test_nothing_to_see_looks_like_nothing() -> None:
    assert look("") == Likeness("1", "", "")


def test_signs_alone_are_a_text_too() -> None:
    assert look("🎉 🎉").whole != look("🐈").whole != ""


def test_chinese_that_was_mended_shares_most_of_its_signs() -> None:
    before, after = look("今天的咖啡是埃塞俄比亚的新豆子"), look("今天的咖啡是肯尼亚的新豆子")
    assert shared(before.sketch, after.sketch) > 0.5


def test_other_texts_share_little() -> None:
    assert shared(look().sketch, look("Кот Помол спит на батарее, а мы жарим новый лот из Кении").sketch) < 0.25
    assert shared("", "") == 0
