"""Each command as a person or a script runs it: what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_project import SMM_TOML, Project, Result, copy_sample_brand, post, run_smm

from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import steps_to
from smmgen.rehearsal.engine.launch import find

Make = Callable[..., Project]
Smm = Callable[..., Result]

DUE = "2026-12-05T12:00+03:00"
ROW_KEYS = {"post", "account", "part", "state", "at", "key", "url", "reason"}
"""Promised by every `--json` that lists what goes out."""


def rows(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.out)
    return found


# --- init, new


def test_init_makes_a_project_that_checks_and_builds(tmp_path: Path, smm: Smm) -> None:
    result = smm("init", tmp_path / "demo", "--now", "2027-03-01T12:00+03:00")
    assert result.code == 0
    assert "smm -C" in result.out
    assert (tmp_path / "demo" / ".gitignore").read_text().split()
    checked = smm("-C", tmp_path / "demo", "check", "--strict", "--now", "2027-03-01T12:00+03:00")
    assert (checked.code, checked.out, checked.err) == (0, "", "no problems\n")
    assert smm("-C", tmp_path / "demo", "build").code == 0
    listed = rows(smm("-C", tmp_path / "demo", "list", "--json"))
    assert listed
    assert all(row["at"] > "2027-02-15" for row in listed if row["at"])


def test_init_overwrites_nothing(tmp_path: Path, smm: Smm) -> None:
    (tmp_path / "smm.toml").write_text("mine")
    result = smm("init", tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "smm.toml" in result.err
    assert (tmp_path / "smm.toml").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["smm.toml"]


def test_new_makes_a_draft_that_is_never_due(project: Project, smm: Smm) -> None:
    result = smm(
        "-C", project.path, "new", "post", "Чёрная пятница", "--platforms", "vk,tg", "--at", "2026-11-27 10:00"
    )
    assert result.code == 0
    path = Path(result.out.strip())
    assert (path.name, path.parent.name) == ("chyornaya-pyatnitsa.md", "2026-11")
    drafts = rows(smm("-C", project.path, "list", "--status", "draft", "--json"))
    assert [(row["account"], row["state"], row["at"][:16]) for row in drafts] == [
        ("tg", "draft", "2026-11-27T10:00"),
        ("vk", "draft", "2026-11-27T10:00"),
    ]


def test_new_without_a_time(project: Project, smm: Smm) -> None:
    result = smm("-C", project.path, "new", "post", "Без даты")
    assert result.code == 0, result.err
    assert Path(result.out.strip()).parent.name == "posts"


def test_new_opens_the_editor(project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "Правка\\n" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", str(editor))
    result = smm("-C", project.path, "new", "post", "Раз", "--edit")
    assert result.code == 0
    assert Path(result.out.strip()).read_text("utf-8").endswith("Правка\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "soon"], "`soon`"),
        (["--platforms", "vk,myspace"], "`myspace`"),
        (["--platforms", "instagrm"], "did you mean `instagram`? it is a network on which this project has no account"),
    ],
)
def test_new_refuses_what_it_does_not_know(project: Project, smm: Smm, arguments: list[str], words: str) -> None:
    result = smm("-C", project.path, "new", "post", "Раз", *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert len(list(project.path.rglob("*.md"))) == 2


# --- check, explain, schema


def test_check_prints_what_is_wrong_and_where(project: Project, smm: Smm) -> None:
    project.post("a.md", "А", platforms="[vk, myspace]")
    result = smm("-C", project.path, "check")
    assert result.code == 1
    assert result.out.startswith("content/posts/a.md:3:17: error SMM")
    assert "  hint: " in result.out
    assert result.err == "1 error\n"
    assert not (project.path / "build").exists()
    assert not (project.path / ".smm").exists(), "a check writes nothing"


def test_check_of_some_files_only(project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    project.post("a.md", "А", platforms="[myspace]")
    monkeypatch.chdir(project.path / "content")
    assert smm("check", "posts/b.md").code == 0
    assert smm("check", "posts").code == 1
    missing = smm("check", "posts/typo.md")
    assert (missing.code, missing.out) == (2, "")
    assert "typo.md" in missing.err
    (tmp_path / "elsewhere.md").write_text(post())
    outside = smm("check", tmp_path / "elsewhere.md")
    assert outside.code == 2
    assert "is not in the project" in outside.err


def test_check_strict_minds_warnings(project: Project, smm: Smm) -> None:
    project.post("b.md", "Б", schedule="2026-12-05 10:05")
    assert smm("-C", project.path, "check").code == 0
    strict = smm("-C", project.path, "check", "--strict")
    assert (strict.code, strict.err) == (1, "1 warning\n")


def test_check_knows_what_day_it_is(project: Project, smm: Smm) -> None:
    assert smm("-C", project.path, "check", "--strict", "--now", "2026-12-05T09:59+03:00").code == 0
    late = smm("-C", project.path, "check", "--strict", "--now", "2026-12-05T10:01")
    assert late.code == 1, "the project's own zone is meant"
    assert "schedule-in-past" in late.out


def test_calendar_looks_ahead(project: Project, smm: Smm) -> None:
    """At the account's table in smm.toml, and at the draft; not without the option."""
    project.post("a.md", "А", platforms="[vk, tg]")
    project.post("b.md", "Б", platforms="[site]", schedule="2026-12-06 10:00", status="draft")
    usual = smm("-C", project.path, "check", "--strict", "--now", "2026-12-05T09:00+03:00")
    assert usual.out == ""
    ahead = smm("-C", project.path, "check", "--strict", "--calendar", "--now", "2026-12-05T09:00+03:00")
    assert ahead.code == 1
    lines = [line for line in ahead.out.splitlines() if not line.startswith(" ")]
    line = project.text("smm.toml").split("\n").index("[accounts.site]") + 1
    assert [found.split(": ")[0] for found in lines] == ["content/posts/b.md:5:9", f"smm.toml:{line}:2"]


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif", "junit", "rdjson"])
def test_formats_put_data_alone_on_stdout(project: Project, smm: Smm, form: str) -> None:
    project.post("a.md", "А", platforms="[myspace]")
    result = smm("-C", project.path, "check", "--format", form)
    assert result.code == 1
    assert result.err == "1 error\n"
    assert "unknown-platform" in result.out or "SMM" in result.out
    if form in ("json", "gitlab", "sarif", "rdjson"):
        json.loads(result.out)


