"""What pages of documents may be made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple

from smmgen.budgets import Books
from smmgen.config import Config
from smmgen.content.documents.budget import BUDGET
from smmgen.content.documents.kind import Kind
from smmgen.content.documents.registry import KINDS
from smmgen.diagnostics import Diagnostic
from smmgen.site.i18n import Words
from smmgen.site.urls import url_of
from smmgen.variants.planned import ModelOf, Planned, Shelf
from smmgen.variants.rows import DocumentRow, PlanRow, PostRow

Naming = Sequence[tuple[PostRow, Sequence[PlanRow]]]
"""Posts that name a document, each with its rows, in order of their first time."""


_PLACES = {kind.name: kind.place for kind in KINDS if kind.page and not kind.sends}


class Related(NamedTuple):
    """A document that another one names, or that names it, or the budget that pays for it. `place`: its section."""

    place: str
    title: str
    page: str


@dataclass(frozen=True)
class Whole:
    """All posts and documents, in rows. `naming`: name of a document -> the posts that name it."""

    config: Config
    t: Words
    posts: Sequence[tuple[PostRow, Sequence[PlanRow]]]
    documents: Sequence[DocumentRow]
    naming: Mapping[str, Naming]
    diagnostics: Sequence[Diagnostic] = ()

    def all_of(self, kind: Kind[ModelOf]) -> Sequence[Planned[ModelOf]]:
        """The documents of this kind that can be read, typed, in order of path."""
        return self._shelf.all_of(kind)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.documents)

    def related(self, name: str, but: Collection[str] = ()) -> Sequence[Related]:
        """In order of section and title. `but`: kinds that the document's page leads to by itself."""
        found = (self._rows[one] for one in self._beside.get(name, ()))
        shown = (row for row in found if row.kind not in but)
        return sorted(Related(_PLACES[row.kind], row.title, url_of(row.path)) for row in shown)

    @cached_property
    def _rows(self) -> Mapping[str, DocumentRow]:
        """Documents with a page, by name."""
        return {row.name: row for row in self.documents if row.kind in _PLACES}

    @cached_property
    def _beside(self) -> Mapping[str, set[str]]:
        """Name of a document -> those that it is shown with."""
        pairs = [(row.name, name) for row in self._rows.values() for name in row.refers]
        if any(row.kind == BUDGET.name for row in self.documents):
            paid = ((charge, book) for book in self.books.books for charge in book.costs)
            pairs += [(charge.document, book.budget.row.name) for charge, book in paid if book.front.line(charge.line)]
        found: dict[str, set[str]] = defaultdict(set)
        for one, other in pairs:
            if one in self._rows and other in self._rows:
                found[one].add(other)
                found[other].add(one)
        return found

    @cached_property
    def books(self) -> Books:
        """What documents cost, what was paid and what came of it, by budget."""
        posts = [post for post, _ in self.posts]
        return Books(self, self.documents, posts, self.config.project.currency)

    @cached_property
    def by_uid(self) -> Mapping[str, tuple[PostRow, Sequence[PlanRow]]]:
        """Posts by uid."""
        return {post.uid: (post, plan) for post, plan in reversed(self.posts)}

    @cached_property
    def by_day(self) -> Mapping[str, Sequence[PlanRow]]:
        """Rows by day in the project's time zone, `2026-12-05`, in order of time."""
        found: dict[str, list[PlanRow]] = defaultdict(list)
        for _, plan in self.posts:
            for row in plan:
                if row.here:
                    found[row.here[:10]].append(row)
        return {day: sorted(rows, key=lambda row: (row.here, row.path, row.account)) for day, rows in found.items()}


@dataclass(frozen=True)
class About(Planned[ModelOf], Generic[ModelOf]):
    """What the page of one document may be made from. `posts`: those that name it; `diagnostics`: of its file."""

    posts: Naming
    diagnostics: Sequence[Diagnostic]
    whole: Whole


class Need(NamedTuple):
    """What a document needs from a person: the home page shows it from `first` to `last`, by the browser's clock.

    Days are ISO dates in the project's time zone; `day` is the one that it is needed for. `page` is below build/site.
    """

    day: str
    first: str
    last: str
    text: str
    page: str


class File(NamedTuple):
    """One more file of a document. `path` is below build/site; it is made anew when `made_from`, JSON-able, changes."""

    path: str
    made_from: object
    make: Callable[[], str]


class Page(NamedTuple):
    """A page of a document: its own, or one more. `path` is below build/site and ends with `.html`; `template` is the
    theme's, and gets the document, its text, its posts, other documents that are `related` to it, and these `facts`,
    which are JSON-able."""

    path: str
    template: str
    facts: object
    related: Sequence[Related] = ()
