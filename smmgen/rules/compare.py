"""The one rule about limits: it compares measured values with limits and words the findings.

A rule that reports limits has a code and a page; which measures it speaks of says the vocabulary
(`smmgen.networks.limits.MEASURES`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache

from smmgen.diagnostics import Code, Severity, Span
from smmgen.media.kinds import KINDS
from smmgen.networks.limits import MEASURES, Limit, Limits, Measure
from smmgen.rules.base import Finding, Subject, figure
from smmgen.rules.measured import MEASURED, Measured, Place
from smmgen.rules.places import body_span

_Bound = tuple[str, Limit, float | None, float | None]
"""Measure, limit, and of that limit the least and the most; None for no bound."""


def compared(subject: Subject, code: Code) -> Iterator[Finding]:
    """Every figure outside of the account's limits that this diagnostic reports."""
    bounds = _bounds(subject.limits, code.name)
    return _outside(subject, bounds) if bounds else iter(())


def _outside(subject: Subject, bounds: Iterable[_Bound]) -> Iterator[Finding]:
    for name, limit, least, most in bounds:
        if least is None and name in _OF_FILES and not subject.media:
            continue  # none of them is too much
        for found in MEASURED[name](subject):
            if most is not None and found.value > most:
                yield _too_much(subject, MEASURES[name], limit, most, found)
            if least is not None and found.value < least:
                yield _too_little(subject, MEASURES[name], limit, least, found)


_OF_FILES = frozenset(name for name in MEASURED if name.startswith(("alt.", "media.", *(f"{kind}." for kind in KINDS))))


@lru_cache(maxsize=1024)
def _bounds(limits: Limits, code: str) -> tuple[_Bound, ...]:
    """What this diagnostic reports."""
    return tuple(_reported(limits, code))


def _reported(limits: Limits, code: str) -> Iterator[_Bound]:
    for name, measure in MEASURES.items():
        for limit in limits.get(name, ()):
            least = limit.at_least if measure.below == code else None
            most = limit.at_most if measure.above == code else None
            if least is not None or most is not None:
                yield name, limit, least, most


def _too_much(subject: Subject, measure: Measure, limit: Limit, bound: float, found: Measured) -> Finding:
    words = _words(subject, measure, bound, found) | {"duration": _duration(bound, down=True)}
    place = found.beyond(bound) if found.beyond else found.field
    hint = found.hint or measure.hints[0].format(**words)
    return finding(subject, limit, measure.words.too_much.format(**words), hint, place)


def _too_little(subject: Subject, measure: Measure, limit: Limit, bound: float, found: Measured) -> Finding:
    words = _words(subject, measure, bound, found) | {"duration": _duration(bound, down=False)}
    hint = measure.hints[1].format(**words)
    return finding(subject, limit, measure.words.too_little.format(**words), hint, found.field)


def finding(subject: Subject, limit: Limit, message: str, hint: str, place: Place) -> Finding:
    """A figure that is not official gives a warning only. The source of one that is the account's own is named."""
    severity = None
    if limit.own:
        hint = f"{hint}; the limit is from {limit.source}"
    if not limit.sure:
        hint = f"{hint}; the limit is not official; `limits` of the account in smm.toml overrides it"
        severity = Severity.WARNING
    span = place if isinstance(place, Span) else None if place else body_span(subject.about.post.source)
    field = () if isinstance(place, Span) else place
    return Finding(message, hint, field, span=span, account=subject.account, severity=severity)


# Words


def _words(subject: Subject, measure: Measure, bound: float, found: Measured) -> dict[str, str]:
    size, room = _sizes(int(found.value), int(bound))
    excess = abs(found.value - bound)
    unit = measure.unit or subject.network.facts.unit
    return {
        "network": subject.network.title,
        "account": subject.account,
        "what": found.what,
        "value": figure(found.value),
        "bound": figure(bound),
        "excess": figure(excess),
        "unit": unit.removesuffix("s") if excess == 1 else unit,
        "size": size,
        "room": room,
        "things": _things(measure, int(bound)),
        "are": "is" if found.value == 1 else "are",
    }


def _things(measure: Measure, count: int) -> str:
    """`4 pictures in a post`, `1 video in a post`, `no documents`."""
    return f"{count} {measure.thing}{'s' * (count > 1)}{measure.where}" if count else f"no {measure.thing}s"


def _sizes(*counts: int) -> list[str]:
    """In the largest unit that tells them apart."""
    megabytes = [f"{count / 1_000_000:.1f} MB" for count in counts]
    if min(counts) >= 1_000_000 and len(set(megabytes)) == len(counts):
        return megabytes
    kilobytes = [f"{count / 1000:.0f} kB" for count in counts]
    return kilobytes if len(set(kilobytes)) == len(counts) else [f"{count} bytes" for count in counts]


def _duration(count: float, *, down: bool) -> str:
    """Seconds in the largest unit that comes near, as front matter takes it, rounded to what is taken."""
    unit, name = next(((unit, name) for unit, name in ((86400, "d"), (3600, "h")) if count >= unit), (60, "m"))
    return f"`{math.floor(count / unit) if down else math.ceil(count / unit)}{name}`"
