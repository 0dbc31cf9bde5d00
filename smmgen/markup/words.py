"""Whether a text says something already: in words of its own, not inside another word, an address or a hashtag."""

from __future__ import annotations

import re

_CHUNK = re.compile(r"\S+")
_HOST = re.compile(r"\w\.\w")
_HASHTAG = re.compile(r"[#＃]\w+")
_NOTHING = "\0"
"""Stands where an address or a hashtag stood, so that the words around it do not become neighbours."""
_AD_WORD = re.compile(r"(?<!\w)(?:реклам\w*|ads?|advertis\w*|advert|sponsored|promoted)(?!\w)", re.IGNORECASE)


def says(text: str, phrase: str) -> bool:
    """The phrase stands in the text, in whatever case and with whatever blanks between its words.

    `Бар` is no part of `Бариста`, `пив-бар`, `bar.example` or `#бар`; `Street 4` none of `Street 41` or `Street 4/2`.
    """
    words, folded = phrase.casefold().split(), text.casefold()
    if not words or not all(word in folded for word in words):
        return False
    wanted = " ".join(words)
    whole = rf"(?<![\w#@])(?<!\w[-‐‑/.]){re.escape(wanted)}(?!\w)(?![-‐‑/.+]\w)"
    return re.search(whole, plain(text).casefold()) is not None


def says_advertising(text: str) -> bool:
    """A word for advertising stands in the text, such as «Реклама» or “Ad”."""
    return _AD_WORD.search(plain(text)) is not None


def plain(text: str) -> str:
    """The words on one line; of addresses, mentions and hashtags nothing is left."""
    return " ".join(
        _NOTHING if is_address(chunk[0]) else _HASHTAG.sub(_NOTHING, chunk[0]) for chunk in _CHUNK.finditer(text)
    )


def is_address(chunk: str) -> bool:
    """`https://a.example`, `a.example/path`, `name@a.example`; a bare host is left as a word."""
    if "://" in chunk or "@" in chunk:
        return True
    host = re.split(r"[/?]", chunk, maxsplit=1)
    return len(host) == 2 and _HOST.search(host[0]) is not None
