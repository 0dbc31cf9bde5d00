"""Patterns of CODEOWNERS."""

from __future__ import annotations

import pytest

from smmgen.approvals.codeowners import Owners

MATCHES = [
    ("*", "a/b.md", True),
    ("*.md", "a/b.md", True),
    ("*.md", "a/b.txt", False),
    ("docs/", "docs/a.md", True),
    ("docs/", "a/docs/b/c.md", True),
    ("/docs/", "a/docs/b.md", False),
    ("docs", "docs", True),
    ("docs/*", "docs/a.md", True),
    ("docs/*", "docs/b/a.md", False),
    ("docs/**", "docs/b/a.md", True),
    ("/smm.toml", "smm.toml", True),
    ("smm.toml", "brands/smm.toml", True),
    ("/smm.toml", "brands/smm.toml", False),
    ("content/posts/ads", "content/posts/ads/2026/a.md", True),
    ("/", "a", False),
]


@pytest.mark.parametrize(("glob", "path", "matches"), MATCHES)
def test_patterns(glob: str, path: str, matches: bool) -> None:
    assert Owners("CODEOWNERS", [(glob, ("@a",))]).of(path) == (("@a",) if matches else ())


def test_the_last_one_counts() -> None:
    owners = Owners("CODEOWNERS", [("*", ("@a",)), ("/keys/", ()), ("/keys/b", ("@b",))], "brand/")
    assert owners.of("x") == ("@a",)
    at_root = owners._replace(below="")
    assert (at_root.of("keys/a"), at_root.of("keys/b")) == ((), ("@b",))
