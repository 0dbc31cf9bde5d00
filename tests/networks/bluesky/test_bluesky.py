from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import lexicons
import pytest
from flows import PLANNED, answer, delivery, drive, picture, receipt, text, variant, video
from lexicons import input_errors, query_errors, record_errors

from smmgen.errors import Ambiguous, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.markup.text import Mark, RichText
from smmgen.networks.bluesky import NETWORK
from smmgen.networks.bluesky.api import ALPHABET, tid
from smmgen.networks.bluesky.render import facets
from smmgen.networks.wire import File, Receipt
from smmgen.variants.types import LinkCard

DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
CID = "bafyreibjifzpqj6o6wcq3hejh7y4z4z2vmiklkvykc57tw3pcbx3kxifpm"
ACCOUNT = {"target": "@teplo.bsky.social"}
ENDPOINT = "https://morel.us-east.host.bsky.network"
SESSION = answer(
    200,
    {
        "did": DID,
        "handle": "teplo.bsky.social",
        "accessJwt": "jwt",
        "refreshJwt": "r",
        "didDoc": {"service": [{"id": "#atproto_pds", "serviceEndpoint": ENDPOINT}]},
    },
    date="Fri, 27 Nov 2026 07:00:05 GMT",
)
BLOB = {"$type": "blob", "ref": {"$link": CID}, "mimeType": "image/jpeg", "size": 1000}
MP4 = {"$type": "blob", "ref": {"$link": CID}, "mimeType": "video/mp4", "size": 5000}


def put(rkey: str) -> Any:
    return answer(200, {"uri": f"at://{DID}/app.bsky.feed.post/{rkey}", "cid": CID})


def published(made: Any, *answers: Any, index: int = 0, **more: Any) -> tuple[list[Any], Receipt]:
    """The flow's requests after signing in, and its receipt."""
    given = delivery(made, NETWORK, index, **more)
    requests, result = drive(NETWORK.publish(given), SESSION, *answers, put(given.part["request"]["rkey"]))
    return requests[1:], result


def microseconds(key: str) -> int:
    number = 0
    for letter in key:
        number = number * 32 + ALPHABET.index(letter)
    return number >> 10


# Record keys


def test_a_tid_holds_the_planned_second() -> None:
    found = datetime.fromtimestamp(microseconds(tid(PLANNED, "bf:acc:1:1")) / 1e6, UTC)
    assert found.replace(microsecond=0) == PLANNED


def test_a_tid_is_the_same_for_ever_and_another_one_for_every_key() -> None:
    keys = [f"post-{n}:acc:1:1" for n in range(2000)]
    made = {tid(PLANNED, key) for key in keys}
    assert len(made) == 2000
    assert tid(PLANNED, keys[7]) == tid(PLANNED.astimezone(), keys[7])


def test_tids_sort_as_their_times() -> None:
    made = [tid(PLANNED + timedelta(seconds=n * 977), "one") for n in range(500)]
    assert made == sorted(made)


def test_tids_are_of_the_specified_form_and_agree_with_the_sdk() -> None:
    formats = pytest.importorskip("atproto_client.models.string_formats", reason="the atproto SDK is not installed")
    for year in (2000, 2026, 2099):
        for n in range(50):
            key = tid(datetime(year, 1, 1, tzinfo=UTC), str(n))
            assert re.fullmatch(f"[234567abcdefghij][{ALPHABET}]{{12}}", key)
            assert formats.TID_RE.match(key)


# Facets


def test_facets_count_bytes() -> None:
    rich = RichText("☕ Латте: teplo.example/bf", (Mark(9, 25, "link", "https://teplo.example/bf"),))
    assert facets(rich) == [
        {
            "index": {"byteStart": 3 + 1 + 10 + 1 + 1, "byteEnd": 16 + 16},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://teplo.example/bf"}],
        }
    ]


def test_facets_do_not_overlap() -> None:
    rich = RichText("#кофе", (Mark(0, 5, "link", "https://a.example"), Mark(0, 5, "hashtag", "кофе")))
    assert [facet["features"][0]["$type"] for facet in facets(rich)] == ["app.bsky.richtext.facet#link"]


def test_a_mention_of_no_handle_and_an_endless_tag_stay_text() -> None:
    long = "я" * 65
    rich = RichText(f"@teplo #{long}", (Mark(0, 6, "mention", "teplo"), Mark(7, 73, "hashtag", long)))
    assert facets(rich) == []


