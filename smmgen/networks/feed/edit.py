"""Replacing and deleting an entry, and the copies of media that nothing names any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from smmgen.networks.feed import api
from smmgen.networks.feed.publish import put
from smmgen.networks.feed.render import urn
from smmgen.networks.wire import Delivery, Flow, Removal


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    return {"entry": part["request"]["item"], "feed": part["request"]["feed"]}


def edit(delivery: Delivery) -> Flow:
    """The entry replaces the one of its id, and its media those that no entry names any more."""
    live, folder = delivery.require_live(), api.folder(delivery)
    before = yield from api.items(folder)
    delivery = _under_its_id(delivery, live.id, before)
    receipt = yield from put(delivery, creates=False)
    yield from api.clear(folder, before, api.merged(before, delivery.part["request"]["item"]))
    return receipt


def delete(delivery: Delivery) -> Removal:
    """The files without the entry, then without the copies that it alone has used."""
    live, folder = delivery.require_live(), api.folder(delivery)
    top, items = yield from api.feed(folder)
    gone = [item for item in items if item["id"] == live.id]
    if not gone:
        return
    left = [item for item in items if item not in gone]
    feed = {"id": urn(f"feed:{delivery.key.split(':')[-3]}"), **top}
    yield from api.write_feed(folder, feed, left, gone[0]["date_published"])
    yield from api.clear(folder, gone, left)


def _under_its_id(delivery: Delivery, identity: str, items: Sequence[Mapping[str, Any]]) -> Delivery:
    """Readers know an entry by the id it went out with, whatever its post is called by now."""
    if all(item["id"] != identity for item in items):
        return delivery
    request = delivery.part["request"]
    item = {**request["item"], "id": identity}
    return replace(delivery, part={**delivery.part, "request": {**request, "item": item}})
