"""The written-out list of kinds of documents."""

from __future__ import annotations

from functools import cache

from smmgen.content.documents.audience import AUDIENCE
from smmgen.content.documents.budget import BUDGET
from smmgen.content.documents.campaign import CAMPAIGN
from smmgen.content.documents.contest import CONTEST
from smmgen.content.documents.draw import DRAW
from smmgen.content.documents.event import EVENT
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.plan import PLAN
from smmgen.content.documents.post import POST
from smmgen.content.documents.results import RESULTS
from smmgen.content.documents.share import SHARE
from smmgen.content.documents.spend import SPEND

KINDS: tuple[AnyKind, ...] = (POST, PLAN, CAMPAIGN, AUDIENCE, CONTEST, EVENT, BUDGET, SPEND, SHARE, RESULTS, DRAW)


@cache
def _by_folder() -> dict[str, AnyKind]:
    return {kind.folder: kind for kind in KINDS}


def written() -> list[AnyKind]:
    """Those that people write: Markdown with front matter. The others are data."""
    return [kind for kind in KINDS if kind.suffix == ".md"]


def names() -> list[str]:
    """Of those that people write."""
    return [kind.name for kind in written()]


def named(name: str) -> AnyKind:
    """The kind of that name. Raises KeyError."""
    return {kind.name: kind for kind in KINDS}[name]


def kind_of(path: str) -> AnyKind | None:
    """The kind of document that a file of this path, relative to the project, is read as."""
    kind = _by_folder().get(path[: path.find("/", path.find("/") + 1)])
    return kind if kind and path.endswith(kind.suffix) else None
