"""Project hooks: functions in `hooks/*.py`, named after the moment they run at.

Only the files that `[hooks] files` lists are loaded, in that order. They are code: never load them for a pull request
from a fork (`--no-hooks`).
"""

from __future__ import annotations

import importlib.util
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from smmgen.errors import UserError

Value = TypeVar("Value")

MOMENTS = ("on_post", "on_link", "on_variant", "on_payload", "check", "on_published", "on_failed")
"""In the order they come in the life of a post."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """The functions by moment, each with the file it came from."""

    functions: Mapping[str, tuple[tuple[str, Callable[..., Any]], ...]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def has(self, moment: str) -> bool:
        return bool(self.functions.get(moment))

    def change(self, moment: str, value: Value, **context: Any) -> Value:
        """Pass the value through every hook of the moment; a hook that returns None leaves it as it is."""
        for path, function in self.functions.get(moment, ()):
            changed = self._call(path, function, value, context)
            value = value if changed is None else changed
        return value

    def tell(self, moment: str, value: Any) -> None:
        """Let every hook of the moment know; what they return is not used."""
        for path, function in self.functions.get(moment, ()):
            self._call(path, function, value, {})

    def findings(self, post: Any) -> Iterable[str]:
        """What the project's own `check(post)` hooks say about a post: messages."""
        for path, function in self.functions.get("check", ()):
            yield from self._call(path, function, post, {}) or ()

    def _call(self, path: str, function: Callable[..., Any], value: Any, context: Mapping[str, Any]) -> Any:
        if function.__name__ == "on_link":
            context = {**context, "settings": self.settings.get(Path(path).stem, {})}
        try:
            return function(value, **context)
        except Exception as error:
            line = traceback.extract_tb(error.__traceback__)[-1].lineno
            raise UserError(
                f"the hook `{function.__name__}` failed at {path}:{line}: {type(error).__name__}: {error}",
                "mend the hook, take it out of `[hooks] files` in smm.toml, or run with --no-hooks",
            ) from error


def load(project: Path, files: Iterable[str], settings: Mapping[str, Mapping[str, Any]]) -> Hooks:
    """Import the listed files. Raises UserError for a file that is missing, outside the project or does not import."""
    found: dict[str, list[tuple[str, Callable[..., Any]]]] = {}
    for name in files:
        module = _import(project, name)
        for moment in MOMENTS:
            if callable(function := getattr(module, moment, None)):
                found.setdefault(moment, []).append((name, function))
    return Hooks({moment: tuple(functions) for moment, functions in found.items()}, settings)


def _import(project: Path, name: str) -> ModuleType:
    path = (project / name).resolve()
    if not path.is_relative_to(project.resolve()) or not path.is_file():
        raise UserError(f"smm.toml lists the hook `{name}`, but there is no such file in the project")
    spec = importlib.util.spec_from_file_location(f"smm_hook_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UserError(f"smm.toml lists the hook `{name}`, which is not a Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UserError(f"the hook file `{name}` does not import: {type(error).__name__}: {error}") from error
    return module
