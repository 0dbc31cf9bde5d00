"""What pages of documents may be made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple

from smmgen.budgets import Books
from smmgen.config import Config
from smmgen.content.documents.kind import Kind
from smmgen.diagnostics import Diagnostic
from smmgen.site.i18n import Words
from smmgen.variants.planned import ModelOf, Planned, Shelf
from smmgen.variants.rows import DocumentRow, PlanRow, PostRow

Naming = Sequence[tuple[PostRow, Sequence[PlanRow]]]
"""Posts that name a document, each with its rows, in order of their first time."""


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
    theme's, and gets the document, its text, its posts and these `facts`, which are JSON-able."""

    path: str
    template: str
    facts: object