def test_json_of_check_has_the_promised_keys(project: Project, smm: Smm) -> None:
    project.post("a.md", "А", platforms="[myspace]")
    (found,) = rows(smm("-C", project.path, "check", "--format", "json"))
    assert set(found) == {
        "path", "line", "column", "end_line", "end_column", "code", "name", "severity", "message", "hint", "account",
        "fixes", "others",
    }  # fmt: skip


def test_explain_by_code_by_name_and_all_of_them(smm: Smm) -> None:
    everything = smm("explain")
    assert everything.code == 0
    code, _, name = everything.out.splitlines()[0].split()
    assert smm("explain", code) == smm("explain", name) == smm("explain", code.lower())
    wrong = smm("explain", "media-mising")
    assert wrong.code == 2
    assert "did you mean `media-missing`?" in wrong.err


def test_schema_prints_json_schemas(smm: Smm) -> None:
    for arguments, key in (
        (["schema"], "schedule"),
        (["schema", "post"], "platforms"),
        (["schema", "config"], "accounts"),
    ):
        result = smm(*arguments)
        assert (result.code, result.err) == (0, "")
        assert key in json.loads(result.out)["properties"]


# --- build, list


def test_build_says_where_to_look_and_how_much_there_is(
    project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.path)
    result = smm("build")
    assert result == (0, "preview: build/site/index.html\n", result.err)
    assert result.err.startswith("2 posts, 6 payloads, ")
    assert result.err.endswith("no problems\n")
    assert "nothing to write" in smm("build").err


