"""The quick answer of `smm publish` and a run say the same, whatever the project, the ledger and the time are."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_project import Project

from smmgen.building.build import build
from smmgen.cli import smm
from smmgen.cli.project import opened
from smmgen.ledger.model import Entry, State, stamp
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import BEGUN, steps_to
from smmgen.publishing.idle import idle
from smmgen.publishing.kept_answer import Moment, kept
from smmgen.publishing.payloads import Planned, read_build
from smmgen.recipe import recipe
from smmgen.safe_files import Inside

TOML = """[project]
name = "Тепло"
timezone = "Europe/Moscow"

[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
target = "@teplo@mastodon.example"
token_env = "MASTODON_TOKEN"

[accounts.site]
platform = "feed"
target = "public"
"""
START = datetime.fromisoformat("2026-11-29T10:00:00+03:00")
HOURS = [0, 1, 5, 7, 30, 100]
"""After `START`: when posts are planned, some in the next month. `grace` is six hours."""
STATES = [State.PUBLISHED] * 12 + [State.MISSED] * 3 + [State.ABANDONED, State.RETRACTED, State.RENAMED, State.UNKNOWN]


def write_posts(project: Project, chance: random.Random) -> None:
    for number in range(chance.randint(2, 6)):
        at = START + timedelta(hours=chance.choice(HOURS))
        front = {
            "platforms": chance.choice(["[fedi, site]", "[fedi]", "[site]"]),
            "status": chance.choice(["ready"] * 6 + ["draft", "hold"]),
            "schedule": f"{at:%Y-%m-%d %H:%M}" if chance.random() < 0.9 else "",
            "uid": f"post-{number}",
        }
        if chance.random() < 0.1:
            front["media"] = "[gone.png]"
        if chance.random() < 0.2:
            front["thread"] = "true"
        if front["schedule"] and number % 3 == 1:
            front["repeat"] = chance.choice(["{every: day, times: 4}", "{every: week, times: 3}"])
        body = f"Об этом {number}.\n\n---\n\nДальше {number}."
        project.post(f"{number}.md", f"Post {chance.randint(0, 3)}", body, **front)


def rows(parts: list[Planned], now: datetime, chance: random.Random) -> Iterator[Entry]:
    """Mostly as runs leave them."""
    odd = chance.choice([0.0, 0.0, 0.1])
    for one in parts:
        past = one.at is not None and one.at <= now and one.is_ready
        if chance.random() < odd or past:
            state = chance.choice(STATES) if chance.random() < odd else State.PUBLISHED
            row = one.row(state, sent_at=stamp(now), updated_at=stamp(now))
            if chance.random() < odd:
                row = replace(row, digest="sha256:0")
            if chance.random() < odd:
                row = replace(row, at=stamp(START - timedelta(days=2)))
            yield row
    if chance.random() < 0.3 and parts:
        gone = parts[0].row(State.PUBLISHED, sent_at=stamp(now), updated_at=stamp(now))
        yield replace(gone, key=f"gone:{gone.account}:1:1", post="gone", part="1")


def write_ledger(project: Project, found: Iterator[Entry]) -> None:
    for file in (project.path / ".smm").glob("ledger.db*"):
        file.unlink()
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    ledger.set_note(BEGUN, stamp(START - timedelta(days=30)))
    for row in found:
        ledger.move_all(steps_to(row, None))
    ledger.close()


def ledger_of(project: Project) -> object:
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    found = ledger.entries(), ledger.notes()
    ledger.close()
    return found


def run(project: Project, now: datetime) -> tuple[int, str, str]:
    asked = ["-C", str(project.path), "publish", "--now", now.isoformat()]
    done = CliRunner().invoke(smm, asked, standalone_mode=False, catch_exceptions=False)
    return done.return_value, done.stdout, done.stderr


def is_kept(project: Project, now: datetime) -> bool:
    with Inside(project.path) as files:
        try:
            return kept(files, Moment(now, datetime.now(UTC))) is not None
        except OSError:
            return False


def run_without_shortcut(project: Project, now: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    with monkeypatch.context() as patch:
        patch.setattr("smmgen.cli.idle.quick_answer", lambda *_: None)
        return run(project, now)


@pytest.mark.parametrize("seed", range(6))
def test_a_run_says_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    project = Project(tmp_path / "brand")
    project.write({"smm.toml": TOML})
    write_posts(project, chance)
    found = opened(project.path)
    build(recipe(project.path, found.config, found.networks, found.hooks(False)), [])
    (project.path / ".smm/cache.db").unlink()  # the ledger may be another one than the build saw
    parts = read_build(project.path)
    read = again = 0
    for _ in range(6):
        now = START + timedelta(hours=chance.choice([-1, *HOURS]), minutes=chance.choice([0, 1, 30]))
        write_ledger(project, rows(parts, now, chance))
        time.sleep(0.03)  # an answer about what was just written is not kept
        for minutes in sorted(chance.choices([0, 0, 1, 20, 90, 400, 4000], k=4)):
            moment = now + timedelta(minutes=minutes)
            known = is_kept(project, moment)
            if idle(project.path, moment, datetime.now(UTC)) is None:
                continue
            before = ledger_of(project)
            assert run(project, moment) == run_without_shortcut(project, moment, monkeypatch), moment
            assert ledger_of(project) == before, moment
            read, again = read + (not known), again + known
    assert read > 0
    assert again > 0
