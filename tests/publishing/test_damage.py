"""Files of the ledger's side that somebody damaged: a sentence and what to do, never a bug."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from smmgen.cli import failure, smm
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import steps_to
from smmgen.publishing.payloads import read_build

NOW = "2026-12-05T10:00Z"
TOML = """[project]
name = "Teplo"
timezone = "UTC"
[accounts.site]
platform = "feed"
[accounts.second]
platform = "feed"
target = "other"
"""
POST = """---
title: Latte
uid: bf-{number}
platforms: [site, second]
schedule: 2026-12-05 0{number}:00
---
Latte in **paper** cups, {number}.
"""
COMMANDS = [
    ("status",),
    ("status", "--json"),
    ("check", "--no-hooks", "--now", NOW),
    ("list",),
    ("doctor", "--now", NOW),
    ("ledger", "verify"),
    ("ledger", "export"),
    ("resolve", "bf-8:site:1:1", "--abandon"),
    ("publish", "--dry-run", "--now", NOW),
    ("publish", "--update", "bf-8", "--now", NOW),
    ("reconcile", "--now", NOW),
    ("publish", "--now", NOW),
    ("retract", "bf-8", "--yes", "--now", NOW),
]
WRONG: list[Any] = [None, 5, -1, 1.5, True, "", "x", "\0", "\ud800", [], {}, [[]], {"a": {}}, "2026-12-05T09:00",
                    10**30, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+00:00", "../../x", "x" * 10_000]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a build, a ledger and a feed: some is out, some is to come."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "smm.toml").write_text(TOML)
    (folder / "content" / "posts").mkdir(parents=True)
    for number in (8, 9):
        (folder / "content" / "posts" / f"p{number}.md").write_text(POST.format(number=number))
    assert run(folder, "build") == 0
    assert run(folder, "publish", "--now", "2026-12-05T08:30Z") == 0
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(made, folder)
    return folder


def run(folder: Path, *arguments: str) -> int:
    return failure.run(smm, ["-C", str(folder), *arguments])


def survives(folder: Path, capsys: pytest.CaptureFixture[str], what: object) -> None:
    """No command calls it a bug; each is given the same damage."""
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    for command in COMMANDS:
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        code = run(folder, *command)
        said = capsys.readouterr()
        assert code != failure.BUG, f"{what!r}, {' '.join(command)}: {said.err[-2000:]}"
        assert "Traceback" not in said.err
        if code == failure.USAGE:
            assert said.err.strip() or said.out.strip()
    shutil.rmtree(kept)


# Bytes


def bytes_damaged(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return chance.choice(
        [
            lambda: data[:at],
            lambda: b"",
            lambda: data[:at] + bytes(20) + data[at:],
            lambda: data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data else b"x",
            lambda: data[at:] + data[:at],
            lambda: b"[" * 100_000,
            lambda: b"\xff\xfe" + data,
            lambda: data.replace(b"1", b"NaN"),
            lambda: bytes(len(data)),
            lambda: b"SQLite format 3\0" + data[16:at],
        ]
    )()


FILES = ("build/manifest.json", ".smm/ledger.db", "build/payloads/site/*.json", "public/feed.json", "other/feed.json")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("pattern", FILES)
def test_damaged_bytes(project: Path, pattern: str, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    path = min(project.glob(pattern))
    for beside in project.glob(f"{path.relative_to(project)}-*"):
        beside.unlink()
    path.write_bytes(bytes_damaged(path.read_bytes(), random.Random(f"{pattern}{seed}")))
    survives(project, capsys, (pattern, seed))


# Types


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value, itself included."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield from places(inner, (*path, name))


def put(value: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    if not path:
        return wrong
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(copy[path[0]], path[1:], wrong)
    return copy


def without(value: Any, path: tuple[Any, ...]) -> Any:
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = without(copy[path[0]], path[1:])
    return copy


def damages(value: Any, seed: int, count: int) -> Iterator[Any]:
    chance = random.Random(seed)
    every = [path for path in places(value) if path]
    for _ in range(count):
        path = chance.choice(every)
        yield without(value, path) if chance.random() < 0.2 else put(value, path, chance.choice(WRONG))


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("pattern", ["build/manifest.json", "public/feed.json"])
def test_wrong_types(project: Path, pattern: str, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / pattern
    value = json.loads(path.read_bytes())
    for damaged in damages(value, seed, 2):
        path.write_bytes(dumped(damaged))
        survives(project, capsys, damaged)


TOP = ("account", "platform", "post", "title", "path", "status", "digest", "delivery", "at", "not_after", "parts",
       "slug", "zone")  # fmt: skip


PARTS = ("parts.0", *(f"parts.0.{name}" for name in ("key", "role", "request", "media", "text")))


@pytest.mark.parametrize("name", [*TOP, *PARTS])
def test_payloads_of_wrong_types_that_the_manifest_vouches_for(project: Path, name: str) -> None:
    """Whoever wrote the one wrote the other. What a network is sent is not looked at here."""
    path = min(project.glob("build/payloads/site/*.json"))
    manifest = json.loads((project / "build/manifest.json").read_bytes())
    (listed,) = [one for one in manifest["outputs"] if path.as_posix().endswith(one)]
    value = json.loads(path.read_bytes())
    where = tuple(int(part) if part.isdecimal() else part for part in name.split("."))
    for wrong in random.Random(name).sample(WRONG, 4):
        data = dumped(put(value, where, wrong))
        path.write_bytes(data)
        manifest["outputs"][listed] = hashlib.sha256(data).hexdigest()
        (project / "build/manifest.json").write_bytes(dumped(manifest))
        for command in (
            ("status",),
            ("publish", "--dry-run", "--now", NOW),
            ("list",),
            ("publish", "--update", "bf-8"),
        ):
            assert run(project, *command) != failure.BUG, (wrong, command)


COLUMNS = ["key", "post", "account", "platform", "occurrence", "part", "digest", "state", "attempt", "at", "claimed_at",
           "sent_at", "updated_at", "asked_at", "run", "remote_id", "url", "reference", "reason", "retryable", "native",
           "content", "updating", "likeness"]  # fmt: skip
CELLS: list[Any] = [b"\xff\x00", 5, -1, 1.5, "", "x", "publishd", "unknown", "sending", "scheduled", "2026-12-05T09:00",
                    "9999-12-31T23:59:59Z", "[]", "{}", '{"a": {}}', '{"id": []}', '{"known": 5}', '{"since": "x"}',
                    '{"follow_up": 5}', "NaN", "[" * 5000, 2**62]  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_rows_of_wrong_types(project: Path, column: str, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(column)
    for cell in chance.sample(CELLS, 2):
        with closing(sqlite3.connect(project / ".smm/ledger.db")) as db, db:
            before = db.execute("select * from entries where key like 'bf-8:site:%'").fetchone()
            names = [about[1] for about in db.execute("pragma table_info(entries)")]
            db.execute(f"update entries set {column} = ? where key like 'bf-8:site:%'", (cell,))
        survives(project, capsys, (column, cell))
        with closing(sqlite3.connect(project / ".smm/ledger.db")) as db, db:
            db.execute("delete from entries where key not like 'bf-%:second:%' or account <> 'second'")
            marks = ", ".join("?" * len(names))
            db.execute(f"insert into entries ({', '.join(names)}) values ({marks})", before)


def test_a_row_whose_state_is_none_is_not_passed_over(project: Path) -> None:
    """It would go out once more."""
    with closing(sqlite3.connect(project / ".smm/ledger.db")) as db, db:
        db.execute("update entries set state = 'publishd'")
    assert run(project, "publish", "--now", NOW) == failure.USAGE
    assert run(project, "ledger", "verify") == failure.USAGE


@pytest.mark.parametrize("body", [5, None, b"\xff", "x", ""])
@pytest.mark.parametrize("name", ["begun", "paused", "paused-until", "moved", "other"])
def test_notes_of_wrong_types(project: Path, name: str, body: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(project / ".smm/ledger.db")) as db, db:
        db.execute("drop table notes")
        db.execute("create table notes (name text primary key, body) without rowid")
        db.execute("insert into notes values (?, ?)", (name, body))
        if name == "paused-until":
            db.execute("insert into notes values ('paused', 'x')")
        if name == "begun":
            db.execute("delete from entries")
    survives(project, capsys, (name, body))


# Imports


def test_hostile_exports(project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(project, "ledger", "export") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    (project / ".smm/ledger.db").unlink()
    row = json.loads(rows[0])
    around = sorted(tmp_path.rglob("*"))
    for wrong in WRONG:
        for name in (*row, "extra"):
            write_export(project, head, [row | {name: wrong}])
            assert run(project, "ledger", "import", str(project / "export")) in (failure.FINE, failure.USAGE)
            capsys.readouterr()
            for path in (project / ".smm").glob("ledger.db*"):
                path.unlink()
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in around and "ledger.db" not in path.name
            and path.name != "export"] == []  # fmt: skip


def write_export(project: Path, head: str, rows: list[Any], **more: Any) -> None:
    lines = [json.dumps(row, sort_keys=True) for row in rows]
    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    about = json.loads(head) | {"rows": len(lines), "sha256": digest} | more
    (project / "export").write_text("\n".join([json.dumps(about), *lines]) + "\n")


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"{", b"5", b"[" * 100_000, b"null\n", b'{"ledger": 1}', b'{"ledger": 1, "rows": 0, "notes": 5}',
     b'{"ledger": NaN}', b"\0" * 1000, b'{"ledger": 1, "rows": 0, "sha256": ""}\n{"a": 1}'],
)  # fmt: skip
def test_what_is_no_export(project: Path, data: bytes) -> None:
    (project / ".smm/ledger.db").unlink()
    (project / "export").write_bytes(data)
    assert run(project, "ledger", "import", str(project / "export")) == failure.USAGE


@pytest.mark.parametrize("notes", [5, [], {"paused": 5}, {"a": None}])
def test_notes_that_are_none_are_not_imported(project: Path, notes: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "ledger", "export") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    (project / ".smm/ledger.db").unlink()
    write_export(project, head, [json.loads(row) for row in rows], notes=notes)
    assert run(project, "ledger", "import", str(project / "export")) == failure.USAGE


# Rehearsals


@pytest.mark.parametrize("name", ["ledger.db", "tokens.json", "server.json", "config.json", "state.db", "posted.html"])
@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"5", b'{"site": 5}', b"\xff\x00", b'{"port": "x"}'])
def test_damaged_rehearsals(project: Path, name: str, data: bytes) -> None:
    folder = project / ".smm" / "rehearsal"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data)
    for command in (("status", "--rehearsal"), ("publish", "--rehearse", "--now", NOW)):
        assert run(project, *command) != failure.BUG


def test_the_harness_sees_a_sound_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        assert run(project, *command) in (failure.FINE, failure.USAGE, failure.NOT_PUBLISHED)
    assert read_build(project)
    ledger = open_ledger("sqlite:.smm/ledger.db", project)
    assert [steps_to(row) for row in ledger.entries()]
    ledger.close()