def test_build_with_errors_is_1_and_still_shows_the_preview(project: Project, smm: Smm) -> None:
    project.post("a.md", "А", platforms="[myspace]")
    for _ in range(2):
        result = smm("-C", project.path, "build")
        assert result.code == 1
        assert "content/posts/a.md:3:13: error" in result.err
        assert result.out.startswith("preview: ")
    assert "myspace" in project.text("build/site/posts/a.html")


def test_build_does_not_print_a_thousand_diagnostics(make_project: Make, smm: Smm) -> None:
    project = make_project({f"content/posts/p{n}.md": "" for n in range(60)})
    result = smm("-C", project.path, "build")
    assert result.err.count("missing-front-matter") == 50
    assert "... and 10 more; `smm check` prints them all" in result.err


def test_list_in_order_of_time_with_states(project: Project, smm: Smm) -> None:
    project.post("c.md", "В", status="hold", schedule="2026-12-04 09:00", platforms="[tg]")
    project.post("d.md", "Г", schedule="", platforms="[tg]", status="draft")
    result = smm("-C", project.path, "list", "--json")
    found = rows(result)
    assert all(row.keys() >= ROW_KEYS for row in found)
    tg = [(row["title"], row["state"]) for row in found if row["account"] == "tg"]
    assert tg == [("В", "hold"), ("А", "planned"), ("Б", "planned"), ("Г", "draft")]
    text = smm("-C", project.path, "list", "--account", "tg")
    assert [line.split()[-1] for line in text.out.splitlines()] == ["POST", "В", "А", "Б", "Г"]
    assert len({line.index(line.split()[-1]) for line in text.out.splitlines()}) == 1, "columns line up"


def test_list_says_what_cannot_go_out(project: Project, smm: Smm) -> None:
    project.post("a.md", "А", platforms="[myspace]")
    project.post("c.md", "В", platforms="[tg]", link="{url: nowhere}", status="draft")
    project.post("d.md", "Г", platforms="[tg]", media="[{file: lost.png, alt: x}]")
    project.write({"content/posts/e.md": b"\xff\xfe"})
    result = smm("-C", project.path, "list", "--json")
    found = rows(result)
    assert result.code == 1
    assert all(row.keys() >= ROW_KEYS for row in found)
    states = {(row["path"][-4], row["account"], row["state"], row["reason"].split(":")[0]) for row in found}
    mended, unread = "1 error; see `smm check`", "no post can be made of this file"
    assert states == {
        ("a", "", "broken", unread),
        *(("b", account, "planned", "") for account in ("vk", "tg", "site")),
        ("c", "tg", "draft", ""),
        ("d", "tg", "broken", mended),
        ("e", "", "broken", unread),
    }
    assert {row["post"] for row in found if not row["account"]} == {"content/posts/a.md", "content/posts/e.md"}
    text = smm("-C", project.path, "list", "--account", "tg", "--status", "ready")
    assert text.code == 1
    assert [line.split()[-2:] for line in text.out.splitlines()] == [
        ["STATE", "POST"],
        ["broken", "content/posts/a.md"],
        ["broken", "content/posts/e.md"],
        ["broken", "Г"],
        ["planned", "Б"],
    ]
    assert "content/posts/d.md: cannot be published: 1 error; see `smm check`\n" in text.err


def test_list_of_what_is_out_is_fine_whatever_its_file_says_by_now(project: Project, smm: Smm) -> None:
    project.post("b.md", "Б", platforms="[tg]", media="[{file: lost.png, alt: x}]")
    with closing(open_ledger("sqlite:.smm/ledger.db", project.path)) as ledger:
        key, at = "content/posts/b.md:tg:1:1", "2026-12-06T07:00:00Z"
        out = Entry(key, "content/posts/b.md", "tg", "telegram", "1", "1", "sha256:0", State.PUBLISHED, 1, at, at)
        ledger.move_all(steps_to(out))
    result = smm("-C", project.path, "list", "--json")
    assert result.code == 0
    assert [row["state"] for row in rows(result)] == ["planned", "planned", "planned", "published"]


