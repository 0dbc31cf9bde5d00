"""A figure of the post that the network does not take, where no diagnostic of its own says so.

Too little of something: fewer files than the network wants, a text that is too short. Or too much of what few networks
limit: the title, the card's words, a hashtag, the number of links, all files together. An account in smm.toml may have
limits of its own.

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
