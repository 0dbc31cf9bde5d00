"""smm.toml to `Config`: found, read, checked; everything wrong in it is reported at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from smmgen.config import Account, Config, Hooks, token_variables
from smmgen.content import renamed_keys, review_problems, secret_checks
from smmgen.content.composed import composed_data
from smmgen.content.config_problems import Trouble, invalid
from smmgen.content.layout import CONFIG, POSTS
from smmgen.content.model import FrontMatter
from smmgen.content.schedule import load_zone, unknown_zone
from smmgen.content.source import Field
from smmgen.content.toml_positions import place, places, too_deep
from smmgen.descriptors import open_regular
from smmgen.errors import UserError
from smmgen.inherited import keep_secret
from smmgen.media_upload import KEYS as UPLOAD_SECRETS
from smmgen.secret_sources import SHORT_KEYS
from smmgen.suggest import did_you_mean

Settings = Mapping[str, type[BaseModel]]
SecretNames = Callable[[str], Collection[str]]

_SHOWN = ("title", "description")
"""The account keys that are shown to people."""
_NAMED_BY_POSTS = ("project", "hashtags", "rubrics", "audiences", "review", "utm")
_INHERITED = ("media_upload",)
"""Tables that apply to accounts without one of their own."""
_ACCOUNT_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{4000}")
_LARGEST = (1 << 63) - 1
"""TOML 1.0: whole numbers of 64 bits."""
MAX_BYTES = 1 << 20
MAX_DEPTH = 32
"""Of keys and values in each other; no setting is deeper than six."""
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def load_config(project: Path, settings: Settings, secrets: SecretNames | None = None) -> Config:
    """Read and check smm.toml. `settings`: platform name -> the model of the account keys that are the platform's own;
    `secrets`: platform name -> names of the secrets it takes (None: any name will do).

    Raises UserError that names everything wrong, each with its line.
    """
    text = read_text(project)
    data = _toml(text)
    data |= {name: composed_data(data[name]) for name in _NAMED_BY_POSTS if name in data}
    twice = list(renamed_keys.given_twice(data))
    data = renamed_keys.with_new_names(data)
    troubles = [*twice, *_troubles(data, project, settings, secrets)]
    if troubles:
        raise _wrong(troubles, text)
    if "media_upload" in data:
        data["media_upload"] |= _secret_files(data["media_upload"], project)
    inherited = {key: data[key] for key in _INHERITED if key in data}
    accounts = {
        name: _account(name, {**inherited, **table}, settings, project)
        for name, table in data.get("accounts", {}).items()
    }
    config = Config.model_validate({**data, "accounts": accounts})
    keep_secret(token_variables(config))
    return config


def read_text(project: Path) -> str:
    """The text of smm.toml, with one kind of line ends. Raises UserError."""
    try:
        with open_regular(project / CONFIG) as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise UserError(
                f"{CONFIG} is larger than 1 MiB", f"this file is for settings only; posts belong in {POSTS}"
            )
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UserError(f"{CONFIG} cannot be read: {(error.strerror or 'unknown error').lower()}") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{CONFIG} is not UTF-8 (byte {error.start})", "save the file as UTF-8") from None


def _toml(text: str) -> dict[str, Any]:
    if at := too_deep(text, MAX_DEPTH):
        raise UserError(f"{CONFIG}:{at[0]}:{at[1]}: nested too deep", "settings are not nested this deeply; delete it")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, column, said = _toml_error(str(error), text)
        hint = 'texts need quotes: name = "Teplo"; every table and key may occur only once'
        raise UserError(f"{CONFIG}:{line}:{column}: {said}", hint) from None
    except ValueError:  # Python's own bound for whole numbers; a date that does not exist is worded above
        found = _LONG_NUMBER.search(text)
        line, column = _place(text, found.start() if found else 0)
        raise UserError(f"{CONFIG}:{line}:{column}: a number is too long", "write it shorter") from None


def _place(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - start + 1


def _impossible(data: dict[str, Any]) -> Iterator[Trouble]:
    """Values that no setting takes, wherever they stand: numbers that TOML does not know, and NUL."""
    waiting: list[tuple[Field, Any]] = [((), data)]
    while waiting:
        field, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*field, key), below) for key, below in value.items()]
            waiting += [((*field, key), key) for key in value if "\0" in key]
        elif isinstance(value, list):
            waiting += [((*field, at), below) for at, below in enumerate(value)]
        elif isinstance(value, str) and "\0" in value:
            yield Trouble(field, "there is a NUL character here", "delete it; it is written \\u0000")
        elif isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
            yield Trouble(field, "a number is too large", "write a smaller one; nothing here goes beyond 64 bits")


def _toml_error(said: str, text: str) -> tuple[int, int, str]:
    found = _TOML_PLACE.search(said)
    line, column = text.count("\n") + 1, 1
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    message = _TOML_PLACE.sub("", said)
    return line, column, f"not TOML: {message[:1].lower()}{message[1:]}"


def _wrong(troubles: list[Trouble], text: str) -> UserError:
    found = places(text)
    new_names = {path: renamed_keys.new_name(path) for path in found}
    found |= {(*path[:-1], new): found[path] for path, new in new_names.items() if new}
    placed = sorted((*place(found, trouble.field), trouble.message, trouble.hint) for trouble in troubles)
    if len(placed) == 1:
        line, column, message, hint = placed[0]
        return UserError(f"{CONFIG}:{line}:{column}: {message}", hint)
    lines = [f"{CONFIG} has {len(placed)} problems"]
    for line, column, message, hint in placed:
        lines += [f"{CONFIG}:{line}:{column}: {message}"] + ([f"  hint: {hint}"] if hint else [])
    return UserError("\n".join(lines))


def _troubles(
    data: dict[str, Any], project: Path, settings: Settings, secrets: SecretNames | None
) -> Iterator[Trouble]:
    if impossible := list(_impossible(data)):
        yield from impossible
        return
    yield from invalid(Config, _without_secrets(data), ())
    yield from _upload_secrets(data, ())
    yield from _zone(_table(data, "project"))
    for name, account in _table(data, "accounts").items():
        yield from _account_name(name, account, settings)
        if isinstance(account, dict):
            yield from _account_troubles(name, account, settings, secrets)
    for name, tags in _table(data, "hashtags").items():
        yield from _hashtag_set(name, tags)
    yield from review_problems.troubles(data)
    yield from _unmarked(_table(data, "utm"), _table(data, "project"))
    yield from _files(data, project)


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A table, empty when it is missing or no table (which is reported elsewhere)."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _zone(project: dict[str, Any]) -> Iterator[Trouble]:
    name = project.get("timezone")
    if isinstance(name, str) and load_zone(name) is None:
        problem = unknown_zone(name)
        yield Trouble(("project", "timezone"), problem.message, problem.hint)


def _unmarked(utm: dict[str, Any], project: dict[str, Any]) -> Iterator[Trouble]:
    marks = utm.get("marks")
    if isinstance(marks, dict) and not marks.get("sites") and not project.get("url"):
        hint = "add `url` to [project], or `sites` here"
        yield Trouble(("utm", "marks"), "no link gets these marks: nobody says which site they are for", hint)


def _account_name(name: str, account: Any, settings: Settings) -> Iterator[Trouble]:
    field = ("accounts", name)
    platform = account.get("platform") if isinstance(account, dict) else None
    if not _ACCOUNT_NAME.fullmatch(name):
        hint = "begin with a small Latin letter; go on with those, digits, `-` and `_`"
        yield Trouble(field, f"`{name}` is not a name for an account", hint)
    elif name in FrontMatter.model_fields:
        yield Trouble(field, f"`{name}` is a front-matter key and cannot name an account", f"try `{name}_page`")
    elif name in settings and isinstance(platform, str) and platform in settings and name != platform:
        hint = f'rename it, or write platform = "{name}"'
        yield Trouble(field, f"account `{name}` has the name of another platform", hint)


def _account_troubles(
    name: str, account: dict[str, Any], settings: Settings, secrets: SecretNames | None
) -> Iterator[Trouble]:
    field = ("accounts", name)
    platform = account.get("platform")
    known_secrets = None
    if isinstance(platform, str) and platform not in settings:
        hint = did_you_mean(platform, settings)
        yield Trouble((*field, "platform"), f"unknown platform `{platform}`", hint)
    elif isinstance(platform, str):
        known = [key for key in (*Account.model_fields, *SHORT_KEYS) if key != "name"]
        known_secrets = secrets(platform) if secrets else None
        own = ", ".join(f"`{key}`" for key in settings[platform].model_fields) or "none"
        hint = f"keys of {platform} alone: {own}; keys of every account: docs/reference/smm-toml.md"
        yield from invalid(settings[platform], _extras(account), field, known, hint)
    own_keys = settings[platform].model_fields if isinstance(platform, str) and platform in settings else ()
    yield from secret_checks.check(account, field, known_secrets, own_keys)
    yield from _upload_secrets(account, field)


def _upload_secrets(holder: Mapping[str, Any], field: Field) -> Iterator[Trouble]:
    upload = _table(holder, "media_upload")
    at = (*field, "media_upload")
    yield from secret_checks.check_secrets(upload.get("secrets", {}), (*at, "secrets"), UPLOAD_SECRETS)
    for name in UPLOAD_SECRETS[:2] if "bucket" in upload and isinstance(upload.get("secrets", {}), dict) else ():
        if name not in upload.get("secrets", {}):
            hint = f'such as {name} = {{env = "S3_{name.upper()}"}} under `secrets`'
            yield Trouble(at, f"a `bucket` needs `{name}`: say where it is", hint)


def _without_secrets(data: dict[str, Any]) -> dict[str, Any]:
    """The whole without what accounts say of their secrets; `secret_checks` looks at that."""
    accounts = {
        name: {key: value for key, value in _bare_upload(account).items() if key not in ("secrets", *SHORT_KEYS)}
        if isinstance(account, dict)
        else account
        for name, account in _table(data, "accounts").items()
    }
    bare = _bare_upload(data)
    return {**bare, "accounts": accounts} if accounts else bare


def _bare_upload(holder: dict[str, Any]) -> dict[str, Any]:
    """The table with its `media_upload` without what that says of secrets."""
    upload = holder.get("media_upload")
    if not isinstance(upload, dict):
        return holder
    return {**holder, "media_upload": {key: value for key, value in upload.items() if key != "secrets"}}


def _extras(account: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that belong to the platform."""
    common = {*Account.model_fields, *SHORT_KEYS} - {"name"}
    return {key: value for key, value in account.items() if key not in common}


