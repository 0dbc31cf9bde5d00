"""Whatever stands where a file or folder of the project should be, nothing outside is read, changed or removed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from small_project import Project, Result, post
from workbench import build_in, picture

from smmgen.safe_files import Inside, LinkFound, SharedFile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")

CONFIG = """\
[project]
name = "Тепло"
timezone = "Europe/Moscow"
[accounts.site]
platform = "feed"
target = "public"
[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TELEGRAM_TOKEN"
avatar = "content/media/face.png"
[theme]
path = "look"
"""
DUE = ("--now", "2026-12-05T10:05+03:00")
CANARY = b"TELEGRAM_TOKEN=canary"
COMMANDS = (
    ("build",),
    ("build", "--clean"),
    ("check", "--fix"),
    ("list",),
    ("new", "post", "Новый", "--at", "2026-12-09"),
    ("publish", "--account", "site", *DUE),
    ("status",),
    ("publish", "--account", "site", "--update", "post-a"),
    ("retract", "post-a", "--account", "site"),
)
TARGETS = {"file": "index.html", "database": "app.db", "folder": "sub", "nothing": "not-there", "hard": "app.db"}
REHEARSING = (
    ("publish", "--rehearse", *DUE),
    ("publish", "--rehearse", "--fresh", *DUE),
    ("status", "--rehearsal"),
)


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below the folder with its bytes and when it was written; folders too."""
    found = {}
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b"folder"
        found[path.relative_to(folder).as_posix()] = (data, path.stat().st_mtime_ns)
    return found


class Ground:
    """A project that was built and published, and somebody else's folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder / "brand")
        self.outside = folder / "outside"
        shutil.copytree(folder / "made", self.project.path, symlinks=True)
        build_in(self.project.path)
        for name in ("sub", "posts", "assets", "vk"):
            (self.outside / name).mkdir(parents=True)
            (self.outside / name / "a.md").write_bytes(CANARY)
        for name in ("a.md", "index.html", "feed.json", "own.css", "face.png", "hook.py"):
            (self.outside / name).write_bytes(CANARY)
        with sqlite3.connect(self.outside / "app.db") as db:
            db.execute("create table users (name)")
        db.close()
        self.before = snapshot(self.outside)

    def put_link(self, name: str, kind: str) -> None:
        """In the place of a file or folder: a link to a file, to a folder, to nothing, or a hard link."""
        place = self.project.path / name
        if place.is_dir():
            shutil.rmtree(place)
        place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        targets = {
            "file": "index.html",
            "database": "app.db",
            "folder": "sub",
            "nothing": "not-there",
            "hard": "app.db",
        }
        target = self.outside / targets[kind]
        if kind == "hard":
            os.link(target, place)
        else:
            place.symlink_to(target)

    def require_untouched(self) -> None:
        assert snapshot(self.outside) == self.before

    def require_unread(self) -> None:
        for folder in ("build", "public", ".smm"):
            for path in (self.project.path / folder).rglob("*"):
                if path.is_file() and self.outside not in path.resolve().parents:
                    assert CANARY not in path.read_bytes(), path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, built and published once."""
    from smmgen.cli import smm as group
    from smmgen.cli.failure import run

    folder = tmp_path_factory.mktemp("made") / "made"
    project = Project(folder)
    media = "[{file: latte.png, alt: Латте, crop: '1:1'}, {file: price.txt}]"
    project.write(
        {
            "smm.toml": CONFIG,
            "content/posts/a.md": post("А", platforms="[site]", media=media, uid="post-a"),
            "content/posts/2026-12/b.md": post("Б", platforms="[site, tg]", schedule="2026-12-06 10:00", uid="post-b"),
            "content/media/latte.png": picture(),
            "content/media/face.png": picture("#000000"),
            "content/media/price.txt": "100",
            "content/archetypes/post.md": "---\ntitle: {{ title }}\nplatforms: {{ platforms }}\n---\n",
            "look/assets/own.css": "p { color: red }",
            "look/missing.html": "own",
        }
    )
    build_in(folder)
    assert run(group, ["-C", str(folder), "publish", *DUE, "--account", "site"]) == 0
    return folder.parent


@pytest.fixture
def ground(made: Path, tmp_path: Path) -> Ground:
    shutil.copytree(made / "made", tmp_path / "made", symlinks=True)
    return Ground(tmp_path)


FILES = """
build/manifest.json build/payloads/site/a.json build/payloads/tg/2026-12/b.json build/site/index.html
build/site/posts/a.html build/site/posts/2026-12/b.html build/site/data/states.js build/site/assets/own.css
build/site/assets/avatars/tg.png build/site/strange.html build/media/strange.png build/.manifest.json.new
.smm/cache.db .smm/cache.db-wal .smm/cache.db-shm .smm/cache.db-journal .smm/cache.lock
.smm/ledger.db .smm/ledger.db-wal .smm/ledger.db-shm .smm/ledger.db-journal .smm/ledger.db.lock
public/feed.json public/feed.xml
content/posts/a.md content/media/latte.png content/media/price.txt content/media/face.png content/archetypes/post.md
look/assets/own.css look/missing.html
""".split()
FOLDERS = """
build build/site build/site/posts build/site/posts/2026-12 build/site/media build/site/data build/site/assets
build/site/assets/avatars build/payloads build/payloads/site build/payloads/tg/2026-12 build/media build/site/strange
.smm public public/media content content/posts content/posts/2026-12 content/posts/strange content/media
content/archetypes look look/assets
""".split()
REHEARSED = """
ledger.db ledger.db-wal ledger.db.lock tokens.json config.json config.json.new server.json server.log networks.db
networks.db-wal start.lock start.lock-journal server.lock posted.html feed feed/site feed/site/feed.json
""".split()


def _concerned(name: str) -> Iterator[tuple[str, ...]]:
    """The commands that read or write there."""
    idle = {"build": ("list", "new", "check"), "public": ("list", "new", "check"), "content": (), ".smm": ("new",)}
    left_out = idle.get(name.split("/")[0], ("list", "new", "check", "publish", "status", "retract"))
    return (command for command in COMMANDS if command[0] not in left_out)


def run_all(ground: Ground, smm: Callable[..., Result], name: str, commands: Sequence[tuple[str, ...]] = ()) -> None:
    for command in commands or _concerned(name):
        result = smm("-C", ground.project.path, *command)
        assert result.code in (0, 1, 2, 3), (command, result)
        ground.require_untouched()
        assert CANARY.decode() not in result.out + result.err
    ground.require_unread()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["database", "hard"])
