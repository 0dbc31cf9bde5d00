"""What the build prepared: each part of each payload, as it will be sent. Nothing here renders anything again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from smmgen.content.composed import composed
from smmgen.errors import UserError
from smmgen.ledger.model import Entry, State, is_instant, stamp
from smmgen.safe_files import Inside
from smmgen.variants.likeness import likeness

BUILD = "build"
_REBUILD = "run `smm build`, then this command again"
_AFRESH = "run `smm build --clean`, then this command again; without --clean a build trusts the files of the last one"


@dataclass(frozen=True, slots=True)
class Planned:
    """One part of a payload. `payload` is the whole file; `index` counts the parts from 0."""

    payload: Mapping[str, Any]
    index: int

    @property
    def part(self) -> Mapping[str, Any]:
        part: Mapping[str, Any] = self.payload["parts"][self.index]
        return part

    @property
    def key(self) -> str:
        return composed(str(self.part["key"]))

    @property
    def earlier(self) -> tuple[str, ...]:
        """Keys of the parts that must be out before this one, in order."""
        return tuple(composed(str(part["key"])) for part in self.payload["parts"][: self.index])

    @property
    def occurrence(self) -> str:
        return self.key.rsplit(":", 2)[1]

    @property
    def name(self) -> str:
        """The part's own name: 1, 2 ... or comment."""
        return self.key.rsplit(":", 1)[1]

    @property
    def account(self) -> str:
        return str(self.payload["account"])

    @property
    def platform(self) -> str:
        return str(self.payload["platform"])

    @property
    def post(self) -> str:
        return composed(str(self.payload["post"]))

    @property
    def path(self) -> str:
        return str(self.payload["path"])

    @property
    def title(self) -> str:
        return str(self.payload["title"])

    @property
    def digest(self) -> str:
        return str(self.payload["digest"])

    @property
    def at(self) -> datetime | None:
        """The planned instant, with the offset of its own zone."""
        return _instant(self.payload["at"])

    @property
    def not_after(self) -> datetime | None:
        return _instant(self.payload["not_after"])

    def likeness(self, target: str) -> dict[str, str]:
        """What the ledger notes, so that it is known again under another name. `target`: the account's."""
        look = likeness(self.part)
        parts = sum(part["role"] != "comment" for part in self.payload["parts"])
        return {"whole": look.whole, "sketch": look.sketch, "parts": str(parts), "target": target}

    def row(self, state: State, **more: Any) -> Entry:
        """A ledger row about this part."""
        return Entry(
            self.key, self.post, self.account, self.platform, self.occurrence, self.name, self.digest, state,
            at=stamp(self.at) if self.at else "", **more,
        )  # fmt: skip

    @property
    def files(self) -> Iterable[tuple[str, str]]:
        """Path and SHA-256 of every file it takes along."""
        return ((item["path"], item["sha256"]) for item in self.part["media"])


def read_build(project: Path) -> list[Planned]:
    """Every part the last build prepared, by time, account and place in its thread; the unscheduled ones last.

    Raises UserError when there is no whole build, or a payload is not the one that was built.
    """
    with Inside(project) as files:
        outputs = sorted(_manifest(files)["outputs"].items())
        payloads = [_payload(files, name, digest) for name, digest in outputs if _is_one(name)]
    parts = [Planned(payload, index) for payload in payloads for index in range(len(payload["parts"]))]
    return sorted(parts, key=_order)


def _order(planned: Planned) -> tuple[float, str, str, int]:
    at = planned.at
    return (at.timestamp() if at else float("inf"), planned.account, planned.post, planned.index)


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
        raise UserError("the last build did not come to its end", _REBUILD)
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


def _payload(files: Inside, name: str, digest: str) -> dict[str, Any]:
    try:
        data = files.read(f"{BUILD}/{name}")
    except OSError:
        raise UserError(f"build/{name} is missing", _REBUILD) from None
    if sha256(data).hexdigest() != digest.removeprefix("sha256:"):
        raise UserError(f"build/{name} is not what was built", _AFRESH)
    try:
        payload: dict[str, Any] = orjson.loads(data)
    except ValueError:
        raise UserError(f"build/{name} cannot be read", _AFRESH) from None
    if not _is_payload(payload):
        raise UserError(f"build/{name} is no payload", _AFRESH)
    return payload


_TEXTS = ("account", "platform", "post", "title", "path", "status", "digest", "delivery")


def _is_payload(value: Any) -> bool:
    """It has what publishing works with; what a network is sent is the network's business."""
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in _TEXTS):
        return False
    times = (value.get("at"), value.get("not_after"))
    parts = value.get("parts")
    return (
        all(time is None or (isinstance(time, str) and is_instant(time)) for time in times)
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
