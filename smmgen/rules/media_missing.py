"""A file that the post names does not exist or cannot be read.

Files are looked up next to the post first, then in content/media.

Wrong: `media: [{file: latte.jpg}]` where the file is called latte.jpeg.

Right: the exact name of the file; upper and lower case matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.lookup import Attachment
from smmgen.rules.base import Finding, code, spelt

CODE = code("SMM301", "media-missing", Severity.ERROR, fact=True, docs=__doc__)


def check_file(attached: Attachment) -> Iterator[Finding]:
    problem = attached.problem
    if problem and problem.kind in ("missing", "unusable"):
        yield Finding(problem.message, problem.hint, fixes=spelt(attached))
