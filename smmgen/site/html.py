"""Text with marks -> HTML for previews. Content is never trusted: everything is escaped, every address is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from markupsafe import Markup

from smmgen.markup.addresses import web_end
from smmgen.markup.marks import clip
from smmgen.markup.text import Mark, RichText

_SCHEME = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@|tel:\+?[0-9]|tg://[a-z])", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_AUTOLINK = re.compile(
    r"[hH#@](?:"  # a set of signs to begin with is looked for several times faster than what each must stand after
    r"(?P<url>(?<=[hH])[tT]{2}[pP][sS]?://)"
    r"|(?P<tag>(?<=\#)(?<![\w/#&@.]\#)\w*[^\W\d_]\w*(?:@\w+)?)"
    r"|(?P<name>(?<=@)(?<![\w/@.]@)[A-Za-z0-9_](?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?)"
    r")"
)
_TICKED = re.compile(r"`([^`]+)`")
_TAGS = {
    "bold": ("<strong>", "</strong>"),
    "italic": ("<em>", "</em>"),
    "underline": ("<u>", "</u>"),
    "strike": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler" tabindex="0">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "quote": ("<blockquote>", "</blockquote>"),
    "mention": ('<span class="at">', "</span>"),
    "hashtag": ('<span class="at">', "</span>"),
}
_KNOWN = frozenset({*_TAGS, "link"})
_VERBATIM = frozenset({"link", "code", "pre", "mention", "hashtag"})
_BLOCKS = frozenset({"pre", "quote"})


def safe_url(url: str) -> str:
    """The address if a page may link to it (http, https, mailto, tel, tg), else ""."""
    return url if _SCHEME.match(url) and not _CONTROL.search(url) else ""


def to_html(rich: RichText, linked: bool = True) -> Markup:
    """Escaped text with one properly nested element a mark; bare URLs, hashtags and mentions are coloured if `linked`.

    Marks may overlap in any way: an element that another one cuts is closed and opened again.
    """
    plain = _autolinked if linked else escape
    if not rich.marks:
        return Markup(plain(rich.text))  # noqa: S704 - every piece has been escaped
    return Markup("".join(_walk(rich, plain)))  # noqa: S704 - every piece has been escaped


def ticks(message: str) -> Markup:
    """A diagnostic's words: escaped, with identifiers in backticks as code."""
    return Markup(_TICKED.sub(r"<code>\1</code>", escape(message)))  # noqa: S704 - escaped first


def fold(rich: RichText, characters: int, lines: int) -> tuple[RichText, RichText]:
    """Cut where a network hides the rest of a long text: at the end of a line or word, at most so many of each."""
    place = _fold_at(rich.text, characters, lines)
    if place is None:
        return rich, RichText()
    return cut(rich, 0, place), cut(rich, place, len(rich.text))


def cut(rich: RichText, start: int, end: int) -> RichText:
    """The stretch from start to end (code points), marks trimmed to it."""
    return RichText(rich.text[start:end], tuple(clip(rich.marks, start, end)))


def _fold_at(text: str, characters: int, lines: int) -> int | None:
    place = len(text)
    newline = -1
    for _ in range(lines):
        newline = text.find("\n", newline + 1)
        if newline < 0:
            break
    else:
        place = newline
    if place > characters:
        line_end = text.rfind("\n", characters * 2 // 3, characters)
        place = line_end if line_end > 0 else max(text.rfind(" ", 0, characters), characters // 2)
    return place if len(text) - place > characters // 5 else None


def _walk(rich: RichText, plain: Callable[[str], str]) -> Iterator[str]:
    text, size = rich.text, len(rich.text)
    marks = [mark for mark in rich.marks if 0 <= mark.start < mark.end <= size and mark.kind in _KNOWN]
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end))[::-1]
    edges = sorted({0, size, *(mark.start for mark in marks), *(mark.end for mark in marks)})
    stack: list[Mark] = []
    for here, there in zip(edges, [*edges[1:], size], strict=True):
        block_ended = False
        if stack:
            block_ended = any(mark.kind in _BLOCKS for mark in stack if mark.end == here)
            yield from _close(stack, here)
        while waiting and waiting[-1].start == here:
            stack.append(waiting.pop())
            yield _open(stack[-1])
        piece = text[here:there]
        if block_ended and piece.startswith("\n"):
            piece = piece[1:]
        yield escape(piece) if stack and any(mark.kind in _VERBATIM for mark in stack) else plain(piece)


def _close(stack: list[Mark], here: int) -> Iterator[str]:
    """Close what ends here, and open again what had to be closed on the way."""
    lowest = next((index for index, mark in enumerate(stack) if mark.end <= here), len(stack))
    above = stack[lowest:]
    for mark in reversed(above):
        yield "</a>" if mark.kind == "link" else _TAGS[mark.kind][1]
    del stack[lowest:]
    for mark in above:
        if mark.end > here:
            yield _open(mark)
            stack.append(mark)


def _open(mark: Mark) -> str:
    return _anchor(mark.value) if mark.kind == "link" else _TAGS[mark.kind][0]


def _anchor(url: str) -> str:
    href = safe_url(url)
    return f'<a href="{escape(href)}" rel="noopener noreferrer nofollow">' if href else '<a class="dead">'


def _autolinked(text: str) -> str:
    if "#" not in text and "@" not in text and "://" not in text:
        return escape(text)
    pieces, end = list[str](), 0
    while match := _AUTOLINK.search(text, end):
        start, kind = match.start(), match.lastgroup
        stop = web_end(text, start, len(text)) if kind == "url" else match.end()
        found = _anchored(text[start:stop]) if kind == "url" else f'<span class="at">{escape(match[0])}</span>'
        pieces += [escape(text[end:start]), found if stop > start else escape(match[0])]
        end = max(stop, match.end())
    return "".join([*pieces, escape(text[end:])])


def _anchored(url: str) -> str:
    return f"{_anchor(url)}{escape(url)}</a>"
