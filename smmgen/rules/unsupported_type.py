"""The network does not take files of this type, whatever they are called.

Wrong: a TIFF picture on VK, which takes JPEG, PNG and GIF.

Right: save it as JPEG or PNG.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM407", "unsupported-type", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    types = subject.platform.types
    for field, file in subject.media if types else ():
        taken = sorted(mime.partition("/")[2] for mime in types if mime.startswith(f"{file.kind}/"))
        if taken and file.mime not in types:
            yield Finding(
                f"{subject.platform.title} does not take {file.mime}",
                f"save it as {', '.join(taken[:-1])} or {taken[-1]}" if len(taken) > 1 else f"save it as {taken[0]}",
                (*field, "file"),
                account=subject.account,
            )
