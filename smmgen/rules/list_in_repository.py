"""A file of an audience, or one that data is added to, holds people's addresses, telephone numbers or ids.

Whoever reads the repository reads them, and its history keeps them for ever. In Russia, a list of people in a data base
abroad may break the law on personal data. Keep lists outside the project, and name the variable that says where.

Wrong: `list: clients.csv`, or `anna@teplo.example` in the text.

Right: `list: env:CRM_NEIGHBOURS`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.audience import Audience
from smmgen.content.source import lines_of
from smmgen.diagnostics import Severity
from smmgen.patterns import later
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1607", "list-in-repository", Severity.ERROR, fact=False, docs=__doc__)
_HINT = "keep it outside the project: `list: env:NAME` names the variable that says where"
_FOLDERS = ("content/audiences/", "data/spend/", "data/results/")
_SIGNS = {
    "an e-mail address": later(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,24}\b"),
    "a telephone number": later(
        r"(?<![\w.,/=-])(?:\+\d{1,3}|8)[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"
    ),
    "somebody's page": later(r"(?<!\w)(?:vk\.com/|ok\.ru/profile/)?id\d{5,12}\b"),
    "a list of ids": later(r"(?<![\d.])\d{6,15}(?:[,;\s]{1,3}\d{6,15}){2,}(?![\d.])"),
}


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    document = subject.document
    if not document.path.startswith(_FOLDERS):
        return
    if isinstance(document, Audience):
        yield from _lists(document)
    for number, line in enumerate(lines_of(document.source.text), 1):
        for what, sign in _SIGNS.items():
            if found := sign.search(line):
                yield Finding(f"`{found[0][:40]}` looks like {what}", _HINT, line=number, texts=(found[0],))
                break


def _lists(audience: Audience) -> Iterator[Finding]:
    for key in ("include", "exclude"):
        for at, group in enumerate(getattr(audience.front, key)):
            if group.list and not group.list.startswith("env:"):
                yield Finding(f"`{group.list[:40]}` is a list of people in the project", _HINT, (key, at, "list"))
