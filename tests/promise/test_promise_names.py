"""People who never heard of a uid: files are renamed, uids come and go, accounts get other names, parts are put before
others, and texts are mended, while runs crash and networks fail. Nothing goes out twice.

A person answers what is asked, and answers truly. What nobody can know is left out, as the page says: a post of which
name, text and time change at once, or one after the other before anybody answers.
"""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from promise_board import BOARDS
from promise_fake import EFFECTS, LEDGER, Boards, Crash, Stepping, brand, entries, instead_of_http, payload, run
from promise_wrong import asks_nothing
from written_build import write_build

from smmgen.errors import UserError
from smmgen.ledger.model import DOUBTFUL, OUT, State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger
from smmgen.publishing.context import Context
from smmgen.publishing.renaming import decide_held, rename_account, same_as
from smmgen.publishing.resolve import Answer, resolve
from smmgen.publishing.results import Row
from smmgen.publishing.status import status

SEEDS = range(40)
STEPS = 30


@dataclass
class Post:
    """One post in a person's mind, whatever it is called. `changed`: what of it nobody has been asked about yet."""

    number: int
    platform: str
    at: datetime
    texts: list[str]
    name: str
    names: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    def call(self, name: str) -> None:
        self.names = [one for one in (*self.names, self.name) if one != name]
        self.name = name


