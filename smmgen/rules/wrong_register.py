"""The text says both «ты» and «вы» to its readers.

It is usually a sentence from another post. What stands in quotes, in quoted paragraphs and after the dash of a dialogue
is left out. The form that is used less, or the second one, is reported.

Wrong: `Приходите, мы вас ждём. Твой столик у окна.`

Right: `Приходите, мы вас ждём. Ваш столик у окна.`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smmgen.diagnostics import Severity
from smmgen.patterns import later
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.writing import in_body, is_draft, views, words
from smmgen.variants.shingles import spelt

CODE = code("SMM218", "wrong-register", Severity.INFO, fact=False, docs=__doc__)

_FRIENDLY = spelt(
    "ты тебя тебе тобой тобою твой твоя твоё твое твои твоего твоей твоему твоим твоём твоем твоих твоими твою"
)
_QUOTED = later(r"«[^«»]{0,1000}»|“[^“”]{0,1000}”|„[^„“”]{0,1000}[“”]|^[ \t]*(?:>|[—–-] ).*$", re.MULTILINE)


def check_post(subject: PostSubject) -> Iterable[Finding]:
    return _found(subject) if not _FRIENDLY.isdisjoint(subject.words) and not is_draft(subject.post) else ()


def _found(subject: PostSubject) -> Iterator[Finding]:
    seen = set[int]()
    for view in views(subject):
        text = _QUOTED.sub(lambda found: " " * len(found[0]), view.text)
        friendly, polite = ([*words(name).finditer(text)] for name in ("friendly", "polite"))
        if not friendly or not polite:
            continue
        few, other = min((friendly, "вы"), (polite, "ты"), key=lambda said: (len(said[0]), -said[0][0].start()))
        if few[0].start() not in seen:
            seen.add(few[0].start())
            message = f"`{few[0][0]}` is said here, while the rest of the text says «{other}» to its readers"
            span = in_body(subject.post.source, *few[0].span())
            yield Finding(message, "choose one of the two", span=span)
