"""The scripts that may write to a forge: what they take from a stranger's check, and what they make of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ci_tools import GITHUB
from github_api import BOT, REPOSITORY, TOKEN, GitHub, serving, zipped

HEAD = "5f0c1d2e3a4b5c6d7e8f90123456789abcdef012"
RUN = {"id": 9, "head_sha": HEAD, "html_url": "https://github.com/shop/brand/actions/runs/9"}
OURS, FORK = {"id": 1, "full_name": REPOSITORY}, {"id": 2, "full_name": "stranger/brand"}
Put = Callable[..., int]


@pytest.fixture
def github() -> Iterator[GitHub]:
    with serving(GitHub()) as running:
        running.pulls[7] = {"state": "open", "head": {"sha": HEAD, "repo": FORK}}
        yield running


@pytest.fixture
def script(github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run one of the scripts with the variables of a job."""
    monkeypatch.syspath_prepend(GITHUB / "smm")
    variables = {
        "GITHUB_API_URL": github.url,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_RUN_ID": "9",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "RUNNER_TEMP": str(tmp_path),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    def run(name: str, *arguments: str) -> int:
        monkeypatch.setattr("sys.argv", [f"{name}.py", *arguments])
        return int(importlib.import_module(name).main())

    return run


@pytest.fixture
def comment(github: GitHub, script: Callable[..., int], tmp_path: Path) -> Put:
    """Run comment.py after a check that left these files, `from_` this repository."""

    def put(files: Mapping[str, str | bytes] | bytes, from_: Mapping[str, Any] | None = FORK) -> int:
        github.artifacts[9] = [files if isinstance(files, bytes) else zipped(files)]
        (tmp_path / "event.json").write_text(json.dumps({"workflow_run": {**RUN, "head_repository": from_}}))
        return script("comment")

    return put


def artifact(text: str = "## 2 posts change", number: str = "7\n") -> dict[str, str | bytes]:
    return {"comment.md": text, "number": number}


def test_one_comment_is_written_and_kept_up_to_date(comment: Put, github: GitHub) -> None:
    assert comment(artifact()) == 0
    assert comment(artifact("## nothing changes")) == 0
    (one,) = github.comments
    assert one["issue"] == 7
    assert one["body"].startswith("<!-- smmgen: what this changes -->\n## nothing changes\n\n")
    assert "actions/runs/9" in one["body"]
    assert "from a fork" in one["body"]
    assert github.tokens_elsewhere == [], "the host of the files is not GitHub's"


def test_a_comment_of_our_own_branch_says_nothing_of_forks(comment: Put, github: GitHub) -> None:
    github.pulls[7]["head"]["repo"] = OURS
    assert comment(artifact(), OURS) == 0
    assert "fork" not in github.comments[0]["body"]


def test_another_persons_comment_with_our_mark_is_left_alone(comment: Put, github: GitHub) -> None:
    for at in range(150):
        github.say(7, f"<!-- smmgen: what this changes -->\nnumber {at}", "stranger")
    assert comment(artifact()) == 0
    assert comment(artifact("## again")) == 0, "on the second page"
    assert [one["user"] for one in github.comments[150:]] == [BOT]


@pytest.mark.parametrize(
    ("pull", "from_"),
    [
        ({"state": "closed", "head": {"sha": HEAD, "repo": FORK}}, FORK),
        ({"state": "open", "head": {"sha": "0" * 40, "repo": FORK}}, FORK),
        ({"state": "open", "head": {"sha": HEAD, "repo": {"id": 3}}}, FORK),
        ({"state": "open", "head": {"sha": HEAD, "repo": None}}, FORK),
        ({"state": "open", "head": {"sha": HEAD, "repo": FORK}}, None),
    ],
    ids=["closed", "another commit", "the same commit in another fork", "the fork is gone", "the run's fork is gone"],
)
def test_nothing_is_written_below_another_pull_request(
    pull: dict[str, Any], from_: Any, comment: Put, github: GitHub
) -> None:
    github.pulls[7] = pull
    assert comment(artifact(), from_) == 0
    assert github.comments == []


@pytest.mark.parametrize(
    "files",
    [
        b"no archive",
        zipped({"number": "7"}),
        zipped({"comment.md": "text"}),
        zipped(artifact(number="7; rm -rf /")),
        zipped(artifact(number="../../issues/1")),
        zipped(artifact(number="٧")),
        zipped(artifact(number="7" * 30)),
        zipped({"comment.md": b"\xff\xfe", "number": "7"}),
        zipped(artifact(text="a" * 300_000)),
        zipped(artifact(text="a" * 50_000_000)),
        zipped(artifact())[:-30],
        zipped(artifact("## 2 posts " * 9)).replace(zipped(artifact("## 2 posts " * 9))[44:50], b"\xff" * 6),
    ],
    ids=[
        "archive",
        "no text",
        "no number",
        "shell",
        "path",
        "digits",
        "long",
        "bytes",
        "text",
        "bomb",
        "cut off",
        "damaged",
    ],
)
def test_what_is_no_comment_is_refused(
    files: bytes, comment: Put, github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert comment(files) == 1
    assert github.comments == []
    assert capsys.readouterr().err.startswith("error: ")


def test_an_artifact_of_more_than_a_million_bytes_is_not_fetched(comment: Put, github: GitHub) -> None:
    assert comment(b"PK" + bytes(1_000_001)) == 1


def test_names_numbers_marks_and_invisible_letters_in_it_do_nothing(comment: Put, github: GitHub) -> None:
    text = "<!-- smmgen: what this changes -->@shop/owners &#64;anna &#x40;anna #12 GH-12 &#39; a\u202eb\x1b[31m\u2066c"
    assert comment(artifact(text)) == 0
    line = github.comments[0]["body"].splitlines()[1]
    assert line == "@\u2060shop/owners @\u2060anna @\u2060anna #\u206012 GH-\u206012 &#39; ab[31mc"


def test_a_long_text_fits_the_forge_with_what_is_said_of_it(comment: Put, github: GitHub) -> None:
    assert comment(artifact("🙂" * 60_000)) == 0
    body = github.comments[0]["body"]
    assert len(body) < 65_536
    assert body.rstrip().endswith("</sub>")


def test_a_check_that_left_nothing_is_no_failure(comment: Put, github: GitHub) -> None:
    comment(artifact())
    github.artifacts.clear()
    github.comments.clear()
    assert importlib.import_module("comment").main() == 0
    assert github.comments == []


def test_one_issue_is_opened_changed_and_closed(script: Callable[..., int], github: GitHub, tmp_path: Path) -> None:
    (tmp_path / "build.txt").write_text("built")
    (tmp_path / "publish.txt").write_text("tg: failed Opening\n```\n@shop/owners ## not a heading\n")
    publish = ("publish", "build", "publish")
    assert script("issue", "publish", "0", *publish[1:]) == 0
    assert github.issues == []
    github.open_issue("Publishing needs a person", "<!-- smmgen: publish -->\nmine", {"login": "stranger"})
    assert script("issue", "publish", "3", *publish[1:]) == 0, "the issue is enough"
    issue = github.issues[1]
    assert issue["title"] == "Publishing needs a person"
    assert "**Something was not published.**" in issue["body"]
    assert "````text\ntg: failed Opening\n```\n@shop/owners ## not a heading\n````\n" in issue["body"]
    assert script("issue", "publish", "3", *publish[1:]) == 0
    assert github.comments == [], "nobody is told the same thing again"
    assert script("issue", "publish", "4", *publish[1:]) == 1, "somebody must look"
    assert [one["body"].partition(". ")[0] for one in github.comments] == ["Now: It is unknown whether a post is out"]
    assert script("issue", "publish", "0", *publish[1:]) == 0
    assert [one["state"] for one in github.issues] == ["open", "closed"]
    assert script("issue", "publish", "2", *publish[1:]) == 1
    assert len(github.issues) == 3


@pytest.mark.parametrize(("code", "ends"), [("", 1), ("1", 0), ("2", 1), ("70", 1), ("99", 1), ("130", 0)])
def test_every_code_is_understood(code: str, ends: int, script: Callable[..., int], github: GitHub) -> None:
    assert script("issue", "publish", code, "build") == ends
    assert len(github.issues) == 1
    assert "actions/runs/9" in github.issues[0]["body"]


def ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("state", "runs", "headline"),
    [
        ("active", [("success", 1)], ""),
        ("active", [("failure", 0.1), ("success", 2)], ""),
        ("active", [("failure", 1), ("success", 4)], "smm-publish.yml has not succeeded since"),
        ("active", [("failure", 1)], "smm-publish.yml has never succeeded"),
        ("disabled_inactivity", [("success", 1)], "smm-publish.yml is switched off (disabled_inactivity)"),
    ],
)
def test_silence_is_noticed(
    state: str, runs: list[tuple[str, float]], headline: str, script: Callable[..., int], github: GitHub
) -> None:
    github.workflow["state"] = state
    by_hand = {"conclusion": "success", "event": "workflow_dispatch", "updated_at": ago(0.1)}
    github.runs = [by_hand]
    github.runs += [{"conclusion": end, "event": "schedule", "updated_at": ago(hours)} for end, hours in runs]
    beat = ("heartbeat", "0", "status", "--publisher", "smm-publish.yml", "--hours", "3")
    assert script("issue", *beat) == (1 if headline else 0)
    assert [headline in issue["body"] for issue in github.issues] == [True] * bool(headline)


def pull(number: int, merged: float | None, updated: float) -> dict[str, Any]:
    """A closed pull request, merged and updated so many hours ago."""
    base = {"sha": f"{number:040x}"}
    at = ago(merged) if merged is not None else None
    return {"number": number, "state": "closed", "merged_at": at, "updated_at": ago(updated), "base": base}


@pytest.mark.parametrize(
    ("last", "expected"),
    [(5, [1, 2]), (1, [1]), (None, [1, 2, 3])],
    ids=["five hours ago", "an hour ago", "never"],
)
def test_reviews_of_what_was_merged_since_the_last_success(
    last: float | None, expected: list[int], script: Callable[..., int], github: GitHub, tmp_path: Path
) -> None:
    rehearsal = {"conclusion": "success", "event": "workflow_dispatch", "created_at": ago(0.1)}
    real = [] if last is None else [{**rehearsal, "event": "schedule", "created_at": ago(last)}]
    github.runs = [rehearsal, {**rehearsal, "conclusion": "failure", "event": "push"}, *real]
    newest = [pull(1, 0.5, 0.1), pull(4, None, 0.2), pull(5, 0.5, 0.3)]  # 4 was not merged, and nobody reviewed 5
    pulls = [*newest, pull(3, 40, 0.4), pull(2, 4, 3), pull(6, 400, 400)]
    github.pulls = {one["number"]: one for one in pulls}
    github.reviews = {number: [{"state": "APPROVED"}] * 150 for number in (1, 2, 3, 4, 6)}
    assert script("reviews", str(tmp_path / "reviews"), "main") == 0
    found = {path.name: len(json.loads(path.read_text())) for path in (tmp_path / "reviews").iterdir()}
    assert found == {f"{number}-{number:040x}.json": 150 for number in expected}
