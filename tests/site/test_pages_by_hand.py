"""What is posted by hand, on the home page and in the calendar file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from smmgen.site.by_hand import ics, to_post
from smmgen.site.model import State
from smmgen.site.states import worst
from smmgen.variants.rows import PlanRow, PostRow

AT = datetime(2026, 12, 5, 7, tzinfo=UTC)


def planned(uid: str = "coffee", hours: int = 0, account: str = "wa", by_hand: bool = True, **post: Any) -> PlanRow:
    row = PostRow(f"content/posts/{uid}.md", uid, post.pop("title", "Кофе"), uid, **post)
    return PlanRow(row, account, "manual", by_hand, int((AT + timedelta(hours=hours)).timestamp()))


def states(*known: tuple[str, str]) -> Any:
    return worst([State(uid, "wa", state, "") for uid, state in known])


def test_the_earliest_comes_first_and_only_what_a_person_posts() -> None:
    rows = [planned("later", 2), planned("first"), planned("vk", by_hand=False), planned("draft", status="draft")]
    assert [one.page for one in to_post(states(), rows)] == ["posts/first.html", "posts/later.html"]


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        ("published", False),
        ("abandoned", False),
        ("retracted", False),
        ("missed", False),
        ("resend", True),
        ("failed", True),
    ],
)
def test_what_the_ledger_has_is_done(state: str, waits: bool) -> None:
    assert bool(to_post(states(("coffee", state)), [planned()])) is waits


def test_an_event_for_each() -> None:
    title = "Длинное название, с запятой; и точкой с запятой\\ " + "кофе " * 30
    made = ics([planned("b", 1, title=title), planned("a")], "Тепло")
    calendar = Calendar.from_ical(made)
    events = calendar.walk("VEVENT")
    assert [str(event["uid"]) for event in events] == ["a:wa@smmgen", "b:wa@smmgen"]
    assert [event.start for event in events] == [AT, AT + timedelta(hours=1)]
    assert str(events[1]["summary"]) == f"{title} · wa"
    assert all(len(line) <= 75 for line in made.encode().split(b"\r\n"))


def test_the_same_rows_make_the_same_bytes() -> None:
    rows = [planned("b", 1), planned("a")]
    assert ics(rows, "Тепло") == ics(list(reversed(rows)), "Тепло")
