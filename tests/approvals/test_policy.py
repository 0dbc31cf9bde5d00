"""Whose yes a post needs, and whose counts."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest

from smmgen.approvals.authors import Author
from smmgen.approvals.model import Item
from smmgen.approvals.policy import Subject, Vote, weigh
from smmgen.approvals.words import need_of
from smmgen.config import Account, Config, Project
from smmgen.keys import Identity
from smmgen.people import Person, Review, pattern
from smmgen.variants.approvable import Approvable, Facts

NOW, BEFORE = "a" * 64, "b" * 64
PEOPLE: dict[str, dict[str, Any]] = {
    "anna": {"role": "editor", "email": ["anna@teplo.example"]},
    "boris": {"role": "editor", "forge": "boris-t"},
    "maria": {"role": "client", "forge": "Maria-Teplo", "email": ["maria@client.example"]},
    "olga": {"role": "client", "accounts": ["vk"]},
    "old": {"role": "client", "expires": date(2026, 12, 1)},
    "guest": {"role": "guest"},
}
ROLES: dict[str, Any] = {"editor": ["approve", "write"], "client": ["approve"], "guest": ["write"]}
CLIENT: dict[str, Any] = {"needs": ["client"]}
BOTH: dict[str, Any] = {"needs": ["client", "editor"]}
TWO: dict[str, Any] = {"needs": ["editor"], "count": 2}


class Case(NamedTuple):
    """`votes`: person -> the digest they approved, or why the vote is not theirs. `missing`: what is still needed;
    None: the post needs nobody's yes."""

    rules: list[dict[str, Any]]
    votes: dict[str, str]
    missing: list[str] | None
    author: tuple[str, ...] = ("stranger@teplo.example",)
    account: str = "tg"
    facts: Facts | None = Facts("commercial")
    refused: dict[str, str] = {}
    stale: tuple[str, ...] = ()


DEAR = {**CLIENT, "when": {"amount": 100}}

