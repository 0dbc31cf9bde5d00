"""Did you mean: the known name nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The likeliest of the known names, or None when none is near. Case is ignored.

    About three letters of four must agree: `time` is not a misspelt `title`, nor `tags` a misspelt `tg`.
    """
    from difflib import get_close_matches  # rarely needed

    folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.72)
    return folded[found[0]] if found else None


def intended(word: str, known: Iterable[str]) -> str | None:
    """The nearest of the known names, or the only one that begins with the word; None when there is neither."""
    names = sorted(known)
    return nearest(word, names) or _begun(word, names)


def only(word: str, known: Iterable[str]) -> str:
    """The one name that a misspelt word stands for: near to it, and no other as near; "" where there is none."""
    from difflib import SequenceMatcher, get_close_matches  # rarely needed

    folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), folded, n=2, cutoff=0.72)
    if not found:
        return _begun(word, folded.values()) or ""
    first, *others = (SequenceMatcher(None, name, word.casefold()).ratio() for name in found)
    return folded[found[0]] if all(first - other >= _APART for other in others) else ""


_APART = 0.05
"""By how much more the nearest name must agree than the next one."""


def _begun(word: str, names: Iterable[str]) -> str | None:
    found = [name for name in names if name.casefold().startswith(word.casefold())]
    return found[0] if len(word) >= _LETTERS and len(found) == 1 else None


_LETTERS = 4
"""Fewer begin names by chance."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint: the nearest name, or the only one that begins with the word; else the known names when they are few, else
    `otherwise`."""
    names = sorted(known)
    if name := intended(word, names):
        return f"did you mean `{name}`?"
    if otherwise or not names or len(names) > 12:
        return otherwise
    return "known here: " + ", ".join(f"`{name}`" for name in names)
