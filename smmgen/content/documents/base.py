"""A document: a file of content/ that was read and makes sense, whatever kind it is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from smmgen.content.composed import composed
from smmgen.content.source import Field as Path
from smmgen.content.source import Source
from smmgen.keys import name_of

UID = "[a-z0-9][a-z0-9-]{2,63}"
"""The form of a name that a document is given, whatever its file is called."""


class Model(BaseModel):
    """Strict and frozen: unknown keys are errors, `"5"` is not 5. What checks it is built when it is first used."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def listed(value: object) -> object:
    """A string stands for a list of one name."""
    return [value] if isinstance(value, str) else value


Names = Annotated[list[str], BeforeValidator(listed, json_schema_input_type=list[str] | str)]


class Front(Model):
    """What the front matter of any kind of document may say; a post's says more (`content/model.py`)."""

    uid: Annotated[str, Field(pattern=rf"^{UID}$")] | None = Field(
        None, description="Name to refer to it by: 3 to 64 of a-z, 0-9 and - (default: the name of the file)"
    )
    title: str | None = Field(None, description="For people")
    notes: str | None = Field(None, description="For reviewers; never published")
    ignore: Names = Field(default_factory=list, description="Opinions to silence for this file: SMM121 or its name")


class Head(Protocol):
    """The same of every front matter, a post's included."""

    @property
    def title(self) -> str | None: ...
    @property
    def notes(self) -> str | None: ...
    @property
    def ignore(self) -> list[str]: ...


class Reference(NamedTuple):
    """A document that another one names, and where: `("campaign", "spring", ("campaign",))`. `is_apart`: the rest of
    its entry of a list can be shown where the document is not."""

    kind: str
    uid: str
    field: Path
    is_apart: bool = False

    @property
    def name(self) -> str:
        """`campaign/spring`"""
        return name_of(self.kind, self.uid)


class Cost(NamedTuple):
    """What a document costs, which line of a budget pays for it, and where the amount stands.

    `amount` None: it spends from the line, and nobody says how much beforehand. `currency` "": the budget's.
    `day`: when it is spent, which tells the budget; `what`: for people, such as `3 × Box of warmth`. `named` is where
    the line is named, () where that is `field`, too. Without a line and an amount, it costs something that nobody says.
    """

    line: str
    amount: Decimal | None
    field: Path
    day: date | None = None
    currency: str = ""
    what: str = ""
    named: Path = ()


@dataclass(frozen=True, slots=True)
class Document:
    """`slug` is the path below the kind's folder without the suffix; `uid` is what others refer to it by."""

    path: str
    slug: str
    uid: str
    source: Source
    front: Head
    kind: str = field(kw_only=True)

    @property
    def name(self) -> str:
        """What it is called among all documents: a post's uid, else `kind/uid`."""
        return name_of(self.kind, self.uid)

    @property
    def title(self) -> str:
        return self.front.title or composed(self.slug.rsplit("/", 1)[-1])

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that it is about, in the project's time zone; None where it has no dates."""
        return None

    @property
    def references(self) -> tuple[Reference, ...]:
        """The documents of other files that it names, there or not."""
        return ()

    @property
    def promise(self) -> str:
        """The digest of what it promises in public, of a kind that promises something."""
        return ""

    @property
    def costs(self) -> tuple[Cost, ...]:
        """What it costs, if a line of a budget is to pay for it."""
        return ()


Documents = Mapping[str, Mapping[str, Document]]
"""Kind -> uid -> document."""
