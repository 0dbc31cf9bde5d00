"""`[club1|Name]` is a mention on VK only; elsewhere it is published as it stands.

A link to the page on VK means the same there and is a link on every other network. `smm check --fix` writes it.

Wrong: `Ask [club1|Teplo]` in a post that also goes to Telegram.

Right: `Ask [Teplo](https://vk.com/club1)`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from smmgen.diagnostics import Fix, Severity, Span
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM508", "vk-mention", Severity.WARNING, fact=False, docs=__doc__)

_MENTION = re.compile(r"\[((?:id|club|public|event)\d+)\|([^\[\]|\n]{1,200})\]")


def check_variant(subject: Subject) -> Iterator[Finding]:
    if subject.platform.style.mentions == "vk" or "|" not in subject.about.post.source.body:
        return
    rows = subject.about.post.source.text.split("\n")
    seen: Counter[tuple[str, int]] = Counter()
    for text, line in subject.document.texts("|"):
        for found in _MENTION.finditer(text):
            link = f"[{found[2]}](https://vk.com/{found[1]})"
            nth = seen[found[0], line]
            seen[found[0], line] += 1
            yield Finding(
                f"`{found[0]}` is a mention on VK only",
                f"write `{link}`: a mention there, a link elsewhere",
                line=line,
                texts=(found[0],),
                nth=nth,
                account=subject.account,
                fixes=_fix(rows[line - 1], line, found[0], nth, link),
            )


def _fix(row: str, line: int, written: str, nth: int, link: str) -> tuple[Fix, ...]:
    places = [found.start() for found in re.finditer(re.escape(written), row)]
    if nth >= len(places):
        return ()
    return (Fix(Span(line, places[nth] + 1, line, places[nth] + 1 + len(written)), link),)
