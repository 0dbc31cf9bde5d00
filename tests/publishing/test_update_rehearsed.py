"""Publish, edit, update, withdraw, against the networks of the rehearsal; and again: nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from every_network import SETTINGS, open_config
from PIL import Image

from smmgen.ledger.model import instant
from smmgen.ledger.open import open_ledger
from smmgen.publishing.context import Context
from smmgen.publishing.rehearse import FOLDER, LEDGER, on_stage, wipe
from smmgen.publishing.update import update
from smmgen.rehearsal import read_posts
from smmgen.rehearsal.engine.launch import find

NOW = "2026-12-05T09:00Z"
POST = """---
title: Latte
uid: bf-latte
platforms: [telegram, vk, mastodon, bluesky, feed]
schedule: 2026-12-05 08:30
status: {status}
media: [{{file: {file}, alt: {alt}}}]
---
Latte in **{cups}** cups.
"""
EDITING = ["fedi", "site", "tg", "vk"]
WHERE = [part for name in EDITING for part in ("--account", name)]


def smm(project: Path, *arguments: str, code: int | None = 0) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "smmgen", "-C", str(project), *arguments],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def write(project: Path, cups: str = "paper", status: str = "ready", file: str = "a.jpg", alt: str = "A latte") -> None:
    text = POST.format(cups=cups, status=status, file=file, alt=alt)
    (project / "content/posts/bf.md").write_text(text)
    smm(project, "build")
    (project / ".smm/cache.db").unlink(missing_ok=True)  # as on a machine that only publishes


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    (folder / "smm.toml").write_text(SETTINGS)
    for name in ("posts", "media"):
        (folder / "content" / name).mkdir(parents=True)
    for name, colour in (("a.jpg", "#7a4a21"), ("b.jpg", "#dddddd")):
        Image.new("RGB", (80, 60), colour).save(folder / "content/media" / name)
    write(folder)
    smm(folder, "publish", "--rehearse", "--now", NOW)
    running = find(folder / FOLDER)
    assert running
    running.stop()
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of what is published, with networks of its own."""
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    yield folder
    wipe(folder)


def texts(project: Path) -> dict[str, str]:
    """What stands on the networks, by account."""
    there = [post for post in read_posts(project / FOLDER) if post["state"] == "published"]
    shown = {post["account"]: _text([post["params"], *post["edits"]][-1]) for post in there}
    assert len(shown) == len(there), "nobody has it twice"
    return shown


def _text(params: Any) -> str:
    fields = {**params, **params.get("record", {})}
    return next(str(fields[name]) for name in ("status", "message", "caption", "text") if name in fields)


def rows(done: Any) -> dict[str, str]:
    return {row["account"]: row["state"] for row in json.loads(done.stdout)}


def test_publish_edit_update_withdraw_and_again_nothing(project: Path) -> None:
    write(project, cups="china")
    update = ["publish", "--rehearse", "--update", "bf-latte", "--json", "--now", NOW]
    done = smm(project, *update, code=3)
    assert rows(done) == {"bsky": "blocked", **dict.fromkeys(EDITING, "updated")}
    assert "Bluesky has no edits" in done.stderr
    shown = texts(project)
    assert {name for name, text in shown.items() if "china" in text} == {"fedi", "tg", "vk"}
    feed = json.loads((project / FOLDER / "feed/site/feed.json").read_bytes())
    assert [("china" in item["content_html"]) for item in feed["items"]] == [True]

    again = smm(project, *update, *WHERE)
    assert (json.loads(again.stdout), again.returncode) == ([], 0)
    assert json.loads(smm(project, "publish", "--rehearse", "--json", "--now", NOW).stdout) == []

    withdraw = ["retract", "--rehearse", "content/posts/bf.md", "--yes", "--json"]
    assert rows(smm(project, *withdraw)) == dict.fromkeys(["bsky", *EDITING], "retracted")
    assert texts(project) == {}
    assert json.loads((project / FOLDER / "feed/site/feed.json").read_bytes())["items"] == []
    assert list((project / FOLDER / "feed/site/media").iterdir()) == []
    assert "already retracted" in smm(project, *withdraw, code=2).stderr
    assert json.loads(smm(project, "publish", "--rehearse", "--json", "--now", NOW).stdout) == []
    assert texts(project) == {}


