"""Two audiences of one campaign are defined by mostly the same.

Paid posts then bid against each other for the same people, and the results of the two tell nothing apart.

Wrong: `audiences: [neighbours, guests]`, where both have `who: {age: 20-45, interests: [coffee, breakfast]}`.

Right: one of the two, or one that excludes the other's people.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from smmgen.content.documents.audience import AUDIENCE, AudienceFront
from smmgen.content.documents.campaign import CAMPAIGN
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1610", "overlapping-audiences", Severity.INFO, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    known = {audience.uid: pieces(audience.front) for audience in plan.all_of(AUDIENCE)}
    for campaign in plan.all_of(CAMPAIGN) if known else ():
        named = [(at, name) for at, name in enumerate(campaign.front.audiences) if known.get(name)]
        for (_, one), (at, other) in combinations(named, 2):
            shared, whole = known[one] & known[other], known[one] | known[other]
            if one != other and 2 * len(shared) > len(whole):
                message = f"`{one}` and `{other}` share most of what defines them"
                span = campaign.span(("audiences", at))
                yield campaign.path, Finding(message, "keep one of the two, or let one exclude the other", span=span)


def pieces(front: AudienceFront) -> frozenset[str]:
    """What defines an audience, piece by piece. Language alone tells nobody apart."""
    who = front.who
    found = {f"interest {word.casefold()}" for word in who.interests}
    found |= {f"near {place.lat:.2f} {place.lon:.2f}" for place in who.near}
    found |= {f"age {who.age}"} if who.age else set()
    groups = (("in", front.include), ("out", front.exclude))
    found |= {f"{sign} {group.engaged or group.members or group.list}" for sign, listed in groups for group in listed}
    return frozenset(found)
