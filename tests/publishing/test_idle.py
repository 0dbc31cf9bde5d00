"""The quick answer of `smm publish`: only where a run would do nothing and say no more."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_project import Project

from smmgen.building.build import build
from smmgen.cli import smm
from smmgen.cli.project import opened, states
from smmgen.errors import UserError
from smmgen.ledger.at_rest import RowsAtRest, rows_at_rest
from smmgen.ledger.model import Entry, State, stamp
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import BEGUN, steps_to
from smmgen.publishing import kept_answer
from smmgen.publishing.idle import idle
from smmgen.publishing.kept_answer import KEPT
from smmgen.publishing.payloads import Planned, read_build
from smmgen.recipe import recipe
from smmgen.safe_files import Inside
from smmgen.signatures import TICK

TOML = """[project]
name = "Тепло"
timezone = "Europe/Moscow"

[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TELEGRAM_TOKEN"

[accounts.site]
platform = "feed"
target = "public"
"""
PAST, NEXT = "2026-12-01 10:00", "2026-12-05 10:00"
NOW = datetime.fromisoformat("2026-12-03T10:00:00+03:00")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path / "brand")
    project.write({"smm.toml": TOML})
    project.post("past.md", "Past", platforms="[tg, site]", schedule=PAST)
    project.post("next.md", "Next", platforms="[tg, site]", schedule=NEXT)
    project.post("never.md", "Never", platforms="[tg]", schedule="", status="draft")
    build_in(project.path)
    return project


def build_in(path: Path) -> None:
    project = opened(path)
    build(recipe(path, project.config, project.networks, project.hooks(False)), states(project))


def keep(project: Project, *rows: Entry, note: str = "") -> None:
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    for row in rows:
        ledger.move_all(steps_to(row, ledger.get(row.key)))
    if note:
        ledger.set_note(note, stamp(NOW - timedelta(days=30)))
    ledger.close()


def planned(project: Project, name: str) -> list[Planned]:
    return [one for one in read_build(project.path) if one.path.endswith(f"/{name}.md")]


def published(one: Planned, state: State = State.PUBLISHED, **more: object) -> Entry:
    return replace(one.row(state, sent_at=stamp(NOW), updated_at=stamp(NOW)), **more)  # type: ignore[arg-type]


def answer(project: Project, now: datetime = NOW) -> bool:
    return idle(project.path, now, now) is not None


def run(project: Project, now: datetime = NOW) -> tuple[int, str, str]:
    asked = ["-C", str(project.path), "publish", "--now", now.isoformat()]
    done = CliRunner().invoke(smm, asked, standalone_mode=False)
    if isinstance(done.exception, UserError):
        return 2, done.stdout, done.exception.message
    return done.return_value, done.stdout, done.stderr


def without_index(project: Project) -> None:
    """As the version before left it."""
    path = project.path / "build/manifest.json"
    manifest = json.loads(path.read_bytes())
    del manifest["index"]
    path.write_text(json.dumps(manifest))


def test_the_quick_answer_is_that_of_a_run(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    build_in(project.path)
    assert answer(project)
    quick = run(project)
    without_index(project)
    assert not answer(project)
    assert quick == run(project)
    assert quick == (0, "", "nothing is due; next, 2026-12-05 10:00 Europe/Moscow: Next (site, tg)\n")


def test_errors_are_told_all_the_same(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    project.post("bad.md", "Bad", media="[gone.png]")
    build_in(project.path)
    assert answer(project)
    quick = run(project)
    without_index(project)
    assert quick == run(project)
    assert quick[0] == 1
    assert "content/posts/bad.md: not published: it has" in quick[2]


def test_a_new_ledger_gets_its_note_of_a_run_first(project: Project) -> None:
    before = NOW - timedelta(days=10)
    assert not answer(project, before)
    keep(project, note=BEGUN)
    assert answer(project, before)


Change = Callable[[Planned], Entry]
BUSY: list[tuple[str, Change]] = [
    ("in doubt", lambda one: published(one, State.UNKNOWN)),
    ("being sent", lambda one: published(one, State.SENDING)),
    ("claimed", lambda one: published(one, State.CLAIMED)),
    ("failed", lambda one: published(one, State.FAILED)),
    ("in the network's scheduler", lambda one: published(one, State.SCHEDULED)),
    ("another text is out", lambda one: published(one, digest="sha256:0")),
    ("an edit is in doubt", lambda one: published(one, updating="sha256:1")),
    ("something is to follow", lambda one: published(one, reference={"id": "1", "follow_up": "pin"})),
    ("missed a moment ago", lambda one: published(one, State.MISSED, at=stamp(NOW - timedelta(hours=1)))),
    ("missed at another time", lambda one: published(one, State.MISSED, at=stamp(NOW - timedelta(days=9)))),
    ("missed and wished for", lambda one: published(one, State.MISSED, asked_at=stamp(NOW))),
    ("under another name", lambda one: published(one, State.RENAMED)),
]  # fmt: skip
QUIET: list[tuple[str, Change]] = [
    ("published", published),
    ("missed long ago", lambda one: published(one, State.MISSED)),
    ("given up", lambda one: published(one, State.ABANDONED)),
    ("withdrawn", lambda one: published(one, State.RETRACTED)),
]


@pytest.mark.parametrize(("change", "quick"), [(c, False) for _, c in BUSY] + [(c, True) for _, c in QUIET],
                         ids=[name for name, _ in [*BUSY, *QUIET]])  # fmt: skip
def test_what_is_in_the_ledger(change: Change, quick: bool, project: Project) -> None:
    first, *others = planned(project, "past")
    keep(project, change(first), *map(published, others))
    assert answer(project) is quick


EARLIER = "2026-11-05 10:00"
"""In a month that is over."""


def months_read(project: Project) -> tuple[dict[str, str], set[str], bool]:
    """What the index expects of each month, which of them are as expected, and whether no other row is published."""
    head = json.loads((project.path / "build/index.jsonl").read_text().partition("\n")[0])
    expected = {name: out for name, _, out in head["months"]}
    with rows_at_rest(project.path / ".smm/ledger.db", project.path, stamp(NOW), expected) as rows:
        assert rows is not None
        return expected, set(rows.settled), rows.are_all_asked_for


def test_what_is_in_the_ledger_of_a_month_that_is_over(project: Project) -> None:
    project.post("past.md", "Past", platforms="[tg, site]", schedule=EARLIER)
    build_in(project.path)
    first, *others = planned(project, "past")
    for name, change in [*BUSY, *QUIET]:
        for file in (project.path / ".smm").glob("ledger.db*"):
            file.unlink()
        keep(project, change(first), *map(published, others))
        assert answer(project) is ((name, change) in QUIET), name
    keep(project, *map(published, planned(project, "next")))
    assert answer(project), "what is ahead and out already"


def test_of_a_month_that_is_out_no_row_is_read(project: Project) -> None:
    project.post("past.md", "Past", "One.\n\n---\n\nTwo.", platforms="[tg]", schedule=EARLIER, thread="true")
    project.post("beside.md", "Beside", platforms="[site]", schedule=EARLIER)
    build_in(project.path)
    parts = [*planned(project, "past"), *planned(project, "beside")]
    keep(project, *map(published, parts))
    expected, settled, nothing_else = months_read(project)
    assert [*expected] == ["2026-11", "2026-12"]
    assert (settled, nothing_else) == ({"2026-11"}, True)
    assert answer(project)
    gone = replace(published(parts[0]), key="gone:tg:1:1", post="gone")
    keep(project, gone)
    assert months_read(project)[1:] == (set(), False), "a post whose file is gone"
    assert answer(project)
    project.post("past.md", "Past", "One.\n\n---\n\nTwo.", platforms="[tg]", schedule=PAST, thread="true")
    build_in(project.path)
    assert answer(project), "what was moved to another month after it went out"
    project.post("beside.md", "Beside", platforms="[site]", schedule=EARLIER, status="draft")
    build_in(project.path)
    assert months_read(project)[0]["2026-11"] == ""
    assert not answer(project), "it is out and a draft by now"


def test_two_posts_with_one_key_in_different_months_are_for_a_run(project: Project) -> None:
    project.post("past.md", "Past", platforms="[tg, site]", schedule=EARLIER)
    build_in(project.path)
    keep(project, *map(published, planned(project, "past")))
    expected = months_read(project)[0]
    with rows_at_rest(project.path / ".smm/ledger.db", project.path, stamp(NOW), expected) as rows:
        assert rows is not None
        for one in planned(project, "past"):
            assert rows.get(one.key, one.digest) == ("published", False, "")
        assert rows.get("other:tg:1:1", "sha256:0") is None


def test_what_is_out_and_kept_back_by_now_is_worth_a_word(project: Project) -> None:
    keep(project, *map(published, [*planned(project, "past"), *planned(project, "next")]))
    assert answer(project)
    project.post("next.md", "Next", platforms="[tg, site]", schedule=NEXT, status="hold")
    build_in(project.path)
    assert not answer(project)


def test_a_part_that_is_missing_is_looked_for(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")[:1]))
    assert not answer(project)


def test_when_the_next_one_is_due_a_run_looks(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    due = datetime.fromisoformat("2026-12-05T10:00:00+03:00")
    assert answer(project, due - timedelta(seconds=1))
    assert not answer(project, due)


def test_a_pause_is_for_a_run(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")), note="paused")
    assert not answer(project)


@pytest.mark.parametrize("name", ["smm.toml", "build/index.jsonl", "build/manifest.json"])
def test_what_was_changed_since_is_not_trusted(name: str, project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    assert answer(project)
    path = project.path / name
    path.write_bytes(path.read_bytes().replace(b"Next", b"Nxet") + b"\n")
    assert answer(project) is (name == "build/manifest.json"), "what is after the head of the manifest is not read"
    path.write_bytes(b"")
    assert not answer(project)


def test_content_that_was_changed_since_is_not_published(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    build_in(project.path)
    assert run(project)[0] == 0
    project.post("new.md", "New", platforms="[tg]", schedule=NEXT)
    code, _, said = run(project)
    assert code == 2
    assert "the content has changed since the last build" in said


@pytest.mark.parametrize(
    "toml",
    [
        TOML.replace('target = "public"', 'target = "public"\ndelivery = "native"'),
        f'{TOML}[publish]\nblackout = ["2027-01-01"]\n',
    ],
)
def test_where_posts_go_out_at_other_times_a_run_looks(toml: str, project: Project) -> None:
    project.write({"smm.toml": toml})
    keep(project, *map(published, planned(project, "past")))
    build_in(project.path)
    assert not answer(project)


def test_a_payload_of_another_shape_is_for_a_run(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    hook = "def on_payload(payload):\n    return {**payload, 'parts': [], 'at': 5}\n"
    project.write({"hooks/odd.py": hook, "smm.toml": f"{TOML}[hooks]\nfiles = ['hooks/odd.py']\n"})
    build_in(project.path)
    assert not answer(project)


def test_an_answer_is_kept_until_the_next_time(project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    time.sleep(0.05)  # what has just been written may be written again within the same tick of the disk's clock
    assert answer(project)
    index = project.path / "build/index.jsonl"
    found, kept = idle(project.path, NOW, NOW), project.path / KEPT
    assert kept.exists()
    stat = index.stat()
    index.write_bytes(b"x" * stat.st_size)
    assert not answer(project), "another index of the same length"
    build_in(project.path)
    assert not kept_holds(project, NOW), "the index was put in place anew"
    time.sleep(0.05)
    assert idle(project.path, NOW, NOW) == found
    due = datetime.fromisoformat("2026-12-05T10:00:00+03:00")
    assert kept_holds(project, due - timedelta(seconds=1))
    assert not kept_holds(project, due)
    assert not kept_holds(project, NOW - timedelta(seconds=1)), "of what was before, nothing is said"
    assert not kept_holds(project, NOW, clock=NOW - timedelta(seconds=1)), "the clock was set back"
    kept.write_bytes(kept.read_bytes().replace(b"Next", b"Nxet"))
    assert not kept_holds(project, NOW), "it is not what was noted"
    assert idle(project.path, NOW, NOW) == found


def kept_holds(project: Project, now: datetime, clock: datetime = NOW) -> bool:
    with Inside(project.path) as files:
        return kept_answer.kept(files, kept_answer.Moment(now, clock)) is not None


@pytest.mark.parametrize("name", ["smm.toml", "build/index.jsonl", "build/manifest.json", ".smm/ledger.db"])
def test_a_kept_answer_goes_by_the_files_it_was_read_from(name: str, project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    time.sleep(0.05)
    assert answer(project)
    assert kept_holds(project, NOW)
    path = project.path / name
    before = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not kept_holds(project, NOW), "its time was set back to what it was, and it is another change all the same"


def test_an_answer_about_what_was_just_written_is_not_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(project, *map(published, planned(project, "past")))
    latest = max(path.stat().st_mtime_ns for path in (project.path / ".smm").glob("ledger.db*"))
    monkeypatch.setattr(kept_answer.time, "time_ns", lambda: latest + TICK // 2)
    assert answer(project)
    assert not (project.path / KEPT).exists()


def test_two_posts_with_one_key_are_for_a_run() -> None:
    rows = RowsAtRest({"a:tg:1:1": "0"}, {"a:tg:1:2": ("missed", "sha256:0", "")})
    assert rows.get("a:tg:1:1", "sha256:0") == ("published", True, "")
    assert not rows.are_all_asked_for
    assert rows.get("a:tg:1:1", "sha256:0") == ("published", False, "")
    assert not rows.are_all_asked_for


@pytest.mark.parametrize(
    "change",
    [
        "{**payload, 'title': 5}",
        "{**payload, 'path': None}",
        "{**payload, 'parts': [{**part, 'key': 'other:tg:1:1'} for part in payload['parts']]}",
    ],
)
def test_an_unclear_payload_that_comes_later_is_for_a_run(change: str, project: Project) -> None:
    keep(project, *map(published, planned(project, "past")))
    project.post("last.md", "Last", platforms="[tg]", schedule="2027-05-05 10:00")
    hook = f"def on_payload(payload):\n    return {change} if payload['title'] == 'Last' else payload\n"
    project.write({"hooks/odd.py": hook, "smm.toml": f"{TOML}[hooks]\nfiles = ['hooks/odd.py']\n"})
    build_in(project.path)
    assert not answer(project)
