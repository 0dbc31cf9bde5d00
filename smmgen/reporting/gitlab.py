"""GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

from __future__ import annotations

from collections.abc import Sequence

from smmgen.diagnostics import Diagnostic, Severity
from smmgen.json_text import json_text
from smmgen.reporting.shared import Setting, fingerprinted, sentence

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def gitlab(diagnostics: Sequence[Diagnostic], setting: Setting) -> str:
    """An array of objects; paths are those of the repository."""
    return json_text(
        [
            {
                "description": sentence(d),
                "check_name": f"{d.code} {d.name}",
                "fingerprint": fingerprint,
                "severity": _LEVELS.get(d.severity, "info"),
                "location": {
                    "path": setting.in_repository(d),
                    "lines": {"begin": d.span.line, "end": d.span.end_line},
                },
            }
            for d, fingerprint in fingerprinted(diagnostics)
        ]
    )
