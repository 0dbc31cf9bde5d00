"""Accounts that a person posts to: `smm publish` says when it is time, `smm resolve` records what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from small_project import Project

CONFIG = """\
[project]
name = "Тепло"
timezone = "Europe/Moscow"
language = "ru"

[accounts.wa]
platform = "manual"
outlet = "whatsapp-channel"
target = "https://whatsapp.com/channel/0029VaTeplo"

[accounts.site]
platform = "feed"
target = "public"
"""
POST = """\
---
title: Кофе
uid: coffee
platforms: [wa, site]
schedule: 2026-12-05 10:00
---
Текст поста про кофе и снег.
"""
BEFORE, AT, DAYS_LATER = (f"2026-12-{time}:00+03:00" for time in ("05T09:59", "05T10:00", "09T10:00"))
URL = "https://whatsapp.com/channel/0029VaTeplo/7"

Smm = Callable[..., Any]


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    return make_project({"content/posts/coffee.md": POST}, CONFIG)


@pytest.fixture
def run(brand: Project, smm: Smm) -> Smm:
    def call(*arguments: str) -> Any:
        return smm("-C", brand.path, *arguments)

    assert call("build").code == 0
    return call


def states(run: Smm, now: str) -> dict[str, str]:
    return {row["account"]: row["state"] for row in json.loads(run("status", "--all", "--json", "--now", now).out)}


def test_before_its_time_it_is_planned(run: Smm) -> None:
    assert states(run, BEFORE) == {"wa": "planned", "site": "planned"}


@pytest.mark.parametrize("now", [AT, DAYS_LATER])
def test_it_is_never_too_late_for_a_person(run: Smm, now: str) -> None:
    run("publish", "--now", BEFORE)
    published = run("publish", "--account", "wa", "--now", now)
    assert published.code == 0
    assert "by hand" in published.out
    assert "smm resolve coffee wa --sent URL" in published.err
    assert states(run, now)["wa"] == "by hand"


def test_strict_counts_it_as_not_published(run: Smm) -> None:
    run("publish", "--now", BEFORE)
    assert run("publish", "--account", "wa", "--now", AT, "--strict").code == 3
    run("resolve", "coffee", "wa", "--sent", URL)
    assert run("publish", "--account", "wa", "--now", AT, "--strict").code == 0


def test_nothing_is_written_to_the_ledger_until_a_person_speaks(run: Smm) -> None:
    run("publish", "--now", BEFORE)
    run("publish", "--account", "wa", "--now", AT)
    assert "coffee" not in run("ledger", "export").out


def test_sent(run: Smm) -> None:
    resolved = run("resolve", "coffee", "wa", "--sent", URL)
    assert (resolved.code, resolved.out) == (0, "coffee:wa:1:1 is published\n")
    assert states(run, DAYS_LATER)["wa"] == "published"
    assert run("publish", "--account", "wa", "--now", DAYS_LATER).out == ""


def test_the_whole_post_without_its_account_means_the_account_posted_by_hand(run: Smm) -> None:
    assert run("resolve", "content/posts/coffee.md", "--sent", URL).out == "coffee:wa:1:1 is published\n"


def test_a_wrong_address(run: Smm) -> None:
    resolved = run("resolve", "coffee", "wa", "--sent", "channel/7")
    assert resolved.code == 2
    assert "`channel/7` is not the address of a post" in resolved.err
    assert states(run, AT)["wa"] == "by hand"


def test_abandoned_and_taken_up_again(run: Smm) -> None:
    run("publish", "--now", BEFORE)
    run("resolve", "coffee", "wa", "--abandon")
    assert states(run, AT)["wa"] == "abandoned"
    run("resolve", "coffee", "wa", "--resend")
    assert states(run, AT)["wa"] == "by hand"


def test_an_edit_is_reported_until_it_is_recorded(run: Smm, brand: Project) -> None:
    run("resolve", "coffee", "wa", "--sent", URL)
    brand.write({"content/posts/coffee.md": POST.replace("снег", "дождь")})
    run("build")
    told = run("status", "--now", AT).err
    assert "SMM901" in told
    assert "change it there, then run `smm resolve coffee wa --sent URL`" in told
    assert "--update" not in told
    run("resolve", "coffee", "wa", "--sent", URL)
    assert "SMM901" not in run("status", "--now", AT).err


def test_what_was_planned_before_the_project_used_smm_is_not_asked_of_anybody(run: Smm) -> None:
    published = run("publish", "--account", "wa", "--now", DAYS_LATER)
    assert "by hand" not in published.out
    assert states(run, DAYS_LATER)["wa"] == "missed"


def test_a_dry_run_says_that_a_person_posts_it(run: Smm) -> None:
    shown = run("publish", "--account", "wa", "--dry-run", "--now", AT)
    assert "by hand" in shown.out
    assert "dry run: 0 parts would be sent, nothing was" in shown.err


def test_a_rehearsal_leaves_it_to_the_person(run: Smm) -> None:
    rehearsed = run("publish", "--rehearse", "--now", AT)
    assert rehearsed.code == 0
    assert "published  site" in rehearsed.out
    assert "not rehearsed, posted by hand: `wa` (manual)" in rehearsed.err
    alone = run("publish", "--rehearse", "--account", "wa", "--now", AT)
    assert alone.code == 2
    assert "there is nothing to rehearse: a person posts by hand on `wa` (manual)" in alone.err


def test_it_needs_no_token(run: Smm) -> None:
    checked = run("doctor", "--account", "wa") if "--account" in run("doctor", "--help").out else run("doctor")
    assert checked.code == 0


def test_a_withdrawal_is_recorded_and_asks_the_person_to_delete(run: Smm) -> None:
    run("resolve", "coffee", "wa", "--sent", URL)
    retracted = run("retract", "coffee", "--account", "wa", "--yes")
    assert retracted.code == 0
    assert "delete it there" in retracted.err
    assert states(run, AT)["wa"] == "retracted"


def test_an_update_says_how_a_person_edits(run: Smm, brand: Project) -> None:
    run("resolve", "coffee", "wa", "--sent", URL)
    brand.write({"content/posts/coffee.md": POST.replace("снег", "дождь")})
    run("build")
    updated = run("publish", "--update", "coffee", "--account", "wa")
    assert "smm resolve coffee wa --sent URL" in updated.err
