"""Front-matter data to typed models. Valid data costs one validation; only errors cost messages and spans."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.model import Fields, FrontMatter, Targeting
from smmgen.content.other_words import network
from smmgen.content.schema_errors import Complaint, complaints, kind_of
from smmgen.content.source import Field, lines_of
from smmgen.diagnostics import Fix, Span
from smmgen.suggest import did_you_mean, nearest, only

AnyModel = TypeVar("AnyModel", bound=BaseModel)
Options = Mapping[str, type[BaseModel]]

_COMMENT = re.compile(r"\s*:[ \t]+(#\S+)")
_POST_ONLY = frozenset(FrontMatter.model_fields) - frozenset(Fields.model_fields)


def own_data(data: Mapping[str, Any], names: Collection[str], report: Report, model: type[BaseModel]) -> dict[str, Any]:
    """Front matter without overrides and empty keys; a value lost in a comment (`hashtags: #coffee`) is reported."""
    own = {key: value for key, value in data.items() if value is not None and key not in names}
    if None in data.values():
        for key in (key for key, value in data.items() if value is None):
            _lost_in_comment(key, report)
    unknown = [key for key, value in data.items() if value is None and key not in names]
    own.update((key, None) for key in unknown if key not in model.model_fields)
    return own


def _lost_in_comment(key: str, report: Report) -> None:
    span = report.source.keys[(key,)]
    line = lines_of(report.source.text)[span.end_line - 1]
    if found := _COMMENT.match(line, span.end_column - 1):
        message = f"`{key}` is empty: `{found[1]}` is a comment, as is all text after `#`"
        fixes = _tags_in_comment(key, line, span, found.start(1))
        hint = f"write `{key}: {found[1][1:]}`, or put the value in quotes"
        report.key(codes.INVALID_VALUE, (key,), message, hint, fixes)


def _tags_in_comment(key: str, line: str, span: Span, at: int) -> tuple[Fix, ...]:
    """`hashtags: #coffee #tea` as a list without the signs."""
    words = line[at:].replace(",", " ").split()
    if key != "hashtags" or not all(re.fullmatch(r"#\w+", word) for word in words):
        return ()
    tags = ", ".join(word[1:] for word in words)
    return (Fix(Span(span.end_line, at + 1, span.end_line, len(line) + 1), f"[{tags}]"),)


def validated(
    model: type[AnyModel],
    data: dict[str, Any],
    prefix: Field,
    options: Options,
    report: Report,
    extra: Iterable[str] = (),
    networks: Iterable[str] = (),
    meant: Mapping[Field, str] = {},
) -> AnyModel | None:
    """The model of `data`, which stands at `prefix` in the file. Wrong keys are reported and left away.

    `extra`: keys that are known besides the model's; `networks`: those whose options an unknown key may be.
    `meant`: what may have been meant by a wrong value, as YAML.
    """
    targeting = data.get("targeting")
    if isinstance(targeting, dict) and not targeting.keys() <= Targeting.model_fields.keys():
        data = {**data, "targeting": _platform_options(targeting, (*prefix, "targeting"), options, report, meant)}
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for complaint in complaints(error, data, model, lambda field: _written(report, (*prefix, *field)), extra):
            likely = complaint.instead or meant.get(complaint.field, "")
            _complain(report, prefix, complaint._replace(instead=likely), {name: options[name] for name in networks})
        return _pruned(model, data, error)


def _pruned(model: type[AnyModel], data: dict[str, Any], error: ValidationError) -> AnyModel | None:
    """The model without the top-level keys that have errors."""
    wrong = {details["loc"][0] for details in error.errors(include_url=False, include_context=False) if details["loc"]}
    try:
        return model.model_validate({key: value for key, value in data.items() if key not in wrong})
    except ValidationError:
        return None


def _complain(report: Report, prefix: Field, complaint: Complaint, own: Options) -> None:
    code, field, message, hint, on_key, instead, is_safe, home = complaint
    if code is codes.UNKNOWN_KEY and len(field) == 1 and hint.startswith(("see ", "known here")):
        hint = _home_of_option(str(field[0]), own) or hint
    if prefix and code is codes.UNKNOWN_KEY and len(field) == 1 and field[0] in _POST_ONLY:
        message, hint = f"`{field[0]}` cannot differ between accounts", f"write it above, outside `{prefix[0]}`"
        instead = ""
    whole = (*prefix, *field)
    if on_key:
        fixes = _renamed(report, whole, instead) or _moved(report, whole, home) or _as_status(report, whole)
        report.key(code, whole, message, hint, fixes)
    else:
        report.field(code, whole, message, hint, fixes=_rewritten(report, whole, instead, is_safe))


def _renamed(report: Report, field: Field, name: str) -> tuple[Fix, ...]:
    """The edit of a key that stands for another one, unless that is there already."""
    place = report.source.keys.get(field)
    if not name or place is None or (*field[:-1], name) in report.source.keys:
        return ()
    return (Fix(place, name, False),)


def _moved(report: Report, field: Field, home: str) -> tuple[Fix, ...]:
    """A key of the top level goes below the one it belongs under, unless that is there already."""
    source = report.source
    key, value = source.keys.get(field), source.values.get(field)
    if not home or home in source.data or key is None or value is None or len(field) > 1:
        return ()
    if key.line != value.end_line or not re.fullmatch(r"[\w+-]+", _written(report, field)):
        return ()
    end = Span(value.line, value.end_column, value.line, value.end_column)
    return (Fix(key, f"{home}: {{{field[0]}", False), Fix(end, "}", False))


def _as_status(report: Report, field: Field) -> tuple[Fix, ...]:
    """`draft: true`, as Hugo has it, unless a status is there already."""
    source = report.source
    key, value = source.keys.get(field), source.values.get(field)
    said = source.data.get("draft")
    if field != ("draft",) or "status" in source.data or not isinstance(said, bool) or key is None or value is None:
        return ()
    return (Fix(key, "status", False), Fix(value, "draft" if said else "ready", False))


def _rewritten(report: Report, field: Field, instead: str, is_safe: bool) -> tuple[Fix, ...]:
    place = report.source.values.get(field)
    return (Fix(place, instead, is_safe),) if instead and place and place.line == place.end_line else ()


def _home_of_option(key: str, own: Options) -> str:
    """Where a network's own option belongs; "" for a key that is none."""
    near = {name: nearest(key, model.model_fields) for name, model in own.items()}
    found = [f"`targeting: {{{name}: {{{option}: …}}}}`" for name, option in near.items() if option]
    return f"options of one network go under its name: {' or '.join(found)}" if found else ""


