"""Checks of the keys that say where an account's secrets are. The secrets themselves are read later, elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from smmgen.content.config_problems import Trouble, invalid
from smmgen.content.source import Field
from smmgen.secret_sources import PLACES, SHORT_KEYS, SecretSource, ShortKeys, without_short_keys
from smmgen.suggest import did_you_mean

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check(
    account: Mapping[str, Any], field: Field, known: Collection[str] | None, plain: Collection[str] = ()
) -> Iterator[Trouble]:
    """Mistakes in `secrets` and the short keys of the account at `field`.

    `known`: names of the secrets that its network takes; None: any name will do. `plain`: the network's other keys.
    """
    yield from invalid(ShortKeys, {key: account[key] for key in SHORT_KEYS if key in account}, field)
    _, short = without_short_keys(account)
    for name, keys in short.items():
        given = [_Given(f"{name}_{kind}", (*field, f"{name}_{kind}"), kind, value) for kind, value in keys.items()]
        yield from _check_places(name, given)
    twice = {name: next(key for key in SHORT_KEYS if key in account and SHORT_KEYS[key][0] == name) for name in short}
    yield from check_secrets(account.get("secrets", {}), (*field, "secrets"), known, twice, plain)


def check_secrets(
    secrets: Any,
    field: Field,
    known: Collection[str] | None,
    short: Mapping[str, str] = {},
    plain: Collection[str] = (),
) -> Iterator[Trouble]:
    """Mistakes in a table of secrets. `short`: secret -> the short key that says where it is, too. `plain`: keys of the
    table around it."""
    if not isinstance(secrets, dict):
        example = next(iter(known or ()), "token")
        yield Trouble(field, "`secrets` must be a table", f"such as secrets = {_example(example)}")
        return
    for name, table in secrets.items():
        at = (*field, name)
        if known is not None and name not in known and name in plain:
            yield Trouble(
                at, f"`{name}` is not a secret", f"write it under [{'.'.join(map(str, field[:-1]))}], without `secrets`"
            )
        elif known is not None and name not in known:
            yield Trouble(at, f"unknown secret `{name}`", did_you_mean(name, known, "" if known else _NONE))
        elif name in short:
            yield Trouble(at, f"`{name}` is given twice, by `{short[name]}` and in `secrets`", "keep one")
        else:
            yield from _check_table(name, table, at)


_NONE = "this network takes no secrets; remove it"


class _Given(NamedTuple):
    """A key that says where a secret is, as it is written."""

    key: str
    field: Field
    kind: str
    value: Any


def _check_table(name: str, table: Any, at: Field) -> Iterator[Trouble]:
    if not isinstance(table, dict):
        hint = f"say where it is, such as secrets = {_example(name)}; the secret itself stays out of the project"
        yield Trouble(at, f"`{name}` must be a table", hint)
        return
    yield from invalid(SecretSource, table, at)
    if not table.keys() - {"expires", "store_command"}:
        yield Trouble(at, f"`{name}` does not say where the secret is", f"such as secrets = {_example(name)}")
    yield from _check_places(name, [_Given(kind, (*at, kind), kind, value) for kind, value in table.items()])


def _example(name: str) -> str:
    return f'{{{name} = {{env = "{name.upper()}"}}}}'


def _check_places(name: str, keys: Collection[_Given]) -> Iterator[Trouble]:
    """A secret is in one place, and the place is said in its form."""
    given = [key for key in keys if key.kind in PLACES]
    if len(given) > 1:
        named = " and ".join(f"`{one.key}`" for one in given)
        yield Trouble(given[-1].field, f"`{name}` is said to be in {len(given)} places, {named}", "keep one")
    for one in given:
        form = _FORMS[one.kind]
        if form.is_wrong(one.value):
            yield Trouble(one.field, f"`{one.key}` must be {form.words}", f"such as {one.key} = {form.example}")


def _is_no_variable(value: Any) -> bool:
    return isinstance(value, str) and not _VARIABLE.fullmatch(value)


def _is_empty(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _is_no_program(value: Any) -> bool:
    return isinstance(value, list) and not (value and str(value[0]).strip())


def _is_no_place(value: Any) -> bool:
    service, _, name = value.partition("/") if isinstance(value, str) else ("service", "", "name")
    return not service.strip() or not name.strip()


class _Form(NamedTuple):
    """How a place is written. Types are the model's business."""

    is_wrong: Callable[[Any], bool]
    words: str
    example: str


_FORMS: Mapping[str, _Form] = {
    "env": _Form(_is_no_variable, "the name of an environment variable, not the token itself", '"TELEGRAM_TOKEN"'),
    "file": _Form(_is_empty, "the path of a file", '"~/.config/smm/telegram"'),
    "command": _Form(_is_no_program, "a program and its arguments", '["pass", "show", "smm/telegram"]'),
    "keyring": _Form(_is_no_place, "a service and a name in it", '"smm/telegram"'),
}
