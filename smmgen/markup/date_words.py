"""Names of months and weekdays, and parts of the day, in Russian and English, in every form in which texts have them.

All in lower case, with `е` for `ё`.
"""

from __future__ import annotations

from collections.abc import Iterator

_RU_MONTHS = (
    ("января", "янв"), ("февраля", "февр", "фев"), ("марта", "мар"), ("апреля", "апр"), ("мая",), ("июня", "июн"),
    ("июля", "июл"), ("августа", "авг"), ("сентября", "сент", "сен"), ("октября", "окт"), ("ноября", "нояб", "ноя"),
    ("декабря", "дек"),
)  # fmt: skip
_EN_MONTHS = (
    ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
    ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
    ("december", "dec"),
)  # fmt: skip
_RU_WEEKDAYS = (
    ("понедельник", "понедельник", "понедельника", "понедельнику", "понедельником", "понедельнике"),
    ("вторник", "вторник", "вторника", "вторнику", "вторником", "вторнике"),
    ("среда", "среду", "среды", "среде", "средой", "среде"),
    ("четверг", "четверг", "четверга", "четвергу", "четвергом", "четверге"),
    ("пятница", "пятницу", "пятницы", "пятнице", "пятницей", "пятнице"),
    ("суббота", "субботу", "субботы", "субботе", "субботой", "субботе"),
    ("воскресенье", "воскресенье", "воскресенья", "воскресенью", "воскресеньем", "воскресенье"),
)
"""Nominative, accusative, genitive, dative, instrumental, prepositional."""
_RU_PLURALS = (
    "понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям",
)  # fmt: skip
_RU_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_EN_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EN_SHORT = (
    ("mon",), ("tues", "tue"), ("wed",), ("thurs", "thur", "thu"), ("fri",), ("sat",), ("sun",),
)  # fmt: skip

RU_MONTHS = {form: number for number, forms in enumerate(_RU_MONTHS, 1) for form in forms}
"""Form -> 1 to 12."""
EN_MONTHS = {form: number for number, forms in enumerate(_EN_MONTHS, 1) for form in forms}
VERBS = frozenset({"may", "march", "mar"})
"""Months only with a capital: `12 people may come`."""

WEEKDAYS = {form: number for number, forms in enumerate(_RU_WEEKDAYS) for form in forms} | {
    form: number for number, form in enumerate(_EN_WEEKDAYS)
}
"""Form -> 0, Monday, to 6."""
EVERY = {form: number for number, form in enumerate(_RU_PLURALS)} | {
    f"{form}s": number for number, form in enumerate(_EN_WEEKDAYS)
}
"""What is said of each week: `по субботам`, `on Saturdays`."""
SHORT = {form: number for number, form in enumerate(_RU_SHORT)} | {
    form: number for number, forms in enumerate(_EN_SHORT) for form in forms
}
"""Weekdays only beside a date, an hour or another one: `sat`, `ср` and `sun` are words of their own."""
ABBREVIATED = frozenset(form for forms in (*_RU_MONTHS, *_EN_MONTHS) for form in forms[1:]) | frozenset(SHORT)
"""A full stop after one of them ends no sentence."""
AMBIGUOUS = frozenset(_RU_WEEKDAYS[2])
"""`среда` is surroundings, too."""

RELATIVE = {
    "позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2,
    "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1,
}  # fmt: skip
"""Word -> days from the day on which it is read."""

AFTERNOON = frozenset({"дня", "вечера", "pm"})
"""Parts of the day in which 5 is 17."""


def months_like(form: str) -> Iterator[str]:
    """The twelve months in the same language and length as one form, from January: `dec` -> `jan`, `feb` ..."""
    months = _RU_MONTHS if form in RU_MONTHS else _EN_MONTHS
    place = 0 if form in {forms[0] for forms in months} else -1
    yield from (forms[place] for forms in months)


def weekdays_like(form: str, accusative: bool = False) -> tuple[str, ...]:
    """The seven weekdays in the same language, case and length as one form, from Monday.

    `понедельник` is two cases; which one is meant only the words before it tell.
    """
    for family in (_RU_PLURALS, _RU_SHORT, _EN_WEEKDAYS):
        if form in family:
            return family
    if form in SHORT:
        return tuple(forms[-1] for forms in _EN_SHORT)
    if form in WEEKDAYS:
        case = 1 if accusative else _RU_WEEKDAYS[WEEKDAYS[form]].index(form)
        return tuple(row[case] for row in _RU_WEEKDAYS)
    return tuple(f"{name}s" for name in _EN_WEEKDAYS)
