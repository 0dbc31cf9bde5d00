"""What one network remembers: values by kind and key, uploaded files, and what was made public."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any


class Memory:
    """The part of `State` that belongs to one network. Use it inside `with state.transaction():`."""

    def __init__(self, db: sqlite3.Connection, network: str, changed: Callable[[], None]) -> None:
        """`changed` is called with every change of the posts."""
        self._db, self.network, self._changed = db, network, changed

    def next(self, name: str) -> int:
        """The next number of a sequence, from 1."""
        row = self._db.execute(
            "insert into counters values (?, ?, 1) on conflict do update set value = value + 1 returning value",
            (self.network, name),
        ).fetchone()
        return int(row[0])

    def put(self, kind: str, key: str, value: Any) -> None:
        """Remember a JSON value under a key, in place of what was there."""
        self._db.execute(
            "insert or replace into things values (?, ?, ?, ?)", (self.network, kind, key, json.dumps(value))
        )

    def get(self, kind: str, key: str) -> Any:
        """The value under a key, or None."""
        row = self._db.execute(
            "select value from things where platform = ? and kind = ? and id = ?", (self.network, kind, key)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def find(self, kind: str) -> dict[str, Any]:
        """Every value of a kind by its key, in the order of the keys."""
        rows = self._db.execute(
            "select id, value from things where platform = ? and kind = ? order by id", (self.network, kind)
        )
        return {row["id"]: json.loads(row["value"]) for row in rows}

    def drop(self, kind: str, key: str) -> None:
        self._db.execute("delete from things where platform = ? and kind = ? and id = ?", (self.network, kind, key))

    def keep_file(self, sha256: str, name: str, kind: str, size: int, thumbnail: str, words: str = "") -> None:
        """Remember what an uploaded file was: `kind` is its MIME type, `thumbnail` a `data:` address or ""."""
        row = (self.network, sha256, name, kind, size, thumbnail, words)
        self._db.execute("insert or replace into files values (?, ?, ?, ?, ?, ?, ?)", row)

    def describe_file(self, sha256: str, words: str) -> None:
        """What people are told who cannot see it."""
        self._db.execute("update files set words = ? where platform = ? and sha256 = ?", (words, self.network, sha256))

    def add_post(
        self,
        account: str,
        method: str,
        remote_id: str,
        params: Any,
        *,
        now: float,
        media: Sequence[str] = (),
        url: str | None = None,
        kind: str = "post",
        at: float | None = None,
    ) -> None:
        """Remember something made public. `params` as received, `media` SHA-256s, `at` a time it is scheduled for."""
        self._changed()
        self._db.execute(
            "insert into posts (platform, account, kind, method, remote_id, url, state, at, params, media, edits,"
            " received_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?)",
            (
                self.network, account, kind, method, remote_id, url, "scheduled" if at else "published", at,
                json.dumps(params, ensure_ascii=False), json.dumps(list(media)), iso(now),
            ),
        )  # fmt: skip

    def change_post(
        self,
        remote_id: str,
        state: str,
        *,
        edit: Any = None,
        media: Sequence[str] | None = None,
        at: float | None = None,
    ) -> None:
        """Set the state of a post (`published`, `scheduled`, `deleted`).

        `edit` is added to its edits; `media` takes the place of its files, `at` of its time, where they are given.
        """
        self._changed()
        row = {
            "state": state, "platform": self.network, "remote_id": remote_id, "at": at,
            "media": None if media is None else json.dumps(list(media)),
        }  # fmt: skip
        self._db.execute(
            "update posts set state = :state, media = coalesce(:media, media), at = coalesce(:at, at)"
            " where platform = :platform and remote_id = :remote_id",
            row,
        )
        if edit is not None:
            self._db.execute(
                "update posts set edits = json_insert(edits, '$[#]', json(:edit))"
                " where platform = :platform and remote_id = :remote_id",
                {**row, "edit": json.dumps(edit, ensure_ascii=False)},
            )

    def publish_scheduled(self, remote_id: str, new_id: str, url: str) -> None:
        """A scheduled post went out, with an id of its own."""
        self._changed()
        self._db.execute(
            "update posts set state = 'published', remote_id = ?, url = ? where platform = ? and remote_id = ?",
            (new_id, url, self.network, remote_id),
        )

    def known(self, kind: str, key: str, since: float = 0) -> str | None:
        """The id of what was made under a de-duplication key since then, in Unix seconds; None for none."""
        made = self.get(f"{kind} key", key) if key else None
        return None if made is None or made["at"] < since else str(made["id"])

    def note(self, kind: str, key: str, identity: str | int, now: float) -> None:
        """Remember what was made under a de-duplication key; "" is none."""
        if key:
            self.put(f"{kind} key", key, {"at": now, "id": identity})


def iso(seconds: float) -> str:
    """Unix seconds as an ISO 8601 time in UTC, in milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
