"""The contract of a network, checked once when it is loaded; a violation is reported in one line."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import UnionType
from typing import Any, Literal, NoReturn, get_args, get_origin, get_type_hints

from smmgen import __version__
from smmgen.content.model import Format, FrontMatter
from smmgen.errors import UserError
from smmgen.media.codecs import CODECS
from smmgen.networks.base import Deleting, Editing, Facts, Finishing, Measuring, Network, Renewing, Scheduling
from smmgen.networks.carries import CARRIES
from smmgen.networks.limits import MEASURES

CAPABILITIES = (Finishing, Scheduling, Editing, Deleting, Renewing, Measuring)
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_HINT = f"install a version of it that is made for smmgen {__version__}, or tell its authors"


def load_failed(name: str, package: str, error: BaseException) -> NoReturn:
    """Raise `UserError` for a package whose import fails."""
    said = " ".join(str(error).split()) or type(error).__name__
    raise UserError(f"the network `{name}` of {package} cannot be imported: {said}", _HINT) from error


def require(found: object, name: str, package: str) -> Network:
    """`found` as the network users call `name`. Raises `UserError` naming the package and the first wrong member."""
    for wrong in _wrong(found, name):
        raise UserError(f"the network `{name}` of {package} does not fit: {wrong}", _HINT)
    assert isinstance(found, Network)  # noqa: S101 - `_wrong` has looked
    return found


def _wrong(found: object, name: str) -> Iterator[str]:
    if not isinstance(found, Network):
        yield f"it is of type {_a(found)}, not a `smmgen.networks.base.Network`"
    elif not isinstance(facts := getattr(found, "facts", None), Facts):
        yield "`facts` is missing" if facts is None else f"`facts` is of type {_a(facts)}, not `Facts`"
    else:
        yield from _wrong_facts(facts, name)
        yield from _wrong_methods(found)


def _wrong_facts(facts: Facts, name: str) -> Iterator[str]:
    kinds = get_type_hints(Facts)
    for fact in (entry.name for entry in fields(Facts)):
        if not _is(value := getattr(facts, fact), kinds[fact]):
            yield f"`facts.{fact}` is {_shown(value)}, not {_words(kinds[fact])}"
    for measure in set(facts.limits) - set(MEASURES):
        yield f"`facts.limits` names `{measure}`, which is not a measure"
    for measure in {name for special in facts.format_limits.values() for name in special} - set(MEASURES):
        yield f"`facts.format_limits` names `{measure}`, which is not a measure"
    for codec in facts.video_codecs.union(*facts.format_codecs.values()) - set(CODECS):
        yield f"`facts.video_codecs` or `facts.format_codecs` names `{codec}`, which is not a codec"
    for fact in ("formats", "format_safety", "format_limits", "format_codecs", "unscheduled"):
        for format in set(getattr(facts, fact)) - set(get_args(Format)):
            yield f"`facts.{fact}` names `{format}`, which is not a format"
    for what in facts.carries - set(CARRIES):
        yield f"`facts.carries` names `{what}`, which is not in the vocabulary"
    if facts.name != name:
        yield f"`facts.name` is `{facts.name}`, and its entry point is `{name}`"
    if not _NAME.fullmatch(name) or name in FrontMatter.model_fields:
        yield f"`{name}` cannot name a network in front matter"


def _is(value: Any, kind: Any) -> bool:
    """Whether the value is of the annotated type; of a collection, every entry."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return isinstance(value, str)  # which words there are is looked at apart
    if origin is UnionType:
        return any(_is(value, one) for one in inside)
    if origin is type:
        return isinstance(value, type) and issubclass(value, inside[0])
    if origin is Mapping:
        return isinstance(value, Mapping) and all(_is(k, inside[0]) and _is(v, inside[1]) for k, v in value.items())
    if origin is not None:
        return isinstance(value, origin) and all(_is(item, inside[0]) for item in value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _wrong_methods(network: Network) -> Iterator[str]:
    for kind in (Network, *CAPABILITIES):
        for name, ours in inspect.getmembers(kind, inspect.isfunction):
            if name.startswith("_"):
                continue
            if isinstance(network, kind):
                yield from _wrong_method(network, name, list(inspect.signature(ours).parameters)[1:])
            elif hasattr(network, name):
                yield f"`{name}` is there, but its class is not a `{kind.__name__}`"


def _wrong_method(network: Network, name: str, parameters: list[str]) -> Iterator[str]:
    method = getattr(network, name, None)
    if not callable(method):
        yield f"`{name}` is of type {_a(method)}, not a method"
    elif getattr(method, "__isabstractmethod__", False):
        yield f"`{name}` is missing"
    else:
        try:
            inspect.signature(method).bind(*parameters)
        except TypeError:
            yield f"`{name}` does not take ({', '.join(parameters)})"


def _a(value: object) -> str:
    return f"`{type(value).__name__}`"


def _shown(value: object) -> str:
    text = repr(value)
    return f"`{text}`" if len(text) <= 40 else _a(value)


def _words(kind: Any) -> str:
    return f"`{kind.__name__ if isinstance(kind, type) else kind}`".replace("typing.", "")
