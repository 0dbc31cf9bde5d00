"""Whose bug it is: an exception that came through the code of a third-party network."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from traceback import format_exception

from smmgen.networks import registry


def package_of(error: BaseException) -> str:
    """The package, with its version, of the third-party network that raised the error or called what raised it; "" for
    none. Formatted tracebacks are searched, because those of other processes are only text."""
    said = "".join(format_exception(error))
    return next((package for package, place in _loaded() if f'File "{place}' in said), "")


def _loaded() -> Iterator[tuple[str, str]]:
    """Each package that has been imported, and the beginning of its files' names."""
    for entry in registry.third_parties().values():
        module = sys.modules.get(entry.module)
        if module and module.__file__:
            is_package = hasattr(module, "__path__")
            yield (
                registry.package(entry),
                f"{os.path.dirname(module.__file__)}{os.sep}" if is_package else module.__file__,
            )
