"""Posts and variants made by hand, so that the site is tested without the rooms before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from smmgen.config import Config
from smmgen.content.model import Fields, FrontMatter, Post
from smmgen.content.schedule import Moment
from smmgen.content.source import Source
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.markup.document import Document, parse
from smmgen.markup.text import Mark, RichText
from smmgen.media.types import MediaFile
from smmgen.networks import registry
from smmgen.networks.base import Network
from smmgen.site import cards
from smmgen.site.model import Card
from smmgen.site.pages import Site
from smmgen.variants import payload
from smmgen.variants.rows import PlanRow, PostRow
from smmgen.variants.types import LinkCard, Part, Variant

CONFIG: dict[str, Any] = {
    "project": {"name": "Тепло", "timezone": "Europe/Moscow", "language": "ru", "url": "https://teplo.example"},
    "accounts": {
        "vk": {"platform": "vk", "title": "Тепло · кофе и обжарка", "target": -230000001},
        "tg": {"platform": "telegram", "title": "Тепло", "target": "@teplo_coffee"},
        "fedi": {"platform": "mastodon", "target": "@teplo@mastodon.example", "base_url": "https://mastodon.example"},
        "bsky": {"platform": "bluesky", "title": "Teplo Coffee", "target": "teplo.bsky.example"},
        "site": {"platform": "feed", "title": "Новости «Тепла»", "target": "public"},
    },
    "rubrics": {"useful": {"title": "Полезное", "color": "#0f766e"}, "ad": {"title": "Реклама"}},
    "audiences": {"students": {"title": "Студенты"}},
}


def config(**changes: Any) -> Config:
    """The brand's smm.toml; `project_language="en"` changes one key of one table."""
    tables = {name: dict(table) for name, table in CONFIG.items()}
    for name, value in changes.items():
        table, _, key = name.partition("_")
        if key:
            tables[table][key] = value
        else:
            tables[table] = value
    accounts = {name: {**account, "name": name} for name, account in tables["accounts"].items()}
    return Config.model_validate({**tables, "accounts": accounts})


def moment(wall: str, zone: str = "Europe/Moscow") -> Moment:
    fixed = zone[0] in "+-"
    at = datetime.fromisoformat(f"{wall}{zone}" if fixed else wall)
    return Moment((at if fixed else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC), wall, zone)


def picture(name: str = "latte.jpg", alt: str = "", width: int = 1200, height: int = 900, **more: Any) -> MediaFile:
    digest = sha256(name.encode()).hexdigest()
    return MediaFile(f"content/media/{name}", digest, 30_000, "image", "image/jpeg", width, height, alt, **more)


def rich(text: str, *marks: tuple[str, str, str]) -> RichText:
    """Marks as (kind, marked words, value)."""
    found = [Mark(text.index(words), text.index(words) + len(words), kind, value) for kind, words, value in marks]
    return RichText(text, tuple(sorted(found, key=lambda mark: (mark.start, -mark.end))))


def post(slug: str = "2026-11/latte", wall: str | None = "2026-11-27T10:00", path: str = "", **front: Any) -> Post:
    path = path or f"content/posts/{slug}.md"
    at = moment(wall) if wall else None
    names = tuple(CONFIG["accounts"])
    data = {"title": "Латте чёрной пятницы", "kind": "useful", **front}
    matter = FrontMatter.model_validate(data)
    fields = Fields.model_validate({key: value for key, value in data.items() if key in Fields.model_fields})
    return Post(
        path=path,
        slug=slug,
        uid=matter.uid or path,
        source=Source(path, {}, "", 1, {}, {}),
        front=matter,
        accounts=names,
        fields=dict.fromkeys(names, fields),
        moments=dict.fromkeys(names, at),
        deadlines=dict.fromkeys(names),
        document=Document(),
    )


def variant(
    of: Post,
    account: str,
    parts: Sequence[Part] | str = "Кофе готов.",
    card: LinkCard | None = None,
    settings: Config | None = None,
) -> Variant:
    """The post on one account; a string stands for one text part."""
    if isinstance(parts, str):
        parts = [Part("text", RichText(parts), (), len(parts), 4096, "characters")]
    return Variant(
        post=of,
        account=(settings or config()).accounts[account],
        fields=of.fields[account],
        at=of.moments[account],
        not_after=of.deadlines[account],
        parts=tuple(parts),
        card=card,
        document=parse(parts[0].rich.text, 1, frozenset()),
    )


def card(of: Variant, request: Mapping[str, Any] | None = None) -> Card:
    """The card of what is sent; `request` stands over the first part's own."""
    built = payload.build(of, registry.get(of.account.platform))
    built["parts"][0]["request"] |= request or {}
    network = registry.get(of.account.platform)
    return cards.card(of, built, network, "Europe/Moscow", "ru")


def site(project: Path, settings: Config | None = None, **networks: Network) -> Site:
    """The preview of these settings; `networks` are beside those of smmgen."""
    settings = settings or config()
    names = {account.platform for account in settings.accounts.values()}
    return Site(settings, project, {name: networks.get(name) or registry.get(name) for name in names})


def page(
    site: Site,
    of: Post,
    shown: Sequence[Card],
    payloads: Mapping[str, str] | None = None,
    diagnostics: Sequence[Diagnostic] = (),
) -> str:
    """The post's page with these cards."""
    fragments = [site.feed_fragment(card) for card in shown]
    return site.post_page(site.post_facts(of, shown), fragments, payloads or {}, diagnostics)


def post_row(of: Post, diagnostics: Sequence[Diagnostic] = (), shown: Sequence[Card] = ()) -> PostRow:
    """As the pipeline has it, as far as pages look at it."""
    row = PostRow(of.path, of.slug, of.title, of.uid, str(of.front.status), kind=of.front.kind or "")
    return row._replace(picture=cards.picture(shown)).counting(diagnostics)


def rows(of: Post, shown: Sequence[Card], diagnostics: Sequence[Diagnostic] = ()) -> list[PlanRow]:
    """The post on the accounts of these cards."""
    post = post_row(of, diagnostics, shown)
    return [PlanRow(post, c.account, c.platform, wall=c.wall, zone=c.zone, here=c.here) for c in shown]


def found(message: str, severity: Severity = Severity.ERROR, account: str | None = None, **place: Any) -> Diagnostic:
    span = place.get("span", Span(4, 11, 4, 30))
    path = place.get("path", "content/posts/2026-11/latte.md")
    return Diagnostic(path, span, "SMM201", "text-too-long", severity, message, "shorten it", account)
