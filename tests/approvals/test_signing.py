"""Signatures by ssh-keygen: what counts as one, and which files are approvals."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from people import new_key, public, sign, statement

from smmgen.approvals import signing, store
from smmgen.approvals.keys import keys_of
from smmgen.approvals.model import Approval, Statement, folder_of
from smmgen.errors import UserError
from smmgen.keys import Identity
from smmgen.people import Person

DIGEST, OTHER = "a" * 64, "b" * 64
SAID = statement("offer", "maria", {"tg": DIGEST})


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: new_key(folder, name) for name in ("maria", "ivan")}


@pytest.fixture(scope="module")
def signature(keys: dict[str, Path]) -> str:
    return signing.sign(SAID.canonical(), str(keys["maria"]))


def test_a_signature_of_the_very_words_by_the_very_person(keys: dict[str, Path], signature: str) -> None:
    def problem(name: str, key: str, said: Statement, signed: str) -> str:
        return signing.problem_of(name, (public(keys[key]),), said.canonical(), signed)

    changed = SAID._replace(items=(SAID.items[0]._replace(digest=OTHER),))
    assert problem("maria", "maria", SAID, signature) == ""
    assert problem("ivan", "ivan", SAID, signature)
    assert problem("maria", "ivan", SAID, signature)
    assert problem("maria", "maria", changed, signature)
    assert problem("maria", "maria", SAID._replace(person="ivan"), signature)
    assert problem("maria", "maria", SAID._replace(at="2026-12-02T09:00:00Z"), signature)
    assert problem("maria", "maria", SAID, signature.replace("A", "B", 1))
    assert problem("maria", "maria", SAID, "")
    assert problem("maria", "maria", SAID, "-----BEGIN SSH SIGNATURE-----\n" * 1000)


def test_a_signature_made_for_something_else_does_not_count(keys: dict[str, Path]) -> None:
    """Git's own, say: `git commit -S` signs in the namespace `git`."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(keys["maria"])]
    done = subprocess.run(command, input=SAID.canonical(), capture_output=True, check=True)
    assert signing.problem_of("maria", (public(keys["maria"]),), SAID.canonical(), done.stdout.decode())


def test_one_of_several_keys(keys: dict[str, Path], signature: str) -> None:
    both = (public(keys["ivan"]), public(keys["maria"]))
    assert signing.problem_of("maria", both, SAID.canonical(), signature) == ""


