"""What the build prepared: each part of each payload, as it will be sent. Nothing is rendered again here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

import orjson

from smmgen.content.composed import composed
from smmgen.content.model import Format
from smmgen.errors import UserError
from smmgen.keys import ONCE, POST, Identity, sent_name_of
from smmgen.ledger.model import Entry, State, is_instant, stamp
from smmgen.safe_files import Inside
from smmgen.variants.likeness import likeness

BUILD = "build"
_REBUILD = "run `smm build`, then this command again"
_AFRESH = "run `smm build --clean`, then this command again; without --clean a build trusts the files of the last one"


class Media(TypedDict):
    """A file of the part: `path` in the project, `size` in bytes."""

    path: str
    sha256: str
    type: str
    alt: str
    size: int


class Part(TypedDict):
    """What is sent in one creating call. `request` is the network's business; `text` is what people will read."""

    key: str
    role: str
    text: str
    request: Mapping[str, Any]
    media: list[Media]


class Payload(TypedDict):
    """What publishing reads of a payload file; `is_payload` looks whether it is there. Times are ISO 8601."""

    account: str
    platform: str
    post: str
    title: str
    path: str
    slug: NotRequired[str]
    kind: NotRequired[str]
    status: str
    digest: str
    format: NotRequired[Format]
    delivery: str
    promise: NotRequired[str]
    at: str | None
    not_after: str | None
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Planned:
    """One part of a payload. `payload` is the whole file; `index` counts the parts from 0."""

    payload: Payload
    index: int

    @property
    def part(self) -> Part:
        return self.payload["parts"][self.index]

    @property
    def key(self) -> str:
        return composed(self.part["key"])

    @property
    def earlier(self) -> tuple[str, ...]:
        """Keys of the parts that must be out before this one, in order."""
        return tuple(composed(part["key"]) for part in self.payload["parts"][: self.index])

    @property
    def parts(self) -> int:
        """How many parts the post has, a comment not counted."""
        return sum(part["role"] != "comment" for part in self.payload["parts"])

    @property
    def is_alone(self) -> bool:
        """The post is this one part: no thread, no comment."""
        return len(self.payload["parts"]) == 1

    @property
    def occurrence(self) -> str:
        return self.key.rsplit(":", 2)[1]

    @property
    def repeats(self) -> bool:
        """It is one time of a post that repeats."""
        return self.occurrence != ONCE

    @property
    def sent_name(self) -> str:
        """What a person calls the post at this time: `tip`, or `2026-12-14@tip`."""
        return sent_name_of(self.post, self.occurrence)

    @property
    def name(self) -> str:
        """The part's own name: 1, 2 ... or comment."""
        return self.key.rsplit(":", 1)[1]

    @property
    def account(self) -> str:
        return self.payload["account"]

    @property
    def platform(self) -> str:
        return self.payload["platform"]

    @property
    def kind(self) -> str:
        return self.payload.get("kind", POST)

    @property
    def post(self) -> str:
        return composed(self.payload["post"])

    @property
    def identity(self) -> Identity:
        """The post on its account: equal for all its parts."""
        return Identity(self.post, self.account, self.occurrence)

    @property
    def path(self) -> str:
        return self.payload["path"]

    @property
    def slug(self) -> str:
        return self.payload.get("slug", "")

    @property
    def title(self) -> str:
        return self.payload["title"]

    @property
    def text(self) -> str:
        """The text that readers see."""
        return self.part["text"]

    @property
    def request(self) -> Mapping[str, Any]:
        """The creating call's parameters."""
        return self.part["request"]

    @property
    def media(self) -> Sequence[Media]:
        """The part's media files."""
        return self.part["media"]

    @property
    def status(self) -> str:
        """draft, ready or hold."""
        return self.payload["status"]

    @property
    def is_ready(self) -> bool:
        """Its status is ready."""
        return self.status == "ready"

    @property
    def format(self) -> Format:
        """What the post is there: a post, a story, a reel."""
        return self.payload.get("format", "post")

    @property
    def is_native(self) -> bool:
        """The network's own scheduler is to publish it."""
        return self.payload["delivery"] == "native"

    @property
    def promise(self) -> str:
        """The document whose promise it announces, and the digest of that; "" where it announces none."""
        return self.payload.get("promise", "")

    @property
    def digest(self) -> str:
        return self.payload["digest"]

    @property
    def at(self) -> datetime | None:
        """The planned instant, with the offset of its own zone."""
        return _instant(self.iso)

    @property
    def iso(self) -> str | None:
        """The same as the payload has it."""
        return self.payload["at"]

    @property
    def not_after(self) -> datetime | None:
        return _instant(self.payload["not_after"])

    def likeness(self, target: str) -> dict[str, str]:
        """What the ledger notes, so that it is known again under another name. `target`: the account's."""
        look = likeness(self.part)
        return {"whole": look.whole, "sketch": look.sketch, "parts": str(self.parts), "target": target}

    def row(self, state: State, **more: Any) -> Entry:
        """A ledger row about this part."""
        return Entry(
            self.key, self.post, self.account, self.platform, self.occurrence, self.name, self.digest, state,
            at=stamp(self.at) if self.at else "", kind=self.kind, promise=self.promise, **more,
        )  # fmt: skip


