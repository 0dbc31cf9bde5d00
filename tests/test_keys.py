"""One function makes the keys of all parts, and no two of them are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from itertools import product

import pytest
from small_project import SMM_TOML, Project, Result, post

from smmgen.keys import COMMENT, key_of, name_of, named_time, place_of, sent_name_of
from smmgen.ledger.open import open_ledger


def test_a_post_goes_by_its_uid_alone() -> None:
    assert key_of(name_of("post", "winter-menu"), "vk") == "winter-menu:vk:1:1"
    assert key_of(name_of("post", "content/posts/a.md"), "vk", COMMENT) == "content/posts/a.md:vk:1:comment"


def test_other_kinds_and_other_occurrences_are_told_in_the_key() -> None:
    assert key_of(name_of("contest", "spring"), "vk", "2", "2026-12-07") == "contest/spring:vk:2026-12-07:2"


def test_the_first_occurrence_of_a_post_keeps_the_place_it_always_had() -> None:
    assert place_of("post", "2026-11/bf", "vk") == "vk/2026-11/bf.json"
    assert place_of("post", "2026-11/bf", "vk", "2") == "vk@2/2026-11/bf.json"
    assert place_of("contest", "spring", "vk", "2") == "@contest/vk@2/spring.json"


def test_no_two_parts_share_a_key_or_a_place() -> None:
    """Whatever files and accounts are called."""
    kinds, accounts, occurrences = ("post", "contest", "vk"), ("vk", "contest", "vk2"), ("1", "2", "11")
    slugs = ("vk/a", "a", "contest/a", "@contest/a", "vk@2/a", "contest/vk/a")
    every = list(product(kinds, slugs, accounts, occurrences))
    assert len({place_of(*one) for one in every}) == len(every)
    uids = ("vk-a", "contest", "content/posts/contest/a.md")
    named = list(product(kinds, uids, accounts, occurrences, ("1", "2", "comment")))
    assert len({key_of(name_of(k, uid), account, part, time) for k, uid, account, time, part in named}) == len(named)
    sent = list(product(kinds, (*uids, "content/posts/2@vk-a", "content/posts/vk-a@2"), occurrences))
    assert len({sent_name_of(name_of(kind, uid), time) for kind, uid, time in sent}) == len(sent)


@pytest.mark.parametrize("name", ["tip", "contest/prize", "content/posts/2@vk-a.md", "content/posts/2026-12-14@tip.md"])
@pytest.mark.parametrize("occurrence", ["1", "2", "2026-12-14"])
def test_what_a_person_calls_one_time_is_read_again(name: str, occurrence: str) -> None:
    assert named_time(sent_name_of(name, occurrence)) == ("" if occurrence == "1" else occurrence, name)


def test_an_occurrence_and_a_kind_go_all_the_way(
    make_project: Callable[..., Project], smm: Callable[..., Result]
) -> None:
    """From the document to its payload's file, the ledger and what is asked of it: each is sent once."""
    hook = """
from dataclasses import replace
def on_post(post, settings):
    return replace(post, kind="contest" if post.slug == "b" else "post", occurrence=settings["time"])
"""
    project = make_project({"hooks/as.py": hook})
    for time, day in (("1", "2026-12-05"), ("2", "2026-12-12")):
        config = f'{SMM_TOML}[hooks]\nfiles = ["hooks/as.py"]\n[hooks.as]\ntime = "{time}"\n'
        header = {"uid": "latte", "platforms": "[site]", "schedule": f"{day} 10:00"}
        texts = {"content/posts/a.md": post("Латте", **header), "content/posts/b.md": post("Розыгрыш", **header)}
        project.write({"smm.toml": config, **texts})
        for _ in range(2):
            assert smm("-C", project.path, "build").code == 0
            assert smm("-C", project.path, "publish", "--now", f"{day}T12:00+03:00", "--json").code == 0
        listed = json.loads(smm("-C", project.path, "list", "--json").out)
        assert [(row["key"], row["state"]) for row in listed] == [
            (f"latte:site:{time}:1", "published"),
            (f"contest/latte:site:{time}:1", "published"),
        ]
    with closing(open_ledger("sqlite:.smm/ledger.db", project.path)) as ledger:
        rows = {entry.key: (entry.kind, entry.post, entry.occurrence, str(entry.state)) for entry in ledger.entries()}
        assert ledger.verify() == []
    assert rows == {
        "latte:site:1:1": ("post", "latte", "1", "published"),
        "latte:site:2:1": ("post", "latte", "2", "published"),
        "contest/latte:site:1:1": ("contest", "contest/latte", "1", "published"),
        "contest/latte:site:2:1": ("contest", "contest/latte", "2", "published"),
    }
    assert (project.path / "build/payloads/@contest/site@2/b.json").exists()
