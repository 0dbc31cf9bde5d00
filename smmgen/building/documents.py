"""Which files are documents, what there is of those that are no posts, and whose posts a change of one concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from smmgen.building.stored import Shown, StoredDocument, StoredPost
from smmgen.config import Config
from smmgen.content.documents.plan import PLAN
from smmgen.content.documents.registry import KINDS, kind_of, written
from smmgen.content.layout import DATA
from smmgen.recipe import Recipe
from smmgen.variants.rows import PostId


def posts_of(files: Iterable[str]) -> set[str]:
    """Those that are sent."""
    return {path for path in files if (kind := kind_of(path)) and kind.sends}


def beside(files: Iterable[str], read: Collection[str]) -> list[str]:
    """What lies in the folders of documents and is not read as one."""
    folders = tuple(f"{kind.folder}/" for kind in written())
    return [path for path in files if path.startswith(folders) and path not in read and not path.endswith("/")]


def loose(files: Iterable[str], read: Collection[str]) -> list[str]:
    """The same of folders of data."""
    folders = tuple(f"{folder}/" for folder in DATA)
    return [path for path in files if path.startswith(folders) and path not in read and not path.endswith("/")]


def present(recipe: Recipe, before: Iterable[StoredDocument], changed: Collection[str]) -> list[StoredDocument]:
    """All there are, in order of path: those that changed, and those that refer to what is another document now, read
    anew, the others as they are remembered."""
    library, before = recipe.library, list(before)
    if library is None:
        return []
    known = {document.path: document for document in before if document.path not in changed}
    found = {path: known.get(path) or _made(recipe, path) for path in library.paths}
    while stale := _referring(known.values(), Moves(before, found.values())):
        for path in stale & known.keys():
            del known[path]
        found.update({path: _made(recipe, path) for path in stale & found.keys()})
    return [*found.values()]


def _referring(documents: Iterable[StoredDocument], names: Moves) -> set[str]:
    """Paths of those that refer to one of these."""
    return {one.path for one in documents if names and any(name in names for name in one.row.refers)}


def _made(recipe: Recipe, path: str) -> StoredDocument:
    assert recipe.library is not None  # noqa: S101 - asked by `present`
    made = recipe.library.made(path)
    return StoredDocument(made.row, made.diagnostics)


def sections(documents: Iterable[StoredDocument]) -> tuple[str, ...]:
    """The folders of pages that there are: every page leads to them."""
    there = {document.row.kind for document in documents if document.row.digest}
    return tuple(kind.place for kind in KINDS if kind.page and kind.name in there)


def slots_filled(
    posts: Sequence[StoredPost], documents: Iterable[StoredDocument], config: Config
) -> Mapping[PostId, tuple[Shown, ...]]:
    """Which slots of content plans posts fill, as their pages say it."""
    plans = [document.row for document in documents if document.row.kind == PLAN.name and document.row.digest]
    if not plans:
        return {}
    from smmgen.site.kinds.plan import slots_of_posts

    return slots_of_posts(plans, (row for post in posts for row in post.plan), config)


class Moves:
    """Names under which something else is found than before: what refers to them is made anew. `names`: another
    document, or none. Where there is still none, the hint changes when others of its kind come or go."""

    def __init__(self, before: Iterable[StoredDocument], now: Iterable[StoredDocument]) -> None:
        old, new = _digests(before), _digests(now)
        self.names = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        self._there = {name for name, digest in new.items() if digest}
        come_or_gone = self._there ^ {name for name, digest in old.items() if digest}
        self._kinds = {name.partition("/")[0] for name in come_or_gone}

    def __bool__(self) -> bool:
        return bool(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names or (
            bool(self._kinds) and name not in self._there and str(name).partition("/")[0] in self._kinds
        )


def _digests(documents: Iterable[StoredDocument]) -> dict[str, str]:
    """As `Library` finds them: of two with one uid the first counts, and a file that cannot be read only where there is
    no other."""
    found: dict[str, str] = {}
    for document in documents:
        found[document.row.name] = found.get(document.row.name) or document.row.digest
    return found
