"""What the last build knew, so that the next one does only what changed. One SQLite file in `.smm/`, safe to delete.

Signatures (see `Signature`) stand apart from what was made: a build with nothing to do reads only them.
A build holds the cache from its beginning to its end, so that two of them take turns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, zip_longest
from operator import is_
from typing import TYPE_CHECKING, Any, NamedTuple

from smmgen.content.layout import is_scanned
from smmgen.ledger.sqlite_file import unguard
from smmgen.signatures import Signature

if TYPE_CHECKING:
    from smmgen.building.stored import StoredDocument, StoredPost
    from smmgen.variants.rows import PostId

VERSION = 27
"""Of the tables and of what is in them; a cache of another version is dropped."""

CHUNK = 256
"""Posts whose rows are written as one."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, mtime INTEGER, size INTEGER, ctime INTEGER, inode INTEGER)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS posts (chunk INTEGER PRIMARY KEY, stored BLOB);
CREATE TABLE IF NOT EXISTS documents (stored BLOB);
CREATE TABLE IF NOT EXISTS details (post TEXT, occurrence TEXT, drawn BLOB, PRIMARY KEY (post, occurrence));
CREATE TABLE IF NOT EXISTS times (post TEXT, occurrence TEXT, lines TEXT, PRIMARY KEY (post, occurrence)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cards (post TEXT, occurrence TEXT, account TEXT, html TEXT,
  PRIMARY KEY (post, occurrence, account));
CREATE TABLE IF NOT EXISTS needs (file TEXT, post TEXT, PRIMARY KEY (file, post)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (name TEXT, sha256 TEXT, owner TEXT, PRIMARY KEY (name, owner)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS owners ON outputs (owner);
CREATE INDEX IF NOT EXISTS needers ON needs (post);
CREATE TABLE IF NOT EXISTS whole (media TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (name TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""


class Damaged(ValueError):
    """What the cache holds makes no sense."""


@contextmanager
def _sensible() -> Iterator[None]:
    """Turn whatever comes of wrong shapes into one word."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Damaged(str(error)) from error


class Record(NamedTuple):
    """What is kept of one post. `cards`: account -> HTML; `drawn`: as `Drawn` dumps it; `times`: its lines of the
    index; `outputs`: name -> SHA-256; `written`: how many of them had new bytes; `whole`: SHA-256 of the media files
    that were found whole."""

    post: StoredPost
    cards: Mapping[str, str]
    drawn: bytes
    times: str
    outputs: Mapping[str, str]
    written: int
    whole: tuple[str, ...] = ()


class Cache:
    """An open cache. `fresh`: everything is made anew. `torn`: a build was interrupted, so no output is trusted."""

    def __init__(self, db: sqlite3.Connection, key: str | None = "", *, look: bool = False) -> None:
        """`look`: only read it, whatever it holds. `key` None: keep it as it is, whatever it was made with."""
        self._db = db
        self._chunks: list[list[StoredPost]] = []
        self._files: dict[str, Signature] = {}
        self._stored = set[str]()
        """Posts that were made since it was opened."""
        self._before: dict[str, str | None] = {}
        """SHA-256 of outputs whose rows were changed, before that."""
        try:
            if not look:
                self._db.execute("BEGIN IMMEDIATE")
            self.torn = self._meta("state") != "clean"
            self.fresh = self.torn or (key is not None and self._meta("key") != key)
            if self.fresh and key is not None and not look:
                self._forget(key)
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *error: object) -> None:
        self._db.close()

    def _meta(self, name: str) -> str | None:
        found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def _set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _forget(self, key: str) -> None:
        for table in ("files", "posts", "documents", "details", "times", "cards", "needs", "pages"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
        self.put_months({})
        self._set("key", key)

    def begin(self) -> None:
        """Mark, durably, that outputs are being written: a build that finds the mark trusts nothing."""
        unguard(self._db)
        self._set("state", "building")
        self._db.commit()
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN IMMEDIATE")

    def distrust(self) -> None:
        """Make the next build make everything anew."""
        self._set("key", "")

    def finish(self, files: Mapping[str, Signature], content: str, summary: Mapping[str, Any]) -> None:
        """All is written: remember what it was made from. `content`: the tally of what of it is content."""
        before = self.files()
        gone = ((path,) for path in before.keys() - files.keys())
        self._db.executemany("DELETE FROM files WHERE path = ?", gone)
        rows = ((path, *signature) for path, signature in files.items() if before.get(path) != signature)
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", rows)
        self._set("content", content)
        self._set("summary", json.dumps(summary, ensure_ascii=False))
        self._db.commit()
        self._db.execute("PRAGMA synchronous = FULL")
        self._set("state", "clean")
        self._db.commit()

    def amend(
        self, name: str, sha256: str, key: str, files: Mapping[str, Signature], summary: Mapping[str, Any]
    ) -> None:
        """One page about many posts was written anew outside a build: remember it in one step. `files`: what it was
        made from."""
        unguard(self._db)
        self._db.execute("UPDATE outputs SET sha256 = ? WHERE name = ? AND owner = ''", (sha256, name))
        self._db.execute("UPDATE pages SET key = ? WHERE name = ?", (key, name))
        rows = ((path, *signature) for path, signature in files.items())
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", rows)
        self._set("summary", json.dumps(summary, ensure_ascii=False))
        self._db.commit()

    def amend_files(self, files: Mapping[str, Signature]) -> None:
        """These files are otherwise, and nothing follows from it."""
        unguard(self._db)
        rows = ((path, *signature) for path, signature in files.items())
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", rows)
        self._db.commit()

    @property
    def summary(self) -> dict[str, Any]:
        """What the last finished build said of itself."""
        with _sensible():
            found: dict[str, Any] = json.loads(self._meta("summary") or "{}")
            return {**found}

    def files(self) -> Mapping[str, Signature]:
        """As the last build saw them."""
        if not self._files:
            found = self._db.execute("SELECT path, mtime, size, ctime, inode FROM files")
            self._files = {row[0]: row[1:] for row in found}
        return self._files

    def files_outside(self) -> dict[str, Signature]:
        """Those that are neither content nor its data."""
        query = "SELECT path, mtime, size, ctime, inode FROM files WHERE path < 'content/' OR path >= 'content0'"
        return {row[0]: row[1:] for row in self._db.execute(query) if not is_scanned(row[0])}

    @property
    def content(self) -> str:
        """The tally of content/ as the last build saw it."""
        return self._meta("content") or ""

    def needed(self) -> set[str]:
        """Every place where some post looks for a file, and the names of the documents it refers to."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT file FROM needs")}

    def posts_needing(self, files: Container[str], names: Container[str] = ()) -> set[str]:
        """Posts made from any of these files, or documents of these names."""
        needs = self._db.execute("SELECT file, post FROM needs")
        return {post for needed, post in needs if needed in files or needed in names}

    def outputs(self) -> dict[str, str]:
        """Output name -> SHA-256."""
        return dict(self._db.execute("SELECT name, sha256 FROM outputs"))

    def output(self, name: str) -> str | None:
        """SHA-256 of one output."""
        found = self._db.execute("SELECT sha256 FROM outputs WHERE name = ? LIMIT 1", (name,)).fetchone()
        return found[0] if found else None

    def moved(self) -> dict[str, tuple[str | None, str | None]]:
        """Outputs that are new, gone or other since it was opened: SHA-256 before and now. Not where all are new.

        Raises Damaged for names that lead out of build/.
        """
        if any(".." in name.split("/") for name in self._before):
            raise Damaged("names that lead out")
        found = ((name, before, self.output(name)) for name, before in self._before.items())
        return {name: (before, now) for name, before, now in found if now is None or now != before}

    def count_outputs(self, pattern: str) -> int:
        """How many there are with names of this pattern, such as `site/*.html`."""
        found = self._db.execute("SELECT count(DISTINCT name) FROM outputs WHERE name GLOB ?", (pattern,)).fetchone()
        return int(found[0])

    def folders(self) -> dict[str, Signature]:
        """What `outputs.traces` says of build/ after the last build."""
        return {name: found for name, found in self.files_outside().items() if name.startswith("build/")}

    def owners(self) -> Iterable[tuple[str, str]]:
        """Output names, each with a post's path or "" for pages about many posts. A picture may have many owners."""
        return self._db.execute("SELECT name, owner FROM outputs")

    def store(self, records: Iterable[Record]) -> None:
        """Remember posts anew. Those of one file come together."""
        from smmgen.media import integrity

        records = list(records)
        for path in dict.fromkeys(record.post.path for record in records):
            self.forget(path)
            self._stored.add(path)
        for record in records:
            post, path = record.post.id, record.post.path
            self._db.execute("INSERT INTO details VALUES (?, ?, ?)", (*post, record.drawn))
            self._db.execute("INSERT INTO times VALUES (?, ?, ?)", (*post, record.times))
            cards = ((*post, account, html) for account, html in record.cards.items())
            self._db.executemany("INSERT INTO cards VALUES (?, ?, ?, ?)", cards)
            needs = ((needed, path) for needed in (*record.post.row.media, *record.post.row.refers))
            self._db.executemany("INSERT OR IGNORE INTO needs VALUES (?, ?)", needs)
            self._db.executemany(
                "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?)",
                ((name, sha256, path) for name, sha256 in record.outputs.items()),
            )
            self._move(path, stored=True)
            marked = ((f"{integrity.VERSION} {digest}",) for digest in record.whole)
            self._db.executemany("INSERT OR IGNORE INTO whole VALUES (?)", marked)

    def whole(self) -> frozenset[str]:
        """SHA-256 of media files that were found whole, by whichever post: they need not be decoded again."""
        from smmgen.media import integrity

        with _sensible():
            found = (row[0].split(" ") for row in self._db.execute("SELECT media FROM whole"))
            return frozenset(digest for version, digest in found if version == str(integrity.VERSION))

    def forget(self, path: str) -> None:
        """Drop a post; its outputs are then nobody's and are removed by the build."""
        self._move(path)
        self._db.execute("DELETE FROM outputs WHERE owner = ?", (path,))
        if self.fresh and path not in self._stored:  # all else is empty
            return
        for table in ("details", "times", "cards", "needs"):
            self._db.execute(f"DELETE FROM {table} WHERE post = ?", (path,))  # noqa: S608 - the names above

    def posts(self) -> list[StoredPost]:
        """Every post in order of path, without `PlanRow.parts`. Raises Damaged for what makes no sense."""
        from smmgen.building import stored

        found = self._db.execute("SELECT stored FROM posts ORDER BY chunk")
        with _sensible():
            self._chunks = [stored.load(chunk) for (chunk,) in found]
            return [*chain.from_iterable(self._chunks)]

    def put_posts(self, posts: Sequence[StoredPost]) -> None:
        """All posts there are, in order of path. Chunks that hold what `posts` returned are left alone."""
        from smmgen.building import stored

        chunks = [posts[start : start + CHUNK] for start in range(0, len(posts), CHUNK)]
        for at, (chunk, before) in enumerate(zip_longest(chunks, self._chunks[: len(chunks)], fillvalue=())):
            if len(chunk) != len(before) or not all(map(is_, chunk, before)):
                self._db.execute("INSERT OR REPLACE INTO posts VALUES (?, ?)", (at, stored.dump(chunk)))
        self._db.execute("DELETE FROM posts WHERE chunk >= ?", (len(chunks),))

    def documents(self) -> list[StoredDocument]:
        """Every other document, in the same order."""
        from smmgen.building import stored

        found = self._db.execute("SELECT stored FROM documents").fetchone()
        with _sensible():
            return stored.load_documents(found[0]) if found else []

    def put_documents(self, present: Sequence[StoredDocument]) -> None:
        """All other documents there are, in order of path."""
        from smmgen.building import stored

        self._db.execute("DELETE FROM documents")
        self._db.execute("INSERT INTO documents VALUES (?)", (stored.dump_documents(present),))

    def card(self, post: PostId, account: str) -> str:
        """The HTML of the post's card on the account's page."""
        query = "SELECT html FROM cards WHERE post = ? AND occurrence = ? AND account = ?"
        found = self._db.execute(query, (*post, account)).fetchone()
        if found is None:
            raise Damaged(f"no card of {post} for {account}")
        return str(found[0])

    def drawn(self, post: PostId) -> bytes:
        """What the post's files are made from, as `Drawn` dumps it."""
        found = self._db.execute("SELECT drawn FROM details WHERE post = ? AND occurrence = ?", post).fetchone()
        if found is None:
            raise Damaged(f"nothing is known of {post}")
        return bytes(found[0])

    def times(self) -> dict[PostId, str]:
        """What the index of times says of each post while it has payloads."""
        rows = self._db.execute("SELECT post, occurrence, lines FROM times")
        return {(path, occurrence): lines for path, occurrence, lines in rows}

    @property
    def months(self) -> dict[str, str]:
        """What `times.index` found out of the months of the last build."""
        with _sensible():
            found: dict[str, str] = json.loads(self._meta("months") or "{}")
            return {**found}

    def put_months(self, months: Mapping[str, str]) -> None:
        self._set("months", json.dumps(months))

    def rewrite(self, post: PostId, drawn: bytes, names: Iterable[str], outputs: Mapping[str, str]) -> None:
        """The post's page and payloads were written anew: of all their `names`, exactly these outputs are there now."""
        path, _ = post
        self._db.execute("UPDATE details SET drawn = ? WHERE post = ? AND occurrence = ?", (drawn, *post))
        mine = [(name, path) for name in names]
        if not self.fresh:
            self._before = {name: self.output(name) for name, _ in mine} | self._before
        self._db.executemany("DELETE FROM outputs WHERE name = ? AND owner = ?", mine)
        self._db.executemany("INSERT INTO outputs VALUES (?, ?, ?)", ((*one, path) for one in outputs.items()))

    def put_outputs(self, outputs: Mapping[str, str]) -> None:
        """Pages about many posts: exactly these."""
        self._move("")
        self._db.execute("DELETE FROM outputs WHERE owner = ''")
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, '')", outputs.items())
        self._move("", stored=True)

    def _move(self, owner: str, *, stored: bool = False) -> None:
        """Its outputs are about to be dropped, or have just been stored over none."""
        if not self.fresh:
            query = "SELECT name, sha256 FROM outputs WHERE owner = ?"
            for name, sha256 in self._db.execute(query, (owner,)).fetchall():
                self._before.setdefault(name, None if stored else sha256)

    def pages(self) -> dict[str, str]:
        """Page name -> a digest of what it was made from."""
        return dict(self._db.execute("SELECT name, key FROM pages"))

    def put_pages(self, pages: Mapping[str, str]) -> None:
        self._db.execute("DELETE FROM pages")
        self._db.executemany("INSERT INTO pages VALUES (?, ?)", pages.items())
