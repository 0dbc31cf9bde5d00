"""How long a text is, as the networks count it."""

from __future__ import annotations

import re
from collections.abc import Callable

import regex

Fits = Callable[[int, str, int], bool]
"""Whether a part of a thread takes a text: the part's number from 0, the text, how many marks reach into it. What a
part takes it also takes when it is shorter, and parts from 1 on take the same."""

_CLUSTER = regex.compile(r"\p{Regional_Indicator}{2}(?![\p{GCB=Extend}\p{GCB=SpacingMark}\u200d])|\X")
"""A flag apart: in a row of flags `\\X` goes back to its beginning for every one of them."""
_PLAIN = (
    "\\x00-\\x0c\\x0e-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2100-\u2bff\u3001-\u3029"
    "\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uff01-\uff9d\U0001f300-\U0001f3fa\U0001f400-\U0001f6ff\U0001f900-\U0001f9ff"
)
"""Characters that never join their like: Latin, Greek, Cyrillic, punctuation, Chinese, Japanese, emoji; all but the
carriage return."""
_MAY_JOIN = re.compile(f"[^{_PLAIN}]+(?:[{_PLAIN}]?[^{_PLAIN}]+)*[{_PLAIN}]?")

_HOST = r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)(?::\d+)?"
_PATH_CHARACTER = r"[^\s<>()?]"
_BRACKETS = rf"\((?:{_PATH_CHARACTER}+|{_PATH_CHARACTER}*\({_PATH_CHARACTER}+\){_PATH_CHARACTER}*)\)"
_PATH = rf"/(?:(?:{_PATH_CHARACTER}|{_BRACKETS})*(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_BRACKETS}))?"
_QUERY = r"\?[\w!?*'();:&=+$/%#\[\].,~|@^-]*[\w&=#/-]"
_URL = regex.compile(rf"(?<![A-Za-z0-9@＠$#＃])https?://{_HOST}(?:{_PATH})?(?:{_QUERY})?", regex.IGNORECASE)
_BEGINNING = re.compile("https?://", re.IGNORECASE)
_REMOTE_MENTION = regex.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@\w+(?:[.-]+\w+)*", regex.IGNORECASE)


_EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3"
    r"|\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*[\U000e0020-\U000e007f]*"
    r"(?:\u200d\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*)*"
)
"""An emoji with all that belongs to it, a flag or a keycap (Unicode Technical Standard 51)."""


def code_points(text: str) -> int:
    """Unicode code points: what Telegram's limits count."""
    return len(text)


def utf16_units(text: str) -> int:
    """UTF-16 code units: what Telegram's entity offsets count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """UTF-8 bytes: what Bluesky's facets and second limit count."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """Extended grapheme clusters (Unicode Standard Annex 29): what a reader takes for one character."""
    return len(text) - sum(_joined(text[max(0, run.start() - 1) : run.end()]) for run in _MAY_JOIN.finditer(text))


def _joined(text: str) -> int:
    """How many code points are not the first of their cluster."""
    return len(text) - len(_CLUSTER.findall(text))


def grapheme_ends(text: str) -> list[int]:
    """Offset of the end of every cluster."""
    return [cluster.end() for cluster in _CLUSTER.finditer(text)]


def mastodon(text: str, url_length: int = 23) -> int:
    """Graphemes, where an http(s) address counts `url_length` and `@user@server` as `@user`.

    Mastodon's StatusLengthValidator, with the address pattern of its `config/initializers/twitter_regex.rb`; unlike
    there any top-level domain will do. `url_length` is the server's `characters_reserved_per_url`; servers that count
    addresses in full say 0.
    """
    if url_length and "://" in text:
        text = _with_addresses(text, "x" * url_length)
    return graphemes(_REMOTE_MENTION.sub(r"\1", text) if "@" in text else text)


def _with_addresses(text: str, instead: str) -> str:
    """The text with this in place of every address. They are looked for where one begins: everywhere takes long."""
    pieces, end = list[str](), 0
    for found in _BEGINNING.finditer(text):
        if found.start() >= end and (url := _URL.match(text, found.start())):
            pieces += [text[end : url.start()], instead]
            end = url.end()
    return "".join([*pieces, text[end:]])


def threads(text: str) -> int:
    """Code points, where an emoji counts as many as it has bytes in UTF-8.

    https://developers.facebook.com/docs/threads/posts, "emojis are counted as the number of UTF-8 bytes". What else a
    character is, the page does not say.
    """
    if text.isascii():
        return len(text)
    return len(text) + sum(utf8_bytes(found[0]) - len(found[0]) for found in _EMOJI.finditer(text))
