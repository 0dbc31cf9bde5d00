"""Something that `link` says about its card is not sent: the network makes the card itself, or shows none.

Telegram and Mastodon receive only an address and make the card from the page. VK accepts a title, and a feed uses the
title as the text of the link; neither accepts a description or a picture. Bluesky accepts all three, but not together
with pictures. A title for one network is best written for that network only.

Wrong, in a post for Telegram and Bluesky: `link: {url: https://example.com, title: The menu}`.

Right: `link: https://example.com` and `bluesky: {link: {url: https://example.com, title: The menu}}`; Telegram shows
the title of the page. Or `ignore: [card-not-sent]` if you mean it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM423", "card-not-sent", Severity.INFO, fact=False, docs=__doc__)

WORDS = {"title": "title", "description": "description", "image": "picture"}


def check_variant(subject: Subject) -> Iterator[Finding]:
    link = subject.variant.fields.link
    if link is None:
        return
    written = [key for key in WORDS if getattr(link, key)]
    sent = subject.network.card_keys(subject.variant) if written else frozenset()
    lost = [key for key in written if key not in sent]
    if lost:
        yield Finding(
            f"{_and([WORDS[key] for key in lost])} of `link` {'is' if len(lost) == 1 else 'are'} not sent to "
            f"{subject.network.title}",
            _hint(bool(sent), bool(subject.variant.parts[0].media)),
            ("link", lost[0]),
            account=subject.account,
        )


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _hint(shows_some: bool, has_media: bool) -> str:
    if has_media and not shows_some:
        return "there is no card together with media: write it under a network that shows one, or drop it"
    return "the content of the card comes from the page; write this under a network that accepts it"
