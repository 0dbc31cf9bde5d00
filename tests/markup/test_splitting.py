"""Long texts as threads."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from smmgen.markup.counting import graphemes, mastodon, utf8_bytes, utf16_units
from smmgen.markup.splitting import split
from smmgen.markup.text import Mark, RichText

WORDS = ["Кофе", "готов", "a", "https://teplo.example/menu", "слово" * 6, "@a@b.example", "г. Москва", "и\u00a0чай"]
SIGNS = [".", "!", "…", " ", "  ", "\n", "\n\n"]
CLUSTERS = ["👨\u200d👩\u200d👧\u200d👦", "🇷🇺", "e\u0301", "\u0301", "\u200d", "\u0600"]
PIECES = [*WORDS, *SIGNS, *SIGNS, *CLUSTERS]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
LENGTHS = st.sampled_from([len, graphemes, utf16_units, utf8_bytes])


def texts(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    return [part.text for part in split(RichText(text), limit, length)]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("короткий", 8, ["короткий"]),
        ("Один абзац.\n\nДругой абзац.", 20, ["Один абзац.", "Другой абзац."]),
        ("Раз и два. Три и четыре. Пять", 26, ["Раз и два. Три и четыре.", "Пять"]),
        ("Раз. Два «три!» Четыре пять", 22, ["Раз. Два «три!»", "Четыре пять"]),
        ("Мы на ул. Мира, 5, в г. Москва, каждый день", 30, ["Мы на ул. Мира, 5, в г.", "Москва, каждый день"]),
        ("Ждём в 10 утра. Наш дом: ул. Мира", 31, ["Ждём в 10 утра.", "Наш дом: ул. Мира"]),
        ("Стоит 5 руб. за чашку и ещё", 20, ["Стоит 5 руб. за", "чашку и ещё"]),
        ("раз два три", 7, ["раз два", "три"]),
        ("А\n\nОчень длинный абзац без точек", 20, ["А\n\nОчень длинный", "абзац без точек"]),
        ("Состав:\n• вода\n• зерно и всё", 20, ["Состав:\n• вода", "• зерно и всё"]),
        ("абвгдежз", 3, ["абв", "где", "жз"]),
        ("раз абвгдежз", 4, ["раз", "абвг", "дежз"]),
        ("10\u00a0000 ₽ всем", 8, ["10\u00a0000 ₽", "всем"]),
    ],
)
def test_where_texts_are_cut(text: str, limit: int, parts: list[str]) -> None:
    assert texts(text, limit) == parts


def test_marks_reach_into_both_parts() -> None:
    rich = RichText("раз два три", (Mark(0, 11, "bold"), Mark(4, 11, "link", "https://a.example"), Mark(8, 11, "code")))
    assert split(rich, 7, len) == [
        RichText("раз два", (Mark(0, 7, "bold"), Mark(4, 7, "link", "https://a.example"))),
        RichText("три", (Mark(0, 3, "bold"), Mark(0, 3, "link", "https://a.example"), Mark(0, 3, "code"))),
    ]


def test_a_cluster_longer_than_the_limit_stands_alone() -> None:
    assert texts("a👨‍👩‍👧‍👦b", 4, utf8_bytes) == ["a", "👨‍👩‍👧‍👦", "b"]


def test_addresses_are_not_cut_where_they_count_little() -> None:
    url = "https://teplo.example/" + "a" * 80
    assert texts(f"Меню тут {url} и там", 33, mastodon) == [f"Меню тут {url}", "и там"]


@given(TEXTS, st.integers(1, 60), LENGTHS)
def test_parts_fit_and_nothing_is_lost(text: str, limit: int, length: Callable[[str], int]) -> None:
    parts = texts(text, limit, length)
    assert all(length(part) <= limit or graphemes(part) == 1 for part in parts)
    if len(parts) > 1:
        rest = text
        for part in parts:
            gap, rest = rest[: rest.index(part)], rest[rest.index(part) + len(part) :]
            assert not gap.strip(" \t\n")
        assert not rest.strip(" \t\n")


@given(TEXTS, st.integers(1, 60), LENGTHS)
def test_no_cluster_is_cut(text: str, limit: int, length: Callable[[str], int]) -> None:
    clusters = iter(regex.findall(r"\X", text))
    for part in texts(text, limit, length):
        assert all(cluster in clusters for cluster in regex.findall(r"\X", part))


@example("👨\u200d👩\u200d👧\u200d👦 Кофе", 4)
@given(TEXTS, st.integers(1, 60))
def test_a_word_is_cut_only_when_it_is_too_long(text: str, limit: int) -> None:
    parts = texts(text, limit)
    clusters = itertools.groupby(regex.findall(r"\X", text), key=lambda cluster: not cluster.strip(" \t\n"))
    words = ("".join(word) for blank, word in clusters if not blank)
    assert all(any(word in part for part in parts) for word in words if len(word) <= limit)


@given(TEXTS, st.integers(1, 60), st.data())
def test_marked_text_stays_marked(text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    marks = (Mark(start, end, "bold"),) if end > start else ()
    parts = split(RichText(text, marks), limit, len)
    marked = "".join(part.text[mark.start : mark.end] for part in parts for mark in part.marks)
    assert regex.sub(r"[ \t\n]", "", marked) == regex.sub(r"[ \t\n]", "", text[start:end])
    assert all(0 <= mark.start < mark.end <= len(part.text) for part in parts for mark in part.marks)