@dataclass
class Life:
    """A brand, its boards, and a person. Chance decides what happens next."""

    folder: Path
    chance: random.Random
    boards: Boards = field(default_factory=Boards)
    config: Any = field(default_factory=brand)
    accounts: dict[str, str] = field(default_factory=lambda: {name: name for name in BOARDS})
    """Platform -> what its account is called at present."""
    posts: list[Post] = field(default_factory=list)
    count: int = 0

    def live(self) -> Counter[str]:
        """How often each part is on the boards."""
        deeds = [
            self.write, self.rename, self.rename, self.mend, self.put_off, self.put_before, self.rename_account,
            self.publish, self.publish, self.publish_amid_faults,
        ]  # fmt: skip
        for _ in range(STEPS):
            self.chance.choice(deeds)()
        for _ in range(4):
            self.publish()
        self.nothing_is_without_a_word()
        return Counter(post["text"].split()[0] for post in self.boards.posts)

    # what people do to their files

    def write(self) -> None:
        number, platform = self.next(), self.chance.choice(sorted(BOARDS))
        at = self.boards.now + timedelta(minutes=self.chance.randint(-60, 60), seconds=number)
        texts = [self.text(number, part) for part in range(self.chance.choice([1, 1, 3]))]
        self.posts.append(Post(number, platform, at, texts, f"content/posts/{number}.md"))

    def text(self, number: int, part: int) -> str:
        return " ".join([f"mark{number}x{part}", *(f"word{self.chance.randint(0, 10**6)}" for _ in range(12))])

    def rename(self) -> None:
        if post := self.any("name"):
            number = self.next()
            post.call(self.chance.choice([f"content/posts/other/{number}.md", f"a-uid-{number}", *post.names[-1:]]))

    def mend(self) -> None:
        if post := self.any("text"):
            post.texts = [f"{text}, mended" for text in post.texts]

    def put_off(self) -> None:
        if post := self.any("time"):
            post.at += timedelta(minutes=self.chance.randint(1, 90))

    def put_before(self) -> None:
        if post := self.any("text", "name"):
            post.texts = [self.text(post.number, 100 + self.next()), *post.texts]

    def rename_account(self) -> None:
        platform = self.chance.choice(sorted(self.accounts))
        old, new = self.accounts[platform], f"{platform}-{self.next()}"
        if any(post.changed for post in self.posts if post.platform == platform):
            return
        known = dict(self.config.accounts)
        known[new] = known.pop(old).model_copy(update={"name": new})
        self.config, self.accounts[platform] = self.config.model_copy(update={"accounts": known}), new
        for post in self.posts:
            if post.platform == platform:
                post.changed.add("name")

    def any(self, *changes: str) -> Post | None:
        """A post that may be changed so: never all that it could be known by."""
        free = [one for one in self.posts if len(one.changed | set(changes)) < 3]
        if not free:
            return None
        post = self.chance.choice(free)
        post.changed |= set(changes)
        return post

    def next(self) -> int:
        self.count += 1
        return self.count

    # what runs do

    def publish(self) -> None:
        self.boards.effects = []
        self.boards.sleep(self.chance.choice([60, 600, 3600]))
        with open_here(self.folder) as ledger:
            self.go(ledger)
        self.answer()

    def publish_amid_faults(self) -> None:
        self.boards.effects = [self.chance.choice(EFFECTS) for _ in range(4)]
        left = self.chance.randint(1, 40)

        def step() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crash

        self.boards.step = step
        with open_here(self.folder) as ledger, contextlib.suppress(Crash, UserError):
            self.go(Stepping(ledger, step))
        self.boards.step = lambda: None
        self.boards.sleep(60)

    def go(self, ledger: Any) -> None:
        self.build()
        with instead_of_http(self.boards):
            report = run(self.folder, self.boards, self.config, ledger)
        assert not report.bugs, report.bugs

    def build(self) -> None:
        made = []
        for post in self.posts:
            account = self.accounts[post.platform]
            path = post.name if "/" in post.name else f"content/posts/{post.name}.md"
            one = payload(post.name, account, post.at, post.texts, path)
            made.append({**one, "platform": post.platform, "slug": post.name.replace("/", "-")})
        write_build(self.folder, made)

    # what a person answers

    def answer(self) -> None:
        """Every question, truly; then changes are known."""
        for _ in range(3):
            for row in self.rows():
                if row.state == "held":
                    self.tell(row, next(post for post in self.posts if post.name == row.post))
        for post in self.posts:
            if post.at <= self.boards.now:
                post.changed.clear()

    def tell(self, row: Row, post: Post) -> None:
        with open_here(self.folder) as ledger, contextlib.suppress(UserError):
            self.end_doubts(ledger, post)
            known = ledger.entries(OUT)
            account = self.accounts[post.platform]
            away = {one.account for one in known if one.platform == post.platform} - {account}
            called = next((one.post for one in known if one.post in post.names), "")
            here = (self.context(), ledger)
            if away:
                for old in away:
                    rename_account(*here, old, account)
            elif called:
                same_as(*here, row.key, called)
            else:
                there = any(entry.post == post.name for entry in known)
                state = State.ABANDONED if there else State.FAILED
                decide_held(*here, row.key, state)

    def end_doubts(self, ledger: Ledger, post: Post) -> None:
        for entry in ledger.entries(DOUBTFUL):
            if entry.post in (post.name, *post.names):
                there = any(one["mark"] == entry.key for one in self.boards.posts)
                answer = Answer.SENT if there else Answer.ABANDON
                resolve(ledger, entry.key, answer, self.boards.clock, "https://board.example/1")

    def rows(self) -> list[Row]:
        with open_here(self.folder) as ledger:
            return status(self.context(), ledger)

    def context(self) -> Context:
        clock = self.boards.clock
        return Context(self.folder, self.config, clock(), clock=clock, find_network=BOARDS.__getitem__)

    def nothing_is_without_a_word(self) -> None:
        """Every part is out, or a state says why not."""
        shown = {row.key: row.state for row in self.rows()}
        known = entries(self.folder)
        for post in self.posts:
            for part in range(1, len(post.texts) + 1):
                key = f"{post.name}:{self.accounts[post.platform]}:1:{part}"
                assert shown[key] != "due" or key in known, key


@contextlib.contextmanager
def open_here(folder: Path) -> Iterator[Ledger]:
    with contextlib.closing(open_ledger(LEDGER, folder)) as ledger:
        yield ledger


def lived(seed: int) -> tuple[int, int]:
    """Parts that are there, and how many of them once too often."""
    with tempfile.TemporaryDirectory() as folder:
        found = Life(Path(folder), random.Random(seed)).live()
    return len(found), sum(found.values()) - len(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_come_and_go_and_nothing_goes_out_twice(seed: int) -> None:
    _, twice = lived(seed)
    assert twice == 0


def test_posts_do_go_out() -> None:
    assert sum(lived(seed)[0] for seed in range(6)) > 20


def test_a_publisher_that_does_not_ask_shows_as_duplicates(monkeypatch: pytest.MonkeyPatch) -> None:
    asks_nothing(monkeypatch)
    assert sum(lived(seed)[1] for seed in range(12)) > 5


@pytest.mark.soak
def test_for_long() -> None:
    assert [seed for seed in range(1000, 3000) if lived(seed)[1]] == []
