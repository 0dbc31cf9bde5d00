"""MAX's HTML: a text with marks as it is sent, and such HTML read back.

Source: https://dev.max.ru/docs-api, "Formatting": tags that it does not name are stripped. How signs are escaped in its
Markdown is not documented, in HTML it is the usual way.
"""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from html.parser import HTMLParser

from smmgen.markup import addresses
from smmgen.markup.text import Mark, RichText

TAGS = {"bold": "b", "italic": "i", "underline": "u", "strike": "s", "code": "code", "pre": "pre", "link": "a"}
COMMENT_TAGS = {kind: tag for kind, tag in TAGS.items() if kind != "link"}
"""Links behind words are not supported in comments (https://dev.max.ru/docs-api/objects/NewCommentBody)."""
KINDS = {tag: kind for kind, tag in TAGS.items()} | {
    "strong": "bold", "em": "italic", "ins": "underline", "del": "strike", "h1": "bold",
}  # fmt: skip


def sent(rich: RichText, kinds: Collection[str] = TAGS) -> tuple[str, str]:
    """The text and its `format`: "html", or "" for a text without marks, which is sent as it is."""
    marks = [mark for mark in rich.marks if mark.kind in kinds and not _is_found(rich.text, mark)]
    return (_written(rich.text, marks), "html") if marks else (rich.text, "")


def _is_found(text: str, mark: Mark) -> bool:
    """A bare address that is left to the network: MAX does not say which it finds, so only one that is plain."""
    is_bare = mark.kind == "link" and text[mark.start : mark.end] == mark.value
    return is_bare and addresses.is_found(text, mark.start, mark.end)


def _written(text: str, marks: list[Mark]) -> str:
    """Marks do not overlap in part, so that at each place the inner ones end first and the outer ones begin first."""
    ends = [(mark.end, 0, -mark.start, -number) for number, mark in enumerate(marks)]
    starts = [(mark.start, 1, -mark.end, number) for number, mark in enumerate(marks)]
    pieces, done = list[str](), 0
    for at, is_start, _, number in sorted([*ends, *starts]):
        pieces.append(escape(text[done:at], quote=False))
        mark = marks[abs(number)]
        pieces.append(_opening(mark) if is_start else f"</{TAGS[mark.kind]}>")
        done = at
    return "".join(pieces) + escape(text[done:], quote=False)


def _opening(mark: Mark) -> str:
    return f'<a href="{escape(mark.value)}">' if mark.kind == "link" else f"<{TAGS[mark.kind]}>"


def read(html: str) -> RichText:
    """What readers see of HTML that is sent; other tags are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return RichText("".join(reader.pieces), tuple(mark for mark in reader.marks if mark.end > mark.start))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        """In the order in which they begin, outer ones first; one that is still open ends where it begins."""
        self.opened: list[tuple[str, int]] = []
        """The tags that are open, and the number of the mark of each."""

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
        self.length += len(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KINDS:
            value = dict(attrs).get("href") or "" if tag == "a" else ""
            self.opened.append((tag, len(self.marks)))
            self.marks.append(Mark(self.length, self.length, KINDS[tag], value))

    def handle_endtag(self, tag: str) -> None:
        if self.opened and self.opened[-1][0] == tag:
            _, number = self.opened.pop()
            self.marks[number] = self.marks[number]._replace(end=self.length)
