"""What people would see of a post, read from what was sent; each network says how."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Params = Mapping[str, Any]
Kept = Callable[[str], Mapping[str, Any]]
"""A kind of thing -> all that the network keeps of it, by key (`State.things`)."""


@dataclass(frozen=True)
class Poll:
    """`right` are the indexes of the right answers of a quiz."""

    question: str
    options: tuple[str, ...]
    multiple: bool = False
    right: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shown:
    """`words` are the alt texts or captions of the files that have some, by their index; `parent` is the id of what it
    answers."""

    text: str = ""
    warning: str = ""
    words: Mapping[int, str] = field(default_factory=dict)
    poll: Poll | None = None
    card: tuple[str, ...] = ()
    place: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Sent:
    """A post (`read_posts`) with its parameters after some of its edits, and what else its network keeps.

    The parameters are whatever was sent, of any type: read them with `mapping` and `sequence`.
    """

    params: Params
    post: Params
    kept: Kept = lambda kind: {}


def shown_as(text: str, warning: str = "", parent: str = "", place: str = "") -> Callable[[Sent], Shown]:
    """What people see, by the names of the parameters that hold it."""

    def shown(sent: Sent) -> Shown:
        return Shown(
            text=str(sent.params.get(text) or ""),
            warning=str(sent.params.get(warning) or ""),
            parent=str(sent.params.get(parent) or ""),
            place=str(sent.params.get(place) or ""),
        )

    return shown


def sent(post: Params, edited: str, kept: Kept, edits: int | None = None) -> Sent:
    """The post after so many of its edits, all of them by default. `edited` as in `Stage`."""
    params: dict[str, Any] = dict(mapping(post["params"]))
    for edit in post["edits"][:edits]:
        params |= {edited: mapping(edit)} if edited else mapping(edit)
    return Sent(params, post, kept)


def mapping(value: Any) -> Params:
    """Also of one that came as text in a form."""
    found = _parsed(value)
    return found if isinstance(found, dict) else {}


def sequence(value: Any) -> Sequence[Any]:
    found = _parsed(value)
    return found if isinstance(found, list) else []


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
