"""Publishers that are killed, and networks that fail, at random; then the networks' own records are counted.

A `Campaign` is one brand with a fresh ledger and fresh networks. `Campaign.torment` forks publishers, orders faults and
kills; `Campaign.end` lets two runs finish in peace; `Campaign.count` compares what the networks keep with what was
planned and with what the ledger says.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from contexts import publish_given
from PIL import Image
from promise_board import BOARD
from promise_board import NAME as BOARD_NAME
from written_build import write_build

import smmgen
from smmgen.config import Account, Config, Project, Publish
from smmgen.content.load_config import load_config
from smmgen.ledger.model import DOUBTFUL, State
from smmgen.ledger.open import open_ledger
from smmgen.networks import registry
from smmgen.rehearsal import Account as Known
from smmgen.rehearsal import Rehearsal
from smmgen.rehearsal.engine import setup
from smmgen.rehearsal.engine.launch import find

HERE = Path(__file__).resolve().parent
ROOT = Path(smmgen.__file__).resolve().parents[1]
START = datetime(2026, 12, 1, 7, tzinfo=UTC)
POSTS = 50
LEDGER = "sqlite:.smm/ledger.db"
EFFECTS = ("refuse", "reset-before", "reset-after", "error-500-after", "rate-limit", "slow", "truncate")
TOKENS = {"ONE": "1234567890:one-token-for-everything", "TWO": "another-one"}

SECRETS = {"token": TOKENS["ONE"], "user_token": TOKENS["TWO"], "session_secret": TOKENS["TWO"]}


@dataclass(frozen=True)
class Cast:
    """The accounts of one class. `threaded` take threads; `creating` are parts of their creating calls' addresses."""

    name: str
    accounts: tuple[str, ...]
    threaded: tuple[str, ...]
    creating: tuple[str, ...]
    toml: str = ""
    pictured: tuple[str, ...] = ()
    """Accounts that take only posts with a picture."""
    stories: bool = False
    """Its posts are stories: each has a picture of its own, by which the records are read, and no text that is sent."""


KEYED = Cast(
    "A",
    ("vk", "fedi", "bsky", "site"),
    ("fedi", "bsky"),
    ("wall.post", "/api/v1/statuses", "putRecord"),
    """[accounts.vk]
platform = "vk"
target = -230000001
token_env = "ONE"
user_token_env = "TWO"
[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "ONE"
[accounts.bsky]
platform = "bluesky"
target = "teplo.bsky.example"
token_env = "ONE"
[accounts.site]
platform = "feed"
""",
)
READABLE = Cast("B", ("board",), ("board",), ("/posts",))
META = Cast(
    "B-meta",
    ("fb", "insta", "threads"),
    ("threads",),
    ("/feed", "/media_publish", "/threads_publish"),
    """[accounts.fb]
platform = "facebook"
target = 100200300400
token_env = "ONE"
[accounts.insta]
platform = "instagram"
media_base_url = "https://files.example"
token_env = "ONE"
[accounts.threads]
platform = "threads"
media_base_url = "https://files.example"
token_env = "ONE"
""",
    pictured=("insta",),
)
RUSSIAN = Cast(
    "B-russian",
    ("max", "ok"),
    ("max",),
    ("/max/messages", "/ok/fb.do"),
    """[accounts.max]
platform = "max"
target = -70000000000001
token_env = "ONE"
[accounts.ok]
platform = "ok"
target = 70000000000001
application_key = "CBAJLGEGEBABABABA"
list_is_complete = true
[accounts.ok.secrets]
token = {env = "ONE"}
session_secret = {env = "TWO"}
""",
)
BLIND = Cast(
    "C",
    ("tg",),
    ("tg",),
    ("/send",),
    """[accounts.tg]
platform = "telegram"
target = "@teplo_coffee"
token_env = "ONE"
""",
)
STORIES = Cast(
    "C-stories",
    ("vk",),
    (),
    ("stories.save",),
    """[accounts.vk]
platform = "vk"
target = -230000001
token_env = "ONE"
""",
    stories=True,
)
META_STORIES = Cast(
    "B-stories",
    ("fb",),
    (),
    ("/photo_stories",),
    """[accounts.fb]
platform = "facebook"
target = 100200300400
token_env = "ONE"
""",
    stories=True,
)
CASTS = {cast.name: cast for cast in (KEYED, READABLE, META, META_STORIES, RUSSIAN, BLIND, STORIES)}
Mark = tuple[str, str]
"""Account, and a word that only one part has."""


def word(number: int, part: int = 1) -> str:
    return f"post{number:03}part{part}"


def is_thread(cast: Cast, number: int) -> bool:
    return number % 3 == 1 and not cast.stories


def has_picture(cast: Cast, number: int) -> bool:
    return number % 4 == 0 or cast.stories


