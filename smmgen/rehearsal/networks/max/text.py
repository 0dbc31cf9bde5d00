"""MAX: a text with its markup, HTML or Markdown, as plain text and the elements that the API answers with.

Elements count in UTF-16 units (unverified). Markup is undocumented where it is escaped or unbalanced: in HTML the
entities of `<`, `>`, `&` and `"` are read and other tags left out; Markdown that does not pair is text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

Element = dict[str, Any]

_TAGS = {
    "b": "strong", "strong": "strong", "i": "emphasized", "em": "emphasized", "s": "strikethrough",
    "del": "strikethrough", "u": "underline", "ins": "underline", "code": "monospaced", "pre": "monospaced",
    "mark": "highlighted", "h1": "heading", "blockquote": "quote", "a": "link",
}  # fmt: skip
_INLINE = re.compile(
    r"(?P<code>`(?P<monospaced>[^`\n]+)`)"
    r"|\*\*(?P<strong>\S(?:.*?\S)?)\*\*|__(?P<strong2>\S(?:.*?\S)?)__"
    r"|~~(?P<strikethrough>\S(?:.*?\S)?)~~|\+\+(?P<underline>\S(?:.*?\S)?)\+\+"
    r"|\^\^(?P<highlighted>\S(?:.*?\S)?)\^\^"
    r"|\*(?P<emphasized>\S(?:.*?\S)?)\*|(?<!\w)_(?P<emphasized2>\S(?:.*?\S)?)_(?!\w)"
    r"|\[(?P<link>[^\[\]\n]+)\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)",
    re.DOTALL,
)
_LINE = re.compile(r"(?:(?P<heading># )|(?P<quote>> ?))(?P<rest>.*)")


def size(text: str) -> int:
    """How long a text is: the unit is undocumented, so the larger of code points and UTF-16 units."""
    return max(len(text), units(text))


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read(text: str, form: str | None) -> tuple[str, list[Element]]:
    """The plain text and its elements `{type, from, length}`, those of links with their `url`."""
    if form == "html":
        parser = _Parser()
        parser.feed(text)
        parser.close()
        return parser.text, parser.elements
    return _markdown(text) if form == "markdown" else (text, [])


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.elements = "", []  # type: str, list[Element]
        self._open: list[tuple[str, Element]] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.text += "\n"
        if tag not in _TAGS:
            return
        element: Element = {"type": _TAGS[tag], "from": units(self.text), "length": 0}
        if tag == "a":
            element["url"] = dict(attrs).get("href") or ""
        self._open.append((tag, element))

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at][0] == tag), None)
        if at is not None:
            _, element = self._open.pop(at)
            element["length"] = units(self.text) - element["from"]
            self.elements.append(element)


def _markdown(text: str) -> tuple[str, list[Element]]:
    plain, elements = "", []  # type: str, list[Element]
    for number, line in enumerate(text.split("\n")):
        plain += "\n" if number else ""
        found = _LINE.fullmatch(line)
        start = units(plain)
        words, inner = _inline(found["rest"] if found else line, start)
        plain += words
        elements += inner
        if found:
            kind = "heading" if found["heading"] else "quote"
            elements.append({"type": kind, "from": start, "length": units(words)})
    return plain, elements


def _inline(text: str, start: int) -> tuple[str, list[Element]]:
    """A part of a line whose plain text begins after `start` units."""
    plain, elements, at = "", [], 0  # type: str, list[Element], int
    for found in _INLINE.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        name = next(name for name in _KINDS if found[name] is not None)
        begin = start + units(plain)
        words, inner = (found[name], []) if name == "monospaced" else _inline(found[name], begin)
        element = {"type": name.rstrip("2"), "from": begin, "length": units(words)}
        elements += [*inner, {**element, "url": found["url"]} if name == "link" else element]
        plain += words
    return plain + text[at:], elements


_KINDS = (
    "monospaced", "strong", "strong2", "strikethrough", "underline", "highlighted", "emphasized", "emphasized2", "link",
)  # fmt: skip
