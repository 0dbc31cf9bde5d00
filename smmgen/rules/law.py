"""Russian law as far as posts show it: the dated table, and what the rules of `[rules] law = "ru"` have in common.

The facts are data, `law_ru.toml`, each with its source and the day by which it is to be read again. Not legal advice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from smmgen.config import Account, Config
from smmgen.content.schedule import Moment
from smmgen.content.source import Source
from smmgen.diagnostics import Span
from smmgen.rules.base import Subject
from smmgen.rules.texts import Lines, published
from smmgen.variants.types import Variant

TABLE = Path(__file__).with_name("law_ru.toml")

_PROMO_CODE = re.compile(
    r"(?<!\w)(?:промо-?код\w*|promo ?code)\b[\s:—–-]*[«\"“*]*(?=\w*[A-ZА-ЯЁ0-9])[A-ZА-ЯЁ0-9][\w-]{2,}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of the table: a resource or a duty. `law_ru.toml` says what its keys mean."""

    resource: str
    title: str
    status: Literal["banned", "contested", "duty", "opinion", "bill"]
    since: date = date.max
    """A bill has no such day yet."""
    source: str
    checked: date
    review: date
    rules: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def holds(self, moment: Moment | None) -> bool:
        """Whether it applies to what is published at that moment; what has no date yet is still to come."""
        return moment is None or self.holds_on(moment.wall)

    def holds_on(self, wall: str) -> bool:
        """The same of a day or wall time such as `2026-11-27T10:00`."""
        return wall[:10] >= self.since.isoformat()

    def covers(self, account: Account) -> bool:
        """The account is on one of its networks, or posts by hand on one of its outlets."""
        return account.platform in self.networks or account.settings.get("outlet") in self.outlets


@cache
def rows() -> Mapping[str, Row]:
    """The table, by resource."""
    tables: list[dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))["row"]
    return {table["resource"]: _row(table) for table in tables}


def _row(table: dict[str, Any]) -> Row:
    lists: dict[str, Any] = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return Row(**(table | lists))


def row(resource: str) -> Row:
    """The entry of that name, which exists."""
    return rows()[resource]


def is_on(config: Config) -> bool:
    """The project wants to hear of Russian law: the `ONLY_IF` of its rules."""
    return config.rules.law == "ru"


def with_status(status: str) -> Iterator[Row]:
    return (row for row in rows().values() if row.status == status)


def advertised_on(subject: Subject, status: str) -> Row | None:
    """The resource of this status that an advertisement goes to; None where it goes elsewhere or advertises nothing."""
    variant = subject.variant
    places = (row for row in with_status(status) if row.covers(variant.account) and row.holds(variant.at))
    row = next(places, None)
    return row if row and is_advertising(variant, subject.config) else None


def is_advertising(variant: Variant, config: Config) -> bool:
    """It says so: by the mark `ads`, by a rubric with `ads = true`, or by a promo code in its text."""
    rubric = config.rubrics.get(variant.fields.kind or "")
    return bool(variant.fields.ads or (rubric and rubric.ads) or _PROMO_CODE.search(text_of(variant)))


def text_of(variant: Variant) -> str:
    """All that readers of this account read, first comment included."""
    return "\n".join(part.rich.text for part in variant.parts)


def is_for_russians(variant: Variant) -> bool:
    """Posts in other languages only, as `targeting.language` says, are for readers elsewhere."""
    languages = variant.fields.targeting.language
    return not languages or "ru" in languages


def word_span(source: Source, word: str) -> Span | None:
    """Where the word first stands in the body, else in the front matter."""
    whole, lines = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"), Lines(source.text)
    *fields, body = published(source, lines)
    for stretch in (body, *fields):
        if found := whole.search(stretch.text):
            return lines.span(stretch.start + found.start(), stretch.start + found.end())
    return None
