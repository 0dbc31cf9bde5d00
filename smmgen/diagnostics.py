"""What is wrong with the content: a value with a place, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How bad it is; `OFF` exists for the settings only."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


class Span(NamedTuple):
    """A range in a file. Lines and columns count from 1, columns in code points; the end is exclusive."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Fix(NamedTuple):
    """An edit that corrects what a diagnostic reports: in its file, `replacement` takes the place of `span`.

    It is `safe` where nothing else can have been meant, so that `smm check --fix` makes it. Other edits are the
    likeliest ones, and are only offered: a person may have meant something else.
    """

    span: Span
    replacement: str
    safe: bool = True


class Code(NamedTuple):
    """One kind of diagnostic: `SMM301 media-missing`. A fact is what the network would refuse, an opinion is ours."""

    code: str
    name: str
    severity: Severity
    fact: bool
    docs: str


MOST = 500
"""Reports of one kind in one post, on one account; what would follow is left away, so that no file takes for ever."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake in one place.

    `path` is POSIX and relative to the project. `message` says what is wrong, `hint` what to do; both are lower case
    without a final stop. `account` is set where only one account minds. `fixes` are edits that together mend it: given
    only where there is one right mend. `others` are further files that it is about.
    """

    path: str
    span: Span
    code: str
    name: str
    severity: Severity
    message: str
    hint: str = ""
    account: str | None = None
    fixes: tuple[Fix, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_fixable(self) -> bool:
        """`smm check --fix` mends it."""
        return bool(self.fixes) and all(fix.safe for fix in self.fixes)

    @property
    def order(self) -> tuple[str, Span, str, str, str]:
        """Sort key: path, line, column, then whatever makes the order total."""
        return (self.path, self.span, self.code, self.account or "", self.message)

    def as_json(self) -> dict[str, Any]:
        """The promised JSON form."""
        return {
            "path": self.path,
            **_span_as_json(self.span),
            "code": self.code,
            "name": self.name,
            "severity": str(self.severity),
            "message": self.message,
            "hint": self.hint,
            "account": self.account,
            "fixes": [
                {**_span_as_json(fix.span), "replacement": fix.replacement, "safe": fix.safe} for fix in self.fixes
            ],
            "others": [*self.others],
        }


def diagnose(
    code: Code,
    path: str,
    span: Span,
    message: str,
    hint: str = "",
    account: str | None = None,
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """A diagnostic of this kind, with the kind's own severity."""
    return Diagnostic(path, span, code.code, code.name, code.severity, message, hint, account, fixes)


def _span_as_json(span: Span) -> dict[str, int]:
    return dict(zip(("line", "column", "end_line", "end_column"), span, strict=True))
