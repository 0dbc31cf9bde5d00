"""The page of a budget: what it shows, and when a line turns red."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from small_project import Project, Result, post

Smm = Callable[..., Result]
BUDGET = """\
---
title: <b>Quarter</b>
period: 2026-q4
lines:
  - {uid: contests, title: Prizes, plan: 20000}
  - {uid: work, plan: 50000, hidden: true}
worth: {order: 640}
---
Why & how.
"""
CONTEST = """\
---
title: A box of warmth
kind: giveaway
announced_by: [warm-box]
entry: {account: vk, do: comment}
opens: 2026-12-05 10:00
closes: 2026-12-19 21:00
draw: {at: 2026-12-20 12:00}
prizes: [{what: A box, count: 3, cost: 1900, budget: contests}]
reserve: 3
organiser: {name: Warmth LLC, inn: "0000000000"}
claim: {within: 5d, where: [in the café], until: 2027-01-15}
---
The rules.
"""
SPEND = "date,line,amount,document,source\n2026-12-06,contests,320,opening,vk-ads\n"
RESULTS = "date,result,count,document,source\n2026-12-07,order,1,opening,vk-ads\n"
PAGE = "build/site/budget/2026-q4/index.html"


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    return make_project(
        {
            "content/budget/2026-q4.md": BUDGET,
            "content/contests/warm-box.md": CONTEST,
            "content/posts/a.md": post(uid="warm-box", contest="warm-box"),
            "content/posts/b.md": post(uid="opening", schedule="2026-12-06 10:00"),
            "data/spend/2026-12.csv": SPEND,
            "data/results/2026-12.csv": RESULTS,
        }
    )


def test_what_it_shows(brand: Project, smm: Smm) -> None:
    smm("-C", brand.path, "build")
    text = brand.text(PAGE).replace("\u00a0", " ")
    assert "&lt;b&gt;Quarter&lt;/b&gt;" in text
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", text)
    for row in (
        ["Prizes", "20 000 ₽", "5 700 ₽", "320 ₽", "13 980 ₽"],
        ["Итого", "70 000 ₽", "5 700 ₽", "320 ₽", "63 980 ₽"],
        ["vk-ads", "320 ₽", "заказы: 1 × 320 ₽"],
    ):
        assert any(cells[at : at + len(row)] == row for at in range(len(cells))), row
    assert ["320 ₽", "заказы: 1 × 320 ₽", "640 ₽", "100 %", "7 декабря 2026"] in [
        cells[at : at + 5] for at in range(len(cells))
    ]
    assert '<tr class="bad">' not in text


def test_raising_a_prize_turns_its_line_red(brand: Project, smm: Smm) -> None:
    brand.write({"content/contests/warm-box.md": CONTEST.replace("cost: 1900", "cost: 6900")})
    found = [
        row for row in json.loads(smm("-C", brand.path, "check", "--format", "json").out) if row["code"] == "SMM1701"
    ]
    assert [(row["path"], row["line"], row["column"], row["message"]) for row in found] == [
        (
            "content/contests/warm-box.md",
            9,
            40,
            "contest `warm-box` takes 20,700 RUB of line `contests`: 20,700 RUB are needed, 20,000 RUB planned",
        )
    ]
    smm("-C", brand.path, "build")
    assert re.search(r'<tr class="bad"><th scope="row">Prizes', brand.text(PAGE))


def test_the_page_is_written_again_only_when_something_of_it_changes(brand: Project, smm: Smm) -> None:
    smm("-C", brand.path, "build")
    before = (brand.path / PAGE).stat().st_mtime_ns
    brand.post("c.md", "Another", uid="another")
    smm("-C", brand.path, "build")
    assert (brand.path / PAGE).stat().st_mtime_ns == before
    brand.write({"data/spend/2026-12.csv": SPEND.replace("320", "330")})
    smm("-C", brand.path, "build")
    assert "330" in brand.text(PAGE)


def test_what_a_person_has_to_do(brand: Project, smm: Smm) -> None:
    """A week from the payment on, and a week before the last budget ends."""
    brand.write({"data/spend/2026-12.csv": SPEND.replace("320", "16500")})
    smm("-C", brand.path, "build")
    needs = json.loads(brand.text("build/site/data/needs.js").removeprefix("smmNeeds(").removesuffix(");\n"))
    page = "budget/2026-q4/index.html"
    assert [need for need in needs if need[4] == page] == [
        [
            "2026-12-06",
            "2026-12-06",
            "2026-12-13",
            "«<b>Quarter</b>»: в статье «Prizes» осталось 3\u00a0500\u00a0₽",
            page,
        ],
        ["2026-12-31", "2026-12-24", "2026-12-31", "«<b>Quarter</b>» кончается: составьте следующий бюджет", page],
    ]


def test_a_post_says_what_it_costs(brand: Project, smm: Smm) -> None:
    brand.post("b.md", uid="opening", schedule="2026-12-06 10:00", cost="{amount: 1900.5, budget: contests}")
    smm("-C", brand.path, "build")
    assert "Стоимость</dt><dd>1\u00a0900,50\u00a0₽, contests" in re.sub(
        r">\s+<", "><", brand.text("build/site/posts/b.html")
    )
