"""Approvals from end to end: people, keys, a repository, and what every command says of posts that wait."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_project import Project

CONFIG = """\
[project]
name = "Teplo"
timezone = "Europe/Moscow"

[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TG"

[accounts.masto]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "MASTO"

[hashtags]
brand = ["coffee", "teplo"]

[rubrics.commercial]
title = "Commercial"

[people]
anna = { role = "editor", email = "anna@teplo.example" }
maria = { role = "client", email = "maria@client.example", key = "keys/maria.pub" }

[roles]
editor = ["write", "approve"]
client = ["approve"]

[[review]]
when = { kind = "commercial" }
needs = "client"
"""
POST = """\
---
title: Two cups
uid: offer
platforms: [tg, masto]
schedule: 2026-12-05 12:00
kind: commercial
masto:
  hashtags: [$brand]
---
Two cups for one.
"""
NOW = "2026-12-05T12:05+03:00"
Smm = Callable[..., Any]


def git(project: Project, *arguments: str, email: str = "anna@teplo.example") -> None:
    identity = ["-c", "user.name=A", "-c", f"user.email={email}", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=project.path, check=True, capture_output=True)


def commit(project: Project, email: str = "anna@teplo.example") -> None:
    git(project, "add", "-A", email=email)
    git(project, "commit", "-qm", "x", email=email)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with Maria's and Ivan's keys."""
    home = tmp_path_factory.mktemp("home")
    (home / ".ssh").mkdir()
    for name in ("maria", "ivan"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(home / ".ssh" / name)]
        subprocess.run(command, check=True)
    return home


@pytest.fixture
def brand(make_project: Callable[..., Project], keys: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("HOME", str(keys))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    public = (keys / ".ssh" / "maria.pub").read_text()
    files = {"content/posts/offer.md": POST, "keys/maria.pub": public, ".gitignore": ".smm\nbuild\n"}
    project = make_project(files, CONFIG)
    git(project, "init", "-q", "-b", "main")
    git(project, "config", "user.email", "maria@client.example")
    commit(project)
    return project


@pytest.fixture
def run(brand: Project, smm: Smm) -> Smm:
    return lambda *arguments: smm("-C", brand.path, *arguments)


def rows(run: Smm, *arguments: str) -> dict[str, Any]:
    return {row["account"]: row for row in json.loads(run(*arguments, "--json").out)}


def codes(run: Smm, *arguments: str) -> list[tuple[str, str, str | None]]:
    found = json.loads(run("check", "--format", "json", "--now", "2026-12-05T00:00+03:00", *arguments).out)
    return [(one["name"], one["path"], one["account"]) for one in found]


def test_from_the_first_look_to_the_post(run: Smm, brand: Project) -> None:
    assert run("build").code == 0
    assert [row["state"] for row in rows(run, "approve").values()] == ["waits for you"] * 2
    assert codes(run) == [("approval-missing", "content/posts/offer.md", name) for name in ("masto", "tg")]
    assert [need["role"] for row in rows(run, "list").values() for need in row["waits_for"]] == ["client", "client"]
    assert "WAITS FOR" in run("list").out
    waits = run("publish", "--dry-run", "--now", NOW)
    assert "2 waiting for approval" in waits.err
    done = run("approve", "offer")
    assert (done.code, "signed by maria; commit and push: approvals/offer/maria.json" in done.err) == (0, True)
    commit(brand, "maria@client.example")
    assert codes(run) == []
    assert [row["approved_by"] for row in rows(run, "list").values()] == [["maria"], ["maria"]]
    assert "nothing waits for maria" in run("approve").err
    assert [row["state"] for row in rows(run, "approve", "offer", "--as", "anna").values()] == ["approved"] * 2
    assert "2 parts would be sent" in run("publish", "--dry-run", "--now", NOW).err


def test_another_hashtag_set_opens_the_account_that_has_it(run: Smm, brand: Project) -> None:
    run("build")
    run("approve", "offer")
    commit(brand, "maria@client.example")
    brand.write({"smm.toml": CONFIG.replace('"teplo"]', '"warm"]')})
    assert codes(run) == [("stale-approval", "content/posts/offer.md", "masto")]
    run("build")
    states = {part["account"]: part for part in json.loads(run("publish", "--dry-run", "--json", "--now", NOW).out)}
    assert (states["tg"]["state"], states["masto"]["state"]) == ("due", "waiting for approval")
    because = "maria approved it before the hashtags changed (the hashtag sets in smm.toml)"
    assert states["masto"]["reason"] == f"it waits for approval by client (maria); {because}"
    run("approve", "offer", "--account", "masto")
    assert codes(run) == []
    saved = json.loads(brand.text("approvals/offer/maria.json"))["statement"]["accounts"]
    assert [item["account"] for item in saved] == ["masto", "tg"]


def test_without_its_hooks_nothing_is_said_of_approved_posts(run: Smm, brand: Project) -> None:
    """Checks of pull requests run no hooks, and what hooks change is what was approved."""
    hook = 'def on_payload(payload):\n    payload["parts"][0]["request"]["more"] = 1\n    return payload\n'
    config = CONFIG + '\n[hooks]\nfiles = ["hooks/more.py"]\n'
    brand.write({"hooks/more.py": hook, "smm.toml": config})
    commit(brand)
    run("build")
    run("approve", "offer")
    assert (codes(run), codes(run, "--no-hooks")) == ([], [])
    brand.write({"smm.toml": config.replace('needs = "client"', 'needs = "lawyer"')})
    assert [one[0] for one in codes(run, "--no-hooks")] == ["unknown-person"]


def test_what_somebody_else_wrote_into_the_file_is_not_signed_along(run: Smm, brand: Project) -> None:
    run("build")
    run("approve", "offer")
    forged = json.loads(brand.text("approvals/offer/maria.json"))
    forged["statement"]["accounts"][1]["account"] = "vk"
    brand.write({"approvals/offer/maria.json": json.dumps(forged)})
    assert [one[0] for one in codes(run)] == ["bad-key", "approval-missing", "approval-missing"]
    run("approve", "offer", "--account", "tg")
    saved = json.loads(brand.text("approvals/offer/maria.json"))["statement"]["accounts"]
    assert [item["account"] for item in saved] == ["tg"]


def test_nobody_approves_their_own(run: Smm, brand: Project) -> None:
    run("build")
    run("approve", "offer")
    git(brand, "commit", "-q", "--allow-empty", "-m", "x", "--", email="maria@client.example")
    assert codes(run) == []
    brand.write({"content/posts/offer.md": POST.replace("Two", "Three")})
    commit(brand, "maria@client.example")
    run("build")
    refused = run("approve", "offer")
    assert (refused.code, "you made its last change" in refused.err) == (3, True)
    brand.write({"content/posts/offer.md": POST})
    commit(brand, "maria@client.example")
    assert ("own-approval", "approvals/offer/maria.json", None) in codes(run)
    assert ("not-allowed", "content/posts/offer.md", None) in codes(run)


def test_taken_back(run: Smm, brand: Project) -> None:
    run("build")
    run("approve", "offer")
    assert run("approve", "--revoke", "offer").code == 0
    assert run("approve", "--revoke", "offer").code == 1
    assert "2 waiting for approval" in run("publish", "--dry-run", "--now", NOW).err


REFUSALS = [
    (("approve", "offer", "--as", "anna"), 3, "it is for client to approve"),
    (("approve", "offer", "--as", "mari"), 2, "did you mean `maria`?"),
    (("approve", "nothing"), 2, "there is no post `nothing` in the build"),
    (("approve", "--revoke"), 2, "--revoke names its posts"),
    (("approve", "offer", "--key", "{home}/.ssh/ivan"), 2, "is not a key that [people] has for maria"),
    (("approve", "offer", "--key", "nowhere"), 2, "`nowhere` cannot sign"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSALS)
def test_refused(run: Smm, brand: Project, keys: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    run("build")
    done = run(*(word.format(home=keys) for word in arguments))
    assert (done.code, said in done.err) == (code, True), done.err
    assert not (brand.path / "approvals").exists()


def test_who_may_what(run: Smm, brand: Project) -> None:
    found = {row["person"]: row for row in json.loads(run("who", "--json").out)}
    assert (found["maria"]["waiting"], found["maria"]["keys"], found["maria"]["may"]) == (2, 1, ["approve"])
    assert (found["anna"]["waiting"], found["anna"]["keys"]) == (0, 0)
    run("build")
    run("approve", "offer", "--account", "tg")
    assert run("who").out.splitlines() == [
        "PERSON  ROLE    MAY             ACCOUNTS  KEY  WAITING",
        "anna    editor  write, approve  all       —    0",
        "maria   client  approve         all       yes  1",
    ]


def test_without_reviews_there_is_nothing_to_approve(run: Smm, brand: Project) -> None:
    brand.write({"smm.toml": CONFIG.split("[people]")[0]})
    assert run("approve").err == "no post needs an approval: smm.toml has no [[review]]\n"
    assert "WAITS FOR" not in run("list").out


CHECKS: list[tuple[str, str, list[tuple[str, int]]]] = [
    # what is replaced in smm.toml, by what, codes with the lines they are reported at
    ('role = "client", email', 'role = "cleint", email', [("unknown-person", 23), ("nobody-can", 31)]),
    ('needs = "client"', 'needs = "lawyer"', [("unknown-person", 31)]),
    ('needs = "client"', 'needs = "client"\ncount = 2', [("nobody-can", 31)]),
    ("keys/maria.pub", "keys/mari.pub", [("bad-key", 23)]),
    (', key = "keys/maria.pub"', "", [("bad-key", 23)]),
    (', key = "keys/maria.pub"', ', forge = "maria-t"', []),
    ('"keys/maria.pub" }', '"keys/maria.pub", expires = 2026-12-01 }', [("bad-key", 23)]),
    ('"keys/maria.pub" }', '"keys/maria.pub" }\nivan = { role = "client", key = "keys/maria.pub" }', [("bad-key", 24)]),
    (', key = "keys/maria.pub" }\n', ' }\n[rules]\nseverity = { bad-key = "off" }\n', []),
]


@pytest.mark.parametrize(("old", "new", "expected"), CHECKS)
def test_what_is_wrong_in_smm_toml(
    run: Smm, brand: Project, old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    assert old in CONFIG
    brand.write({"smm.toml": CONFIG.replace(old, new)})
    now = ("--now", "2026-12-02T00:00+03:00")
    found = json.loads(run("check", "--format", "json", *now, str(brand.path / "smm.toml")).out)
    assert [(one["name"], one["line"]) for one in found] == expected


OWNERS: list[tuple[str, list[str]]] = [
    ("* @anna-t\n", []),
    ("/content/ @anna-t\n", ["asks nobody about `smm.toml` and `keys/maria.pub`"]),
    ("* @anna-t\n/keys/\n", ["asks nobody about `keys/maria.pub`"]),
    ("smm.toml @anna-t\nkeys/ @anna-t # ours\n[Section] @x\n", []),
]


@pytest.mark.parametrize(("text", "expected"), OWNERS)
def test_what_code_owners_are_asked_about(run: Smm, brand: Project, text: str, expected: list[str]) -> None:
    brand.write({".github/CODEOWNERS": text})
    found = json.loads(run("check", "--format", "json", "--now", "2026-12-02T00:00+03:00").out)
    said = [one["message"] for one in found if one["name"] == "codeowners-drift"]
    assert said == [f".github/CODEOWNERS {message}" for message in expected]


def test_code_owners_of_posts_that_need_a_review(run: Smm, brand: Project) -> None:
    rule = 'when = { paths = "content/posts/ads/**" }'
    config = CONFIG.replace('when = { kind = "commercial" }', rule).replace(
        'client", email', 'client", forge = "m", email'
    )
    brand.write({"smm.toml": config, "CODEOWNERS": "* @anna-t\n"})

    def said() -> list[tuple[str, int]]:
        found = json.loads(run("check", "--format", "json", "--now", "2026-12-02T00:00+03:00").out)
        return [(one["message"], one["line"]) for one in found if one["name"] == "codeowners-drift"]

    assert said() == [("CODEOWNERS does not ask @m about `content/posts/ads/**`", 30)]
    for owners in ("* @anna-t\n/content/posts/ads/ @anna-t @M\n", "* @teplo/everybody\n"):
        brand.write({"CODEOWNERS": owners})
        assert said() == []


def test_files_that_are_no_approvals(run: Smm, brand: Project) -> None:
    run("build")
    run("approve", "offer")
    text = brand.text("approvals/offer/maria.json")
    brand.write({"approvals/offer/eve.json": text, "approvals/old/ivan.json": "{", "approvals/README": "x"})
    assert [one[:2] for one in codes(run)] == [
        ("unknown-person", "approvals/offer/eve.json"),
        ("unknown-person", "approvals/old/ivan.json"),
    ]
