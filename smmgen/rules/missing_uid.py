"""The post has no `uid`, so it is identified by the path of its file.

If the file is renamed or moved, the ledger sees a different post. `smm publish` asks before it sends what looks like a
post it has already sent, but it cannot know; with a `uid` it does not need to ask. `smm new` writes one into every
post.

`smm check --fix` writes the current path as the `uid`, so that the post keeps its identity; the file may have any name
from then on. It does so even though this diagnostic is off, unless `[rules.severity]` itself says `missing-uid =
"off"`. With `missing-uid = "warning"` there, every post without a `uid` is reported.

Wrong:

    ---
    title: Black Friday latte

Right:

    ---
    uid: content/posts/black-friday.md
    title: Black Friday latte
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.content.composed import composed
from smmgen.content.documents.base import UID
from smmgen.content.documents.post import POST
from smmgen.content.documents.registry import kind_of
from smmgen.content.names import slug_of
from smmgen.content.source import Source
from smmgen.content.yaml_text import yaml_text
from smmgen.diagnostics import Fix, Severity, Span
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM124", "missing-uid", Severity.OFF, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    yield from findings(subject.post.source)


def findings(source: Source) -> Iterator[Finding]:
    """The finding for one file, if it has no uid."""
    if source.data.get("uid") is None:
        message = "the post has no `uid`, so its path is its identity"
        yield Finding(message, "`smm check --fix` adds one", ("uid",), fixes=_fixes(source))


def _fixes(source: Source) -> tuple[Fix, ...]:
    """A line above the first key; none where `uid` stands there without a value, or the keys stand in braces."""
    keys = [span for field, span in source.keys.items() if len(field) == 1]
    kind, slug = kind_of(source.path) or POST, slug_of(source.path)
    if not keys or "uid" in source.data or not (kind is POST or re.fullmatch(UID, slug)):
        return ()
    first = min(keys)
    above = source.text.split("\n")[: first.line]
    indent = above[-1][: first.column - 1]
    if indent.strip() or any(line.strip() and not line.lstrip().startswith("#") for line in above[1:-1]):
        return ()
    place = Span(first.line, first.column, first.line, first.column)
    return (Fix(place, f"uid: {yaml_text(composed(source.path if kind is POST else slug))}\n{indent}"),)
