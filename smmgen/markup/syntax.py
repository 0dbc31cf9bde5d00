"""Our Markdown: markdown-it's `js-default` rules with the habits of social media writers.

Added: `::: only NAME...` and `::: except NAME...` blocks, `||spoiler||`, `++underline++`, links from bare addresses.
Left out: raw HTML, headings underlined with `---` (the line is always a rule, which threads are split at) and code by
indentation. Addresses are kept as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from smmgen.markup.blocks import add_blocks

InlineRule = Callable[[StateInline, bool], bool]

_NEWER_DOMAINS = ("app", "art", "blog", "cafe", "club", "coffee", "dev", "example", "fun", "life", "live", "moscow",
                  "online", "page", "site", "social", "space", "store", "studio", "team", "tech", "world",
                  "дети", "москва", "онлайн", "рус", "сайт")  # fmt: skip
_UNSAFE = re.compile(r"[\s\"<>\\^`{|}]")
_CLOSING = re.compile(r"(?:\|\||\*\*|~~)+$")
_ADDRESS = re.compile(r"\.(?<=[^\W_]\.)[^\W\d_]|://")
_STOPS = re.compile(r"[\n!&*+:<\[\]\\_`|~]")


class _Parser(MarkdownIt):
    """Addresses stay as written: no punycode, no percent signs where the writer put letters."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802, RUF100
        return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802, RUF100
        return link


def build_parser() -> MarkdownIt:
    """The parser; building takes as long as parsing a post, so it is done once."""
    parser = _Parser("js-default", {"linkify": True, "breaks": True})
    parser.disable(["lheading", "code", "html_block", "html_inline"])
    add_blocks(parser)
    _add_pair(parser, "spoiler", "|", "span", inside_words=True)
    _add_pair(parser, "underline", "+", "u", inside_words=False)
    for rule in ("newline", "backticks", "link", "image", "autolink", "linkify"):
        _keep_place(parser, rule)
    parser.inline.terminator_re = _STOPS
    parser.linkify = _linkifier()
    return parser


def _linkifier() -> LinkifyIt:
    linkify = LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": False, "fuzzy_ip": False})
    linkify.normalize = _secure
    for schema in ("ftp:", "//", "mailto:"):
        linkify.add(schema, None)
    linkify.tlds(list(_NEWER_DOMAINS), True)
    search = linkify.test
    linkify.pretest = _may_hold_address
    linkify.test = lambda text: _may_hold_address(text) and search(text)
    return linkify


def _may_hold_address(text: str) -> bool:
    """Spares most texts linkify's own search, which takes as long as all other parsing."""
    return bool(_ADDRESS.search(text))


def _secure(match: Any) -> None:
    """A bare host means https, as people mean it; closing signs of emphasis are no part of an address."""
    kept = _CLOSING.sub("", match.raw)
    match.last_index -= len(match.raw) - len(kept)
    match.text = kept
    match.url = kept if match.schema else f"https://{kept}"


# ---- ||spoiler|| and ++underline++ ----


def _add_pair(parser: MarkdownIt, kind: str, sign: str, tag: str, *, inside_words: bool) -> None:
    """Text between two doubled signs. Not `inside_words`: C++17 and C++20 stay as they are."""

    def tokenize(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if silent or not state.src.startswith(sign * 2, start):
            return False
        scanned = state.scanDelims(start, inside_words)
        state.push("text", "", 0).content = sign * scanned.length
        if scanned.length == 2:
            token = len(state.tokens) - 1
            state.delimiters.append(Delimiter(ord(sign), 0, token, -1, scanned.can_open, scanned.can_close))
        state.pos += scanned.length
        return True

    def post_process(state: StateInline) -> None:
        _pair_up(state, state.delimiters)
        for meta in state.tokens_meta:
            if meta and "delimiters" in meta:
                _pair_up(state, meta["delimiters"])

    def _pair_up(state: StateInline, delimiters: list[Delimiter]) -> None:
        for opener in delimiters:
            if opener.marker == ord(sign) and opener.end != -1:
                _rename(state.tokens[opener.token], f"{kind}_open", 1)
                _rename(state.tokens[delimiters[opener.end].token], f"{kind}_close", -1)

    def _rename(token: Token, name: str, nesting: Literal[-1, 1]) -> None:
        token.type, token.tag, token.nesting = name, tag, nesting
        token.markup, token.content = sign * 2, ""
        if nesting == 1 and tag == "span":
            token.attrs = {"class": kind}

    parser.inline.ruler.before("emphasis", kind, tokenize)
    parser.inline.ruler2.before("emphasis", kind, post_process)


# ---- lines of inline tokens ----


def _keep_place(parser: MarkdownIt, name: str) -> None:
    """Make the rule note, in paragraphs of several lines, on which line of the paragraph its tokens begin and end."""
    rule: InlineRule = next(item.fn for item in parser.inline.ruler.__rules__ if item.name == name)

    def placed(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and len(state.tokens) > known and "\n" in state.src:
            first = known if state.tokens[known].type != "text" or len(state.tokens) == known + 1 else known + 1
            state.tokens[first].meta["line"] = state.src.count("\n", 0, start)
            state.tokens[-1].meta["end"] = state.src.count("\n", 0, state.pos)
        return True

    parser.inline.ruler.at(name, placed)