def test_facets_agree_with_the_sdk() -> None:
    client = pytest.importorskip("atproto", reason="the atproto SDK is not installed").client_utils
    built = (
        client.TextBuilder().text("Семья 👨‍👩‍👧‍👦 ").tag("#кофе", "кофе").text(" и ").link("сайт", "https://t.example")
    )
    start = len("Семья 👨‍👩‍👧‍👦 ")
    marks = (Mark(start, start + 5, "hashtag", "кофе"), Mark(start + 8, start + 12, "link", "https://t.example"))
    ours = facets(RichText(built.build_text(), marks))
    theirs = [(f.index.byte_start, f.index.byte_end) for f in built.build_facets()]
    assert [(f["index"]["byteStart"], f["index"]["byteEnd"]) for f in ours] == theirs


# The record


def rendered(*parts: Any, **more: Any) -> Any:
    return NETWORK.render(variant("bluesky", *parts, account=ACCOUNT, **more))


def test_a_plain_post() -> None:
    (request,) = rendered(text("Тёплый латте"), fields={"targeting": {"language": "ru"}})
    assert request == {
        "repo": "teplo.bsky.social",
        "collection": "app.bsky.feed.post",
        "rkey": tid(PLANNED, "bf-latte:acc:1:1"),
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Тёплый латте",
            "createdAt": "2026-11-27T07:00:00.000Z",
            "langs": ["ru"],
        },
    }


def test_without_a_schedule_the_date_is_fixed() -> None:
    (request,) = rendered(text("x"), at=None)
    assert request["record"]["createdAt"] == "2000-01-01T00:00:00.000Z"


def test_the_parts_of_a_thread_have_their_order() -> None:
    made = [request["record"]["createdAt"] for request in rendered(text("1"), text("2"))]
    assert made == ["2026-11-27T07:00:00.000Z", "2026-11-27T07:00:00.001Z"]


def test_labels_and_pictures() -> None:
    options = {"targeting": {"bluesky": {"labels": ["graphic-media"]}}}
    (request,) = rendered(text("x", media=[picture(), picture(alt="", width=0)]), fields=options)
    assert request["record"]["labels"]["values"] == [{"val": "graphic-media"}]
    assert request["record"]["embed"] == {
        "$type": "app.bsky.embed.images",
        "images": [
            {"image": {"$media": 0}, "aspectRatio": {"width": 800, "height": 600}, "alt": "A latte"},
            {"image": {"$media": 1}, "alt": ""},
        ],
    }


def test_a_link_card_falls_back_to_the_site_as_title() -> None:
    (request,) = rendered(text("x"), card=LinkCard("https://teplo.example/bf"))
    expected = {"uri": "https://teplo.example/bf", "title": "teplo.example", "description": ""}
    assert request["record"]["embed"] == {"$type": "app.bsky.embed.external", "external": expected}


def test_pictures_leave_no_room_for_a_card() -> None:
    (request,) = rendered(text("x", media=[picture()]), card=LinkCard("https://teplo.example/bf"))
    assert request["record"]["embed"]["$type"] == "app.bsky.embed.images"


@pytest.mark.parametrize(
    ("replies", "rules"),
    [
        ("nobody", []),
        ("mentioned", [{"$type": "app.bsky.feed.threadgate#mentionRule"}]),
        ("followers", [{"$type": "app.bsky.feed.threadgate#followerRule"}]),
    ],
)
def test_who_may_reply_stands_beside_the_first_part(replies: str, rules: list[Any]) -> None:
    first, second = rendered(text("1"), text("2"), fields={"targeting": {"replies": replies}})
    assert first["$threadgate"] == rules
    assert "$threadgate" not in second
    assert "$threadgate" not in rendered(text("1"), fields={"targeting": {"replies": "everyone"}})[0]


# What the network minds


def test_problems() -> None:
    made = variant(
        "bluesky",
        text("x", media=[picture(), video()]),
        fields={"targeting": {"language": ["ru", "en", "de", "no such"]}},
        card=LinkCard("https://t.example", image=picture(size=1_000_001)),
        hashtags=("к" * 65,),
    )
    assert [(p.field, p.fact) for p in NETWORK.problems(made)] == [
        (("media",), True),
        (("link", "image"), True),
        (("targeting", "language"), True),
        (("targeting", "language", 3), True),
        (("hashtags",), False),
    ]


def test_an_ordinary_post_has_no_problem() -> None:
    made = variant("bluesky", text("x", media=[picture()] * 4), fields={"targeting": {"language": ["ru", "en-GB"]}})
    assert NETWORK.problems(made) == []


# Publishing


