"""Diagnostics in the forms that people and their tools read; a module for each tool's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from smmgen.diagnostics import Diagnostic, Severity
from smmgen.json_text import json_text
from smmgen.printable import printable_line
from smmgen.reporting.github import github, unshown
from smmgen.reporting.gitlab import gitlab
from smmgen.reporting.junit import junit
from smmgen.reporting.rdjson import rdjson
from smmgen.reporting.sarif import sarif
from smmgen.reporting.shared import Format, Setting

__all__ = ["ADVICE", "FORMATS", "Setting", "as_json", "counts", "is_about_law", "lines", "text", "unshown"]


def text(diagnostics: Sequence[Diagnostic], setting: Setting | None = None) -> str:
    """`path:line:col: error SMM301 media-missing: …`, the hint on a line of its own."""
    said = [
        f"{line}\n  hint: {printable_line(d.hint)}" if d.hint else line
        for d, line in zip(diagnostics, lines(diagnostics), strict=True)
    ]
    return "".join(f"{one}\n" for one in said)


def lines(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """A line each, without its hint."""
    return [
        printable_line(
            f"{d.path}:{d.span.line}:{d.span.column}: {d.severity} {d.code} {d.name}: {d.message}"
            + (f" [{d.account}]" if d.account else "")
        )
        for d in diagnostics
    ]


def as_json(diagnostics: Sequence[Diagnostic], setting: Setting) -> str:
    """An array of objects; see `Diagnostic.as_json`."""
    return json_text([d.as_json() for d in diagnostics])


FORMATS: Mapping[str, Format] = {
    "text": text,
    "json": as_json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
    "rdjson": rdjson,
}


def counts(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no problems`."""
    found = Counter(d.severity for d in diagnostics)
    words = [f"{n} {severity}{'s' * (n != 1)}" for severity in Severity if (n := found[severity])]
    return ", ".join(words) or "no problems"


ADVICE = "not legal advice"
"""Said once after reports of the rules about law."""


def is_about_law(diagnostics: Sequence[Diagnostic]) -> bool:
    """One of the rules about law, SMM27xx, reports something."""
    return any(d.code.startswith("SMM27") and len(d.code) == len("SMM2701") for d in diagnostics)
