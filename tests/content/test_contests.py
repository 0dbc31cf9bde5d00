"""Contests: what is read of a file, and what of it is promised."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from smmgen.config import Config
from smmgen.content import front_matter
from smmgen.content.documents.base import Cost, Reference
from smmgen.content.documents.contest import CONTEST, Contest, ContestFront, Times, terms_digest, terms_json, times
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic

CONFIG = Config.model_validate(
    {
        "project": {"name": "Тепло", "timezone": "Europe/Moscow"},
        "accounts": {"vk": {"platform": "vk"}, "tg": {"platform": "telegram"}, "tg2": {"platform": "telegram"}},
    }
)
BOX = """\
---
uid: warm-box
title: Коробка тепла
kind: giveaway
announced_by: [warm-box]
entry: {account: vk, do: comment, member: true, one_per: person}
opens: 2026-12-04 18:00
closes: 2026-12-19 21:00
draw: {at: 2026-12-20 12:00, by: drand-quicknet, round: 34984612}
prizes: [{what: Коробка тепла, count: 3, cost: 1900, budget: contests}]
reserve: 5
exclude: {people: env:CONTEST_EXCLUDE, winners_within: 90d}
organiser: {name: ООО «Тепло», inn: "0000000000"}
claim: {within: 5d, where: [в любой кофейне, доставка по России], until: 2027-01-15}
results_in: winners
notes: Призы на складе
---
Один человек — один номер.

