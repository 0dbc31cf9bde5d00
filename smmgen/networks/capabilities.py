"""What each network can do, as one table: rows of facts, for the reference page and the preview."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smmgen.media.kinds import KINDS
from smmgen.networks.base import Deleting, Editing, Network
from smmgen.networks.carries import CARRIES
from smmgen.networks.limits import Limits

FORMATS = ("post", "story", "reel", "short", "carousel")
"""In the order in which they are listed."""


class Capability(NamedTuple):
    """One cell: yes, no, or a list of names. `name` is the row: a word of the preview's `[capability]`."""

    name: str
    value: bool | tuple[str, ...]


def capabilities(network: Network, limits: Limits | None = None) -> Iterator[Capability]:
    """The column of a network. `limits`: those of its account, where they differ."""
    facts, limits = network.facts, network.facts.limits if limits is None else limits
    others = (f"{format} {safety}" for format, safety in facts.format_safety.items())
    yield Capability("promise", (str(facts.safety), *others))
    formats = tuple(one for one in FORMATS if one in facts.formats)
    yield Capability("formats", ("all",) if formats == FORMATS else formats)
    yield Capability("media", tuple(kind for kind in KINDS if limits.most(f"{kind}.count") != 0))
    yield Capability("data", tuple(what for what in CARRIES if what in facts.carries))
    yield Capability("threads", facts.threads)
    yield Capability("first_comment", facts.first_comment)
    yield Capability("native", facts.native_schedule)
    yield Capability("edits", tuple(sorted(facts.edits)) if isinstance(network, Editing) else False)
    yield Capability("deletes", isinstance(network, Deleting))
