"""Boards of all three classes inside one process, with a clock of their own and faults to order: for many short tests.

`Boards` stands in for `httpx2.HTTPTransport`, so nothing of smmgen is replaced; true time and the machine's clock
differ by `skew`.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from contexts import publish_given
from promise_board import BOARDS

from smmgen.config import Account, Config, Project, Publish
from smmgen.ledger.model import Entry
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger
from smmgen.networks.base import Safety
from smmgen.publishing.results import Report

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
LEDGER = "sqlite:.smm/ledger.db"
ENVIRON = {"WORD": "a-token-for-every-board"}
MEMORY = 3600
"""Seconds for which the keyed board knows a key."""
EFFECTS = ("", "refuse", "reset-before", "reset-after", "500-after", "truncate", "429", "503", "late", "crash-before",
           "crash-after")  # fmt: skip
LATE = 5.0
"""Seconds after which a call that seemed lost takes effect: less than the quiet period."""


class Crash(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


@dataclass
class Boards:
    """What the boards keep, and what befalls the next requests."""

    now: datetime = NOON
    skew: timedelta = timedelta()
    posts: list[dict[str, Any]] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    on_its_way: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    step: Callable[[], None] = lambda: None
    """Called around every exchange: a crash may come from it."""

    def clock(self) -> datetime:
        """What the machine says."""
        return self.now + self.skew

    def sleep(self, seconds: float) -> None:
        """Time goes on, and what was on its way arrives in its own moment."""
        ends = self.now + timedelta(seconds=seconds)
        for one in [one for one in self.on_its_way if one[0] <= ends]:
            self.on_its_way.remove(one)
            self.now = max(self.now, one[0])
            self._hang_up(one[1])
        self.now = ends

    def dies_with_a_call_on_its_way(self) -> None:
        """A step at which a publisher dies as soon as the network has yet to take one of its calls."""
        if self.on_its_way:
            raise Crash

    def marks(self) -> Counter[str]:
        """How often each ledger key was posted."""
        return Counter(post["mark"] for post in self.posts)

    def exchange(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "HEAD":
            return self._answer(200, {})
        self.step()
        self.sleep(0.05)
        effect = self.effects.pop(0) if self.effects else ""
        if effect == "crash-before":
            raise Crash
        if effect == "refuse":
            raise httpx2.ConnectError("connection refused")
        if effect == "reset-before":
            raise httpx2.ReadError("connection reset")
        if effect in ("429", "503"):
            return self._answer(int(effect), {"error": effect})
        if effect == "late" and request.method == "POST":
            self.on_its_way.append((self.now + timedelta(seconds=LATE), self._read(request)))
            raise httpx2.ReadTimeout("no answer")
        answer = self._act(request)
        if effect == "crash-after":
            raise Crash
        if effect in ("reset-after", "truncate"):
            raise httpx2.RemoteProtocolError("the answer was cut short")
        self.step()
        return self._answer(500, {"error": "late"}) if effect == "500-after" else self._answer(200, answer)

    def _answer(self, status: int, value: Any) -> httpx2.Response:
        headers = {"Date": format_datetime(self.now, usegmt=True), "Retry-After": "2"}
        return httpx2.Response(status, json=value, headers=headers)

    def _act(self, request: httpx2.Request) -> Any:
        if request.method == "POST":
            return {"id": self._hang_up(self._read(request))}
        return [post for post in self.posts if post["mark"] == request.url.params["mark"]]

    def _read(self, request: httpx2.Request) -> dict[str, Any]:
        key = request.headers.get("idempotency-key", "")
        return {**json.loads(request.read()), "key": key, "platform": request.url.path.split("/")[1]}

    def _hang_up(self, post: dict[str, Any]) -> str:
        if known := self._known(post):
            return str(known["id"])
        self.posts.append({**post, "id": str(len(self.posts) + 1), "at": self.now.timestamp()})
        return str(self.posts[-1]["id"])

    def _known(self, post: Mapping[str, Any]) -> Mapping[str, Any] | None:
        if not post["key"]:
            return None
        lives = self.now.timestamp() - MEMORY
        return next((one for one in reversed(self.posts) if one["key"] == post["key"] and one["at"] >= lives), None)


@contextlib.contextmanager
def instead_of_http(boards: Boards) -> Iterator[Boards]:
    """Every HTTP exchange of this process goes to these boards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx2.HTTPTransport, "handle_request", lambda transport, request: boards.exchange(request))
        yield boards


def brand(grace: str = "6h") -> Config:
    """An account on each board, named as its platform."""
    accounts = {
        name: Account(platform=name, base_url=f"http://127.0.0.1:9/{name}", token_env="WORD", target=name)
        for name in BOARDS
    }
    return Config(
        project=Project(name="Brand", timezone="UTC"), accounts=accounts, publish=Publish(grace=grace, ledger=LEDGER)
    )


def payload(post: str, account: str, at: datetime | None, texts: Sequence[str], path: str = "") -> dict[str, Any]:
    """A payload file's content; a part for each text."""
    parts = [
        {"key": f"{post}:{account}:1:{number}", "role": "text", "request": {"text": text}, "media": [],
         "length": len(text), "limit": None, "unit": "characters", "text": text}
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    return {
        "schema": 1, "account": account, "platform": account, "post": post, "title": post, "zone": "UTC",
        "path": path or f"content/posts/{post}.md", "slug": (path or post).rsplit("/", 1)[-1].removesuffix(".md"),
        "status": "ready", "at": at.isoformat() if at else None, "not_after": None, "delivery": "smm", "parts": parts,
        "digest": "sha256:" + sha256(json.dumps(list(texts)).encode()).hexdigest(),
    }  # fmt: skip


def run(project: Path, boards: Boards, config: Config, ledger: Any = None, **more: Any) -> Report:
    """One `smm publish` by the machine's clock, with a ledger of its own unless one is given."""
    used = ledger or open_ledger(LEDGER, project)
    settings = {"clock": boards.clock, "sleep": boards.sleep, "find_network": BOARDS.__getitem__,
                "has_our_clock": lambda host: False, **more}  # fmt: skip
    try:
        return publish_given(project, config, used, boards.clock(), ENVIRON, **settings)
    finally:
        if ledger is None:
            used.close()


def entries(project: Path) -> dict[str, Entry]:
    with contextlib.closing(open_ledger(LEDGER, project)) as ledger:
        return {entry.key: entry for entry in ledger.entries()}


class Stepping:
    """A ledger that tells before and after every writing, so that a crash may come there."""

    def __init__(self, inner: Ledger, step: Callable[[], None]) -> None:
        self.inner, self.step = inner, step

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def move(self, before: Entry | None, after: Entry) -> Entry:
        self.step()
        moved = self.inner.move(before, after)
        self.step()
        return moved

    def move_later(self, before: Entry | None, after: Entry) -> Entry:
        self.step()
        moved = self.inner.move_later(before, after)
        self.step()
        return moved

    def move_all(self, steps: Any) -> list[Entry]:
        self.step()
        moved = self.inner.move_all(steps)
        self.step()
        return moved


def safety_of(key: str) -> Safety:
    return BOARDS[key.split(":")[1]].facts.safety
