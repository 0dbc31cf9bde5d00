"""What a build says of itself, and the quick answer when there is nothing to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smmgen.building.cache import Cache
from smmgen.building.open_cache import with_look
from smmgen.building.scan import look, tally, walk
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.signatures import Signature


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
        from smmgen.building.stored import dump_diagnostics

        found = {name: getattr(self, name) for name in ("posts", "payloads", "pages")}
        return {**found, "diagnostics": dump_diagnostics(self.diagnostics), "drafts": self.drafts}

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Report:
        """The report of a build that had nothing to do, from the last one's."""
        from smmgen.building.stored import load_diagnostics

        diagnostics = load_diagnostics(stored["diagnostics"])
        figures = (stored["posts"], stored["payloads"], stored["pages"])
        return cls(*figures, diagnostics=diagnostics, drafts=tuple(stored.get("drafts", ())))


def unchanged(project: Path, switches: str, files: Mapping[str, Signature]) -> Report | None:
    """The last build's report when a build with these switches would do nothing at all; None when it might.

    `files`: what a scan has just found. Reads no configuration and imports nothing heavy.
    """
    return with_look(project, "", lambda cache: _unchanged(project, switches, files, cache))


def _unchanged(project: Path, switches: str, seen: Mapping[str, Signature], cache: Cache) -> Report | None:
    if not _is_current(project, switches, seen, cache):
        return None
    return Report.load(cache.summary) if cache.folders() else None


def is_current(project: Path, switches: str) -> bool:
    """The last build with these switches saw everything as it is now; False when it might not have. Reads no
    configuration and imports nothing heavy."""
    return with_look(project, "", lambda cache: _is_current(project, switches, None, cache))


def _is_current(project: Path, switches: str, seen: Mapping[str, Signature] | None, cache: Cache) -> bool:
    if cache.torn or cache.summary.get("switches") != switches:
        return False
    if any(look(project, name) != found for name, found in cache.files_outside().items()):
        return False
    return tally(walk(project) if seen is None else seen.items()) == cache.content
