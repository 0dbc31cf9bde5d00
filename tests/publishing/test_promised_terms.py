"""The terms of a contest are kept when it is announced: `smm publish` notes their digest, `smm check` compares."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from small_project import Project

CONFIG = """\
[project]
name = "Тепло"
timezone = "Europe/Moscow"

[accounts.site]
platform = "feed"
target = "public"
"""
CONTEST = """\
---
title: Коробка тепла
kind: giveaway
announced_by: [box, reminder]
entry: {account: site, do: comment}
opens: 2026-12-04 18:00
closes: 2026-12-19 21:00
draw: {at: 2026-12-20 12:00}
prizes: [{what: Коробка, count: 3}]
reserve: 3
organiser: {name: ООО «Тепло»}
claim: {where: в кофейне, until: 2027-01-15}
ignore: entry-unreadable
---
Один человек — один номер.
"""
OPENED, LATER = "2026-12-04T18:30+03:00", "2026-12-10T12:00+03:00"
Smm = Callable[..., Any]


def post(uid: str, at: str, contest: str = "contest: warm-box\n") -> str:
    return f"---\ntitle: {uid}\nuid: {uid}\nplatforms: site\nschedule: {at}\n{contest}---\nТри коробки: {uid}.\n"


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    files = {
        "content/contests/warm-box.md": CONTEST,
        "content/posts/box.md": post("box", "2026-12-04 18:00"),
        "content/posts/reminder.md": post("reminder", "2026-12-10 11:00"),
        "content/posts/socks.md": post("socks", "2026-12-04 17:55"),
        "content/posts/latte.md": post("latte", "2026-12-04 17:50", ""),
    }
    return make_project(files, CONFIG)


@pytest.fixture
def run(brand: Project, smm: Smm) -> Smm:
    return lambda *arguments: smm("-C", brand.path, *arguments)


def complaints(run: Smm) -> list[str]:
    found = json.loads(run("check", "--format", "json", "--now", OPENED).out)
    return [row["message"] for row in found if row["code"] == "SMM1402"]


def promises(brand: Project) -> dict[str, str]:
    with closing(sqlite3.connect(brand.path / ".smm/ledger.db")) as db:
        return dict(db.execute("select post, promise from entries").fetchall())


def test_the_ledger_takes_the_digest_when_the_contest_is_announced(brand: Project, run: Smm) -> None:
    assert run("build").code == 0
    assert complaints(run) == []
    assert run("publish", "--now", OPENED).code == 0
    noted = promises(brand)
    name, digest = noted["box"].split()
    assert (name, len(digest)) == ("contest/warm-box", 64)
    assert noted == {"box": noted["box"], "socks": "", "latte": ""}, "posts that do not announce it promise nothing"
    assert complaints(run) == []


def test_changed_terms_are_found_by_check_and_by_the_next_announcement(brand: Project, run: Smm) -> None:
    run("build")
    run("publish", "--now", OPENED)
    before = promises(brand)["box"]
    brand.write({"content/contests/warm-box.md": CONTEST.replace("count: 3", "count: 2")})
    [said] = complaints(run)
    assert said.startswith("the terms are not those that `box` announced on 20")
    assert run("build").code == 0, "builds do not read the ledger"
    told = run("publish", "--now", LATER)
    assert "SMM1402 terms-changed: content/posts/reminder.md announces `contest/warm-box` with other terms" in told.err
    assert promises(brand)["reminder"] != before
    assert complaints(run), "what was announced first counts"
    brand.write({"content/contests/warm-box.md": CONTEST.replace("ignore:", "notes: Склад\nignore:")})
    assert complaints(run) == []


def test_an_announcement_that_was_withdrawn_promises_nothing(brand: Project, run: Smm) -> None:
    run("build")
    run("publish", "--now", OPENED)
    brand.write({"content/contests/warm-box.md": CONTEST.replace("count: 3", "count: 2")})
    run("build")
    assert run("retract", "box", "--yes").code == 0
    assert complaints(run) == []
