"""A post as one account will show it: the road every network shares, steered by the network's data.

What is added to the writer's text, in this order, each only where the text does not have it yet:

* the `link`, where the network cannot carry it as a card of its own (Mastodon; any Telegram post with media);
* the place as `📍 name, address`, where the network takes no coordinates;
* the age mark (`18+`) and, under it, the mark of advertising (`ads`) on lines of their own, as readers in Russia
  expect them: the last words of the post, before the hashtags;
* the hashtags, as a last paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from smmgen.config import Account, Config
from smmgen.content.hashtag_sets import expand
from smmgen.content.model import Ads, Fields, Media, Post
from smmgen.content.model import Place as PlaceField
from smmgen.markup.addresses import canonical
from smmgen.markup.counting import Fits, utf8_bytes
from smmgen.markup.document import Document
from smmgen.markup.hashtags import append, missing
from smmgen.markup.marks import cut
from smmgen.markup.render import Rendered, render, render_address
from smmgen.markup.text import Dropped, Mark, RichText, is_blank
from smmgen.markup.words import says, says_advertising
from smmgen.media.types import MediaFile
from smmgen.networks.account_limits import carries_for
from smmgen.networks.base import Network
from smmgen.networks.carries import Carried, carries_link
from smmgen.networks.limits import Limits
from smmgen.variants.types import Added, LinkCard, Part, Variant

Links = Callable[[str], str]
"""What hooks make of a URL, such as adding UTM marks."""


def adapt(
    post: Post,
    account: Account,
    network: Network,
    limits: Limits,
    config: Config,
    media: Mapping[str, MediaFile],
    links: Links = str,
) -> Variant:
    """The variant of `post` for `account`, which has these limits.

    `media` maps the names (`Media.name`) of the account's files to probed files; missing ones are left out, a rule
    reports them. So are texts too long and files too many: nothing is cut here. `links` sees every URL once.
    """
    fields, carries = post.fields[account.name], carries_for(network, account)
    body = _selected(post.document, account, network)
    files = tuple(_file(item, media[item.name]) for item in fields.media if item.name in media)
    card = _card(fields, media, links)
    tags = expand(fields.hashtags, config.hashtags)
    rendered = _sections(body, fields, network, links)
    texts, added = _texts(rendered, fields, network), list[Added]()
    if fields.link and not carries_link(carries, fields, bool(files)) and not body.links_to(fields.link.url):
        address = render_address(fields.link.url, network.facts.style, links)
        added.append(Added("link", address.text))
        texts[-1] = _joined([texts[-1], address])
    lines = _closing_lines(fields, carries, texts[-1].text)
    closing = "\n".join(line.text for line in lines)
    texts[-1] = _joined([texts[-1], RichText(closing)])
    own = () if "tags" in carries else tags
    lacking = missing(texts[-1], own, network.facts.style.tag, network.facts.style.hashtags)
    texts = _fitted(texts, len(closing), lacking, account, network, _fits(fields, bool(files), network, limits))
    comment = _comment(post, account, network, links)
    parts = (*_parts(texts, files, fields, network, limits, carries), *_comment_part(comment, network, limits))
    return Variant(
        post=post,
        account=account,
        fields=fields,
        at=post.moments.get(account.name),
        not_after=post.deadlines.get(account.name),
        parts=parts,
        document=body,
        added=(*added, *lines, *([Added("hashtags", append(RichText(), lacking, False).text)] if lacking else [])),
        hashtags=_unique([*body.hashtags(network.facts.style.tag), *tags]),
        card=card,
        dropped=_dropped([*rendered, *([comment] if comment else [])]),
        links=links,
    )


# Text


def _selected(document: Document, account: Account, network: Network) -> Document:
    return document.select(frozenset({network.name, account.name}))


def _sections(body: Document, fields: Fields, network: Network, links: Links) -> list[Rendered]:
    return [_rendered(section, network, links) for section in (body.sections() if fields.thread else [body])]


def _rendered(document: Document, network: Network, links: Links) -> Rendered:
    """The document's text; of one that says nothing not even its rules and bullets are left."""
    rendered = render(document, network.facts.style, links)
    is_empty = document.is_empty or is_blank(rendered.rich.text)
    return rendered._replace(rich=RichText()) if is_empty else rendered


