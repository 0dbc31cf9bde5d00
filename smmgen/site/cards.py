"""A variant -> the card its preview draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from smmgen.content.model import Poll, Post
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.markup.text import RichText
from smmgen.platforms.base import LinkCard, MediaFile, Part, Variant
from smmgen.site.html import fold, safe_url, to_html
from smmgen.site.model import Card, LinkView, MediaView, PartView, PollView, PostRow, media_name, stated

FOLDS = {"vk": (300, 8), "feed": (700, 14)}
"""Platform -> how many characters and lines its feed shows before "show more"."""


def card(variant: Variant, payload: Mapping[str, Any], diagnostics: Iterable[Diagnostic]) -> Card:
    """Everything one preview shows. `payload` is the payload file; diagnostics may be the whole post's."""
    post, account, fields = variant.post, variant.account, variant.fields
    diagnostics = list(diagnostics)
    errors, warnings = count(found for found in diagnostics if found.account == account.name)
    views = [part_view(part, account.platform) for part in variant.parts]
    request = _first_request(payload)
    return Card(
        account=account.name,
        platform=account.platform,
        slug=post.slug,
        title=fields.title or post.title,
        uid=post.uid,
        status=str(post.front.status),
        at=variant.at.iso if variant.at else "",
        wall=variant.at.wall if variant.at else "",
        zone=variant.at.zone if variant.at else "",
        not_after=variant.not_after.wall if variant.not_after else "",
        parts=tuple(view for view in views if view.role != "comment"),
        comment=next((view for view in views if view.role == "comment"), None),
        poll=_poll(fields.poll),
        link=_link(variant.card),
        place=fields.targeting.place.name if fields.targeting.place else "",
        age=fields.targeting.age or "",
        warning=_words(request.get("spoiler_text")),
        sensitive=request.get("sensitive") is True,
        silent=request.get("disable_notification") is True,
        visibility=_words(request.get("visibility")),
        delivery=account.delivery,
        errors=errors,
        warnings=warnings,
        state=stated(str(post.front.status), count(diagnostics)[0]),
    )


def row(post: Post, cards: Sequence[Card], diagnostics: Iterable[Diagnostic]) -> PostRow:
    """The post's line in lists and calendars."""
    errors, warnings = count(diagnostics)
    return PostRow(
        slug=post.slug,
        title=post.title,
        uid=post.uid,
        path=post.path,
        status=str(post.front.status),
        kind=post.front.kind or "",
        cards=tuple(card.fact for card in cards),
        errors=errors,
        warnings=warnings,
        picture=next(_pictures(cards), ""),
    )


def broken_row(path: str, slug: str, diagnostics: Iterable[Diagnostic]) -> PostRow:
    """The line of a file that is no post yet."""
    errors, warnings = count(diagnostics)
    return PostRow(slug, slug.rsplit("/", 1)[-1], path, path, "unreadable", errors=errors, warnings=warnings)


def count(diagnostics: Iterable[Diagnostic]) -> tuple[int, int]:
    """Errors, warnings."""
    severities = [found.severity for found in diagnostics]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def part_view(part: Part, platform: str) -> PartView:
    """One message; folded where the network folds."""
    head, rest = fold(part.rich, *FOLDS[platform]) if platform in FOLDS else (part.rich, RichText())
    return PartView(
        role=part.role,
        html=to_html(head),
        rest=to_html(rest) if rest.text else Markup(),
        length=part.length,
        limit=part.limit,
        unit=part.unit,
        media=tuple(map(media_view, part.media)),
    )


def media_view(media: MediaFile) -> MediaView:
    """The file as the site shows it."""
    return MediaView(
        src=media_name(media.sha256, media.mime),
        kind=media.kind,
        name=media.title or media.path.rsplit("/", 1)[-1],
        alt=media.alt,
        width=media.width,
        height=media.height,
        focus=_focus(media.focus),
        type=media.mime,
        size=media.size,
    )


def _focus(focus: tuple[float, float] | None) -> str:
    """Classes for the nearest of five places each way: inline styles are not allowed."""
    if focus is None:
        return ""
    x, y = (round((value + 1) * 2) for value in focus)
    return f"fx{x} fy{4 - y}"


def _poll(poll: Poll | None) -> PollView | None:
    if poll is None:
        return None
    options = tuple(poll.options)
    return PollView(poll.question, options, poll.multiple, poll.anonymous, poll.closes or "", poll.answer or "")


def _link(link: LinkCard | None) -> LinkView | None:
    if link is None or link.preview == "none":
        return None
    return LinkView(
        href=safe_url(link.url),
        host=_host(link.url),
        title=link.title,
        description=link.description,
        image=media_view(link.image) if link.image else None,
        large=link.preview != "small",
        short=link.url.split("://")[-1].split("?")[0].removeprefix("www."),
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def _first_request(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    parts = payload.get("parts") or [{}]
    request = parts[0].get("request")
    return request if isinstance(request, Mapping) else {}


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _pictures(cards: Iterable[Card]) -> Iterator[str]:
    return (media.src for card in cards for part in card.parts for media in part.media if media.kind == "image")