def test_list_knows_errors_that_only_the_whole_plan_shows(project: Project, smm: Smm) -> None:
    for name in ("a.md", "b.md"):
        project.post(name, name, platforms="[tg]", uid="same")
    result = smm("-C", project.path, "list", "--json")
    assert (result.code, [row["state"] for row in rows(result)]) == (1, ["planned", "broken"])


def test_list_of_nothing(make_project: Make, smm: Smm) -> None:
    result = smm("-C", make_project().path, "list")
    assert (result.code, result.out) == (0, "")
    assert "nothing is planned" in result.err
    assert rows(smm("-C", make_project().path, "list", "--json")) == []


# --- publish, status, resolve, doctor


@pytest.fixture
def feed(make_project: Make, smm: Smm) -> Project:
    """Two posts for the brand's own feed, which needs no token and no network."""
    project = make_project(
        {
            "content/posts/a.md": post("А", platforms="[site]", uid="first"),
            "content/posts/b.md": post("Б", platforms="[site]", uid="second", schedule="2026-12-06 10:00"),
        }
    )
    assert smm("-C", project.path, "build").code == 0
    return project


def test_publish_sends_what_is_due_once(feed: Project, smm: Smm) -> None:
    first = smm("-C", feed.path, "publish", "--now", DUE, "--json")
    assert first.code == 0
    (row,) = rows(first)
    assert row.keys() >= ROW_KEYS
    assert (row["key"], row["state"]) == ("first:site:1:1", "published")
    again = smm("-C", feed.path, "publish", "--now", DUE, "--json")
    assert (again.code, rows(again)) == (0, [])
    entries = json.loads(feed.text("public/feed.json"))["items"]
    assert [entry["title"] for entry in entries] == ["А"]


def test_publish_says_what_is_next(make_project: Make, smm: Smm) -> None:
    project = make_project()
    project.post("a.md", "Next", platforms="[site]", schedule="2026-12-06 09:00+00:00")
    project.post("b.md", "Also next", platforms="[site]", schedule="2026-12-06 12:00")
    project.post("c.md", "Later", platforms="[site]", schedule="2026-12-07 12:00")
    project.post("d.md", "Not ready", platforms="[site]", schedule="2026-12-05 12:00", status="draft")
    smm("-C", project.path, "build")
    first = smm("-C", project.path, "publish", "--now", "2026-12-01T12:00+03:00")
    following = "nothing is due; next, 2026-12-06 12:00 Europe/Moscow: Next (site); Also next (site)\n"
    assert following in first.err
    assert smm("-C", project.path, "publish", "--dry-run", "--now", "2026-12-01T12:00+03:00").out == following
    smm("-C", project.path, "publish", "--now", "2026-12-06T12:00+03:00")
    smm("-C", project.path, "publish", "--now", "2026-12-07T12:00+03:00")
    last = smm("-C", project.path, "publish", "--now", "2026-12-07T12:01+03:00")
    assert "nothing is due, and nothing is planned for later\n" in last.err


def test_planned_times_stand_in_the_projects_zone(make_project: Make, smm: Smm) -> None:
    project = make_project()
    project.post("a.md", "Far", platforms="[site]", schedule="2026-12-06 12:00 [Asia/Vladivostok]")
    smm("-C", project.path, "build")
    now = ("--now", "2026-12-06T05:01+03:00")
    for arguments in (("list",), ("publish", *now), ("status", *now)):
        heading, row = smm("-C", project.path, *arguments).out.splitlines()
        assert "PLANNED (Europe/Moscow)" in heading
        assert "2026-12-06 05:00" in row
        assert "Far" in row


