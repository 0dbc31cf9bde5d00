"""What programs and hooks inherit: the environment without the variables that hold tokens.

smm.toml names those variables. git, programs that print tokens, and the project's own hooks need none of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

_secret: set[str] = set()


def keep_secret(variables: Iterable[str]) -> None:
    """Never pass these variables on to child processes."""
    _secret.update(variables)


def inherited(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for a program that is started."""
    return {name: value for name, value in environ.items() if name not in _secret}


@contextmanager
def out_of_sight() -> Iterator[None]:
    """While inside, this process's own environment has none of them either: hooks run in it."""
    taken = {name: os.environ.pop(name) for name in _secret & os.environ.keys()}
    try:
        yield
    finally:
        os.environ.update(taken)