def _account(name: str, table: dict[str, Any], settings: Settings, project: Path) -> dict[str, Any]:
    """The account's data with its name, the platform's defaults, and files of secrets found from anywhere."""
    own = settings[table["platform"]].model_validate(_extras(table))
    shown = composed_data({key: table[key] for key in _SHOWN if key in table})
    upload = table.get("media_upload")
    own_upload = {"media_upload": {**upload, **_secret_files(upload, project)}} if upload else {}
    return {**table, **own.model_dump(), **_secret_files(table, project), **own_upload, **shown, "name": name}


def _secret_files(table: Mapping[str, Any], project: Path) -> dict[str, Any]:
    """What the account says of secrets in files, with their paths from anywhere."""
    files = [key for key, (_, kind) in SHORT_KEYS.items() if kind == "file" and key in table]
    short = {key: _absolute(project, table[key]) for key in files}
    secrets = {
        name: {**source, "file": _absolute(project, source["file"])} if "file" in source else source
        for name, source in table.get("secrets", {}).items()
    }
    return short | ({"secrets": secrets} if secrets else {})


def _absolute(project: Path, path: str) -> str:
    return str(project / os.path.expanduser(path))


def _hashtag_set(name: str, tags: Any) -> Iterator[Trouble]:
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str) and tag.startswith("$"):
            message = f"hashtag set `{name}` names another set, `{tag}`"
            yield Trouble(("hashtags", name), message, "write the hashtags themselves")


def _files(data: dict[str, Any], project: Path) -> Iterator[Trouble]:
    hooks = _table(data, "hooks")
    listed = hooks.get("files")
    files = [file for file in listed if isinstance(file, str)] if isinstance(listed, list) else []
    for file in files:
        if not (project / file).is_file():
            yield Trouble(("hooks", "files"), f"there is no hook `{file}`", "paths are relative to smm.toml")
    stems = [Path(file).stem for file in files]
    for key, value in hooks.items():
        if key not in Hooks.model_fields and (not isinstance(value, dict) or key not in stems):
            hint = did_you_mean(key, [*Hooks.model_fields, *stems])
            yield Trouble(
                ("hooks", key), f"`{key}` is neither a key of [hooks] nor a hook file listed in `files`", hint
            )
    theme = _table(data, "theme").get("path")
    if isinstance(theme, str) and not (project / theme).is_dir():
        yield Trouble(("theme", "path"), f"there is no folder `{theme}`", "paths are relative to smm.toml")
