"""UTM marks: which a link gets, and what they may be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from smmgen.utm import Marking, Utm, UtmGrammar, host_of, marking, matches, written_marks

MARKS = {"utm_source": "vk", "utm_medium": "social", "utm_campaign": "bf"}
SITE = "https://teplo.example"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://teplo.example/black", "https://teplo.example/black?utm_source=vk&utm_medium=social&utm_campaign=bf"),
        (
            "https://teplo.example/a?b=1#c",
            "https://teplo.example/a?b=1&utm_source=vk&utm_medium=social&utm_campaign=bf#c",
        ),
        (
            "https://teplo.example/?utm_source=mail&q=%D1%87",
            "https://teplo.example/?utm_source=mail&q=%D1%87&utm_medium=social&utm_campaign=bf",
        ),
        ("https://vk.com/club230000001", "https://vk.com/club230000001"),
        ("https://teplo.example.evil.example/", "https://teplo.example.evil.example/"),
        ("mailto:hello@teplo.example", "mailto:hello@teplo.example"),
        ("https://[your-site]/menu", "https://[your-site]/menu"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_marks_go_to_links_of_the_own_site_only(url: str, expected: str) -> None:
    assert Marking(MARKS, frozenset({"teplo.example"})).marked(url) == expected


OWN, PROJECT = Utm(medium="cup", campaign="w26"), Utm(medium="smm", campaign="all", sites=["shop.example"])


@pytest.mark.parametrize(
    ("campaign", "own", "project", "marks"),
    [
        ("", None, None, {}),
        ("", None, Utm(), {"utm_source": "vk", "utm_medium": "social", "utm_campaign": "latte"}),
        (
            "",
            None,
            PROJECT,
            {"utm_source": "vk", "utm_medium": "smm", "utm_campaign": "all", "utm_content": "latte"},
        ),
        (
            "winter",
            None,
            PROJECT,
            {"utm_source": "vk", "utm_medium": "smm", "utm_campaign": "winter", "utm_content": "latte"},
        ),
        (
            "winter",
            OWN,
            PROJECT,
            {"utm_source": "vk", "utm_medium": "cup", "utm_campaign": "w26", "utm_content": "latte"},
        ),
        ("winter", None, None, {}),
    ],
    ids=[
        "nobody asks",
        "a post is its own campaign",
        "the project's",
        "no own marks",
        "the campaign goes before",
        "none",
    ],
)
def test_a_campaign_goes_before_the_project(
    campaign: str, own: Utm | None, project: Utm | None, marks: dict[str, str]
) -> None:
    assert marking("latte", "vk", campaign, own, project, SITE).marks == marks


def test_sites_of_the_project_are_those_of_a_campaign_that_names_none() -> None:
    assert marking("latte", "vk", "winter", OWN, PROJECT, SITE).hosts == {"shop.example"}
    assert marking("latte", "vk", "winter", OWN, Utm(), SITE).hosts == {"teplo.example"}
    assert host_of("https://www.teplo.example/menu") == host_of("teplo.example") == "teplo.example"


@pytest.mark.parametrize(
    ("pattern", "text", "is_right"),
    [
        ("[a-z0-9-]+", "winter-2026", True),
        ("[a-z0-9-]+", "winter_2026", False),
        ("[a-z0-9-]+", "winter\n", False),
        ("[a-z0-9-]+", "", False),
        ("social|email", "email", True),
        ("social|email", "emailed", False),
        ("(a+)+", "a" * 5000 + "!", False),  # for ever, in an engine that tries every way
    ],
)
def test_a_pattern_is_for_the_whole_mark(pattern: str, text: str, is_right: bool) -> None:
    assert matches(pattern, text) is is_right


@pytest.mark.parametrize("pattern", ["[a-z", "a)|(b", "(?=a)", "*"])
def test_what_is_no_pattern_is_said_to_be_none(pattern: str) -> None:
    with pytest.raises(ValidationError, match="is not a regular expression"):
        UtmGrammar(campaign=pattern)


def test_the_project_keeps_to_its_own_grammar() -> None:
    with pytest.raises(ValidationError, match="utm_medium=Cup"):
        UtmGrammar(medium="social|cup", marks=Utm(medium="Cup"))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://teplo.example/?utm_campaign=a&utm_campaign=b&x=1", {"utm_campaign": "a"}),
        ("https://teplo.example/?utm_campaign=", {"utm_campaign": ""}),
        ("https://teplo.example/menu#utm_campaign=a", {}),
        ("https://[your-site]/?utm_campaign=a", {}),
        ("https://teplo.example/?" + "&".join(["utm_campaign=a"] * 200), {}),
    ],
)
def test_marks_that_a_link_carries(url: str, found: dict[str, str]) -> None:
    assert written_marks(url) == found
