"""What the rules about writing have in common: their words, which are data (`writing.toml`), the text as each account
gets it, and where words stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from smmgen.content.model import Post, Status
from smmgen.content.source import Source, span_of
from smmgen.diagnostics import Span
from smmgen.markup.document import Document
from smmgen.rules.base import PostSubject, Subject
from smmgen.rules.places import body_span
from smmgen.rules.texts import Stretch, without_code
from smmgen.variants.types import Variant

TABLE = Path(__file__).with_name("writing.toml")

_NUMBER = r"\d{1,9}(?:[ \u00a0\u2009\u202f.,]\d{1,3}){0,3}"
PRICE = re.compile(
    rf"(?<![\w.,-])(?P<number>{_NUMBER})\s?(?P<sign>₽|руб(?:\.|л\w+)?(?!\w)|р\.|€|(?:евро|EUR|USD|RUB)(?!\w))"
    rf"|(?P<before>[$€£])\s?(?P<behind>{_NUMBER})",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_MARKUP = r"[\s*_~`\\]*"
"""What may stand between the words of a text in Markdown."""


@cache
def _tables() -> Mapping[str, list[str]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


@cache
def words(name: str) -> re.Pattern[str]:
    """Any word of the list of that name."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_tables()[name])})(?!\w)".replace(" ", r"\s+"), re.IGNORECASE)


def is_draft(post: Post) -> bool:
    """Nobody has finished writing it."""
    return post.front.status is Status.DRAFT


# As it is shown


def is_advertising(subject: Subject) -> bool:
    """It says so: by the mark `ads`, or by a rubric with `ads = true`."""
    fields = subject.variant.fields
    if fields.ads is not None or fields.kind is None:
        return fields.ads is not None
    rubric = subject.config.rubrics.get(fields.kind)
    return rubric is not None and rubric.ads


def text_of(variant: Variant) -> str:
    """All that readers of this account read, without the mark of advertising that smmgen adds."""
    text = "\n".join(part.rich.text for part in variant.parts)
    marks = [line.text for line in variant.added if line.kind == "ads"]
    return text.replace(marks[0], "") if marks else text


def place(source: Source, shown: str) -> Span:
    """Where these words of what is shown first stand in the body, whatever markup is between them; else its first
    line."""
    found = re.compile(_MARKUP.join(map(re.escape, _TOKEN.findall(shown)))).search(source.body)
    return in_body(source, *found.span()) if found else body_span(source)


# As it is written


class View(NamedTuple):
    """The body as these accounts get it, code and what only others get blotted out, so that nothing moves."""

    accounts: tuple[str, ...]
    text: str


def views(subject: PostSubject) -> Iterator[View]:
    """Each different one; of most posts there is one."""
    post, source = subject.post, subject.post.source
    stretch = Stretch(len(source.text) - len(source.body), source.body)
    body = without_code(stretch, post.document, source.body_line).text
    if ":::" not in body:
        yield View(post.accounts, body)
        return
    found: dict[frozenset[int], list[str]] = {}
    for name in post.accounts:
        names = frozenset({name, subject.config.accounts[name].platform})
        found.setdefault(lines_of(post.document.select(names)), []).append(name)
    for lines, accounts in found.items():
        yield View(tuple(accounts), only_lines(body, lines))


def lines_of(document: Document) -> frozenset[int]:
    """Those of the body, from 0, with text that is left of it."""
    maps = (token.map for token in document.tokens if token.map and not token.type.startswith("variant"))
    return frozenset(number for first, last in maps for number in range(first, last))


def only_lines(text: str, kept: Container[int]) -> str:
    """The other lines are blotted out."""
    lines = text.split("\n")
    return "\n".join(line if number in kept else " " * len(line) for number, line in enumerate(lines))


def in_body(source: Source, start: int, end: int) -> Span:
    """The place of these characters of the body."""
    first = len(source.text) - len(source.body)
    return span_of(source.text, first + start, first + end)
