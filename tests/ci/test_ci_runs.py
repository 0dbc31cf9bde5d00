"""The workflows, run: from a branch to the network, with a real remote, GitHub's API and a network on loopback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ci_tools import git, said
from forge import Forge, now
from github_api import REPOSITORY, GitHub, serving, zipped
from small_project import Result

from smmgen.rehearsal import Account, Rehearsal, start

pytestmark = [pytest.mark.oracle, pytest.mark.slow]
CONFIG = """\
[project]
name = "Brand"

[accounts.fedi]
platform = "mastodon"
target = "@brand@fedi.example"
base_url = "URL"
token_env = "FEDI_TOKEN"

[publish]
ledger = "git:smm-ledger"

[people]
anna = { role = "editor", email = "anna@example.com" }
maria = { role = "client", forge = "maria-shop", key = "keys/maria.pub" }

[roles]
editor = ["write"]
client = ["approve"]

[[review]]
when = { accounts = ["fedi"] }
needs = "client"
"""
SCHEDULE = {"schedule": "7,22,37,52 * * * *"}


def post(title: str, text: str, minutes: int) -> str:
    """A post of so many minutes ago, or ahead."""
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    return (
        f"---\ntitle: {title}\nuid: {title.lower()}\nplatforms: [fedi]\nschedule: {at:%Y-%m-%d %H:%M}Z\n---\n{text}\n"
    )


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    running = start(tmp_path_factory.mktemp("network"), (Account("fedi", "mastodon", None, {"token": "fedi-token"}),))
    yield running
    running.stop()


@pytest.fixture
def forge(tmp_path: Path, network: Rehearsal, smm: Callable[..., Result]) -> Iterator[Forge]:
    """A brand whose main branch has a post that is due and one that is not."""
    with serving(GitHub()) as github:
        forge = Forge(tmp_path, github, secrets={"FEDI_TOKEN": "fedi-token"})
        (forge.dev / ".gitignore").write_text("/build/\n/.smm/\n")
        (forge.dev / "smm.toml").write_text(CONFIG.replace("URL", network.base_url("mastodon")))
        (forge.dev / "content" / "posts").mkdir(parents=True)
        (forge.dev / "content/posts/due.md").write_text(post("Due", "We are open.", -5))
        (forge.dev / "content/posts/later.md").write_text(post("Later", "See you.", 3 * 24 * 60))
        said("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "maria", "-f", tmp_path / "maria")
        (forge.dev / "keys").mkdir()
        shutil.copy(tmp_path / "maria.pub", forge.dev / "keys")
        assert smm("init", forge.dev, "--ci", "github").code == 0
        forge.pin()
        for name in ("publish", "heartbeat"):  # installing is tested elsewhere
            workflow = forge.dev / f".github/workflows/smm-{name}.yml"
            workflow.write_text(workflow.read_text().replace('cache: "false"', 'cache: "true"'))
        forge.commit("Begin")
        yield forge


def rows(forge: Forge) -> list[tuple[str, str]]:
    """Post and state of every row on the ledger's branch."""
    names = git(forge.origin, "ls-tree", "-r", "--name-only", "smm-ledger", "rows/").splitlines()
    found = [json.loads(git(forge.origin, "show", f"smm-ledger:{name}"))["entry"] for name in names]
    return sorted((row["post"], row["state"]) for row in found)


