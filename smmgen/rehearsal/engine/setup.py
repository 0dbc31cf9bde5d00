"""The configuration of a rehearsal: `config.json` in its state folder, written by `start`, read by the server."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from smmgen.rehearsal.engine.http import Account
from smmgen.safe_files import Inside

FILE_NAME = "config.json"


@dataclass(frozen=True)
class Config:
    """`limits` by network and name, over the network's own; `now` (Unix seconds) is what the clock starts at.

    `language` and `zone` (IANA) are those of the page for people. `media` is the folder whose files stand for what the
    public finds below `{url}/media/`, for networks that fetch media themselves; "" for none.
    """

    accounts: tuple[Account, ...]
    faults: Sequence[Mapping[str, Any]] = ()
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    now: float | None = None
    language: str = "en"
    zone: str = "UTC"
    media: str = ""

    @property
    def digest(self) -> str:
        """Of everything in it but the faults: a server with another digest is another rehearsal."""
        return hashlib.sha256(replace(self, faults=())._text().encode()).hexdigest()

    def save(self, folder: Path) -> None:
        """Write it for its owner's eyes only: it holds the tokens the networks accept."""
        with Inside(folder) as files:
            files.replace(FILE_NAME, self._text().encode(), 0o600)

    def _text(self) -> str:
        value = {
            "accounts": [asdict(account) for account in self.accounts],
            "faults": [dict(fault) for fault in self.faults],
            "limits": {name: dict(limits) for name, limits in self.limits.items()},
            "now": self.now,
            "language": self.language,
            "zone": self.zone,
            "media": self.media,
        }
        return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)


def load(folder: Path) -> Config:
    """Read `config.json`."""
    with Inside(folder) as files:
        value = json.loads(files.read(FILE_NAME))
    return Config(
        tuple(Account(**account) for account in value["accounts"]),
        tuple(value.get("faults", ())),
        value.get("limits", {}),
        value.get("now"),
        value.get("language", "en"),
        value.get("zone", "UTC"),
        value.get("media", ""),
    )
