"""HTML in a body: comments are left out of what is published, tags are text like any other, but known as tags."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_TAGS = (
    "a abbr address article aside audio b big blockquote body br button caption center cite code col dd del details dfn"
    " div dl dt em embed figcaption figure font footer form h[1-6] head header hr html i iframe img input ins kbd label"
    " li link mark meta nav noscript object ol option p picture pre q s samp script section select small source span"
    " strike strong style sub summary sup svg table tbody td tfoot th thead time title tr tt u ul var video wbr"
    " tg-emoji tg-spoiler"
)
_TAG = re.compile(rf"</?({_TAGS.replace(' ', '|')})(?:\s+[^<>=]+=[^<>]*|\s*/?)>|<!doctype\b[^<>]*>", re.IGNORECASE)
_OPENS, _CLOSES = "<!--", "-->"
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_BLANKS = " \t"


def add_html(parser: MarkdownIt) -> None:
    """Teach the parser tokens `comment`, which nobody renders, and `html_tag`, whose content is the tag as written."""
    parser.block.ruler.before("table", "comment", _comment_block, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("autolink", "comment", _comment)
    parser.inline.ruler.after("autolink", "html_tag", _tag)


def tag_name(tag: str) -> str:
    """`b` of `</b>`, in small letters."""
    found = _TAG.match(tag)
    return (found[1] or "").lower() if found else ""


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Comments that have their lines for themselves, or part paragraphs with a blank line of their own."""
    begin = state.bMarks[start] + state.tShift[start]
    stop = _comments_end(state, begin, state.eMarks[end - 1])
    if stop == begin:
        return False
    if silent:
        return _BLANK_LINE.search(state.src, begin, stop) is not None
    last = start
    while state.eMarks[last] < stop:
        last += 1
    is_followed = bool(state.src[stop : state.eMarks[last]].strip())
    if is_followed and last == start:
        return False
    if is_followed:
        blank = len(state.src[stop : state.eMarks[last]]) - len(state.src[stop : state.eMarks[last]].lstrip())
        state.bMarks[last], state.tShift[last], state.sCount[last] = stop, blank, state.blkIndent
    state.line = last if is_followed else last + 1
    state.push("comment", "", 0).map = [start, state.line]
    return True


def _comments_end(state: StateBlock, begin: int, limit: int) -> int:
    """Where the comments end that stand there one behind the other; `begin` when there is none, or none that ends."""
    stop = begin
    while state.src.startswith(_OPENS, stop + _gap(state.src, stop, limit)):
        at = _closing(state.src, stop + len(_OPENS), limit, state.env)
        if at < 0:
            break
        stop = at
    return stop


def _gap(text: str, start: int, limit: int) -> int:
    """The number of blanks from `start`, up to `limit`."""
    end = start
    while end < limit and text[end] in _BLANKS:
        end += 1
    return end - start


def _closing(text: str, start: int, limit: int, env: MutableMapping[str, Any]) -> int:
    """The end of the comment that is open at `start`, -1 when it is not closed before `limit`."""
    if env.get("unclosed") is text:
        return -1
    at = text.find(_CLOSES, start)
    if at < 0:
        env["unclosed"] = text
    return at + len(_CLOSES) if 0 <= at <= limit - len(_CLOSES) else -1


def _comment(state: StateInline, silent: bool) -> bool:
    """A comment in a paragraph; the blanks around it, or its line, go with it."""
    if not state.src.startswith(_OPENS, state.pos):
        return False
    end = _closing(state.src, state.pos + len(_OPENS), state.posMax, state.env)
    if end < 0:
        return False
    if not silent:
        end = _push_comment(state, end)
    state.pos = end
    return True


def _push_comment(state: StateInline, end: int) -> int:
    """Add a comment token; returns the offset after it."""
    before = state.src[state.src.rfind("\n", 0, state.pos) + 1 : state.pos]
    after = end + _gap(state.src, end, state.posMax)
    ends_line, ends_text = state.src.startswith("\n", after), after == state.posMax
    if not before.strip(_BLANKS):
        if ends_line:
            after += 1 + _gap(state.src, after + 1, state.posMax)
        elif ends_text and state.tokens and state.tokens[-1].type in ("softbreak", "hardbreak"):
            state.tokens[-1].type, state.tokens[-1].tag = "text", ""
        end = after
    elif ends_line or ends_text:
        state.pending, end = state.pending.rstrip(_BLANKS), after
    elif before.endswith((" ", "\t")):
        end = after
    state.push("comment", "", 0)
    return end


def _tag(state: StateInline, silent: bool) -> bool:
    found = _TAG.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("html_tag", "", 0).content = found[0]
    state.pos = found.end()
    return True
