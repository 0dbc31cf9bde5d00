"""Containers: what is to be published, made ready while its media is fetched, published at most once, dead in a day.

`IN_PROGRESS` ends after `progress_steps` questions: asking for the status, or publishing too early.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph.nodes import Kept, next_id, owned

LIFE = 86_400


def create(visit: Visit, content: Kept, *, has_media: bool, error: str = "") -> str:
    """A new container; `error` is what its media fails with, which its status tells later."""
    name = next_id(visit)
    kept = {
        "account": visit.account.account, "created": visit.now, "steps": 0, "has_media": has_media, "error": error,
        "media_id": None, "content": content,
    }  # fmt: skip
    visit.state.put("container", name, kept)
    return name


def get(visit: Visit, name: str) -> Kept:
    """Raises the network's refusal."""
    return owned(visit, "container", name)


def asked(visit: Visit, name: str) -> tuple[str, Kept]:
    """The status and the container. Asking brings it one step on."""
    kept = get(visit, name)
    status = status_of(visit, kept)
    if status == "IN_PROGRESS":
        visit.state.put("container", name, {**kept, "steps": kept["steps"] + 1})
    return status, kept


def status_of(visit: Visit, kept: Kept) -> str:
    """IN_PROGRESS, FINISHED, PUBLISHED, ERROR or EXPIRED."""
    if kept["media_id"] is not None:
        return "PUBLISHED"
    if visit.now >= kept["created"] + LIFE:
        return "EXPIRED"
    if kept["has_media"] and kept["steps"] < visit.limits["progress_steps"]:
        return "IN_PROGRESS"
    return "ERROR" if kept["error"] else "FINISHED"


def published(visit: Visit, name: str, media_id: str) -> None:
    """It is published, and so are the containers it is made of."""
    kept = get(visit, name)
    visit.state.put("container", name, {**kept, "media_id": media_id})
    for child in kept["content"].get("children", []):
        inner = get(visit, child)
        visit.state.put("container", child, {**inner, "media_id": media_id})


def within_a_day(visit: Visit, kind: str) -> int:
    """How many of a kind the account made in the last 24 hours."""
    found: dict[str, Any] = visit.state.find(kind)
    own = [one for one in found.values() if one["account"] == visit.account.account]
    return sum(visit.now - one["created"] < LIFE for one in own)


def unfinished(visit: Visit, names: Sequence[str]) -> bool:
    """Whether one of them is still in progress. Each is brought one step on."""
    return "IN_PROGRESS" in [asked(visit, name)[0] for name in names]
