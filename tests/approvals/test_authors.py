"""Who changed a post last, by git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from smmgen.approvals.authors import Author, last_authors, person_here
from smmgen.people import Person


def git(folder: Path, *arguments: str, email: str = "anna@teplo.example") -> None:
    identity = ["-c", f"user.email={email}", "-c", "user.name=A", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def commit(folder: Path, email: str, *names: str, message: str = "x") -> None:
    for name in names:
        write(folder, name, f"{email} {message}")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message, email=email)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project in a folder of its repository, with a history."""
    root = tmp_path / "root"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    project = root / "brand"
    commit(project_of(project), "anna@teplo.example", "a.md", "b.md", "имя и пробел.md")
    commit(project, "Maria@Client.example", "b.md", message="x\n\nCo-authored-by: Ivan <ivan@teplo.example>")
    commit(project, "evil@x.example", "c.md", message="\x01deadbeef\n\nCo-authored-by: <not an address\x01>")
    return project


def project_of(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_last_change_of_each(repository: Path) -> None:
    found = last_authors(repository, ["a.md", "b.md", "имя и пробел.md", "c.md", "none.md"])
    assert found["a.md"].emails == found["имя и пробел.md"].emails == ("anna@teplo.example",)
    assert found["b.md"].emails == ("maria@client.example", "ivan@teplo.example")
    assert found["c.md"].emails[0] == "evil@x.example"
    assert found["none.md"].unknown == "it is not in git"


def test_what_is_not_committed_is_by_whoever_works_here(repository: Path) -> None:
    git(repository, "config", "user.email", "olga@teplo.example")
    write(repository, "a.md", "new")
    write(repository, "d.md", "new")
    found = last_authors(repository, ["a.md", "b.md", "d.md"])
    assert [found[name].emails[0] for name in ("a.md", "b.md", "d.md")] == [
        "olga@teplo.example", "maria@client.example", "olga@teplo.example",
    ]  # fmt: skip
    people = {"maria": Person(role="x"), "olga": Person(role="x", email=["Olga@Teplo.example"])}
    assert person_here(repository, people) == "olga"


def test_a_shallow_clone_does_not_know(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository.parent}", "clone")
    found = last_authors(tmp_path / "clone" / "brand", ["a.md", "c.md"])
    assert all("shallow" in author.unknown for author in found.values())


def test_no_repository(tmp_path: Path) -> None:
    assert "not a git repository" in last_authors(tmp_path, ["a.md"])["a.md"].unknown


def test_a_name_that_git_takes_for_a_pattern(repository: Path) -> None:
    commit(repository, "maria@client.example", "[ab].md")
    assert last_authors(repository, ["a.md", "[ab].md", ":(top)x"])["a.md"].emails == ("anna@teplo.example",)


MATCHES = [
    ("anna@teplo.example", {"email": ["ANNA@teplo.example"]}, True),
    ("anna@teplo.example", {"forge": "anna"}, False),
    ("12+anna@users.noreply.github.com", {"forge": "Anna"}, True),
    ("anna@users.noreply.github.com", {"forge": "anna"}, True),
    ("12-anna@users.noreply.gitlab.com", {"forge": "anna"}, True),
    ("12+anna@users.noreply.github.com", {}, False),
    ("", {}, False),
]


@pytest.mark.parametrize(("email", "person", "same"), MATCHES)
def test_is_by(email: str, person: dict[str, object], same: bool) -> None:
    assert Author((email,)).is_by(Person.model_validate({"role": "x", **person})) is same