def _texts(rendered: Sequence[Rendered], fields: Fields, network: Network) -> list[RichText]:
    """A text per message; where the network has no threads the sections stand in one text, a blank line between."""
    texts = [item.rich for item in rendered if item.rich.text] or [RichText()]
    return texts if network.facts.threads and fields.thread else [_joined(texts)]


def _joined(texts: Sequence[RichText]) -> RichText:
    """The texts with a blank line between them, their marks moved along."""
    texts = [rich for rich in texts if rich.text]
    if len(texts) == 1:
        return texts[0]
    whole, marks = "", list[Mark]()
    for rich in texts:
        whole += "\n\n" if whole else ""
        marks += [mark._replace(start=mark.start + len(whole), end=mark.end + len(whole)) for mark in rich.marks]
        whole += rich.text
    return RichText(whole, tuple(marks))


def _closing_lines(fields: Fields, carries: frozenset[Carried], text: str) -> list[Added]:
    """Place, age mark and mark of advertising, as far as `text` lacks them."""
    targeting, lines = fields.targeting, list[Added]()
    if targeting.place and "place" not in carries and not _names_place(text, targeting.place):
        lines.append(Added("place", _place_line(targeting.place)))
    if targeting.age and "age" not in carries and not says(text, targeting.age):
        lines.append(Added("age", targeting.age))
    if fields.ads and not _is_marked(text, fields.ads):
        lines.append(Added("ads", _ads_line(fields.ads, english=targeting.language == ["en"])))
    return lines


def _names_place(text: str, place: PlaceField) -> bool:
    return says(text, place.address or place.name)


def _is_marked(text: str, ads: Ads) -> bool:
    """The writer has marked the advertisement by hand; the token alone, or one in an address, is no mark."""
    return says(text, ads.erid) and says_advertising(text)


def _place_line(place: PlaceField) -> str:
    """`📍 name, address`"""
    return f"📍 {place.name}, {place.address}" if place.address else f"📍 {place.name}"


def _ads_line(ads: Ads, english: bool) -> str:
    """The mark that Russian law asks for (38-FZ, article 18.1): the word, the advertiser, the token."""
    word, number = ("Ad", "INN") if english else ("Реклама", "ИНН")
    inn = f", {number} {ads.inn}" if ads.inn else ""
    return f"{word}. {ads.advertiser}{inn}, erid: {ads.erid}"


# Length


def _fitted(
    texts: Sequence[RichText], closing: int, tags: Sequence[str], account: Account, network: Network, fits: Fits
) -> list[RichText]:
    """The texts with hashtags under the last one, split where the account asks for that and the network can.

    `closing`: how many characters at the end of the last text are lines that stay together.
    """
    *first, last = texts
    tagged = append(last, tags, network.facts.style.hashtags)
    if account.threads != "auto" or not network.facts.threads or not fits(1, "a", 0):
        return [*first, tagged]
    if all(fits(part, rich.text, len(rich.marks)) for part, rich in enumerate((*first, tagged))):
        return [*first, tagged]
    from smmgen.markup.splitting import split  # its patterns take a while to compile, and most texts fit

    pieces: list[RichText] = []
    for rich in first:
        pieces += split(rich, _from(len(pieces), fits))
    tail = cut(tagged, len(last.text) + 2 * bool(last.text), len(tagged.text))
    whole = [(len(last.text) - closing, len(last.text))] if closing else []
    *more, last = split(last, _from(len(pieces), fits), tail, whole)
    return [*pieces, *more, _joined([last, tail])]