Носки в коробке проверял кот.
"""
PROMISED = {
    "format": "smm-terms-1",
    "contest": "warm-box",
    "title": "Коробка тепла",
    "kind": "giveaway",
    "entry": {"account": ["vk"], "do": ["comment"], "member": True},
    "opens": "2026-12-04T18:00:00+03:00",
    "closes": "2026-12-19T21:00:00+03:00",
    "draw": {"at": "2026-12-20T12:00:00+03:00", "by": "drand-quicknet"},
    "prizes": [{"what": "Коробка тепла", "count": 3}],
    "reserve": 5,
    "winners_within": "90d",
    "organiser": {"name": "ООО «Тепло»", "inn": "0000000000"},
    "claim": {"within": "5d", "where": ["в любой кофейне", "доставка по России"], "until": "2027-01-15"},
    "stages": 0,
    "rules": "Один человек — один номер.\n\nНоски в коробке проверял кот.",
}


def read(text: str) -> tuple[Contest | None, list[Diagnostic]]:
    source, found = front_matter.read_text(text, "content/contests/box.md")
    assert source, found
    contest, more = CONTEST.parse(source, Vocabulary(CONFIG, {}))
    assert contest is None or isinstance(contest, Contest)
    return contest, [*found, *more]


def contest(text: str = BOX) -> Contest:
    made, found = read(text)
    assert not found
    assert made
    return made


def test_a_whole_file() -> None:
    box = contest()
    assert (box.uid, box.name, box.accounts) == ("warm-box", "contest/warm-box", ("vk",))
    assert [one and one.iso for one in box.times] == [
        "2026-12-04T18:00:00+03:00", "2026-12-19T21:00:00+03:00", "2026-12-20T12:00:00+03:00",
    ]  # fmt: skip
    assert box.front.winners == 3
    assert box.references == (
        Reference("post", "warm-box", ("announced_by", 0)),
        Reference("post", "winners", ("results_in", 0)),
    )


def test_what_prizes_cost() -> None:
    [cost] = contest().costs
    amount, day, place = Decimal(5700), date(2026, 12, 20), ("prizes", 0)
    assert cost == Cost("contests", amount, (*place, "cost"), day, "", "3 × Коробка тепла", (*place, "budget"))
    assert contest(BOX.replace("cost: 1900, budget: contests", "cost: 0.10 EUR")).costs[0][:2] == ("", Decimal("0.30"))
    assert contest(BOX.replace(", cost: 1900, budget: contests", "")).costs == ()


def test_a_day_without_an_hour() -> None:
    """One opens with its first minute, closes with its last, and is drawn at noon."""
    days = ContestFront(kind="quiz", opens="2026-12-04", closes="2026-12-19", draw={"at": "2026-12-20"})  # type: ignore[arg-type]
    walls = [one and one.wall for one in times(days, "Europe/Moscow")]
    assert walls == ["2026-12-04T00:00", "2026-12-19T23:59", "2026-12-20T12:00"]
    assert times(ContestFront(kind="quiz"), None) == Times()


def test_a_network_means_all_its_accounts() -> None:
    assert contest(BOX.replace("account: vk,", "account: [telegram, vk],")).accounts == ("vk", "tg", "tg2")


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("giveaway", "lottery", "`lottery` is not a choice for `kind`"),
        ("comment", "repost", "`repost` is not a choice for `do`"),
        ("vk", "vkk", "unknown platform or account `vkk`"),
        ("2026-12-19 21:00", "2026-12-19 25:00", "there is no time `25:00`"),
        ("2026-12-20 12:00", "2026-12-32 12:00", "there is no day `2026-12-32`"),
        ("3", "three", "`count` must be a number, not `three`"),
        ("1900", "much", "`much` is not an amount such as 1900 or 1900.50"),
        ("env:CONTEST_EXCLUDE", "Помол", "`Помол` is not the form of `people`"),
        ("2027-01-15", "2027-02-30", "`2027-02-30` is not a day such as 2027-01-15"),
    ],
)
def test_mistakes_are_found_where_they_stand(was: str, now: str, message: str) -> None:
    text = re.sub(rf"(?<=: ){was}\b", now, BOX, count=1)
    at = text.index(f": {now}") + 2
    _, found = read(text)
    line = text.count("\n", 0, at)
    assert [(one.span[:2], one.message) for one in found] == [((line + 1, at - text.rfind("\n", 0, at)), message)]


def test_what_is_promised() -> None:
    """Checked with another writer of JSON."""
    canonical = json.dumps(PROMISED, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert terms_json(contest()) == canonical
    assert terms_digest(contest()) == contest().promise == sha256(canonical).hexdigest()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("cost: 1900", "cost: 2500"),
        ("budget: contests", "budget: gifts"),
        (", round: 34984612", ""),
        ("Призы на складе", "Призы у курьера"),
        ("results_in: winners", "results_in: [winners, more]"),
        ("env:CONTEST_EXCLUDE", "env:TEAM"),
        ("number: 1", "number: 2"),
        (", one_per: person", ""),
        ("2026-12-04 18:00", "2026-12-04T18:00+03:00"),
        ("номер.\n", "номер.  \n"),
        ("кот.\n", "кот.\n\n"),
        ("кот.\n", "кот."),
        ("кот.\n", "кот.\r\n"),
    ],
)
def test_what_is_no_promise(was: str, now: str) -> None:
    assert contest(BOX.replace(was, now, 1)).promise == contest().promise


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("count: 3", "count: 2"),
        ("what: Коробка", "what: коробка"),
        ("closes: 2026-12-19 21:00", "closes: 2026-12-19 21:01"),
        ("12-20 12:00", "12-20 12:01"),
        ("reserve: 5", "reserve: 0"),
        ("member: true", "member: false"),
        ("one_per: person", "one_per: entry"),
        ("ООО «Тепло»", "ООО Тепло"),
        ("until: 2027-01-15", "until: 2027-01-14"),
        ("кот", "кто"),
    ],
)
def test_what_is_a_promise(was: str, now: str) -> None:
    assert contest(BOX.replace(was, now, 1)).promise != contest().promise


def test_code_words_are_no_promise_and_cannot_be_guessed_from_one() -> None:
    with_word = BOX.replace("reserve", "stages: [{post: clue, word: кардамон}]\nreserve")
    other = with_word.replace("кардамон", "корица")
    assert contest(with_word).promise == contest(other).promise != contest().promise
    assert "кардамон".encode() not in terms_json(contest(with_word))


def test_a_round_that_no_time_has_is_refused() -> None:
    made, found = read(BOX.replace("34984612", "10000000001"))
    assert made
    assert [(one.span[:2], one.code) for one in found] == [((9, 57), "SMM110")]
