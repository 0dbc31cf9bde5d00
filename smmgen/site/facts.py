"""What the post page says about a post beside its cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from smmgen.config import Config
from smmgen.content.documents.base import Documents
from smmgen.content.model import Post, Targeting
from smmgen.content.names import page_of
from smmgen.site.i18n import Words
from smmgen.site.model import InSeries
from smmgen.site.urls import url_of


class Fact(NamedTuple):
    """`page` is below build/site, "" where the value leads nowhere."""

    label: str
    value: str
    page: str = ""


def facts(post: Post, config: Config, t: Words, titles: Mapping[str, str], documents: Documents) -> list[Fact]:
    """Targeting, advertising mark and cost. `titles`: name of a network -> what people call it. `documents`: what posts
    may refer to."""
    targeting = post.front.targeting
    named = (*_references(post, t, documents), *_audience(targeting.audience, config, t, documents))
    return [*named, *_targeting(targeting, t, titles), *_ads(post, t), *_ai(post, t), *_cost(post, config, t)]


def in_series(post: Post) -> InSeries | None:
    """Which of its times this is; None of a post that does not repeat."""
    if not post.times:
        return None
    at = next(at for at, time in enumerate(post.times) if time.occurrence == post.occurrence)
    before, after = (
        "".join(page_of(post.path, time.occurrence) for time in beside)
        for beside in (post.times[:at][-1:], post.times[at + 1 : at + 2])
    )
    return InSeries(at + 1, len(post.times), before, after, page_of(post.path), post.times[at].variant)


def _references(post: Post, t: Words, documents: Documents) -> Iterator[Fact]:
    """The documents that it names, as far as they are there."""
    for reference in post.references:
        if found := documents.get(reference.kind, {}).get(reference.uid):
            yield Fact(t.word("", reference.kind), found.title, url_of(found.path))


def _audience(name: str | None, config: Config, t: Words, documents: Documents) -> Iterator[Fact]:
    if name:
        document = documents.get("audience", {}).get(name)
        audience = config.audiences.get(name) or document
        page = url_of(document.path) if document else ""
        yield Fact(t.label("audience"), audience.title if audience else name, page)


def _targeting(targeting: Targeting, t: Words, titles: Mapping[str, str]) -> Iterator[Fact]:
    if place := targeting.place:
        known = ", ".join(filter(None, (place.name, place.address)))
        yield Fact(t.label("place"), f"{known} ({place.lat}, {place.lon})")
    if targeting.age:
        yield Fact(t.label("age"), targeting.age)
    if targeting.language:
        yield Fact(t.label("languages"), ", ".join(targeting.language))
    if targeting.replies:
        yield Fact(t.label("replies"), t.word("replies", targeting.replies))
    for platform in targeting.model_extra or {}:
        yield Fact(titles.get(platform, platform), _written(targeting.options(platform)))


def _ads(post: Post, t: Words) -> Iterator[Fact]:
    if ads := post.front.ads:
        yield Fact(t.label("advertising"), ", ".join(filter(None, (ads.advertiser, ads.inn, f"erid {ads.erid}"))))


def _ai(post: Post, t: Words) -> Iterator[Fact]:
    ai = post.front.ai
    if ai and ai.text:
        yield Fact(t.label("ai_text"), t.word("ai", ai.text))
    if ai and ai.pictures:
        yield Fact(t.label("ai_pictures"), t.word("ai", ai.pictures))


def _cost(post: Post, config: Config, t: Words) -> Iterator[Fact]:
    if (cost := post.front.cost) and cost.amount:
        money = t.money(cost.amount, cost.currency or config.project.currency)
        yield Fact(t.label("cost"), ", ".join(filter(None, (money, cost.budget))))


def _written(options: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {_value(value)}" for key, value in options.items())


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
