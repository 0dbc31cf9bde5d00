"""A file's text with the lines at fault marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from smmgen.diagnostics import Diagnostic

AROUND = 3
"""Lines of context kept in a long file on either side of a mistake."""


class Line(NamedTuple):
    """`gap`: lines before this one were left out."""

    number: int
    text: str
    found: Sequence[Diagnostic] = ()
    gap: bool = False


def source_lines(text: str, diagnostics: Iterable[Diagnostic], longest: int = 80) -> list[Line]:
    """The whole text of a short file; of a long one the first lines and the surroundings of each mistake."""
    written = text.splitlines() or [""]
    found: dict[int, list[Diagnostic]] = {}
    for one in diagnostics:
        found.setdefault(min(max(one.span.line, 1), len(written)), []).append(one)
    kept = _kept(len(written), found, longest)
    return [
        Line(number, written[number - 1][:400], found.get(number, ()), gap=number > 1 and number - 1 not in kept)
        for number in sorted(kept)
    ]


def _kept(total: int, faults: Iterable[int], longest: int) -> set[int]:
    if total <= longest:
        return set(range(1, total + 1))
    near = (range(line - AROUND, line + AROUND + 1) for line in faults)
    return {line for lines in (range(1, 13), *near) for line in lines if 1 <= line <= total}
