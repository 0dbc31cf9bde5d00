"""The table of what networks tell of who took part in a contest, and of what they forbid: `contest_networks.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("contest_networks.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One network. The table says what its keys mean."""

    name: str
    source: str
    checked: date
    review: date
    reads: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    needs: list[str] = field(default_factory=list)
    forbids: list[str] = field(default_factory=list)
    why: str = ""


@cache
def rows() -> Mapping[str, Row]:
    """By the name of the network."""
    return {table["name"]: Row(**table) for table in tomllib.loads(TABLE.read_text("utf-8"))["network"]}
