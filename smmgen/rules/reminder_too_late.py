"""A post that invites to an event goes out after the event has begun.

It is most often a reminder whose time was not moved with the event. Posts that tell how it was invite to nothing.

Wrong: `event: cupping`, `schedule: 2026-12-12 18:00` and `Приходите` where the event has `starts: 2026-12-12 17:00`.

Right: `schedule: 2026-12-12 12:00`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM1502", "reminder-too-late", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    if not post.front.event:
        return
    from smmgen.rules.event_texts import Said, event_of

    event = event_of(post, subject.library)
    if event is None:
        return
    end = event.ends if event.ends and len(event.dates) > 1 else event.starts
    late = {name: moment for name, moment in post.moments.items() if moment and moment.instant >= end.instant}
    said = Said(post)
    if not late or not said.invites(event) or said.looks_further(event):
        return
    has = "ended" if end is event.ends else "begun"
    for account, moment in late.items():
        when = moment.wall.replace("T", " ")
        message = f"it invites at {when} to the event `{event.uid}`, which has {has} at {end.wall.replace('T', ' ')}"
        yield Finding(message, "send it earlier", post.written(account, ("schedule",)), account=account)
