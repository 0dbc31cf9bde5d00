"""pydantic's errors as messages for the author of a post or of smm.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from smmgen.config import DURATION
from smmgen.content import codes
from smmgen.content.other_words import choice, dates_hint, key_below, key_for, key_hint
from smmgen.content.source import Field
from smmgen.diagnostics import MOST, Code
from smmgen.suggest import did_you_mean, nearest, only

_FORMS = {  # by key, or by pattern
    "uid": "3 to 64 small Latin letters, digits and hyphens, such as `black-friday-2026`, or the path of a post",
    "crop": 'a ratio in quotes, such as `"4:5"`',
    "closes": "a number and m, h, d or w, such as `3d` or `12h`",
    "default_time": "hours and minutes, such as `10:00`",
    "posting_hours": "two times, such as `09:00-21:00`",
    "shift": "days and hours, such as `mon-fri 10-19`, `sat 22-2` or `9:30-18`",
    "grace": "a number and s, m, h, d or w, such as `6h`",
    "takeover_after": "a number and s, m, h, d or w, such as `15m`",
    "min_gap": "a number and s, m, h, d or w, such as `30m`",
    "repeat_within": "a number and s, m, h, d or w, such as `30d`",
    "max_silence": "a number and s, m, h, d or w, such as `4d`",
    "filled_before": "a number and s, m, h, d or w, such as `7d`",
    "at": "hours and minutes, such as `10:00`",
    "ready_before": "a number and s, m, h, d or w, such as `48h`",
    "bucket": "3 to 63 small Latin letters, digits, dots and hyphens, such as `teplo-media`",
    "prefix": "a name with a slash at its end, such as `smm/`",
    r"^\w[\w-]{0,39}$": "one word of letters, digits, `-` and `_`, such as `tip`",
    DURATION: "a number and s, m, h, d or w, such as `15m`",
    "people": "`env:` and the name of a variable, such as `env:CONTEST_EXCLUDE`",
    "inn": "10 or 12 digits in quotes",
    "color": "`#` and six small hexadecimal digits, such as `#c0392b`",
}
MANY_KEYS = "see `smm explain SMM109` for what is known"
"""The hint for a post's key that is near to none."""


class Complaint(NamedTuple):
    """One mistake; `on_key` points at the key instead of the value.

    `instead` is what was meant in the place of the key or the value, as YAML; `safe` as of `diagnostics.Fix`.
    """

    code: Code
    field: Field
    message: str
    hint: str
    on_key: bool = False
    instead: str = ""
    safe: bool = False
    home: str = ""
    """The top-level key that an unknown key belongs under."""


class Case(NamedTuple):
    """One pydantic error with what is needed to speak of it. `written` is the value as it stands in the file."""

    field: Field
    value: Any
    context: Mapping[str, Any]
    model: type[BaseModel]
    written: str
    extra: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        last = self.field[-1] if self.field else ""
        return f"an entry of `{self.key}`" if isinstance(last, int) else f"`{last}`"

    @property
    def key(self) -> str:
        return next((str(step) for step in reversed(self.field) if isinstance(step, str)), "")

    @property
    def description(self) -> str:
        field = self.field
        while field and isinstance(field[-1], int):
            field = field[:-1]
        owner = model_at(self.model, field[:-1])
        info = owner.model_fields.get(self.key) if owner else None
        text = (info.description or "") if info else ""
        return text[:1].lower() + text[1:]