def test_dry_run_shows_what_would_be_sent_and_sends_nothing(feed: Project, smm: Smm) -> None:
    result = smm("-C", feed.path, "publish", "--dry-run", "--now", DUE)
    assert result.code == 0
    assert "first:site:1:1" in result.out
    assert "Текст про А." in result.out
    assert "Текст про Б." not in result.out
    assert "nothing was" in result.err
    assert not (feed.path / "public").exists()
    assert rows(smm("-C", feed.path, "publish", "--dry-run", "--now", DUE, "--json"))
    assert rows(smm("-C", feed.path, "publish", "--now", DUE, "--json"))[0]["state"] == "published"


def test_publish_refuses_a_build_that_is_behind(feed: Project, smm: Smm) -> None:
    feed.post("a.md", "А", "Другое.", platforms="[site]", uid="first")
    result = smm("-C", feed.path, "publish", "--now", DUE)
    assert (result.code, result.out) == (2, "")
    assert "the content has changed since the last build" in result.err
    assert "smm build" in result.err


def test_publish_of_a_build_from_another_machine(feed: Project, smm: Smm) -> None:
    (feed.path / ".smm" / "cache.db").unlink()
    assert smm("-C", feed.path, "publish", "--now", DUE).code == 0


def test_publish_names_the_posts_that_errors_hold_back(feed: Project, smm: Smm) -> None:
    feed.post("b.md", "Б", platforms="[site, myspace]", uid="second", schedule="2026-12-06 10:00")
    assert smm("-C", feed.path, "build").code == 1
    result = smm("-C", feed.path, "publish", "--now", DUE)
    assert result.code == 1
    assert "content/posts/b.md: not published: it has 1 error; see `smm check`" in result.err
    assert "published" in result.out, "the others went out"


def test_publish_without_a_token_sends_nothing_at_all(project: Project, smm: Smm) -> None:
    assert smm("-C", project.path, "build").code == 0
    result = smm("-C", project.path, "publish", "--now", DUE)
    assert (result.code, result.out) == (2, "")
    assert "TELEGRAM_TOKEN" in result.err
    assert not (project.path / "public").exists()


@pytest.mark.parametrize("arguments", [["--fresh"], ["--now", "yesterday"], ["--account", "nope"]])
def test_publish_refuses_what_makes_no_sense(feed: Project, smm: Smm, arguments: list[str]) -> None:
    result = smm("-C", feed.path, "publish", *arguments)
    assert (result.code, result.out) == (2, "")


def put_in_ledger(project: Project, state: State) -> str:
    """A row as a cut-off run leaves it."""
    key, at = "first:site:1:1", "2026-12-05T07:00:00.000Z"
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    claimed = Entry(key, "first", "site", "feed", "1", "1", "sha256:0", State.CLAIMED, 1, at, at)
    entry = ledger.move(None, claimed)
    for next_state in (State.SENDING, state):
        entry = ledger.move(entry, replace(entry, state=next_state, reason="the answer was lost"))
    ledger.close()
    return key


def test_an_unknown_outcome_is_4_until_a_person_says_what_happened(feed: Project, smm: Smm) -> None:
    key = put_in_ledger(feed, State.UNKNOWN)
    told = smm("-C", feed.path, "status", "--json")
    assert told.code == 4
    (row,) = rows(told)
    assert row.keys() >= ROW_KEYS
    assert (row["key"], row["state"]) == (key, "unknown")
    assert "smm resolve" in smm("-C", feed.path, "status").err
    assert smm("-C", feed.path, "doctor", "--now", DUE).code == 4
    assert smm("-C", feed.path, "list").code == 0
    resolved = smm("-C", feed.path, "resolve", "first", "--sent", "https://teplo.example/a")
    assert resolved.code == 0
    assert resolved.out == f"{key} is published\n"
    done = smm("-C", feed.path, "status", "--json")
    assert (done.code, rows(done)[0]["url"]) == (0, "https://teplo.example/a")


