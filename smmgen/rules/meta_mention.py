"""The text names Meta or one of its services, without a note that Meta is banned in Russia.

Only with `law = "ru"` under `[rules]`. Mass media must add such a note; lawyers advise everybody to. By default any
words such as «запрещена» or «экстремистская» count as the note; `meta_note` under `[rules]` asks for your own words.
Names in links and hashtags are not looked at, nor are posts whose `targeting.language` does not include `ru`.

Wrong: `Ищите нас в Instagram.`

Right: `Ищите нас в Instagram (принадлежит Meta, которая признана экстремистской и запрещена в России).`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from smmgen.diagnostics import Severity
from smmgen.markup.words import plain, says
from smmgen.rules import law
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM2704", "meta-mention", Severity.WARNING, fact=False, docs=__doc__)
ONLY_IF = law.is_on

_ANY_NOTE = re.compile(r"(?<!\w)(?:запрещ[её]н|экстремист)\w*", re.IGNORECASE)
_EXAMPLE = "принадлежит Meta, которая признана экстремистской и запрещена в России"


def check_variant(subject: Subject) -> Iterator[Finding]:
    variant, rules = subject.variant, subject.config.rules
    if not law.row("meta-mention").holds(variant.at):
        return
    text = law.text_of(variant)
    found = _names().search(plain(text)) if law.is_for_russians(variant) else None
    if found and not (says(text, rules.meta_note) if rules.meta_note else _ANY_NOTE.search(text)):
        message = f"`{found[0]}` is named without a note that Meta is banned in Russia"
        hint = f"add one, such as «{rules.meta_note or _EXAMPLE}»"
        span = law.word_span(subject.about.post.source, found[0])
        yield Finding(message, hint, span=span, account=subject.account)


@cache
def _names() -> re.Pattern[str]:
    """The words of the table; those with a capital letter only as they are written there."""
    words = [word for row in law.rows().values() for word in row.words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, words))})(?!\w)")


def _pattern(word: str) -> str:
    stem = re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")
    return f"(?i:{stem})" if word.islower() else stem
