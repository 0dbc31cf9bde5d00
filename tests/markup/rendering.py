"""The cases of `tests/networks/<name>/texts.md`: a title, Markdown, and the text with its marks that a network shows.

Expected text first; after a `--` line one mark a line, `kind start end value`, in the unit of the network's own
offsets, then what was dropped: `dropped kind line`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from markdown_it.utils import read_fixture_file

from smmgen.markup.counting import code_points, utf8_bytes, utf16_units
from smmgen.markup.document import Document, parse
from smmgen.markup.render import Rendered
from smmgen.networks import registry

NETWORKS = Path(__file__).parents[1] / "networks"
NAMES = frozenset(registry.names())
UNITS: dict[str, Callable[[str], int]] = {"telegram": utf16_units, "bluesky": utf8_bytes}


def cases(platform: str) -> list[tuple[int, str, str, str]]:
    """Line, title, Markdown and expected outcome of every case."""
    return [tuple(case) for case in read_fixture_file(NETWORKS / platform / "texts.md")]


def document(markdown: str, platform: str) -> Document:
    return parse(markdown, 1, NAMES).select(frozenset({platform}))


def written(rendered: Rendered, platform: str) -> str:
    """The outcome in the form of the fixtures."""
    rich, unit = rendered.rich, UNITS.get(platform, code_points)
    marks = [
        f"{mark.kind} {unit(rich.text[: mark.start])} {unit(rich.text[: mark.end])} {mark.value}".rstrip()
        for mark in rich.marks
    ]
    dropped = [f"dropped {item.what} {item.line}" for item in rendered.dropped]
    return "\n".join([rich.text, *(["--"] if marks or dropped else []), *marks, *dropped, ""])
