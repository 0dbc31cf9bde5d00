"""A file is empty, cut short or damaged, so that networks refuse it, or show a part of it.

Pictures are decoded when they are new or have changed, each once; of videos the outer boxes are followed. A copy that
was interrupted, a full disk and a web page saved as a picture are the usual causes. `smm check` finds them today, the
network on the day.

Wrong: `file: latte.jpg`, of which the lower half is missing.

Right: the file exported once more, or copied again from where it came.
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
