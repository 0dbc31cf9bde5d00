"""What the account's server allows: GET /api/v2/instance.

Sources: https://docs.joinmastodon.org/entities/Instance/ and methods/instance/. Servers before Mastodon 4.0, Pixelfed
and Pleroma answer GET /api/v1/instance with the same `configuration`
(https://docs.joinmastodon.org/entities/V1_Instance/); earlier Pleroma says `max_toot_chars` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from smmgen.errors import Unavailable
from smmgen.networks import answers
from smmgen.networks.base import Measurement
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.mastodon import api as api
from smmgen.networks.wire import Delivery, Request

_MOST = {
    "text.length": ("statuses", "max_characters"),
    "link.length": ("statuses", "characters_reserved_per_url"),
    "media.count": ("statuses", "max_media_attachments"),
    "image.count": ("statuses", "max_media_attachments"),
    "alt.length": ("media_attachments", "description_limit"),
    "image.bytes": ("media_attachments", "image_size_limit"),
    "image.pixels": ("media_attachments", "image_matrix_limit"),
    "video.bytes": ("media_attachments", "video_size_limit"),
    "audio.bytes": ("media_attachments", "video_size_limit"),
    "video.fps": ("media_attachments", "video_frame_rate_limit"),
    "video.pixels": ("media_attachments", "video_matrix_limit"),
    "poll.options": ("polls", "max_options"),
    "poll.option": ("polls", "max_characters_per_option"),
    "poll.seconds": ("polls", "max_expiration"),
}
"""Measure -> where `configuration` says its most."""
_LEAST = {"poll.seconds": ("polls", "min_expiration")}
_MAY_BE_NONE = frozenset({"link.length"})
"""Of which 0 is said: addresses are counted in full."""
_LARGEST = 1 << 50


def measure(delivery: Delivery) -> Measurement:
    """Ask for the server's configuration. Raises Unavailable where it says nothing of limits."""
    response = yield _get(delivery, "/api/v2/instance")
    if response.status in api.NO_SUCH_CALL:
        response = yield _get(delivery, "/api/v1/instance")
    said = answers.mapping(api.answer(response))
    found = _limits(answers.mapping(said.get("configuration")))
    if "text.length" not in found and (most := _figure(said.get("max_toot_chars"))):
        found["text.length"] = Limit(at_most=most)
    if not found:
        raise Unavailable(f"{urlsplit(delivery.base_url).hostname} says nothing of its limits")
    return Limits(found)


def _get(delivery: Delivery, path: str) -> Request:
    """Anyone may ask; a server that is closed to strangers wants the token."""
    headers = api.headers(delivery) if delivery.secrets["token"] else {}
    return Request("GET", api.address(delivery, path), headers)


def _limits(configuration: Mapping[str, Any]) -> dict[str, Limit]:
    most, least = dict(_said(configuration, _MOST)), dict(_said(configuration, _LEAST))
    least = {name: bound for name, bound in least.items() if bound <= most.get(name, bound)}
    return {name: Limit(least.get(name), most.get(name)) for name in {**most, **least}}


def _said(configuration: Mapping[str, Any], places: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, int]]:
    for measure, (table, key) in places.items():
        figure = _figure(answers.mapping(configuration.get(table)).get(key))
        if figure or (figure == 0 and measure in _MAY_BE_NONE):
            yield measure, figure


def _figure(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _LARGEST else None
