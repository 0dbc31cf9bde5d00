"""The written-out list of kinds of documents."""

from __future__ import annotations

from functools import cache

from smmgen.content.documents.audience import AUDIENCE
from smmgen.content.documents.campaign import CAMPAIGN
from smmgen.content.documents.kind import Kind
from smmgen.content.documents.post import POST

KINDS: tuple[Kind, ...] = (POST, CAMPAIGN, AUDIENCE)


@cache
def _by_folder() -> dict[str, Kind]:
    return {kind.folder: kind for kind in KINDS}


def names() -> list[str]:
    return [kind.name for kind in KINDS]


def named(name: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return {kind.name: kind for kind in KINDS}[name]


def kind_of(path: str) -> Kind | None:
    """The kind of document that a file of this path, relative to the project, is read as."""
    if not path.endswith(".md"):
        return None
    return _by_folder().get(path[: path.find("/", path.find("/") + 1)])
