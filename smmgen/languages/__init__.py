"""The languages of the preview: one file each, `<code>.toml`. A new file is a new language; `en.toml` explains itself.

Files are read when a language is first used. Whatever is shown to people in the project's language is in them: pages,
`smm serve`, the page of a rehearsal, and what networks are called.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ENGLISH = "en"


def names() -> tuple[str, ...]:
    """Codes of the languages that there are: `en`, `ru`."""
    return tuple(sorted(name.removesuffix(".toml") for name in os.listdir(FOLDER) if name.endswith(".toml")))


@cache
def read(language: str) -> Mapping[str, Any]:
    """All tables of a language's file; English where there is none."""
    file = FOLDER / f"{language if language in names() else ENGLISH}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def table(language: str, name: str) -> Mapping[str, str]:
    """One table of words, such as `words`, `state` or `live`."""
    found: Mapping[str, str] = read(language)[name]
    return found


def of_network(language: str, network: str, name: str) -> str | None:
    """What `[networks.<network>]` says: its `title`, or a note on a post; None where it says nothing."""
    word: str | None = read(language)["networks"].get(network, {}).get(name)
    return word