def complaints(
    error: ValidationError,
    data: Mapping[str, Any],
    model: type[BaseModel],
    written: Callable[[Field], str],
    extra: Iterable[str] = (),
) -> list[Complaint]:
    """Every error in `data` once; a key that is missing because it is misspelt is one error.

    `extra`: keys of the top level that the model does not know but the reader takes.
    """
    found: dict[Field, Complaint] = {}
    for details in error.errors(include_url=False):
        field = _existing(details, data)
        if len(found) == MOST:
            break
        if field not in found:
            case = Case(field, details["input"], details.get("ctx") or {}, model, written(field), tuple(extra))
            found[field] = _complain(details["type"], case)
    misspelt = {
        (*field[:-1], "dates" if dates_hint(str(field[-1])) else nearest(str(field[-1]), _keys(model, field)))
        for field, complaint in found.items()
        if complaint.code is codes.UNKNOWN_KEY
    }
    return [complaint for field, complaint in found.items() if field not in misspelt]


def _keys(model: type[BaseModel], field: Field) -> Iterable[str]:
    owner = model_at(model, field[:-1])
    return owner.model_fields if owner else ()


def model_at(model: type[BaseModel] | None, field: Field) -> type[BaseModel] | None:
    """The model of the mapping that stands at `field`."""
    for step in field:
        if model is None:
            return None
        if isinstance(step, str):
            info = model.model_fields.get(step)
            model = _model_in(info.annotation) if info else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _existing(details: ErrorDetails, data: Any) -> Field:
    """The error's place without pydantic's own steps (names of union members)."""
    field: Field = ()
    for step in details["loc"]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return (*field, step) if details["type"] == "missing" else field
        field = (*field, step)
    return field


def _complain(kind: str, case: Case) -> Complaint:
    if kind == "extra_forbidden":
        return unknown_key(case)
    if kind == "missing":
        return _missing(case)
    if case.value is None:
        return _invalid(case, f"{case.name} is empty", "write a value, or remove the key")
    return next((say(case) for start, say in _WORDS if kind.startswith(start)), None) or _otherwise(case)


def unknown_key(case: Case) -> Complaint:
    """Nothing is known under this key; perhaps it is misspelt, perhaps it belongs elsewhere."""
    key = str(case.field[-1])
    known = [*_keys(case.model, case.field), *(case.extra if len(case.field) == 1 else ())]
    meant, home = only(key, known), ""
    if "schedule" in known and (said := key_hint(key)):
        hint, meant = said, key_for(key)
    elif below := key_below(key, known):
        hint, meant = f"here it is `{below}`", below
    elif "dates" in known and (said := dates_hint(key)):
        hint = said
    elif case.value is None and " " in key:
        hint = "a text with a comma goes in quotes, if it is in braces"
    elif nearest(key, known) is None and (home := _home(case.model, key) or ""):
        hint = f"it belongs under `{home}`"
    else:
        hint = did_you_mean(key, known, "" if len(known) <= 12 else MANY_KEYS)
    message = f"unknown key `{key}`"
    return Complaint(codes.UNKNOWN_KEY, case.field, message, hint, on_key=True, instead=meant, home=home)


def _home(model: type[BaseModel], key: str) -> str | None:
    """The top-level key whose mapping takes `key`."""
    for name, info in model.model_fields.items():
        if (below := _model_in(info.annotation)) and key in below.model_fields:
            return name
    return None


def _missing(case: Case) -> Complaint:
    hint = f"write `{case.field[-1]}: ...`" + (f" ({case.description})" if case.description else "")
    where = case.field[:-1]
    above = next((f" in `{step}`" for step in reversed(where) if isinstance(step, str)), "")
    return Complaint(codes.MISSING_KEY, where, f"{case.name} is missing{above}", hint)


def _invalid(case: Case, message: str, hint: str, instead: str = "", *, safe: bool = False) -> Complaint:
    hint = hint or case.description or "see `smm explain SMM110`"
    return Complaint(codes.INVALID_VALUE, case.field, message, hint, instead=instead, safe=safe)


