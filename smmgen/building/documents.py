"""Documents that are no posts: what is remembered of them between builds, and whose posts a change of them concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import orjson

from smmgen.building.stored import dump_diagnostics, load_diagnostics
from smmgen.content.documents.registry import KINDS
from smmgen.diagnostics import Diagnostic, Span
from smmgen.recipe import Recipe
from smmgen.variants.rows import DocumentRow


class StoredDocument(NamedTuple):
    """One document. `own` is what was found when it was read."""

    row: DocumentRow
    own: tuple[Diagnostic, ...] = ()

    @property
    def path(self) -> str:
        return self.row.path


def dump(documents: Sequence[StoredDocument]) -> bytes:
    return orjson.dumps([(document.row, dump_diagnostics(document.own)) for document in documents], default=list)


def load(stored: bytes) -> list[StoredDocument]:
    return [StoredDocument(_row(*row), load_diagnostics(own)) for row, own in orjson.loads(stored)]


def _row(*fields: Any) -> DocumentRow:
    row = DocumentRow(*fields)
    return row._replace(
        refers=tuple(row.refers),
        ignore=tuple(row.ignore),
        uid_span=Span(*row.uid_span),
        ignore_span=Span(*row.ignore_span),
    )


def present(recipe: Recipe, before: Iterable[StoredDocument], changed: Collection[str]) -> list[StoredDocument]:
    """All there are, in order of path: those that changed read anew, the others as they are remembered."""
    library = recipe.library
    if library is None:
        return []
    known = {document.path: document for document in before if document.path not in changed}
    return [known.get(path) or _made(recipe, path) for path in library.paths]


def _made(recipe: Recipe, path: str) -> StoredDocument:
    assert recipe.library is not None  # noqa: S101 - asked by `present`
    made = recipe.library.made(path)
    return StoredDocument(made.row, made.diagnostics)


def sections(documents: Iterable[StoredDocument]) -> tuple[str, ...]:
    """The folders of pages that there are: every page leads to them."""
    there = {document.row.kind for document in documents if document.row.digest}
    return tuple(kind.place for kind in KINDS if kind.page and kind.name in there)


def moved(before: Iterable[StoredDocument], now: Iterable[StoredDocument]) -> set[str]:
    """Names under which another document is found now, or none: what names them is made anew."""
    old, new = _digests(before), _digests(now)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _digests(documents: Iterable[StoredDocument]) -> dict[str, str]:
    """As `Library` finds them: of two with one uid the first counts, and a file that cannot be read is none."""
    found: dict[str, str] = {}
    for document in documents:
        if document.row.digest:
            found.setdefault(document.row.name, document.row.digest)
    return found
