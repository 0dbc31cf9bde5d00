"""Characters that look like Markdown have no effect, and would be published as they are.

`**` between punctuation and a letter neither opens nor closes bold text: `**20%**off` is published as written. A link
has no space between its words and its address, and none inside the address.

Wrong: `**20%**off, see [menu] (https://teplo.example/menu)`

Right: `**20%** off, see [menu](https://teplo.example/menu)`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from smmgen.diagnostics import Fix, Severity, Span
from smmgen.markup.document import Document, place
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM507", "unread-markup", Severity.WARNING, fact=False, docs=__doc__)

_PAIRS = re.compile(
    r"""(?<![\w*])\*\*(?=[^\s*])(?:[^*\n]|\*(?!\*)){0,300}?(?<=[^\s*])\*\*(?!\*)
      | (?<!\*)\*\*(?=[^\s*])(?:[^*\n]|\*(?!\*)){0,300}?(?<=[^\s*])\*\*(?![\w*])
      | (?<![\w~])~~(?=[^\s~])(?:[^~\n]|~(?!~)){0,300}?(?<=[^\s~])~~(?!~)
      | (?<![\w|])\|\|(?=[^\s|])(?:[^|\n]|\|(?!\|)){0,300}?(?<=[^\s|])\|\|(?!\|)
      | (?<![\w+])\+\+(?=[^\s+])(?:[^+\n]|\+(?!\+)){0,300}?(?<=[^\s+])\+\+(?!\+)
      | (?<![\w_])__(?=[^\s_])(?:[^_\n]|_(?!_)){0,300}?(?<=[^\s_])__(?!_)""",
    re.VERBOSE,
)
_ADDRESS = r"\s*<?(?:https?://|www\.|mailto:|tel:|tg://|[\w-]+\.[a-z]{2,}/)"
_APART = re.compile(rf"(?<!!)(\[[^\[\]\n]{{1,200}}\])([ \t]+)\((?={_ADDRESS})[^()\n]{{1,500}}\)", re.IGNORECASE)
_BROKEN = re.compile(rf"\[[^\[\]\n]{{0,200}}\]\({_ADDRESS}[^()\n]{{0,500}}\)?", re.IGNORECASE)
_UNSAFE = re.compile(r"\[[^\[\]\n]{0,200}\]\(\s*(?:javascript|vbscript|data|file):[^()\n]{0,500}\)?", re.IGNORECASE)
_TURNED = re.compile(rf"\([^()\n]{{1,200}}\)\[(?={_ADDRESS})[^\[\]\n]{{1,500}}\]", re.IGNORECASE)
_LINKS = {
    _APART: "write `[words](address)` without a blank between",
    _BROKEN: "an address has no blanks in it, write `%20` instead, and a bracket behind it",
    _UNSAFE: "name a web page: nothing else of this kind can be linked",
    _TURNED: "write `[words](address)`",
}
"""Pattern -> what to do about it."""
_LONE = re.compile(r"(?<![\w*])\*\*(?=[^\W_])")
_DOUBLED = ("**", "~~", "||", "++", "__")
_SIGNS = (*_DOUBLED, "](", "] ", "]\t", ")[")
_MAY_BE_UNREAD = re.compile(r"[*~|+_\[]")
"""What `_unread` looks for in plain text has one of these."""


def check_post(subject: PostSubject) -> Iterator[Finding]:
    text = subject.post.source.text
    if any(sign in text for sign in _SIGNS):
        rows = text.split("\n")
        for document in subject.documents:
            yield from _in(document, rows)


def _in(document: Document, rows: Sequence[str]) -> Iterator[Finding]:
    """`rows`: the lines of the file."""
    lone = []
    seen: Counter[tuple[str, int]] = Counter()
    for text, line in _lines(document):
        row = rows[line - 1] if line <= len(rows) else ""
        lone += [(text, line, row)] * text.count("**")
        for finding in _unread(text, line, row):
            key = finding.texts[0], line
            yield finding._replace(nth=seen[key])
            seen[key] += 1
    if len(lone) == 1 and _LONE.search(lone[0][0]):
        _, line, row = lone[0]
        message, hint = "this `**` is published unchanged", "close it, or take it out"
        yield Finding(message, hint, line=line, span=_sign(row, line, _read_before(document, line)))


def _sign(row: str, line: int, nth: int) -> Span | None:
    """Where the `**` stands that has `nth` others before it on its line."""
    places = [found.start() + 1 for found in re.finditer(r"\*\*", row)]
    return Span(line, places[nth], line, places[nth] + 2) if nth < len(places) else None


def _read_before(document: Document, line: int) -> int:
    """How many `**` of the line have a meaning and stand before the one that has none."""
    count = 0
    for token in document.tokens:
        for child, at in place(token, document.first_line) if token.type == "inline" else ():
            if at == line and child.type == "text" and "**" in child.content:
                return count
            if at == line:
                count += child.markup == "**" or child.content.count("**")
    return count


def _unread(text: str, line: int, row: str) -> Iterator[Finding]:
    for found in _PAIRS.finditer(text) if any(sign in text for sign in _DOUBLED) else ():
        sign = found[0][:2]
        hint = f"put a blank outside the `{sign}`, or take the punctuation inside out; \\ before each sign keeps them"
        yield Finding(f"the `{sign}` of `{found[0]}` are published unchanged", hint, line=line, texts=(found[0],))
    for pattern, hint in _LINKS.items() if "[" in text else ():
        for found in pattern.finditer(text):
            fixes = _without_blank(row, line, found) if pattern is _APART else ()
            yield Finding(f"`{found[0]}` is not a link", hint, line=line, texts=(found[0],), fixes=fixes)


def _without_blank(row: str, line: int, found: re.Match[str]) -> tuple[Fix, ...]:
    at = row.find(found[0])
    if at < 0 or row.count(found[0]) > 1:
        return ()
    start = at + len(found[1]) + 1
    return (Fix(Span(line, start, line, start + len(found[2])), ""),)


def _lines(document: Document) -> Iterator[tuple[str, int]]:
    """Plain text by lines of the file; code, links and escaped paragraphs left out."""
    for token in document.tokens:
        if token.type == "inline" and _may_be_unread(token):
            rows: dict[int, list[str]] = {}
            is_link = False
            for child, line in place(token, document.first_line):
                if child.type in ("link_open", "link_close"):
                    is_link = child.nesting == 1 and child.info != "auto"
                rows.setdefault(line, []).append(_plain(child, is_link))
            yield from (("".join(pieces), line) for line, pieces in rows.items())


def _may_be_unread(token: Any) -> bool:
    text = "".join([child.content for child in token.children if child.type == "text"])
    is_there = _MAY_BE_UNREAD.search(text) and any(sign in token.content for sign in _SIGNS)
    return bool(is_there) and "\\" not in token.content


def _plain(child: Any, is_link: bool) -> str:
    if child.type == "text" and not is_link:
        return str(child.content)
    return "\ufffc" if child.type in ("text", "code_inline", "image", "html_tag") else ""
