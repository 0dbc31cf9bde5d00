"""An audience asks a network for something that it cannot do for unpaid posts.

What is under `organic` becomes an option of the audience's posts, as if they had it under `targeting`. Networks know
few of them: most let only paid posts choose whom they are shown to. The option is left out.

Wrong: `organic: {mastodon: {age_min: 18}}`

Right: `organic: {mastodon: {visibility: unlisted}}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.audience import Audience
from smmgen.diagnostics import Severity
from smmgen.networks.registry import Models
from smmgen.rules.base import DocumentSubject, Finding, code
from smmgen.suggest import only

CODE = code("SMM1602", "organic-ignored", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    audience = subject.document
    if not isinstance(audience, Audience):
        return
    for name, given in audience.front.organic.items():
        known = Models("options")[name].model_fields if name in audience.options else given
        for key in given:
            if key not in known:
                meant = only(key, known)
                hint = (
                    f"did you mean `{meant}`?" if meant else f"if paid posts can, write it under `ads: {{{name}: …}}`"
                )
                yield Finding(f"unpaid posts on `{name}` have no option `{key}`", hint, ("organic", name, key))
