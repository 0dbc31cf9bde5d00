"""The page "What we promise" says what the platforms declare, and every test it names exists."""

from __future__ import annotations

import re
from pathlib import Path

from smmgen.networks import registry
from smmgen.networks.base import Safety

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "promise.md"
TEXT = PAGE.read_text("utf-8")
LINK = re.compile(r"\[([^\]]+)\]\((\.\./tests/[^)]+\.py)\)")


def named() -> list[tuple[str, Path]]:
    """Every test the page names, and the file it says it is in."""
    return [(name, PAGE.parent / path) for name, path in LINK.findall(TEXT) if name.startswith("test_")]


def section(heading: str) -> str:
    return TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_every_test_that_is_named_exists() -> None:
    lost = [name for name, path in named() if f"\ndef {name}(" not in path.resolve().read_text("utf-8")]
    assert len(named()) > 10
    assert lost == []


def test_every_promise_names_what_holds_it() -> None:
    promises = re.split(r"^\* ", section("For people who plan posts").split("<!--")[0], flags=re.MULTILINE)[1:]
    rows = [line for line in section("For people who want to know how").splitlines() if line.startswith("| ")]
    bare = [one for one in promises if not LINK.search(one) and "how-to/" not in one]
    bare += [row for row in rows if not LINK.search(row) and not re.match(r"\| (promise|wrong on purpose|---)", row)]
    assert (len(promises), bare) == (5, [])


def test_every_network_is_there_with_its_class() -> None:
    every = [registry.get(name).facts for name in registry.names()]
    for facts in (facts for facts in every if facts.safety is not Safety.BY_HAND):
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| {facts.title} | "))
        assert row.startswith(f"| {facts.title} | {facts.safety} | ")
        assert f"test_class_{facts.safety.lower()}_killed_300_times" in row
        if facts.safety is Safety.KEYED:
            memory = "for ever" if facts.key_seconds is None else f"for {facts.key_seconds // 60} minutes"
            assert memory in row


def test_every_class_is_explained() -> None:
    assert [safety for safety in Safety if f"Class {safety}: " not in TEXT] == []
