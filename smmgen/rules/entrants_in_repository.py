"""A file beside the records of draws, or a record itself, holds names, ids or addresses of people who take part.

Whoever reads the repository reads them, and its history keeps them for ever. In Russia, a list of people in a data base
abroad may break the law on personal data. `smm draw commit` reads the list from anywhere, and writes only hashes.

Wrong: `data/contests/box/entrants.csv`

Right: `data/contests/box/entries.json`, and the list itself outside the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.content.documents.draw import DRAW, DrawRecord
from smmgen.content.source import lines_of
from smmgen.diagnostics import Severity, Span
from smmgen.draw.names import TERMS
from smmgen.patterns import later
from smmgen.rules.base import DocumentSubject, Finding, Plan, code

CODE = code("SMM1413", "entrants-in-repository", Severity.ERROR, fact=False, docs=__doc__)
_HINT = "move it out of the project, and take it out of git's history; `smm draw commit` reads it from anywhere"
_FOLDERS = (f"{DRAW.folder}/", "content/contests/")
_LIST = later(r"\.(csv|tsv|txt|xlsx?|ods|jsonl?|db|sqlite3?|html?)$", re.IGNORECASE)
_SIGNS = {
    "somebody's id": later(
        r'"(?:vk|ok|tg|telegram|max|fedi|mastodon|bsky|bluesky|insta|instagram|fb|facebook|threads):[^"\n]{1,100}"'
        r'|"id\d{3,15}"|(?<![\w.#-])did:(?:plc|web):[\w.:-]{3,100}'
    ),
    "somebody's name on a network": later(r"(?<![\w@.])@[\w.-]{2,64}(?:@[\w.-]{3,64})?"),
    "somebody's page": later(r"https?://[^\s\"<>]{4,200}"),
    "an e-mail address": later(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    "a telephone number": later(r"(?<![\w.])(?:\+\d{1,3}|8)[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\w)"),
}
_HASHES = ' ",[]{}0123456789abcdef'
"""Lines of these signs alone say nothing of anybody."""
_MOST = 3
"""Lines of one file that are reported."""


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    record = subject.document
    if not isinstance(record, DrawRecord) or record.file == TERMS:  # the terms are public words
        return
    told = 0
    for number, line in enumerate(lines_of(record.source.text), 1):
        if told < _MOST and (what := _what(line)):
            told += 1
            yield Finding(f"`{what[1][:40]}` looks like {what[0]}", _HINT, span=_span(number, line, what[1]))


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    """What is no record, by its name: nobody reads it."""
    for path in (*plan.loose, *plan.beside):
        if path.startswith(_FOLDERS) and _LIST.search(path):
            yield path, Finding("this looks like a list of people who take part", _HINT, span=Span())


def _what(line: str) -> tuple[str, str] | None:
    """What a line has of a person, and its words. Most lines are a hash or a number."""
    if not line.strip(_HASHES):
        return None
    return next(((what, found[0]) for what, sign in _SIGNS.items() if (found := sign.search(line))), None)


def _span(number: int, line: str, words: str) -> Span:
    at = line.index(words) + 1
    return Span(number, at, number, at + len(words))
