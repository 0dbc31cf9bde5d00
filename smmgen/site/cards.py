"""A variant and its payload -> the card its preview draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from smmgen.content.schedule import wall_in
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.markup.text import RichText
from smmgen.site import sent
from smmgen.site.html import fold, to_html
from smmgen.site.model import Card, PartView
from smmgen.variants.rows import stated
from smmgen.variants.types import Part, Variant, files

FOLDS = {"vk": (300, 8)}
"""Platform -> how many characters and lines its feed shows before "show more"."""

MARKED = frozenset({"bluesky"})
"""Networks that link nothing by themselves: addresses, mentions and hashtags are what the request marks as such."""


def card(variant: Variant, payload: Mapping[str, Any], diagnostics: Iterable[Diagnostic], zone: str = "") -> Card:
    """Everything one preview shows. `payload` is the payload file; diagnostics may be the whole post's; `zone` is the
    project's, "" where it has none."""
    post, account = variant.post, variant.account
    diagnostics = list(diagnostics)
    errors, warnings = count(found for found in diagnostics if found.account == account.name)
    messages = list(_messages(variant, payload))
    shown = [sent.read(account.platform, message) for message in messages]
    views = [part_view(message.part, one, account.platform) for message, one in zip(messages, shown, strict=True)]
    first = shown[0] if shown else sent.Sent()
    return Card(
        account=account.name,
        platform=account.platform,
        slug=post.slug,
        title=variant.fields.title or post.title,
        headline=first.title,
        uid=post.uid,
        status=str(post.front.status),
        at=variant.at.iso if variant.at else "",
        wall=variant.at.wall if variant.at else "",
        zone=variant.at.zone if variant.at else "",
        here=wall_in(variant.at, zone),
        not_after=variant.not_after.wall if variant.not_after else "",
        parts=tuple(view for view in views if view.role != "comment"),
        comment=next((view for view in views if view.role == "comment"), None),
        place=first.place,
        source=first.source,
        replies=first.replies,
        tags=first.tags,
        notes=first.notes,
        silent=first.silent,
        visibility=first.visibility,
        delivery=str(payload.get("delivery", account.delivery)),
        errors=errors,
        warnings=warnings,
        state=stated(str(post.front.status), count(diagnostics)[0]),
    )


def _messages(variant: Variant, payload: Mapping[str, Any]) -> Iterator[sent.Message]:
    """Each part with its request; what a hook has left out of the payload is not sent."""
    at = variant.at.iso if variant.at else ""
    for index, (part, written) in enumerate(zip(variant.parts, payload.get("parts") or (), strict=False)):
        request = written.get("request") if isinstance(written, Mapping) else None
        if isinstance(request, Mapping):
            yield sent.Message(request, part, files(variant, index), at)


def count(diagnostics: Iterable[Diagnostic]) -> tuple[int, int]:
    """Errors, warnings."""
    severities = [found.severity for found in diagnostics]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def part_view(part: Part, shown: sent.Sent, platform: str) -> PartView:
    """One message; folded where the network folds."""
    head, rest = fold(shown.rich, *FOLDS[platform]) if platform in FOLDS else (shown.rich, RichText())
    linked = platform not in MARKED
    focused = dict(enumerate(shown.focus))
    names = dict(enumerate(shown.names))
    return PartView(
        role=part.role,
        html=shown.html or to_html(head, linked),
        rest=to_html(rest, linked) if rest.text else Markup(),
        length=part.length,
        limit=part.limit,
        unit=part.unit,
        media=tuple(
            sent.media_view(file, names.get(index, ""), focused.get(index, False))
            for index, file in enumerate(part.media)
        ),
        link=shown.link,
        poll=shown.poll,
        above=shown.above,
        covered=shown.covered,
        carousel=shown.carousel,
        warning=shown.warning,
        sensitive=shown.sensitive,
    )


def picture(cards: Iterable[Card]) -> str:
    """The first picture of a post, below build/site; "" where there is none."""
    pictures = (media.src for card in cards for part in card.parts for media in part.media if media.kind == "image")
    return next(pictures, "")
