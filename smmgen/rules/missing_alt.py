"""A picture has no alt text.

People who use a screen reader hear nothing, and networks show the picture less. Mastodon's readers often ask for it.

Wrong: `media: [{file: latte.jpg}]`

Right: `media: [{file: latte.jpg, alt: A latte with a paper snowflake on the saucer}]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM304", "missing-alt", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for index, file in enumerate(file for part in subject.variant.parts for file in part.media):
        if file.kind == "image" and not file.alt:
            yield Finding(
                f"the picture `{file.path}` has no alt text",
                "say in one sentence what is to be seen: `alt: …`",
                field=("media", index, "file"),
            )