def test_every_request_keeps_to_the_lexicons() -> None:
    marks = (Mark(0, 5, "hashtag", "кофе"), Mark(6, 23, "mention", "Alice.example.com"))
    made = variant(
        "bluesky",
        text("#кофе @alice.example.com", *marks, media=[picture(), picture()]),
        account=ACCOUNT,
        fields={"targeting": {"replies": "mentioned", "language": ["ru"], "bluesky": {"labels": ["nudity"]}}},
    )
    given = delivery(made, NETWORK)
    answers = [answer(200, {"blob": BLOB})] * 2 + [answer(200, {"did": "did:web:alice.example.com"})]
    requests, receipt = drive(NETWORK.publish(given), SESSION, *answers, put("k"))
    (_, gate), _ = drive(NETWORK.finish(replace(given, live=receipt)), SESSION, put("k"))
    login, up, _, resolve, post = requests
    assert input_errors("com.atproto.server.createSession", login.json) == []
    assert query_errors("com.atproto.identity.resolveHandle", dict(resolve.query)) == []
    for request in (post, gate):
        assert input_errors("com.atproto.repo.putRecord", request.json) == []
        assert record_errors(request.json["record"]) == []
    assert up.upload == File("content/media/latte.jpg", "image/jpeg", "a" * 64)
    assert up.headers == {"Authorization": "Bearer jwt", "Content-Type": "image/jpeg"}
    assert [request.creates for request in requests] == [False] * 4 + [True]
    assert not gate.creates


def test_the_validator_sees_mistakes() -> None:
    good = rendered(text("x"))[0]["record"]
    assert record_errors(good) == []
    assert record_errors(good | {"text": "я" * 301}) == ["record.text: too many graphemes"]
    assert record_errors(good | {"via": "x"}) == ["record.via: unknown"]
    assert record_errors(good | {"createdAt": "yesterday"}) != []
    assert record_errors({k: v for k, v in good.items() if k != "createdAt"}) == ["record.createdAt: missing"]
    assert lexicons.record_errors(good | {"embed": {"$type": "app.bsky.embed.poll"}}) != []


def test_the_sdk_reads_our_records() -> None:
    models = pytest.importorskip("atproto", reason="the atproto SDK is not installed").models
    made = variant("bluesky", text("x", media=[picture()]), account=ACCOUNT, fields={"targeting": {"language": "en"}})
    (_, post), _ = published(made, answer(200, {"blob": BLOB}))
    record = models.get_or_create(post.json["record"], models.AppBskyFeedPost.Record, strict_string_format=True)
    assert record.embed.images[0].alt == "A latte"
    assert record.created_at == "2026-11-27T07:00:00.000Z"


def test_the_receipt_leads_to_the_post() -> None:
    requests, result = published(variant("bluesky", text("x"), account=ACCOUNT))
    rkey = requests[0].json["rkey"]
    assert result.url == f"https://bsky.app/profile/teplo.bsky.social/post/{rkey}"
    assert result.id == f"at://{DID}/app.bsky.feed.post/{rkey}"
    assert result.reference == {"post": {"uri": result.id, "cid": CID}, "root": {"uri": result.id, "cid": CID}}


def test_sending_again_sends_the_same() -> None:
    made = variant("bluesky", text("x"), account=ACCOUNT)
    assert published(made)[0] == published(made, attempt=3)[0]


def test_a_reply_names_the_root_and_the_post_before() -> None:
    root, parent = {"uri": "at://a/b/1", "cid": "c1"}, {"uri": "at://a/b/2", "cid": "c2"}
    made = variant("bluesky", text("1"), text("2"), text("3", role="comment"), account=ACCOUNT)
    before = [receipt(post=root, root=root), receipt(post=parent, root=root)]
    requests, result = published(made, index=2, previous=before)
    assert requests[0].json["record"]["reply"] == {"root": root, "parent": parent}
    assert result.reference["root"] == root


def test_a_part_that_a_person_reported_is_asked_for() -> None:
    root = {"uri": "at://a/b/1", "cid": "c1"}
    made = variant("bluesky", text("1"), text("2"), text("3"), account=ACCOUNT)
    reported = Receipt(
        "3jxtb5w2hkt2m", "https://bsky.app/profile/x/post/3jxtb5w2hkt2m", reference={"id": "3jxtb5w2hkt2m"}
    )
    before = [receipt(post=root, root=root), reported]
    (asked, post), _ = published(made, put("3jxtb5w2hkt2m"), index=2, previous=before)
    assert asked.query == {"repo": DID, "collection": "app.bsky.feed.post", "rkey": "3jxtb5w2hkt2m"}
    assert post.json["record"]["reply"]["parent"]["cid"] == CID
    with pytest.raises(Rejected, match="not on Bluesky"):
        published(made, answer(400, {"error": "RecordNotFound"}), index=2, previous=before)


