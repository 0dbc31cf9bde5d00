"""One rehearsal a test file, driven over real HTTP on loopback."""

from __future__ import annotations

import io
import secrets
import struct
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from PIL import Image

from smmgen.rehearsal import Account, Rehearsal, start

ACCOUNTS = (
    Account("tg", "telegram", "@teplo", {"token": "110:telegram-token"}),
    Account("vk", "vk", -230000001, {"token": "vk1.a.community", "user_token": "user-token"}),
    Account("vk-id", "vk", -230000002, {"token": "vk2.a.community"}),
    Account("fedi", "mastodon", None, {"token": "mastodon-token"}),
    Account("bsky", "bluesky", "teplo.example.com", {"token": "app-password"}),
    Account("max", "max", -70000000001, {"token": "max-token"}),
    Account("ok", "ok", "70000000000001", {"token": "ok-token", "session_secret_key": "ok-secret"}),
    Account("threads", "threads", "17841400000000001", {"token": "threads-token"}),
    Account("facebook", "facebook", "100064000000001", {"token": "page-token"}),
    Account("instagram", "instagram", "17841400000000002", {"token": "ig-token"}),
    Account("other", "bluesky", "other.example.com", {"token": "other-password"}),
)


@pytest.fixture(scope="session")
def accounts() -> tuple[Account, ...]:
    return ACCOUNTS


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    folder = tmp_path_factory.mktemp("public")
    Image.new("RGB", (80, 80), "white").save(folder / "photo.jpg")
    limits = {"instagram": {"progress_steps": 0.0}}
    running = start(tmp_path_factory.mktemp("rehearsal"), ACCOUNTS, limits=limits, idle=60, media=folder)
    yield running
    running.stop()


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=10, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def new_posts(networks: Rehearsal) -> Callable[[], list[dict[str, Any]]]:
    """What was posted since the test began."""
    before = len(networks.posts())
    return lambda: networks.posts()[before:]


@pytest.fixture
def faults(networks: Rehearsal) -> Iterator[Callable[..., None]]:
    """Order one fault; it is taken back when the test ends."""

    def order(effect: str, platform: str = "*", **more: Any) -> None:
        networks.order_faults([{"platform": platform, "effect": effect, **more}])

    yield order
    networks.order_faults([])


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    """A picture with bytes of its own: `picture(width, height, format, unlike=True)`."""

    def draw(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
        file = io.BytesIO()
        red, green, blue = secrets.token_bytes(3)
        Image.new("RGB", (width, height), (red, green, blue)).save(file, kind)
        return file.getvalue()

    return draw


@pytest.fixture(scope="session")
def video() -> Callable[[], bytes]:
    """The boxes of an MP4 file, with a payload of its own."""

    def boxes() -> bytes:
        head = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 512, b"mp41")
        return head + struct.pack(">I4s", 24, b"mdat") + secrets.token_bytes(16)

    return boxes