def test_without_ssh_keygen_no_approval_counts(
    keys: dict[str, Path], signature: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What needs no approval is sent all the same, and it counts once ssh-keygen is there."""
    said = SAID._replace(at="2026-12-03T09:00:00Z")
    key, signed = (public(keys["maria"]),), signing.sign(said.canonical(), str(keys["maria"]))
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        assert "ssh-keygen is not installed" in signing.problem_of("maria", key, said.canonical(), signed)
    assert signing.problem_of("maria", key, said.canonical(), signed) == ""


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_kinds_of_keys(kind: str, tmp_path: Path) -> None:
    key = new_key(tmp_path, "k", kind)
    signed = signing.sign(SAID.canonical(), str(key))
    [line] = keys_of(tmp_path, Person(role="x", key="k.pub")).lines
    assert signing.problem_of("maria", (line,), SAID.canonical(), signed) == ""


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot sign"):
        signing.sign(b"x", str(tmp_path / "nothing"))


KEYS: list[tuple[str, str | None, str]] = [
    # what is in keys/maria.pub (or None), `key` in smm.toml, what is said
    ("a path", "{public}", ""),
    ("with comments", "# at home\n\n{public}\n# at work\n{other}\n", ""),
    ("nothing there", None, "`keys/maria.pub` cannot be read: no such file or directory"),
    ("empty", "", "`keys/maria.pub` holds no public ssh key"),
    ("no key", "hello there\n", "`keys/maria.pub` holds no public ssh key"),
    ("with options", 'cert-authority {public}', "`keys/maria.pub` holds no public ssh key"),
    ("of an unknown kind", "ssh-dss AAAAB3NzaC1kc3MAAACBAPY8ZOHY2yFSJA6XYC9HRwNHxaehvx5wOJ0rz", "`keys/maria.pub` ho"),
    ("private", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n", "`keys/maria.pub` is a private key: take it out"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), [case[1:] for case in KEYS], ids=[case[0] for case in KEYS])
def test_files_of_keys(text: str | None, problem: str, keys: dict[str, Path], tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "keys").mkdir()
        filled = text.format(public=public(keys["maria"]), other=public(keys["ivan"]))
        (tmp_path / "keys" / "maria.pub").write_text(filled)
    found = keys_of(tmp_path, Person(role="x", key="keys/maria.pub"))
    assert found.problem.startswith(problem) if problem else found.problem == ""
    assert len(found.lines) == (0 if problem else text.count("{") if text else 0)


def test_keys_in_smm_toml_itself(keys: dict[str, Path], tmp_path: Path) -> None:
    line = public(keys["maria"])
    assert keys_of(tmp_path, Person(role="x", key=line)).lines == (" ".join(line.split()[:2]),)
    assert keys_of(tmp_path, Person(role="x")).problem == "no `key` is given"
    assert "not a valid name" in keys_of(tmp_path, Person(role="x", key="../../etc/passwd")).problem
    assert keys_of(tmp_path, Person(role="x", key="a\0b")).problem


def test_a_file_is_what_it_was(keys: dict[str, Path], tmp_path: Path) -> None:
    path = sign(tmp_path, SAID, keys["maria"])
    [found] = store.approvals_of(tmp_path, "offer")
    assert (path, found.path, found.statement) == ("approvals/offer/maria.json", path, SAID)
    [line] = keys_of(tmp_path, Person(role="x", key=public(keys["maria"]))).lines
    assert signing.problem_of("maria", (line,), found.statement.canonical(), found.signature) == ""
    assert SAID.item(Identity("offer", "tg")) == SAID.items[0]
    assert SAID.item(Identity("offer", "tg", "2")) is SAID.item(Identity("other", "tg")) is None
    assert store.remove(tmp_path, "offer", "maria")
    assert not store.remove(tmp_path, "offer", "maria")
    assert store.approvals_of(tmp_path, "offer") == store.everything(tmp_path) == []


def _without(*path: str) -> Callable[[Any], Any]:
    def change(found: Any) -> Any:
        inner = found
        for step in path[:-1]:
            inner = inner[step] if not isinstance(inner, list) else inner[int(step)]
        del inner[path[-1]]
        return found

    return change


BROKEN: dict[str, Callable[[Any], Any] | bytes] = {
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"7",
    "half a character": b'"\\ud800"',
    "deep": b"[" * 100_000,
    "no signature": _without("signature"),
    "no statement": _without("statement"),
    "no digest": _without("statement", "accounts", "0", "digest"),
    "another post's": lambda found: {**found, "statement": {**found["statement"], "post": "../../evil"}},
    "another person's": lambda found: {**found, "statement": {**found["statement"], "person": "ivan"}},
    "a newer one": lambda found: {**found, "statement": {**found["statement"], "schema": 2}},
    "a time that is none": lambda found: {**found, "statement": {**found["statement"], "at": "yesterday"}},
    "signature as a text": lambda found: {**found, "signature": "x"},
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_is_no_approval_is_told(broken: Any, tmp_path: Path) -> None:
    path = store.put(tmp_path, Approval(SAID, "x\n"))
    data = (
        broken if isinstance(broken, bytes) else json.dumps(broken(json.loads((tmp_path / path).read_text()))).encode()
    )
    (tmp_path / path).write_bytes(data)
    [found] = store.everything(tmp_path)
    assert isinstance(found, store.Broken)
    assert found.path == path
    assert store.approvals_of(tmp_path, "offer") == []


def test_links_and_folders_are_no_approvals(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    store.put(elsewhere, Approval(SAID, "x\n"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "approvals").symlink_to(elsewhere / "approvals")
    assert store.everything(project) == store.approvals_of(project, "offer") == []
    (project / "approvals").unlink()
    (project / "approvals" / "offer" / "maria.json").mkdir(parents=True)
    assert store.everything(project) == []
    (project / "approvals" / "offer" / "ivan.json").symlink_to("/dev/zero")
    assert [type(one) for one in store.everything(project)] == [store.Broken]


def test_folders_of_posts_without_a_uid() -> None:
    assert folder_of("winter-menu") == "approvals/winter-menu"
    assert folder_of("content/posts/a.md") == "approvals/content%2Fposts%2Fa.md"
    long = folder_of(f"content/posts/{'й' * 100}.md")
    assert len(long.encode()) < 255
    assert long != folder_of(f"content/posts/{'й' * 101}.md")
