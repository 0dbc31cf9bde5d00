"""A measure of the post is outside the limits of the network or the account, and no other diagnostic covers it.

Either too little: fewer files than the network requires, a text that is too short. Or too much of something that few
networks limit: the title, the text of the card, a hashtag, the number of links, the size of all files together. An
account in smm.toml may have its own limits.

Wrong: `title: Black Friday from the roaster's own hands` where the account has `"title.length" = 20`.

Right: `title: Black Friday`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM424", "outside-limits", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
