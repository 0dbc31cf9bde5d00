"""What a person is given for each part of a post: the text to copy, the files to save and the rest to be entered."""

from __future__ import annotations

from typing import Any

from smmgen.content.model import Fields
from smmgen.networks.manual.outlets import outlet_of
from smmgen.variants.types import Part, Variant


def render(variant: Variant) -> list[dict[str, Any]]:
    """`{"outlet": its name, "text": ..., "files": [{"$media": 0, "alt": ...}], "title", "poll", "place", "age"}`."""
    return [_sheet(variant, part, index) for index, part in enumerate(variant.parts)]


def _sheet(variant: Variant, part: Part, index: int) -> dict[str, Any]:
    name = variant.account.settings.get("outlet")
    outlet = outlet_of(name)
    files = [{"$media": n} | ({"alt": file.alt} if file.alt and outlet.has_alt else {})
             for n, file in enumerate(part.media)]  # fmt: skip
    entered = {key: value for key, value in _entered(variant.fields).items() if key in outlet.carries and index == 0}
    optional = {"text": part.rich.text, "files": files} | entered
    return {"outlet": name} | {key: value for key, value in optional.items() if value}


def _entered(fields: Fields) -> dict[str, Any]:
    """What an outlet's form may have a place of its own for."""
    poll, targeting = fields.poll, fields.targeting
    return {
        "title": fields.title,
        "poll": poll.model_dump(exclude_none=True, exclude_defaults=True) if poll else None,
        "place": targeting.place.name if targeting.place else None,
        "age": targeting.age,
    }
