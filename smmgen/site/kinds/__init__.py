"""What pages of documents show beside text and posts, one module a kind.

Such a module has `facts(about: About[...]) -> NamedTuple`: the template gets it as `facts`, and the page is written
anew when it changes. The module of a kind of data, which has no page of its own, has none. It may have more:

    files(about) -> Iterator[File | Page]   further files and pages of the document
    needs(about) -> Iterator[Need]          what the home page says of it, on the days that it matters
    index(whole) -> NamedTuple              what the template `<kind>_index.html` gets as `facts`
    whole_files(whole) -> Iterator[File]    files of all documents of the kind together
    LEADS_TO                                kinds that its page leads to by itself: others that it names, or that
                                            name it, are listed on every page

All are pure functions of rows; they read no file and no clock.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

_MODULES: dict[str, str] = {
    "audience": "audience",
    "budget": "budget",
    "campaign": "campaign",
    "contest": "contest",
    "draw": "contest_proof",
    "event": "event",
    "plan": "plan",
}
"""Kind -> module in this folder."""


def view_of(kind: str) -> ModuleType | None:
    """The kind's module, if it has one."""
    name = _MODULES.get(kind)
    return import_module(f"{__name__}.{name}") if name else None
