"""A kind of document as CONTRIBUTING says to write one: what a café serves. Posts do not name it."""

from __future__ import annotations

from pydantic import Field

from smmgen.content.documents.base import Document, Front
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary


class DrinkFront(Front):
    title: str = Field(description="As the menu says")
    price: int = Field(description="In roubles", ge=1)
    milk: bool = Field(False, description="There is milk in it")
    recipe: str = Field("", description="Where the recipe is from")


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    front, report = read_front(source, DrinkFront)
    return (Document(**identity(source, front), kind=DRINK.name) if front else None), report.found


DRINK = Kind(
    name="drink",
    folder="content/drinks",
    summary="What is on the menu",
    model=DrinkFront,
    parse=parse,
    archetype="---\ntitle: {{ title }}\nprice: 300\n---\nHow it is made.\n",
    page="drink.html",
    private=(("notes",), ("recipe",)),
)
