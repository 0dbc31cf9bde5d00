"""One result of `smm doctor`."""

from __future__ import annotations

from typing import NamedTuple


class Check(NamedTuple):
    """One thing that was looked at. `verdict`: ok, warn or fail."""

    name: str
    verdict: str
    message: str
    hint: str = ""
