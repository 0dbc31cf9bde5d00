"""What the profile may do: its quota. https://developers.facebook.com/docs/threads/overview"""

from __future__ import annotations

from smmgen.errors import Unavailable
from smmgen.networks.base import Measurement
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.threads import api
from smmgen.networks.wire import Delivery


def measure(delivery: Delivery) -> Measurement:
    """Posts in 24 hours. Raises Unavailable where no figure is said."""
    _, most = yield from api.quota(delivery)
    if most <= 0:
        raise Unavailable("Threads says nothing of the profile's quota")
    return Limits({"day.posts": Limit(at_most=most)})
