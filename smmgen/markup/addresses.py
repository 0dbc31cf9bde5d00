"""Addresses in plain text: where one begins and ends, and what it is made of.

The end is found as TDLib finds it (td/telegram/MessageEntity.cpp, `match_urls` and `fix_url`), less what no browser
puts into an address unescaped: full stops, commas and brackets of CJK scripts end it anywhere, other punctuation
outside ASCII and invisible signs do so at its end, and so do the closing signs of our Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category
from urllib.parse import SplitResult, unquote, urlsplit

import regex

from smmgen.markup.domains import RESERVED, TLDS

CONTACTS = frozenset({"mailto", "tel", "sms", "smsto", "callto"})
"""Schemes of what people read and type themselves: a number, a mail address."""

_UNSAFE = re.compile(r"[\s\"<>\\^`{|}]")
_SCHEME = re.compile(r"([a-z][a-z0-9+-]*):", re.IGNORECASE)
_SCHEME_OF_WEB = re.compile(r"https?://", re.IGNORECASE)
_NUMBERED = CONTACTS | {"geo", "magnet", "sip", "sips", "skype", "urn", "viber", "whatsapp", "xmpp"}
"""What a number may follow at once; elsewhere it is the port of a host."""
_FILES = frozenset({"cc", "mov", "pm", "ps", "py", "sh", "zip"})
_FILES_OF_A_COUNTRY = frozenset({"md", "pl", "rs", "so"})
_FILE_NAMES = frozenset({"build", "changelog", "index", "lib", "license", "main", "mod", "notes", "readme", "test"})

_BLANK = r"\x00-\x20\x7f-\xa0\u061c\u1680\u180e\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000\ufeff\ufffc"
_CJK = (
    r"\u3001\u3002\u3008-\u3011\u3014-\u301b"
    r"\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5f-\uff64"
)
_PATH = rf"[^{_BLANK}{_CJK}\"<>«»]"
_USER = rf"[^{_BLANK}{_CJK}\"<>«»/?#@'`\[\](){{}}]"
_LETTERS = r"A-Za-z0-9_~\-\u00c0-\u167f\u1681-\u180d\u180f-\u1fff\u200c\u200d\u2010\u2011\u2070-\u2fff\u3001-\U0010ffff"
_TAIL = rf"(?::\d{{1,5}}+(?!\d))?+(?:[/?#]{_PATH}*+)?+"
_WEB = regex.compile(
    rf"https?://(?:{_USER}{{1,99}}@)?(?P<host>(?:(?![{_CJK}])[{_LETTERS}.])++){_TAIL}", regex.IGNORECASE
)
_BARE = regex.compile(
    rf"(?<![{_LETTERS}./#@])(?P<host>[{_LETTERS}]++(?:\.[{_LETTERS}]++)++)(?!{_USER}{{0,64}}+@){_TAIL}"
)
_DOTTED = re.compile(r"\.(?<=\S\.)\S")
"""In every text with a host; spares the search of all words."""
_HOST = regex.compile(
    r"(?:\w(?:[\w\p{M}-]*+(?<!-))?\.)*[^\W_](?:(?:[^\W_]|[\p{M}-])*+(?<!-))?\."
    r"(?P<root>xn--[a-z0-9-]++(?<!-)|[^\W\d_](?:[^\W\d_]|\p{M})+)"
)
_LONGEST = 253
"""Characters of a host (RFC 1035)."""
_ROOTS = TLDS | RESERVED
_REST = regex.compile(rf"{_PATH}+")
_BRACKETS = re.compile(r"[()\[\]{}]")
_OPENING = {")": "(", "]": "[", "}": "{"}
_BEHIND = frozenset(".:;,'?!`([{\\*")
"""Signs that no address ends with, Markdown's star among them."""

_TELEGRAM = regex.compile(
    r"""(?<![^\s(\[{«"“„:—–-]) https?:// (?P<host>[\w\p{M}.-]++) (?=$|[\s!-/:-?\[-^{-}«»…]) (?!(?<=\.)[/?#:])
    (?::[1-9]\d{0,3}+(?!\d))?+
    (?:[/?#][^\x00-\x20\x7f-\xa0"<>«»\u1680\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000]*+)?+
    (?![\x00-\x09\x0b-\x1f\x7f-\x9f])""",
    regex.VERBOSE,
)


def scheme(url: str) -> str:
    """`https` of an address, in small letters; "" where it has none, as `teplo.example:8080`."""
    found = _SCHEME.match(url)
    if not found or (url[found.end() : found.end() + 1].isdecimal() and found[1].lower() not in _NUMBERED):
        return ""
    return found[1].lower()


