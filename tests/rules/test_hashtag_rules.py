"""What is proposed for hashtags that would be cut."""

from __future__ import annotations

import pytest

from smmgen.rules.hashtags import mended


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("C++", "cpp"),
        ("c++17", "cpp17"),
        ("C#", "csharp"),
        ("F#", "fsharp"),
        (".NET", "dotnet"),
        ("ASP.NET", "ASPNET"),
        ("node.js", "nodejs"),
        ("web3.0", "web3_0"),
        ("Notepad++", "Notepadplusplus"),
        ("Disney+", "Disneyplus"),
        ("лайк+репост", "лайк_репост"),
        ("R&D", "RnD"),
        ("salt&pepper", "salt_and_pepper"),
        ("Рога&Копыта", "Рога_и_Копыта"),
        ("black-friday", "black_friday"),
        ("мастер-класс", "мастер_класс"),
        ("новый год", "новый_год"),
        ("L’Oréal", "LOréal"),
        ("☕", ""),
    ],
)
def test_mended(tag: str, expected: str) -> None:
    assert mended(tag) == expected
