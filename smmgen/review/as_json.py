"""The report for programs."""

from __future__ import annotations

import json

from smmgen.review.report import Report


def as_json(report: Report) -> str:
    """An array: posts that change on an account, what many posts share, and diagnostics, told apart by `about`."""
    found = [*(one.as_json() for group in (report.changes, report.shared, report.problems) for one in group)]
    return json.dumps(found, ensure_ascii=False, indent=1).encode(errors="backslashreplace").decode() + "\n"
