"""`smm budget` and `smm budget add`."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from small_project import Project, Result, post

BUDGET = """\
---
title: Autumn
period: 2026-q4
lines:
  - {uid: winter-menu, plan: 90000}
  - {uid: contests, title: Розыгрыши, plan: 20000}
worth: {order: 640}
rates: {EUR: {rate: 98.5, date: 2026-11-20}}
---
"""
CAMPAIGN = "---\ntitle: Winter\ndates: 2026-12-01..2026-12-31\n---\n"
SPEND = "date,line,amount,what,document,source\n2026-12-05,winter-menu,640,,campaign/winter,\n"
FILES = {
    "content/budget/2026-q4.md": BUDGET,
    "content/campaigns/winter.md": CAMPAIGN,
    "content/posts/a.md": post(uid="opening", cost="{amount: 21000.5, budget: contests}"),
}
Smm = Callable[..., Result]


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    return make_project(FILES)


def test_the_state_of_every_line(brand: Project, smm: Smm) -> None:
    results = "date,result,count,document\n2026-12-06,order,2,campaign/winter\n"
    brand.write({"data/spend/2026-12.csv": SPEND, "data/results/2026-12.csv": results})
    found = smm("-C", brand.path, "budget")
    assert found == Result(
        0,
        "Autumn: 2026-10-01 to 2026-12-31, RUB\n"
        "LINE         PLAN     PROMISED   PAID  FREE\n"
        "winter-menu  90,000   0          640   89,360\n"
        "contests     20,000   21,000.50  0     -1,000.50  overplanned\n"
        "total        110,000  21,000.50  640   88,359.50\n"
        "FOR              PAID  RESULTS  WORTH  ROMI    PAID BACK\n"
        "campaign/winter  640   2 order  1,280  100.0%  2026-12-06\n",
        "",
    )


def test_json_has_sums_as_text(brand: Project, smm: Smm) -> None:
    [budget] = json.loads(smm("-C", brand.path, "budget", "--json").out)
    assert budget["lines"][1] == {
        "line": "contests",
        "hidden": False,
        "fixed": False,
        "plan": "20000.00",
        "promised": "21000.50",
        "paid": "0.00",
        "free": "-1000.50",
        "note": "overplanned",
    }
    assert (budget["limit"], budget["returned"]) == (None, [])


def test_without_a_budget(make_project: Callable[..., Project], smm: Smm) -> None:
    assert smm("-C", make_project().path, "budget") == Result(0, "", "there is no budget: `smm new budget` makes one\n")


def test_what_is_not_counted_is_said(brand: Project, smm: Smm) -> None:
    brand.write({"data/spend/2026-12.csv": SPEND + "2026-12-06,winter-menu,much,,,\n"})
    found = smm("-C", brand.path, "budget")
    assert (found.code, "winter-menu  90,000   0          640 " in found.out) == (1, True)
    assert found.err == "data/spend/2026-12.csv has errors, and what is wrong is not counted: see `smm check`\n"
    smm("-C", brand.path, "build")
    assert "<code>data/spend/2026-12.csv</code>" in brand.text("build/site/budget/2026-q4/index.html")


def test_a_budget_that_cannot_be_read(make_project: Callable[..., Project], smm: Smm) -> None:
    project = make_project({"content/budget/a.md": "---\nlines: [{uid: ads, plan: 1}]\n---\n"})
    found = smm("-C", project.path, "budget")
    assert (found.code, found.out) == (1, "")
    assert found.err == "content/budget/a.md has errors, and what is wrong is not counted: see `smm check`\n"


def add(smm: Smm, brand: Project, *arguments: str) -> Result:
    return smm("-C", brand.path, "budget", "add", *arguments)


def test_a_payment_that_overspends_its_line(brand: Project, smm: Smm) -> None:
    found = add(smm, brand, "contests", "21000", "Boxes", "--date", "2026-12-05", "--document", "opening")
    assert found.out == "data/spend/2026-12.csv: line `contests` is overspent: 1,000 RUB more than its 20,000 RUB\n"


def test_a_payment_goes_to_the_file_of_its_month(brand: Project, smm: Smm) -> None:
    name = "data/spend/2026-12.csv"
    first = add(smm, brand, "contests", "1900.50", 'Boxes, "warm"', "--date", "2026-12-05", "--document", "opening")
    assert first.out == f"{name}: of line `contests`, 18,099.50 RUB of 20,000 RUB are left\n"
    add(smm, brand, "contests", "10 EUR", "Ribbon", "--date", "6.12.2026", "--document", "campaign/winter")
    assert add(smm, brand, "contests", "--date", "2026-12-07", "--", "-500", "Refund").code == 0
    assert brand.text(name) == (
        "date,line,amount,what,document,source\n"
        '2026-12-05,contests,1900.50,"Boxes, ""warm""",opening,\n'
        "2026-12-06,contests,10 EUR,Ribbon,campaign/winter,\n"
        "2026-12-07,contests,-500,Refund,,\n"
    )
    assert json.loads(smm("-C", brand.path, "budget", "--json").out)[0]["lines"][1]["paid"] == "2385.50"


