"""The context of a command that publishes: the project, the time, the environment."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smmgen.config import Config
from smmgen.networks import registry
from smmgen.networks.base import Network
from smmgen.publishing.results import Row

if TYPE_CHECKING:
    from smmgen.approvals.model import Approval


def utc_now() -> datetime:
    """The machine's clock, for the ledger's times. What is due is decided by `Context.now`."""
    return datetime.now(UTC)


def never() -> bool:
    """Never stop early."""
    return False


def tell_nobody(row: Row) -> None:
    """Report no progress: the rows are read from the report at the end."""


@dataclass(frozen=True, slots=True)
class Context:
    """One command on one project.

    `now` decides what is due, `clock` tells the time that rows are given. `environ` holds the tokens; without it none
    is read. `accounts` and `posts` (uid, slug or path) narrow down what is meant; empty: all. `stopped` is asked before
    every call, `tell` hears of every row as soon as it is recorded.
    """

    project: Path
    config: Config
    now: datetime
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    accounts: Collection[str] = ()
    posts: Collection[str] = ()
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    stopped: Callable[[], bool] = never
    tell: Callable[[Row], None] = tell_nobody
    find_network: Callable[[str], Network] = registry.get
    written: Config | None = None
    """smm.toml itself, where `config` is another one: a rehearsal's. What was approved is held against it."""
    imported: Sequence[Approval] | None = None
    """What was approved on a forge, where the ledger is another one: a rehearsal's."""
