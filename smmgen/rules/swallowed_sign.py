"""A character right after an address would become part of it, so that the link leads nowhere.

Mastodon ends an address at a space, `<`, `>`, brackets and English punctuation, but treats a closing quote, an
ellipsis, a dash or an emoji as part of the path.

Wrong: `See «https://teplo.example/menu»` in a post that goes to Mastodon.

Right: `See «[menu](https://teplo.example/menu) »`, or the address without quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.markup.addresses import web_addresses
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM509", "swallowed-sign", Severity.WARNING, fact=False, docs=__doc__)

_PATH = re.compile(r"https?://[^/?#\s]+/[^?]*", re.IGNORECASE)


def check_variant(subject: Subject) -> Iterator[Finding]:
    swallows = subject.network.facts.style.swallows
    if not swallows:
        return
    places = {link.url: link for link in reversed(subject.about.links) if link.line}
    for text in (part.rich.text for part in subject.variant.parts):
        for start, end in web_addresses(text):
            address, sign = text[start:end], text[end : end + 1]
            if sign and sign.isprintable() and _PATH.fullmatch(address) and re.match(swallows, sign):
                link = places.get(address)
                yield Finding(
                    f"{subject.network.title} treats `{sign}` as the end of `{address}`",
                    "put a blank between the two",
                    line=link.line if link else 0,
                    texts=link.texts if link else (),
                    account=subject.account,
                )
