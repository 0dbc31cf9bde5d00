"""No browser can open this address.

It has no host, or a host without a dot; or it contains a space, a control character, or an ellipsis in place of the
rest. A control character usually comes from a backslash in double quotes, which starts an escape sequence in YAML.

Wrong: `link: https://teplo.example/winter menu`

Right: `link: https://teplo.example/winter-menu`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from smmgen.diagnostics import Severity
from smmgen.markup.addresses import split
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM505", "broken-link", Severity.ERROR, fact=False, docs=__doc__)

_HOST = regex.compile(r"[\w\p{M}-]+(\.[\w\p{M}-]+)*\.?")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for link in subject.links:
        if link.scheme in ("https", "http") and "://" in link.url:
            place = link.field, link.line, link.texts, link.nth
            host = _host(link.url)
            if flaw := _flaw(link.url, host):
                hint = "copy the address from the browser's address bar"
                yield Finding(f"the link `{link.url}` {flaw}", hint, *place)
            elif "." not in host and ":" not in host:
                hint = f"write the full host name, `{host}.example`, or only the name if it is not an address"
                yield Finding(f"`{host}` is not an internet host", hint, *place, severity=Severity.WARNING)


def _host(url: str) -> str:
    """`teplo.example` as it is written, or the number of one; "" where there is none."""
    parts = split(url)
    if not parts or not parts.hostname:
        return ""
    at = parts.netloc.lower().rfind(parts.hostname)
    host = parts.netloc[at : at + len(parts.hostname)] if at >= 0 else parts.hostname
    return host if ":" in host or _HOST.fullmatch(host) else ""


def _flaw(url: str, host: str) -> str:
    if found := _CONTROL.search(url):
        return f"contains a control character, U+{ord(found[0]):04X}"
    if any(char.isspace() for char in url) or "%20" in url.partition("://")[2].partition("/")[0]:
        return "contains a space"
    if "…" in url or url.endswith("..."):
        return "is cut short"
    return "" if host else "has no host"
