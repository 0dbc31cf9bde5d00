"""A post announces a contest or giveaway, but its terms are not to be found in it.

Only with `law = "ru"` under `[rules]`. An advertisement of a contest must say until when it runs and where to
read about its organiser, rules and prizes (38-FZ, article 9; strictly speaking if one has to buy something to take
part). The rule looks for a date, and for a link or an organiser, in texts that invite readers to take part.

Wrong: `Розыгрыш! Чтобы участвовать, напишите комментарий.`

Right: `Розыгрыш до 19 декабря! Чтобы участвовать, напишите комментарий. [Правила](https://teplo.example/box)`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM2708", "contest-terms", Severity.WARNING, fact=False, docs=__doc__)
ONLY_IF = law.is_on

_CONTEST = re.compile(r"(?<!\w)(?:розыгрыш\w*|разыгр\w+|конкурс\w*|giveaway)", re.IGNORECASE)
_CALL = re.compile(
    r"(?<!\w)(?:участвовать|участвуй\w*|участвуете|принять участие|примите участие|чтобы выиграть|выигрывайте)(?!\w)",
    re.IGNORECASE,
)
"""The post invites readers to take part; reports of what has been drawn do not."""
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
_DATE = re.compile(rf"(?<!\d)\d{{1,2}}(?:-го)? {_MONTH}|(?<![\d.])\d{{1,2}}\.\d{{2}}(?![\d])", re.IGNORECASE)
_ORGANISER = re.compile(r"(?<!\w)организатор\w*", re.IGNORECASE)


def check_variant(subject: Subject) -> Iterator[Finding]:
    variant = subject.variant
    if not law.row("contest-terms").holds(variant.at):
        return
    text = law.text_of(variant)
    contest = _CONTEST.search(text)
    if contest and _CALL.search(text) and (lacking := list(_lacking(subject, text))):
        message = f"a contest is announced, but the text does not say {' or '.join(lacking)}"
        hint = "write the last day, and link the page with the organiser and the rules"
        span = law.word_span(subject.about.post.source, contest[0])
        yield Finding(message, hint, span=span, account=subject.account)


def _lacking(subject: Subject, text: str) -> Iterator[str]:
    variant = subject.variant
    if not _DATE.search(text):
        yield "until when it runs"
    if not (variant.card or "://" in text or variant.document.links() or _ORGANISER.search(text)):
        yield "where its rules are"
