"""Times whole `smm publish` processes with nothing due in large projects, as a schedule starts them all day.

    python bench/idle.py 5000 100000 [--runs 5] [--folder /dev/shm]

The projects are not built: content files, index of times, manifest, cache and ledger are written by smmgen's own
functions, as a build and 4 * N / 2 sent parts would leave them. A round is `smm --help`, then `smm publish` with an
empty ledger and with a row for every part of the half of the posts whose time has passed; each first as after a change
(`first`: nothing is kept of an earlier answer), then once more. Prints medians of CPU seconds, the median ratio to
`smm --help` of the same round, and the largest peak memory.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from build import SMM, Scene, load, require, run
from generate import CONFIG, post
from smmgen.building.build import build
from smmgen.building.open_cache import with_cache
from smmgen.building.outputs import write_manifest
from smmgen.building.scan import look, scan, tally
from smmgen.building.times import index, lines
from smmgen.cli.project import opened
from smmgen.keys import key_of
from smmgen.ledger.model import TABLES, Entry, State, as_json, stamp
from smmgen.ledger.sqlite import SqliteLedger
from smmgen.ledger.store import BEGUN
from smmgen.recipe import recipe
from smmgen.safe_files import Inside

ACCOUNTS = {"vk": "vk", "tg": "telegram", "fedi": "mastodon", "site": "feed"}
LEDGER = ".smm/ledger.db"
FIRST = datetime(2026, 1, 1, 6, tzinfo=UTC)


def at(number: int) -> datetime:
    return FIRST + timedelta(minutes=30 * number)


def payloads(number: int) -> Iterator[dict[str, Any]]:
    """What the index of times reads of them."""
    uid = f"bench-{number:06}"
    for account in ACCOUNTS:
        digest = f"sha256:{sha256(f'{uid} {account}'.encode()).hexdigest()}"
        parts = [{"key": key_of(uid, account), "role": "post", "text": "", "request": {}, "media": []}]
        yield {
            "at": at(number).isoformat(), "post": uid, "title": f"Кофе и друзья, встреча {number}",
            "status": "ready", "account": account, "digest": digest, "parts": parts, "path": f"{uid}.md",
            "platform": ACCOUNTS[account], "delivery": "", "not_after": None,
        }  # fmt: skip


def row(payload: dict[str, Any]) -> Entry:
    account, uid, when = payload["account"], payload["post"], stamp(datetime.fromisoformat(payload["at"]))
    sketch = " ".join(sha256(f"{uid} {number}".encode()).hexdigest()[:8] for number in range(32))
    return Entry(
        key_of(uid, account), uid, account, ACCOUNTS[account], "1", "1", payload["digest"], State.PUBLISHED, 0, when,
        when, when, when, "", "0123456789ab/4711/abcdef012345", f"{account}-{uid}", f"https://{account}.example/{uid}",
        {"id": uid, "uri": f"at://{account}/{uid}"}, likeness={"whole": payload["digest"], "sketch": sketch},
        content=dict.fromkeys(("text", "media", "time"), payload["digest"][:23]),
    )  # fmt: skip


def write_content(project: Path, count: int) -> None:
    text = post(0)
    for number in range(count):
        path = project / "content" / "posts" / f"{number // 500:03}" / f"post-{number:06}.md"
        if number % 500 == 0:
            path.parent.mkdir(parents=True)
        path.write_text(text.replace("bench-000000", f"bench-{number:06}"), encoding="utf-8")


def write_ledger(project: Path, rows: Iterator[Entry]) -> None:
    with closing(SqliteLedger(project / LEDGER, project)) as ledger:
        ledger.set_note(BEGUN, stamp(FIRST - timedelta(days=30)))
        ledger._db.execute("begin")
        for entry in rows:
            values = {name: json.dumps(found) if name in TABLES else found for name, found in as_json(entry).items()}
            into, marks = ", ".join(values), ", ".join("?" * len(values))
            ledger._db.execute(f"insert into entries ({into}) values ({marks})", [*values.values()])
        ledger._db.execute("commit")


def prepare(project: Path, count: int, out: int) -> None:
    """A project of `count` posts, of which the first `out` are in the ledger."""
    project.mkdir()
    (project / "smm.toml").write_text(CONFIG, encoding="utf-8")
    found = opened(project)
    made = recipe(project, found.config, found.networks, found.hooks(False))
    build(made, [])
    write_content(project, count)
    names = (f"bench-{number:06}" for number in range(count))
    folders = ("site/posts", *(f"payloads/{account}" for account in ACCOUNTS))
    outputs = [f"{folder}/{name}" for name in names for folder in folders]
    ahead, _ = index(project, made.config, (lines(payloads(number)) for number in range(count)), {})
    listed = {name: f"sha256:{sha256(name.encode()).hexdigest()}" for name in outputs}
    with Inside(project) as files:
        write_manifest(files, lambda: listed, {}, ahead)
    write_ledger(project, (row(one) for number in range(out) for one in payloads(number)))
    content = scan(project)
    time.sleep(0.1)

    def remember(cache: Any) -> None:
        cache.begin()
        outside = {name: look(project, name) for name in (*cache.files_outside(), LEDGER, f"{LEDGER}-wal")}
        cache.finish({**outside, **content}, tally(content.items()), cache.summary)

    with_cache(project, None, remember)


def scenes(project: Path, now: datetime) -> list[Scene]:
    def nothing_due(said: str) -> None:
        require("nothing is due; next" in said, said)

    def forget() -> None:
        (project / KEPT).unlink(missing_ok=True)

    publish = [*SMM, "publish", "--now", now.isoformat()]
    return [
        Scene(f"{project.name}, first", forget, publish, project, nothing_due),
        Scene(f"{project.name}, again", lambda: None, publish, project, nothing_due),
    ]


KEPT = ".smm/idle.json"


def measure(folder: Path, count: int, runs: int) -> None:
    half = count // 2
    prepare(folder / f"{count} posts, no row", count, 0)
    prepare(folder / f"{count} posts, {half * 4} rows", count, half)
    listed = [
        Scene("smm --help", lambda: None, [*SMM, "--help"], folder, lambda said: require("Usage" in said, said)),
        *scenes(folder / f"{count} posts, no row", FIRST - timedelta(minutes=1)),
        *scenes(folder / f"{count} posts, {half * 4} rows", at(half) - timedelta(minutes=1)),
    ]
    rounds = [[run(scene) for scene in listed] for _ in range(runs + 1)][1:]  # the first one compiles
    for number, scene in enumerate(listed):
        found = [one[number] for one in rounds]
        cpu = statistics.median(one.cpu for one in found)
        ratio = statistics.median(one[number].cpu / one[0].cpu for one in rounds)
        print(f"{scene.name:34}  {cpu:8.3f}  {ratio:6.1f}  {max(one.memory for one in found):8.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[5000, 100000], help="numbers of posts")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    print(load())
    print(f"{'what':34}  {'cpu s':>8}  {'ratio':>6}  {'peak MB':>8}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        for count in arguments.counts:
            measure(Path(scratch), count, arguments.runs)
    print(f"afterwards {load()}")


if __name__ == "__main__":
    main()
