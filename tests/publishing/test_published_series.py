"""A post that repeats goes out once for each of its times, whatever is edited in between, and never in a flood."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import stage
from brand import Brand
from hypothesis import given, settings
from hypothesis import strategies as st
from small_project import Project, Result
from stage import NOON, find_network, payload

from smmgen.config import Config
from smmgen.keys import ONCE
from smmgen.ledger.model import Entry, State, stamp
from smmgen.networks.base import Safety
from smmgen.networks.wire import Delivery, Search
from smmgen.publishing import live_posts
from smmgen.publishing.due import SchedulePolicy, Verdict, decide
from smmgen.publishing.payloads import Planned
from smmgen.publishing.renaming import decide_held, same_as
from smmgen.publishing.resemblance import ask
from smmgen.publishing.resolve import Answer, resolve
from smmgen.variants.rows import PlanRow, PostRow

DAY = timedelta(days=1)
WEEK = 7 * DAY
KEYED = "keyed"
POLICY = {KEYED: SchedulePolicy(timedelta(hours=6))}
CONFIG = Config.model_validate({"project": {"name": "x"}, "accounts": {KEYED: {"platform": KEYED}}})


def one(at: datetime, occurrence: str = "", post: str = "tip", text: str = "hi", **more: Any) -> Any:
    """One time of a series; by default known by its day."""
    made = payload(post, KEYED, KEYED, at, (text,), **more)
    name = occurrence or at.date().isoformat()
    return json.loads(json.dumps(made).replace(f"{post}:{KEYED}:1:", f"{post}:{KEYED}:{name}:"))


def weekly(start: datetime = NOON, times: int = 4, **more: Any) -> list[Any]:
    return [one(start + number * WEEK, **more) for number in range(times)]


def run(brand: Brand, after: timedelta, *payloads: Any) -> dict[str, str]:
    """Publish, so long after noon of the first day, what is built now. Returns the rows of the report."""
    if payloads:
        brand.build(*payloads)
    brand.clock.now = NOON + after
    return {row.key: row.state for row in brand.publish().rows}


def out(brand: Brand) -> list[str]:
    """The days that went out."""
    return [entry.occurrence for entry in brand.ledger.entries() if entry.state is State.PUBLISHED]


def day_of(after: timedelta) -> str:
    return (NOON + after).date().isoformat()


def test_each_time_goes_out_once(brand: Brand) -> None:
    brand.build(*weekly())
    for number in range(6):
        run(brand, number * WEEK)
        run(brand, number * WEEK + timedelta(minutes=5))
    assert out(brand) == [day_of(number * WEEK) for number in range(4)]
    assert len(brand.net.posts) == 4


def test_after_an_outage_only_the_latest_time_goes_out_and_the_others_are_one_line(brand: Brand) -> None:
    days = [one(NOON + number * DAY) for number in range(8)]
    run(brand, timedelta(), *days)
    brand.config.publish.__dict__["grace"] = "3d"  # long enough for three of them
    brand.clock.now = NOON + 6 * DAY + timedelta(hours=1)
    report = brand.publish()
    assert [(row.key, row.state) for row in report.rows] == [(f"tip:keyed:{day_of(6 * DAY)}:1", "published")]
    assert f"5 times, the last {day_of(5 * DAY)}, were left out" in " ".join(report.notices)
    assert report.exit_code == 0
    assert len(brand.net.posts) == 2
    assert not brand.publish().rows


def test_a_time_that_failed_gives_way_to_the_next_one(brand: Brand) -> None:
    brand.net.effects = {"/posts": ["503"] * 9}
    run(brand, timedelta(), *[one(NOON + number * DAY) for number in range(3)])
    brand.net.effects = {}
    run(brand, DAY)
    assert [brand.state(f"tip:keyed:{day_of(number * DAY)}:1") for number in range(3)] == [
        "missed",
        "published",
        "none",
    ]


def test_a_time_in_doubt_is_looked_for_since_it_was_sent_whatever_the_file_says_by_now(brand: Brand) -> None:
    """Networks that are read are asked for a post since a time: a later hour would hide the one that is there."""
    looked = []

    class Watched(stage.Network):
        def find(self, delivery: Delivery) -> Search:
            looked.append(delivery.at)
            return (yield from super().find(delivery))

    watched = Watched(Safety.READABLE, "keyed")
    brand.net.effects = {"/posts": ["reset-after", *["503"] * 9]}
    brand.build(one(NOON))
    brand.publish(find_network=lambda name: watched)
    assert brand.state(f"tip:keyed:{NOON.date()}:1") == "unknown"
    brand.net.effects = {}
    looked.clear()
    brand.build(one(NOON + timedelta(hours=2), NOON.date().isoformat()))
    brand.clock.now = NOON + timedelta(hours=2)
    brand.publish(find_network=lambda name: watched)
    assert {at.timestamp() for at in looked if at} == {NOON.timestamp()}
    assert len(brand.net.posts) == 1


def test_a_later_time_that_reads_the_same_is_not_taken_for_the_one_in_doubt(brand: Brand) -> None:
    read = stage.Network(Safety.READABLE, "keyed", finds_by_key=False)
    brand.net.effects = {"/posts": ["reset-after", *["503"] * 9]}
    brand.build(*weekly())
    brand.publish(find_network=lambda name: read)
    first, second = (f"tip:keyed:{day_of(number * WEEK)}:1" for number in (0, 1))
    brand.put(second, State.CLAIMED, State.SENDING, State.PUBLISHED, at=stamp(NOON + WEEK),
              likeness=brand.ledger.get(first).likeness)  # type: ignore[union-attr]  # fmt: skip
    brand.net.effects = {}
    brand.clock.now = NOON + WEEK + timedelta(hours=1)
    [row] = brand.publish(find_network=lambda name: read).rows
    assert (row.key, row.state) == (first, "unknown")
    assert "a later time of the post has the same text" in row.reason


def test_what_a_person_asks_for_is_sent_although_the_next_time_has_come(brand: Brand) -> None:
    run(brand, timedelta(), one(NOON - WEEK), one(NOON))
    key = f"tip:keyed:{day_of(-WEEK)}:1"
    resolve(brand.ledger, key, Answer.RESEND, brand.clock)
    assert run(brand, timedelta(minutes=1))[key] == "published"


SUNDAY = day_of(DAY)
"""The day after the first one, which is a Saturday."""
EDITS = [
    # title, what is built after Saturday's went out, rows on Sunday at noon
    ("the same", weekly(), {}),
    ("another hour", weekly(NOON + timedelta(hours=3)), {}),
    ("an earlier hour", weekly(NOON - timedelta(hours=3)), {}),
    ("another text", weekly(text="ho"), {}),
    ("a later start", weekly(NOON + WEEK), {}),
    ("a start in the past", weekly(NOON - 3 * WEEK, times=8), {}),
    ("Saturday is skipped", weekly()[1:], {}),
    ("the next one is moved to Monday", [*weekly()[:1], one(NOON + 9 * DAY, day_of(WEEK)), *weekly()[2:]], {}),
    ("Sundays", weekly(NOON + DAY), {SUNDAY: "held"}),
    ("Sundays, an hour earlier", weekly(NOON + DAY - timedelta(hours=1)), {SUNDAY: "held"}),
    ("Sundays, another text", weekly(NOON + DAY, text="ho"), {SUNDAY: "held"}),
    ("every day", [one(NOON + number * DAY) for number in range(9)], {SUNDAY: "published"}),
    ("it ceases to repeat, at its time", [one(NOON, ONCE)], {}),
    ("it ceases to repeat, on Sunday", [one(NOON + DAY - timedelta(hours=1), ONCE)], {"1": "held"}),
    ("it goes by another name, on Sundays", weekly(NOON + DAY, post="advice"), {SUNDAY: "held"}),
]  # fmt: skip


@pytest.mark.parametrize(("built", "wanted"), [one[1:] for one in EDITS], ids=[one[0] for one in EDITS])
def test_an_edit_sends_nothing_twice(brand: Brand, built: Sequence[Any], wanted: dict[str, str]) -> None:
    run(brand, timedelta(), *weekly())
    assert run(brand, timedelta(minutes=5), *built) == {}
    rows = run(brand, DAY)
    assert {key.split(":")[2]: state for key, state in rows.items()} == wanted
    assert len(brand.net.posts) == 1 + list(wanted.values()).count("published")


@pytest.mark.parametrize("name", ["tip", "advice"])
def test_the_times_after_an_edit_go_out_without_a_question(brand: Brand, name: str) -> None:
    """Also under another name: what a series says each week is no sign that it is out."""
    run(brand, timedelta(), *weekly())
    brand.build(*weekly(NOON + 2 * WEEK + DAY, post=name))
    for number in (2, 3, 4):
        run(brand, DAY + number * WEEK)
    assert len(brand.net.posts) == 4


def test_a_post_that_begins_to_repeat_is_the_one_that_is_out(brand: Brand) -> None:
    run(brand, timedelta(), one(NOON, ONCE))
    assert run(brand, timedelta(minutes=5), *weekly()) == {}
    assert run(brand, WEEK) == {f"tip:keyed:{day_of(WEEK)}:1": "published"}
    assert len(brand.net.posts) == 2


def test_a_person_answers_for_a_time_that_may_be_out(brand: Brand) -> None:
    run(brand, timedelta(), *weekly())
    brand.build(*weekly(NOON + DAY))
    brand.clock.now = NOON + DAY
    [row] = brand.publish().rows
    assert row.state == "held"
    assert f"went out for {day_of(timedelta())} already" in row.reason
    assert "--resend` sends it once more" in row.hint
    decide_held(brand.context(), brand.ledger, row.key, State.FAILED)
    assert run(brand, DAY + timedelta(minutes=1)) == {row.key: "published"}


def test_a_series_under_another_name_keeps_its_history(brand: Brand) -> None:
    run(brand, timedelta(), *weekly())
    run(brand, WEEK)
    brand.build(*weekly(post="advice"))
    same_as(brand.context(), brand.ledger, "advice", "tip")
    assert {entry.post for entry in brand.ledger.entries() if entry.state is State.PUBLISHED} == {"advice"}
    assert run(brand, 2 * WEEK) == {f"advice:keyed:{day_of(2 * WEEK)}:1": "published"}


def test_under_another_name_it_is_asked_once_which_it_is(brand: Brand) -> None:
    run(brand, timedelta(), *weekly())
    assert run(brand, timedelta(minutes=5), *weekly(post="advice")) == {f"advice:keyed:{day_of(timedelta())}:1": "held"}
    assert run(brand, WEEK) == {f"advice:keyed:{day_of(WEEK)}:1": "published"}


@pytest.mark.parametrize("status", ["draft", "hold"])
def test_a_series_that_pauses_says_nothing_of_what_is_out(brand: Brand, status: str) -> None:
    run(brand, timedelta(), *weekly())
    brand.build(*weekly(status=status))
    brand.clock.now = NOON + WEEK
    report = brand.publish()
    assert (report.rows, report.notices) == ([], [])


# From a file, on the brand's own site

SMM = Callable[..., Result]


def on_site(project: Project, smm: SMM, body: str = "", **front: str) -> None:
    weekly = {"platforms": "[site]", "uid": "tip", "schedule": "2026-12-07 10:00"}
    repeat = {"repeat": "{every: week, times: 6, cooldown: 7d}"}
    project.post("tip.md", "Совет", body, **{**weekly, **repeat, **front})
    assert smm("-C", project.path, "build").code == 0


def publish_three(project: Project, smm: SMM) -> None:
    for day in ("07", "14", "21"):
        assert smm("-C", project.path, "publish", "--now", f"2026-12-{day}T10:30+03:00").code == 0


def texts(project: Project) -> list[str]:
    return [entry["content_html"] for entry in json.loads(project.text("public/feed.json"))["items"]]


def test_an_edit_concerns_what_is_to_come(make_project: Callable[..., Project], smm: SMM) -> None:
    project, now = make_project({}), ("--now", "2026-12-22T10:00+03:00")
    on_site(project, smm, "Раз.")
    publish_three(project, smm)
    on_site(project, smm, "Два.")
    assert smm("-C", project.path, "check", "--strict", *now).err == "no problems\n"
    assert "nothing is due" in smm("-C", project.path, "publish", *now).err
    done = smm("-C", project.path, "publish", "--update", "tip", *now)
    assert "2 earlier times are left as they are; `smm publish --update 2026-12-14@tip` edits one" in done.err
    assert sorted(texts(project)) == ["<p>Два.</p>", "<p>Раз.</p>", "<p>Раз.</p>"]
    assert smm("-C", project.path, "publish", "--update", "2026-12-07@tip", *now).code == 0
    assert sorted(texts(project)) == ["<p>Два.</p>", "<p>Два.</p>", "<p>Раз.</p>"]


def test_of_a_series_one_time_is_withdrawn_or_all_of_them(make_project: Callable[..., Project], smm: SMM) -> None:
    project = make_project({})
    on_site(project, smm)
    publish_three(project, smm)
    refused = smm("-C", project.path, "retract", "tip", "--yes")
    assert (refused.code, "`tip` is out 3 times" in refused.err) == (2, True)
    assert smm("-C", project.path, "retract", "2026-12-14@tip", "--yes").code == 0
    assert len(texts(project)) == 2
    assert smm("-C", project.path, "publish", "--now", "2026-12-28T10:30+03:00").code == 0
    assert len(texts(project)) == 3
    assert smm("-C", project.path, "retract", "tip", "--yes", "--every-time").code == 0
    assert texts(project) == []


def test_a_file_that_is_gone_is_told_once(make_project: Callable[..., Project], smm: SMM) -> None:
    project = make_project({})
    on_site(project, smm)
    publish_three(project, smm)
    project.remove("content/posts/tip.md")
    found = json.loads(smm("-C", project.path, "check", "--format", "json").out)
    assert [(row["name"], "3 times" in row["message"]) for row in found] == [("left-behind", True)]


def test_another_weekday_is_asked_about_in_the_check_too(make_project: Callable[..., Project], smm: SMM) -> None:
    project, now = make_project({}), ("--now", "2026-12-22T10:30+03:00")
    on_site(project, smm)
    publish_three(project, smm)
    on_site(project, smm, schedule="2026-12-08 10:00")
    [row] = json.loads(smm("-C", project.path, "check", "--format", "json", *now).out)
    assert (row["code"], row["line"], row["column"]) == ("SMM906", 4, 11)
    assert row["message"].startswith("2026-12-22 10:00: this post went out for 2026-12-21 already")
    held = smm("-C", project.path, "publish", *now)
    assert (held.code, "2 times, the last 2026-12-15, were left out" in held.err) == (3, True)
    assert smm("-C", project.path, "resolve", "2026-12-22@tip", "site", "--abandon").code == 0
    assert "nothing is due" in smm("-C", project.path, "publish", *now).err


@pytest.mark.parametrize(
    ("state", "hours", "told"),
    [(State.SCHEDULED, 1, ["SMM902"]), (State.SCHEDULED, -1, []), (State.PUBLISHED, -1, []), (State.UNKNOWN, 1, [])],
)
def test_what_waits_in_a_scheduler_for_a_time_that_is_none_any_more_is_told(
    state: State, hours: int, told: list[str]
) -> None:
    at = NOON + timedelta(hours=hours)
    day = (NOON + WEEK).date().isoformat()
    post = PostRow("content/posts/tip.md", "tip", "Tip", "tip", occurrence=day)
    row = PlanRow(post, KEYED, KEYED, at=int((NOON + WEEK).timestamp()), wall=f"{day}T12:00")
    entry = Entry(f"tip:keyed:{at.date()}:1", "tip", KEYED, KEYED, str(at.date()), "1", "sha256:0", state, at=stamp(at))
    found = live_posts.findings([row], [entry], CONFIG, now=NOON)
    assert [one.code for one in found] == told
    assert all(f"`smm retract {at.date()}@tip --account keyed` withdraws it" in one.hint for one in found)


# Whatever is edited, and whenever a run comes

SERIES = st.tuples(
    st.integers(-20, 20),  # the first day
    st.integers(0, 23),  # the hour
    st.integers(1, 9),  # days between
    st.integers(1, 12),  # times
    st.frozensets(st.integers(0, 11), max_size=4),  # skipped
)
STEPS = st.lists(st.tuples(SERIES, st.integers(1, 60)), min_size=1, max_size=12)


def planned(first: int, hour: int, every: int, times: int, skipped: Iterable[int]) -> list[Planned]:
    midnight = NOON.replace(hour=0)
    days = [
        midnight + timedelta(days=first + number * every, hours=hour)
        for number in range(times)
        if number not in skipped
    ]
    return [Planned(one(at), 0) for at in days]


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_no_two_times_go_out_nearer_than_half_of_what_lies_between(steps: list[tuple[Any, int]]) -> None:
    """After each edit a run comes, and then others. A run sends one time of a series at most; a time that went out is
    never sent again; and one is not sent near to another that the edit has put aside."""
    rows: dict[str, Entry] = {}
    now = NOON - 20 * DAY
    for series, hours in steps:
        plan = planned(*series)
        for wait in (timedelta(0), timedelta(hours=hours)):
            now += wait
            questions = ask(plan, rows, CONFIG, find_network)
            decisions = decide(plan, rows, POLICY, now, questions)
            due = [decision for decision in decisions if decision.verdict is Verdict.DUE]
            assert len(due) <= 1
            for decision in decisions:
                if decision.verdict is Verdict.MISSED:
                    rows[decision.planned.key] = decision.planned.row(State.MISSED)
            for decision in due:
                at = decision.planned.at
                assert at is not None
                assert decision.planned.key not in {key for key, row in rows.items() if row.state is State.PUBLISHED}
                if any(row.state is State.PUBLISHED for row in rows.values()):
                    nearest = min(abs(datetime.fromisoformat(row.at) - at) for row in rows.values()
                                  if row.state is State.PUBLISHED)  # fmt: skip
                    assert nearest >= min(timedelta(days=series[2]) / 2, DAY) or len(plan) == 1
                rows[decision.planned.key] = decision.planned.row(State.PUBLISHED, updated_at=stamp(now))
