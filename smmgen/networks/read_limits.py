"""Limits that an account's server gave: `data/limits/<account>.json`.

`smm doctor --refresh` writes the file and builds read it. It is committed, so that everyone builds with the same
limits; no build asks a server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from smmgen.config import Account, Bounds, Config, ReadLimit
from smmgen.content.config_problems import Trouble, invalid
from smmgen.content.layout import LIMITS
from smmgen.errors import UserError
from smmgen.networks.limits import MEASURES, Limits
from smmgen.safe_files import Inside
from smmgen.suggest import did_you_mean

MAX_BYTES = 1 << 18
_HINT = "correct it, or have it written anew: `smm doctor --refresh`"


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is not a day such as 2026-11-26") from None
    return text


class LimitsFile(BaseModel):
    """`data/limits/<account>.json`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    limits: dict[str, Bounds] = Field(description="Measure -> its minimum and maximum on this server")
    read: Annotated[str, AfterValidator(_day)] = Field(description="The day on which the server gave them")
    server: str = Field(description="The server's host, or the network's name if it has only one")


def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    found = LimitsFile.model_json_schema()
    found["properties"]["limits"]["propertyNames"] = {"enum": list(MEASURES)}
    found["properties"]["read"]["format"] = "date"
    return {"$schema": "http://json-schema.org/draft-07/schema#", **found}


def path_of(account: str) -> str:
    """Below the project's folder."""
    return f"{LIMITS}/{account}.json"


def server_of(account: Account) -> str:
    """Whose limits the account has: the host in its `base_url`, or the network's name."""
    with suppress(ValueError):
        parts = urlsplit(account.base_url or "")
        if parts.hostname:
            return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return account.platform


def with_read_limits(config: Config, project: Path) -> Config:
    """The configuration, whose accounts know what their servers gave. Raises UserError for the first broken file."""
    if not (project / LIMITS).is_dir():
        return config
    files = Inside(project)
    found = {name: account.with_read_limits(limits_in(files, account)) for name, account in config.accounts.items()}
    return config.model_copy(update={"accounts": found})


def limits_in(files: Inside, account: Account) -> tuple[ReadLimit, ...]:
    """Those in the account's file; none where there is no file. Raises UserError with file and line."""
    path = path_of(account.name)
    if (text := _text(files, path)) is None:
        return ()
    data = _json(text, path)
    for trouble in _troubles(data, account):
        raise UserError(f"{path}:{_line(text, trouble)}: {trouble.message}", trouble.hint or _HINT)
    source = f"{path}, read from {data['server']} on {data['read']}"
    return tuple(
        ReadLimit(measure, bounds.get("at_least"), bounds.get("at_most"), source, data["read"])
        for measure, bounds in data["limits"].items()
    )


def write(files: Inside, account: Account, limits: Limits, today: date) -> bool:
    """Write what the server gave, in one step. False: nothing but the day would have changed. Raises UserError."""
    path = path_of(account.name)
    found = {name: _bounds(limits, name) for name in limits}
    content = {"limits": found, "read": today.isoformat(), "server": server_of(account)}
    with suppress(UserError):  # a broken file is replaced
        if (text := _text(files, path)) is not None and {**_json(text, path), "read": content["read"]} == content:
            return False
    try:
        files.replace(path, (json.dumps(content, indent=2, sort_keys=True) + "\n").encode())
    except OSError as error:
        raise UserError(f"{path} cannot be written: {(error.strerror or 'unknown error').lower()}") from None
    return True


def _bounds(limits: Limits, measure: str) -> dict[str, float]:
    both = {"at_least": limits.least(measure), "at_most": limits.most(measure)}
    return {name: bound for name, bound in both.items() if bound is not None}


def _text(files: Inside, path: str) -> str | None:
    try:
        with files.open(path) as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise UserError(f"{path}:1: the file is larger than {MAX_BYTES >> 10} KiB", _HINT)
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {(error.strerror or 'unknown error').lower()}", _HINT) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}:{line}: not UTF-8 (byte {error.start})", _HINT) from None


def _json(text: str, path: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        said = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise UserError(f"{path}:{error.lineno}:{error.colno}: not JSON: {said}", _HINT) from None
    except (ValueError, RecursionError):
        raise UserError(f"{path}:1: not JSON: a number or nesting that no limit has", _HINT) from None
    if not isinstance(data, dict):
        raise UserError(f"{path}:1: not an object with `limits`, `read` and `server`", _HINT)
    return data


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _troubles(data: dict[str, Any], account: Account) -> Iterator[Trouble]:
    """What is wrong with the file's data, in no particular order."""
    yield from invalid(LimitsFile, data, ())
    limits: Mapping[str, Mapping[str, float]] = data["limits"]
    for measure, bounds in limits.items():
        if measure not in MEASURES:
            hint = did_you_mean(measure, MEASURES) or _HINT
            yield Trouble(("limits", measure), f"`{measure}` is not something that can be limited", hint)
        if bounds.get("at_least", 0) > bounds.get("at_most", float("inf")):
            yield Trouble(("limits", measure), f"the least of `{measure}` is more than its most")
    if data["server"] != server_of(account):
        message = f"these are limits of `{data['server']}`, but account `{account.name}` is on `{server_of(account)}`"
        yield Trouble(("server",), message, "have the file written anew: `smm doctor --refresh`")


def _line(text: str, trouble: Trouble) -> int:
    """Of the deepest key on the way to the mistake that the file has, counted from 1."""
    at = 0
    for step in trouble.field:
        if found := re.compile(rf"{re.escape(json.dumps(step))}\s*:").search(text, at):
            at = found.start()
    return text.count("\n", 0, at) + 1