def test_the_mention_of_nobody_stays_text() -> None:
    made = variant("bluesky", text("@no.example", Mark(0, 11, "mention", "no.example")), account=ACCOUNT)
    (_, post), _ = published(made, answer(400, {"error": "InvalidRequest", "message": "Unable to resolve handle"}))
    assert post.json["record"]["facets"] == []


def test_a_handle_that_cannot_be_asked_for_now_stops_the_post() -> None:
    made = variant("bluesky", text("@no.example", Mark(0, 11, "mention", "no.example")), account=ACCOUNT)
    with pytest.raises(Unavailable):
        published(made, answer(502, b"<html>"))


def test_the_cards_picture_is_uploaded() -> None:
    card = LinkCard("https://t.example", "Title", "Text", picture("content/media/card.jpg"))
    made = variant("bluesky", text("x"), account=ACCOUNT, card=card)
    (up, post), _ = published(made, answer(200, {"blob": BLOB}))
    assert up.upload.path == "content/media/card.jpg"
    assert post.json["record"]["embed"]["external"]["thumb"] == BLOB


def test_a_video_goes_through_the_video_service() -> None:
    made = variant("bluesky", text("x", media=[video(alt="Pouring")]), account=ACCOUNT)
    running = {"jobId": "j1", "did": DID, "state": "JOB_STATE_ENCODING"}
    done = running | {"state": "JOB_STATE_COMPLETED", "blob": MP4}
    (auth, up, poll, _, post), _ = published(
        made,
        answer(200, {"token": "service"}),
        answer(200, running),
        answer(200, {"jobStatus": running}),
        answer(200, {"jobStatus": done}),
    )
    assert query_errors("com.atproto.server.getServiceAuth", dict(auth.query)) == []
    assert auth.query["aud"] == "did:web:morel.us-east.host.bsky.network"
    assert auth.query["exp"] == str(int(datetime(2026, 11, 27, 7, 30, 5, tzinfo=UTC).timestamp()))
    assert up.url == "https://video.bsky.app/xrpc/app.bsky.video.uploadVideo"
    assert up.headers["Authorization"] == "Bearer service"
    assert up.query["did"] == DID
    assert poll.poll_after > 0
    assert record_errors(post.json["record"]) == []
    assert post.json["record"]["embed"]["alt"] == "Pouring"


def test_a_video_the_service_has_already() -> None:
    made = variant("bluesky", text("x", media=[video()]), account=ACCOUNT)
    known = {"jobId": "j1", "state": "JOB_STATE_COMPLETED", "error": "already_exists"}
    requests, _ = published(
        made, answer(200, {"token": "s"}), answer(409, known), answer(200, {"jobStatus": known | {"blob": MP4}})
    )
    assert requests[-1].json["record"]["embed"]["video"] == MP4


def test_a_video_that_cannot_be_encoded_is_refused() -> None:
    made = variant("bluesky", text("x", media=[video()]), account=ACCOUNT)
    failed = {"jobId": "j1", "state": "JOB_STATE_FAILED", "message": "too long"}
    with pytest.raises(Rejected, match=r"pour\.mp4: too long"):
        published(made, answer(200, {"token": "s"}), answer(200, failed))


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:9/xrpc/com.atproto.repo.uploadBlob"),
        ({"video_url": "http://127.0.0.1:8"}, "http://127.0.0.1:8/xrpc/app.bsky.video.uploadVideo"),
    ],
)
def test_another_server_never_reaches_blueskys_video_service(settings: Any, url: str) -> None:
    made = variant("bluesky", text("x", media=[video()]), account=ACCOUNT)
    flow = NETWORK.publish(delivery(made, NETWORK, base_url="http://127.0.0.1:9", settings=settings))
    request = next(flow)
    for reply in (SESSION, answer(200, {"token": "s"}))[: 1 + len(settings)]:
        assert request.url.startswith("http://127.0.0.1:9/")
        request = flow.send(reply)
    assert request.url == url


# Who may reply


def gated() -> Any:
    return delivery(
        variant("bluesky", text("x"), account=ACCOUNT, fields={"targeting": {"replies": "nobody"}}), NETWORK
    )


