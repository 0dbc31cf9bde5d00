"""Diagnostics of one post as they are found, each once."""

from __future__ import annotations

from collections import Counter

from smmgen.content.mending import replaced
from smmgen.content.source import Field, Source
from smmgen.diagnostics import MOST, Code, Diagnostic, Fix, diagnose


class Report:
    """Collects; rules and parsers name fields or lines, the report finds the spans."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._found: dict[Diagnostic, None] = {}
        self._counts: Counter[str] = Counter()

    @property
    def found(self) -> list[Diagnostic]:
        return [*self._found]

    def is_full(self, code: Code) -> bool:
        """Whether no more diagnostics of this code are collected."""
        return self._counts[code.code] >= MOST

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

    def key(self, code: Code, field: Field, message: str, hint: str = "", fixes: tuple[Fix, ...] = ()) -> None:
        """At the field's key."""
        self._add(diagnose(code, self.source.path, self.source.key_span(field), message, hint, fixes=fixes))

    def line(self, code: Code, line: int, message: str, hint: str = "", fixes: tuple[Fix, ...] = ()) -> None:
        """At a whole line of the file."""
        self._add(diagnose(code, self.source.path, self.source.line_span(line), message, hint, fixes=fixes))

    def instead(self, field: Field, was: str, now: str, *, safe: bool = False) -> tuple[Fix, ...]:
        """The edit that writes `now` for the field's value `was`, if both are known."""
        place = self.source.values.get(field)
        return replaced(self.source, place, was, now, safe=safe) if place and now else ()

    def _add(self, diagnostic: Diagnostic) -> None:
        if self._counts[diagnostic.code] < MOST and diagnostic not in self._found:
            self._found[diagnostic] = None
            self._counts[diagnostic.code] += 1
