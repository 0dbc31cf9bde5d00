"""The interface in one language: its words, counted nouns and dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, localcontext
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from smmgen import languages

_DIGITS = 80
"""More than a figure has, whatever a file says."""


class Words:
    """`t.home` is a word, `t.count("posts", 5)` a counted noun, `t.day_month("2026-11-27")` a date."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._file = languages.read(language)
        self._words = languages.table(language, "words")
        vars(self).update(self._words)
        self._locale = Locale.parse(self._file["locale"])
        self._decimal = self._locale.number_symbols["latn"]["decimal"]
        self._plural = lru_cache(maxsize=1024)(self._locale.plural_form)
        dates = self._file["dates"]
        self.day_month = self._dates(dates["day_month"])
        self.full_day = self._dates(dates["full_day"])
        self.short_day = self._dates(dates["short_day"])
        self.dated = self._dates(dates["dated"])
        self.month_name = self._dates(dates["month_name"], str.capitalize)
        self.month_year = self._dates(dates["month_year"], str.capitalize)

    def word(self, family: str, key: str) -> str:
        """One of a family (a table of the file, such as `state`), or a plain word (""); the bare key where there is no
        word for it."""
        words: dict[str, str] = self._file[family or "words"]
        return words.get(key, key)

    def of_network(self, network: str, key: str) -> str:
        """What a network calls something; the bare key where there is no word for it."""
        words: dict[str, str] = self._file["networks"].get(network, {})
        return words.get(key, key)

    def label(self, key: str) -> str:
        return self._words[key]

    def count(self, noun: str, number: int) -> str:
        """`1 post`, `5 публикаций`."""
        return f"{number} {self._file['counted'][noun][self._plural(number)]}"

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
        units: list[str] = self._file["sizes"]
        power = min((len(str(number)) - 1) // 3, len(units) - 1)
        shown = f"{number / 1000**power:.1f}".removesuffix(".0")
        return f"{shown.replace('.', self._decimal)} {units[power]}"

    def number(self, value: Decimal) -> str:
        """`12,345.5`, `12 345,5`: to two digits after the point."""
        with localcontext(prec=_DIGITS):
            return format_decimal(value, "#,##0.##", locale=self._locale)

    def percent(self, value: Decimal) -> str:
        """`42.5%`, `42,5 %`, of 42.5."""
        pattern = self._locale.percent_formats[None].pattern.replace("##0", "##0.#")
        with localcontext(prec=_DIGITS):
            return format_percent(value / 100, pattern, locale=self._locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """`€1,900.50`, `1 900,50 €`; whole amounts without hundredths, a code such as RUB behind the figure."""
        pattern = self._locale.currency_formats["standard"].pattern
        if get_currency_symbol(currency, self._locale)[-1:].isalpha():
            pattern = "#,##0.00\xa0¤"
        whole = amount == amount.to_integral_value()
        pattern = pattern.replace(".00", "") if whole else pattern
        with localcontext(prec=_DIGITS):
            return format_currency(amount, currency, pattern, self._locale, currency_digits=False)

    def amount(self, value: Decimal, unit: str) -> str:
        """The number as people read it: `unit` is "" for a plain number, `%`, or a currency."""
        if not unit:
            return self.number(value)
        return self.percent(value) if unit == "%" else self.money(value, unit)

    def _dates(self, pattern: str, change: Callable[[str], str] = str) -> Callable[[str], str]:
        @lru_cache(maxsize=4096)
        def written(day: str) -> str:
            """`day` begins with `2026-11` or `2026-11-27`."""
            return change(format_date(date.fromisoformat(f"{day}-01"[:10]), pattern, locale=self._locale))

        return written


@cache
def words(language: str) -> Words:
    """Built once a process."""
    return Words(language)