def test_another_picture(project: Path) -> None:
    write(project, file="b.jpg", alt="Another latte")
    update = ["update", "bf-latte", "--rehearse", "--json", "--now", NOW]
    done = smm(project, *update, "--account", "fedi", "--account", "site", "--account", "vk")
    assert rows(done) == {"fedi": "updated", "site": "updated", "vk": "updated"}


CUT = {"mastodon": "statuses/", "telegram": "editMessageCaption", "vk": "wall.edit"}


def test_updates_that_are_cut_off_are_unknown_and_may_be_repeated(project: Path) -> None:
    write(project, cups="china")
    cut = [{"platform": name, "effect": "reset-after", "match": match, "count": 4} for name, match in CUT.items()]

    context = Context(project, open_config(project), instant(NOW), accounts=["fedi", "tg", "vk"], sleep=lambda _: None)
    done = on_stage(context, partial(update, post="bf-latte"), cut)
    assert [(row.account, row.state) for row in done.report.rows] == [
        ("fedi", "unknown"),
        ("tg", "unknown"),
        ("vk", "unknown"),
    ]
    assert done.report.exit_code == 4
    assert all("may have reached the network or not" in row.reason for row in done.report.rows)
    assert all("`smm publish --rehearse --update content/posts/bf.md`" in row.hint for row in done.report.rows)

    again = smm(project, "publish", "--rehearse", "--update", "bf-latte", *WHERE, "--json", "--now", NOW)
    assert rows(again) == dict.fromkeys(EDITING, "updated")
    assert {name: "china" in text for name, text in texts(project).items()} == {
        "bsky": False,
        "fedi": True,
        "tg": True,
        "vk": True,
    }


def test_nobody_to_ask(project: Path) -> None:
    done = smm(project, "retract", "--rehearse", "bf-latte", code=2)
    assert "use --yes" in done.stderr
    assert "fedi: part 1 http" in done.stderr
    assert len(texts(project)) == 4


def test_what_is_not_waiting_for_a_person_stays(project: Path) -> None:
    smm(project, "retract", "--rehearse", "bf-latte", "--account", "tg", "--yes")
    assert sorted(texts(project)) == ["bsky", "fedi", "vk"]
    ledger = open_ledger(LEDGER, project)
    states = {entry.account: entry.state for entry in ledger.entries()}
    ledger.close()
    assert states == {**dict.fromkeys(["bsky", "fedi", "site", "vk"], "published"), "tg": "retracted"}


def test_check_names_the_commands(project: Path) -> None:
    settings = (project / "smm.toml").read_text()
    (project / "smm.toml").write_text(settings + f'ledger = "{LEDGER}"\n')
    write(project, cups="china")
    shown = smm(project, "check", "--now", NOW).stdout
    assert shown.count("SMM901 edited-after-publishing: changed after it was published") == 5
    assert "`smm publish --update content/posts/bf.md`" in shown
    write(project, status="draft")
    shown = smm(project, "check", "--now", NOW).stdout
    assert shown.count("SMM902 left-behind: it is live") == 5
    assert "content/posts/bf.md:6:" in shown
    assert "`smm retract bf-latte --account vk`" in shown
    (project / "content/posts/bf.md").unlink()
    shown = smm(project, "check", "--now", NOW).stdout
    assert shown.count("and its file is gone") == 5
    (project / "smm.toml").write_text((project / "smm.toml").read_text() + '[rules.severity]\nleft-behind = "off"\n')
    assert "SMM902" not in smm(project, "check", "--now", NOW).stdout


def test_dry_run(project: Path) -> None:
    write(project, cups="china")
    done = smm(project, "publish", "--rehearse", "--update", "bf-latte", "--dry-run", "--now", NOW)
    assert "  would change: text\n  it would say:\n    Latte in china cups." in done.stdout
    assert "Bluesky has no edits" in done.stdout
    assert "4 parts would be updated, nothing was" in done.stderr
    assert not any("china" in text for text in texts(project).values())
