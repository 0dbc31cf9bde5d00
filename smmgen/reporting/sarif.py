"""SARIF 2.1.0, with the pages of the codes that occur and with fixes; columns in code points.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smmgen import __version__
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.json_text import json_text
from smmgen.reporting.shared import Codes, Setting, fingerprinted, sentence, uri

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(diagnostics: Sequence[Diagnostic], setting: Setting) -> str:
    """One run; paths are those of the repository, as code scanning wants them."""
    used = {d.code: d.name for d in sorted(diagnostics, key=lambda d: d.code)}
    rules = [
        {"id": code, "name": name, "fullDescription": {"text": _page(code, setting.codes)}}
        for code, name in used.items()
    ]
    order = {code: index for index, code in enumerate(used)}
    results = [_result(d, order[d.code], fingerprint, setting) for d, fingerprint in fingerprinted(diagnostics)]
    driver = {"name": "smmgen", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(d: Diagnostic, rule: int, fingerprint: str, setting: Setting) -> dict[str, Any]:
    path = setting.in_repository(d)
    return {
        "ruleId": d.code,
        "ruleIndex": rule,
        "level": _LEVELS.get(d.severity, "note"),
        "message": {"text": sentence(d)},
        "partialFingerprints": {"smm/v1": fingerprint},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": _region(d.span)}}],
        **_others(d, setting),
        **_fixes(d, path),
    }


def _others(d: Diagnostic, setting: Setting) -> dict[str, Any]:
    places = [{"physicalLocation": {"artifactLocation": {"uri": uri(f"{setting.below}{one}")}}} for one in d.others]
    return {"relatedLocations": places} if places else {}


def _fixes(d: Diagnostic, path: str) -> dict[str, Any]:
    if not d.fixes:
        return {}
    replacements = [
        {"deletedRegion": _region(fix.span), "insertedContent": {"text": fix.replacement}} for fix in d.fixes
    ]
    change = {"artifactLocation": {"uri": uri(path)}, "replacements": replacements}
    return {"fixes": [{"description": {"text": d.hint or d.message}, "artifactChanges": [change]}]}


def _page(code: str, codes: Codes) -> str:
    return codes[code].docs if code in codes else code


def _region(span: Span) -> dict[str, int]:
    line, column, end_line, end_column = span
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
