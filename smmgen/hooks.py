"""Project hooks: functions in `hooks/*.py`, named after the moment they run at. One that has a parameter `settings` is
given the table of smm.toml that has the name of its file.

Only the files that `[hooks] files` lists are loaded, in that order. They are code: never load them for a pull request
from a fork (`--no-hooks`).
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from inspect import Parameter, signature
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from smmgen.errors import UserError
from smmgen.inherited import out_of_sight
from smmgen.safe_files import open_content, real_name

Value = TypeVar("Value")

MEND = "fix the hook, remove it from `[hooks] files` in smm.toml, or run with --no-hooks"

MOMENTS = ("on_document", "on_post", "on_link", "on_variant", "on_payload", "check", "on_published", "on_failed")
"""In the order they come in the life of a post."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """The functions by moment, each with the file it came from."""

    functions: Mapping[str, tuple[tuple[str, Callable[..., Any]], ...]] = field(default_factory=dict)

    def has(self, moment: str) -> bool:
        return bool(self.functions.get(moment))

    def change(self, moment: str, value: Value, about: str, **context: Any) -> Value:
        """Pass the value through every hook of the moment; a hook that returns None leaves it as it is.

        `about`: the file of the post, for the words when a hook fails.
        """
        for path, function in self.functions.get(moment, ()):
            changed = self._call(moment, path, function, value, about, context)
            if changed is not None and not isinstance(changed, type(value)):
                returned = f"returned {type(changed).__name__} for {type(value).__name__}"
                raise UserError(
                    f"{about}: the hook `{moment}` of {path} {returned}",
                    "return the changed value, or None to keep it unchanged",
                )
            value = value if changed is None else changed
        return value

    def tell(self, moment: str, value: Mapping[str, Any]) -> None:
        """Let every hook of the moment know about a row; what they return is not used."""
        for path, function in self.functions.get(moment, ()):
            self._call(moment, path, function, value, str(value.get("path", "")), {})

    def findings(self, post: Any) -> Iterable[str]:
        """What the project's own `check(post)` hooks say about a post: messages."""
        for path, function in self.functions.get("check", ()):
            check = partial(_messages_of, function)
            yield from self._call("check", path, check, post, post.path, {})

    def _call(
        self,
        moment: str,
        path: str,
        function: Callable[..., Any],
        value: Any,
        about: str,
        context: Mapping[str, Any],
    ) -> Any:
        try:
            with out_of_sight():
                return function(value, **context)
        except (Exception, SystemExit) as error:
            said = f"the hook `{moment}` failed at {_place(error, path)}: {type(error).__name__}: {error}"
            raise UserError(f"{about}: {said}" if about else said, MEND) from error


def _messages_of(check: Callable[..., Any], post: Any) -> list[str]:
    """What a `check` hook gives back: nothing, one message, or several."""
    found = check(post)
    return [found] if isinstance(found, str) else [str(message) for message in found or ()]


def _place(error: BaseException, path: str) -> str:
    """The innermost line of the hook file itself, which may have called something else that failed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(f"/{path}")]
    return f"{path}:{frames[-1].lineno}" if frames else path


def load(project: Path, files: Iterable[str], settings: Mapping[str, Mapping[str, Any]]) -> Hooks:
    """Import the listed files. Raises UserError for a file that is missing, outside the project or does not import."""
    found: dict[str, list[tuple[str, Callable[..., Any]]]] = {}
    for name in files:
        module = _import(project, name)
        for moment in MOMENTS:
            if callable(function := getattr(module, moment, None)):
                own = settings.get(Path(name).stem, {})
                found.setdefault(moment, []).append((name, _with_settings(function, own)))
    return Hooks({moment: tuple(functions) for moment, functions in found.items()})


def _with_settings(function: Callable[..., Any], settings: Mapping[str, Any]) -> Callable[..., Any]:
    """The function with its settings, where it asks for them."""
    try:
        parameters = signature(function).parameters.values()
    except (TypeError, ValueError):  # something that can be called and does not say how
        return function
    asks = any(one.name == "settings" or one.kind is Parameter.VAR_KEYWORD for one in parameters)
    return partial(function, settings=settings) if asks else function


def _import(project: Path, name: str) -> ModuleType:
    real = real_name(project, name)
    if real is None or not (project / real).is_file():
        raise UserError(f"smm.toml lists the hook `{name}`, but there is no such file in the project")
    path = Path(name)
    if path.suffix != ".py":
        raise UserError(f"smm.toml lists the hook `{name}`, which is not a Python file")
    module = ModuleType(f"smm_hook_{path.stem}")
    module.__file__ = f"{project.resolve().as_posix()}/{name}"
    sys.modules[module.__name__] = module  # dataclasses look their module up there
    try:
        # Compiled here and not imported: Python's own cache takes an edit within the same second for no edit.
        with open_content(project, real) as file:
            code = compile(file.read(), module.__file__, "exec")
        with out_of_sight():
            exec(code, module.__dict__)  # noqa: S102 - hooks are code
    except SyntaxError as error:
        raise UserError(f"cannot import the hook file: {name}:{error.lineno}: {error.msg}", MEND) from error
    except (Exception, SystemExit) as error:
        said = f"{type(error).__name__}: {error}"
        raise UserError(f"cannot import the hook file: {_place(error, name)}: {said}", MEND) from error
    return module
