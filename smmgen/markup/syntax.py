"""Our Markdown: markdown-it's `js-default` rules with the habits of social media writers.

Added: `::: only NAME...` and `::: except NAME...` blocks, `||spoiler||`, `++underline++`, links from bare addresses.
Left out: raw HTML (tags are text, comments are not published), headings underlined with `---` (the line is always a
rule, which threads are split at) and code by indentation. Addresses are kept as they were written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from smmgen.markup.addresses import CONTACTS, bare_hosts, canonical, contact, escaped, scheme, web_end
from smmgen.markup.blocks import add_blocks
from smmgen.markup.pasted import add_html

InlineRule = Callable[[StateInline, bool], bool]

_WEB = re.compile(r"(?<![a-z0-9.+-])https?$", re.IGNORECASE)
_MAY_BE_HOST = re.compile(r"\.(?<=[^\W_]\.)[^\W\d_]")
_REACH = 200
"""Signs of emphasis before an address that are looked at for one that may close behind it."""
_DEEPEST_LINK = 12
_STOPS = re.compile(r"[\n!&*+:<\[\]\\_`|~]")


class _Parser(MarkdownIt):
    """Addresses stay as written but for their scheme: no punycode, no percent signs where the writer put letters."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802, RUF100
        return canonical(escaped(url))

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802, RUF100
        return link


def build_parser() -> MarkdownIt:
    """The parser; building takes as long as parsing a post, so it is done once."""
    parser = _Parser("js-default", {"breaks": True})
    parser.disable(["lheading", "code", "html_block", "html_inline"])
    add_html(parser)
    add_blocks(parser)
    _add_pair(parser, "spoiler", "|", "span", inside_words=True)
    _add_pair(parser, "underline", "+", "u", inside_words=False)
    _say_contacts(parser)
    parser.inline.ruler.at("linkify", _address)
    parser.core.ruler.at("linkify", _link_bare_hosts)
    _need(parser, "table", "|")
    for rule in ("link", "image"):
        _bound(parser, rule)
    for rule in ("newline", "backticks", "link", "image", "autolink", "linkify", "comment", "html_tag"):
        _keep_place(parser, rule)
    parser.inline.terminator_re = _STOPS
    return parser


def _need(parser: MarkdownIt, name: str, sign: str) -> None:
    """Spare every block of a text the rule that finds nothing in it without this sign."""
    rule = next(rule for rule in parser.block.ruler.__rules__ if rule.name == name)
    known = rule.fn

    def needing(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return sign in state.src and known(state, start, end, silent)

    parser.block.ruler.at(name, needing, {"alt": rule.alt})


# ---- addresses in the text ----


def _say_contacts(parser: MarkdownIt) -> None:
    """Of `<tel:+74950000000>` and `<mailto:hello@teplo.example>` people read the number and the address."""
    rule = _rule(parser, "autolink")

    def autolink(state: StateInline, silent: bool) -> bool:
        if not rule(state, silent):
            return False
        if not silent:
            said = state.tokens[-2]
            said.content = contact(said.content) if scheme(said.content) in CONTACTS else canonical(said.content)
        return True

    parser.inline.ruler.at("autolink", autolink)


def _rule(parser: MarkdownIt, name: str) -> InlineRule:
    return next(item.fn for item in parser.inline.ruler.__rules__ if item.name == name)


def _address(state: StateInline, silent: bool) -> bool:
    """A link from `https://…` in plain text. What has been read of it when its colon comes up is the scheme."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    found = _WEB.search(state.pending[-6:])
    if not found or not state.src.endswith(found[0], 0, state.pos):
        return False
    start = state.pos - len(found[0])
    end = web_end(state.src, start, state.posMax, _open_signs(state))
    if end == start:
        return False
    if not silent:
        state.pending = state.pending[: -len(found[0])]
        text = canonical(state.src[start:end].replace("&amp;", "&"))
        for token in _link(text, state.md.normalizeLink(text)):
            pushed = state.push(token.type, token.tag, token.nesting)
            pushed.attrs, pushed.content = token.attrs, token.content
            pushed.markup, pushed.info = token.markup, token.info
    state.pos = end
    return True


def _open_signs(state: StateInline) -> str:
    """Signs of emphasis that stand open before this place."""
    return "".join({chr(sign.marker) for sign in state.delimiters[-_REACH:] if sign.open})


def _link_bare_hosts(state: StateCore) -> None:
    """Links from addresses without a scheme in plain text."""
    for token in state.tokens:
        if token.type == "inline" and token.children and _MAY_BE_HOST.search(token.content):
            token.children = [*_with_bare_hosts(token.children, state.md.normalizeLink)]


def _with_bare_hosts(children: Sequence[Token], normalize: Callable[[str], str]) -> Iterator[Token]:
    inside = 0
    for child in children:
        inside += child.nesting if child.type in ("link_open", "link_close") else 0
        if inside or child.type != "text" or not _MAY_BE_HOST.search(child.content):
            yield child
        else:
            yield from _parted(child, normalize)


def _parted(child: Token, normalize: Callable[[str], str]) -> Iterator[Token]:
    text, done = child.content, 0
    for start, end in bare_hosts(text):
        if start > done:
            yield child.copy(content=text[done:start])
        yield from _link(text[start:end], normalize(f"https://{text[start:end]}"))
        done = end
    if done < len(text):
        yield child.copy(content=text[done:])


def _link(text: str, url: str) -> tuple[Token, Token, Token]:
    opening = Token("link_open", "a", 1, attrs={"href": url}, markup="linkify", info="auto")
    closing = Token("link_close", "a", -1, markup="linkify", info="auto")
    return opening, Token("text", "", 0, content=text), closing


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


# ---- rows of brackets ----


def _bound(parser: MarkdownIt, name: str) -> None:
    """Spare rows of opening brackets the search for what closes them: there is nothing, or it is too deep inside, where
    the rest of the paragraph is passed over as beyond `maxNesting`."""
    rule = _rule(parser, name)

    def bounded(state: StateInline, silent: bool) -> bool:
        if not state.src.startswith(("[", "!["), state.pos) or state.src.find("]", state.pos) < 0:
            return False
        if silent and state.level > _DEEPEST_LINK:
            state.pos = state.posMax
            return True
        return rule(state, silent)

    parser.inline.ruler.at(name, bounded)


# ---- lines of inline tokens ----


def _keep_place(parser: MarkdownIt, name: str) -> None:
    """Make the rule note, in paragraphs of several lines, on which line of the paragraph its tokens begin and end."""
    rule = _rule(parser, name)

    def placed(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and len(state.tokens) > known and "\n" in state.src:
            first = known if state.tokens[known].type != "text" or len(state.tokens) == known + 1 else known + 1
            ends = _line_ends(state)
            state.tokens[first].meta["line"] = bisect_left(ends, start)
            state.tokens[-1].meta["end"] = bisect_left(ends, state.pos)
        return True

    parser.inline.ruler.at(name, placed)


def _line_ends(state: StateInline) -> list[int]:
    """Where the lines of this paragraph end, searched once."""
    known: tuple[str, list[int]] = state.env.get("line_ends", ("", []))
    if known[0] is not state.src:
        known = state.src, [found.start() for found in re.finditer("\n", state.src)]
        state.env["line_ends"] = known
    return known[1]
