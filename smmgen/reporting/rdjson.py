"""The Reviewdog Diagnostic Format, with fixes as suggestions.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: lines end with a line feed, columns count the bytes of
UTF-8. reviewdog takes paths as seen from the folder it is run in (`NormalizePath`, 2026-11-26), so ours are relative to
the working directory.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from smmgen.diagnostics import Diagnostic, Fix, Severity, Span
from smmgen.json_text import json_text
from smmgen.reporting.shared import Setting, sentence

_LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = "\ufeff"


class _File:
    """Places in the text of one file, counted in its bytes."""

    def __init__(self, text: str) -> None:
        self._mark = len(_MARK) if text.startswith(_MARK) else 0
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        """Where lines begin as diagnostics count them."""
        return [self._mark, *(end.end() for end in _LINE_END.finditer(self._text))]

    @cached_property
    def _begins(self) -> list[int]:
        """Where lines begin that end with a line feed."""
        return [0, *(at + 1 for at, sign in enumerate(self._text) if sign == "\n")]

    def at(self, line: int, column: int) -> int:
        """The place in the text."""
        return min(self._starts[min(line, len(self._starts)) - 1] + column - 1, len(self._text))

    def range(self, span: Span) -> dict[str, dict[str, int]]:
        start, end = self.at(span.line, span.column), self.at(span.end_line, span.end_column)
        return {"start": self._position(start), "end": self._position(end)}

    def _position(self, at: int) -> dict[str, int]:
        row = bisect_right(self._begins, at)
        return {"line": row, "column": len(self._text[self._begins[row - 1] : at].encode()) + 1}

    def suggestion(self, fixes: Sequence[Fix]) -> dict[str, Any]:
        """All edits in one: reviewdog offers each suggestion by itself."""
        edits = sorted(fixes)
        first, last = edits[0].span, edits[-1].span
        whole = Span(first.line, first.column, last.end_line, last.end_column)
        ends = [self.at(one.span.end_line, one.span.end_column) for one in edits]
        starts = [self.at(one.span.line, one.span.column) for one in edits[1:]]
        kept = [self._text[end:start] for end, start in zip(ends, starts, strict=False)]
        text = "".join(one.replacement + rest for one, rest in zip(edits, [*kept, ""], strict=True))
        return {"range": self.range(whole), "text": text}


def rdjson(diagnostics: Sequence[Diagnostic], setting: Setting) -> str:
    """A `DiagnosticResult`."""
    texts = {path: setting.read(path) for path in {d.path for d in diagnostics}}
    files = {path: None if text is None else _File(text) for path, text in texts.items()}
    found = [_diagnostic(d, setting.from_here, files[d.path]) for d in diagnostics]
    return json_text({"source": {"name": "smm check"}, "diagnostics": found})


def _diagnostic(d: Diagnostic, folder: str, file: _File | None) -> dict[str, Any]:
    """Of a file that has no lines, such as a picture, only the path is given. `folder`: what goes before paths."""
    path, others = f"{folder}{d.path}", [f"{folder}{one}" for one in d.others]
    return {
        "message": sentence(d),
        "location": {"path": path, **({"range": file.range(d.span)} if file else {})},
        "severity": _LEVELS.get(d.severity, "INFO"),
        "code": {"value": f"{d.code} {d.name}"},
        **({"related_locations": [{"location": {"path": one}} for one in others]} if others else {}),
        **({"suggestions": [file.suggestion(d.fixes)]} if file and d.fixes else {}),
    }
