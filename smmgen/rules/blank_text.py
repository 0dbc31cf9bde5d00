"""A text in the front matter has nothing visible in it: only spaces, invisible characters, or `&nbsp;` in a first
comment.

Networks refuse such texts or show an empty line. Poll options, alt texts and the body have their own rules. An empty
`first_comment` under an account's name is allowed: it means that this account gets no first comment.

Wrong: `first_comment: "&nbsp;"`

Right: leave the key out, or write something
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.markup.text import is_blank
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.texts import key_of, value_at

CODE = code("SMM212", "blank-text", Severity.ERROR, fact=False, docs=__doc__)

_KEYS = frozenset({"title", "description", "name", "address", "spoiler", "explanation", "first_comment"})
_HINT = "write something, or leave the key away"


def check_post(subject: PostSubject) -> Iterator[Finding]:
    source = subject.post.source
    for field in source.values:
        value = value_at(source, field) if key_of(field) in _KEYS else None
        if isinstance(value, str) and is_blank(value) and not _is_none_here(field, value):
            yield Finding(f"`{key_of(field)}` has no visible text", _HINT, field)
    for field, document in subject.comments.items():
        if document.is_empty and not is_blank(str(value_at(source, field))):
            yield Finding("`first_comment` has no visible text", _HINT, field)


def _is_none_here(field: Field, value: str) -> bool:
    """The account is to get no first comment: `tg: {first_comment: ""}`."""
    return field[1:] == ("first_comment",) and not value
