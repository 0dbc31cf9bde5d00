"""Diagnostics in the forms that people and their tools read."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from smmgen import __version__
from smmgen.diagnostics import Code, Diagnostic, Severity, Span
from smmgen.printable import printable_line

Codes = Mapping[str, Code]

_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What no XML 1.0 document may hold, not even escaped (section 2.2)."""


def text(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
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


def as_json(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """An array of objects; see `Diagnostic.as_json`."""
    return _dump([d.as_json() for d in diagnostics])


def github(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """Workflow commands: GitHub Actions shows them at the line in the pull request."""
    return "".join(_annotation(d) for d in diagnostics)


def _annotation(d: Diagnostic) -> str:
    """Columns stand beside one line only: GitHub drops them where a report spans several."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning"}.get(d.severity, "notice")
    line, column, end_line, end_column = d.span
    columns = f",col={column},endColumn={end_column}" if line == end_line else ""
    place = f"file={_property(d.path)},line={line},endLine={end_line}{columns}"
    return f"::{level} {place},title={_property(f'{d.code} {d.name}')}::{_command(_sentence(d))}\n"


def gitlab(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """GitLab's Code Quality report."""
    levels = {Severity.ERROR: "major", Severity.WARNING: "minor"}
    return _dump(
        [
            {
                "description": _sentence(d),
                "check_name": f"{d.code} {d.name}",
                "fingerprint": fingerprint,
                "severity": levels.get(d.severity, "info"),
                "location": {"path": d.path, "lines": {"begin": d.span.line, "end": d.span.end_line}},
            }
            for d, fingerprint in _fingerprinted(diagnostics)
        ]
    )


def sarif(diagnostics: Sequence[Diagnostic], codes: Codes) -> str:
    """SARIF 2.1.0, with the pages of the codes that occur; columns in code points."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    used = {d.code: d.name for d in sorted(diagnostics, key=lambda d: d.code)}
    rules = [{"id": code, "name": name, "fullDescription": {"text": _page(code, codes)}} for code, name in used.items()]
    order = [*used]
    results = [
        {
            "ruleId": d.code,
            "ruleIndex": order.index(d.code),
            "level": levels.get(d.severity, "note"),
            "message": {"text": _sentence(d)},
            "partialFingerprints": {"smm/v1": fingerprint},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(d.path)}, "region": _region(d.span)}}],
            **_sarif_fixes(d),
        }
        for d, fingerprint in _fingerprinted(diagnostics)
    ]
    driver = {"name": "smmgen", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _dump({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_fixes(d: Diagnostic) -> dict[str, Any]:
    if not d.fixes:
        return {}
    replacements = [
        {"deletedRegion": _region(fix.span), "insertedContent": {"text": fix.replacement}} for fix in d.fixes
    ]
    change = {"artifactLocation": {"uri": _uri(d.path)}, "replacements": replacements}
    return {"fixes": [{"description": {"text": d.hint or d.message}, "artifactChanges": [change]}]}


def _page(code: str, codes: Codes) -> str:
    return codes[code].docs if code in codes else code


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
        path, name = _xml(d.path), f"{d.code} {d.name} line {d.span.line}"
        case = ElementTree.SubElement(suite, "testcase", classname=path, name=name)
        tag = "failure" if d.severity is Severity.ERROR else "system-out"
        body = ElementTree.SubElement(case, tag, {"message": _xml(d.message)} if tag == "failure" else {})
        body.text = f"{path}:{d.span.line}:{d.span.column}: {_xml(_sentence(d))}"
    return f"{_XML_HEAD}{ElementTree.tostring(suite, encoding='unicode')}\n"


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


ADVICE = "not legal advice"
"""Said once after reports of the rules about law."""


def is_about_law(diagnostics: Sequence[Diagnostic]) -> bool:
    """One of the rules about law, SMM27xx, reports something."""
    return any(d.code.startswith("SMM27") and len(d.code) == len("SMM2701") for d in diagnostics)


def _sentence(d: Diagnostic) -> str:
    account = f" [{d.account}]" if d.account else ""
    return f"{d.message}{account}; {d.hint}" if d.hint else f"{d.message}{account}"


def _fingerprinted(diagnostics: Sequence[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    """Each with what tells it from the others, and stays the same when lines move: equal ones are counted."""
    seen: Counter[str] = Counter()
    for d in diagnostics:
        same = "\0".join((d.path, d.code, d.account or "", d.message))
        seen[same] += 1
        yield d, sha256(f"{same}\0{seen[same]}".encode(errors="surrogatepass")).hexdigest()


def _xml(value: str) -> str:
    return re.sub(_NOT_XML, "\N{REPLACEMENT CHARACTER}", value)


def _region(span: Span) -> dict[str, int]:
    line, column, end_line, end_column = span
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(os.fsencode(path))


def _property(value: str) -> str:
    return _command(value).replace(":", "%3A").replace(",", "%2C")


def _command(value: str) -> str:
    return _visible(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _dump(value: Any) -> str:
    return _visible(json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def _visible(value: str) -> str:
    """Without halves of characters, which stand for bytes of a file name that is not UTF-8: `\\udcff` in their place,
    in JSON an escape like others."""
    return value.encode(errors="backslashreplace").decode()