def test_the_file_keeps_its_form(brand: Project, smm: Smm) -> None:
    excel = "\ufeffline;date;amount;what\r\ncontests;05.12.2026;1 900,5;Призы"
    brand.write({"data/spend/2026-12.csv": excel})
    add(smm, brand, "contests", "7.25", "a;b", "--date", "2026-12-05")
    assert (
        brand.path / "data/spend/2026-12.csv"
    ).read_bytes().decode() == f'{excel}\r\ncontests;2026-12-05;7,25;"a;b"\r\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["contest", "5", "x"], "there is no line `contest` in the budget `2026-q4`\n  hint: did you mean `contests`?"),
        (["Розыгрыши", "5", "x"], "did you mean `contests`?"),
        (["contests", "1,900", "x"], "`1,900` can be 1900 or 1.9"),
        (["contests", "5 USD", "x"], "the budget `2026-q4` has no rate of USD"),
        (["contests", "5", "x", "--date", "12/05/2026"], "`12/05/2026` is not a day"),
        (["contests", "5", "x", "--date", "2027-01-01"], "2027-01-01 is in no budget"),
        (["contests", "5", "x", "--document", "campaign/wintr"], "did you mean `campaign/winter`?"),
        (["contests", "5", "x", "--document", "campain/winter"], "there is no kind of document `campain`"),
    ],
)
def test_what_is_not_known_is_refused(brand: Project, smm: Smm, arguments: list[str], said: str) -> None:
    dated = arguments if "--date" in arguments else [*arguments, "--date", "2026-12-05"]
    found = add(smm, brand, *dated)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert not (brand.path / "data").exists()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("date,line\n2026-12-05,contests\n", "has errors"),
        ("date,line,amount\n2026-12-05,contests,5,6\n", "has errors"),
        ("date,line,amount\n2026-12-05,contests,5\n", "has no column `what`"),
    ],
)
def test_a_file_that_cannot_take_it_stays_as_it_is(brand: Project, smm: Smm, table: str, said: str) -> None:
    brand.write({"data/spend/2026-12.csv": table})
    found = add(smm, brand, "contests", "5", "x", "--date", "2026-12-05")
    assert found.code == 2
    assert said in found.err
    assert brand.text("data/spend/2026-12.csv") == table


def test_a_link_is_not_followed(brand: Project, smm: Smm) -> None:
    outside = brand.path.parent / "outside.csv"
    outside.write_text(SPEND)
    (brand.path / "data/spend").mkdir(parents=True)
    (brand.path / "data/spend/2026-12.csv").symlink_to(outside)
    assert add(smm, brand, "contests", "5", "x", "--date", "2026-12-05").code == 2
    assert outside.read_text() == SPEND
