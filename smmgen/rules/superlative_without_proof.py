"""An advertisement says that something is the best, the first or the only one, and nothing near it proves that.

Such words compare with everybody else who sells the same. In Russia advertising must be true (38-FZ, article 5) and a
comparison must say by what (135-FZ, article 14.3); elsewhere the law of advertising asks for proof, too. A source, a
prize or what was compared, in the same part of the text, counts: «по данным…», «среди наших смесей», “voted … by”. Only
posts with `ads`, or in a rubric with `ads = true`, are looked at.

Wrong: `Лучший кофе в Москве.`

Right: `Лучший кофе в Москве по версии премии «Чашка года» 2026.`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.writing import is_advertising, is_draft, place, text_of, words

CODE = code("SMM223", "superlative-without-proof", Severity.WARNING, fact=False, docs=__doc__)

_NEAR = 200
"""Characters before and behind the claim that are searched for its proof."""
_FOOTNOTE = re.compile(r"[^\n.!?]{0,40}?([*¹†])")
"""Behind the claim or the next words."""


def check_variant(subject: Subject) -> Iterable[Finding]:
    return _found(subject) if is_advertising(subject) and not is_draft(subject.variant.post) else ()


def _found(subject: Subject) -> Iterator[Finding]:
    text = text_of(subject.variant)
    claiming = words("harmless").sub(lambda found: "\0" * len(found[0]), text)
    for found in words("superlatives").finditer(claiming):
        if _is_proved(text, *found.span()):
            continue
        message = f"`{found[0]}` claims to be above all others, and nothing near it proves that"
        hint = "say by what, and where it is written, or choose words that compare with nobody"
        yield Finding(message, hint, span=place(subject.about.post.source, found[0]), account=subject.account)


def _is_proved(text: str, start: int, end: int) -> bool:
    note = _FOOTNOTE.match(text, end)
    if note and text.find(note[1], note.end()) >= 0:
        return True
    return words("proof").search(text, max(0, start - _NEAR), end + _NEAR) is not None