def kind_of(value: object) -> str:
    """What an author would call a value of this type."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    names = {str: "text", int: "a number", float: "a number", list: "a list", dict: "a mapping of keys"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "this")


def _text(case: Case) -> Complaint:
    meant, is_safe = "", True
    if isinstance(case.value, list | dict):
        hint = "write one text, without brackets or keys below it"
    elif case.key in ("schedule", "not_after") and isinstance(case.value, int):
        from smmgen.content import loose_times  # patterns for times that are wrong, which are rare

        hint = loose_times.unix(case.value)
        meant, is_safe = loose_times.from_unix(case.value), False
    elif _MEANT.get(case.key) is _as_clock and (clock := _as_clock(str(case.written))):
        hint, meant, is_safe = f"write {clock}", clock, False
    else:
        hint = f'put it in quotes: "{case.written or case.value}"'
        meant = f'"{case.written}"' if case.written else ""
    return _invalid(case, f"{case.name} must be text, not {kind_of(case.value)}", hint, meant, safe=is_safe)


def _list(case: Case) -> Complaint:
    owner = model_at(case.model, case.field)
    meant = ""
    if isinstance(case.value, dict):
        hint = "begin every entry with `- `"
    elif owner:
        first = next(iter(owner.model_fields))
        meant = f"[{{{first}: {case.written}}}]"
        hint = f"write a list: {meant}"
    else:
        meant = f"[{case.written}]"
        hint = f"write a list: [{case.written or 'a, b'}]"
    is_one = isinstance(case.value, str) and re.fullmatch(r"[\w./$@+-]+", case.written)
    return _invalid(
        case, f"{case.name} must be a list, not {kind_of(case.value)}", hint, meant if is_one else "", safe=True
    )


def _mapping(case: Case) -> Complaint:
    owner, meant = model_at(case.model, case.field), ""
    hint = "write keys below it, or in braces: {key: value}"
    if owner and owner.model_fields:
        required = [name for name, info in owner.model_fields.items() if info.is_required()]
        if len(required) == 1 and isinstance(case.value, str):
            required = [f"{required[0]}: {_in_braces(case.written or case.value)}"]
            meant = f"{{{required[0]}}}" if re.fullmatch(r"[\w./$@+-]+", case.written) else ""
        names = required or list(owner.model_fields)
        hint = "write its keys: {" + ", ".join(name if ":" in name else f"{name}: ..." for name in names[:4]) + "}"
    return _invalid(case, f"{case.name} must be a mapping of keys, not {kind_of(case.value)}", hint, meant)


def _in_braces(text: str) -> str:
    """In quotes, where a comma or brace of it would end the value."""
    needs_quotes = re.search(r"[,\[\]{}#]|:\s", text) and text[:1] not in ("'", '"')
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if needs_quotes else text


def _flag(case: Case) -> Complaint:
    meant = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
    said = str(case.value).lower()
    hint = "write `true` or `false`, without quotes"
    if said in meant:
        hint = f"write `{meant[said]}`, not `{case.written}`"
    instead = meant.get(said, said if said in ("true", "false") else "")
    return _invalid(case, f"{case.name} must be `true` or `false`, not {_shown(case)}", hint, instead, safe=True)


def _number(case: Case) -> Complaint:
    hint = "write it in digits, without quotes"
    digits = str(case.value).strip()
    meant = digits if re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", digits) else ""
    return _invalid(case, f"{case.name} must be a number, not {_shown(case)}", hint, meant, safe=True)


def _date(case: Case) -> Complaint:
    return _invalid(case, f"{case.name} must be a date, not {_shown(case)}", "write it without quotes: 2027-01-31")


def _shown(case: Case) -> str:
    return f"`{case.value}`" if isinstance(case.value, str | int | float) else kind_of(case.value)


def _choice(case: Case) -> Complaint:
    choices = re.findall(r"'([^']*)'", str(case.context.get("expected", "")))
    hint = did_you_mean(str(case.value), choices, "choose one of " + ", ".join(f"`{name}`" for name in choices))
    meant, is_safe = only(str(case.value), choices), False
    if not meant and (meant := choice(case.key, str(case.value))) in choices:
        hint = f"did you mean `{meant}`?"
    if isinstance(case.value, bool | int | float) and str(case.written) in choices:
        hint = f'put it in quotes: "{case.written}"'
        meant, is_safe = f'"{case.written}"', True
    return _invalid(case, f"{_shown(case)} is not a choice for `{case.key}`", hint, meant, safe=is_safe)


def _pattern(case: Case) -> Complaint:
    form = _FORMS.get(case.key) or _FORMS.get(str(case.context.get("pattern"))) or case.description
    meant = _MEANT[case.key](str(case.value)) if case.key in _MEANT else ""
    return _invalid(case, f"{_shown(case)} is not the form of `{case.key}`", f"write {form}" if form else "", meant)


def _as_uid(value: str) -> str:
    """`black-friday` of `Black Friday`; "" where letters would be lost."""
    meant = re.sub(r"[\s_.-]+", "-", value.strip()).strip("-").lower()
    return meant if re.fullmatch(r"[a-z0-9][a-z0-9-]{2,63}", meant) else ""


def _as_ratio(value: str) -> str:
    """`"4:5"` of `4-5`, `4x5` or `4/5`."""
    found = re.fullmatch(r"([1-9]\d?)\s*[-x/×х]\s*([1-9]\d?)", value.strip(), re.IGNORECASE)
    return f'"{found[1]}:{found[2]}"' if found else ""


def _as_clock(value: str) -> str:
    """`09:30` of `9.30`, `9-30` or `9:30`."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[.:-]([0-5]\d)", value.strip())
    return f"{found[1]:0>2}:{found[2]}" if found else ""


