"""What networks can do, as their facts say it and as every language has words for it."""

from __future__ import annotations

import pytest

from smmgen import languages
from smmgen.networks import registry
from smmgen.networks.capabilities import capabilities


def test_a_column_says_what_the_facts_say() -> None:
    found = dict(capabilities(registry.get("mastodon")))
    assert found == {
        "promise": ("A",), "formats": ("post",), "media": ("image", "video", "audio"), "data": ("first-link", "poll"),
        "threads": True, "first_comment": True, "native": True, "deletes": True,
        "edits": ("alt text", "content warning", "language", "media", "text"),
    }  # fmt: skip
    assert dict(capabilities(registry.get("bluesky")))["edits"] is False


def test_that_it_has_every_format_is_one_word() -> None:
    assert dict(capabilities(registry.get("manual")))["formats"] == ("all",)
    assert dict(capabilities(registry.get("instagram")))["formats"] == ("post", "story", "reel", "carousel")


@pytest.mark.parametrize("language", languages.names())
def test_there_is_a_word_for_each(language: str) -> None:
    rows, cells = languages.table(language, "capability"), languages.table(language, "able")
    for name in registry.names():
        for one in capabilities(registry.get(name)):
            assert one.name in rows
            assert isinstance(one.value, bool) or set(one.value) <= cells.keys(), name
