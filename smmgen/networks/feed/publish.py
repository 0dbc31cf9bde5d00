"""Writing an entry: its media, then both feeds."""

from __future__ import annotations

from smmgen.networks.feed import api
from smmgen.networks.feed.render import copy_of
from smmgen.networks.wire import Delivery, File, Flow, Probe, Request, Search


def publish(delivery: Delivery) -> Flow:
    return put(delivery, creates=True)


def find(delivery: Delivery) -> Search:
    folder, request = api.folder(delivery), delivery.part["request"]
    items = yield from api.items(folder)
    return api.receipt(request, folder) if any(item["id"] == request["item"]["id"] for item in items) else None


def probe(delivery: Delivery) -> Probe:
    folder = api.folder(delivery)
    items = yield from api.items(folder)
    return f"{folder.removeprefix('file:')}/feed.json with {len(items)} entr{'y' if len(items) == 1 else 'ies'}"


def put(delivery: Delivery, creates: bool) -> Flow:
    folder, request = api.folder(delivery), delivery.part["request"]
    items = api.merged((yield from api.items(folder)), request["item"])
    for media in delivery.part["media"]:
        copy = File(media["path"], media["type"], media["sha256"])
        yield from api.write(Request("PUT", f"{folder}/{copy_of(media['path'], media['sha256'])}", upload=copy))
    yield from api.write_feed(folder, request["feed"], items, request["item"]["date_published"], creates)
    return api.receipt(request, folder)