_MEANT: Mapping[str, Callable[[str], str]] = {
    "uid": _as_uid, "crop": _as_ratio, "at": _as_clock, "default_time": _as_clock,
}  # fmt: skip
"""Key -> what was meant by a value of another form."""


def _bound(case: Case) -> Complaint:
    signs = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    words = [f"{signs[name]} {_plain(limit)}" for name, limit in case.context.items() if name in signs]
    return _invalid(case, f"{case.name} must be {' and '.join(words)}, not {_shown(case)}", "")


def _plain(limit: Any) -> str:
    return f"{limit:g}" if isinstance(limit, int | float) else str(limit)


def _length(case: Case) -> Complaint:
    context = case.context
    least, most = context.get("min_length"), context.get("max_length")
    words = f"at least {least}" if least is not None else f"at most {most}"
    units = ("character", "characters") if isinstance(case.value, str) else ("entry", "entries")
    unit = units[(most if least is None else least) != 1]
    have = context.get("actual_length", len(case.value) if isinstance(case.value, str | list | dict) else 0)
    return _invalid(case, f"{case.name} must have {words} {unit}, not {have}", "")


def _own(case: Case) -> Complaint:
    """A validator of ours has said it in its own words: `ValueError(message)`, or `ValueError(message, hint)`."""
    said = [str(word) for word in getattr(case.context.get("error"), "args", ())]
    message, hint = [*said, "", ""][:2]
    return _invalid(case, message or f"{case.name} is not valid", hint)


def _otherwise(case: Case) -> Complaint:
    return _invalid(case, f"{_shown(case)} is not a value for `{case.key}`", "")


_WORDS: tuple[tuple[str, Callable[[Case], Complaint]], ...] = (
    ("string_type", _text),
    ("string_pattern", _pattern),
    ("string_too", _length),
    ("list_type", _list),
    ("tuple_type", _list),
    ("set_type", _list),
    ("model_", _mapping),
    ("dict_type", _mapping),
    ("bool", _flag),
    ("int", _number),
    ("float", _number),
    ("finite", _number),
    ("date", _date),
    ("literal_error", _choice),
    ("enum", _choice),
    ("greater_than", _bound),
    ("less_than", _bound),
    ("too_", _length),
    ("value_error", _own),
    ("assertion_error", _own),
)
