"""The page about VK says of every parameter of a post whether it is used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from published import vk

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "vk.md"
SOURCE = Path(__file__).parents[2] / "smmgen" / "networks" / "vk" / "render.py"
LATER = {"primary_attachments_mode", "photo_attachments_crop"}
"""Parameters that came after the schema of 5.199 (dev.vk.com, wall.post)."""


def told() -> dict[str, bool]:
    """Parameter -> whether it is used, from the tables of the page."""
    rows = re.findall(r"^\| (`[^|]+`) \| (yes|no) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    return {name: used == "yes" for names, used in rows for name in re.findall(r"`(\w+)`", names)}


def parameters(interface: str) -> set[str]:
    found: dict[str, Any] = vk("wall").interfaces[interface]
    return set(found)


def test_every_parameter_is_told() -> None:
    assert set(told()) == parameters("WallPostParams") | parameters("WallEditParams") | LATER


@pytest.mark.parametrize("name", [name for name in told() if name not in ("lat", "long")])
def test_what_is_used_is_sent(name: str) -> None:
    assert (f'"{name}"' in SOURCE.read_text("utf-8")) is told()[name] or name == "post_id"