CASES = {
    "no rule": Case([], {}, None),
    "nobody has said anything": Case([CLIENT], {}, ["client (maria)"]),
    "approved": Case([CLIENT], {"maria": NOW}, []),
    "approved as it was": Case([CLIENT], {"maria": BEFORE}, ["client (maria)"], stale=("maria",)),
    "somebody of another role": Case([CLIENT], {"anna": NOW}, ["client (maria)"]),
    "somebody for another account": Case(
        [CLIENT], {"olga": NOW}, ["client (maria)"], refused={"olga": "`tg` is not among this person's accounts"}
    ),
    "somebody for this account": Case([CLIENT], {"olga": NOW}, [], account="vk"),
    "an expired key": Case(
        [CLIENT], {"old": NOW}, ["client (maria)"], refused={"old": "the key expired on 2026-12-01"}
    ),
    "a stranger": Case(
        [CLIENT], {"eve": NOW}, ["client (maria)"], refused={"eve": "nobody of that name is in [people]"}
    ),
    "a bad signature": Case([CLIENT], {"maria": "bad"}, ["client (maria)"], refused={"maria": "bad"}),
    "a role that may not": Case(
        [{"needs": ["guest"]}], {"guest": NOW}, ["guest"], refused={"guest": "the role `guest` may not approve"}
    ),
    "a role that nobody has": Case([{"needs": ["lawyer"]}], {"maria": NOW}, ["lawyer"]),
    "two roles, one of them": Case([BOTH], {"maria": NOW}, ["editor (anna, boris)"]),
    "two roles, both": Case([BOTH], {"maria": NOW, "boris": NOW}, []),
    "two people, one of them": Case([TWO], {"anna": NOW}, ["editor (boris)"]),
    "two people, both": Case([TWO], {"anna": NOW, "boris": NOW}, []),
    "two rules, the same role": Case([CLIENT, {"needs": ["client"], "count": 2}], {}, ["2 × client (maria)"]),
    "two rules, one met": Case([CLIENT, TWO], {"maria": NOW}, ["2 × editor (anna, boris)"]),
    "the author's own": Case(
        [TWO], {"anna": NOW, "boris": NOW}, ["editor"], author=("anna@teplo.example",),
        refused={"anna": "it is the author of the last change"},
    ),
    "the author's own, by login": Case(
        [CLIENT], {"maria": NOW}, ["client"], author=("77+maria-teplo@users.noreply.github.com",),
        refused={"maria": "it is the author of the last change"},
    ),
    "one of two authors": Case(
        [CLIENT], {"maria": NOW}, ["client"], author=("x@y.example", "maria@client.example"),
        refused={"maria": "it is the author of the last change"},
    ),
    "the author's own, which is allowed": Case(
        [{**CLIENT, "own": True}], {"maria": NOW}, [], author=("maria@client.example",)
    ),
    "nobody knows the author": Case(
        [CLIENT], {"maria": NOW}, ["client"], author=(),
        refused={"maria": "nobody can tell who changed the post last: no history"},
    ),
    "nobody knows the author, which does not matter": Case([{**CLIENT, "own": True}], {"maria": NOW}, [], author=()),
    "another rubric": Case([{**CLIENT, "when": {"kind": ["commercial"]}}], {}, None, facts=Facts("useful")),
    "another account": Case([{**CLIENT, "when": {"accounts": ["vk"]}}], {}, None),
    "its network": Case([{**CLIENT, "when": {"accounts": ["telegram"]}}], {}, ["client (maria)"]),
    "its file": Case([{**CLIENT, "when": {"paths": ["content/posts/ads/**"]}}], {}, ["client (maria)"]),
    "another file": Case([{**CLIENT, "when": {"paths": ["content/posts/*.md"]}}], {}, None),
    "advertising": Case([{**CLIENT, "when": {"ads": True}}], {}, ["client (maria)"], facts=Facts(is_ad=True)),
    "no advertising": Case([{**CLIENT, "when": {"ads": True}}], {}, None),
    "more than it may cost": Case([DEAR], {}, ["client (maria)"], facts=Facts(cost="100.01")),
    "as much as it may cost": Case([DEAR], {}, None, facts=Facts(cost="100")),
    "nothing": Case([{**CLIENT, "when": {"amount": 0}}], {}, None),
    "a cost in another currency": Case([DEAR], {}, ["client (maria)"], facts=Facts(cost="?")),
    "its campaign": Case(
        [{**CLIENT, "when": {"campaign": ["spring"]}}], {}, ["client (maria)"], facts=Facts("", "spring")
    ),
    "all conditions": Case([{**CLIENT, "when": {"ads": True, "kind": ["useful"]}}], {}, None, facts=Facts(is_ad=True)),
    "a build that says too little": Case([{**CLIENT, "when": {"ads": True}}], {"maria": NOW}, [], facts=None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_whose_yes_counts(case: Case) -> None:
    accounts = {"tg": Account(platform="telegram"), "vk": Account(platform="vk")}
    config = Config(
        project=Project(name="x"), accounts=accounts, roles=ROLES,
        people={name: Person.model_validate(given) for name, given in PEOPLE.items()},
        review=[Review.model_validate(rule) for rule in case.rules],
    )  # fmt: skip
    subject = Subject(
        Identity("offer", case.account), "content/posts/ads/offer.md", accounts[case.account].platform,
        Approvable(NOW, {}, case.facts),
    )  # fmt: skip
    votes = [
        Vote(name, "", Item("tg", NOW if said == "bad" else said, {}), lambda said=said: said if said == "bad" else "")
        for name, said in case.votes.items()
    ]
    author = Author(case.author, "" if case.author else "no history")
    found = weigh(subject, votes, config, date(2026, 12, 5), lambda: author)
    if case.missing is None:
        assert found is None
        return
    assert found is not None
    assert [need_of(need) for need in found.needs] == case.missing
    assert {one.person: one.why for one in found.refused} == case.refused
    assert tuple(vote.person for vote in found.stale) == case.stale
    assert found.is_open == (bool(case.missing) or case.facts is None)
    assert {*found.approved}.isdisjoint(case.refused)


GLOBS = [
    ("content/posts/ads/**", "content/posts/ads/2026/a.md", True),
    ("content/posts/ads/**", "content/posts/adsense.md", False),
    ("content/**/a.md", "content/a.md", True),
    ("content/**/a.md", "content/posts/x/a.md", True),
    ("content/posts/*.md", "content/posts/x/a.md", False),
    ("content/posts/?.md", "content/posts/a.md", True),
    ("content/posts/?.md", "content/posts//.md", False),
    ("content/posts/a.md", "content/posts/aXmd", False),
    ("**", "content/posts/a.md", True),
]


@pytest.mark.parametrize(("glob", "path", "matches"), GLOBS)
def test_paths(glob: str, path: str, matches: bool) -> None:
    assert bool(pattern(glob).match(path)) is matches
