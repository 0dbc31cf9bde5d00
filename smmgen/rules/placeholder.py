"""Words that were to be replaced are still in the text.

Lorem ipsum, `TBD`, a `{{ field }}` of a template: they are easy to miss in a preview and hard to forget once published.
Drafts are left in peace.

Wrong: `Стоимость: TBD`

Right: `Стоимость: 350 ₽`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.content.model import Status
from smmgen.diagnostics import Severity, Span
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM210", "placeholder", Severity.ERROR, fact=False, docs=__doc__)

_LEFT = re.compile(
    r"""\bTO[-_ ]?DO\b(?=\s*:|$) | \bTBD\b | \{\{[^{}]{0,40}\}\}
      | (?i:\blorem[ ]ipsum\b) | (?i:\bвставить[ ](?:ссылку|текст)\b)""",
    re.VERBOSE,
)
"""Rarely anything else: capitals where the word has another meaning in small letters."""

_SIGNS = ("tbd", "{{", "todo", "to do", "to-do", "to_do", "lorem", "вставить")
"""One of them is in every body with a placeholder, and in few others: spares the search."""


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    small = post.source.body.lower()
    if post.front.status == Status.DRAFT or not any(sign in small for sign in _SIGNS):
        return
    for number, line in enumerate(post.source.body.split("\n"), post.source.body_line):
        for found in _LEFT.finditer(line):
            span = Span(number, found.start() + 1, number, found.end() + 1)
            yield Finding(f"`{found[0]}` is still in the text", "write what was meant to stand here", span=span)
