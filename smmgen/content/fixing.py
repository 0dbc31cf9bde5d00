"""Fix files with the edits of diagnostics. What an edit does not touch keeps its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path

from smmgen.content.small_text import small_text
from smmgen.diagnostics import Diagnostic, Fix, Span
from smmgen.errors import UserError
from smmgen.safe_files import Inside, LeadsOut, real_name

_LINE_END = re.compile(r"\r\n|\r|\n")


def fix(project: Path, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Make the safe edits of these diagnostics, file by file, and return those that were mended, in order of place.

    Of edits that overlap, the first is made: the rest is found anew by the next check. A file that cannot be written
    raises UserError; it is then as it was, and so are those after it.
    """
    files = _by_file(one for one in diagnostics if one.is_fixable)
    return [mended for path, found in files.items() for mended in _fix_file(project, path, found)]


def offered(project: Path, diagnostics: Iterable[Diagnostic]) -> str:
    """The edits of these diagnostics that are not safe, as a unified diff of the files as they stand now."""
    found = _by_file(one for one in diagnostics if one.fixes and not one.is_fixable)
    return "".join(_diff(path, small_text(project, path), edits) for path, edits in found.items())


def _diff(path: str, text: str | None, found: Sequence[Diagnostic]) -> str:
    if text is None:
        return ""
    _, edits = _compatible(found)
    before, after = (one.splitlines(keepends=True) for one in (text, edited(text, edits)))
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in unified_diff(before, after, path, path))


def _by_file(diagnostics: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """In order of place."""
    files: dict[str, list[Diagnostic]] = {}
    for diagnostic in sorted(diagnostics, key=lambda found: found.order):
        files.setdefault(diagnostic.path, []).append(diagnostic)
    return files


def _fix_file(project: Path, name: str, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    mended, edits = _compatible(found)
    try:
        real = real_name(project, name)
        if real is None:
            raise LeadsOut(0, "it leads out of the project")
        with Inside(project) as files:
            before = files.read(real).decode("utf-8")
            files.replace(real, edited(before, edits).encode(), as_before=True)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise UserError(f"{name} cannot be fixed: {reason}", "check its permissions, and those of its folder") from None
    return mended


def _compatible(found: Sequence[Diagnostic]) -> tuple[list[Diagnostic], list[Fix]]:
    """The diagnostics whose edits do not get into each other's way, and these edits in order of place."""
    mended: list[Diagnostic] = []
    edits: list[Fix] = []
    for diagnostic in found:
        together = sorted({*edits, *diagnostic.fixes})
        if all(_end(first.span) <= _start(second.span) for first, second in pairwise(together)):
            mended.append(diagnostic)
            edits = together
    return mended, edits


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column


def edited(text: str, edits: Sequence[Fix]) -> str:
    """The text with these edits made, given in order of place. A byte-order mark and line ends of any kind stay; those
    of a replacement become like the first one of the text."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    ends = [*_LINE_END.finditer(body)]
    starts = [0, *(end.end() for end in ends)]
    newline = ends[0][0] if ends else "\n"
    pieces, at = [mark], 0
    for span, replacement, _ in edits:
        start, end = (starts[line - 1] + column - 1 for line, column in (_start(span), _end(span)))
        pieces += [body[at:start], replacement.replace("\n", newline)]
        at = end
    return "".join([*pieces, body[at:]])
