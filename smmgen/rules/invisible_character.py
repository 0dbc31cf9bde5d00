"""The text contains an invisible character, or one that is visible only in the font it comes from.

They come with text copied from web pages, PDF files and Word: zero-width spaces, soft hyphens, byte-order marks, line
separators, bullets from old symbol fonts. They break hashtags, mentions and addresses, count as characters, and may be
shown as boxes. `smm check --fix` removes them. Characters that a script or an emoji needs stay, and so does a word
joiner after `@` or `#`, which stops a network from making a mention or a hashtag.

Wrong: `title: "Good mor\\u200bning"`

Right: `title: "Good morning"`
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import regex

from smmgen.content.source import Source
from smmgen.diagnostics import Fix, Severity
from smmgen.markup.text import is_blank
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.texts import KEYS, Lines, key_of, value_at

CODE = code("SMM211", "invisible-character", Severity.WARNING, fact=False, docs=__doc__)

_CLASS = (
    r"\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufeff\uffa0\ufff9-\ufffd\ue000-\uf8ff\U000E0001\U000E0020-\U000E007F\U000F0000-\U0010FFFD"
)
_ANY = re.compile(f"[{_CLASS}]")
_FOUND = regex.compile(rf"\U0001F3F4[\U000E0020-\U000E007F]+(*SKIP)(*FAIL)|[{_CLASS}]")
"""Those of the flags of England, Scotland and Wales are left out."""
_NAMES = {
    "\u00ad": "a soft hyphen", "\u061c": "a direction mark", "\u180e": "an invisible separator",
    "\u200b": "a zero-width space", "\u200e": "a direction mark", "\u200f": "a direction mark",
    "\u2028": "a line separator", "\u2029": "a paragraph separator", "\u2060": "a word joiner",
    "\ufeff": "a byte-order mark", "\ufffc": "the place of an object that was not copied",
    "\ufffd": "the place of a character that was lost",
}  # fmt: skip
_BREAKS = {"\u2028": "\n", "\u2029": "\n\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
_BULLETS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf06e": "■", "\uf0a8": "▫", "\uf0d8": "➢", "\uf076": "❖", "\uf0fc": "✓",
    "\uf0fe": "☑", "\uf0e0": "→", "\uf0e8": "➔", "\uf02d": "-", "\uf0be": "—", "\uf06c": "●", "\uf06f": "□",
    "\uf071": "❑", "\uf0ae": "→",
}  # fmt: skip
"""Characters of the fonts Symbol and Wingdings, as Word saves them, and what they look like."""
_FILLERS = "\u3164\uffa0"
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}]")
_WITHOUT_BLANKS = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Han}\p{Hiragana}\p{Katakana}]")
"""Scripts whose words are parted by zero-width spaces, if at all."""
_MOST = 2000
"""Edits in one report; what is left is found anew."""


def check_post(subject: PostSubject) -> Iterator[Finding]:
    source = subject.post.source
    if _ANY.search(source.text):
        yield from _written(source)
    yield from _escaped(source)


def _written(source: Source) -> Iterator[Finding]:
    text, lines = source.text, Lines(source.text)
    notes = source.values.get(("notes",))
    unseen = range(lines.offset(*notes[:2]), lines.offset(*notes[2:])) if notes else range(0)
    kinds: dict[str, list[int]] = defaultdict(list)
    for found in _FOUND.finditer(text):
        if found.start() not in unseen and not _is_meant(text, found.start()):
            kinds[found[0]].append(found.start())
    for char, places in kinds.items():
        yield _finding(char, places, text, len(text) - len(source.body), lines)


def _escaped(source: Source) -> Iterator[Finding]:
    """What stands in a value of front matter as `\\u200b`."""
    if "\\" not in source.text:
        return
    for field in source.values:
        value, span = value_at(source, field), source.values[field]
        if key_of(field) not in KEYS or not isinstance(value, str) or is_blank(value) or not _ANY.search(value):
            continue
        found = _FOUND.search(value)
        if found and not _is_meant(value, found.start()) and span.line == span.end_line:
            row = source.text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]
            if found[0] not in row:
                message = f"{_named(found[0])} (U+{ord(found[0]):04X}) is in `{key_of(field)}`"
                yield Finding(message, "take it out", field)


def _is_meant(text: str, at: int) -> bool:
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char == "\u2060":
        return before in ("@", "#")
    if char in _DIRECTIONS:
        return _RIGHT_TO_LEFT.search(_line(text, at)) is not None
    return char == "\u200b" and any(_WITHOUT_BLANKS.match(near) for near in (before, after))


def _line(text: str, at: int) -> str:
    """What stands around on the line, so far as it matters."""
    start = max(text.rfind("\n", 0, at), at - 200)
    end = text.find("\n", at, at + 200)
    return text[start + 1 : end if end >= 0 else at + 200]


def _finding(char: str, places: list[int], text: str, body: int, lines: Lines) -> Finding:
    more = f", and {len(places) - 1} more of them" if len(places) > 1 else ""
    which = f"(U+{ord(char):04X}) is here{more}"
    span, fixes = lines.span(places[0], places[0] + 1), _fixes(char, places, text, body, lines)
    if char in _BULLETS or unicodedata.category(char) == "Co":
        hint = f"write `{_BULLETS[char]}`" if fixes else "write it with a sign that every font has"
        return Finding(f"a sign of one font only {which}: most readers see a box", hint, span=span, fixes=fixes)
    hint = "press Enter instead" if char in _BREAKS else "delete it"
    if char == "\ufffd":
        hint = "write what was meant"
    elif not fixes:
        hint = "delete it, or use a word joiner (U+2060) where it is to keep a name or a hashtag from working"
    return Finding(f"{_named(char)} {which}", hint, span=span, fixes=fixes)


def _named(char: str) -> str:
    if char in _FILLERS:
        return "a filler that looks like a blank"
    return _NAMES.get(char, "a direction mark" if char in _DIRECTIONS else "an invisible character")


def _fixes(char: str, places: list[int], text: str, body: int, lines: Lines) -> tuple[Fix, ...]:
    """None if the correction is uncertain: for a zero-width space that may be there to part `@` from a name."""
    if char == "\ufffd" or (char not in _BULLETS and unicodedata.category(char) == "Co"):
        return ()
    sure = (at for at in places if char != "\u200b" or text[at - 1 : at] not in ("@", "#"))
    return tuple(Fix(lines.span(at, at + 1), _instead(char, at, text, body)) for at in islice(sure, _MOST))


def _instead(char: str, at: int, text: str, body: int) -> str:
    """A bullet as every font has it; a real line end, in front matter a blank; nothing where a line ends anyway."""
    if char in _BULLETS:
        return _BULLETS[char]
    ends = char not in _BREAKS or text[at - 1 : at] == "\n" or text[at + 1 : at + 2] in ("\n", "")
    return "" if ends else _BREAKS[char] if at >= body else " "