def test_resolve_wants_one_answer_and_a_key(feed: Project, smm: Smm) -> None:
    put_in_ledger(feed, State.UNKNOWN)
    for arguments in ([], ["--resend", "--abandon"]):
        result = smm("-C", feed.path, "resolve", "first", *arguments)
        assert result.code == 2
        assert "say one of" in result.err
    assert smm("-C", feed.path, "resolve", "nobody", "--resend").code == 2
    assert smm("-C", feed.path, "resolve", "first", "--abandon").code == 0
    assert smm("-C", feed.path, "publish", "--now", DUE, "--json").out == "[]\n"


@pytest.mark.parametrize("name", ["first", "content/posts/a.md", "a"])
def test_resolve_takes_a_post_and_an_account(feed: Project, smm: Smm, name: str) -> None:
    key = put_in_ledger(feed, State.UNKNOWN)
    smm("-C", feed.path, "build")
    assert smm("-C", feed.path, "resolve", name, "tg", "--abandon").code == 2
    resolved = smm("-C", feed.path, "resolve", name, "site", "--abandon")
    assert (resolved.code, resolved.out) == (0, f"{key} will never be sent\n")


def test_status_before_anything_was_attempted(feed: Project, smm: Smm) -> None:
    result = smm("-C", feed.path, "status")
    assert (result.code, result.out) == (0, "")
    assert "nothing has been attempted yet" in result.err
    coming = rows(smm("-C", feed.path, "status", "--all", "--json", "--now", "2026-12-01T12:00+03:00"))
    assert {row["state"] for row in coming} == {"planned"}


def test_doctor_misses_tokens(project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch) -> None:
    result = smm("-C", project.path, "doctor", "--now", DUE)
    assert result.code == 0, "tokens may be set where posts are published from"
    assert "warn  account tg: " in result.out
    assert "TELEGRAM_TOKEN" in result.out
    for name in ("TELEGRAM_TOKEN", "VK_TOKEN", "VK_USER_TOKEN"):
        monkeypatch.setenv(name, "110:canary")
    healthy = smm("-C", project.path, "doctor", "--now", DUE)
    assert healthy.code == 0
    assert "ok    account tg: " in healthy.out
    assert "canary" not in healthy.out + healthy.err
    found = rows(smm("-C", project.path, "doctor", "--now", DUE, "--json"))
    assert {"name", "verdict", "message", "hint"} <= set(found[0])


# --- a rehearsal of the sample brand


def test_the_sample_brand_is_rehearsed_once(tmp_path: Path) -> None:
    brand = copy_sample_brand(tmp_path / "brand")
    try:
        assert run_smm("build", cwd=brand).code == 0
        first = run_smm("publish", "--rehearse", "--now", DUE, "--json", cwd=brand)
        assert first.code == 0, first.err
        due = {
            row["key"]
            for row in rows(run_smm("list", "--status", "ready", "--json", cwd=brand))
            if row["at"] and "2026-12-05T06:00" <= row["at"] <= "2026-12-05T12:00"
        }
        sent = [row["key"] for row in rows(first)]
        assert len(due) >= 10
        assert {key for key in sent if key.endswith(":1:1")} == due
        assert {row["state"] for row in rows(first)} == {"published"}
        assert len(sent) == len(set(sent))
        again = run_smm("publish", "--rehearse", "--now", DUE, "--json", cwd=brand)
        assert (again.code, rows(again)) == (0, [])
        kept = run_smm("status", "--rehearsal", "--json", "--now", DUE, cwd=brand)
        assert {row["key"] for row in rows(kept) if row["state"] == "published"} == set(sent)
        assert not (brand / ".smm" / "ledger.db").exists(), "the real ledger is not touched"
        assert not (brand / "public").exists()
    finally:
        stop_networks(brand)