def accounts_of(cast: Cast, number: int) -> tuple[str, ...]:
    accounts = cast.threaded if is_thread(cast, number) else cast.accounts
    return accounts if has_picture(cast, number) else tuple(name for name in accounts if name not in cast.pictured)


def planned(cast: Cast) -> set[Mark]:
    """Every part that is to go out."""
    return {
        (account, word(number, part))
        for number in range(POSTS)
        for account in accounts_of(cast, number)
        for part in ((1, 2) if is_thread(cast, number) else (1,))
    }


def mark_of(key: str) -> Mark:
    """Of a ledger key."""
    post, account, _, part = key.split(":")
    return account, word(int(post.removeprefix("post-")), int(part))


# What is published


def prepare(folder: Path, cast: Cast) -> Path:
    """A brand with a post a minute, built once: a third are threads where there are any, a quarter have a picture."""
    posts = folder / "content" / "posts"
    posts.mkdir(parents=True)
    Image.new("RGB", (64, 48), "brown").save(posts / "latte.jpg")
    for number in range(POSTS if cast.stories else 0):
        Image.new("RGB", (9, 16), (number, 0, 0)).save(picture_of(folder, number))
    if not cast.toml:
        _write_payloads(folder, cast)
        return folder
    head = '[project]\nname = "Kill"\ntimezone = "UTC"\n[publish]\ngrace = "2w"\nmax_posts_per_run = 1000\n'
    (folder / "smm.toml").write_text(head + cast.toml)
    for number in range(POSTS):
        (posts / f"p{number:03}.md").write_text(_post(cast, number))
    command = [sys.executable, "-m", "smmgen", "-C", str(folder), "build"]
    built = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    if built.returncode:
        raise RuntimeError(built.stderr)
    return folder


def picture_of(folder: Path, number: int) -> Path:
    """Of a story."""
    return folder / f"content/posts/p{number:03}.png"


def _post(cast: Cast, number: int) -> str:
    at = (START + timedelta(minutes=number)).strftime("%Y-%m-%d %H:%M")
    lines = [f"title: Post {number}", f"uid: post-{number:03}", f"schedule: {at}"]
    lines.append(f"platforms: [{', '.join(accounts_of(cast, number))}]")
    if cast.stories:
        return "\n".join(["---", *lines, "format: story", f"media: [{{file: p{number:03}.png, alt: A}}]", "---", ""])
    lines += ["thread: true"] * is_thread(cast, number)
    lines += ["media: [{file: latte.jpg, alt: A latte}]"] * has_picture(cast, number)
    second = f"\n---\n\n{word(number, 2)} ends here.\n" if is_thread(cast, number) else ""
    return "\n".join(["---", *lines, "---", f"{word(number)} is a text of its own.", second])


def _write_payloads(folder: Path, cast: Cast) -> None:
    """What a build would have written for a platform that is not built in."""
    numbers = range(POSTS)
    write_build(
        folder, [_payload(folder, cast, name, number) for number in numbers for name in accounts_of(cast, number)]
    )


def _payload(folder: Path, cast: Cast, account: str, number: int) -> dict[str, Any]:
    picture = folder / "content/posts/latte.jpg"
    files = [{"path": "content/posts/latte.jpg", "type": "image/jpeg", "alt": "A latte",
              "sha256": sha256(picture.read_bytes()).hexdigest()}]  # fmt: skip
    parts = [
        {"key": f"post-{number:03}:{account}:1:{part}", "role": "text", "request": {"text": word(number, part)},
         "media": files if has_picture(cast, number) and part == 1 else [], "length": 12, "limit": None,
         "unit": "characters", "text": word(number, part)}
        for part in ((1, 2) if is_thread(cast, number) else (1,))
    ]  # fmt: skip
    return {
        "schema": 1, "account": account, "platform": BOARD_NAME, "post": f"post-{number:03}", "title": f"Post {number}",
        "path": f"content/posts/p{number:03}.md", "slug": f"p{number:03}", "status": "ready", "zone": "UTC",
        "at": (START + timedelta(minutes=number)).isoformat(), "not_after": None, "delivery": "smm",
        "digest": f"sha256:{number:064}", "parts": parts,
    }  # fmt: skip


def find_network(name: str) -> Any:
    """Without the time that a network is given to show what it did: these show it at once."""
    if name == BOARD_NAME:
        return BOARD
    network = registry.get(name)
    return type(network)(replace(network.facts, settle_seconds=0))


def load(project: Path, cast: Cast) -> Config:
    """The brand's configuration, still with the networks' own addresses."""
    if cast.toml:
        return load_config(project, {name: registry.get(name).facts.settings for name in registry.names()})
    accounts = {name: Account(platform=BOARD_NAME, token_env="ONE", target=name) for name in cast.accounts}
    return Config(
        project=Project(name="Kill", timezone="UTC"),
        accounts=accounts,
        publish=Publish(grace="2w", max_posts_per_run=1000, ledger=LEDGER),
    )


