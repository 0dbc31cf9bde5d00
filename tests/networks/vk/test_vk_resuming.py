"""What the flows of VK want kept, and how the next try goes on from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flows import answer, broken_off, delivery, drive_kept, paths, picture, text, variant, video

from smmgen.content.model import Poll
from smmgen.networks.vk import NETWORK
from smmgen.networks.wire import Delivery, Response
from smmgen.secret import Secret, Secrets

SERVER = answer(200, {"response": {"upload_url": "https://pu.vk.example/"}})
SENT = answer(200, {"server": 6, "photo": "[1]", "hash": "h"})
VIDEO = answer(200, {"response": {"upload_url": "https://vu.vk.example/", "video_id": 7, "owner_id": -1}})
FILM = answer(200, {"size": 5000, "video_hash": "x"})
POLLED = answer(200, {"response": {"id": 9, "owner_id": -1}})
POSTED = answer(200, {"response": {"post_id": 17}})


def saved(number: int) -> Response:
    return answer(200, {"response": [{"id": number, "owner_id": -1, "access_key": "k"}]})


def wall(**known: Any) -> Delivery:
    poll = Poll(question="Which?", options=["a", "b"])
    parts = text("Hi", media=[picture(), picture(), video()])
    made = variant("vk", parts, account={"target": -1}, fields={"poll": poll})
    return replace(delivery(made, NETWORK), secrets=Secrets({"user_token": Secret("user")}), known=known)


def test_vk_keeps_photos_videos_and_polls_one_by_one() -> None:
    flow = NETWORK.publish(wall())
    kept = broken_off(flow, SERVER, SENT, saved(45), SERVER, SENT, saved(46), VIDEO, FILM, POLLED)
    assert kept == {"media 0": "photo-1_45_k", "media 1": "photo-1_46_k", "media 2": "video-1_7", "poll": "poll-1_9"}


def test_vk_goes_on_after_the_first_photo() -> None:
    assert broken_off(NETWORK.publish(wall()), SERVER, SENT, saved(45), SERVER, SENT) == {"media 0": "photo-1_45_k"}
    requests, kept, _ = drive_kept(
        NETWORK.publish(wall(**{"media 0": "photo-1_45_k"})), SERVER, SENT, saved(46), VIDEO, FILM, POLLED, POSTED
    )
    assert requests[-1].form is not None
    assert requests[-1].form["attachments"] == "photo-1_45_k,photo-1_46_k,video-1_7,poll-1_9"
    assert set(kept) == {"media 1", "media 2", "poll"}


def test_vk_posts_at_once_when_all_is_there() -> None:
    known = {"media 0": "photo-1_45_k", "media 1": "photo-1_46_k", "media 2": "video-1_7", "poll": "poll-1_9"}
    requests, _, _ = drive_kept(NETWORK.publish(wall(**known)), POSTED)
    assert paths(requests) == ["wall.post"]
