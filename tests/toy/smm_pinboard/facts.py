"""Pinboard's facts: what a notice takes, how its text looks, and what a post and an account may wish for.

Source: https://pinboard.example/docs
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec


def _documented(at_most: float) -> Limit:
    return Limit(at_most=at_most, source="https://pinboard.example/docs/notices", checked="2026-11-26")


class Options(BaseModel):
    """`targeting.pinboard`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    colour: Literal["white", "yellow", "red"] = Field("white", description="Colour of the pin")


class Settings(BaseModel):
    """Keys of a Pinboard account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    board: str = Field("main", description="The board that notices are pinned to")


FACTS = Facts(
    name="pinboard",
    title="Pinboard Social",
    titles={"ru": "Доска объявлений"},
    look=Path(__file__).parent / "look",
    docs="Notices of up to 280 characters with up to two pictures. The pin has a colour. There are no threads.",
    safety=Safety.KEYED,
    key_seconds=86400,
    finds_by_key=True,
    limits=Limits(
        {
            "text.length": _documented(280),
            "media.count": _documented(2),
            "image.count": _documented(2),
            "video.count": _documented(0),
            "audio.count": _documented(0),
            "document.count": _documented(0),
        }
    ),
    style=Style(links="text-url", reports=frozenset({"table"})),
    types=frozenset({"image/png", "image/jpeg"}),
    options=Options,
    settings=Settings,
    needs=("target",),
    secrets=(SecretSpec("token", "token", "Pinboard, settings, applications: a token with the right `pin`."),),
    edits=frozenset({"text"}),
)
