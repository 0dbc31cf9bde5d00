"""Information for consumers contains a foreign word without a Russian one beside it.

Only with `law = "ru"` under `[rules]`. Since 1 March 2026 what a business tells consumers must be in Russian; a foreign
word may stand beside a Russian one of the same meaning (168-FZ). Whether posts count is an opinion, so only those are
looked at that sell something: advertising, posts with a price, posts with a place. Registered trademarks are exempt:
list them in `foreign_words` under `[rules]`. Names of the brand and of networks, links, hashtags, promo codes and posts
whose `targeting.language` does not include `ru` are left out.

Wrong: `Большой sale: зерно за 450 ₽`

Right: `Большая распродажа (sale): зерно за 450 ₽`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.markup.words import plain
from smmgen.rules import law
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM2705", "foreign-word", Severity.WARNING, fact=False, docs=__doc__)
ONLY_IF = law.is_on

_PRICE = re.compile(r"\d\s*(?:₽|руб)|(?<!\w)(?:тысяч\w*|сто|двести|триста|\w+сот) рублей", re.IGNORECASE)
_PHRASE = re.compile(r"(?<![\w'’-])(?<!\w\.)[A-Za-z][A-Za-z'’]+(?:[ -][A-Za-z'’]+)*(?![\w-]|\.\w)")
"""Latin words in a row; a word with a digit, a single letter and half of a compound such as `QR-код` is none,
nor a host."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
_NUMERAL = re.compile(r"[IVXLCDM]+")
_RUSSIAN_BEFORE = re.compile(r"[а-яё][»\"”]?(?: ?\([«\"“]?| ?/ ?)$", re.IGNORECASE)
_RUSSIAN_BEHIND = re.compile(r"[»\"”]?(?: ?\([«\"“]?| ?/ ?)[а-яё]", re.IGNORECASE)
_CODE_BEFORE = re.compile(r"(?:код\w*|erid)[\s:—–«\"“-]*$", re.IGNORECASE)
_KNOWN = ("erid",)
_NEAR = 40
"""Characters beside a word that are looked at."""


def check_variant(subject: Subject) -> Iterator[Finding]:
    variant = subject.variant
    if not law.row("foreign-word").holds(variant.at):
        return
    if law.is_for_russians(variant) and _is_for_consumers(subject):
        for word in _foreign(plain(law.text_of(variant)), _allowed(subject)):
            message = f"`{word}` has no Russian word beside it in a text for consumers"
            hint = "write it in Russian, with the foreign word in brackets; add a trademark to `foreign_words`"
            span = law.word_span(subject.about.post.source, word)
            yield Finding(message, hint, span=span, account=subject.account)


def _is_for_consumers(subject: Subject) -> bool:
    variant = subject.variant
    sells = law.is_advertising(variant, subject.config) or _PRICE.search(law.text_of(variant))
    return bool(sells or variant.fields.targeting.place)


def _allowed(subject: Subject) -> frozenset[str]:
    """Words in small letters."""
    networks = (row.title for row in law.rows().values() if row.networks or row.hosts)
    names = (*_KNOWN, *networks, *subject.config.rules.foreign_words, subject.config.project.name)
    return frozenset(word.casefold() for name in names for word in _WORD.findall(name))


def _foreign(text: str, allowed: frozenset[str]) -> list[str]:
    """Each word once, in order."""
    found: dict[str, None] = {}
    for phrase in _PHRASE.finditer(text):
        start, end = phrase.span()
        before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        if not (_RUSSIAN_BEFORE.search(before) or _RUSSIAN_BEHIND.match(behind) or _CODE_BEFORE.search(before)):
            words = (word for word in _WORD.findall(phrase[0]) if not _NUMERAL.fullmatch(word))
            found |= dict.fromkeys(word for word in words if word.casefold() not in allowed)
    return [*found]
