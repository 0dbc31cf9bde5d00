"""Pages of documents that are no posts, and one for each kind that leads to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Protocol
from urllib.parse import unquote

from smmgen.building.documents import sections
from smmgen.building.stored import StoredDocument, StoredPost
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.library import Library
from smmgen.content.documents.registry import KINDS
from smmgen.diagnostics import Diagnostic
from smmgen.recipe import MadeDocument
from smmgen.site.kinds import view_of
from smmgen.site.kinds.base import About, Naming, Need, Page, Whole
from smmgen.site.pages import Site
from smmgen.site.states import needs_js
from smmgen.site.urls import document_url
from smmgen.variants.rebuilt import rebuilt
from smmgen.variants.rows import DocumentRow, PlanRow, PostRow

NEEDS = "site/data/needs.js"


class WritePage(Protocol):
    """Writes a page unless what it is made from is the same as before."""

    def __call__(self, name: str, made_from: object, make: Callable[[], str]) -> None: ...


class DocumentPages:
    """`library`: the documents themselves, for their texts."""

    def __init__(self, site: Site, page: WritePage, library: Library[MadeDocument] | None) -> None:
        self._site, self._page, self._library = site, page, library

    def write(
        self, posts: Sequence[StoredPost], documents: Sequence[StoredDocument], diagnostics: Sequence[Diagnostic]
    ) -> None:
        rows = [one.row for one in documents if one.row.digest]
        every = [(post.row, post.plan) for post in posts]
        whole = Whole(self._site.config, self._site.words, every, rows, naming(posts), diagnostics)
        needs: list[Need] = []
        for kind in KINDS:
            view = view_of(kind.name)
            if kind.page and kind.place in sections(documents):
                self._write_index(kind, view, whole)
            for row in (row for row in rows if row.kind == kind.name):
                needs += self._write_document(kind, view, row, whole)
        if not self._site.is_shared:
            self._page(NEEDS, sorted(needs), lambda: needs_js(sorted(needs)))

    def _write_index(self, kind: AnyKind, view: ModuleType | None, whole: Whole) -> None:
        listed = [(row, len(whole.naming.get(row.name, ()))) for row in whole.documents if row.kind == kind.name]
        facts = view.index(whole) if view and hasattr(view, "index") else None
        made_from = [[(row.title, row.slug, number) for row, number in listed], facts]
        page = f"site/{kind.place}/index.html"
        self._page(page, made_from, lambda: self._site.document_index(kind, listed, facts))
        for file in view.whole_files(whole) if view and hasattr(view, "whole_files") else ():
            self._page(f"site/{file.path}", file.made_from, file.make)

    def _write_document(self, kind: AnyKind, view: ModuleType | None, row: DocumentRow, whole: Whole) -> Iterable[Need]:
        """Returns what the home page says of it."""
        posts = whole.naming.get(row.name, ())
        said = [found for found in whole.diagnostics if found.path == row.path]
        about = About(row, rebuilt(kind.model, row.front), posts, said, whole)
        facts = view.facts(about) if view and kind.page else None
        of_posts = [(shown(post), [(one.account, one.platform, one.here) for one in plan]) for post, plan in posts]
        made_from = [row.text, row.digest, of_posts, [one.as_json() for one in said]]
        related = whole.related(row.name, getattr(view, "LEADS_TO", ())) if kind.page else ()
        own = [Page(unquote(document_url(kind.place, row.slug)), kind.page, facts, related)] if kind.page else []
        for page in (*own, *(view.files(about) if view and hasattr(view, "files") else ())):
            if isinstance(page, Page):
                make = self._document(kind, row, posts, said, page)
                self._page(f"site/{page.path}", [*made_from, page.facts, page.related], make)
            else:
                self._page(f"site/{page.path}", page.made_from, page.make)
        return view.needs(about) if view and hasattr(view, "needs") else ()

    def _document(
        self, kind: AnyKind, row: DocumentRow, posts: Naming, diagnostics: Sequence[Diagnostic], page: Page
    ) -> Callable[[], str]:
        def make() -> str:
            document = self._library.made(row.path).document if self._library else None
            assert document is not None  # noqa: S101 - its row has a digest
            return self._site.document_page(kind, document, posts, diagnostics, page)

        return make


def shown(post: PostRow) -> tuple[object, ...]:
    """What calendars say of it."""
    return (post.id, post.title, post.uid, post.status, post.kind, post.errors, post.picture)


def naming(posts: Iterable[StoredPost]) -> dict[str, Naming]:
    """Name of a document -> the posts that name it, in order of their first time."""
    found: dict[str, list[tuple[PostRow, Sequence[PlanRow]]]] = defaultdict(list)
    for post in posts:
        for name in post.row.refers:
            found[name].append((post.row, post.plan))
    return {name: sorted(named, key=_when) for name, named in found.items()}


def _when(post: tuple[PostRow, Sequence[PlanRow]]) -> tuple[int, str]:
    return min((row.at for row in post[1] if row.at is not None), default=1 << 62), post[0].path
