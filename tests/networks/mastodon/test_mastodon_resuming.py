"""What the flows of Mastodon want kept, and how the next try goes on from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flows import answer, broken_off, delivery, drive_kept, paths, picture, text, variant

from smmgen.networks.mastodon import NETWORK
from smmgen.networks.wire import Delivery

STATUS = answer(200, {"id": "7", "content": "x", "url": "https://mastodon.example/@teplo/7"})


def toot(**known: Any) -> Delivery:
    made = variant("mastodon", text("Two", media=[picture(), picture()]), account={"base_url": "https://m.example"})
    return replace(delivery(made, NETWORK, base_url="https://m.example"), known=known)


def test_mastodon_keeps_the_id_before_the_file_is_ready() -> None:
    assert broken_off(NETWORK.publish(toot()), answer(202, {"id": "11"})) == {"media 0": "11"}


def test_mastodon_uploads_nothing_twice() -> None:
    known = {"media 0": "11", "media 1": "12"}
    answers = answer(206, {"id": "11"}), answer(200, {"id": "11"}), answer(200, {"id": "12"}), STATUS
    requests, kept, _ = drive_kept(NETWORK.publish(toot(**known)), *answers)
    assert paths(requests) == ["api/v1/media/11", "api/v1/media/11", "api/v1/media/12", "api/v1/statuses"]
    assert requests[-1].json["media_ids"] == ["11", "12"]
    assert kept == {}


def test_mastodon_uploads_again_what_the_server_has_forgotten() -> None:
    known = {"media 0": "11", "media 1": "12"}
    answers = answer(404, {"error": "Record not found"}), answer(200, {"id": "21"}), answer(200, {"id": "12"}), STATUS
    requests, kept, _ = drive_kept(NETWORK.publish(toot(**known)), *answers)
    assert requests[-1].json["media_ids"] == ["21", "12"]
    assert kept == {"media 0": "21"}
