"""Deleting posts on Threads; they cannot be edited. https://developers.facebook.com/docs/threads/delete-posts"""

from __future__ import annotations

from smmgen.networks import graph
from smmgen.networks.threads import api
from smmgen.networks.wire import Delivery, Removal


def delete(delivery: Delivery) -> Removal:
    """DELETE of the post; one that is not there is gone."""
    identity = yield from api.number_of(delivery, delivery.require_live())
    response = yield graph.call(delivery, api.HOST, "DELETE", identity)
    if not graph.is_missing(response):
        api.answer(response)
