"""Pages about many posts: home, problems, calendar, accounts, and the data their scripts read.

Each page is made from a few facts; a digest of them is kept, and a page whose facts are the same is left alone. Pages
of months in which no post has changed are not even compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

from smmgen.building.cache import Cache
from smmgen.building.document_pages import DocumentPages, shown
from smmgen.building.documents import sections
from smmgen.building.outputs import Outputs
from smmgen.building.stored import StoredDocument, StoredPost
from smmgen.building.waiting import Waiting, waiting
from smmgen.content.documents.library import Library
from smmgen.diagnostics import Diagnostic
from smmgen.recipe import MadeDocument
from smmgen.site.by_hand import ics, rows_by_hand, to_post
from smmgen.site.calendars import ALL, of_account, posts_ics
from smmgen.site.model import Findings, State, ToApprove, overview
from smmgen.site.pages import Site, findings, ranked
from smmgen.site.states import states_js, to_look_at, worst
from smmgen.variants.rows import UNSCHEDULED, PlanRow, PostId

if TYPE_CHECKING:
    from smmgen.approvals.gate import Gate

Shown = tuple[str, PostId, str, Findings]
"""One card on an account page: its time, its post, a digest of how it looks, and what is wrong."""

STATES = "site/data/states.js"
APPROVE = "site/approve/index.html"
APPROVE_POSTS = 60
"""Posts that the page to approve shows; `smm approve` lists all of them."""
HOME_APPROVE = 12
"""Posts on accounts that the home page names of them."""
BY_HAND = "site/by-hand.ics"
"""The one page that depends on the ledger; scripts put it on the others."""

Feeds = Mapping[str, Mapping[str, Sequence[Shown]]]
"""Account -> month -> the cards shown there, in order of time."""


class Pages:
    """Writes pages of one build, each only when what it is made from has changed."""

    def __init__(
        self,
        site: Site,
        out: Outputs,
        cache: Cache,
        library: Library[MadeDocument] | None = None,
        touched: Collection[str] | None = None,
    ) -> None:
        """`touched`: months in which posts have changed; None where pages may be missing or all be otherwise."""
        self._site, self._out, self._cache, self._library = site, out, cache, library
        self._touched = touched
        self._before = cache.pages()
        self._keys: dict[str, str] = {}
        self._outputs: dict[str, str] = {}

    def write(
        self,
        posts: Sequence[StoredPost],
        documents: Sequence[StoredDocument],
        diagnostics: Sequence[Diagnostic],
        states: Sequence[State],
        gate: Gate | None = None,
    ) -> None:
        """Write all of them and remember which there are. `gate`: what waits for whose yes."""
        self._sections = sections(documents)
        rows = [row for post in posts for row in post.plan]
        self._write_home(posts, rows, diagnostics)
        self._write_calendar(rows)
        self._write_accounts(posts, rows)
        waits = waiting(gate, rows, states)
        self._write_states(rows, states, waits)
        if gate:
            self._write_approve(posts, waits)
        self._write_by_hand(rows)
        self._write_calendars(rows)
        DocumentPages(self._site, self._page, self._library).write(posts, documents, diagnostics)
        self._page("site/networks.html", "", self._site.networks_page)
        self._page("site/404.html", "", self._site.missing_page)
        for name, data in self._site.assets().items():
            self._outputs[f"site/{name}"] = self._out.write(f"site/{name}", data)
        self._cache.put_pages(self._keys)
        self._cache.put_outputs(self._outputs)

    def _page(self, name: str, made_from: object, make: Callable[[], str]) -> None:
        self._keyed(name, _digest([self._sections, made_from]), make)

    def _keyed(self, name: str, key: str, make: Callable[[], str]) -> None:
        self._keys[name] = key
        known = self._out.known(name) if self._before.get(name) == key else None
        self._outputs[name] = known or self._out.write(name, make().encode())

    def _keep(self, name: str) -> None:
        """Leave the page alone: nothing that it is made from has changed."""
        known = self._out.known(name)
        assert known  # noqa: S101 - `_to_compare` has found it among those of the last build, of which none is missing
        self._keys[name], self._outputs[name] = self._before[name], known

    def _to_compare(self, months: Collection[str], folder: str) -> Collection[str]:
        """Those of the months whose pages in this folder may differ: all when one has come or gone, for each leads to
        the others."""
        names = (name.removeprefix(folder) for name in self._before if name.startswith(folder))
        before = {name.removesuffix(".html") for name in names} - {"index"}
        return months if self._touched is None or before != set(months) else self._touched

    def _write_home(
        self, posts: Sequence[StoredPost], rows: Sequence[PlanRow], diagnostics: Sequence[Diagnostic]
    ) -> None:
        minded = {found.path for found in diagnostics}
        times: dict[str, int] = {}
        for row in (row for post in posts if post.path in minded for row in post.plan):
            if row.at is not None:
                times[row.path] = min(row.at, times.get(row.path, row.at))
        diagnostics = ranked(diagnostics, times)
        whole, said = overview([post.row for post in posts], rows), [found.as_json() for found in diagnostics]
        marked = {post.path: post.row.page for post in reversed(posts) if post.path in minded}
        home = [whole.posts, whole.statuses, whole.accounts, whole.months, whole.kinds, whole.undated, said]
        self._page("site/index.html", home, lambda: self._site.home_page(whole, diagnostics, marked))
        self._page("site/problems.html", [said], lambda: self._site.problems_page(diagnostics, marked))

    def _write_states(self, rows: Sequence[PlanRow], states: Sequence[State], waits: Waiting) -> None:
        name, language = STATES, self._site.config.project.language
        self._keyed(name, states_key(states, rows, waits), lambda: states_page(states, rows, waits, language))

    def _write_approve(self, posts: Sequence[StoredPost], waits: Waiting) -> None:
        """What waits, with the cards of the accounts that do."""
        stored = {post.id: post for post in posts}
        by_post: dict[PostId, list[tuple[PlanRow, ToApprove]]] = defaultdict(list)
        for row, one in waits.posts:
            if row.post.id in by_post or len(by_post) < APPROVE_POSTS:
                by_post[row.post.id].append((row, one))
        left = len({row.post.id for row, _ in waits.posts}) - len(by_post)
        looks = [
            [row.here, one, stored[id].row.title, stored[id].row.kind, _look(stored[id], row)]
            for id, found in by_post.items() for row, one in found
        ]  # fmt: skip

        def make() -> str:
            shown = [
                (pairs[0][0], [self._to_approve(stored[id], *pair) for pair in pairs]) for id, pairs in by_post.items()
            ]
            return self._site.approve_page(shown, left)

        self._page(APPROVE, [looks, left], make)

    def _to_approve(self, post: StoredPost, row: PlanRow, one: ToApprove) -> tuple[ToApprove, str, str, Findings]:
        said = findings(post.row.status, [*post.own, *post.planned])(row.account)
        return one, row.here, self._cache.card(post.id, row.account), said

    def _write_by_hand(self, rows: Sequence[PlanRow]) -> None:
        """The calendar file of what a person posts, where there is anything."""
        if found := rows_by_hand(rows):
            made_from = [(row.post.sent_name, row.post.uid, row.post.title, row.account, row.at) for row in found]
            name = self._site.config.project.name
            self._keyed(BY_HAND, _digest([name, made_from]), lambda: ics(found, name))

    def _write_calendars(self, rows: Sequence[PlanRow]) -> None:
        """The calendar files of all posts and of each account, to subscribe to."""
        brand = self._site.config.project.name
        of_accounts: dict[str, list[PlanRow]] = {name: [] for name in self._site.config.accounts}
        for row in rows:
            if row.at is not None:
                of_accounts[row.account].append(row)
        digests = []
        for name, found in of_accounts.items():
            made_from = [(row.post.sent_name, row.post.title, row.post.status, row.at) for row in found]
            digests.append(_digest([brand, name, made_from]))
            self._keyed(f"site/{of_account(name)}", digests[-1], self._ics(found, brand))
        self._keyed(f"site/{ALL}", _digest(digests), self._ics(rows, brand))

    def _ics(self, rows: Sequence[PlanRow], brand: str) -> Callable[[], str]:
        return lambda: posts_ics(rows, brand)

    def _write_calendar(self, rows: Sequence[PlanRow]) -> None:
        months = sorted({row.here[:7] for row in rows if row.here})
        self._page("site/calendar/index.html", months, lambda: self._site.calendar_index(months))
        compared = self._to_compare(months, "site/calendar/")
        by_month: dict[str, list[PlanRow]] = defaultdict(list)
        for row in rows:
            if row.here[:7] in compared:
                by_month[row.here[:7]].append(row)
        for month in months:
            if month not in compared:
                self._keep(f"site/calendar/{month}.html")
                self._keep(f"site/data/agenda-{month}.js")
                continue
            found = by_month[month]
            digest = _digest([(*shown(row.post), row.account, row.here, row.wall, row.zone) for row in found])
            self._page(f"site/calendar/{month}.html", [digest, months], self._calendar(month, found, months))
            self._page(f"site/data/agenda-{month}.js", digest, self._agenda(month, found))

    def _calendar(self, month: str, rows: Sequence[PlanRow], months: Sequence[str]) -> Callable[[], str]:
        return lambda: self._site.calendar_page(month, rows, months)

    def _agenda(self, month: str, rows: Sequence[PlanRow]) -> Callable[[], str]:
        return lambda: self._site.agenda_js(month, rows)

    def _write_accounts(self, posts: Sequence[StoredPost], rows: Sequence[PlanRow]) -> None:
        shown: dict[str, set[str]] = defaultdict(set)
        for account, month in {(row.account, row.here[:7]) for row in rows}:
            shown[account].add(month or UNSCHEDULED)
        folders = {account: f"site/accounts/{account}/" for account in self._site.config.accounts}
        compared = {account: self._to_compare(shown[account], folder) for account, folder in folders.items()}
        feeds = _feeds(posts, compared)
        for account, folder in folders.items():
            months = sorted(shown[account])
            self._page(f"{folder}index.html", months, self._account_index(account, months))
            for month in months:
                page = f"{folder}{month}.html"
                if month in compared[account]:
                    cards = feeds[account][month]
                    self._page(page, [months, cards], self._feed(account, month, cards, months))
                else:
                    self._keep(page)

    def _account_index(self, account: str, months: Sequence[str]) -> Callable[[], str]:
        return lambda: self._site.account_index(account, months)

    def _feed(self, account: str, month: str, cards: Sequence[Shown], months: Sequence[str]) -> Callable[[], str]:
        def make() -> str:
            fragments = [(self._cache.card(post, account), found) for _, post, _, found in cards]
            return self._site.account_page(account, month, fragments, months)

        return make


def states_key(states: Sequence[State], rows: Sequence[PlanRow], waits: Waiting) -> str:
    """Of what the page of states is made from."""
    found = worst([*states, *waits.states])
    return _digest([states, to_look_at(found, rows), to_post(found, rows), waits])


def states_page(states: Sequence[State], rows: Sequence[PlanRow], waits: Waiting, language: str) -> str:
    """The page of states."""
    found = worst([*states, *waits.states])
    return states_js(
        found, to_look_at(found, rows), to_post(found, rows), language, [one for _, one in waits.posts][:HOME_APPROVE]
    )


def _look(post: StoredPost, row: PlanRow) -> str:
    """A digest of how the card of this row looks."""
    return dict(zip((one.account for one in post.plan), post.looks, strict=True)).get(row.account, "")


def _feeds(posts: Iterable[StoredPost], wanted: Mapping[str, Collection[str]]) -> Feeds:
    """`wanted`: account -> the months that are asked for."""
    feeds: dict[str, dict[str, list[Shown]]] = defaultdict(lambda: defaultdict(list))
    months = {"" if month == UNSCHEDULED else month for of_account in wanted.values() for month in of_account}
    for post in [post for post in posts if any(row.here[:7] in months for row in post.plan)]:
        found = None
        for row, looks in zip(post.plan, post.looks, strict=True):
            if (month := row.here[:7] or UNSCHEDULED) in wanted.get(row.account, ()):
                found = found or findings(post.row.status, [*post.own, *post.planned])
                feeds[row.account][month].append((row.here, post.id, looks, found(row.account)))
    for by_month in feeds.values():
        for cards in by_month.values():
            cards.sort()
    return feeds


def _digest(made_from: object) -> str:
    return sha256(orjson.dumps(made_from, default=_plain)).hexdigest()


def _plain(value: object) -> object:
    """Named tuples and diagnostics' parts, as JSON has them."""
    return list(value) if isinstance(value, tuple) else str(value)
