"""Fault injection: what goes wrong between a publisher and a network, when, and how often."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

EFFECTS = (
    "refuse", "reset-before", "reset-after", "error-500-after", "rate-limit", "slow", "truncate",
    "not-found", "refused-after", "token-refused",
)  # fmt: skip


@dataclass
class Fault:
    """One thing that goes wrong.

    `platform` a network or `*`; `match` a part of the path (tokens left out); `effect` one of:

    * `refuse`: the connection is reset before the body is read
    * `reset-before`: the call is read, nothing is done, and the connection is reset
    * `reset-after`: done and kept, then reset without an answer
    * `error-500-after`: done and kept, then answered with 500
    * `rate-limit`: nothing is done; the network's own answer to too many calls, with `retry_after` seconds
    * `slow`: waits `seconds` before it does anything
    * `truncate`: done and kept, then half an answer
    * `not-found`: nothing is done; 404, as from a server that does not know the call
    * `token-refused`: nothing is done; the network's own answer to a token that is no longer valid
    * `refused-after`: done and kept, then answered with the refusal that the network is known to give falsely

    `count` is how many times (None: always), `probability` that of each time.
    """

    platform: str
    effect: str
    match: str = ""
    retry_after: int = 3
    seconds: float = 2.0
    count: int | None = 1
    probability: float = 1.0

    def __post_init__(self) -> None:
        for name in ("platform", "effect", "match"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"`{name}` of a fault is text")
        for name in ("retry_after", "seconds", "probability", "count"):
            if not isinstance(getattr(self, name), int | float | None):
                raise ValueError(f"`{name}` of a fault is a number")
        if self.effect not in EFFECTS:
            raise ValueError(f"unknown effect `{self.effect}`: one of {', '.join(EFFECTS)}")

    def fits(self, platform: str, path: str) -> bool:
        return self.count != 0 and self.platform in ("*", platform) and self.match in path


class FaultPlan:
    """The faults in force. The first that fits a request befalls it; the chances are the same in every run."""

    def __init__(self, faults: Iterable[Mapping[str, Any]] = ()) -> None:
        self._turn = threading.Lock()
        self._chance = random.Random(0)  # noqa: S311 - repeatable on purpose, nothing secret
        self._faults = [read_fault(fault) for fault in faults]

    def replace(self, faults: Iterable[Mapping[str, Any]]) -> None:
        """Put these in place of the ones in force. Raises `ValueError` for one that cannot be read."""
        read = [read_fault(fault) for fault in faults]
        with self._turn:
            self._faults, self._chance = read, random.Random(0)  # noqa: S311 - as from the start

    def take(self, platform: str, path: str) -> Fault | None:
        """The fault that befalls this request, counted down, or None."""
        with self._turn:
            for fault in self._faults:
                if fault.fits(platform, path) and self._chance.random() < fault.probability:
                    fault.count = None if fault.count is None else fault.count - 1
                    return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        with self._turn:
            return [asdict(fault) for fault in self._faults]


def read_fault(value: Mapping[str, Any]) -> Fault:
    """A fault from its JSON form. Raises `ValueError` that says what is wrong."""
    if not isinstance(value, Mapping):
        raise ValueError("a fault is a JSON object")
    unknown = set(value) - {field.name for field in fields(Fault)}
    if unknown:
        raise ValueError(f"unknown keys of a fault: {', '.join(sorted(unknown))}")
    if missing := {"platform", "effect"} - set(value):
        raise ValueError(f"a fault needs {', '.join(sorted(missing))}")
    return Fault(**value)
