"""Workflow commands of GitHub Actions, shown at the line in the pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from smmgen.diagnostics import Diagnostic, Severity
from smmgen.reporting.shared import Setting, sentence, visible, worst_first

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
MOST = 10
"""Annotations of one level that GitHub shows of a step (https://docs.github.com/rest/checks/runs, 2026-11-26)."""


def github(diagnostics: Sequence[Diagnostic], setting: Setting) -> str:
    """An annotation each, errors first."""
    return "".join(_annotation(d, setting.in_repository(d)) for d in worst_first(diagnostics))


def unshown(diagnostics: Sequence[Diagnostic]) -> str:
    """What of it GitHub leaves out, in a sentence; "" for nothing."""
    found = Counter(_level(d) for d in worst_first(diagnostics))
    more = [f"{count - MOST} {level}{'s' * (count - MOST != 1)}" for level, count in found.items() if count > MOST]
    if not more:
        return ""
    return f"GitHub shows {MOST} annotations of each level; only the log of this step has the other {', '.join(more)}"


def _level(d: Diagnostic) -> str:
    return _LEVELS.get(d.severity, "notice")


def _annotation(d: Diagnostic, path: str) -> str:
    """Columns stand beside one line only: GitHub drops them where a report spans several."""
    line, column, end_line, end_column = d.span
    columns = f",col={column},endColumn={end_column}" if line == end_line else ""
    place = f"file={_property(path)},line={line},endLine={end_line}{columns}"
    return f"::{_level(d)} {place},title={_property(f'{d.code} {d.name}')}::{_command(sentence(d))}\n"


def _property(value: str) -> str:
    return _command(value).replace(":", "%3A").replace(",", "%2C")


def _command(value: str) -> str:
    return visible(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
