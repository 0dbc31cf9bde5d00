"""The report for programs."""

from __future__ import annotations

from smmgen.json_text import json_text
from smmgen.review.report import Report


def as_json(report: Report) -> str:
    """An array: posts that change on an account, what many posts share, and diagnostics, told apart by `about`."""
    found = [*(one.as_json() for group in (report.changes, report.shared, report.problems) for one in group)]
    return json_text(found)