def test_a_rehearsed_answer_that_is_lost_ends_with_4(feed: Project, tmp_path: Path) -> None:
    feed.post("a.md", "А", platforms="[tg]", uid="first")
    faults = tmp_path / "faults.json"
    faults.write_text('[{"platform": "telegram", "effect": "reset-after"}]')
    try:
        assert run_smm("build", cwd=feed.path).code == 0
        doubtful = run_smm("publish", "--rehearse", "--now", DUE, "--json", "--faults", faults, cwd=feed.path)
        assert doubtful.code == 4
        assert [row["state"] for row in rows(doubtful)] == ["unknown"]
        assert run_smm("status", "--rehearsal", cwd=feed.path).code == 4
        assert run_smm("status", cwd=feed.path).code == 0, "the real ledger knows nothing of it"
    finally:
        stop_networks(feed.path)


def stop_networks(project: Path) -> None:
    if running := find(project / ".smm" / "rehearsal"):
        running.stop()


# --- the project and its settings


def test_the_project_is_found_upwards_or_given(
    project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(project.path / "content" / "posts")
    assert smm("list").out == smm("-C", project.path, "list").out != ""
    monkeypatch.chdir(tmp_path)
    nowhere = smm("list")
    assert (nowhere.code, nowhere.out) == (2, "")
    assert "no smm.toml" in nowhere.err
    assert "smm init" in nowhere.err


def test_a_folder_that_is_not_there_is_not_looked_for_above(
    project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.path)
    result = smm("-C", "typo", "list")
    assert (result.code, result.out) == (2, "")
    assert "typo" in result.err


def test_everything_wrong_with_the_settings_at_once(make_project: Make, smm: Smm) -> None:
    wrong = SMM_TOML.replace('"telegram"', '"telegran"').replace("Europe/Moscow", "Europe/Moskow")
    project = make_project(config=wrong.replace("user_token_env", "user_tokn_env") + "[publish]\ngrace = 6\n")
    for command in ("build", "check", "list", "publish", "status", "doctor"):
        result = smm("-C", project.path, command)
        assert (result.code, result.out) == (2, ""), command
        said = result.err
        for line, words in ((3, "Europe/Moskow"), (10, "user_tokn_env"), (13, "telegran"), (21, "grace")):
            assert any(text.startswith(f"smm.toml:{line}:") and words in text for text in said.splitlines()), said
        assert "did you mean `telegram`?" in said


def test_a_project_moved_as_a_whole_is_still_built(project: Project, smm: Smm, tmp_path: Path) -> None:
    assert smm("-C", project.path, "build").code == 0
    shutil.move(project.path, tmp_path / "moved")
    result = smm("-C", tmp_path / "moved", "build")
    assert result.code == 0
    assert "nothing to write" in result.err
    assert not os.path.exists(project.path)


def test_update_and_retract_take_the_accounts_behind_the_post(make_project: Make, smm: Smm) -> None:
    config = f'{SMM_TOML}\n[accounts.blog]\nplatform = "feed"\ntarget = "blog"\n'
    project = make_project(config=config)
    project.post("a.md", "A", platforms="[site, blog]", uid="post-a")
    smm("-C", project.path, "build")
    now = ("--now", "2026-12-05T10:05+03:00")
    assert smm("-C", project.path, "publish", *now).code == 0
    project.post("a.md", "A better title", platforms="[site, blog]", uid="post-a")
    smm("-C", project.path, "build")
    updated = smm("-C", project.path, "update", "post-a", "blog", "--json", *now)
    assert [(row["account"], row["state"]) for row in rows(updated)] == [("blog", "updated")]
    gone = smm("-C", project.path, "retract", "post-a", "site", "--yes", "--json", *now)
    assert [(row["account"], row["state"]) for row in rows(gone)] == [("site", "retracted")]
    wrong = smm("-C", project.path, "update", "post-a", "nobody", *now)
    assert (wrong.code, "account `nobody` is not in smm.toml" in wrong.err) == (2, True)