def _fits(fields: Fields, captioned: bool, network: Network, limits: Limits) -> Fits:
    """Whether a part takes a text, by every limit there is. The first part may stand under media, where some networks
    give less room."""

    def fits(part: int, text: str, marks: int) -> bool:
        caption = limits.most("caption.length") if captioned and part == 0 else None
        room = limits.most("text.length") if caption is None else caption
        size = network.length_within(text, limits) + network.shared(fields, text, part)
        sizes = ((size, room), (utf8_bytes(text), limits.most("text.bytes")), (marks, limits.most("text.marks")))
        return all(most is None or size <= most for size, most in sizes)

    return fits


def _from(part: int, fits: Fits) -> Fits:
    """The same for the parts from one on."""
    return lambda number, text, marks: fits(part + number, text, marks)


# Parts


def _parts(
    texts: Sequence[RichText],
    files: tuple[MediaFile, ...],
    fields: Fields,
    network: Network,
    limits: Limits,
    carries: frozenset[Carried],
) -> list[Part]:
    if fields.poll and "poll-message" in carries:
        return _poll_parts(texts, files, network, limits)
    first = _text_part(texts[0], files, network, limits)
    return [first, *(_text_part(rich, (), network, limits) for rich in texts[1:])]


def _poll_parts(
    texts: Sequence[RichText], files: tuple[MediaFile, ...], network: Network, limits: Limits
) -> list[Part]:
    """One message where text and file fit into the poll's own, else the text first and the poll after it."""
    room = limits.most("poll.text")
    if len(texts) == 1 and len(files) <= 1 and (room is None or network.length_within(texts[0].text, limits) <= room):
        return [_part("poll", texts[0], files, network, limits, room)]
    first = _text_part(texts[0], files, network, limits)
    rest = [_text_part(rich, (), network, limits) for rich in texts[1:]]
    return [first, *rest, _part("poll", RichText(), (), network, limits, room)]


def _text_part(rich: RichText, files: tuple[MediaFile, ...], network: Network, limits: Limits) -> Part:
    caption = limits.most("caption.length") if files else None
    if caption is not None:
        return _part("caption", rich, files, network, limits, caption)
    return _part("text", rich, files, network, limits, limits.most("text.length"))


def _part(
    role: str, rich: RichText, files: tuple[MediaFile, ...], network: Network, limits: Limits, most: float | None
) -> Part:
    limit = None if most is None else int(most)
    return Part(role, rich, files, network.length_within(rich.text, limits), limit, network.facts.unit)


def _comment(post: Post, account: Account, network: Network, links: Links) -> Rendered | None:
    document = post.comments.get(account.name) if network.facts.first_comment else None
    return _rendered(_selected(document, account, network), network, links) if document else None


def _comment_part(comment: Rendered | None, network: Network, limits: Limits) -> list[Part]:
    if not comment or not comment.rich.text:
        return []
    return [_part("comment", comment.rich, (), network, limits, limits.most("text.length"))]


# Media and card


def _file(item: Media, probed: MediaFile) -> MediaFile:
    """What the post says about the file goes with it; another account may say something else."""
    return replace(probed, alt=item.alt or "", title=item.title or "")


def _card(fields: Fields, media: Mapping[str, MediaFile], links: Links) -> LinkCard | None:
    link = fields.link
    if not link:
        return None
    return LinkCard(
        links(canonical(link.url)),
        link.title or "",
        link.description or "",
        media.get(link.image) if link.image else None,
        link.preview or "",
    )


# Collections


def _unique(tags: Sequence[str]) -> tuple[str, ...]:
    """Each tag once, in its first spelling."""
    seen: dict[str, str] = {}
    for tag in tags:
        seen.setdefault(tag.casefold(), tag)
    return tuple(seen.values())


def _dropped(rendered: Sequence[Rendered]) -> tuple[Dropped, ...]:
    return tuple(item for one in rendered for item in one.dropped)
