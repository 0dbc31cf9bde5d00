"""What a post asks for that Pinboard refuses."""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.networks.base import Problem
from smmgen.variants.types import Variant


def problems(variant: Variant) -> list[Problem]:
    return list(_shouting(variant))


def _shouting(variant: Variant) -> Iterator[Problem]:
    for part in variant.parts:
        if len(part.rich.text) > 20 and part.rich.text.isupper():
            yield Problem("pinboard refuses a notice in capitals", "write it in small letters")
