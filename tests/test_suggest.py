"""What is suggested for a word that is not known."""

from __future__ import annotations

import pytest

from smmgen.suggest import did_you_mean

KNOWN = ["spring-on-the-veranda", "autumn", "winter-on-the-lake-ice", "winter-in-the-pine-woods"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("autmn", "autumn"),
        ("spring", "spring-on-the-veranda"),
        ("Spring", "spring-on-the-veranda"),
        ("winter", ""),  # two begin so
        ("aut", ""),  # many names begin with a few letters
        ("veranda", ""),
    ],
)
def test_the_nearest_or_the_only_one_that_begins_so(word: str, meant: str) -> None:
    assert did_you_mean(word, KNOWN, "otherwise") == (f"did you mean `{meant}`?" if meant else "otherwise")
