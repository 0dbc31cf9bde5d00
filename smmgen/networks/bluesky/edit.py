"""Deleting a post on Bluesky; there is no editing."""

from __future__ import annotations

from smmgen.networks.bluesky import api
from smmgen.networks.bluesky.api import GATE, HOST, handle_of
from smmgen.networks.bluesky.facts import POST
from smmgen.networks.wire import Delivery, Removal, Request


def delete(delivery: Delivery) -> Removal:
    """The record, and the one that says who may reply; deleting what is not there is a yes."""
    live = delivery.require_live()
    session = yield from api.sign_in(delivery.base_url or HOST, handle_of(delivery.target), delivery.secrets["token"])
    rkey = live.id.rstrip("/").rsplit("/", 1)[-1]
    request = delivery.part.get("request")
    for collection in (POST, GATE) if request is None or "$threadgate" in request else (POST,):
        api.answer((yield _deletion(session, collection, rkey)))


def _deletion(session: api.Session, collection: str, rkey: str) -> Request:
    url = api.method_url(session.host, "com.atproto.repo.deleteRecord")
    body = {"repo": session.did, "collection": collection, "rkey": rkey}
    return Request("POST", url, session.headers, json=body)
