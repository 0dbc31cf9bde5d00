"""Content plans: days of slots, what they mean when clocks change, and which posts fill them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.config import Config
from smmgen.content.documents.plan import PLAN, PlanFront, period
from smmgen.content.documents.values import WEEKDAYS
from smmgen.content.front_matter import read_text
from smmgen.content.vocabulary import Vocabulary
from smmgen.variants.planned import Planned
from smmgen.variants.rows import DocumentRow, PlanRow, PostRow
from smmgen.variants.slots import ContentPlan, Place, Slot, content_plans, slots_of, standing

ACCOUNTS = {"tg": {"platform": "telegram"}, "vk": {"platform": "vk"}, "shop": {"platform": "vk"}}


def config(zone: str = "Europe/Moscow", **more: Any) -> Config:
    rubrics = {name: {"title": name} for name in ("useful", "fun")}
    return Config.model_validate(
        {"project": {"name": "T", "timezone": zone}, "accounts": ACCOUNTS, "rubrics": rubrics, **more}
    )


def front(**keys: Any) -> PlanFront:
    return PlanFront.model_validate({"period": "2026-12", **keys})


def slot(name: str = "tip", days: Any = "mon", at: str = "10:00", **keys: Any) -> dict[str, Any]:
    return {"name": name, "days": days, "at": at, **keys}


def row(path: str, here: str, account: str = "tg", at: int | None = None, **post: Any) -> PlanRow:
    moment = datetime.fromisoformat(here).replace(tzinfo=ZoneInfo("Europe/Moscow"))
    about = PostRow(path, path, path, path, **post)
    return PlanRow(about, account, "telegram", at=at or int(moment.timestamp()), wall=here, here=here)


def plan_of(plan: PlanFront, *rows: PlanRow) -> ContentPlan:
    [found] = content_plans([Planned(DocumentRow("p.md", "plan", "p", "p", "P"), plan)], rows, config())
    return found


def problems(text: str) -> list[tuple[int, str, str]]:
    """Lines, codes and messages of what reading a plan reports."""
    source, _ = read_text(text, "content/plan/x.md")
    assert source is not None
    _, found = PLAN.parse(source, Vocabulary(config(), {"telegram": Config, "vk": Config}))
    return [(one.span.line, one.code, one.message) for one in found]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12-28..2027-01-10", date(2026, 12, 28), date(2027, 1, 10)),
        ("2026-12..2027-01", date(2026, 12, 1), date(2027, 1, 31)),
        ("2026-12-05", date(2026, 12, 5), date(2026, 12, 5)),
    ],
)
def test_period(text: str, first: date, last: date) -> None:
    assert period(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026", "december", "2026-12-05..2026-12-01", "2026-01-01..2027-12-31", "9999-12", "0001-01", ""],
)
def test_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"\d|december|``"):
        period(text)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon", ["mon"]),
        (["mon", "thu"], ["mon", "thu"]),
        ("mon-fri", [*WEEKDAYS[:5]]),
        (["sat-mon"], ["sat", "sun", "mon"]),
        ("daily", [*WEEKDAYS]),
    ],
)
def test_weekdays(written: Any, days: list[str]) -> None:
    assert front(slots=[slot(days=written)]).slots[0].days == days


def test_a_plan_goes_through_json() -> None:
    """Rules and pages get it from the row of the cache."""
    plan = front(
        accounts="vk", slots=[slot(days="mon-fri", kind="useful", accounts=["tg"])], mix={"useful": "33.5%"},
        themes=[{"days": "2026-12-01", "theme": "x"}], quiet="2026-12-31", evergreen=True, ready_before="2d",
    )  # fmt: skip
    assert PlanFront.model_validate_json(plan.model_dump_json()) == plan


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(0, 399),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.times(),
    st.sampled_from(["Europe/Berlin", "Europe/Moscow", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_slots_are_on_their_days_at_their_time(first: date, length: int, days: set[str], time: Any, zone: str) -> None:
    at = f"{time:%H:%M}"
    last = first + timedelta(length)
    plan = front(period=f"{first}..{last}", slots=[slot(days=sorted(days), at=at)])
    found = slots_of(plan, config(zone))
    wanted = [day for day in (first + timedelta(n) for n in range(length + 1)) if WEEKDAYS[day.weekday()] in days]
    assert len(found) == len(wanted)
    for one, day in zip(found, wanted, strict=True):
        there = datetime.fromtimestamp(one.at, ZoneInfo(zone))
        assert f"{there:%Y-%m-%dT%H:%M}" == one.here
        wall = datetime.combine(day, datetime.strptime(at, "%H:%M").time())  # noqa: DTZ007 - wall time
        back = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        exists = back.replace(tzinfo=None) == wall
        assert there.replace(tzinfo=None) == wall if exists else there.replace(tzinfo=None) > wall
        assert there.fold == 0


@pytest.mark.parametrize(
    ("day", "at", "here", "utc"),
    [
        ("2027-03-28", "02:30", "2027-03-28T03:30", "01:30"),
        ("2026-10-25", "02:30", "2026-10-25T02:30", "00:30"),
        ("2026-10-26", "02:30", "2026-10-26T02:30", "01:30"),
    ],
)
def test_when_clocks_change(day: str, at: str, here: str, utc: str) -> None:
    """In the gap as much later as it is long; of an hour that comes twice the first."""
    [found] = slots_of(front(period=day, slots=[slot(days="daily", at=at)]), config("Europe/Berlin"))
    assert (found.here, f"{datetime.fromtimestamp(found.at, UTC):%H:%M}") == (here, utc)


def test_a_slot_that_clocks_skip_is_reported() -> None:
    text = "---\nperiod: 2027-03\nslots:\n  - {name: tip, days: sun, at: 02:30}\n---\n"
    source, _ = read_text(text, "content/plan/x.md")
    assert source is not None
    _, found = PLAN.parse(source, Vocabulary(config("Europe/Berlin"), {}))
    assert [(one.code, one.span.line) for one in found] == [("SMM601", 4)]


def test_accounts_of_slots_are_among_those_of_the_plan() -> None:
    found = slots_of(front(accounts=["vk"], slots=[slot(), slot("b", accounts=["shop", "tg"])]), config())
    assert [one.accounts for one in found[:2]] == [("vk", "shop"), ("shop",)]


@pytest.mark.parametrize(
    ("lines", "report"),
    [
        ("slots:\n  - {name: tip, days: monday, at: 10:00}", (4, "SMM110")),
        ("slots:\n  - {name: tip, days: mon, at: 25:00}", (4, "SMM110")),
        ("slots:\n  - {name: tip, at: 10:00}", (4, "SMM111")),
        ("slots:\n  - {name: tip, days: mon, at: 10:00, kind: usefull}", (4, "SMM116")),
        ("slots:\n  - {name: tip, days: mon, at: 10:00, accounts: [vkk]}", (4, "SMM114")),
        ("accounts: tg\nslots:\n  - {name: tip, days: mon, at: 10:00, accounts: vk}", (5, "SMM110")),
        ("slots:\n  - {name: a, days: mon, at: 10:00}\n  - {name: a, days: tue, at: 10:00}", (5, "SMM110")),
        ("themes:\n  - {days: 2027-01-05, theme: x}", (4, "SMM110")),
        ("quiet: tomorrow", (3, "SMM110")),
        ("mix: {useful: 140}", (3, "SMM110")),
    ],
)
def test_mistakes_are_found_in_their_line(lines: str, report: tuple[int, str]) -> None:
    found = problems(f"---\nperiod: 2026-12\n{lines}\n---\n")
    assert report in [one[:2] for one in found], found


def test_a_plan_is_not_larger_than_its_page_can_be() -> None:
    slots = "".join(f"  - {{name: s{number}, days: daily, at: 10:00}}\n" for number in range(60))
    found = problems(f"---\nperiod: 2026-11..2026-12\nslots:\n{slots}---\n")
    assert found == [(4, "SMM110", "the slots take place 10980 times, counted on each account; 10000 are the most")]


def test_by_time_and_rubric() -> None:
    plan = front(slots=[slot(kind="useful")])
    rows = [
        row("other-hour", "2026-12-07T10:01", kind="useful"),
        row("other-rubric", "2026-12-07T10:00", kind="fun"),
        row("fits", "2026-12-14T10:00", kind="useful"),
    ]
    filled = [
        (place.slot.day, place.row and place.row.path) for place in plan_of(plan, *rows).places if place.account == "tg"
    ]
    assert filled[:3] == [("2026-12-07", None), ("2026-12-14", "fits"), ("2026-12-21", None)]


def test_a_post_without_a_rubric_is_in_a_slot_for_any_once() -> None:
    [place] = plan_of(front(accounts=["tg"], slots=[slot()], period="2026-12-07"), row("a", "2026-12-07T10:00")).places
    assert (place.row and place.row.path, place.more) == ("a", ())


def test_by_name() -> None:
    """On a day of the slot, whatever the hour; what names a slot fills no other."""
    plan = front(accounts=["tg"], slots=[slot(), slot("smile", at="18:00")])
    rows = [row("a", "2026-12-07T18:00", slot="tip"), row("b", "2026-12-08T10:00", slot="tip")]
    filled = {(place.slot.name, place.slot.day) for place in plan_of(plan, *rows).places if place.row}
    assert filled == {("tip", "2026-12-07")}


def test_gaps_name_the_accounts_that_lack_a_post() -> None:
    plan = front(period="2026-12-07", slots=[slot()])
    found = plan_of(plan, row("a", "2026-12-07T10:00", "vk"))
    assert [(one.name, accounts) for one, accounts in found.gaps()] == [("tip", ("tg", "shop"))]


def test_mix_counts_every_post_once() -> None:
    plan = front(mix={"useful": "50", "fun": "50"})
    rows = [
        *(row("a", "2026-12-01T10:00", account, kind="useful") for account in ("tg", "vk")),
        *(row(path, f"2026-12-0{at}T10:00", kind="useful") for at, path in enumerate("bcd", 2)),
        row("e", "2026-12-05T10:00"),
        row("later", "2027-01-01T10:00", kind="fun"),
    ]
    mix = plan_of(plan, *rows).mix
    assert [(one.kind, one.posts, one.share, one.excess) for one in mix] == [
        ("useful", 4, 80, 2), ("fun", 0, 0, -2), ("", 1, 20, 1)
    ]  # fmt: skip


AT = 1_800_000_000
HOUR = 3600


@pytest.mark.parametrize(
    ("status", "errors", "sent", "now", "stands"),
    [
        (None, 0, False, AT - 1, "empty"),
        (None, 0, False, AT + 1, "missed"),
        ("ready", 0, False, AT + 1, "filled"),
        ("ready", 1, False, AT - 3 * HOUR, "broken"),
        ("ready", 1, False, AT - HOUR, "late"),
        ("draft", 0, False, AT - 3 * HOUR, "draft"),
        ("hold", 0, False, AT - 3 * HOUR, "hold"),
        ("hold", 0, False, AT - HOUR, "late"),
        ("draft", 0, False, AT + 1, "missed"),
        ("draft", 0, True, AT + 1, "filled"),
    ],
)
def test_standing(status: str | None, errors: int, sent: bool, now: int, stands: str) -> None:
    about = Slot(0, "tip", "tip", "", AT, "2027-01-15T11:00", ("tg",))
    post = row("a", "2027-01-15T11:00", at=AT, status=status, errors=errors) if status else None
    assert standing(Place(about, "tg", post), now, 2 * HOUR, sent) == stands


@pytest.mark.parametrize(("now", "stands"), [(AT - 3 * HOUR, "unapproved"), (AT - HOUR, "late"), (AT + 1, "missed")])
def test_a_post_that_nobody_has_approved(now: int, stands: str) -> None:
    place = Place(Slot(0, "tip", "tip", "", AT, "", ("tg",)), "tg", row("a", "2027-01-15T11:00", at=AT))
    assert standing(place, now, 2 * HOUR, waits=True) == stands
    assert standing(place, now, 2 * HOUR) == "filled"
