"""`smm event`: what is coming and what it lacks; drafts of a series."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_project import SMM_TOML, Project, Result, post

from smmgen.content.documents.event import EventFront, Step, step_at
from smmgen.content.front_matter import read_text
from smmgen.content.schedule import Moment, resolve
from smmgen.variants.event_steps import steps_of
from smmgen.variants.rows import PlanRow, PostRow

Make, Smm = Callable[..., Project], Callable[..., Result]
CONFIG = SMM_TOML + '\n[rubrics]\nevent = {title = "E"}\n'
EVENT = """\
---
title: "Cupping: six cups"
starts: 2026-12-12 17:00
ends: 2026-12-12 19:00
place: {name: Roastery, lat: 55.76, lon: 37.6}
campaign: winter
series: [{before: 7d, as: event}, {before: 1d, accounts: [telegram], at: "10:00"}, {after: 1d}]
---
Taste.
"""
NOW = ("--now", "2026-12-01T09:00+03:00")


@pytest.fixture
def cupping(make_project: Make) -> Project:
    files = {
        "content/events/cupping.md": EVENT,
        "content/events/past.md": "---\ntitle: Past\nstarts: 2026-11-12 17:00\n---\n",
        "content/campaigns/winter.md": "---\ntitle: W\ndates: 2026-12-01..2026-12-31\n---\n",
    }
    return make_project(files, CONFIG)


def listed(project: Project, smm: Smm, *more: str) -> list[tuple[str, list[str]]]:
    found = json.loads(smm("-C", project.path, "event", "--json", *NOW, *more).out)
    return [(one["event"], one["lacks"]) for one in found]


def test_what_is_coming_and_what_it_lacks(cupping: Project, smm: Smm) -> None:
    steps = ["post before-7d", "post before-1d", "post after-1d"]
    assert listed(cupping, smm) == [("cupping", steps)]
    assert listed(cupping, smm, "--all") == [("past", ["`place`", "`ends`"]), ("cupping", steps)]
    shown = smm("-C", cupping.path, "event", *NOW).out
    assert "2026-12-12 17:00" in shown


def test_a_series_is_written_once(cupping: Project, smm: Smm) -> None:
    series = ("-C", cupping.path, "event", "series", "cupping", *NOW)
    assert smm(*series, "--dry-run").out.count("content/posts/2026-12/") == 3
    assert not (cupping.path / "content/posts").exists()
    first = smm(*series)
    assert first.code == 0, first
    source, _ = read_text(cupping.text("content/posts/2026-12/05-cupping.md"), "x.md")
    assert source
    data = {key: source.data[key] for key in ("title", "event", "campaign", "kind", "status", "schedule", "platforms")}
    assert data == {
        "title": "Cupping: six cups", "event": "cupping", "campaign": "winter", "kind": "event", "status": "draft",
        "schedule": "2026-12-05 17:00", "platforms": ["vk", "tg", "site"],
    }  # fmt: skip
    reminder = cupping.text("content/posts/2026-12/11-cupping.md")
    assert "schedule: 2026-12-11 10:00" in reminder
    assert "platforms: [telegram]" in reminder
    assert "schedule: 2026-12-13 19:00" in cupping.text("content/posts/2026-12/13-cupping.md")
    assert [lacks for _, lacks in listed(cupping, smm)] == [[]]
    again = smm(*series)
    assert (again.out, again.err) == ("", "no post of the series that is still to come is missing\n")


def test_nothing_is_overwritten_and_what_is_over_is_not_written(cupping: Project, smm: Smm) -> None:
    cupping.write({"content/posts/2026-12/11-cupping.md": post("Other", schedule="2026-12-11 12:00")})
    before = cupping.text("content/posts/2026-12/11-cupping.md")
    made = smm("-C", cupping.path, "event", "series", "cupping", "--now", "2026-12-10T09:00+03:00", "--json")
    assert [row["path"] for row in json.loads(made.out)] == [
        "content/posts/2026-12/11-cupping-2.md",
        "content/posts/2026-12/13-cupping.md",
    ]
    assert cupping.text("content/posts/2026-12/11-cupping.md") == before


def test_mistakes(cupping: Project, smm: Smm) -> None:
    found = smm("-C", cupping.path, "event", "series", "cuping")
    assert found.code == 2
    assert "did you mean `cupping`?" in found.err
    assert "has no `series`" in smm("-C", cupping.path, "event", "series", "past").err
    cupping.write({"content/events/cupping.md": EVENT.replace("17:00", "27:00")})
    found = smm("-C", cupping.path, "event", *NOW)
    assert found.code == 1
    assert "content/events/cupping.md cannot be read" in found.err
    assert "content/events/cupping.md has errors" in smm("-C", cupping.path, "event", "series", "cupping").err


# -- which post is there for which step


def moment(text: str) -> Moment:
    found, _ = resolve(text, "Europe/Moscow", "00:00")
    assert found
    return found


STARTS, ENDS = moment("2026-12-12 17:00"), moment("2026-12-12 19:00")


def planned(name: str, at: str, account: str = "tg") -> tuple[PostRow, list[PlanRow]]:
    row = PostRow(f"content/posts/{name}.md", name, name, name)
    return row, [PlanRow(row, account, "telegram", at=int(moment(at).instant.timestamp()))]


def filled(series: list[dict[str, object]], *posts: tuple[PostRow, list[PlanRow]]) -> list[str]:
    front = EventFront.model_validate({"title": "T", "starts": "2026-12-12 17:00", "series": series})
    return [state.post.uid if state.post else "—" for state in steps_of(front, STARTS, ENDS, posts)]


WEEK, EVE, AFTER = {"before": "7d"}, {"before": "1d"}, {"after": "1d"}


@pytest.mark.parametrize(
    ("series", "posts", "expected"),
    [
        ([WEEK, EVE, AFTER], [("a", "2026-12-05 17:00"), ("b", "2026-12-11 10:00")], ["a", "b", "—"]),
        ([WEEK], [("moved", "2026-12-07 12:00")], ["moved"]),
        ([WEEK], [("too far", "2026-12-09 12:00")], ["—"]),
        ([EVE, AFTER], [("after", "2026-12-13 00:00")], ["—", "after"]),
        ([WEEK, EVE], [("one", "2026-12-11 12:00")], ["—", "one"]),
        ([{"before": "1d", "accounts": ["vk"]}], [("other account", "2026-12-11 17:00")], ["—"]),
        ([{"before": "1d", "accounts": ["telegram"]}], [("network", "2026-12-11 17:00")], ["network"]),
        ([EVE, {"before": "2d"}], [("a", "2026-12-10 17:00"), ("b", "2026-12-11 17:00")], ["b", "a"]),
    ],
)
def test_steps_and_posts(series: list[dict[str, object]], posts: list[tuple[str, str]], expected: list[str]) -> None:
    assert filled(series, *(planned(*one) for one in posts)) == expected


@given(st.integers(1, 60), st.sampled_from("hd"), st.booleans())
def test_when_a_post_is_due(number: int, unit: str, before: bool) -> None:
    step = Step.model_validate({"before" if before else "after": f"{number}{unit}"})
    day, hour = step_at(step, STARTS, ENDS)
    around = STARTS if before else ENDS
    hours = number * (1 if unit == "h" else 24)
    found = moment(f"{day} {hour}").instant
    assert abs((found - around.instant).total_seconds()) == hours * 3600
    assert (found < around.instant) is before
