from __future__ import annotations

import pytest

from smmgen.content.hashtag_sets import expand

SETS = {"brand": ["TeploCoffee", "#тепло"], "empty": []}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([], ()),
        (["coffee"], ("coffee",)),
        (["#coffee", "tea"], ("coffee", "tea")),
        (["a", "$brand", "b"], ("a", "TeploCoffee", "тепло", "b")),
        (["ТЕПЛО", "$brand"], ("ТЕПЛО", "TeploCoffee")),
        (["Coffee", "coffee", "#COFFEE"], ("Coffee",)),
        (["$nobody", "a"], ("a",)),
        (["$empty"], ()),
        ([" a ", "#", ""], ("a",)),
    ],
)
def test_expand(tags: list[str], expected: tuple[str, ...]) -> None:
    assert expand(tags, SETS) == expected
