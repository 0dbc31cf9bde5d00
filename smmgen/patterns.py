"""Regular expressions that few runs need: to compile those of all rules takes as long as a small check."""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    def __init__(self, pattern: str, flags: re.RegexFlag | int) -> None:
        self._given = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        found = getattr(compiled, name)
        vars(self)[name] = found  # asked for once
        return found


def later(pattern: str, flags: re.RegexFlag | int = 0) -> re.Pattern[str]:
    """As `re.compile`, which is called when the pattern is first used."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
