"""Placeholder text is still in the post.

Lorem ipsum, `TBD`, `TODO`, a note such as `(дописать)`, a `{{ field }}` of a template, the first sentence of the
archetype: they are easy to miss in a preview and embarrassing once published. Everything that is published is checked:
body, first comment, titles, alt texts, polls. Code and drafts are not checked.

Wrong: `Стоимость: TBD`

Right: `Стоимость: 350 ₽`
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import regex

from smmgen.content.archetypes import SENTENCE
from smmgen.content.model import Status
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.texts import Lines, published, without_code

CODE = code("SMM210", "placeholder", Severity.ERROR, fact=False, docs=__doc__)

_NOTE = r"(?:дописать|доделать|допилить|уточнить|вставить|подставить)"
_WHAT = r"(?:ссылку|текст|фото|картинку)"
_CLOSED = r"(?:[)>]|\](?!\())"
_SURE = regex.compile(
    rf"""\bTODO\b(?=[*_]*\s*(?::|$|[,.!)\]])|[ ]+(?!list\b|app\b)[\p{{Ll}}\d«"(])(?<!\p{{Lu}}[ ]TODO)
      | (?<!\w[ ])\bTO[-_ ]DO\b(?=\s*:|$) | \bFIXME\b | \bTBD\b | \{{\{{[^{{}}]{{0,40}}\}}\}}
      | (?i:\blorem[ ]ipsum\b)
      | (?i:\b(?:insert|your)[ ](?:text|title|link|name)[ ]here\b)
      | \b(?:ДОПИСАТЬ|ДОДЕЛАТЬ|УТОЧНИТЬ|ВСТАВИТЬ)\b(?=\s*[:!.)\]]|\s*$)
      | (?<=^[ \t>]*){_NOTE}\b | (?<=^[ \t>]*)Вставить[ ]{_WHAT}\b(?=\s*:|[.!…]*$)
      | (?<=[(\[<])\s*(?i:{_NOTE})(?=[!?.…]*{_CLOSED}|[ ](?!можно|по[ ])[^\n()\[\]]{{0,60}}{_CLOSED})
      | (?<=^[ \t>*+-]*)(?i:{_NOTE})(?=[!.…]*$) | (?<=[:—–-][ ])(?i:{_NOTE})(?=[!.…]*$)
      | (?<=:[ ])(?i:вставить)[ ]{_WHAT}$""",
    regex.VERBOSE | regex.MULTILINE,
)
"""Rarely anything else: capitals where the word has another meaning in small letters, notes where sentences do not
have them. `TODO` among other words in capitals is Spanish, `THINGS TO DO` English, and lists say what to do."""

_UNSURE = regex.compile(
    r"""(?<![^\s(«"„“:])\?{3,}(?![^\s)»"”.,;!])
      | (?<![\w-])[XХ]{3}(?![XХ])(?=[-  ][XХ]{2}|[  ]?(?:₽|руб|р\.|грн|€|\$|%|шт|час|мин)|[ ]*[.!)]?[ ]*$)""",
    regex.VERBOSE | regex.MULTILINE,
)
"""Signs in the place of a figure; they may be meant."""

_SIGNS = ("{{", "TODO", "TO DO", "TO-DO", "TO_DO", "TBD", "FIXME", "???", "XXX", "ХХХ")
_WORDS = (
    "lorem", "text here", "title here", "link here", "name here", "вставить", "дописать", "доделать", "допилить",
    "уточнить", "подставить",
)  # fmt: skip
"""One of them is in every text with a placeholder, of these in whatever case; spares the search."""

_MOST = 100
"""Reports about one post."""


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    if post.front.status == Status.DRAFT:
        return
    yield from _untouched(subject)
    text = post.source.text
    small = text.lower()
    if any(sign in text for sign in _SIGNS) or any(word in small for word in _WORDS):
        yield from islice(_left(subject), _MOST)


def _left(subject: PostSubject) -> Iterator[Finding]:
    source = subject.post.source
    lines = Lines(source.text)
    for stretch in published(source, lines):
        start, text, _ = without_code(stretch, subject.post.document, source.body_line)
        for pattern, severity in ((_SURE, None), (_UNSURE, Severity.WARNING)):
            for found in pattern.finditer(text):
                words = found[0].strip()
                begin = start + found.end() - len(words)
                message = f"`{words}` is still in the text"
                span = lines.span(begin, begin + len(words))
                yield Finding(message, "write what belongs here", span=span, severity=severity)


def _untouched(subject: PostSubject) -> Iterator[Finding]:
    """The sentence of the archetype that comes with smm, or the project's own archetype as a whole."""
    source, own = subject.post.source, subject.archetype
    body = len(source.text) - len(source.body)
    if (at := source.body.find(SENTENCE)) >= 0:
        span = Lines(source.text).span(body + at, body + at + len(SENTENCE))
        yield Finding("the archetype's sentence is still in the text", "write your own", span=span)
    elif own and source.body.strip() == own:
        at = body + len(source.body) - len(source.body.lstrip())
        span = Lines(source.text).span(at, at + len(own))
        yield Finding("the text is still the archetype's", "write your own", span=span)