def test_from_a_branch_to_the_network_once(
    forge: Forge, network: Rehearsal, smm: Callable[..., Result], tmp_path: Path
) -> None:
    git(forge.dev, "checkout", "--quiet", "-b", "edit")
    (forge.dev / "content/posts/due.md").write_text(post("Due", "We are open until *eight*.", -5))
    forge.commit("Say until when", "edit")
    event = forge.open_pull_request(7, "edit")

    # the check leaves a preview and a text, which another workflow writes below the pull request
    code, log = forge.run("smm-check", "pull_request", event, "refs/pull/7/merge")
    assert code == 0, log
    assert (forge.artifacts / "preview/index.html").is_file()
    assert "eight" in (forge.artifacts / "preview/diff/index.html").read_text()
    left = {path.name: path.read_bytes() for path in (forge.artifacts / "comment").iterdir()}
    assert left["number"] == b"7\n"
    forge.github.artifacts[1] = [zipped(left)]
    repository = {"id": 1, "full_name": REPOSITORY}
    head = {
        "head_sha": event["pull_request"]["head"]["sha"],
        "head_repository": repository,
        "html_url": "https://x.example",
    }
    code, log = forge.run("smm-comment", "workflow_run", {"workflow_run": {"id": 1, "event": "pull_request", **head}})
    assert code == 0, log
    (comment,) = forge.github.comments
    assert comment["issue"] == 7
    assert "eight" in comment["body"]
    old = git(forge.dev, "rev-parse", "main")
    forge.merge("edit", 7)

    # nobody has said yes: nothing goes out, and an issue says so; a rehearsal is no way round
    for name, data in (("workflow_dispatch", {"inputs": {"rehearse": "true"}}), ("schedule", SCHEDULE)):
        code, log = forge.run("smm-publish", name, data)
        assert code == 0, log
        assert "fedi-token" not in log
        assert "waiting for approval" in log
    (issue,) = forge.github.issues
    assert issue["state"] == "open"
    assert "waiting for approval" in issue["body"]
    assert network.posts() == []

    # the client says yes to what was built; two jobs at once send it once
    assert smm("-C", forge.dev, "build").code == 0
    approved = smm("-C", forge.dev, "approve", "due", "--as", "maria", "--key", tmp_path / "maria")
    assert approved.code == 0, approved.err
    forge.commit("Approve")
    both = [forge.start("smm-publish", "schedule", SCHEDULE) for _ in range(2)]
    logs = [job.communicate(timeout=300)[0] for job in both]
    assert any(job.returncode == 0 for job in both), logs
    (sent,) = network.posts()
    assert sent["params"]["status"] == "We are open until eight."
    assert rows(forge) == [("due", "published")]

    # whoever changes it now is told that it is live; what is new goes out with the yes of a review
    git(forge.dev, "checkout", "--quiet", "-b", "late")
    (forge.dev / "content/posts/due.md").write_text(post("Due", "We are open until *nine*.", -5))
    (forge.dev / "content/posts/offer.md").write_text(post("Offer", "A second cup is free.", -2))
    head = forge.commit("Offer a cup", "late")
    code, log = forge.run("smm-check", "pull_request", forge.open_pull_request(8, "late"), "refs/pull/8/merge")
    assert code == 0, log
    assert "live already on" in (forge.artifacts / "comment/comment.md").read_text()
    yes = {"user": {"login": "maria-shop"}, "state": "APPROVED", "commit_id": head, "submitted_at": now()}
    forge.github.reviews[8] = [{**yes, "html_url": "https://github.example/shop/brand/pull/8#review-1"}]
    forge.merge("late", 8)
    code, log = forge.run("smm-publish", "push", {"ref": "refs/heads/main"})
    assert code == 0, log
    assert [one["params"]["status"] for one in network.posts()[1:]] == ["A second cup is free."], log

    # the job from before the merge, run again
    code, log = forge.run("smm-publish", "schedule", SCHEDULE, old)
    assert code == 0, log
    assert len(network.posts()) == 2
    assert rows(forge) == [("due", "published"), ("offer", "published")]
    assert {one["state"] for one in forge.github.issues} == {"closed"}

    # the heartbeat knows of runs and of the ledger
    forge.github.runs = [{"conclusion": "success", "event": "schedule", "updated_at": now()}]
    code, log = forge.run("smm-heartbeat", "schedule", {"schedule": "41 */3 * * *"})
    assert code == 0, log
    assert not [one for one in forge.github.issues if one["state"] == "open"]
