"""What the flows of Bluesky want kept, and how the next try goes on from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flows import answer, broken_off, delivery, drive_kept, text, variant, video

from smmgen.errors import Unavailable
from smmgen.networks.bluesky import NETWORK
from smmgen.networks.wire import Delivery, Response

SESSION = answer(200, {"did": "did:plc:a", "handle": "teplo.example", "accessJwt": "jwt"})
SERVICE = answer(200, {"token": "service"})
MP4 = {"$type": "blob", "ref": {"$link": "cid"}, "mimeType": "video/mp4", "size": 5000}
ENCODING = answer(200, {"jobId": "j1", "state": "JOB_STATE_ENCODING"})
DONE = answer(200, {"jobStatus": {"jobId": "j1", "state": "JOB_STATE_COMPLETED", "blob": MP4}})
PUT = answer(200, {"uri": "at://did:plc:a/app.bsky.feed.post/k", "cid": "c"})


def film(**known: Any) -> Delivery:
    made = variant("bluesky", text("x", media=[video()]), account={"target": "teplo.example"})
    return replace(delivery(made, NETWORK), known=known)


def test_bluesky_keeps_the_job_while_it_runs_and_the_blob_when_it_is_done() -> None:
    assert broken_off(NETWORK.publish(film()), SESSION, SERVICE, ENCODING) == {"media 0 job": "j1"}
    _, kept, _ = drive_kept(NETWORK.publish(film()), SESSION, SERVICE, ENCODING, DONE, PUT)
    assert kept == {"media 0 job": "j1", "media 0": MP4}


def test_bluesky_asks_after_the_job_instead_of_uploading_the_film_again() -> None:
    requests, _, _ = drive_kept(NETWORK.publish(film(**{"media 0 job": "j1"})), SESSION, SERVICE, DONE, PUT)
    assert [request.upload for request in requests] == [None] * 4
    assert requests[2].query == {"jobId": "j1"}
    assert requests[-1].json["record"]["embed"]["video"] == MP4


NO_JOB = answer(404, {"error": "JobNotFound"})
FAILED = answer(200, {"jobStatus": {"jobId": "j1", "state": "JOB_STATE_FAILED"}})


@pytest.mark.parametrize("gone", [NO_JOB, FAILED], ids=["forgotten", "failed"])
def test_bluesky_uploads_again_when_the_job_is_lost(gone: Response) -> None:
    given = film(**{"media 0 job": "j1"})
    requests, kept, _ = drive_kept(NETWORK.publish(given), SESSION, SERVICE, gone, ENCODING, DONE, PUT)
    assert requests[3].upload is not None
    assert kept["media 0"] == MP4


def test_bluesky_puts_at_once_when_the_blob_is_there() -> None:
    requests, _, _ = drive_kept(NETWORK.publish(film(**{"media 0": MP4})), SESSION, PUT)
    assert [request.creates for request in requests] == [False, True]


def test_an_upload_that_makes_no_sense_keeps_nothing() -> None:
    with pytest.raises(Unavailable):
        drive_kept(NETWORK.publish(film()), SESSION, SERVICE, answer(200, {}))
