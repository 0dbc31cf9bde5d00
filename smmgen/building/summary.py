"""What a build says of itself, and the quick answer when there is nothing to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smmgen.building import outputs
from smmgen.building.cache import Cache, with_look
from smmgen.building.scan import place, scan, signature
from smmgen.building.stored import dump_diagnostics, load_diagnostics
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.safe_files import Inside


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `made`: posts made anew; `written` and `removed`: files in build/."""

    posts: int
    payloads: int
    pages: int
    made: int = 0
    written: int = 0
    removed: int = 0
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    drafts: tuple[str, ...] = ()
    """Paths of posts that nobody means to send yet."""

    @property
    def has_errors(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.diagnostics)

    def dump(self) -> dict[str, Any]:
        """What is kept of it until the next build."""
        found = {name: getattr(self, name) for name in ("posts", "payloads", "pages")}
        return {**found, "diagnostics": dump_diagnostics(self.diagnostics), "drafts": self.drafts}

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Report:
        """The report of a build that had nothing to do, from the last one's."""
        diagnostics = load_diagnostics(stored["diagnostics"])
        figures = (stored["posts"], stored["payloads"], stored["pages"])
        return cls(*figures, diagnostics=diagnostics, drafts=tuple(stored.get("drafts", ())))


def unchanged(project: Path, switches: str) -> Report | None:
    """The last build's report when a build with these switches would do nothing at all; None when it might.

    Reads no configuration and imports nothing heavy.
    """
    return with_look(project, "", lambda cache: _unchanged(project, switches, cache))


def _unchanged(project: Path, switches: str, cache: Cache) -> Report | None:
    if cache.torn or cache.summary.get("switches") != switches:
        return None
    before, now = cache.files(), scan(project)
    outside = (name for name in before if not name.startswith("content/"))
    now.update({name: signature(place(project, name)) for name in outside})
    if now != before:
        return None
    with Inside(project) as files:
        if set(outputs.found(files)) != cache.outputs().keys():
            return None
        return Report.load(cache.summary) if files.is_file(f"{outputs.BUILD}/{outputs.MANIFEST}") else None
