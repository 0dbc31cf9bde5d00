"""What a post on an account is made of, as short digests: an approval notes them, so that it can be said why the post
is otherwise now. Whether it is, its own digest says; these are for people alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from smmgen.config import Config
from smmgen.errors import UserError
from smmgen.phrases import Phrase
from smmgen.safe_files import Inside
from smmgen.variants.approvable import SHORT

NAMES = {
    "file": "its file",
    "hashtags": "the hashtag sets in smm.toml",
    "limits": "the limits of the account",
    "account": "the account in smm.toml",
    "zone": "the time zone in smm.toml",
    "hooks": "the hooks",
    "smmgen": "another version of smmgen",
}
_SHOWN = ("title", "avatar", "followers", "registered", "verified", "posting_hours", "secrets", "limits")
"""Keys of an account that change nothing that is sent, or are told apart."""
_ELSEWHERE = Phrase("a file that it refers to")


class Made(NamedTuple):
    """Name, one of `NAMES` -> short digest."""

    of: Mapping[str, str]

    def since(self, before: Mapping[str, str]) -> list[str]:
        """What differs from `before`, in words; something else where all of that is the same, and nothing where
        `before` is not known."""
        names = [name for name in NAMES if before.get(name) != self.of.get(name)]
        return [Phrase(NAMES[name]) for name in names] or [_ELSEWHERE] if before else []


def made_from(project: Path, config: Config, path: str, account: str) -> Made:
    """`path`: the post's file."""
    return Made({name: sha256(data).hexdigest()[:SHORT] for name, data in _parts(project, config, path, account)})


def _parts(project: Path, config: Config, path: str, account: str) -> Iterator[tuple[str, bytes]]:
    import smmgen

    own = config.accounts[account]
    with Inside(project) as files:
        yield "file", _read(files, path)
        yield "hooks", b"\n".join([*(_read(files, name) for name in config.hooks.files), _json(config.hooks.settings)])
    yield "hashtags", _json(config.hashtags)
    yield "limits", _json([{name: str(value) for name, value in own.limits.items()}, own.read_limits])
    yield "account", repr(sorted((k, repr(v)) for k, v in own if k not in _SHOWN)).encode()
    yield "zone", (config.project.timezone or "").encode()
    yield "smmgen", smmgen.__version__.encode()


def _read(files: Inside, name: str) -> bytes:
    try:
        return files.read(name)
    except (OSError, UserError, ValueError):
        return b""


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str)
