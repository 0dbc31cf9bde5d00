"""An event among its posts: what is wrong when it moves, and what its pages and files say."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar
from small_project import Project
from workbench import Workbench, build_in

from smmgen.building.check import check
from smmgen.cli.project import opened
from smmgen.diagnostics import Diagnostic, Fix, Severity

EVENT = """\
---
title: "Каппинг </script><script>alert(1)"
starts: 2026-12-12 17:00
ends: 2026-12-12 19:00
place: {name: Обжарка, address: "Москва, ул. Выдуманная, 5", lat: 55.7658, lon: 37.6055}
capacity: 12
price: 1500
tickets: {at: "https://tickets.example/e?id=2871"}
age: "12+"
series: [{before: 7d}, {before: 1d, accounts: [telegram], at: "10:00"}, {after: 1d}]
notes: Пароль от вайфая на столе.
cost: {amount: 9000}
---
Шесть чашек.
"""
POSTS = {
    "week": ("Ждём в субботу, 12 декабря, в 17:00.", "2026-12-05 10:00"),
    "table": ("12.12 в 17.00 — шесть чашек кофе.", "2026-12-07 10:00"),
    "english": ("Join us on Saturday, December 12th, at 5 pm.", "2026-12-08 10:00"),
    "eve": ("Завтра в 17:00 встречаемся на обжарке.", "2026-12-11 10:00"),
    "silent": ("Что такое каппинг и зачем хлюпать.", "2026-12-09 10:00"),
    "after": ("Вчера попробовали шесть сортов.", "2026-12-13 12:00"),
    "other": ("12 декабря — день рождения кота.", "2026-12-12 09:00"),
}


def found(project: Project, now: str = "2026-12-01T09:00+03:00") -> list[Diagnostic]:
    work = opened(project.path)
    return check(work.recipe(no_hooks=True), datetime.fromisoformat(now))


@pytest.fixture
def cupping(project: Project) -> Project:
    project.write({"content/events/cupping.md": EVENT})
    for name, (body, at) in POSTS.items():
        event = {} if name == "other" else {"event": "cupping"}
        project.post(f"{name}.md", name, body, schedule=at, platforms="[tg]", **event)
    return project


def words(project: Project, one: Diagnostic) -> str:
    line = project.text(one.path).splitlines()[one.span.line - 1]
    return line[one.span.column - 1 : one.span.end_column - 1]


def move(project: Project, **changes: str) -> None:
    text = EVENT
    for old, new in changes.items():
        text = re.sub(rf"^{old}: .*$", f"{old}: {new}", text, flags=re.MULTILINE)
    project.write({"content/events/cupping.md": text})


def errors(project: Project) -> list[tuple[str, str]]:
    """The name of the post and the words that are wrong."""
    wrong = [one for one in found(project) if one.code == "SMM1503"]
    assert all(one.severity is Severity.ERROR for one in wrong)
    return [(one.path.rpartition("/")[2].removesuffix(".md"), words(project, one)) for one in wrong]


def test_an_event_that_moves_by_a_day_names_the_posts_that_are_wrong(cupping: Project) -> None:
    assert errors(cupping) == []
    move(cupping, starts="2026-12-13 17:00", ends="2026-12-13 19:00")
    assert errors(cupping) == [
        ("after", "Вчера"),
        ("english", "Saturday"),
        ("english", "December 12th"),
        ("eve", "Завтра"),
        ("table", "12.12"),
        ("week", "субботу"),
        ("week", "12 декабря"),
    ]


def test_an_event_that_moves_by_an_hour(cupping: Project) -> None:
    move(cupping, starts="2026-12-12 18:00", ends="2026-12-12 20:00")
    assert errors(cupping) == [
        ("english", "5 pm"), ("eve", "17:00"), ("table", "17.00"), ("week", "17:00"),
    ]  # fmt: skip


def test_the_edits_make_the_posts_right_again(cupping: Project) -> None:
    move(cupping, starts="2026-12-15 18:00", ends="2026-12-15 20:00")
    edits: dict[str, list[Fix]] = {}
    for one in (one for one in found(cupping) if one.code == "SMM1503"):
        edits.setdefault(one.path, []).extend(one.fixes)
    for path, fixes in edits.items():
        lines = cupping.text(path).splitlines(keepends=True)
        for at, replacement, _ in sorted(fixes, reverse=True):
            line = lines[at.line - 1]
            lines[at.line - 1] = line[: at.column - 1] + replacement + line[at.end_column - 1 :]
        cupping.write({path: "".join(lines)})
    assert "Ждём во вторник, 15 декабря, в 18:00." in cupping.text("content/posts/week.md")
    assert "Join us on Tuesday, December 15th, at 6 pm." in cupping.text("content/posts/english.md")
    assert "15.12 в 18.00" in cupping.text("content/posts/table.md")
    assert [name for name, _ in errors(cupping)] == ["eve"]  # it has to go out on another day


def test_its_page_and_files(cupping: Project) -> None:
    build_in(cupping.path)
    site = cupping.path / "build/site"
    page = (site / "events/cupping/index.html").read_text("utf-8")
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    said = json.loads(script)
    assert said["name"] == "Каппинг </script><script>alert(1)"
    assert {"@context", "@type", "name", "startDate", "location"} <= said.keys()
    assert said["startDate"] == "2026-12-12T17:00:00+03:00"
    assert said["location"]["address"] == "Москва, ул. Выдуманная, 5"
    assert said["offers"]["price"] == "1500"
    assert "<script>alert" not in page.replace(script, "")
    assert "tickets.example/e?id=2871&amp;utm_source=qr&amp;utm_medium=offline&amp;utm_campaign=cupping" in page
    code = (site / "events/cupping/qr.svg").read_text("utf-8")
    assert code.startswith("<svg")
    assert "<script" not in code
    [event] = Calendar.from_ical((site / "events.ics").read_text("utf-8")).walk("VEVENT")
    assert (str(event["uid"]), str(event["status"])) == ("event/cupping@smmgen", "CONFIRMED")
    assert "sequence" not in event
    assert page.count("поста ещё нет") == 0


def test_calendars_of_posts(cupping: Project) -> None:
    build_in(cupping.path)
    site = cupping.path / "build/site"
    every, on_vk = (
        [str(event["summary"]) for event in Calendar.from_ical((site / name).read_text("utf-8")).walk("VEVENT")]
        for name in ("calendar.ics", "accounts/vk/posts.ics")
    )
    assert {f"{name} · tg" for name in POSTS} <= {*every}
    assert on_vk
    assert all(summary.endswith(" · vk") for summary in on_vk)


def test_what_is_for_the_team_alone_is_in_no_file(cupping: Project) -> None:
    build_in(cupping.path)
    for path in (cupping.path / "build/site").rglob("*"):
        if path.is_file() and path.name != "index.html":
            assert "вайфая".encode() not in path.read_bytes()
    assert "9000" not in (cupping.path / "build/site/events/cupping/index.html").read_text("utf-8")


def test_moved_and_cancelled_in_calendars_and_for_search_engines(cupping: Project) -> None:
    move(
        cupping,
        starts="2026-12-13 17:00",
        ends="2026-12-13 19:00",
        notes="n\nstate: moved\nmoved_from: 2026-12-12 17:00",
    )
    build_in(cupping.path)
    site = cupping.path / "build/site"
    [event] = Calendar.from_ical((site / "events.ics").read_text("utf-8")).walk("VEVENT")
    assert (event["sequence"], str(event["status"])) == (1, "CONFIRMED")
    page = (site / "events/cupping/index.html").read_text("utf-8")
    assert '"previousStartDate": "2026-12-12T17:00:00+03:00"' in page
    assert "EventRescheduled" in page
    move(cupping, notes="n\nstate: cancelled\nmoved_from: 2026-12-11 17:00")
    build_in(cupping.path)
    [event] = Calendar.from_ical((site / "events.ics").read_text("utf-8")).walk("VEVENT")
    assert (event["sequence"], str(event["status"])) == (2, "CANCELLED")


def test_builds_that_go_on_are_equal_to_new_ones(cupping: Project, tmp_path: Any) -> None:
    work = Workbench(cupping, tmp_path / "scratch")
    work.build()
    move(cupping, starts="2026-12-13 17:00", ends="2026-12-13 19:00")
    cupping.post("late.md", "late", "Ждём", schedule="2026-12-12 10:00", platforms="[tg]", event="cupping")
    work.build()
    again = work.tree()
    shutil.rmtree(cupping.path / "build")
    shutil.rmtree(cupping.path / ".smm")
    work.build()
    assert work.tree() == again
