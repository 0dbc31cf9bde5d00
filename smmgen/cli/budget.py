from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smmgen.cli.output import print_json, print_table
from smmgen.cli.project import json_option, no_hooks_option

if TYPE_CHECKING:
    from decimal import Decimal

    from smmgen.budgets import Book, Books, LineState, Recovery


@click.group(invoke_without_command=True)
@json_option
@no_hooks_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, no_hooks: bool) -> int:
    """Show what is planned, promised, paid and free in each line of the budgets, and what came back.

    PROMISED is what posts, contests and events say they cost, PAID what data/spend says, FREE what is neither.
    `smm budget add` writes a payment down.
    """
    from smmgen.cli.failure import CONTENT, FINE

    if ctx.invoked_subcommand:
        return FINE
    from smmgen.building.check import books as books_of
    from smmgen.cli.project import opened

    project = opened(ctx.obj)
    books, miscounted = books_of(project.recipe(no_hooks))
    if as_json:
        print_json([_as_json(book, books) for book in books.books])
    elif books.books:
        for at, book in enumerate(books.books):
            click.echo("\n" * bool(at) + _heading(book))
            _print_lines(book, books.lines(book))
            _print_returned(book, books.recoveries(book))
    elif not miscounted:
        click.echo("there is no budget: `smm new budget` makes one", err=True)
    for path in miscounted:
        click.echo(f"{path} has errors, and what is wrong is not counted: see `smm check`", err=True)
    return CONTENT if miscounted else FINE


@command.command()
@click.argument("line")
@click.argument("amount")
@click.argument("what")
@click.option("--date", "day", metavar="DAY", help="When it was paid: 2026-12-05. Default: today.")
@click.option("--document", metavar="NAME", default="", help="What for: campaign/winter-menu, or the uid of a post.")
@click.option("--source", metavar="NAME", default="", help="Who was paid, such as an advertising network.")
@click.pass_obj
def add(directory: Path | None, line: str, amount: str, what: str, day: str | None, document: str, source: str) -> int:
    """Write a payment down in data/spend, in the file of its month.

    LINE is a line of the budget, AMOUNT a number such as 1900.50, with a currency if it is another than the budget's:
    "100 EUR". A refund has a minus; put `--` before it: `smm budget add contests -- -500 "Refund"`.
    """
    from smmgen.building.spending import Payment, write
    from smmgen.cli.failure import FINE
    from smmgen.cli.project import clock, opened
    from smmgen.content.schedule import zone_of

    project = opened(directory)
    today = clock(None).astimezone(zone_of(project.config.project.timezone)).date().isoformat()
    payment = Payment.read(line, amount, what, day or today, document, source)
    path, left = write(payment, project.recipe(no_hooks=True))
    click.echo(f"{path}: {left}")
    return FINE


def _heading(book: Book) -> str:
    first, last = book.front.days
    return f"{book.budget.row.title}: {first} to {last}, {book.currency}"


def _print_lines(book: Book, states: list[LineState]) -> None:
    cells = [[state.line.uid, *map(_figure, state.sums), state.note] for state in states]
    totals = [sum(column, start=states[0].plan * 0) for column in zip(*(state.sums for state in states), strict=True)]
    cells.append(["total", *map(_figure, totals), ""])
    print_table(["LINE", "PLAN", "PROMISED", "PAID", "FREE", ""], cells)


def _print_returned(book: Book, found: list[Recovery]) -> None:
    rows = [
        [
            one.document,
            _figure(one.cost),
            ", ".join(f"{_figure(count)} {name}" for name, (count, _) in one.results.items()),
            _figure(one.worth),
            "" if one.romi is None else f"{one.romi:.1f}%",
            str(one.payback or ""),
        ]
        for one in found
    ]
    print_table(
        ["FOR", "PAID", "RESULTS", "WORTH", "ROMI", "PAID BACK"], [[cell or "—" for cell in row] for row in rows]
    )


def _figure(amount: Decimal) -> str:
    from smmgen.charges import hundredths

    return f"{hundredths(amount):,f}".removesuffix(".00")


def _as_json(book: Book, books: Books) -> dict[str, Any]:
    """Sums are decimal text in the budget's currency."""
    from smmgen.charges import hundredths

    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else f"{hundredths(amount):f}"

    first, last = book.front.days
    lines = [
        {
            "line": state.line.uid,
            "hidden": state.line.hidden,
            "fixed": state.line.fixed,
            **dict(zip(("plan", "promised", "paid", "free"), map(text, state.sums), strict=True)),
            "note": state.note,
        }
        for state in books.lines(book)
    ]
    returned = [
        {
            "document": one.document,
            "paid": text(one.cost),
            "worth": text(one.worth),
            "romi": text(one.romi),
            "payback": one.payback.isoformat() if one.payback else None,
            "results": {name: {"count": text(n), "cost": text(each)} for name, (n, each) in one.results.items()},
        }
        for one in books.recoveries(book)
    ]
    return {
        "budget": book.uid,
        "path": book.budget.path,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "currency": book.currency,
        "limit": text(book.limit),
        "lines": lines,
        "returned": returned,
    }
