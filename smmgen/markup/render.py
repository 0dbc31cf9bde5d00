"""A document's tokens -> one network's text with marks, as its `Style` says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import regex
from markdown_it.token import Token

from smmgen.markup.addresses import canonical, escaped
from smmgen.markup.document import Document, place
from smmgen.markup.hashtags import HASHTAG, pattern
from smmgen.markup.links import PLAIN, Spelling, spell
from smmgen.markup.marks import tidy
from smmgen.markup.mentions import MENTION
from smmgen.markup.style import Style
from smmgen.markup.text import Dropped, Mark, RichText
from smmgen.markup.writer import Writer


class Rendered(NamedTuple):
    """The text as the network will show it, and what it had to do without."""

    rich: RichText
    dropped: tuple[Dropped, ...]


def render(document: Document, style: Style, links: Callable[[str], str] = str) -> Rendered:
    """The document's text in this style. `links` is given every web address and returns the one to publish."""
    writer = Writer(style, document.first_line, links)
    for token in document.tokens:
        write = _BLOCKS.get(token.type)
        if write:
            write(writer, token)
    return Rendered(tidy("".join(writer.pieces), writer.marks), tuple(writer.dropped))


# ---- blocks: what opens one owes nothing, what closes one owes the line ends after it ----


def _paragraph_open(writer: Writer, token: Token) -> None:
    writer.ended = token.map[1] if token.map else -1


def _paragraph_close(writer: Writer, token: Token) -> None:
    writer.part(1 if token.hidden else 2)


def _heading_open(writer: Writer, token: Token) -> None:
    writer.open()


def _heading_close(writer: Writer, token: Token) -> None:
    start = writer.opened.pop()
    if writer.style.heading == "bold" and "bold" in writer.style.marks:
        writer.mark(start, "bold")
    writer.part(2)


def _list_open(writer: Writer, token: Token) -> None:
    if token.map and token.map[0] == writer.ended:
        writer.breaks = min(writer.breaks, 1)
    writer.lists.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)


def _list_close(writer: Writer, token: Token) -> None:
    writer.lists.pop()
    if not writer.lists:
        writer.part(2)


def _item_open(writer: Writer, token: Token) -> None:
    number = writer.lists[-1]
    if number is None:
        writer.put(writer.style.bullet)
    else:
        writer.put(f"{number}{token.markup} ")
        writer.lists[-1] = number + 1
    writer.indent("  ")


def _item_close(writer: Writer, token: Token) -> None:
    writer.dedent()
    writer.part(1)


def _quote_open(writer: Writer, token: Token) -> None:
    writer.open()
    if "quote" not in writer.style.marks:
        writer.put(writer.style.quote)
        writer.indent(writer.style.quote)


def _quote_close(writer: Writer, token: Token) -> None:
    start = writer.opened.pop()
    if "quote" in writer.style.marks:
        writer.mark(start, "quote")
    else:
        writer.dedent()
    writer.part(2)


def _rule(writer: Writer, token: Token) -> None:
    writer.put(writer.style.rule)
    writer.part(2)


def _fence(writer: Writer, token: Token) -> None:
    code = token.content.strip("\n")
    if not code:
        return
    writer.settle()
    start = writer.length
    writer.put(_harmless(code, "pre", writer.style).replace("\n", f"\n{writer.prefix}"))
    if "pre" in writer.style.marks:
        writer.mark(start, "pre", (token.info.split() or [""])[0])
    else:
        writer.lose("pre", writer.line(token))
    writer.part(2)


def _table_open(writer: Writer, token: Token) -> None:
    writer.lose("table", writer.line(token))


def _table_close(writer: Writer, token: Token) -> None:
    writer.part(2)


def _row_open(writer: Writer, token: Token) -> None:
    writer.cells = 0


def _row_close(writer: Writer, token: Token) -> None:
    writer.cells = -1
    writer.part(1)


# ---- inside a paragraph ----


def _inline(writer: Writer, token: Token) -> None:
    children = token.children or []
    if writer.cells >= 0 and children:
        if writer.cells:
            writer.put(" · ")
        writer.cells += 1
    replaced = False
    for index, child in enumerate(children):
        kind = child.type
        if replaced:
            replaced = kind != "link_close"
            if kind == "image":
                _lose_inline(writer, "image", token, index)
        elif kind == "text":
            _text(writer, child.content)
        elif kind in _BREAKS:
            writer.put(f"\n{writer.prefix}")
        elif kind in _EMPHASIS:
            _emphasis(writer, child, token, index)
        elif kind == "link_open":
            replaced = _link_open(writer, children, index)
        elif kind == "link_close":
            _link_close(writer)
        elif kind == "code_inline":
            _code(writer, child, token, index)
        elif kind == "html_tag":
            writer.put(child.content)
        elif kind == "image":
            writer.put(_words(child.children or []))
            _lose_inline(writer, "image", token, index)


def _text(writer: Writer, text: str) -> None:
    if writer.breaks:
        writer.settle()
    if writer.apart:
        writer.part_from(text)
    if writer.link is not None and "@" in text:
        text = _named_apart(text, writer.link, writer.style)
    start = writer.length
    writer.pieces.append(text)
    writer.length = start + len(text)
    if writer.link is not None:
        return
    if writer.style.hashtags and "#" in text:
        _found(writer, pattern(writer.style.tag), "hashtag", text, start)
    if writer.style.mentions == "mark" and "@" in text:
        _found(writer, MENTION, "mention", text, start)


