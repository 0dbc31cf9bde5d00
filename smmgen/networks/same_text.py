"""Whether a text that a network shows is the one that was sent: for networks that have no de-duplication key."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Likeness(StrEnum):
    """`unclear`: the network may have changed our text to this, or it shows no text at all."""

    SAME = "same"
    OTHER = "other"
    UNCLEAR = "unclear"


def likeness(shown: str, sent: str) -> Likeness:
    """What the network shows against what was sent. Blanks and line breaks do not count.

    Another text is what lacks more than half of our words: no network changes a post that much.
    """
    if _even(shown) == _even(sent):
        return Likeness.SAME
    known, wanted = _words(shown), _words(sent)
    if not known:
        return Likeness.UNCLEAR
    return Likeness.OTHER if 2 * len(known & wanted) < len(wanted) or not wanted else Likeness.UNCLEAR


def strict_likeness(shown: str, sent: str) -> Likeness:
    """The same, of a network that shows what it was sent: only a text that is nearly ours may be ours, one that differs
    in punctuation, goes on where the other ends, or has nine of ten words."""
    if _even(shown) == _even(sent):
        return Likeness.SAME
    short, long = sorted((_in_order(shown), _in_order(sent)), key=len)
    goes_on = bool(short) and long[: len(short)] == short
    same = len({*short} & {*long})
    return Likeness.UNCLEAR if goes_on or (same and 10 * same >= 9 * len({*long})) else Likeness.OTHER


def _in_order(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
