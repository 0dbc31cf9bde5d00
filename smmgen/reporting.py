"""Diagnostics in the forms that people and their tools read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from smmgen import __version__
from smmgen.diagnostics import Code, Diagnostic, Severity

Codes = Mapping[str, Code]


def text(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """`path:line:col: error SMM301 media-missing: …`, the hint on a line of its own."""
    lines: list[str] = []
    for d in diagnostics:
        account = f" [{d.account}]" if d.account else ""
        lines.append(f"{d.path}:{d.span.line}:{d.span.column}: {d.severity} {d.code} {d.name}: {d.message}{account}")
        if d.hint:
            lines.append(f"  hint: {d.hint}")
    return "".join(f"{line}\n" for line in lines)


def as_json(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """An array of objects; see `Diagnostic.as_json`."""
    return _dump([d.as_json() for d in diagnostics])


def github(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """Workflow commands: GitHub Actions shows them at the line in the pull request."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    return "".join(
        f"::{levels.get(d.severity, 'notice')} file={_property(d.path)},line={d.span.line},col={d.span.column},"
        f"endLine={d.span.end_line},endColumn={d.span.end_column},title={_property(f'{d.code} {d.name}')}"
        f"::{_command(_sentence(d))}\n"
        for d in diagnostics
    )


def gitlab(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """GitLab's Code Quality report."""
    levels = {Severity.ERROR: "major", Severity.WARNING: "minor"}
    return _dump(
        [
            {
                "description": _sentence(d),
                "check_name": f"{d.code} {d.name}",
                "fingerprint": _fingerprint(d),
                "severity": levels.get(d.severity, "info"),
                "location": {"path": d.path, "lines": {"begin": d.span.line, "end": d.span.end_line}},
            }
            for d in diagnostics
        ]
    )


def sarif(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """SARIF 2.1.0, with the pages of the codes that occur; columns in code points."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    used = sorted({d.code for d in diagnostics})
    rules = [
        {"id": code, "name": codes[code].name, "fullDescription": {"text": codes[code].docs or codes[code].name}}
        for code in used
    ]
    results = [
        {
            "ruleId": d.code,
            "ruleIndex": used.index(d.code),
            "level": levels.get(d.severity, "note"),
            "message": {"text": _sentence(d)},
            "partialFingerprints": {"smm/v1": _fingerprint(d)},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(d.path)}, "region": _region(d)}}],
        }
        for d in diagnostics
    ]
    driver = {"name": "smmgen", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _dump({"$schema": schema, "version": "2.1.0", "runs": [run]})


def junit(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """JUnit XML: one suite, one test case a diagnostic; warnings pass with their words in system-out."""
    from xml.etree import ElementTree

    failures = sum(d.severity is Severity.ERROR for d in diagnostics)
    suite = ElementTree.Element(
        "testsuite", name="smm check", tests=str(max(len(diagnostics), 1)), failures=str(failures), errors="0"
    )
    if not diagnostics:
        ElementTree.SubElement(suite, "testcase", classname="content", name="no problems")
    for d in diagnostics:
        case = ElementTree.SubElement(suite, "testcase", classname=d.path, name=f"{d.code} {d.name} line {d.span.line}")
        tag = "failure" if d.severity is Severity.ERROR else "system-out"
        body = ElementTree.SubElement(case, tag, {"message": d.message} if tag == "failure" else {})
        body.text = f"{d.path}:{d.span.line}:{d.span.column}: {_sentence(d)}"
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], Codes], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}


def counts(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no problems`."""
    found = Counter(d.severity for d in diagnostics)
    words = [f"{n} {severity}{'s' * (n != 1)}" for severity in Severity if (n := found[severity])]
    return ", ".join(words) or "no problems"


def _sentence(d: Diagnostic) -> str:
    account = f" [{d.account}]" if d.account else ""
    return f"{d.message}{account}; {d.hint}" if d.hint else f"{d.message}{account}"


def _fingerprint(d: Diagnostic) -> str:
    """Stays the same when lines move."""
    return sha256("\0".join((d.path, d.code, d.account or "", d.message)).encode()).hexdigest()


def _region(d: Diagnostic) -> dict[str, int]:
    line, column, end_line, end_column = d.span
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _property(value: str) -> str:
    return _command(value).replace(":", "%3A").replace(",", "%2C")


def _command(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
