"""Names in [people] and [[review]] of smm.toml that name nothing.

A misspelt account or rubric would leave posts without the review they are meant to have, so it stops a run, as every
mistake in settings does. A role that nobody has only keeps posts back, and `smm check` reports it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from smmgen.content.config_problems import Trouble
from smmgen.content.source import Field
from smmgen.suggest import did_you_mean

_PERSON = re.compile(r"[a-z][a-z0-9_-]{0,63}")
"""It names a file, too."""


def troubles(data: Mapping[str, Any]) -> Iterator[Trouble]:
    """`data`: smm.toml as TOML has it; what is of another shape is reported elsewhere."""
    accounts, rubrics = _table(data, "accounts"), _table(data, "rubrics")
    found = (table.get("platform") for table in accounts.values() if isinstance(table, dict))
    platforms = {platform for platform in found if isinstance(platform, str)}
    places = {*accounts, *filter(None, platforms)}
    for name, person in _table(data, "people").items():
        if not _PERSON.fullmatch(name):
            hint = "begin with a small Latin letter; go on with those, digits, `-` and `_`"
            yield Trouble(("people", name), f"`{name}` is not a name for a person", f"{hint}; `name` has the real one")
        yield from _unknown(person, "accounts", ("people", name), places, "account")
    reviews = data.get("review")
    for number, review in enumerate(reviews if isinstance(reviews, list) else ()):
        when, field = _table(review, "when"), ("review", number, "when")
        yield from _unknown(when, "accounts", field, places, "account")
        yield from _unknown(when, "kind", field, rubrics, "rubric")


def _unknown(table: Any, key: str, field: Field, known: Collection[str], what: str) -> Iterator[Trouble]:
    found = table.get(key) if isinstance(table, dict) else None
    for name in [found] if isinstance(found, str) else found if isinstance(found, list) else ():
        if isinstance(name, str) and name not in known:
            yield Trouble((*field, key), f"there is no {what} `{name}` in smm.toml", did_you_mean(name, known))


def _table(data: Any, name: str) -> dict[str, Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}