def test_the_gate_is_put_when_the_post_is_out_and_has_its_key() -> None:
    given = gated()
    rkey = given.part["request"]["rkey"]
    (_, post), receipt = drive(NETWORK.publish(given), SESSION, put(rkey))
    assert "$threadgate" not in post.json
    assert receipt.reference["follow_up"] == "who may reply has not been limited"
    (_, gate), result = drive(NETWORK.finish(replace(given, live=receipt)), SESSION, put(rkey))
    assert gate.json["rkey"] == rkey
    assert gate.json["record"]["post"] == result.id == receipt.id
    assert gate.json["record"]["allow"] == []
    assert not gate.creates
    assert result.reference == {name: value for name, value in receipt.reference.items() if name != "follow_up"}


def test_a_gate_that_fails_is_no_doubt_about_the_post() -> None:
    given = gated()
    _, receipt = drive(NETWORK.publish(given), SESSION, put("k"))
    with pytest.raises(Unavailable):
        drive(NETWORK.finish(replace(given, live=receipt)), SESSION, answer(500, {"error": "InternalServerError"}))


# What answers mean


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(400, {"error": "InvalidRequest", "message": "too long"}), Rejected),
        (answer(400, {"error": "ExpiredToken"}), Unavailable),
        (answer(401, {"error": "AuthMissing"}), Unauthorised),
        (answer(400, {"error": "InvalidToken"}), Unauthorised),
        (answer(500, {"error": "InternalServerError"}), Ambiguous),
        (answer(502, b"<html>bad gateway"), Ambiguous),
        (answer(200, b'{"uri": "at://'), Ambiguous),
        (answer(200, {}), Ambiguous),
        (answer(302, b""), Ambiguous),
    ],
)
def test_what_an_answer_to_the_post_means(reply: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        drive(NETWORK.publish(delivery(variant("bluesky", text("x"), account=ACCOUNT), NETWORK)), SESSION, reply)


def test_nothing_is_in_doubt_before_the_post() -> None:
    flow = NETWORK.publish(delivery(variant("bluesky", text("x"), account=ACCOUNT), NETWORK))
    with pytest.raises(Unavailable):
        drive(flow, answer(503, b""))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "17"}, 17),
        ({"ratelimit_reset": "1795762830", "date": "Fri, 27 Nov 2026 07:00:00 GMT"}, 30),
        ({}, 60),
    ],
)
def test_when_to_come_back(headers: dict[str, str], seconds: float) -> None:
    assert datetime(2026, 11, 27, 7, 0, 30, tzinfo=UTC).timestamp() == 1795762830
    flow = NETWORK.publish(delivery(variant("bluesky", text("x"), account=ACCOUNT), NETWORK))
    with pytest.raises(RateLimited) as caught:
        drive(flow, SESSION, answer(429, {"error": "RateLimitExceeded"}, **headers))
    assert caught.value.retry_after == seconds


# Looking it up


def test_find_reads_the_record() -> None:
    given = delivery(variant("bluesky", text("x"), account=ACCOUNT), NETWORK)
    requests, result = drive(NETWORK.find(given), SESSION, put(given.part["request"]["rkey"]))
    assert requests[1].query["rkey"] == given.part["request"]["rkey"]
    assert result == published(variant("bluesky", text("x"), account=ACCOUNT))[1]


def test_find_says_none_only_when_the_server_says_so() -> None:
    given = delivery(variant("bluesky", text("x"), account=ACCOUNT), NETWORK)
    assert drive(NETWORK.find(given), SESSION, answer(400, {"error": "RecordNotFound"}))[1] is None
    with pytest.raises(Unavailable):
        drive(NETWORK.find(given), SESSION, answer(500, b""))


def test_find_notices_a_missing_gate() -> None:
    _, result = drive(NETWORK.find(gated()), SESSION, put("k"), answer(400, {"error": "RecordNotFound"}))
    assert "has not been limited" in result.reference["follow_up"]


def test_probe_says_who() -> None:
    given = delivery(variant("bluesky", text("x"), account=ACCOUNT), NETWORK)
    assert drive(NETWORK.probe(given), SESSION)[1] == f"@teplo.bsky.social on bsky.social ({DID})"


def test_the_password_is_only_in_the_sign_in() -> None:
    made = variant("bluesky", text("x"), account=ACCOUNT)
    requests, _ = drive(NETWORK.publish(delivery(made, NETWORK)), SESSION, put("k"))
    assert requests[0].json == {"identifier": "teplo.bsky.social", "password": "s3cret"}
    assert "s3cret" not in repr(requests[1:])
