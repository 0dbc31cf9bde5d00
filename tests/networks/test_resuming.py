"""What a flow wants kept, and how the next try goes on from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flows import answer, delivery, drive_kept, picture, text, variant, video

from smmgen.content.model import Poll
from smmgen.errors import Unavailable
from smmgen.networks.bluesky import NETWORK as BLUESKY
from smmgen.networks.mastodon import NETWORK as MASTODON
from smmgen.networks.vk import NETWORK as VK
from smmgen.networks.wire import Delivery, Progress, Request, Response
from smmgen.secret import Secret, Secrets

STATUS = answer(200, {"id": "7", "content": "x", "url": "https://mastodon.example/@teplo/7"})


def broken_off(flow: Any, *answers: Response) -> dict[str, Any]:
    """What was kept when the run died after these answers."""
    kept: dict[str, Any] = {}
    waiting, step = list(answers), next(flow)
    while True:
        if isinstance(step, Progress):
            kept |= step.known
            step = next(flow)
        elif waiting:
            step = flow.send(waiting.pop(0))
        else:
            flow.close()
            return kept


def paths(requests: list[Request]) -> list[str]:
    return [request.url.partition("/method/")[2] or request.url.split("/", 3)[3] for request in requests]


# Mastodon


def toot(**known: Any) -> Delivery:
    made = variant("mastodon", text("Two", media=[picture(), picture()]), account={"base_url": "https://m.example"})
    return replace(delivery(made, MASTODON, base_url="https://m.example"), known=known)


def test_mastodon_keeps_the_id_before_the_file_is_ready() -> None:
    assert broken_off(MASTODON.publish(toot()), answer(202, {"id": "11"})) == {"media 0": "11"}


def test_mastodon_uploads_nothing_twice() -> None:
    known = {"media 0": "11", "media 1": "12"}
    answers = answer(206, {"id": "11"}), answer(200, {"id": "11"}), answer(200, {"id": "12"}), STATUS
    requests, kept, _ = drive_kept(MASTODON.publish(toot(**known)), *answers)
    assert paths(requests) == ["api/v1/media/11", "api/v1/media/11", "api/v1/media/12", "api/v1/statuses"]
    assert requests[-1].json["media_ids"] == ["11", "12"]
    assert kept == {}


def test_mastodon_uploads_again_what_the_server_has_forgotten() -> None:
    known = {"media 0": "11", "media 1": "12"}
    answers = answer(404, {"error": "Record not found"}), answer(200, {"id": "21"}), answer(200, {"id": "12"}), STATUS
    requests, kept, _ = drive_kept(MASTODON.publish(toot(**known)), *answers)
    assert requests[-1].json["media_ids"] == ["21", "12"]
    assert kept == {"media 0": "21"}


# VK

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
    return replace(delivery(made, VK), secrets=Secrets({"user_token": Secret("user")}), known=known)


def test_vk_keeps_photos_videos_and_polls_one_by_one() -> None:
    flow = VK.publish(wall())
    kept = broken_off(flow, SERVER, SENT, saved(45), SERVER, SENT, saved(46), VIDEO, FILM, POLLED)
    assert kept == {"media 0": "photo-1_45_k", "media 1": "photo-1_46_k", "media 2": "video-1_7", "poll": "poll-1_9"}


def test_vk_goes_on_after_the_first_photo() -> None:
    assert broken_off(VK.publish(wall()), SERVER, SENT, saved(45), SERVER, SENT) == {"media 0": "photo-1_45_k"}
    requests, kept, _ = drive_kept(
        VK.publish(wall(**{"media 0": "photo-1_45_k"})), SERVER, SENT, saved(46), VIDEO, FILM, POLLED, POSTED
    )
    assert requests[-1].form is not None
    assert requests[-1].form["attachments"] == "photo-1_45_k,photo-1_46_k,video-1_7,poll-1_9"
    assert set(kept) == {"media 1", "media 2", "poll"}


def test_vk_posts_at_once_when_all_is_there() -> None:
    known = {"media 0": "photo-1_45_k", "media 1": "photo-1_46_k", "media 2": "video-1_7", "poll": "poll-1_9"}
    requests, _, _ = drive_kept(VK.publish(wall(**known)), POSTED)
    assert paths(requests) == ["wall.post"]


# Bluesky

SESSION = answer(200, {"did": "did:plc:a", "handle": "teplo.example", "accessJwt": "jwt"})
SERVICE = answer(200, {"token": "service"})
MP4 = {"$type": "blob", "ref": {"$link": "cid"}, "mimeType": "video/mp4", "size": 5000}
ENCODING = answer(200, {"jobId": "j1", "state": "JOB_STATE_ENCODING"})
DONE = answer(200, {"jobStatus": {"jobId": "j1", "state": "JOB_STATE_COMPLETED", "blob": MP4}})
PUT = answer(200, {"uri": "at://did:plc:a/app.bsky.feed.post/k", "cid": "c"})


def film(**known: Any) -> Delivery:
    made = variant("bluesky", text("x", media=[video()]), account={"target": "teplo.example"})
    return replace(delivery(made, BLUESKY), known=known)


def test_bluesky_keeps_the_job_while_it_runs_and_the_blob_when_it_is_done() -> None:
    assert broken_off(BLUESKY.publish(film()), SESSION, SERVICE, ENCODING) == {"media 0 job": "j1"}
    _, kept, _ = drive_kept(BLUESKY.publish(film()), SESSION, SERVICE, ENCODING, DONE, PUT)
    assert kept == {"media 0 job": "j1", "media 0": MP4}


def test_bluesky_asks_after_the_job_instead_of_uploading_the_film_again() -> None:
    requests, _, _ = drive_kept(BLUESKY.publish(film(**{"media 0 job": "j1"})), SESSION, SERVICE, DONE, PUT)
    assert [request.upload for request in requests] == [None] * 4
    assert requests[2].query == {"jobId": "j1"}
    assert requests[-1].json["record"]["embed"]["video"] == MP4


NO_JOB = answer(404, {"error": "JobNotFound"})
FAILED = answer(200, {"jobStatus": {"jobId": "j1", "state": "JOB_STATE_FAILED"}})


@pytest.mark.parametrize("gone", [NO_JOB, FAILED], ids=["forgotten", "failed"])
def test_bluesky_uploads_again_when_the_job_is_lost(gone: Response) -> None:
    given = film(**{"media 0 job": "j1"})
    requests, kept, _ = drive_kept(BLUESKY.publish(given), SESSION, SERVICE, gone, ENCODING, DONE, PUT)
    assert requests[3].upload is not None
    assert kept["media 0"] == MP4


def test_bluesky_puts_at_once_when_the_blob_is_there() -> None:
    requests, _, _ = drive_kept(BLUESKY.publish(film(**{"media 0": MP4})), SESSION, PUT)
    assert [request.creates for request in requests] == [False, True]


def test_an_upload_that_makes_no_sense_keeps_nothing() -> None:
    with pytest.raises(Unavailable):
        drive_kept(BLUESKY.publish(film()), SESSION, SERVICE, answer(200, {}))
