"""The page of an audience: who they are, how many, and which campaigns are for them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from smmgen.content.documents.audience import AudienceFront, Group, Near
from smmgen.content.documents.metrics import plural_of
from smmgen.site.i18n import Words
from smmgen.site.kinds.base import About
from smmgen.site.urls import url_of

LEADS_TO = ("campaign",)


class AudienceFacts(NamedTuple):
    """`who` and `groups` are label and value; `sizes` who says it and how many; `options` what unpaid posts get."""

    who: tuple[tuple[str, str], ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    sizes: tuple[tuple[str, str], ...]
    checked: str
    used: tuple[tuple[str, str, str], ...]


def facts(about: About[AudienceFront]) -> AudienceFacts:
    front, t = about.front, about.whole.t
    named = (row for row in about.whole.documents if about.row.name in row.refers)
    sizes = front.size.figures if front.size else {}
    return AudienceFacts(
        tuple(_who(front, t)),
        tuple(_group(group, t) for group in front.include),
        tuple(_group(group, t) for group in front.exclude),
        tuple((name, _written(one)) for name, one in front.organic.items()),
        tuple((name, t.number(Decimal(number))) for name, number in sizes.items()),
        (front.size.checked or "") if front.size else "",
        tuple((row.title, url_of(row.path), row.kind) for row in named),
    )


def _who(front: AudienceFront, t: Words) -> list[tuple[str, str]]:
    who = front.who
    found = (
        (t.label("age"), who.age or ""),
        (t.label("near"), "; ".join(_around(place, t) for place in who.near)),
        (t.label("interests"), ", ".join(who.interests)),
        (t.label("languages"), ", ".join(who.language)),
    )
    return [(label, value) for label, value in found if value]


def _around(place: Near, t: Words) -> str:
    words = t.label("km")
    return f"{t.number(Decimal(str(place.km)))} {words} ({place.lat:g}, {place.lon:g})"


def _written(options: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in options.items())


def _group(group: Group, t: Words) -> str:
    """`reacted on vk, 90 days (like, comment)`"""
    key, name = next((key, name) for key in ("engaged", "members", "list") if (name := getattr(group, key)))
    text = t.word("group", key).format(name=name)
    text += f", {t.count('days', group.days)}" if group.days else ""
    acts = ", ".join(t.word("metric", plural_of(act)) for act in group.by)
    return f"{text} ({acts})" if acts else text
