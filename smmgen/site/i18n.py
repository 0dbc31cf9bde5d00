"""The interface in one language: its words, counted nouns and dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date

from smmgen.site.words import LANGUAGES, WORDS


class Words:
    """`t.home` is a word, `t.count("posts", 5)` a counted noun, `t.day_month("2026-11-27")` a date."""

    def __init__(self, language: str) -> None:
        index = LANGUAGES.index(language)
        self.language = language
        self._words = {key: both[index] for key, both in WORDS.items()}
        vars(self).update(self._words)
        self._locale = Locale.parse("ru" if language == "ru" else "en_GB")
        self.day_month = self._dates("d MMMM")
        self.full_day = self._dates("EEEE, d MMMM")
        self.short_day = self._dates("EEE, d MMM")
        self.dated = self._dates("d MMMM y")
        self.month_name = self._dates("LLLL", str.capitalize)
        self.month_year = self._dates("LLLL y", str.capitalize)

    def word(self, family: str, key: str) -> str:
        """One of a family, such as `state_published`, or of those without one (""); the bare key where there is no word
        for it."""
        return self._words.get(f"{family}_{key}" if family else key, key)

    def label(self, key: str) -> str:
        return self._words[key]

    def count(self, noun: str, number: int) -> str:
        """`1 post`, `5 публикаций`."""
        return f"{number} {self._words[f'n_{noun}'].split('|')[plural(self.language, number)]}"

    def weekdays(self) -> list[str]:
        """Monday first, abbreviated."""
        names = self._locale.days["stand-alone"]["abbreviated"]
        return [names[day] for day in range(7)]

    def duration(self, text: str) -> str:
        """`3d` -> `3 days`."""
        nouns = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
        return self.count(nouns[text[-1]], int(text[:-1])) if text[-1:] in nouns else text

    def size(self, number: int) -> str:
        """`30 kB`, `1,5 МБ`."""
        units = self._words["sizes"].split("|")
        power = min((len(str(number)) - 1) // 3, len(units) - 1)
        shown = f"{number / 1000**power:.1f}".removesuffix(".0")
        return f"{shown.replace('.', ',') if self.language == 'ru' else shown} {units[power]}"

    def _dates(self, pattern: str, change: Callable[[str], str] = str) -> Callable[[str], str]:
        @lru_cache(maxsize=4096)
        def written(day: str) -> str:
            """`day` begins with `2026-11` or `2026-11-27`."""
            return change(format_date(date.fromisoformat(f"{day}-01"[:10]), pattern, locale=self._locale))

        return written


def plural(language: str, number: int) -> int:
    """Which of the three forms goes with the number."""
    if language != "ru":
        return 0 if number == 1 else 1
    tens, ones = number // 10 % 10, number % 10
    if tens == 1 or ones == 0 or ones > 4:
        return 2
    return 0 if ones == 1 else 1


@cache
def words(language: str) -> Words:
    """Built once a process."""
    return Words(language)
