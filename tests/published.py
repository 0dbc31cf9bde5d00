"""What the networks, or those who follow them, publish as packages: types and lexicons to check requests against.

The lexicons of the AT Protocol come with lexrpc (`pip install -e '.[test]'`); `tests/oracles/install` brings from npm
`@gramio/types` (Bot API) and `@vkontakte/api-schema-typescript` (VK). Where they are missing, tests skip; in CI they
fail. A few schemas are in no package: who has them puts them beside the project, everyone else skips (`unpackaged`).
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

WHERE = "the networks' published types are not installed: run tests/oracles/install (needs Node 20)"


def missing(reason: str = WHERE) -> NoReturn:
    """Skip, or fail where everything must be there."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    raise AssertionError("pytest has ended the test")


def unpackaged(name: str) -> Path:
    """A file or folder of schemas that no package has, `../shared/specs/<name>`; CI cannot install it, so it skips."""
    path = Path(__file__).parents[2] / "shared" / "specs" / name
    if not path.exists():
        pytest.skip(f"no package has these schemas, and ../shared/specs/{name} is not on this machine")
    return path


def node_folder() -> Path:
    """Where tests/oracles/install puts packages of npm."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "smmgen-oracles"
    return Path(os.environ.get("SMM_ORACLE_DIR") or cache) / "node"


def package(name: str) -> Path:
    """The folder of an installed package."""
    folder = node_folder() / "node_modules" / name
    if not folder.is_dir():
        missing()
    return folder


def junit_schema() -> str:
    """The JUnit schema of Jenkins' xUnit plug-in, as pytest's source package has it."""
    path = node_folder().parent / "junit-10.xsd"
    if not path.exists():
        missing("the schema of JUnit reports is not installed: run tests/oracles/install")
    return str(path)


@cache
def lexicon(nsid: str) -> dict[str, Any]:
    """A lexicon document, from the files of the package lexrpc; its code is not imported."""
    found = find_spec("lexrpc")
    if found is None or not found.submodule_search_locations:
        missing("the lexicons are not installed: pip install -e '.[test]'")
    path = Path(found.submodule_search_locations[0], "lexicons", *nsid.split(".")).with_suffix(".json")
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


# Types written in TypeScript


@dataclass(frozen=True)
class Types:
    """Interfaces and named types of declaration files. An interface is name -> (type, needed)."""

    interfaces: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def errors(self, value: Any, kind: str, where: str) -> list[str]:
        """How the value differs from the type. Placeholders of payloads (`$media`, `$previous`) fit everything."""
        if isinstance(value, dict) and set(value) & {"$media", "$previous"}:
            return []
        options = [self._errors(value, one, where) for one in union(kind)]
        return min(options, key=len) if options else [f"{where}: {value!r} is no {kind}"]

    def _errors(self, value: Any, kind: str, where: str) -> list[str]:
        kind = kind.rpartition(".")[2] if re.fullmatch(r"[\w.]+(\[\])*", kind) else kind
        if kind.endswith("[]"):
            return self._list_errors(value, kind.removesuffix("[]").strip("()"), where)
        if kind in self.names:
            return self.errors(value, self.names[kind], where)
        if kind in self.interfaces:
            return self.fields(value, kind, where)
        return [] if _fits(value, kind) else [f"{where}: {value!r} is no {kind}"]

    def _list_errors(self, value: Any, kind: str, where: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{where}: {value!r} is no list"]
        return [found for item in value for found in self.errors(item, kind, where)]

    def fields(self, given: Any, interface: str, where: str) -> list[str]:
        """Unknown and missing fields, and values of other types."""
        if not isinstance(given, dict):
            return [f"{where}: {given!r} is no {interface}"]
        known = self.interfaces[interface]
        found = [f"{where}: unknown {name}" for name in given if name not in known]
        found += [f"{where}: missing {name}" for name, (_, needed) in known.items() if needed and name not in given]
        typed = [(name, value) for name, value in given.items() if name in known]
        return found + [one for name, value in typed for one in self.errors(value, known[name][0], f"{where}.{name}")]


def union(kind: str) -> list[str]:
    """The members of a union, those of a list in brackets kept together."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(kind):
        depth += (sign in "({<") - (sign in ")}>")
        if sign == "|" and depth == 0:
            parts.append(kind[start:at])
            start = at + 1
    return [part.strip() for part in (*parts, kind[start:]) if part.strip()]


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean" | "true" | "false":
            return isinstance(value, bool) and kind in ("boolean", str(value).lower())
        case "any" | "unknown":
            return True
    if kind.startswith('"'):
        return value == kind.strip('"')
    return bool(re.fullmatch(r"-?\d+", kind)) and not isinstance(value, str) and value == int(kind)


_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_INTERFACE = re.compile(r"export interface (\w+)(?: extends [^{]+)? \{(.*?)^\}", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^    \"?(\w+)\"?(\?)?:\s*(.*?)(?=;?\s*(?:^    \"?\w+\"?\??:|\Z))", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"^export (?:declare )?type (\w+) =\s*(.*?);?\s*(?=^export|\Z)", re.DOTALL | re.MULTILINE)


def read(*files: Path) -> Types:
    """The types that these declaration files hold. Generic types and inheritance are not read."""
    types = Types()
    for file in files:
        text = _COMMENT.sub("", file.read_text("utf-8"))
        for name, body in _INTERFACE.findall(text):
            types.interfaces[name] = {key: (_flat(kind), not optional) for key, optional, kind in _FIELD.findall(body)}
        types.names.update((name, _flat(kind)) for name, kind in _NAME.findall(text) if "<" not in kind)
    return types


def _flat(kind: str) -> str:
    return " ".join(kind.rstrip("; \n").split())


@cache
def bot_api() -> Types:
    folder = package("@gramio/types") / "out"
    return read(folder / "params.d.ts", folder / "objects.d.ts")


@cache
def vk(section: str) -> Types:
    """The parameters of the methods of one section, such as `wall`."""
    return read(package("@vkontakte/api-schema-typescript") / "dist" / "methods" / f"{section}.d.ts")
