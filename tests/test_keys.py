"""One function makes the keys of all parts, and no two of them are the same."""

from __future__ import annotations

from itertools import product

from smmgen.keys import COMMENT, key_of, name_of, place_of


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