def test_links_in_the_place_of_files(ground: Ground, smm: Callable[..., Result], name: str, kind: str) -> None:
    ground.put_link(name, kind)
    run_all(ground, smm, name)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(("content", "look", "public"))])
def test_links_to_what_is_not_ours_to_read(ground: Ground, smm: Callable[..., Result], name: str) -> None:
    ground.put_link(name, "file")
    run_all(ground, smm, name)


@pytest.mark.parametrize("name", FOLDERS)
def test_links_in_the_place_of_folders(ground: Ground, smm: Callable[..., Result], name: str) -> None:
    ground.put_link(name, "folder")
    run_all(ground, smm, name)


@pytest.mark.parametrize("name", REHEARSED)
def test_links_in_a_rehearsal(ground: Ground, smm: Callable[..., Result], name: str) -> None:
    ground.put_link(f".smm/rehearsal/{name}", ("database", "folder", "hard")[len(name) % 3])
    run_all(ground, smm, name, REHEARSING)


def test_a_rehearsal_that_is_a_link(ground: Ground, smm: Callable[..., Result]) -> None:
    ground.put_link(".smm/rehearsal", "folder")
    run_all(ground, smm, ".smm", REHEARSING)


@pytest.mark.parametrize("name", ["smm.toml", ".gitignore", "content/posts", "hooks", "content"])
def test_init_beside_links(ground: Ground, smm: Callable[..., Result], tmp_path: Path, name: str) -> None:
    new = Ground.__new__(Ground)
    new.project, new.outside, new.before = Project(tmp_path / "new"), ground.outside, ground.before
    (tmp_path / "new").mkdir()
    new.put_link(name, "nothing" if "." in name else "folder")
    assert smm("init", tmp_path / "new").code == 2
    ground.require_untouched()


@pytest.mark.parametrize("name", ["build/site/a.html", ".smm/notes", "public/feed.json"])
def test_a_file_with_two_names_changes_under_one(ground: Ground, name: str) -> None:
    ground.put_link(name, "hard")
    with Inside(ground.project.path) as files:
        assert files.overwrite(name, b"new")
        assert files.read(name) == b"new"
    ground.require_untouched()


def test_what_is_ours_alone_is_named_when_it_is_not(ground: Ground) -> None:
    with Inside(ground.project.path) as files:
        ground.put_link(".smm/ledger.db", "hard")
        with pytest.raises(SharedFile, match=r"\.smm/ledger\.db is a hard link"):
            files.own(".smm/ledger.db", os.O_RDWR)
        ground.put_link("build/site", "folder")
        with pytest.raises(LinkFound, match="build/site is a symbolic link"):
            files.overwrite("build/site/index.html", b"")
    assert "build/site" in str(LinkFound("build/site"))


@pytest.fixture
def swapping(ground: Ground) -> Iterator[Callable[[str], threading.Event]]:
    """Put a link in the place of a folder and the folder back, over and over, until the event is set."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def swap(name: str) -> threading.Event:
        folder, aside = ground.project.path / name, ground.project.path / "aside"

        def work() -> None:
            acts = (
                lambda: os.rename(folder, aside),
                lambda: os.symlink(ground.outside / "sub", folder),
                lambda: os.unlink(folder),
                lambda: os.rename(aside, folder),
            )
            while not stop.is_set():
                for act in acts:
                    with suppress(OSError):  # the other side may have made the folder meanwhile
                        act()

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        return stop

    yield swap
    stop.set()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("act", ["overwrite", "replace", "create", "remove", "remove_tree", "make_folder", "read"])
def test_links_that_are_put_in_place_between_look_and_act(
    ground: Ground, swapping: Callable[[str], threading.Event], act: str
) -> None:
    swapping("build/site")
    for number in range(400):
        with Inside(ground.project.path) as files, suppress(LinkFound, OSError):
            if act in ("overwrite", "replace"):
                getattr(files, act)("build/site/a.md", b"new")
            elif act == "create":
                files.create(f"build/site/{number}.md", b"new")
            elif act == "read":
                assert CANARY not in files.read("build/site/a.md")
            else:
                getattr(files, act)("build/site/a.md" if act == "remove" else "build/site/new/deep")
    ground.require_untouched()
