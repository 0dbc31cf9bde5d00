"""A text in the front matter is cut short, because YAML treats a space followed by `#` as the start of a comment.

So a hashtag or a number sign ends an unquoted text, and the rest is never published. A `#` followed by a space, `#
like this`, is taken as a real comment and not reported.

Wrong: `first_comment: Ask under #teplo, we answer`

Right: `first_comment: "Ask under #teplo, we answer"`
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from smmgen.content.source import Field, Source, lines_of
from smmgen.diagnostics import Fix, Severity, Span
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.texts import KEYS, key_of, value_at

CODE = code("SMM131", "cut-by-comment", Severity.ERROR, fact=False, docs=__doc__)

_LOST = r"(?P<lost>#[^\s#].*?)(?=[ \t]+#(?:\s|$)|[ \t]*$)"
_AFTER_VALUE = re.compile(rf"[ \t]+{_LOST}")
_AFTER_KEY = re.compile(rf"[ \t]*:[ \t]+{_LOST}")
_SHOWN = 72


def check_post(subject: PostSubject) -> Iterator[Finding]:
    source = subject.post.source
    lines = lines_of(source.text)[: source.body_line]
    if not any("#" in line for line in lines):
        return
    for field in source.values:
        if key_of(field) in KEYS and isinstance(value_at(source, field), str):
            yield from _cut(source, lines, field)
    for field in source.keys:
        if len(field) > 1 and field[-1] in KEYS and field not in source.values:
            yield from _emptied(source, lines, field)


def _cut(source: Source, lines: list[str], field: Field) -> Iterator[Finding]:
    span = source.values[field]
    if lines[span.line - 1][span.column - 1] in "\"'|>":
        return
    if found := _AFTER_VALUE.match(lines[span.end_line - 1], span.end_column - 1):
        end = found.end()
        place = Span(span.end_line, found.start("lost") + 1, span.end_line, end + 1)
        kept, lost = _last(str(value_at(source, field))), _first(found["lost"])
        whole = lines[span.line - 1][span.column - 1 : end]
        mend = Fix(Span(span.line, span.column, span.line, end + 1), _quoted(whole))
        is_clear = span.line == span.end_line and not _in_brackets(source, lines, field)
        yield _finding(field, f"`{key_of(field)}` ends at `{kept}`: `{lost}` is a comment", mend, place, is_clear)


def _emptied(source: Source, lines: list[str], field: Field) -> Iterator[Finding]:
    span = source.keys[field]
    if found := _AFTER_KEY.match(lines[span.end_line - 1], span.end_column - 1):
        place = Span(span.end_line, found.start("lost") + 1, span.end_line, found.end() + 1)
        message = f"`{field[-1]}` is empty: `{_first(found['lost'])}` is a comment"
        yield _finding(
            field, message, Fix(place, _quoted(found["lost"])), place, not _in_brackets(source, lines, field)
        )


def _finding(field: Field, message: str, mend: Fix, place: Span, is_clear: bool) -> Finding:
    """`is_clear`: nothing else stands on the line, so that the correction is certain."""
    if key_of(field) == "hashtags":
        return Finding(message, "write a list, `[one, two]`, without `#`", span=place)
    hint = f"put it in quotes, `{_first(mend.replacement)}`, or put a space after `#` if you mean a comment"
    return Finding(message, hint, span=place, fixes=(mend,) if is_clear else ())


def _in_brackets(source: Source, lines: list[str], field: Field) -> bool:
    """The value stands in `[…]` or `{…}`, where nobody can tell where it was to end."""
    above = [source.values[field[:end]] for end in range(1, len(field)) if field[:end] in source.values]
    return any(lines[span.line - 1][span.column - 1] in "[{" for span in above)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _first(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _last(text: str) -> str:
    return text if len(text) <= _SHOWN else f"…{text[-_SHOWN:]}"
