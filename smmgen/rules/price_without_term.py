"""A price or a discount is advertised, and the text does not say until when it holds.

A post stays where it is for years, and its readers take the price for today's. A day, a week, a weekday or “while
stocks last” is enough. Discounts are looked at in every post; prices only in those with `ads` or in a rubric with
`ads = true`, and of them it is only noted, since a price may be meant to stay. Stories end by themselves.

Wrong: `Скидка 20 % на зерно.`

Right: `Скидка 20 % на зерно до 12 декабря.`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from smmgen.diagnostics import Severity
from smmgen.markup.dates import find
from smmgen.patterns import later
from smmgen.rules.base import Finding, PostSubject, Subject, code
from smmgen.rules.writing import PRICE, is_advertising, is_draft, place, text_of, words
from smmgen.variants.shingles import spelt

CODE = code("SMM213", "price-without-term", Severity.WARNING, fact=False, docs=__doc__)

_SHARE = later(r"(?:[-−–]\s?)?\d{1,2}\s?%")
_NEAR = 40
"""Characters around a share or a price that make a discount of it."""
_MONEY = spelt("руб рубль рубля рублей р евро eur usd rub")
_OFFERED = spelt("подарок цене полцены бесплатно half one 1")
_OFFERS = (
    "в подарок", "по цене", "полцены", "бесплатно", "half price", "half off", "of one", "for one", "get one", "1+1",
    "1 + 1",
)  # fmt: skip
"""A sign of money, or one of these words and phrases, is in every text that is looked at."""


def check_variant(subject: Subject) -> Iterable[Finding]:
    return _found(subject) if _may_sell(subject.about) else ()


@lru_cache(maxsize=2)
def _may_sell(post: PostSubject) -> bool:
    """The same for all accounts."""
    text, body = post.post.source.text, post.post.source.body
    if "%" in text or "₽" in text or "€" in text or "£" in text or "$" in body:
        return True
    if not post.words.isdisjoint(_MONEY):
        return True
    return not post.words.isdisjoint(_OFFERED) and any(map(text.casefold().__contains__, _OFFERS))


def _found(subject: Subject) -> Iterator[Finding]:
    variant = subject.variant
    if variant.format == "story" or is_draft(variant.post):
        return
    text = text_of(variant)
    discount = _discount(text)
    found = discount or (PRICE.search(text) if is_advertising(subject) else None)
    if found and not _ends(text):
        message = f"`{found[0]}` is offered, but the text does not say until when"
        hint = "write the last day, or what ends it: `до 12 декабря`, `while stocks last`"
        span, severity = place(subject.about.post.source, found[0]), None if discount else Severity.INFO
        yield Finding(message, hint, span=span, account=subject.account, severity=severity)


def _ends(text: str) -> bool:
    """A day, or words that say until when."""
    return words("terms").search(text) is not None or any(when.days for when in find(text))


def _discount(text: str) -> re.Match[str] | None:
    """A share or a price with a word beside it that says it is less than usual."""
    if offer := words("offers").search(text):
        return offer
    for pattern in (_SHARE, PRICE):
        for found in pattern.finditer(text):
            if words("discounts").search(text[max(0, found.start() - _NEAR) : found.end() + _NEAR]):
                return found
    return None
