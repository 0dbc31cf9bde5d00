"""Diagnostics of one post as they are found, each once."""

from __future__ import annotations

from smmgen.content.source import Field, Source
from smmgen.diagnostics import Code, Diagnostic, Fix, diagnose


class Report:
    """Collects; rules and parsers name fields or lines, the report finds the spans."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []

    def field(
        self,
        code: Code,
        field: Field,
        message: str,
        hint: str = "",
        account: str | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        """At the field's value."""
        self._add(diagnose(code, self.source.path, self.source.span(field), message, hint, account, fixes))

    def key(self, code: Code, field: Field, message: str, hint: str = "") -> None:
        """At the field's key."""
        self._add(diagnose(code, self.source.path, self.source.key_span(field), message, hint))

    def line(self, code: Code, line: int, message: str, hint: str = "") -> None:
        """At a whole line of the file."""
        self._add(diagnose(code, self.source.path, self.source.line_span(line), message, hint))

    def _add(self, diagnostic: Diagnostic) -> None:
        if diagnostic not in self.found:
            self.found.append(diagnostic)
