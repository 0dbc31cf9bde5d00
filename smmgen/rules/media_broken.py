"""A file is empty, truncated or damaged, so that networks refuse it or show only part of it.

Each picture is decoded once, when it is new or has changed; for videos only the outer structure is checked. The usual
causes are an interrupted copy, a full disk, and a web page saved as a picture. `smm check` finds them today; otherwise
the network finds them on the day.

Wrong: `file: latte.jpg`, with its lower half missing.

Right: export the file again, or copy it again from the original.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.lookup import Attachment
from smmgen.rules.base import Finding, code

CODE = code("SMM307", "media-broken", Severity.ERROR, fact=True, docs=__doc__)


def check_file(attached: Attachment) -> Iterator[Finding]:
    problem = attached.problem
    if problem and problem.kind == "broken":
        yield Finding(problem.message, problem.hint)
