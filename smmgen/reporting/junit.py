"""JUnit XML, as Jenkins, GitLab and others read it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smmgen.diagnostics import Diagnostic, Severity
from smmgen.reporting.shared import Setting, sentence

_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What no XML 1.0 document may hold, not even escaped (section 2.2)."""


def junit(diagnostics: Sequence[Diagnostic], setting: Setting) -> str:
    """One suite, one test case a diagnostic; warnings pass with their words in system-out."""
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
        body.text = f"{path}:{d.span.line}:{d.span.column}: {_xml(sentence(d))}"
    return f"{_XML_HEAD}{ElementTree.tostring(suite, encoding='unicode')}\n"


def _xml(value: str) -> str:
    return re.sub(_NOT_XML, "\N{REPLACEMENT CHARACTER}", value)
