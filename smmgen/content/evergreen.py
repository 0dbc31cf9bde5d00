"""Posts without a day of their own: which slots of content plans they fill, and the edit that gives them one more.

The times stand in the post's file, so that everybody who reviews it sees when it goes out, and nothing that is written
elsewhere moves a time that has been published.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from smmgen.config import Duration
from smmgen.content.documents.base import Model, Names
from smmgen.content.source import Source, lines_of
from smmgen.diagnostics import Fix, Span

KEY, SLOTS = ("evergreen",), ("evergreen", "slots")


class Evergreen(Model):
    """A post without a day of its own: it fills empty slots of content plans that let it."""

    cooldown: Duration | None = Field(
        None, description="It goes out again on an account after this at the earliest (default: `repeat_within`)"
    )
    slots: Names = Field(
        default_factory=list,
        description="When it fills one: 2026-12-07 10:00. `smm plan --fill` writes this where a slot is empty",
    )


def _switched(value: object) -> object:
    """`true` says it all; `false` is as good as nothing."""
    if isinstance(value, str | list):
        raise ValueError("`evergreen` is no text", "write `evergreen: true`; `smm plan --fill` adds the slots")
    return {} if value is True else None if value is False else value


MaybeEvergreen = Annotated[Evergreen | None, BeforeValidator(_switched, json_schema_input_type=Evergreen | bool | None)]


def with_slots(source: Source, times: Sequence[str]) -> tuple[Fix, ...]:
    """The edit of front matter that adds these times, in the way in which the others are written. The post says
    `evergreen` already."""
    items = [place for field, place in source.values.items() if field[:2] == SLOTS and len(field) == 3]
    value, lines = source.values[KEY], lines_of(source.text)
    if items:
        return (_after(max(items), times, lines),)
    if SLOTS in source.values:
        return (Fix(source.values[SLOTS], f"[{', '.join(times)}]"),)
    if isinstance(source.data["evergreen"], dict):
        return (_in_mapping(source, value, times, lines),)
    key = source.keys[KEY]
    block = "".join(f"\n    - {time}" for time in times)
    return (Fix(Span(key.end_line, key.end_column, value.end_line, value.end_column), f":\n  slots:{block}"),)


def _after(last: Span, times: Sequence[str], lines: Sequence[str]) -> Fix:
    """Below the last item of a list with dashes, or behind that of one in brackets."""
    line = lines[last.line - 1]
    indent = line[: len(line) - len(line.lstrip())]
    if line.lstrip().startswith("- "):
        end = Span(last.end_line, len(lines[last.end_line - 1]) + 1, last.end_line, len(lines[last.end_line - 1]) + 1)
        return Fix(end, "".join(f"\n{indent}- {time}" for time in times))
    return Fix(_end(last), "".join(f", {time}" for time in times))


def _in_mapping(source: Source, value: Span, times: Sequence[str], lines: Sequence[str]) -> Fix:
    """`slots` as the last key of the mapping."""
    children = [place for field, place in source.values.items() if field[:1] == KEY and len(field) == 2]
    if lines[value.line - 1][value.column - 1 : value.column] == "{":
        inside = Span(value.end_line, value.end_column - 1, value.end_line, value.end_column - 1)
        return Fix(inside, f"{', ' if children else ''}slots: [{', '.join(times)}]")
    line = lines[min(source.keys[field].line for field in source.keys if field[:1] == KEY and len(field) == 2) - 1]
    indent = line[: len(line) - len(line.lstrip())]
    last = max(children)
    end = len(lines[last.end_line - 1]) + 1
    block = "".join(f"\n{indent}  - {time}" for time in times)
    return Fix(Span(last.end_line, end, last.end_line, end), f"\n{indent}slots:{block}")


def _end(span: Span) -> Span:
    return Span(span.end_line, span.end_column, span.end_line, span.end_column)
