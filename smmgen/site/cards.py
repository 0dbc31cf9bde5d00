"""What a network says of a payload -> the card its preview draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from smmgen import languages
from smmgen.content.names import page_of
from smmgen.content.schedule import wall_in
from smmgen.keys import sent_name_of
from smmgen.markup.text import RichText
from smmgen.media.types import MediaFile
from smmgen.networks.answers import mapping, text, whole
from smmgen.networks.preview import Preview
from smmgen.networks.shown import Message, Note, Shown, ShownCard, ShownFile, listed
from smmgen.site.html import fold, safe_url, to_html
from smmgen.site.model import Card, LinkView, MediaView, PartView
from smmgen.site.sent_html import cleaned
from smmgen.site.urls import media_name
from smmgen.variants.types import Variant

Files = Mapping[str, MediaFile]
"""The post's files by their path, which a payload names them by."""


def card(variant: Variant, payload: Mapping[str, Any], network: Preview, zone: str = "", language: str = "en") -> Card:
    """Everything one preview shows. `payload` is the payload file; `zone` is the project's, "" where it has none."""
    post, account = variant.post, variant.account
    messages = list(_messages(variant, payload))
    shown = [network.shown(message) for message in messages]
    files = _files(variant)
    views = [part_view(message.part, one, files) for message, one in zip(messages, shown, strict=True)]
    first = shown[0] if shown else Shown()
    return Card(
        account=account.name,
        platform=account.platform,
        page=page_of(post.path, post.occurrence),
        title=variant.fields.title or post.title,
        headline=first.title,
        sent_name=sent_name_of(post.name, post.occurrence),
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
        format=first.format,
        tags=first.tags,
        notes=tuple(_said(note, account.platform, language) for note in first.notes),
        silent=first.silent,
        visibility=first.visibility,
        delivery=str(payload.get("delivery", account.delivery)),
    )


def _said(note: Note, network: str, language: str) -> str:
    if isinstance(note, str):
        return languages.of_network(language, network, note) or note
    if isinstance(note, tuple):
        name, value = note
        return (languages.of_network(language, network, name) or name).replace("{value}", value)
    return note.get(language) or note["en"]


def _messages(variant: Variant, payload: Mapping[str, Any]) -> Iterator[Message]:
    """The parts that are sent; what a hook has left out of the payload is not."""
    at = variant.at.iso if variant.at else ""
    for part in map(mapping, listed(payload.get("parts"))):
        if isinstance(part.get("request"), Mapping):
            yield Message(part, at)


def _files(variant: Variant) -> Files:
    found = {file.path: file for part in variant.parts for file in part.media}
    image = variant.card.image if variant.card else None
    return found | ({image.path: image} if image else {})


def part_view(part: Mapping[str, Any], shown: Shown, files: Files) -> PartView:
    """One message of a payload; folded where the network folds."""
    head, rest = fold(shown.rich, *shown.fold) if shown.fold else (shown.rich, RichText())
    media = [(file.address, media_view(file, files)) for file in shown.media]
    copies = {address: view.src for address, view in media if address and view.src}
    return PartView(
        role=text(part.get("role")),
        html=cleaned(shown.html, copies) if shown.html else to_html(head, shown.linked),
        rest=to_html(rest, shown.linked) if rest.text else Markup(),
        length=whole(part.get("length")) or 0,
        limit=whole(part.get("limit")),
        unit=text(part.get("unit")),
        media=tuple(view for _, view in media),
        link=_link_view(shown.link, files) if shown.link else None,
        poll=shown.poll,
        above=shown.above,
        covered=shown.covered,
        carousel=shown.carousel,
        warning=shown.warning,
        sensitive=shown.sensitive,
    )


def _link_view(link: ShownCard, files: Files) -> LinkView:
    short = link.url.split("://")[-1].split("?")[0].removeprefix("www.")
    image = media_view(ShownFile(link.picture, link.picture), files) if link.picture in files else None
    return LinkView(
        safe_url(link.url),
        _host(link.url),
        link.title,
        link.description,
        image if image and image.src else None,
        short=short,
        made=link.made,
        rest=link.rest,
        above=link.above,
    )


def _host(url: str) -> str:
    """`teplo.example` of an address; the address itself where it has none."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def media_view(shown: ShownFile, files: Files) -> MediaView:
    """The file as the site shows it; by its name alone where the build has made no copy of it."""
    media = files.get(shown.path)
    if media is None or not media.sha256:
        return MediaView("", "document", shown.name, size=media.size if media else 0)
    return MediaView(
        src=media_name(media.sha256, media.mime),
        kind=media.kind,
        name=shown.name,
        alt=shown.alt,
        width=media.width or media.film.width,
        height=media.height or media.film.height,
        focus=_focus(shown.focus),
        type=media.mime,
        size=media.size,
    )


def _focus(focus: tuple[float, float] | None) -> str:
    """Classes for the nearest of five places each way: inline styles are not allowed."""
    if focus is None:
        return ""
    x, y = (round((value + 1) * 2) for value in focus)
    return f"fx{x} fy{4 - y}"


def picture(cards: Iterable[Card]) -> str:
    """The first picture of a post, below build/site; "" where there is none."""
    media = (media for card in cards for part in card.parts for media in part.media)
    return next((one.src for one in media if one.kind == "image"), "")
