"""Keep secrets out of everything that is written down: messages, the ledger, reports, tracebacks."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

MARK = "[secret]"
_SHORTEST = 6
_SAFE_IN_PATHS = "/:@!$&'()*+,;="
"""Characters that HTTP clients leave as they are in a path (RFC 3986, pchar)."""
_known: set[str] = set()


def remember(*secrets: str) -> None:
    """From now on `redacted` takes these out. Words shorter than 6 characters would blot out ordinary text."""
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            quoted = (quote(secret, safe=safe) for safe in ("", "/", _SAFE_IN_PATHS))
            _known.update((secret, *quoted, quote_plus(secret), json.dumps(secret)[1:-1]))


def redacted(text: str) -> str:
    """The text with every remembered secret, raw or quoted for an address or JSON, replaced by `[secret]`."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, MARK)
    return text
