"""What the rules about writing have in common: their words, which are data (`writing.toml`), and where these stand."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from smmgen.content.model import Post, Status
from smmgen.content.source import Source, span_of
from smmgen.diagnostics import Span
from smmgen.rules.base import Subject
from smmgen.rules.places import body_span
from smmgen.variants.types import Variant

TABLE = Path(__file__).with_name("writing.toml")

_TOKEN = re.compile(r"\w+|[^\w\s]")
_MARKUP = r"[\s*_~`\\]*"
"""What may stand between the words of a text in Markdown."""


@cache
def _tables() -> dict[str, list[str]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


@cache
def words(name: str) -> re.Pattern[str]:
    """Any word of the list of that name."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_tables()[name])})(?!\w)".replace(" ", r"\s+"), re.IGNORECASE)


def is_advertising(subject: Subject) -> bool:
    """It says so: by the mark `ads`, or by a rubric with `ads = true`."""
    fields = subject.variant.fields
    rubric = subject.config.rubrics.get(fields.kind or "")
    return fields.ads is not None or bool(rubric and rubric.ads)


def is_draft(post: Post) -> bool:
    """Nobody has finished writing it."""
    return post.front.status is Status.DRAFT


def text_of(variant: Variant) -> str:
    """All that readers of this account read, without the mark of advertising that smmgen adds."""
    text = "\n".join(part.rich.text for part in variant.parts)
    marks = [line.text for line in variant.added if line.kind == "ads"]
    return text.replace(marks[0], "") if marks else text


def place(source: Source, shown: str) -> Span:
    """Where these words of what is shown first stand in the body, whatever markup is between them; else its first
    line."""
    found = re.compile(_MARKUP.join(map(re.escape, _TOKEN.findall(shown)))).search(source.body)
    if not found:
        return body_span(source)
    start = len(source.text) - len(source.body)
    return span_of(source.text, start + found.start(), start + found.end())
