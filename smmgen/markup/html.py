"""A document as sanitised HTML, for feeds and previews of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import nh3
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from smmgen.markup.addresses import CONTACTS, contact, is_file_name, is_web, scheme
from smmgen.markup.document import PARSER, Document
from smmgen.markup.render import link_words

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}, "span": {"class"}}
SCHEMES = frozenset(
    "callto facetime ftp ftps geo gemini gopher http https irc ircs magnet mailto matrix maps sftp sip sips skype sms"
    " smsto tel tg ton tonsite urn viber vk webcal whatsapp xmpp".split()
)
"""What a link of a page may lead to; the address of any other stands in the text."""
_CLEANER = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)


def to_html(document: Document, links: Callable[[str], str] = str) -> str:
    """The document in HTML that may stand in anybody's page: no script, no style, no picture.

    `links` is called with every http(s) address and returns the one to publish.

    A line end is a `<br>`; of a picture its alternative text remains, for media belong in the front matter.
    """
    tokens = [token for token in document.tokens if not token.type.startswith("variant_")]
    html = PARSER.renderer.render(tokens, PARSER.options, {"links": links})
    return _CLEANER.clean(html).strip()


def _image(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escapeHtml(renderer.renderInlineAsText(tokens[index].children or [], options, env))


PARSER.add_render_rule("image", _image)


def _as_written(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escapeHtml(tokens[index].content)


PARSER.add_render_rule("comment", _as_written)
PARSER.add_render_rule("html_tag", _as_written)


def _link_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """The tag; of a link without words the address, too. One that a page must not lead to stands behind its words."""
    token, words = tokens[index], link_words(tokens, index).strip()
    href = str(token.attrs["href"])
    if scheme(href) not in SCHEMES | {""}:
        env["instead"] = f": {href}" if words else href
        return ""
    if token.info == "auto" and is_file_name(words):
        env["instead"] = ""
        return ""
    url = env["links"](href) if is_web(href) else href
    opening = str(renderer.renderToken([token.copy(attrs={**token.attrs, "href": url})], 0, options, env))
    return opening if words else opening + escapeHtml(contact(url) if scheme(url) in CONTACTS else url)


def _link_close(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    instead = env.pop("instead", None)
    return str(renderer.renderToken(tokens, index, options, env)) if instead is None else escapeHtml(instead)


PARSER.add_render_rule("link_close", _link_close)
PARSER.add_render_rule("link_open", _link_open)
