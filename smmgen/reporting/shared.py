"""What several formats need: places in a repository, the words of a diagnostic, fingerprints."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from smmgen.diagnostics import Code, Diagnostic, Severity

Codes = Mapping[str, Code]


@dataclass(frozen=True)
class Setting:
    """What a format is told beside the diagnostics, whose paths are relative to the project.

    `codes`: all there are. `below`: the project's folder as seen from the root of its repository, `brand/`, or "";
    `from_here`: the same as seen from the working directory. `read`: the text of a file of the project, None where
    there is none.
    """

    codes: Codes = field(default_factory=dict)
    below: str = ""
    from_here: str = ""
    read: Callable[[str], str | None] = lambda path: None

    def in_repository(self, d: Diagnostic) -> str:
        """Its file as the repository names it, which is how forges look for it."""
        return f"{self.below}{d.path}"


Format = Callable[[Sequence[Diagnostic], Setting], str]

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def worst_first(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Errors, then warnings, then the rest, for readers that show only so many."""
    return sorted(diagnostics, key=lambda d: _RANK[d.severity])


def sentence(d: Diagnostic) -> str:
    """Message, account and hint in one."""
    account = f" [{d.account}]" if d.account else ""
    return f"{d.message}{account}; {d.hint}" if d.hint else f"{d.message}{account}"


def fingerprinted(diagnostics: Sequence[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    """Each with what tells it from the others, and stays the same when lines move: equal ones are counted."""
    seen: Counter[str] = Counter()
    for d in diagnostics:
        same = "\0".join((d.path, d.code, d.account or "", d.message))
        seen[same] += 1
        yield d, sha256(f"{same}\0{seen[same]}".encode(errors="surrogatepass")).hexdigest()


def uri(path: str) -> str:
    from urllib.parse import quote

    return quote(os.fsencode(path))


def visible(value: str) -> str:
    """Without halves of characters, which stand for bytes of a file name that is not UTF-8: `\\udcff` in their place,
    in JSON an escape like others."""
    return value.encode(errors="backslashreplace").decode()
