"""Budgets: what belongs to which, sums, currencies, what came back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from small_project import SMM_TOML, Project, post

from smmgen import pipeline
from smmgen.budgets import Books, by_source
from smmgen.building.documents import present
from smmgen.charges import hundredths
from smmgen.content.documents.values import period
from smmgen.content.load_config import load_config
from smmgen.documents import with_documents
from smmgen.hooks import Hooks
from smmgen.networks import registry
from smmgen.recipe import Recipe, recipe
from smmgen.variants.planned import Shelf

BUDGET = """\
---
period: 2026-q4
limit: 180000
lines:
  - {uid: winter-menu, plan: 90000}
  - {uid: contests, plan: "100 EUR"}
worth: {order: 640, join: 35}
rates: {EUR: {rate: 98.5, date: 2026-11-20}}
---
"""
NEXT = "---\nperiod: 2027-01\nlines: [{uid: contests, plan: 500}, {uid: ads, plan: 1}]\n---\n"
CAMPAIGN = "---\ntitle: Winter\ndates: 2026-12-01..2026-12-31\n---\n"
SPEND = """\
date;line;amount;what;document;source
05.12.2026;winter-menu;1 900,50;Посевы;campaign/winter;vk-ads
2026-12-06;winter-menu;10 EUR;;opening;vk-ads
2026-12-07;winter-menu;-85,50;;campaign/winter;
2026-12-08;contests;500;;;
2027-06-01;contests;1;;;
"""
RESULTS = """\
date,result,count,document,source
2026-12-06,orders,2,campaign/winter,vk-ads
2026-12-07,join,10,opening,vk-ads
2026-12-09,order,3,campaign/winter,
2026-12-09,unheard-of,3,campaign/winter,
"""
FILES = {
    "content/budget/2026-q4.md": BUDGET,
    "content/budget/2027-01.md": NEXT,
    "content/campaigns/winter.md": CAMPAIGN,
    "content/posts/a.md": post(uid="opening", campaign="winter", cost="{amount: 1000, budget: winter-menu}"),
    "content/posts/b.md": post(uid="draft-1", schedule="", status="draft", cost="{amount: 7, budget: winter-menu}"),
    "content/posts/c.md": post(uid="draft-2", schedule="", status="draft", cost="{amount: 7, budget: contests}"),
    "data/spend/2026-12.csv": SPEND,
    "data/results/2026-12.csv": RESULTS,
}


def recipe_of(project: Project) -> Recipe:
    config = load_config(project.path, registry.Models("settings"))
    networks = {one.platform: registry.get(one.platform) for one in config.accounts.values()}
    return recipe(project.path, config, networks, Hooks())


def books_of(project: Project) -> Books:
    folders = ("content/*/*", "data/*/*")
    files = sorted(
        path.relative_to(project.path).as_posix() for folder in folders for path in project.path.glob(folder)
    )
    work = with_documents(recipe_of(project), files)
    rows = [document.row for document in present(work, (), ())]
    posts = [made.row for path in files if "/posts/" in path for made in pipeline.make(path, work)]
    return Books(Shelf(rows), rows, posts, work.config.project.currency)


@pytest.fixture
def books(make_project: Callable[..., Project]) -> Books:
    return books_of(make_project(FILES))


def test_what_costs_and_what_was_paid_belongs_to_the_budget_of_its_day(books: Books) -> None:
    quarter, january = books.books
    assert (quarter.uid, january.uid) == ("2026-q4", "2027-01")
    assert [(cost.document, cost.amount) for cost in quarter.costs] == [("opening", 1000), ("draft-1", 7)]
    assert [payment.amount for payment in quarter.payments] == [Decimal("1900.50"), 10, Decimal("-85.50"), 500]
    assert (january.costs, january.payments) == ([], [])


def test_what_no_budget_or_more_than_one_could_have_belongs_to_none(books: Books) -> None:
    assert [(one.document, one.line, one.day) for one in books.stray] == [
        ("draft-2", "contests", None),
        ("", "contests", date(2027, 6, 1)),
    ]


def test_lines(books: Books) -> None:
    menu, contests = books.lines(books.books[0])
    assert (menu.plan, menu.promised, menu.paid) == (90000, 1007, Decimal("2800.00"))
    assert menu.free == 90000 - 1815 - 1000 - 7, "of a post that costs 1,000, 985 are paid"
    assert (contests.plan, contests.paid, contests.left) == (9850, 500, 9350)
    assert hundredths(contests.share) == Decimal("5.08")


def test_what_came_back(books: Books) -> None:
    book = books.books[0]
    [found] = books.recoveries(book)
    assert (found.document, found.cost, found.worth) == ("campaign/winter", 2800, 5 * 640 + 350)
    assert found.results == {
        "order": (5, 560),
        "join": (10, 280),
        "unheard-of": (3, Decimal(2800) / 3),
    }
    assert found.romi is not None
    assert hundredths(found.romi) == Decimal("26.79")
    assert found.payback == date(2026, 12, 9)
    assert books.recovery(book, "campaign/other") is None


def test_without_worth_there_is_no_romi(make_project: Callable[..., Project]) -> None:
    budget = BUDGET.replace("worth: {order: 640, join: 35}\n", "")
    found = books_of(make_project({**FILES, "content/budget/2026-q4.md": budget}))
    [recovery] = found.recoveries(found.books[0])
    assert (recovery.cost, recovery.romi, recovery.payback) == (2800, None, None)


def test_sources(books: Books) -> None:
    assert by_source(books.books[0]) == {"vk-ads": (Decimal("2885.50"), {"order": 2, "join": 10})}


def test_what_names_no_document_counts_for_the_one_that_spends_from_the_line(
    make_project: Callable[..., Project],
) -> None:
    """Like a campaign with `budget: contests`; with two of them, nobody knows whose it is."""
    found = books_of(make_project(FILES))
    book = found.books[0]
    spending = book.costs[0]._replace(document="campaign/winter", line="contests", amount=None)
    book.costs.append(spending)
    assert [one.amount for one in found.payments_for(book, "campaign/winter")][-1] == 500
    book.costs.append(spending._replace(document="campaign/other"))
    assert [one.amount for one in found.payments_for(book, "campaign/winter")][-1] == Decimal("-85.50")


def test_a_currency_without_a_rate_counts_as_nothing(make_project: Callable[..., Project]) -> None:
    spend = "date,line,amount\n2026-12-05,winter-menu,5 USD\n2026-12-05,winter-menu,7 RUB\n"
    found = books_of(make_project({**FILES, "data/spend/2026-12.csv": spend}))
    assert found.lines(found.books[0])[0].paid == 7
    assert [charge.currency for _, charge in found.unread] == ["USD"]


def test_amounts_without_a_currency_are_in_that_of_the_project(make_project: Callable[..., Project]) -> None:
    config = SMM_TOML.replace("[project]", '[project]\ncurrency = "KZT"')
    assert {book.currency for book in books_of(make_project(FILES, config)).books} == {"KZT"}


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("", "5700"),
        ("{amount: 1000.5, budget: winter-menu}", "6700.5"),
        ("{amount: 1, currency: EUR, budget: winter-menu}", "?"),
    ],
)
def test_what_a_review_is_told_of_a_post(make_project: Callable[..., Project], cost: str, expected: str) -> None:
    """Its own cost, and that of the contest that it names."""
    prizes = "prizes: [{what: A box, count: 3, cost: 1900, budget: winter-menu}]"
    files = {
        "content/contests/warm-box.md": f"---\ntitle: Box\nkind: giveaway\n{prizes}\n---\nRules.\n",
        "content/posts/a.md": post(uid="opening", contest="warm-box", cost=cost),
    }
    review = '\n[roles]\nowner = ["approve"]\n\n[[review]]\nneeds = "owner"\n'
    project = make_project(files, SMM_TOML + review)
    work = with_documents(recipe_of(project), [*files])
    [made] = pipeline.make("content/posts/a.md", work)
    assert {payload["review"]["cost"] for payload in made.payloads.values()} == {expected}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-10..2026-12", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-12-05..2026-12-07", date(2026, 12, 5), date(2026, 12, 7)),
    ],
)
def test_period(text: str, first: date, last: date) -> None:
    assert period(text) == (first, last)


@pytest.mark.parametrize("text", ["2026-13", "2026-q5", "2026", "december", "2026-12..2026-11", "0000-01", ""])
def test_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a time|before it begins"):
        period(text)
