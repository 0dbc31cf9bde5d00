"""Deleting posts and comments on Instagram; captions cannot be edited.

Meta's SDK for v25 has DELETE of a media object, which the documentation of some tokens denies: the answer decides.
https://github.com/facebook/facebook-python-business-sdk (igmedia.py, igcomment.py).
"""

from __future__ import annotations

from smmgen.errors import Rejected
from smmgen.networks import graph
from smmgen.networks.instagram import api
from smmgen.networks.wire import Delivery, Removal


def delete(delivery: Delivery) -> Removal:
    """DELETE of the post or comment; one that is not there is gone."""
    identity = yield from api.number_of(delivery, delivery.require_live())
    response = yield graph.call(delivery, api.host(delivery), "DELETE", identity)
    if graph.is_missing(response):
        return
    try:
        api.answer(response)
    except Rejected as refused:
        raise Rejected(refused.message, refused.hint or "delete it in the app: not every token may") from refused
