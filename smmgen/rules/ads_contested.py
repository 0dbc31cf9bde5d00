"""Advertising goes to a network where it is contested whether Russian law allows it.

Only with `law = "ru"` under `[rules]`. In March 2026 the antimonopoly service called advertising on Telegram, YouTube
and WhatsApp illegal, because access to them is restricted; lawyers object that they are not in the register of blocked
resources. The project decides: `ads-contested = "error"` under `[rules.severity]` keeps such posts back, `"off"` says
nothing. docs/how-to/law.md lists all such networks with dates and sources.

Wrong: `platforms: [vk, telegram]` in a post with `ads`.

Right: `platforms: [vk]`; or `ignore: [ads-contested]`, if you have decided to publish it
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM2702", "ads-contested", Severity.WARNING, fact=False, docs=__doc__)
ONLY_IF = law.is_on


def check_variant(subject: Subject) -> Iterator[Finding]:
    if row := law.advertised_on(subject, "contested"):
        message = f"this is advertising, and it is contested whether Russian law allows it on {row.title}"
        hint = "decide for the whole project: `ads-contested` under [rules.severity] may be error or off"
        yield Finding(message, hint, subject.destination, account=subject.account)