def _platform_options(
    targeting: dict[str, Any], prefix: Field, options: Options, report: Report, known: Mapping[Field, str]
) -> dict[str, Any]:
    """`targeting` with each platform's own options validated by the platform's model. `known`: as `meant` above."""
    checked: dict[str, Any] = {}
    for key, value in targeting.items():
        if key in Targeting.model_fields:
            checked[key] = value
        elif key not in options:
            hint = did_you_mean(key, [*Targeting.model_fields, *options])
            if key in FrontMatter.model_fields:
                hint = "write it at the top, outside `targeting`"
            if platform := known.get((*prefix, key), ""):
                hint = f"options are those of a network: `{platform}`"
            meant = platform or only(key, [*Targeting.model_fields, *options]) or network(key)
            fixes = _renamed(report, (*prefix, key), "" if key in FrontMatter.model_fields else meant)
            if meant in options and targeting.get(meant) == value:
                fixes = _without_line(report, (*prefix, key))
            report.key(codes.UNKNOWN_KEY, (*prefix, key), f"unknown key `{key}` in `targeting`", hint, fixes)
        elif not isinstance(value, dict):
            message = f"`{key}` must be a mapping of keys, not {kind_of(value)}"
            hint, fixes = "write keys below it, or in braces: {a: b}", ()
            if isinstance(value, str) and _is_flag(options[key], value):
                instead = f"{{{value}: true}}"
                hint, fixes = f"write `{key}: {instead}`", _rewritten(report, (*prefix, key), instead, is_safe=False)
            report.field(codes.INVALID_VALUE, (*prefix, key), message, hint, fixes=fixes)
        elif (model := validated(options[key], value, (*prefix, key), {}, report)) is not None:
            checked[key] = model.model_dump(exclude_unset=True)
    return checked


def _without_line(report: Report, field: Field) -> tuple[Fix, ...]:
    """The line of a key is taken out, if nothing else is on it and it is not the first one below its own."""
    key, value, lines = report.source.keys.get(field), report.source.values.get(field), lines_of(report.source.text)
    if key is None or value is None or key.line != value.end_line:
        return ()
    above, line = lines[key.line - 2 : key.line]
    is_first = report.source.key_span(field[:-1]).line >= key.line - 1
    if is_first or line[: key.column - 1].strip() or line[value.end_column - 1 :].strip():
        return ()
    return (Fix(Span(key.line - 1, len(above) + 1, key.line, len(line) + 1), "", False),)


def _is_flag(model: type[BaseModel], name: str) -> bool:
    return name in model.model_fields and model.model_fields[name].annotation is bool


def _written(report: Report, field: Field) -> str:
    """The value as it stands in the file when it is on one line."""
    span = report.source.values.get(field)
    if span is None or span.line != span.end_line:
        return ""
    return lines_of(report.source.text)[span.line - 1][span.column - 1 : span.end_column - 1]
