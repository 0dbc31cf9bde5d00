"""Markdown to variants the way `smm build` goes, for the tests against real servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows import variant

from smmgen.config import Config, Project
from smmgen.markup.document import parse
from smmgen.media.types import MediaFile
from smmgen.networks.account_limits import limits_for
from smmgen.networks.base import Network
from smmgen.variants.adapt import adapt
from smmgen.variants.types import Variant


def adapted(
    network: Network,
    body: str,
    account: Mapping[str, Any],
    fields: Mapping[str, Any] | None = None,
    media: Mapping[str, MediaFile] | None = None,
    comment: str = "",
    uid: str = "bf-latte",
) -> Variant:
    """The variant of a post with this body. `media` maps the names in `fields` to files."""
    bare = variant(network.name, account=account, fields=fields, document=parse(body, 1, frozenset()), uid=uid)
    comments = {"acc": parse(comment, 1, frozenset())} if comment else {}
    post = replace(bare.post, comments=comments)
    limits = limits_for(network, bare.account)
    return adapt(post, bare.account, network, limits, Config(project=Project(name="Teplo")), media or {})
