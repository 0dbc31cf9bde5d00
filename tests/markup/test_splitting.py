"""Long texts as threads."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from smmgen.markup.counting import Fits, graphemes, mastodon, utf8_bytes, utf16_units
from smmgen.markup.splitting import split
from smmgen.markup.text import Mark, RichText

WORDS = ["Кофе", "готов", "a", "https://teplo.example/menu", "слово" * 6, "@a@b.example", "г. Москва", "и\u00a0чай"]
SIGNS = [".", "!", "…", " ", "  ", "\n", "\n\n", "\n2. ", "。", "\u3000"]
CLUSTERS = ["👨\u200d👩\u200d👧\u200d👦", "🇷🇺", "e\u0301", "\u0301", "\u200d", "\u0600", "飲みます"]
PIECES = [*WORDS, *SIGNS, *SIGNS, *CLUSTERS]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
LENGTHS = st.sampled_from([len, graphemes, mastodon, utf16_units, utf8_bytes])
BLANK = " \t\n\u3000"


def room(limit: int, length: Callable[[str], int] = len, first: int | None = None, marks: int = 10**6) -> Fits:
    """Every part takes `limit`, the first one `first`."""

    def fits(part: int, text: str, found: int) -> bool:
        return length(text) <= (limit if part or first is None else first) and found <= marks

    return fits


def texts(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    return [part.text for part in split(RichText(text), room(limit, length))]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("короткий", 8, ["короткий"]),
        ("Один абзац.\n\nДругой абзац.", 20, ["Один абзац.", "Другой абзац."]),
        ("раз два три", 7, ["раз два", "три"]),
        ("А\n\nОчень длинный абзац без точек", 20, ["А\n\nОчень длинный", "абзац без точек"]),
        ("Состав:\n• вода\n• зерно и всё", 20, ["Состав:\n• вода", "• зерно и всё"]),
        ("абвгдежз", 3, ["абв", "гд", "ежз"]),
        ("раз абвгдежз", 4, ["раз", "абвг", "дежз"]),
        ("10\u00a0000 ₽ всем", 8, ["10\u00a0000 ₽", "всем"]),
        # sentences
        ("Раз и два. Три и четыре. Пять", 26, ["Раз и два.", "Три и четыре. Пять"]),
        ("Раз. Два «три!» Четыре пять", 22, ["Раз. Два «три!»", "Четыре пять"]),
        ("А кто? спросил он. Потом ушёл", 22, ["А кто? спросил он.", "Потом ушёл"]),
        ("Ура! 🎉 Мы открылись тут", 20, ["Ура! 🎉", "Мы открылись тут"]),
        ("Цена 5.30 за чашку. А ещё", 22, ["Цена 5.30 за чашку.", "А ещё"]),
        ("هل تحب القهوة؟ نعم أحبها كثيرا", 22, ["هل تحب القهوة؟", "نعم أحبها كثيرا"]),
        ("आज कॉफ़ी है। कल चाय होगी यहाँ", 20, ["आज कॉफ़ी है।", "कल चाय होगी यहाँ"]),
        ("一杯咖啡。两杯茶，三块蛋糕。", 11, ["一杯咖啡。", "两杯茶，三块蛋糕。"]),
        ("コーヒーを飲みますか毎朝", 11, ["コーヒーを", "飲みますか毎朝"]),
        # no sentence ends here
        ("Мы на ул. Мира, 5, в г. Москва, каждый день", 30, ["Мы на ул. Мира, 5,", "в г. Москва, каждый день"]),
        ("Ждём в 10 утра. Наш дом: ул. Мира", 31, ["Ждём в 10 утра.", "Наш дом: ул. Мира"]),
        ("Стоит 5 руб. за чашку и ещё", 20, ["Стоит 5 руб.", "за чашку и ещё"]),
        ("Пьём чай, кофе и т. д. весь день", 24, ["Пьём чай,", "кофе и т. д. весь день"]),
        ("Стихи А. С. Пушкина читаем вслух", 22, ["Стихи А. С. Пушкина", "читаем вслух"]),
        ("Ask Dr. Brown about beans, or me", 22, ["Ask Dr. Brown", "about beans, or me"]),
        # what belongs together
        ("Нам нужно 5 кг зерна, и быстро", 22, ["Нам нужно 5 кг зерна,", "и быстро"]),
        ("Всё новое меню: https://a.example/m", 30, ["Всё новое", "меню: https://a.example/m"]),
        ("Кофе — это напиток", 10, ["Кофе — это", "напиток"]),
        ("Мы рады вам всем !", 17, ["Мы рады", "вам всем !"]),
        # the sign of a list item stays with its word
        ("1. Раз два три\n2. Четыре пять", 17, ["1. Раз два три", "2. Четыре пять"]),
        ("• один два три\n• четыре пять", 16, ["• один два три", "• четыре пять"]),
        ("> кто там был\n> я был", 14, ["> кто там был", "> я был"]),
        ("☕ Капучино тут\n☕ Раф", 15, ["☕ Капучино тут", "☕ Раф"]),
    ],
)
def test_where_texts_are_cut(text: str, limit: int, parts: list[str]) -> None:
    assert texts(text, limit) == parts


def test_marks_reach_into_both_parts() -> None:
    marks = (Mark(0, 11, "bold"), Mark(4, 11, "italic"), Mark(8, 11, "underline"))
    assert split(RichText("раз два три", marks), room(7)) == [
        RichText("раз два", (Mark(0, 7, "bold"), Mark(4, 7, "italic"))),
        RichText("три", (Mark(0, 3, "bold"), Mark(0, 3, "italic"), Mark(0, 3, "underline"))),
    ]


@pytest.mark.parametrize("kind", ["link", "mention", "hashtag", "code"])
def test_what_is_one_thing_is_not_cut(kind: str) -> None:
    rich = RichText("раз два три четыре", (Mark(4, 18, kind, "value"),))
    assert [part.text for part in split(rich, room(14))] == ["раз", "два три четыре"]
    assert [part.text for part in split(rich, room(8))] == ["раз", "два три", "четыре"]


def test_no_part_has_more_marks_than_fit() -> None:
    text = "раз " * 40
    rich = RichText(text.strip(), tuple(Mark(n * 4, n * 4 + 3, "bold") for n in range(40)))
    parts = split(rich, room(1000, marks=10))
    assert [len(part.marks) for part in parts] == [10, 10, 10, 10]


def test_a_cluster_longer_than_the_limit_stands_alone() -> None:
    assert texts("a👨‍👩‍👧‍👦b", 4, utf8_bytes) == ["a", "👨‍👩‍👧‍👦", "b"]


def test_addresses_are_not_cut_where_they_count_little() -> None:
    url = "https://teplo.example/" + "a" * 80
    assert texts(f"Меню {url} да", 30, mastodon) == ["Меню", f"{url} да"]


def test_an_address_in_a_text_without_blanks_is_not_cut() -> None:
    assert texts("豆です。https://例え.example/めにゅー漢字 です", 30) == [
        "豆です。",
        "https://例え.example/めにゅー漢字 です",
    ]


TAGS = RichText("#раз #два")


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("раз два три", 22, ["раз два три"]),
        # the text is whole, so are the tags
        ("раз два три", 21, ["раз два три", ""]),
        ("раз. два. три", 15, ["раз. два. три", ""]),
        # a text in several parts gives its last words to the tags, a whole sentence if it can
        ("Раз два три. Раз два три. Раз.", 16, ["Раз два три.", "Раз два три.", "Раз."]),
        ("раз два три раз два три раз", 14, ["раз два три", "раз два три", "раз"]),
        ("раз два три раз два три", 12, ["раз два три", "раз два три", ""]),
    ],
)
def test_room_for_the_tail(text: str, limit: int, parts: list[str]) -> None:
    assert [part.text for part in split(RichText(text), room(limit), TAGS)] == parts


def test_a_tail_too_long_for_any_part_stands_alone_and_cuts_nothing() -> None:
    parts = split(RichText("раз два три раз"), room(8), RichText("#слишком #длинно"))
    assert [part.text for part in parts] == ["раз два", "три раз", ""]


def test_the_first_part_has_room_of_its_own() -> None:
    rich = RichText("раз два три раз два три")
    assert [part.text for part in split(rich, room(15, first=7))] == ["раз два", "три раз два три"]
    word = RichText("длинноеслово раз")
    assert [part.text for part in split(word, room(16, first=7))] == ["", "длинноеслово раз"]


def test_what_is_to_stay_whole_is_not_cut() -> None:
    rich = RichText("Раз. Два, три\n\nРеклама. Тепло")
    assert [part.text for part in split(rich, room(20), whole=[(15, 30)])] == ["Раз. Два, три", "Реклама. Тепло"]


def fewest(text: str, places: list[int], limit: int, tail: str = "") -> int:
    """Parts of a thread, found by trying every way to cut at these places."""
    best = {0: 0}
    for end in sorted({*places, len(text)} - {0}):
        counts = [best[begin] for begin in best if len(text[begin:end].strip()) <= limit]
        if counts:
            best[end] = min(counts) + 1
    if not tail:
        return best[len(text)]
    tails = {begin: f"{text[begin:].strip()}\n\n{tail}".strip() for begin in best}
    return min(best[begin] + 1 for begin, whole in tails.items() if begin == len(text) or len(whole) <= limit)


@given(st.lists(st.text("аб", min_size=1, max_size=11), min_size=1, max_size=14), st.integers(4, 14))
def test_as_few_parts_as_the_words_need(words: list[str], limit: int) -> None:
    places, at = list[int](), 0
    for word in words:
        places += range(at, at + len(word)) if len(word) > limit else [at]
        at += len(word) + 1
    assert len(texts(" ".join(words), limit)) == fewest(" ".join(words), places, limit)


@given(st.lists(st.sampled_from(["раз", "кофе.", "а", "🎉", "#тег"]), max_size=30), st.integers(8, 20), st.data())
def test_as_few_parts_as_text_and_tags_need(words: list[str], limit: int, data: st.DataObject) -> None:
    tail = data.draw(st.sampled_from(["#а", "#раз #два", "#раз", "#раз #два #три #четыре"]))
    places = list(itertools.accumulate((len(word) + 1 for word in words), initial=0))[:-1]
    parts = split(RichText(" ".join(words)), room(limit), RichText(tail))
    assert len(parts) == fewest(" ".join(words), places, limit, tail)
    assert all(len(part.text) <= limit for part in parts)
    assert not parts[-1].text or len(f"{parts[-1].text}\n\n{tail}") <= limit
    assert " ".join(part.text for part in parts).strip() == " ".join(words)


@given(TEXTS, st.integers(1, 60), LENGTHS)
def test_parts_fit_and_nothing_is_lost(text: str, limit: int, length: Callable[[str], int]) -> None:
    parts = texts(text, limit, length)
    assert all(length(part) <= limit or graphemes(part) == 1 for part in parts)
    if len(parts) > 1:
        rest = text
        for part in parts:
            gap, rest = rest[: rest.index(part)], rest[rest.index(part) + len(part) :]
            assert not gap.strip(BLANK)
        assert not rest.strip(BLANK)


@given(TEXTS, st.integers(1, 60), LENGTHS)
def test_no_cluster_is_cut(text: str, limit: int, length: Callable[[str], int]) -> None:
    clusters = iter(regex.findall(r"\X", text))
    for part in texts(text, limit, length):
        assert all(cluster in clusters for cluster in regex.findall(r"\X", part))


@example("👨\u200d👩\u200d👧\u200d👦 Кофе", 4)
@given(TEXTS.filter(lambda text: not regex.search(r"\p{Hiragana}|。", text)), st.integers(1, 60))
def test_a_word_is_cut_only_when_it_is_too_long(text: str, limit: int) -> None:
    parts = texts(text, limit)
    clusters = itertools.groupby(regex.findall(r"\X", text), key=lambda cluster: not cluster.strip(BLANK))
    words = ("".join(word) for blank, word in clusters if not blank)
    assert all(any(word in part for part in parts) for word in words if len(word) <= limit)


@given(TEXTS, st.integers(1, 60), st.data())
def test_marked_text_stays_marked(text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    kind = data.draw(st.sampled_from(["bold", "link"]))
    marks = (Mark(start, end, kind),) if end > start else ()
    parts = split(RichText(text, marks), room(limit))
    marked = "".join(part.text[mark.start : mark.end] for part in parts for mark in part.marks)
    assert regex.sub(r"[ \t\n\u3000]", "", marked) == regex.sub(r"[ \t\n\u3000]", "", text[start:end])
    assert all(0 <= mark.start < mark.end <= len(part.text) for part in parts for mark in part.marks)


@pytest.mark.parametrize(
    "text",
    [
        "слово " * 4000,
        "а" * 24000,
        "飲みます。" * 4800,
        "👨‍👩‍👧‍👦" * 3000,
        "а. " * 8000,
        "https://a.example/bb " * 1200,
    ],
)
def test_the_work_grows_with_the_text_only(text: str) -> None:
    """Counted in characters measured: twice the text is twice the work."""

    def work(text: str) -> int:
        measured = 0

        def length(part: str) -> int:
            nonlocal measured
            measured += len(part)
            return len(part)

        texts(text, 300, length)
        return measured

    assert work(text) < 30 * len(text)
    assert work(text + text) < 2.2 * work(text)
