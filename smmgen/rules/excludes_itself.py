"""An audience excludes everybody whom it includes.

Wrong: `include: [{members: vk}]` and `exclude: [{members: vk}]`

Right: `include: [{engaged: vk, days: 90}]` and `exclude: [{members: vk}]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.audience import Audience, Group
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1609", "excludes-itself", Severity.ERROR, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    audience = subject.document
    if not isinstance(audience, Audience) or not audience.front.include:
        return
    excluded = audience.front.exclude
    if all(any(_covers(out, group) for out in excluded) for group in audience.front.include):
        yield Finding("everybody who is included is excluded, too", "exclude fewer people", ("exclude",))


def _covers(out: Group, group: Group) -> bool:
    """Whoever is in `group` is in `out`."""
    same = (out.engaged, out.members, out.list) == (group.engaged, group.members, group.list)
    longer = out.days is None or (group.days is not None and group.days <= out.days)
    return same and longer and (not out.by or (bool(group.by) and set(group.by) <= set(out.by)))
