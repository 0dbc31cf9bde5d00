"""Mastodon: how long a status is (StatusLengthValidator), and its HTML."""

from __future__ import annotations

import html

import regex

_URL = regex.compile(r"https?://[^\s<>\"'«»“”]+", regex.IGNORECASE)
_HOST = regex.compile(r"https?://[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}", regex.IGNORECASE)
_MENTION = regex.compile(r"(?<![\w/])@(\w+([\w.-]*\w)?)@[\p{L}\p{N}.-]*[\p{L}\p{N}]", regex.IGNORECASE)
_AFTER_URL = ".,;:!?)]}…"


def length(text: str, per_url: int) -> int:
    """In graphemes; a URL with a scheme counts `per_url`, a mention without its domain."""
    return graphemes(_MENTION.sub(r"@\1", _URL.sub(lambda match: _counted(match[0], per_url), text)))


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def content(text: str) -> str:
    """The status as HTML: escaped, in paragraphs."""
    paragraphs = html.escape(text).split("\n\n")
    return "".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in paragraphs)


def _counted(found: str, per_url: int) -> str:
    url = found
    while url and url[-1] in _AFTER_URL and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    if not _HOST.match(url):
        return found
    return "x" * per_url + found[len(url) :]
