"""Calendar files as two readers understand them."""

from __future__ import annotations

from datetime import UTC, datetime

import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from smmgen.site.calendars import posts_ics
from smmgen.site.ics import Entry, calendar, text
from smmgen.variants.rows import PlanRow, PostRow

AT = 1_796_454_000
SIGNS = 'абв,;\\\n :"ё😀'
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120) | st.text(SIGNS, max_size=120)


def entry(summary: str = "Каппинг", **given: object) -> Entry:
    return Entry("event/cupping@smmgen", AT, AT + 7200, summary)._replace(**given)


@given(TEXTS, TEXTS, TEXTS)
@example("a\r\nBEGIN:VEVENT", "\\n", "x" * 300)
@example("😀" * 40, "ё" * 75, "")
def test_both_readers_read_what_was_written(summary: str, description: str, name: str) -> None:
    made = calendar([entry(f"s{summary}", description=f"d{description}")], f"n{name}", "events")
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert "\n" not in made.replace("\r\n", "")
    [event] = Calendar.from_ical(made).walk("VEVENT")
    expected = [f"s{summary}".replace("\r\n", "\n"), f"d{description}".replace("\r\n", "\n")]
    assert [str(event["summary"]), str(event["description"])] == expected
    again = vobject.readOne(made).vevent
    assert again.dtstart.value == datetime.fromtimestamp(AT, UTC)
    assert again.uid.value == "event/cupping@smmgen"


def test_all_that_an_event_has() -> None:
    made = calendar(
        [entry(location="Обжарка, Москва", url="https://teplo.example/c?a=b", point=(55.7541, 37.668),
               status="CANCELLED", sequence=2, is_free=True)], "Тепло", "events",
    )  # fmt: skip
    [event] = Calendar.from_ical(made).walk("VEVENT")
    assert event.start == datetime.fromtimestamp(AT, UTC)
    assert event.end == datetime.fromtimestamp(AT + 7200, UTC)
    assert str(event["location"]) == "Обжарка, Москва"
    assert event["geo"].to_ical() == "55.7541;37.668"
    assert (str(event["status"]), event["sequence"], str(event["transp"])) == ("CANCELLED", 2, "TRANSPARENT")
    again = vobject.readOne(made).vevent
    assert (again.location.value, again.url.value) == ("Обжарка, Москва", "https://teplo.example/c?a=b")
    assert (again.status.value, again.sequence.value) == ("CANCELLED", "2")


def test_an_address_that_could_end_its_line_is_left_out() -> None:
    assert "URL" not in calendar([entry(url="https://a.example/\r\nX:1")], "a", "events")


def test_control_characters_are_no_text() -> None:
    assert text("a\x00b\x1bc\x7fd\te") == "abcd\te"


def planned(uid: str, account: str, at: int | None = AT, status: str = "ready") -> PlanRow:
    return PlanRow(PostRow(f"content/posts/{uid}.md", uid, uid.title(), uid, status), account, "vk", at=at)


def test_one_entry_for_a_post_at_each_of_its_times() -> None:
    rows = [
        planned("b", "vk"), planned("a", "vk"), planned("a", "tg"), planned("a", "site", AT + 60),
        planned("later", "vk", None), planned("draft", "vk", AT + 90, "draft"),
    ]  # fmt: skip
    made = posts_ics(rows, "Тепло")
    assert made == posts_ics(rows[::-1], "Тепло")
    events = Calendar.from_ical(made).walk("VEVENT")
    assert [(str(event["summary"]), str(event["status"])) for event in events] == [
        ("A · tg, vk", "CONFIRMED"),
        ("B · vk", "CONFIRMED"),
        ("A · site", "CONFIRMED"),
        ("Draft · vk", "TENTATIVE"),
    ]
    assert len({str(event["uid"]) for event in events}) == len(events)