def _found(writer: Writer, pattern: regex.Pattern[str], kind: str, text: str, offset: int) -> None:
    for found in pattern.finditer(text):
        writer.marks.append(Mark(offset + found.start(), offset + found.end(), kind, found[1]))


def _emphasis(writer: Writer, child: Token, inline: Token, index: int) -> None:
    kind = _EMPHASIS[child.type]
    if kind in writer.style.marks:
        if child.nesting == 1:
            writer.open()
        else:
            writer.close(kind)
    elif child.nesting == 1:
        _lose_inline(writer, kind, inline, index)


def _code(writer: Writer, child: Token, inline: Token, index: int) -> None:
    writer.settle()
    start = writer.length
    writer.put(_harmless(child.content, "code", writer.style))
    if "code" in writer.style.marks:
        writer.mark(start, "code")
    else:
        _lose_inline(writer, "code", inline, index)


def _harmless(code: str, kind: str, style: Style) -> str:
    """Code for a network that has none: a word joiner after each sign that would make a mention or a hashtag there."""
    if kind in style.marks or style.mentions == "mark":
        return code
    if "@" in code:
        code = _PINGING.sub(f"@{_JOINER}", code)
    return HASHTAG.sub(rf"#{_JOINER}\1", code) if "#" in code else code


def _named_apart(words: str, link: Spelling, style: Style) -> str:
    """Words of a link whose address follows as text: a name in them is somebody's on another site, not on this one."""
    is_own = style.site != "" and regex.match(style.site, link.after.removeprefix(": ")) is not None
    return words if not link.after or is_own else _LOCAL.sub(f"@{_JOINER}", words)


def _link_open(writer: Writer, children: Sequence[Token], index: int) -> bool:
    """Whether the link is written already, its own text replaced."""
    url, bare = str(children[index].attrs["href"]), children[index].info == "auto"
    spelling = spell(link_words(children, index), url, bare, writer.style, writer.links)
    if spelling.text is None:
        writer.open()
        writer.put(spelling.before)
        writer.link = spelling
        return False
    _put_address(writer, spelling)
    return True


def _put_address(writer: Writer, spelling: Spelling) -> None:
    """What stands in the place of a link's text; an address apart is parted from a word right before it, too."""
    text = spelling.text or ""
    if spelling.apart and not writer.breaks and _GLUED.search(writer.pieces[-1] if writer.pieces else ""):
        writer.put(" ")
    writer.open()
    writer.put(text)
    _mark_link(writer, spelling)


def _link_close(writer: Writer) -> None:
    spelling = writer.link or PLAIN
    blank = writer.take_blank(writer.opened[-1]) if spelling.after else ""
    writer.put(spelling.after)
    writer.link = None
    _mark_link(writer, spelling)
    if blank:
        writer.put(blank)


def _mark_link(writer: Writer, spelling: Spelling) -> None:
    start = writer.opened.pop()
    if spelling.mark:
        writer.mark(start, "link", spelling.mark)
    writer.apart = spelling.apart


def link_words(children: Sequence[Token], index: int) -> str:
    """The bare text of the link that opens there."""
    inside = (children[place] for place in range(index + 1, len(children)))
    return _words(itertools.takewhile(lambda child: child.type != "link_close", inside))


def render_address(url: str, style: Style, links: Callable[[str], str] = str) -> RichText:
    """An address by itself, as this network's users see addresses in a text."""
    writer = Writer(style, 1, links)
    _put_address(writer, spell("", canonical(escaped(url)), True, style, links))
    return tidy("".join(writer.pieces), writer.marks)


def _words(children: Iterable[Token]) -> str:
    """The bare text of inline tokens, on one line."""
    return "".join(" " if child.type in _BREAKS else child.content for child in children)


def _lose_inline(writer: Writer, kind: str, inline: Token, index: int) -> None:
    if kind in writer.style.reports:
        if writer.placed[0] is not inline:
            writer.placed = (inline, [line for _, line in place(inline, writer.first_line)])
        writer.lose(kind, writer.placed[1][index])


_GLUED = re.compile(r"[A-Za-z0-9_@#/$]$")
"""After which networks look for no address."""

_BREAKS = frozenset({"softbreak", "hardbreak"})
_JOINER = "\u2060"
_LOCAL = regex.compile(r"(?<![\w=/])@(?=\w)(?!\w+(?:[.-]+\w+)*@\w)")
"""The @ of a name without a server."""
_PINGING = regex.compile(r"(?<![\w=/])@(?=\w)")
"""An @ that Mastodon and VK may take for a mention's: not inside a word or an address."""

_EMPHASIS: Mapping[str, str] = {
    f"{token}_{side}": kind
    for token, kind in {
        "strong": "bold",
        "em": "italic",
        "underline": "underline",
        "s": "strike",
        "spoiler": "spoiler",
    }.items()
    for side in ("open", "close")
}

_BLOCKS: Mapping[str, Callable[[Writer, Token], None]] = {
    "inline": _inline,
    "paragraph_open": _paragraph_open,
    "paragraph_close": _paragraph_close,
    "heading_open": _heading_open,
    "heading_close": _heading_close,
    "bullet_list_open": _list_open,
    "bullet_list_close": _list_close,
    "ordered_list_open": _list_open,
    "ordered_list_close": _list_close,
    "list_item_open": _item_open,
    "list_item_close": _item_close,
    "blockquote_open": _quote_open,
    "blockquote_close": _quote_close,
    "hr": _rule,
    "fence": _fence,
    "table_open": _table_open,
    "table_close": _table_close,
    "tr_open": _row_open,
    "tr_close": _row_close,
}