def turned(brand: Config, url: str) -> Config:
    """Every account turned towards the networks at `url`."""
    accounts = {
        name: account
        if account.platform == "feed"
        else account.model_copy(
            update={
                "base_url": f"{url}/{account.platform}",
                "video_url": f"{url}/bluesky-video",
                "media_base_url": f"{url}/media",
            }
        )
        for name, account in brand.accounts.items()
    }
    return brand.model_copy(update={"accounts": accounts})


# The networks, in a process that is not killed


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def launch(folder: Path, brand: Config) -> Rehearsal:
    """The rehearsal's networks and the board, with nothing posted yet."""
    folder.mkdir(parents=True)
    known = [
        Known(name, account.platform, account.target, SECRETS)
        for name, account in brand.accounts.items()
        if account.platform != "feed"
    ]
    end = (START + timedelta(minutes=POSTS)).timestamp()  # by the networks' clocks no post is out before its time
    setup.Config(tuple(known), now=end, media=str(folder.parent.parent)).save(folder)
    command = [sys.executable, str(HERE / "promise_board.py"), "--state", str(folder), "--detach", "--idle", "300"]
    subprocess.run(command, check=True, capture_output=True, env=_environment(), stdin=subprocess.DEVNULL)
    running = find(folder)
    if running is None:
        raise RuntimeError("the networks do not answer")
    return running


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def drain(url: str) -> None:
    """Wait until the networks have nothing in hand: what a quiet period of any length comes to on one machine."""
    port = f":{int(url.rsplit(':', 1)[1]):04X}"
    table = Path("/proc/net/tcp")
    if not table.exists():
        return time.sleep(0.5)
    busy = {"01", "08"}  # ESTABLISHED, CLOSE_WAIT: a call that came in and is not done, accepted or not
    while any(line[1].endswith(port) and line[3] in busy for line in _rows(table)):
        time.sleep(0.002)
    return None


def _rows(table: Path) -> list[list[str]]:
    return [line.split() for line in table.read_text().splitlines()]


# Publishers: honest, and wrong on purpose

Publisher = Callable[["Campaign", Config, datetime], int]


def honest(campaign: Campaign, brand: Config, now: datetime) -> int:
    return publish_with(campaign, brand, now, open_ledger(LEDGER, campaign.project))


def publish_with(campaign: Campaign, brand: Config, now: datetime, ledger: Any, **more: Any) -> int:
    """One run with this ledger; seconds are played faster than they pass."""
    try:
        usual = {"find_network": find_network, "sleep": campaign.sleep}
        return publish_given(campaign.project, brand, ledger, now, TOKENS, **{**usual, **more}).exit_code
    finally:
        ledger.close()


# The campaign

_warm: list[bool] = []


