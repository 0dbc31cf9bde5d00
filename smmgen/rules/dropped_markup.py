"""The network cannot show this markup, so it is written as plain text there.

A spoiler would be readable at once, a table becomes lines, and a picture in the text is left out.

Wrong: `||the winner is Anna||` in a post that also goes to VK.

Right: put it in `::: only telegram`, and write something else for the other networks in `::: except telegram`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from smmgen.content.source import lines_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM206", "dropped-markup", Severity.WARNING, fact=False, docs=__doc__)

NAMES = {"image": "picture", "pre": "block of code", "code": "stretch of code"}
"""Words for kinds of markup; the others are called by their own names."""

FORMS = {
    "spoiler": re.compile(r"\|\|.+?\|\|"),
    "image": re.compile(r"!\[.*?\]\(.*?\)"),
    "code": re.compile(r"`[^`]+`"),
    "underline": re.compile(r"\+\+.+?\+\+"),
    "strike": re.compile(r"~~.+?~~"),
}
"""How they are written when they stand on one line."""


def check_variant(subject: Subject) -> Iterator[Finding]:
    seen: Counter[tuple[str, int]] = Counter()
    text = subject.about.post.source.text
    for what, line in subject.variant.dropped:
        texts = _texts(text, what, line)
        yield Finding(
            f"{subject.network.title} cannot show this {NAMES.get(what, what)}",
            f"put it into a block `::: except {subject.variant.account.platform}`, or write it in other words",
            line=line,
            texts=texts[seen[what, line] :][:1],
            account=subject.account,
        )
        seen[what, line] += 1


@lru_cache(maxsize=64)
def _texts(text: str, what: str, line: int) -> tuple[str, ...]:
    """What of this kind begins on the line of the file, in order."""
    lines = lines_of(text)
    if what not in FORMS or line > len(lines):
        return ()
    return tuple(found[0] for found in FORMS[what].finditer(lines[line - 1]))
