"""Every code about documents, and about how posts are written, has a mistake that is planted where one would make it,
and is found at its line and column: in tests/broken, or in tests/cases where it takes several files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from smmgen.diagnostics import Code
from smmgen.rules import codes

HERE = Path(__file__).parent
WANTED = re.compile(r"SMM(2|10|14|15|16|17|19)\d\d")
ELSEWHERE = {
    "SMM1402": "publishing/test_promised_terms.py",
}
"""What no file alone shows, and the test that plants it."""

CODES = [code for code in codes().values() if WANTED.fullmatch(code.code)]


def planted() -> Iterator[str]:
    for path in HERE.glob("broken/*/*.txt"):
        yield from re.findall(r"^\d+:\d+ (SMM\d+) ", path.read_text("utf-8"), re.MULTILINE)
    for path in HERE.glob("cases/*/case.toml"):
        for line in tomllib.loads(path.read_text("utf-8")).get("report", []):
            yield from re.findall(r":\d+:\d+ (SMM\d+)", line)


FOUND = frozenset(planted())


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{code.code}-{code.name}")
def test_each_code_has_a_planted_fault(code: Code) -> None:
    if elsewhere := ELSEWHERE.get(code.code):
        assert code.name in (HERE / elsewhere).read_text("utf-8")
        assert code.code not in FOUND, "it is planted by now"
    else:
        assert code.code in FOUND, f"plant a mistake that gives {code.code}"


def test_there_are_many() -> None:
    assert len(CODES) > 90
