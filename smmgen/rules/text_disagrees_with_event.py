"""A post of an event states a day, a weekday or an hour that is not the event's.

Readers come when the post says. Dates are compared with the event's `starts` and `ends`, weekdays with the calendar,
`tomorrow` with the day on which the post goes out. Deadlines (`until 10 December`), what recurs (`on Saturdays`),
hours of opening, and what has been before the post are left alone. Where a text names the right day, too, another one
close to it is only a warning.

Wrong: `event: cupping` and `Ждём в субботу, 13 декабря, в 17:00`, where the event has `starts: 2026-12-12 17:00`.

Right: `Ждём в субботу, 12 декабря, в 17:00`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM1503", "text-disagrees-with-event", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    if not subject.post.front.event:
        return
    from smmgen.rules.event_disagreement import wrong
    from smmgen.rules.event_texts import Said, event_of

    event = event_of(subject.post, subject.library)
    if event is None or event.front.state == "cancelled":
        return
    for found in wrong(Said(subject.post), event):
        severity = None if found.is_sure else Severity.WARNING
        message = f"`{' '.join(found.was.split())}` is not when the event `{event.uid}` is: {found.real}"
        hint = f"write `{' '.join(found.right.split())}`" if found.right else "say when it is"
        hint = f"{hint}, or change {event.path}"
        yield Finding(message, hint, span=found.span, fixes=found.fixes, severity=severity, account=found.account)
