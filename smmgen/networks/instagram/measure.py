"""What the account may do: its quota, which the documentation gives as 50 in one place and as 100 in another.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
"""

from __future__ import annotations

from smmgen.errors import Unavailable
from smmgen.networks.base import Measurement
from smmgen.networks.instagram import api
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.wire import Delivery


def measure(delivery: Delivery) -> Measurement:
    """Posts in 24 hours. Raises Unavailable where no figure is said."""
    _, most = yield from api.quota(delivery)
    if most <= 0:
        raise Unavailable("Instagram says nothing of the account's quota")
    return Limits({"day.posts": Limit(at_most=most)})
