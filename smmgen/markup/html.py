"""A document as sanitised HTML, for feeds and previews of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import nh3
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from smmgen.markup.document import PARSER, Document

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}, "span": {"class"}}
_SCHEMES = {"http", "https", "mailto", "tel", "tg"}
_CLEANER = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


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


def _link(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    href = str(token.attrs.get("href", ""))
    if href.startswith(("http://", "https://")):
        token = token.copy(attrs={**token.attrs, "href": env["links"](href)})
    return str(renderer.renderToken([token], 0, options, env))


PARSER.add_render_rule("link_open", _link)