def canonical(url: str) -> str:
    """With the scheme in small letters, which all networks understand (RFC 3986, section 3.1)."""
    found = _SCHEME.match(url)
    return found[0].lower() + url[found.end() :] if found else url


def escaped(url: str) -> str:
    """Percent signs only for what has no place in an address at all: letters and marks stay as they were written."""
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def contact(url: str) -> str:
    """The number or mail address of a contact: `+74950000000` of `tel:+74950000000`."""
    return unquote(url.partition(":")[2].partition("?")[0])


def is_web(url: str) -> bool:
    """Whether it begins with `https://` or `http://`, in whatever letters."""
    return url[:8].lower().startswith(("https://", "http://"))


def split(url: str) -> SplitResult | None:
    """Its parts; None for what is no address, `https://[your-site]/` for example."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return None if "[" in parts.netloc and ":" not in (parts.hostname or "") else parts


def is_file_name(text: str) -> bool:
    """`README.md` and `main.py` look like hosts, for `md` and `py` are countries; `point.md` is one."""
    name, _, suffix = text.rpartition(".")
    if suffix in _FILES:
        return "." not in name and "/" not in name
    return suffix in _FILES_OF_A_COUNTRY and (name.isupper() or name.lower() in _FILE_NAMES)


def web_end(text: str, start: int, limit: int, marks: str = "") -> int:
    """Where the http(s) address at `start` ends; `start` itself when there is none.

    `marks`: signs of our Markdown that are open around it, which then close behind it, `_` for example.
    """
    found = _WEB.match(text, start, limit)
    if not found:
        return start
    host = found.start("host")
    end = _end(text, host, found.end(), marks)
    return end if any(character.isalnum() for character in text[host:end]) else start


def web_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of every http(s) address; one that stands inside another is a part of it."""
    at = 0 if "://" in text else len(text)
    while found := _SCHEME_OF_WEB.search(text, at):
        end = web_end(text, found.start(), len(text))
        if end > found.start():
            yield found.start(), end
        at = max(end, found.end())


def bare_hosts(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of every address without a scheme, `teplo.coffee/menu` for example.

    Its host ends with a top-level domain in small letters: neither `ASP.NET` nor `end.New sentence` is one.
    """
    for found in _BARE.finditer(text) if _DOTTED.search(text) else ():
        start, host_end = found.span("host")
        end = _end(text, start, found.end(), "")
        host = text[start : min(end, host_end)]
        if _root(host) in _ROOTS and (end >= host_end or host.isascii()):
            yield start, end


def runs_on(text: str) -> bool:
    """Whether the beginning of this text would be taken for a part of an address that stands right before it."""
    found = _REST.match(text)
    return bool(found and _end(text, 0, found.end(), ""))


def is_found(text: str, start: int, end: int) -> bool:
    """Whether Telegram by itself finds exactly this http(s) address there; where that is in doubt, no."""
    found = _TELEGRAM.match(text, start)
    if not found:
        return False
    stop = _balanced(text, start, found.end())
    while text[stop - 1] in ".:;,('?!`":
        stop -= 1
    return stop == end and bool(_root(text[found.start("host") : min(stop, found.end("host"))]))


def _root(host: str) -> str:
    """The last label of a well-formed host, "" for others."""
    found = _HOST.fullmatch(host) if len(host) <= _LONGEST else None
    return found["root"] if found else ""


def _end(text: str, start: int, end: int, marks: str) -> int:
    """`end` less what stands behind the address and does not belong to it."""
    end = _balanced(text, start, end)
    for pair in ("**", "||", "~~", "++"):
        if pair[0] in marks and (at := text.find(pair, start, end)) >= 0:
            end = at
    while end > start and (extra := _extra(text, end, marks)):
        end -= extra
    return end - (text[end - 1] == "#" and "/" not in text[start:end])


def _extra(text: str, end: int, marks: str) -> int:
    """How many characters right before `end` are no part of an address."""
    last = text[end - 1]
    if last in _BEHIND or (last == "_" and "_" in marks):
        return 1
    if last in "|~":
        return 2 * (text[end - 2] == last)
    return int(last > "\x7f" and (category(last)[0] == "P" or category(last) == "Cf"))


def _balanced(text: str, start: int, end: int) -> int:
    """`end`, or where a bracket closes that was opened before the address."""
    depth = dict.fromkeys(_OPENING.values(), 0)
    for found in _BRACKETS.finditer(text, start, end):
        opening = _OPENING.get(found[0], found[0])
        depth[opening] += 1 if found[0] == opening else -1
        if depth[opening] < 0:
            return found.start()
    return end