@dataclass
class Tally:
    """What came of it. `caught`: kills that left a creating call under way. `faults`: those that befell a request;
    `refused`: runs in which no connection could be made."""

    kills: int = 0
    caught: int = 0
    faults: int = 0
    refused: int = 0
    parts: int = 0
    duplicates: int = 0
    losses: int = 0
    unknowns: int = 0
    false_unknowns: int = 0
    seconds: float = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Campaign:
    """One brand, its ledger and its networks. `slow`: seconds that a network takes which was told to be slow."""

    project: Path
    cast: Cast
    chance: random.Random
    publisher: Publisher = honest
    slow: float = 0.03
    effects: tuple[str, ...] = EFFECTS
    """The faults that may befall the networks; with none of them, connections are not refused either."""
    networks: Any = None
    brand: Any = None
    span: float = 0.05
    """Seconds within which a run is killed; it follows how long runs take, and quickly until one has ended."""
    ended: int = 0
    """Runs that ended before they were killed."""
    tally: Tally = field(default_factory=Tally)

    def open(self) -> None:
        brand = load(self.project, self.cast)
        self.networks = launch(self.project / ".smm" / "networks", brand)
        self.brand = turned(brand, self.networks.url)
        if not _warm:
            self.publisher(self, self.brand, START)  # imports what is imported late, so that forks need not
            _warm.append(True)

    def sleep(self, seconds: float) -> None:
        drain(self.networks.url) if seconds > 4 else time.sleep(min(seconds, 0.005))

    def torment(self, kills: int) -> None:
        """That many runs end by SIGKILL, each at a random moment of it; the time goes on meanwhile."""
        begun, runs = time.monotonic(), 0
        while self.tally.kills < kills:
            runs += 1
            if runs > 50 * kills:
                raise RuntimeError("runs end before they can be killed")
            now = START + timedelta(minutes=POSTS * (self.tally.kills + 1) / kills)
            self._order_faults()
            if self._run_and_kill(now, self.chance.uniform(0.003, self.span)):
                self.tally.kills += 1
                self.tally.caught += self._is_under_way()
                self.span = min(self.span * (1.03 if self.ended else 1.5), 3)
            else:  # about one run in seven gets to its end
                self.ended += 1
                self.span *= 0.85
        self.networks.order_faults([])
        self.tally.seconds += time.monotonic() - begun

    def end(self, runs: int = 2) -> list[int]:
        """Whole runs without faults; their exit codes."""
        end = START + timedelta(minutes=POSTS)
        return [self._run_in_peace(end) for _ in range(runs)]

    def _run_in_peace(self, now: datetime) -> int:
        """In a process of its own too, so that this one remembers nothing of it."""
        child = os.fork()
        if child == 0:
            code = 70
            try:
                code = self.publisher(self, self.brand, now)
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _order_faults(self) -> None:
        places = ["", *self.cast.creating]
        faults = [
            {"platform": "*", "effect": self.chance.choice(self.effects), "match": self.chance.choice(places),
             "count": self.chance.randint(1, 2), "seconds": self.slow}
            for _ in range(self.chance.choice([0, 0, 1, 2]) if self.effects else 0)
        ]  # fmt: skip
        if faults:
            self.networks.order_faults(faults)

    def _run_and_kill(self, now: datetime, after: float) -> bool:
        """Whether the kill came before the end."""
        brand = self.brand
        if self.effects and self.chance.random() < 0.03:
            brand, self.tally.refused = turned(brand, f"http://127.0.0.1:{closed_port()}"), self.tally.refused + 1
        child = os.fork()
        if child == 0:
            try:
                self.publisher(self, brand, now)
            finally:
                os._exit(0)
        time.sleep(after)
        ended, _ = os.waitpid(child, os.WNOHANG)
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        return not ended

    def _is_under_way(self) -> bool:
        with contextlib.closing(open_ledger(LEDGER, self.project)) as ledger:
            return bool(ledger.entries({State.SENDING}))

    # what the records say

    def posted(self) -> Counter[Mark]:
        """How often each part is there, by the networks' own records."""
        found: Counter[Mark] = Counter()
        if self.cast.stories:
            shown = {sha256(picture_of(self.project, n).read_bytes()).hexdigest(): word(n) for n in range(POSTS)}
            posts = self.networks.posts()
            return Counter((post["account"], shown[one]) for post in posts for one in post["media"])
        words = [word(number, part) for number in range(POSTS) for part in (1, 2)]
        for post in self.networks.posts():
            text = json.dumps(post["params"], ensure_ascii=False)
            found.update((post["account"], one) for one in words if one in text)
        feed = self.project / "public" / "feed.json"
        for item in json.loads(feed.read_bytes())["items"] if feed.exists() else ():
            found.update(("site", one) for one in words if one in item["content_html"])
        return found

    def rows(self, *states: State) -> dict[Mark, State]:
        with contextlib.closing(open_ledger(LEDGER, self.project)) as ledger:
            return {mark_of(entry.key): entry.state for entry in ledger.entries(states)}

    def count(self) -> Tally:
        """A part is lost when it is nowhere and the ledger neither doubts it nor holds it behind one it doubts."""
        found, unknown = self.posted(), set(self.rows(*DOUBTFUL))
        held = {(account, one[:-1] + "2") for account, one in unknown if one.endswith("1")}
        tally = self.tally
        tally.parts = len(planned(self.cast))
        tally.duplicates = sum(number - 1 for number in found.values())
        tally.losses = len(planned(self.cast) - set(found) - unknown - held)
        tally.unknowns = len(unknown)
        tally.false_unknowns = len(unknown & set(found))
        tally.faults = self._faults()
        return tally

    def _faults(self) -> int:
        with contextlib.closing(sqlite3.connect(self.networks.folder / "networks.db")) as db:
            return int(db.execute("select count(*) from requests where fault is not null").fetchone()[0])


@contextlib.contextmanager
def campaign(prepared: Path, folder: Path, cast: Cast, seed: int, **more: Any) -> Iterator[Campaign]:
    """A campaign on a copy of the prepared brand."""
    shutil.copytree(prepared, folder)
    made = Campaign(folder, cast, random.Random(seed), **more)
    try:
        made.open()
        yield made
    finally:
        if made.networks:
            made.networks.stop()
        shutil.rmtree(folder, ignore_errors=True)


def waged(prepared: Path, folder: Path, cast: Cast, seed: int, kills: int, **more: Any) -> tuple[Tally, list[int]]:
    """A whole campaign: its tally and the exit codes of the runs that ended in peace."""
    with campaign(prepared, folder, cast, seed, **more) as made:
        made.torment(kills)
        codes = made.end()
        return made.count(), codes
