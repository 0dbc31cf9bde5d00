"""What the page of a drink shows: would be `smmgen/site/kinds/drink.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from drink import DrinkFront
from stock import STOCK

from smmgen.site.kinds.base import About, Need
from smmgen.site.urls import url_of


class DrinkFacts(NamedTuple):
    price: int
    recipe: str
    cups: int


def facts(about: About[DrinkFront]) -> DrinkFacts:
    rows = (row for one in about.whole.all_of(STOCK) for row in one.front.rows)
    cups = sum(row.cups for row in rows if row.drink == about.row.uid)
    return DrinkFacts(about.front.price, about.front.recipe, cups)


def needs(about: About[DrinkFront]) -> Iterator[Need]:
    if not facts(about).cups:
        text, page = f"Buy beans for {about.row.title}", url_of(about.row.path)
        yield Need("2026-12-05", "2026-12-01", "2026-12-05", text, page)
