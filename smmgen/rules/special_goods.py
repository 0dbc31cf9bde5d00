"""Advertising of alcohol, supplements, medicine or loans lacks words that Russian law asks for, or is not allowed.

Only with `law = "ru"` under `[rules]`, and only in advertising: posts with `ads`, in a rubric with `ads = true`, or
with a promo code. Advertising of alcohol is not allowed on the internet at all (38-FZ, article 21). Supplements need
the words that they are no medicine (article 25), medicine and medical services a warning of contra-indications (article
24), loans «Оценивайте свои финансовые возможности и риски» (article 28). Dates and sources: docs/how-to/law.md.

Wrong: `Витаминный комплекс — 900 ₽ до конца недели.`

Right: `Витаминный комплекс — 900 ₽ до конца недели. Не является лекарственным средством.`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.writing import is_draft, place, text_of, words

CODE = code("SMM221", "special-goods", Severity.ERROR, fact=False, docs=__doc__)
ONLY_IF = law.is_on

_ASKED = {
    "alcohol": "",
    "supplements": "«не является лекарственным средством»",
    "medicine": "a warning such as «имеются противопоказания, проконсультируйтесь со специалистом»",
    "credit": "«Оценивайте свои финансовые возможности и риски»",
}
"""Goods -> what must be said of them; "" where no words make it right."""


def check_variant(subject: Subject) -> Iterable[Finding]:
    variant = subject.variant
    is_asked = law.is_advertising(variant, subject.config) and law.is_for_russians(variant)
    return _found(subject) if is_asked and not is_draft(variant.post) else ()


def _found(subject: Subject) -> Iterator[Finding]:
    text, source = text_of(subject.variant), subject.about.post.source
    for goods, asked in _ASKED.items():
        row = law.row(f"{goods}-advertising")
        sold = words(goods).search(text) if row.holds(subject.variant.at) else None
        if sold is None or words(f"{goods} note").search(text):
            continue
        wrong = f"without {asked}" if asked else "which Russian law does not allow on the internet"
        message = f"`{sold[0]}` is advertised, {wrong}"
        hint = f"{'add these words' if asked else 'advertise something else'} ({row.source.split(';')[0]})"
        yield Finding(message, hint, span=place(source, sold[0]), account=subject.account)
