"""What a text says about time: found, understood, and said anew."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smmgen.markup.date_meaning import BACK, dates_of, day_of, wrong_weekday
from smmgen.markup.date_pieces import Day, Hour, Weekday
from smmgen.markup.date_words import EN_MONTHS, RU_MONTHS, months_like, weekdays_like
from smmgen.markup.date_writing import Edit, edited, with_day, with_hour, with_weekday
from smmgen.markup.dates import When, find

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def said(when: When) -> str:
    """`sat 12.12 17:00-19:00`: a statement in short."""
    days = [f"{day.day}" + f".{day.month}" * bool(day.month) + f".{day.year}" * bool(day.year) for day in when.days]
    hours = [f"{hour.hour}:{hour.minute:02}" for hour in when.hours]
    found = [("-" if when.spans else ",").join(days), "-".join(hours)]
    if when.relative:
        found.insert(0, f"{when.relative.days:+}")
    if when.weekday:
        last = f"-{DAYS[when.last_weekday.number]}" if when.last_weekday else ""
        week = {0: "", 1: " next", -1: " last"}[when.weekday.week]
        found.insert(0, "every " * when.every + DAYS[when.weekday.number] + last + week)
    return " ".join([*filter(None, ["until" * when.until, *found])])


STATED = [
    ("Ждём в субботу, 12 декабря, в 17:00", "sat 12.12 17:00"),
    ("в субботу, 12\u00a0декабря, в\u202f17:00", "sat 12.12 17:00"),
    ("**В СУББОТУ**, [12 ДЕКАБРЯ](https://a.example/13.12)", "sat 12.12"),
    ("12 декабря 2026 года, суббота", "sat 12.12.2026"),
    ("12.12", "12.12"),
    ("12.12 в 17.00", "12.12 17:00"),
    ("12.12.26 и 2027-01-05", "12.12.2026,5.1.2027"),
    ("5.12.2026", "5.12.2026"),
    ("12 дек., сб, 17:00", "sat 12.12 17:00"),
    ("📅 12 декабря\n🕔 17:00", "12.12 17:00"),
    ("12\nдекабря", "12.12"),
    ("12 декабря. В 17:00", "12.12; 17:00"),
    ("сб., 12 дек. 2026 г. в 17:00", "sat 12.12.2026 17:00"),
    ("12 декабря\n\n17:00", "12.12; 17:00"),
    ("12-го декабря", "12.12"),
    ("к 12-му декабря", "12.12"),
    ("суббота, 12-е", "sat 12"),
    ("12–14 декабря", "12.12-14.12"),
    ("с 12 по 14 декабря", "12.12-14.12"),
    ("с 12-го по 14-е декабря", "12.12-14.12"),
    ("с 12.12 по 14.12", "12.12-14.12"),
    ("с 30 декабря по 2 января", "30.12-2.1"),
    ("с 12 на 13 декабря", "12.12-13.12"),
    ("12, 13 и 14 декабря", "12.12,13.12,14.12"),
    ("12 и 19 декабря в 17:00", "12.12,19.12 17:00"),
    ("12 декабря с 17 до 19", "12.12 17:00-19:00"),
    ("12 декабря с 17.30 до 19.00", "12.12 17:30-19:00"),
    ("17:00–19:00", "17:00-19:00"),
    ("в 9:30", "9:30"),
    ("до 12 декабря", "until 12.12"),
    ("не позднее 12.12", "until 12.12"),
    ("до субботы", "until sat"),
    ("завтра в 19:00, послезавтра", "+1 19:00; +2"),
    ("Сегодня, 12 декабря", "+0 12.12"),
    ("Вчера", "-1"),
    ("в эту пятницу", "fri"),
    ("в следующую среду", "wed next"),
    ("в прошлый четверг", "thu last"),
    ("каждую субботу", "every sat"),
    ("по средам в 18:00", "every wed 18:00"),
    ("пн–пт с 8 до 22", "mon-fri 8:00-22:00"),
    ("с понедельника по пятницу", "mon-fri"),
    ("7 вечера, в 3 дня, в 8 утра", "19:00; 15:00; 8:00"),
    ("в 17 часов", "17:00"),
    ("в воскресенье", "sun"),
    ("С 8 Марта!", "8.3"),
    ("9 мая", "9.5"),
    ("Saturday, December 12", "sat 12.12"),
    ("Sat, Dec 12th at 5 pm", "sat 12.12 17:00"),
    ("December 12, 2026", "12.12.2026"),
    ("12 Dec", "12.12"),
    ("the 12th of December", "12.12"),
    ("Saturday the 12th", "sat 12"),
    ("December 12–14", "12.12-14.12"),
    ("December 12 and 19", "12.12,19.12"),
    ("from 5 to 7 pm on December 12", "12.12 17:00-19:00"),
    ("Saturday, December 12, 5–7 pm", "sat 12.12 17:00-19:00"),
    ("11–1 pm", "11:00-13:00"),
    ("12 am, 12 p.m.", "0:00; 12:00"),
    ("by Friday", "until fri"),
    ("on Saturdays", "every sat"),
    ("next Friday", "fri next"),
    ("tomorrow at 10:00", "+1 10:00"),
    ("the day after tomorrow", "+2"),
    ("May 5", "5.5"),
]
NOT_STATED = [
    "12.12 ₽", "$12.12", "12,12", "v12.12", "версия 12.12", "Python 3.12", "Ubuntu 24.04", "12.12.1", "курс 12.12",
    "на 12.12%", "12.12 кг", "192.168.12.12", "3.10", "31.13", "32.12",
    "5 май-ок", "5 майских дней", "12 декабристов", "18+", "24/7", "50/50",
    "+7 (495) 123-45-67", "8 800 555-35-35", "12-12-12", "8-10-12-14",
    "1:16", "в соотношении 1:16", "соотношение 10:15", "счёт 10:12", "экран 16:10", "16:9", "01:20:30", "12:30 мин",
    "ул. 8 Марта", "улица 8 Марта, 12", "площадь 9 Мая", "м. 1 Мая",
    "за 3 дня", "5 часов пути", "через 2 часа", "3 вечера подряд", "с 10 до 20 процентов", "с 12 до 14 лет",
    "окружающая среда", "в среде профессионалов", "среда обитания", "Чёрная пятница", "Black Friday", "Чистый четверг",
    "завтрак", "сегодняшний", "ср. цена", "sat down", "the sun", "Sun", "wed", "in mar", "mon ami",
    "12 people may come", "5 may", "15 march past", "the 5th floor", "1st",
    "https://a.example/2026-12-12/", "a@12.12.example", "#12декабря", "[12](post-12.12.md)", "photo-2026-12-12-1.jpg",
    "99 декабря", "0 декабря", "12декабря", "25:00", "12:60", "№ 12",
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), STATED)
def test_stated(text: str, meaning: str) -> None:
    assert "; ".join(map(said, find(text))) == meaning


@pytest.mark.parametrize("text", NOT_STATED)
def test_not_stated(text: str) -> None:
    assert find(text) == ()
    assert find(f"Слово {text} слово.\n") == ()


@pytest.mark.parametrize("text", ["Живу на 8 Марта, 12", "8 Марта, 12, вход со двора", "на 8 Марта, д. 12 и дальше"])
def test_streets_with_a_house(text: str) -> None:
    assert find(text) == ()


def test_each_piece_has_its_place() -> None:
    text = "Ждём в субботу, 12-го декабря 2026 года, в 17:00."
    (when,) = find(text)
    (day,), (hour,) = when.days, when.hours
    assert when.weekday
    assert text[when.start : when.end] == "субботу, 12-го декабря 2026 года, в 17:00"
    assert text[when.weekday.start : when.weekday.end] == "субботу"
    assert [text[start:end] for start, end in (day.number, day.name, day.years)] == ["12", "декабря", "2026"]
    assert text[hour.start : hour.end] == "17:00"


# -- what is meant

GIVEN = date(2026, 12, 1)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12 декабря", ["2026-12-12"]),
        ("5 января", ["2027-01-05"]),
        ("2 сентября", ["2026-09-02"]),  # 90 days ago
        ("1 сентября", ["2027-09-01"]),
        ("5 ноября", ["2026-11-05"]),
        ("12.12.2025", ["2025-12-12"]),
        ("29 февраля", ["2028-02-29"]),
        ("31 ноября", []),
        ("с 30 декабря по 2 января", ["2026-12-30", "2027-01-02"]),
        ("12 и 19 декабря", ["2026-12-12", "2026-12-19"]),
        ("завтра", ["2026-12-02"]),
        ("позавчера", ["2026-11-29"]),
        ("в субботу", ["2026-12-05"]),
        ("во вторник", ["2026-12-01"]),
        ("в следующий вторник", ["2026-12-08"]),
        ("last Sunday", ["2026-11-29"]),
        ("пт–вс", ["2026-12-04", "2026-12-06"]),
        ("с пятницы по вторник", ["2026-12-04", "2026-12-08"]),
        ("по субботам", []),
        ("в 17:00", []),
    ],
)
def test_days_that_are_meant(text: str, days: list[str]) -> None:
    (when,) = find(text)
    assert [day.isoformat() for day in dates_of(when, GIVEN)] == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("суббота, 12 декабря", None),
        ("суббота, 13 декабря", "2026-12-13"),
        ("Sunday, December 12", "2026-12-12"),
        ("суббота, 12 декабря 2027", "2027-12-12"),
        ("в субботу", None),
        ("пт–вс, 12–14 декабря", None),
    ],
)
def test_wrong_weekday(text: str, day: str | None) -> None:
    (when,) = find(text)
    found = wrong_weekday(when, GIVEN)
    assert (found and found.isoformat()) == day


@given(st.dates(date(1900, 6, 1), date(2100, 1, 1)), st.integers(1, 31), st.integers(1, 12))
def test_a_day_without_a_year_is_the_first_that_is_not_long_ago(given: date, number: int, month: int) -> None:
    day = day_of(Day(0, 0, number, month), given)
    if day is None:
        assert (number > 29 and month == 2) or number == 31
        return
    assert (day.day, day.month) == (number, month)
    assert day >= given - BACK
    years = [year for year in range(given.year - 1, day.year) if (month, number) != (2, 29)]
    assert all(date(year, month, number) < given - BACK for year in years)


# -- said anew


def anew(text: str, edits: list[Edit]) -> str:
    return edited(text, 0, len(text), edits)


@pytest.mark.parametrize(
    ("text", "right", "new"),
    [
        ("12 декабря", date(2026, 12, 13), "13 декабря"),
        ("12-го декабря", date(2026, 12, 3), "3-го декабря"),
        ("30 ДЕКАБРЯ 2026", date(2027, 1, 2), "2 ЯНВАРЯ 2027"),
        ("12.12", date(2026, 12, 5), "05.12"),
        ("30.12.26", date(2027, 1, 2), "02.01.27"),
        ("2026-12-30", date(2027, 1, 2), "2027-01-02"),
        ("Dec 12th", date(2027, 1, 2), "Jan 2nd"),
        ("the 2nd of December", date(2026, 12, 13), "the 13th of December"),
        ("5 дек", date(2026, 8, 5), "5 авг"),
        ("12 декабря", date(2026, 12, 12), "12 декабря"),
    ],
)
def test_another_day(text: str, right: date, new: str) -> None:
    (when,) = find(text)
    assert anew(text, with_day(text, when.days[0], right)) == new


@pytest.mark.parametrize(
    ("text", "number", "new"),
    [
        ("в субботу", 6, "в воскресенье"),
        ("в субботу", 1, "во вторник"),
        ("Во вторник", 2, "В среду"),
        ("в четверг", 4, "в пятницу"),
        ("Четверг, 12 декабря", 4, "Пятница, 12 декабря"),
        ("СУББОТА", 6, "ВОСКРЕСЕНЬЕ"),
        ("до субботы", 0, "до понедельника"),
        ("Сб, 12 декабря", 6, "Вс, 12 декабря"),
        ("Sat, 12 December", 6, "Sun, 12 December"),
        ("on Saturday", 1, "on Tuesday"),
        ("в эту субботу", 4, "в эту пятницу"),
        ("в эту субботу", 1, "в эту субботу"),  # `этот` would have to be written
    ],
)
def test_another_weekday(text: str, number: int, new: str) -> None:
    (when,) = find(text)
    assert when.weekday
    assert anew(text, with_weekday(text, when.weekday, number)) == new


@pytest.mark.parametrize(
    ("text", "right", "new"),
    [
        ("в 17:00", time(18, 30), "в 18:30"),
        ("в 9:00", time(10), "в 10:00"),
        ("в 09:00", time(8), "в 08:00"),
        ("в 17.00", time(18), "в 18.00"),
        ("в 7 вечера", time(11), "в 11 утра"),
        ("в 17 часов", time(21), "в 21 час"),
        ("at 5 pm", time(11), "at 11 am"),
        ("at 5PM", time(0), "at 12AM"),
        ("at 5 p.m.", time(18), "at 6 p.m."),
        ("at 5 pm", time(17, 30), "at 5 pm"),  # not in the same form
    ],
)
def test_another_hour(text: str, right: time, new: str) -> None:
    (when,) = find(text)
    assert anew(text, with_hour(text, when.hours[0], right)) == new


# -- any text, any day

WORDS = [
    "Кофе",
    "в",
    "с",
    "до",
    "по",
    "12",
    "5",
    "декабря",
    "May",
    "марта",
    "суббота",
    "sat",
    "17:00",
    "12.12",
    "завтра",
]
SIGNS = [" ", ", ", "-", "–", ".", ":", "\n", "\n\n", "(", "**", "\u00a0", "ё", "İ", "ß", "\0", "😀"]
TEXTS = st.lists(st.sampled_from([*WORDS, *SIGNS, *SIGNS]), max_size=40).map("".join)


@given(TEXTS | st.text(max_size=60))
@example("İ12 декабря")
def test_places_are_in_order_and_apart(text: str) -> None:
    at = 0
    for when in find(text):
        assert at <= when.start < when.end <= len(text)
        at = when.end
        parts = [*when.days, *when.hours, *filter(None, [when.weekday, when.last_weekday, when.relative])]
        assert parts
        assert all(when.start <= part.start < part.end <= when.end for part in parts)
        assert all(1 <= day.day <= 31 and (day.month is None or 1 <= day.month <= 12) for day in when.days)
        assert all(hour.hour < 24 and hour.minute < 60 for hour in when.hours)
        assert when.until or dates_of(when, GIVEN) is not None


FORMS = [
    "{d} {ru}", "{d}-го {ru}", "{d} {ru} {y}", "{d:02}.{m:02}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}", "{en} {d}",
    "{d} {en} {y}", "the {d}th of {en}",
]  # fmt: skip
AROUND = [("", ""), ("Ждём ", "."), ("(", ")"), ("Слово\n", "\nслово"), ("«", "»"), ("**", "**"), ("с ", " и дальше")]


@given(st.dates(date(2026, 3, 1), date(2027, 2, 1)), st.dates(), st.sampled_from(FORMS), st.sampled_from(AROUND))
def test_every_day_in_every_form(day: date, other: date, form: str, around: tuple[str, str]) -> None:
    ru = next(name for name, number in RU_MONTHS.items() if number == day.month)
    en = next(name.capitalize() for name, number in EN_MONTHS.items() if number == day.month)
    text = form.format(d=day.day, m=day.month, y=day.year, ru=ru, en=en).join(around)
    (when,) = find(text)
    assert [(one.day, one.month) for one in when.days] == [(day.day, day.month)]
    assert not when.until
    other = other.replace(year=2000 + other.year % 100)
    (again,) = find(anew(text, with_day(text, when.days[0], other)))
    assert [(one.day, one.month) for one in again.days] == [(other.day, other.month)]
    assert again.days[0].year in (None, other.year)


@given(
    st.integers(0, 6), st.integers(0, 6), st.sampled_from(["в {}", "до {}", "к {}", "{}, 12 декабря", "on {}, Dec 12"])
)
def test_every_weekday_in_every_case(number: int, other: int, form: str) -> None:
    cases = {"в": weekdays_like("субботу"), "до": weekdays_like("субботы"), "к": weekdays_like("субботе")}
    names = weekdays_like("saturday") if form[0] == "o" else cases.get(form.split()[0], weekdays_like("суббота"))
    text = form.format(names[number])
    (when,) = find(text)
    assert isinstance(when.weekday, Weekday)
    assert when.weekday.number == number
    (again,) = find(anew(text, with_weekday(text, when.weekday, other)))
    assert again.weekday
    assert again.weekday.number == other
    assert form[0] == "в" or anew(text, with_weekday(text, when.weekday, other)) == form.format(names[other])


@given(st.times(), st.times(), st.sampled_from(["в {:%H:%M}", "в {:%H.%M}", "at {:%I:%M %p}", "{:%H:%M}"]))
def test_every_hour(hour: time, other: time, form: str) -> None:
    text = form.format(hour)
    (when,) = find(text)
    assert isinstance(when.hours[0], Hour)
    assert (when.hours[0].hour, when.hours[0].minute) == (hour.hour, hour.minute)
    if "%p" not in form:
        assert anew(text, with_hour(text, when.hours[0], other)) == form.format(other)


def test_months_of_the_same_length() -> None:
    assert [*months_like("дек")][:3] == ["янв", "фев", "мар"]
    assert [*months_like("декабря")][4] == "мая"
    assert [*months_like("dec")][8] == "sep"


@pytest.mark.parametrize("piece", ["12 ", "12, ", "с 1 до 1 ", "12.12-", "day after tomorrow ", "](", "сб-", "x@"])
def test_long_texts_are_read_once(piece: str) -> None:
    """Ten thousand repetitions end: nothing looks back further than some characters."""
    find(piece * 10_000)
