"""What a server allows, from its own answer."""

from __future__ import annotations

from typing import Any

import pytest
from flows import answer, drive

from smmgen.errors import PublishError, Unavailable
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.mastodon import NETWORK
from smmgen.networks.wire import Delivery

# The example of https://docs.joinmastodon.org/entities/Instance/
CONFIGURATION = {
    "statuses": {"max_characters": 600, "max_media_attachments": 5, "characters_reserved_per_url": 24},
    "media_attachments": {
        "description_limit": 1600,
        "image_size_limit": 10_485_760,
        "image_matrix_limit": 16_777_216,
        "video_size_limit": 41_943_040,
        "video_frame_rate_limit": 60,
        "video_matrix_limit": 2_073_600,
    },
    "polls": {
        "max_options": 6,
        "max_characters_per_option": 60,
        "min_expiration": 600,
        "max_expiration": 1_000_000,
    },
}
EXPECTED = {
    "text.length": Limit(at_most=600),
    "link.length": Limit(at_most=24),
    "media.count": Limit(at_most=5),
    "image.count": Limit(at_most=5),
    "alt.length": Limit(at_most=1600),
    "image.bytes": Limit(at_most=10_485_760),
    "image.pixels": Limit(at_most=16_777_216),
    "video.bytes": Limit(at_most=41_943_040),
    "audio.bytes": Limit(at_most=41_943_040),
    "video.fps": Limit(at_most=60),
    "video.pixels": Limit(at_most=2_073_600),
    "poll.options": Limit(at_most=6),
    "poll.option": Limit(at_most=60),
    "poll.seconds": Limit(600, 1_000_000),
}


def measured(*answers: Any) -> Any:
    asked = Delivery({}, "", base_url="https://masto.example")
    requests, found = drive(NETWORK.measure(asked), *answers)
    return [request.url for request in requests], found


def test_everything_the_server_says() -> None:
    urls, found = measured(answer(200, {"configuration": CONFIGURATION}))
    assert urls == ["https://masto.example/api/v2/instance"]
    assert found == Limits(EXPECTED)


def test_older_servers_and_forks_answer_the_first_version() -> None:
    urls, found = measured(answer(404, {}), answer(200, {"max_toot_chars": 5000, "configuration": {"polls": {}}}))
    assert urls == ["https://masto.example/api/v2/instance", "https://masto.example/api/v1/instance"]
    assert found == Limits({"text.length": Limit(at_most=5000)})


def test_addresses_may_count_in_full() -> None:
    _, found = measured(answer(200, {"configuration": {"statuses": {"characters_reserved_per_url": 0}}}))
    assert found == Limits({"link.length": Limit(at_most=0)})
    long = "https://a.example/" + "x" * 100
    assert NETWORK.length_within(long, found) == len(long)
    assert NETWORK.length_within(long, Limits({"link.length": Limit(at_most=30)})) == 30
    assert NETWORK.length_within(long, Limits()) == 23


@pytest.mark.parametrize("wrong", [0, -1, True, "500", 5.5, None, [], 1 << 60])
def test_what_makes_no_sense_is_left_out(wrong: Any) -> None:
    said = {"statuses": {"max_characters": wrong, "max_media_attachments": 4}, "polls": wrong}
    _, found = measured(answer(200, {"configuration": said}))
    assert found == Limits({"media.count": Limit(at_most=4), "image.count": Limit(at_most=4)})


def test_a_least_above_the_most_is_left_out() -> None:
    _, found = measured(answer(200, {"configuration": {"polls": {"min_expiration": 9, "max_expiration": 5}}}))
    assert found == Limits({"poll.seconds": Limit(at_most=5)})


@pytest.mark.parametrize("said", [{}, [], {"configuration": []}, {"configuration": {"statuses": 5}}])
def test_a_server_that_says_nothing(said: Any) -> None:
    with pytest.raises(Unavailable, match=r"masto\.example says nothing of its limits"):
        measured(answer(200, said))


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_refusal_is_one(status: int) -> None:
    with pytest.raises(PublishError):
        measured(answer(status, {"error": "no"}))
