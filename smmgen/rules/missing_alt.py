"""A picture has no alt text.

People who use a screen reader get nothing from the picture, and some networks show it to fewer people. Readers on
Mastodon often ask for alt text.

Wrong: `media: [{file: latte.jpg}]`

Right: `media: [{file: latte.jpg, alt: A latte with a paper snowflake on the saucer}]`
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.markup.text import is_blank
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM304", "missing-alt", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for field, file in subject.media:
        if file.kind == "image" and is_blank(file.alt):
            yield Finding(
                f"the picture `{PurePosixPath(_written(subject, field) or file.path).name}` has no alt text",
                "describe the picture in one sentence: `alt: …`",
                (*field, "file"),
            )


def _written(subject: Subject, field: Field) -> str:
    """The file as the post names it: a crop is made from it under another name."""
    return subject.variant.fields.media[int(field[1])].file if len(field) > 1 else ""
