"""Publishing on Pinboard: the files, then one `POST /pins`. The same `key` makes one pin in a day."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smm_pinboard import api
from smmgen.errors import Ambiguous, Unavailable
from smmgen.networks import answers
from smmgen.networks.wire import Delivery, File, Flow, Probe, Progress, Request, Response, Search, filled


def publish(delivery: Delivery) -> Flow:
    files = []
    for index, media in enumerate(delivery.part["media"]):
        files.append((yield from _uploaded(delivery, media, f"media {index}")))
    body = {**filled(delivery.part["request"], files), "key": delivery.key}
    return api.receipt(api.created((yield api.call(delivery, "POST", "/pins", json=body, creates=True))))


def _uploaded(delivery: Delivery, media: Mapping[str, Any], name: str) -> Generator[Request | Progress, Response, str]:
    """The id of the file: as an earlier try left it, or uploaded now and kept."""
    if known := delivery.known.get(name):
        return str(known)
    file = File(media["path"], media["type"], media["sha256"])
    made = answers.mapping(api.answer((yield api.call(delivery, "POST", "/files", upload=file))))
    if not (identity := answers.identity(made.get("file"))):
        raise Unavailable("pinboard did not say which file it has kept", "try again later")
    yield Progress({name: identity})
    return identity


def find(delivery: Delivery) -> Search:
    pins = answers.mappings(api.answer((yield api.call(delivery, "GET", "/pins", query={"key": delivery.key}))))
    if pins is None:
        raise Ambiguous("pinboard's list of pins made no sense", api.LOOK)
    return api.receipt(pins[0]) if pins else None


def probe(delivery: Delivery) -> Probe:
    me = answers.mapping(api.answer((yield api.call(delivery, "GET", "/me"))))
    return f"{answers.said(me.get('name')) or '?'} may pin"