def read_build(project: Path) -> list[Planned]:
    """Every part of the last build, by time, account and position in its thread; unscheduled ones last.

    Raises UserError when there is no whole build, or a payload is not the one that was built.
    """
    with Inside(project) as files:
        outputs = sorted(_manifest(files)["outputs"].items())
        payloads = [_payload(files, name, digest) for name, digest in outputs if _is_one(name)]
    parts = [Planned(payload, index) for payload in payloads for index in range(len(payload["parts"]))]
    return sorted(parts, key=_order)


def read_build_if_any(project: Path) -> list[Planned]:
    """The same for what can do without a build; then there are none."""
    try:
        return read_build(project)
    except UserError:
        return []


def _order(planned: Planned) -> tuple[float, str, str, str, int]:
    at = planned.at
    time = at.timestamp() if at else float("inf")
    return (time, planned.account, planned.post, planned.occurrence, planned.index)


def _is_one(name: str) -> bool:
    return name.startswith("payloads/") and name.endswith(".json")


def _manifest(files: Inside) -> dict[str, Any]:
    try:
        manifest = orjson.loads(files.read(f"{BUILD}/manifest.json"))
    except FileNotFoundError:
        raise UserError("nothing has been built yet", _REBUILD) from None
    except ValueError:
        raise UserError("build/manifest.json cannot be read", _AFRESH) from None
    if not isinstance(manifest, dict) or manifest.get("schema") != 1:
        raise UserError("build/manifest.json was written by another version of smmgen", _AFRESH)
    if not manifest.get("complete"):
        raise UserError("the last build did not finish", _REBUILD)
    if not _is_texts(manifest.get("outputs")):
        raise UserError("build/manifest.json does not list what was built", _AFRESH)
    return manifest


def broken(project: Path) -> dict[str, int]:
    """Posts that the last build left out, and how many errors each has. Raises UserError as `read_build` does."""
    with Inside(project) as files:
        found = _manifest(files).get("broken")
    known = found if isinstance(found, dict) else {}
    return {path: count for path, count in known.items() if isinstance(count, int)}


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _payload(files: Inside, name: str, digest: str) -> Payload:
    try:
        data = files.read(f"{BUILD}/{name}")
    except OSError:
        raise UserError(f"build/{name} is missing", _REBUILD) from None
    if sha256(data).hexdigest() != digest.removeprefix("sha256:"):
        raise UserError(f"build/{name} is not what was built", _AFRESH)
    try:
        payload = orjson.loads(data)
    except ValueError:
        raise UserError(f"build/{name} cannot be read", _AFRESH) from None
    if not is_payload(payload):
        raise UserError(f"build/{name} is not a payload", _AFRESH)
    return cast("Payload", payload)


_TEXTS = ("account", "platform", "post", "title", "path", "status", "digest", "delivery")


def is_payload(value: Any) -> bool:
    """It has what publishing works with; what a network is sent is the network's business."""
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in _TEXTS):
        return False
    times = (value.get("at"), value.get("not_after"))
    parts = value.get("parts")
    return (
        isinstance(value.get("promise", ""), str)
        and all(time is None or (isinstance(time, str) and is_instant(time)) for time in times)
        and isinstance(parts, list)
        and all(_is_part(part) for part in parts)
    )


def _is_part(part: Any) -> bool:
    if not isinstance(part, dict) or not all(isinstance(part.get(name), str) for name in ("key", "role", "text")):
        return False
    media, key = part.get("media"), part["key"]
    return (
        key.count(":") >= 3
        and isinstance(part.get("request"), dict)
        and isinstance(media, list)
        and all(
            _is_texts({name: one.get(name) for name in _OF_FILES} if isinstance(one, dict) else None) for one in media
        )
    )


_OF_FILES = ("path", "sha256", "type", "alt")


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
