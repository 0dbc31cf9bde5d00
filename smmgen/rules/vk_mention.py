"""`[club1|Name]` is a mention on VK only; elsewhere it is published as it is written.

A link to the VK page is a mention on VK, too, and a link on every other network. `smm check --fix` writes it.

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
    source = subject.about.post.source
    if subject.network.facts.style.pages or "|" not in source.text:
        return
    rows = source.text.split("\n")
    texts = [*subject.document.texts("|"), *(subject.comment.texts("|") if subject.comment else ())]
    mentions = [(found, line) for text, line in texts for found in _MENTION.finditer(text)]
    many = Counter((found[0], line) for found, line in mentions)
    seen: Counter[tuple[str, int]] = Counter()
    for found, line in mentions:
        written, link = found[0], f"[{found[2]}](https://vk.com/{found[1]})"
        nth = seen[written, line]
        seen[written, line] += 1
        yield Finding(
            f"`{written}` is a mention on VK only",
            f"write `{link}`: a mention there, a link elsewhere",
            line=line,
            texts=(written,),
            nth=nth,
            account=subject.account,
            fixes=_fix(rows[line - 1], line, written, nth, many[written, line], link),
        )


def _fix(row: str, line: int, written: str, nth: int, many: int, link: str) -> tuple[Fix, ...]:
    """None where the same stands on the line in code, too."""
    places = [found.start() for found in re.finditer(re.escape(written), row)]
    if len(places) != many:
        return ()
    return (Fix(Span(line, places[nth] + 1, line, places[nth] + 1 + len(written)), link),)
