"""What an entry of a feed lacks."""

from __future__ import annotations

from collections.abc import Sequence

from smmgen.markup.text import is_blank
from smmgen.networks.base import Problem
from smmgen.variants.types import Variant


def problems(variant: Variant) -> Sequence[Problem]:
    if not is_blank(variant.fields.title or ""):
        return []
    return [Problem("a feed entry needs a title", "add `title`", ("title",))]
