"""A disk for SQLite whose power can be cut: it keeps apart what was written and what was synced.

A cut takes what was synced, and of each write since then all, nothing or some sectors, in any order. Names of files
(made, deleted) are on the disk once any file was synced after it, as with the journals of ext4, XFS and NTFS.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import apsw

SECTOR = 512
"""A disk writes so many bytes at once, or not."""


class PowerCut(apsw.Error):  # type: ignore[misc, unused-ignore]
    """The lights are out: nothing more is written."""


@dataclass
class Stored:
    """A file as it surely is on the disk, and what was done to it since."""

    synced: bytes = b""
    named: bool = False
    """Its name is on the disk."""
    since: list[tuple[int, bytes]] = field(default_factory=list)
    """(offset, data) of a write; (-1, length) where it was cut short."""

    def now(self) -> bytes:
        found = bytearray(self.synced)
        for offset, data in self.since:
            _apply(found, offset, data)
        return bytes(found)

    def after_cut(self, chance: random.Random) -> bytes:
        found = bytearray(self.synced)
        kept = [write for write in self.since if chance.random() < 0.6]
        if chance.random() < 0.5:
            chance.shuffle(kept)
        for offset, data in kept:
            for start, piece in _torn(data, chance) if offset >= 0 else [(0, data)]:
                _apply(found, offset + start, piece)
        return bytes(found)


def _apply(into: bytearray, offset: int, data: bytes) -> None:
    if offset < 0:
        del into[int(data) :]
    else:
        into.extend(b"\0" * (offset - len(into)))
        into[offset : offset + len(data)] = data


def _torn(data: bytes, chance: random.Random) -> Iterator[tuple[int, bytes]]:
    """The write as the disk did it: whole, or sector by sector some old, some half, some garbage."""
    torn = chance.random() < 0.5
    for start in range(0, len(data), SECTOR):
        piece = data[start : start + SECTOR]
        fate = chance.choice(["kept", "kept", "old", "half", "garbage"]) if torn else "kept"
        if fate == "garbage":
            piece = chance.randbytes(len(piece))
        if fate != "old":
            yield start, piece[: len(piece) // 2] if fate == "half" else piece


class Disk:
    """Files in a folder; `fuse` counts the writes and syncs that are left (-1: no end)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fuse = -1
        self.files = {path.name: Stored(path.read_bytes(), True) for path in folder.iterdir() if path.is_file()}
        self.deleted: dict[str, Stored] = {}
        """Whose names may still be on the disk."""

    def step(self) -> None:
        if self.fuse == 0:
            raise PowerCut
        self.fuse -= 1

    def sync(self, name: str) -> None:
        stored = self.files[name]
        stored.synced, stored.since = stored.now(), []
        self.deleted.clear()
        for one in self.files.values():
            one.named = True

    def delete(self, name: str) -> None:
        stored = self.files.pop(name, None)
        if stored and stored.named:
            self.deleted[name] = stored

    def after_cut(self, chance: random.Random, folder: Path) -> None:
        """Write into the folder what the next start finds."""
        for name, stored in [*self.deleted.items(), *self.files.items()]:
            gone = name in self.deleted and name not in self.files
            if (
                not name.endswith("-shm")
                and (not gone or chance.random() < 0.5)
                and (stored.named or chance.random() < 0.7)
            ):
                (folder / name).write_bytes(stored.after_cut(chance))


class _Vfs(apsw.VFS):  # type: ignore[misc, unused-ignore]
    """The system's files, with an eye on every write."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self.disk, self.base = disk, ""

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        return _File(self.disk, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        self.disk.step()
        super().xDelete(name, sync)
        self.disk.delete(Path(name).name)

    def excepthook(self, *error: Any) -> None:
        """The power is out; SQLite's last words are not heard."""


class _File(apsw.VFSFile):  # type: ignore[misc, unused-ignore]
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self.disk = disk
        self.name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary").name
        self.stored = disk.files.setdefault(self.name, Stored())

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.step()
        super().xWrite(data, offset)
        self.stored.since.append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        self.disk.step()
        super().xTruncate(size)
        self.stored.since.append((-1, str(size).encode()))

    def xSync(self, flags: int) -> None:
        """The disk of these tests is what `Disk` says it is; the real one need not be waited for."""
        self.disk.step()
        self.disk.sync(self.name)

    def excepthook(self, *error: Any) -> None:
        """As above."""


class Connection:
    """What the ledger asks of `sqlite3.Connection`, over apsw. `careless`: no sync is ever asked for."""

    def __init__(self, disk: Disk, path: Path, careless: bool, pages: int) -> None:
        self._name = f"power-{id(disk)}"
        self._vfs = _Vfs(self._name, disk)
        self._careless = careless
        self._db = apsw.Connection(str(path), vfs=self._name)
        self._db.set_busy_timeout(1000)
        self._db.wal_autocheckpoint(pages)

    def execute(self, statement: str, values: Any = ()) -> Any:
        if self._careless and statement == "pragma synchronous=full":
            statement = "pragma synchronous=off"
        return self._db.execute(statement, values)

    def executescript(self, script: str) -> Any:
        return self._db.execute(script)

    @property
    def in_transaction(self) -> bool:
        return bool(self._db.in_transaction)

    def close(self) -> None:
        self._db.close()


def module(disk: Disk, careless: bool = False, pages: int = 1000) -> Any:
    """To be put in place of `sqlite3`: it connects to that disk. A checkpoint comes after so many pages of the log."""
    errors = {"Error": apsw.Error, "OperationalError": apsw.CantOpenError}

    def connect(path: str | Path, uri: bool = False, **rest: Any) -> Connection:
        """A look at the file by its address (`?mode=ro`) goes to the same disk."""
        return Connection(disk, Path(url2pathname(urlsplit(str(path)).path)) if uri else Path(path), careless, pages)

    return SimpleNamespace(connect=connect, **errors)
