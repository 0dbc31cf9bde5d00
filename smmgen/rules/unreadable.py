"""A text is hard to read: a sentence is very long, a paragraph is a wall, or most of it is in capitals.

On a telephone forty words are eight lines without a stop, and a paragraph of a thousand characters fills the screen;
screen readers spell some words in capitals letter by letter.

Wrong: `СКИДКИ НА ВСЁ ЗЕРНО ДО ВОСКРЕСЕНЬЯ, ПРИХОДИТЕ В ОБЕ КОФЕЙНИ`

Right: `Скидки на всё зерно до воскресенья, приходите в обе кофейни`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smmgen.diagnostics import Severity
from smmgen.patterns import later
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.writing import in_body, is_draft

CODE = code("SMM220", "unreadable", Severity.INFO, fact=False, docs=__doc__)

MOST_WORDS = 40
"""Of a sentence."""
LONGEST = 1000
"""Characters of a paragraph."""
_SHORTEST = 4 * MOST_WORDS
"""Characters; no shorter sentence has so many words."""
_CAPITALS = 30
"""So few letters may be in capitals."""
_SAMPLE = 8
"""One of so many characters is looked at first."""

_PARAGRAPH = later(r"[^\n]+(?:\n(?![ \t]*\n)(?![ \t]*(?:[-*+>|•—–]|\d{1,3}[.)]|:::|#))[^\n]+)*")
"""A list's entry is one of its own."""
_END = later(r"(?<![.!?…])[.!?…]++[\"»”’)*_]*+(?:\s|$)|[•▪✅✔➡👉🔸🔹]")
_ADDRESS = later(r"\]\([^()\s]*\)|https?://\S+")
_WORD = later(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SHOUTED = later(r"(?<!\w)[A-ZА-ЯЁ]{2,}+(?!\w)")
_LETTERS = later(r"[^\W\d_]")


def check_post(subject: PostSubject) -> Iterable[Finding]:
    body = subject.post.source.body
    if is_draft(subject.post) or len(body) <= _CAPITALS:
        return ()
    return _found(subject, body) if _may_be_loud(body) or _may_be_long(body) else ()


def _may_be_loud(body: str) -> bool:
    sample = body[::_SAMPLE]
    return 3 * sum(map(str.isupper, sample)) > len(sample) or len(body) < _SHORTEST


def _may_be_long(body: str) -> bool:
    for block in body.split("\n\n"):
        if len(block) > LONGEST:
            return True
        if len(block) > _SHORTEST and max(map(len, block.replace("\n", " ").split(". "))) > _SHORTEST:
            return True
    return False


def _found(subject: PostSubject, body: str) -> Iterator[Finding]:
    source = subject.post.source
    for found in _PARAGRAPH.finditer(body):
        if found.end() - found.start() <= _SHORTEST or found[0].lstrip().startswith(("```", "~~~", "|", "    ")):
            continue
        if len(_ADDRESS.sub("", found[0])) > LONGEST:
            message = f"a paragraph of {found.end() - found.start()} characters has no break"
            yield Finding(message, "cut it where a new thought begins", span=in_body(source, *found.span()))
            continue
        for start, end in _sentences(found):
            if (count := len(_WORD.findall(_ADDRESS.sub("", body[start:end])))) > MOST_WORDS:
                message = f"a sentence of {count} words"
                yield Finding(message, "make two or three of it", span=in_body(source, start, end))
    yield from _loud(subject, body)


def _sentences(paragraph: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Those that may be too long."""
    start = paragraph.start()
    for stop in _END.finditer(paragraph.string, *paragraph.span()):
        if stop.start() - start > _SHORTEST:
            yield start, stop.start() + 1
        start = stop.end()
    if paragraph.end() - start > _SHORTEST:
        yield start, paragraph.end()


def _loud(subject: PostSubject, body: str) -> Iterator[Finding]:
    shouted = [*_SHOUTED.finditer(body)]
    capitals = sum(len(found[0]) for found in shouted)
    if capitals > _CAPITALS and 2 * capitals > len(_LETTERS.findall(_ADDRESS.sub("", body))):
        span = in_body(subject.post.source, shouted[0].start(), shouted[-1].end())
        yield Finding("most of the text is in capitals", "write it in small letters", span=span)
