"""Keep secrets out of everything that is written down: messages, the ledger, reports, logs, tracebacks.

A secret is known here from the moment it is read (`remember`). From then on `redacted` takes it out of a text in every
form in which a network, a library or a log may give it back.
"""

from __future__ import annotations

import html
import logging
import re
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from smmgen.transport.secret_pieces import in_base64, without_pieces

MARK = "[secret]"
SHORTEST = 6
"""Characters. Shorter words would blot out ordinary text, so they are refused as tokens and not remembered."""
_LONG = 16
"""Characters of a piece of a secret that are a secret by themselves."""
_ESCAPE = r"(?:\\|%(?:25)*5[cC])"
"""A backslash, in an address too."""
_SESSIONS = 64
"""Newest tokens of sessions that are remembered: a process that runs for weeks signs in thousands of times."""
_turn = Lock()
_lasting: set[str] = set()
_passing: deque[str] = deque(maxlen=_SESSIONS)
_known: tuple[str, ...] = ()
"""All of them, the longest first."""


def remember(*secrets: str) -> None:
    """From now on `redacted` takes these out. Words shorter than 6 characters are left alone."""
    fresh = {secret for secret in secrets if len(secret) >= SHORTEST} - _lasting
    if fresh:
        pieces = {piece for secret in fresh for piece in _telling_pieces(secret) if len(piece) >= _LONG}
        with _turn:
            _lasting.update(fresh | pieces)
            _take_stock()


def _telling_pieces(secret: str) -> Iterator[str]:
    """What follows the last colon, as in `123456:AAF...` of Telegram; of an address what stands behind its host."""
    yield secret.rpartition(":")[2]
    if "://" in secret:
        _, _, behind = secret.partition("://")[2].partition("/")
        yield behind
        yield from re.split("[/?&=#]", behind)


def remember_session(token: str) -> None:
    """The same for a token that a network gave for an hour or so."""
    if len(token) >= SHORTEST and token not in _known:
        with _turn:
            _passing.append(token)
            _take_stock()


def _take_stock() -> None:
    global _known
    _known = tuple(sorted({*_lasting, *_passing}, key=len, reverse=True))
    _guard_logs()


def redacted(text: str) -> str:
    """The text with every remembered secret, in whatever form, replaced by `[secret]`, and long pieces of them too."""
    for secret in _known:
        if any(trace in text for trace in _traces(secret)):
            text = _pattern(secret).sub(MARK, text)
    return without_pieces(text, _known, MARK) if _known else text


def redacted_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same for all texts in a mapping, however deep they lie in it."""
    return {redacted(key): _redacted_value(value) for key, value in row.items()}


def _redacted_value(value: Any) -> Any:
    match value:
        case str():
            return redacted(value)
        case Mapping():
            return redacted_row(value)
        case list() | tuple():
            return [_redacted_value(item) for item in value]
    return value


@lru_cache(4 * _SESSIONS)
def _pattern(secret: str) -> re.Pattern[str]:
    return re.compile("|".join(_forms(secret)))


@lru_cache(4 * _SESSIONS)
def _traces(secret: str) -> frozenset[str]:
    """Where none of these stands in a text, the secret does not: most texts are done with after a quick look.

    Letters and digits stay as they are in addresses, JSON and the like, so the longest run of them is a trace.
    """
    data = secret.encode("utf-8", "surrogatepass")
    plain = max(re.findall("[A-Za-z0-9]*", secret), key=len)
    return frozenset((plain, *in_base64(data), data.hex(), data.hex().upper()))


def _forms(secret: str) -> Iterator[str]:
    """Patterns: the signs of the secret, each written in any way, and the whole in base64 or hexadecimal digits."""
    data = secret.encode("utf-8", "surrogatepass")
    yield "".join(map(_sign, secret))
    yield from map(re.escape, in_base64(data))
    yield f"(?i:{data.hex()})"


@cache
def _sign(sign: str) -> str:
    """A pattern for one sign: as it is, or as an address, JSON, HTML or Python writes it, be it several times over."""
    if sign.isascii() and sign.isalnum():
        return sign
    data = sign.encode("utf-8", "surrogatepass")
    units = sign.encode("utf-16-be", "surrogatepass")
    named = html.escape(sign)
    ways = [
        *([named.replace("&", "&(?:amp;)*", 1)] if named != sign else []),
        rf"&(?:amp;)*#(?:0*{ord(sign)}|(?i:x0*{ord(sign):x}));",
        f"{_ESCAPE}*" + "".join(f"%(?:25)*(?i:{byte:02x})" for byte in data),
        "".join(rf"{_ESCAPE}+u(?i:{units[at]:02x}{units[at + 1]:02x})" for at in range(0, len(units), 2)),
        "".join(rf"{_ESCAPE}+x(?i:{byte:02x})" for byte in data),
        rf"{_ESCAPE}*{re.escape(sign)}",
    ]
    return f"(?:{'|'.join(ways)})"


class Redacting(logging.Filter):
    """Takes secrets out of a record, its traceback included, and lets it pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(_message(record)), None
        if record.exc_info:
            record.exc_text = redacted("".join(traceback.format_exception(*record.exc_info)).rstrip())
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redacted(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # logging itself would print the arguments that do not fit
        return str(record.msg)


@cache
def _guard_logs() -> None:
    """Every record of every logger goes through the filter as it is made.

    A filter of the root logger would see only the root's own records (Python documentation, logging, Filter objects).
    """
    make: Callable[..., logging.LogRecord] = logging.getLogRecordFactory()
    guard = Redacting()

    def redacted_record(*args: Any, **more: Any) -> logging.LogRecord:
        record = make(*args, **more)
        guard.filter(record)
        return record

    logging.setLogRecordFactory(redacted_record)
