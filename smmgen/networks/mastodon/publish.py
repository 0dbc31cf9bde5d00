"""Publishing on Mastodon: one POST of a status under an Idempotency-Key.

Sources: https://docs.joinmastodon.org/methods/statuses/, mastodon/mastodon `app/services/post_status_service.rb`, and
for Pleroma and Pixelfed their own code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from smmgen.networks import answers
from smmgen.networks.mastodon import api as api
from smmgen.networks.wire import Delivery, Flow, Probe, Request, Search, filled


def publish(delivery: Delivery) -> Flow:
    request = delivery.part["request"]
    ids = []
    for index, media in enumerate(delivery.part["media"]):
        ids.append((yield from api.uploaded(delivery, media, api.focus_of(request, index), f"media {index}")))
    body = filled(_timed(request, delivery.native), ids, delivery.previous)
    headers = {**api.headers(delivery), "Idempotency-Key": api.idempotency_key(delivery)}
    call = Request("POST", api.address(delivery, "/api/v1/statuses"), headers, json=body, creates=True)
    return api.receipt_of(api.created((yield call)))


def find(delivery: Delivery) -> Search:
    me = yield from api.own_id(delivery)
    may_wait = delivery.native or "scheduled_at" in delivery.part["request"]  # the scheduler may be late
    if may_wait and (waiting := (yield from api.waiting(delivery))):
        return waiting
    return (yield from api.posted(delivery, me))


def probe(delivery: Delivery) -> Probe:
    account = api.entity((yield api.get(delivery, "/api/v1/accounts/verify_credentials")))
    return f"@{answers.said(account.get('acct')) or account['id']} on {urlsplit(delivery.base_url).netloc}"


def _timed(request: Mapping[str, Any], native: bool) -> dict[str, Any]:
    """The body without `scheduled_at` when smm itself delivers."""
    return {name: value for name, value in request.items() if native or name != "scheduled_at"}
