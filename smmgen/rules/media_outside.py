"""A file is outside the project: an absolute path, `..` above the project folder, a URL, or a symbolic link that leads
out.

Content may come from people you do not know, and must not be able to read files of the machine that builds it.

Wrong: `file: C:/pictures/latte.jpg`

Right: copy the file to content/media and write `file: latte.jpg`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.lookup import Attachment
from smmgen.rules.base import Finding, code, spelt

CODE = code("SMM302", "media-outside", Severity.ERROR, fact=True, docs=__doc__)


def check_file(attached: Attachment) -> Iterator[Finding]:
    problem = attached.problem
    if problem and problem.kind == "outside":
        yield Finding(problem.message, problem.hint, fixes=spelt(attached))
