"""`publish` out of one heap of keyword arguments, for helpers that pass on what a test gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from smmgen.config import Config
from smmgen.publishing.context import Context
from smmgen.publishing.publish import publish
from smmgen.publishing.results import Report

_OWN = frozenset(field.name for field in fields(Context))


def publish_given(
    project: Path, config: Config, ledger: Any, now: datetime, environ: Mapping[str, str], **given: Any
) -> Report:
    """`given`: fields of the context, and the other arguments of `publish`."""
    own, rest = parted(given)
    return publish(Context(project, config, now, environ, **own), ledger, **rest)


def parted(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What belongs to the context, and what does not."""
    own = {name: value for name, value in given.items() if name in _OWN}
    return own, {name: value for name, value in given.items() if name not in _OWN}
