"""An advertisement does not say what to do next: there is no link, no address, no telephone, no word that invites.

Whoever likes what is offered must know where to get it. Looked for are links and link cards, a `place`, mentions,
telephone numbers, and words such as «приходите», «запишитесь», “order”, “book”. Only posts with `ads`, or in a rubric
with `ads = true`, are looked at; of stories the text is not shown.

Wrong: `Зимняя смесь: мандарин и горький шоколад.`

Right: `Зимняя смесь: мандарин и горький шоколад. Попробуйте в обеих кофейнях.`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.writing import is_advertising, is_draft, text_of, words

CODE = code("SMM214", "commercial-without-call", Severity.WARNING, fact=False, docs=__doc__)

_TELEPHONE = re.compile(r"(?<![\w+])\+?\d[\d\s()-]{8,18}\d(?!\w)")
_ADDRESS = re.compile(r"://|(?<!\w)@\w|\w@\w")


def check_variant(subject: Subject) -> Iterable[Finding]:
    return _found(subject) if is_advertising(subject) and not is_draft(subject.variant.post) else ()


def _found(subject: Subject) -> Iterator[Finding]:
    variant = subject.variant
    if variant.format == "story" or _leads_on(subject):
        return
    message = "this sells something, but the text does not say what to do next"
    hint = "add a link or an address, or invite readers in words"
    yield Finding(message, hint, ("kind",) if variant.fields.kind else ("ads",), account=subject.account)


def _leads_on(subject: Subject) -> bool:
    variant = subject.variant
    if variant.card or variant.fields.poll or variant.fields.targeting.place or variant.document.links():
        return True
    text = text_of(variant)
    return bool(_ADDRESS.search(text) or words("calls").search(text) or _TELEPHONE.search(text))
