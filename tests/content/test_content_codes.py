from __future__ import annotations

import re

import pytest

from smmgen.content.codes import ALL
from smmgen.diagnostics import Code, Severity


def test_codes_and_names_are_unique() -> None:
    assert len({code.code for code in ALL}) == len({code.name for code in ALL}) == len(ALL)


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.name)
def test_page(code: Code) -> None:
    """A page says what and why, shows what fails and the same mended."""
    assert re.fullmatch(r"SMM[16]\d\d", code.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name)
    assert code.fact == (code.severity is Severity.ERROR)
    text, fails, mended = re.split(r"\n\n(?:Wrong|Right):\n\n", code.docs)
    assert len(text) > 60
    assert fails != mended
    assert all(example.count("```") == 2 for example in (fails, mended))
