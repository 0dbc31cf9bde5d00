"""The PDS and the video service of the rehearsal."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from smmgen.rehearsal import Account, Rehearsal, start

POST = "app.bsky.feed.post"
NewPosts = Callable[[], list[dict[str, Any]]]
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


class Pds:
    """A client with a session. `call` answers (status, value): a query without a body, a procedure with one."""

    def __init__(self, url: str, handle: str = "teplo.example.com", password: str = "app-password") -> None:
        self.http, self.url = httpx2.Client(trust_env=False, verify=False), url
        status, self.session = self.call("com.atproto.server.createSession", identifier=handle, password=password)
        assert status == 200
        self.did = self.session["did"]
        self.http.headers["Authorization"] = f"Bearer {self.session['accessJwt']}"

    def call(self, method: str, **value: Any) -> tuple[int, Any]:
        answer = self.http.post(f"{self.url}/xrpc/{method}", json=value)
        return answer.status_code, answer.json()

    def get(self, method: str, **params: Any) -> tuple[int, Any]:
        answer = self.http.get(f"{self.url}/xrpc/{method}", params=params)
        return answer.status_code, answer.json()

    def put(self, rkey: str, record: dict[str, Any], collection: str = POST) -> tuple[int, Any]:
        return self.call("com.atproto.repo.putRecord", repo=self.did, collection=collection, rkey=rkey, record=record)

    def blob(self, data: bytes, kind: str) -> tuple[int, Any]:
        headers = {"Content-Type": kind}
        answer = self.http.post(f"{self.url}/xrpc/com.atproto.repo.uploadBlob", content=data, headers=headers)
        return answer.status_code, answer.json()


@pytest.fixture(scope="module")
def pds(networks: Rehearsal) -> Any:
    client = Pds(networks.base_url("bluesky"))
    yield client
    client.http.close()


@pytest.fixture(scope="module")
def rkey() -> Callable[[], str]:
    """A new TID each time."""
    numbers = count(1)

    def tid() -> str:
        number = next(numbers)
        return "3l22222222" + "".join(_ALPHABET[number >> shift & 31] for shift in (10, 5, 0))

    return tid


def post(text: str = "Привет", **more: Any) -> dict[str, Any]:
    return {"$type": POST, "text": text, "createdAt": "2026-11-27T10:00:00.000+03:00", **more}


def facet(start: int, end: int, **feature: Any) -> dict[str, Any]:
    ((kind, value),) = feature.items()
    name = {"link": "uri", "tag": "tag", "mention": "did"}[kind]
    features = [{"$type": f"app.bsky.richtext.facet#{kind}", name: value}]
    return {"index": {"byteStart": start, "byteEnd": end}, "features": features}


def test_the_same_record_twice_is_one_post(pds: Pds, rkey: Callable[[], str], new_posts: NewPosts) -> None:
    key, record = rkey(), post("Привет, Bluesky")
    status, first = pds.put(key, record)
    assert status == 200
    assert first["uri"] == f"at://{pds.did}/{POST}/{key}"
    assert pds.put(key, record)[1] == first
    assert len(new_posts()) == 1
    assert new_posts()[0]["url"] == f"https://bsky.app/profile/teplo.example.com/post/{key}"
    found = pds.get("com.atproto.repo.getRecord", repo=pds.did, collection=POST, rkey=key)[1]
    assert found == {**{name: first[name] for name in ("uri", "cid")}, "value": record}
    changed = pds.put(key, post("Иначе"))[1]
    assert changed["uri"] == first["uri"]
    assert changed["cid"] != first["cid"]
    assert [edit["text"] for edit in new_posts()[0]["edits"]] == ["Иначе"]


def test_a_used_key_cannot_be_created_again(pds: Pds, rkey: Callable[[], str], new_posts: NewPosts) -> None:
    create = {"repo": "teplo.example.com", "collection": POST, "record": post()}
    key = rkey()
    assert pds.call("com.atproto.repo.createRecord", **create, rkey=key)[0] == 200
    assert pds.call("com.atproto.repo.createRecord", **create, rkey=key)[0] == 500
    uris = {pds.call("com.atproto.repo.createRecord", **create)[1]["uri"] for _ in range(2)}
    assert len(uris) == 2
    assert len(new_posts()) == 3


TEXT = "Кофе #кофе example.com @other"  # bytes: Кофе 0-8, #кофе 9-18, example.com 19-30, @other 31-37
TAKEN = [
    post("ё" * 300),
    post("👨‍👩‍👧‍👦" * 120),
    post(TEXT, facets=[facet(9, 18, tag="кофе"), facet(19, 30, link="https://example.com/" + "a" * 900)]),
    post(TEXT, facets=[facet(31, 37, mention="did:plc:abc")], langs=["ru", "en-GB"], tags=["кофе"]),
    post(labels={"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "graphic-media"}]}),
    post(
        "",
        embed={
            "$type": "app.bsky.embed.external",
            "external": {"uri": "https://a.example", "title": "", "description": ""},
        },
    ),
]


@pytest.mark.parametrize("record", TAKEN, ids=range(len(TAKEN)))
def test_a_record_at_the_limit_is_taken(pds: Pds, rkey: Callable[[], str], record: dict[str, Any]) -> None:
    assert pds.put(rkey(), record)[0] == 200


def without(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


REFUSED = [
    (post("ё" * 301), "300 graphemes"),
    (post("👨‍👩‍👧‍👦" * 121), "3000 bytes"),
    (post(""), "no embed"),
    (without(post(), "createdAt"), '"createdAt"'),
    (without(post(), "$type"), "Record/$type"),
    (post(createdAt="2026-11-27T10:00:00"), "valid datetime"),
    (post(createdAt="2026-02-30T10:00:00Z"), "valid datetime"),
    (post(createdAt="2026-11-27 10:00:00Z"), "valid datetime"),
    (post(facet=[]), "not in the lexicon"),
    (post(langs=["ru", "en", "de", "fr"]), "more than 3"),
    (post(langs=["русский"]), "valid language"),
    (post(tags=["a"] * 9), "more than 8"),
    (post(TEXT, facets=[facet(10, 18, tag="кофе")]), "covers"),
    (post(TEXT, facets=[facet(1, 8, link="https://a.example")]), "splits a character"),
    (post(TEXT, facets=[facet(19, 38, link="https://a.example")]), "not inside the text of 37 bytes"),
    (post(TEXT, facets=[facet(9, 9, tag="кофе")]), "not inside"),
    (post(TEXT, facets=[facet(9, 18, tag="#кофе")]), "the tag"),
    (post(TEXT, facets=[facet(9, 18, tag="чай")]), "the tag"),
    (post(TEXT, facets=[facet(19, 30, link="example.com")]), "valid uri"),
    (post(TEXT, facets=[facet(31, 37, mention="other.example.com")]), "valid did"),
    (post(TEXT, facets=[facet(0, 18, link="https://a.example"), facet(9, 18, tag="кофе")]), "overlap"),
    (post(TEXT, facets=[{"index": {"byteStart": 0, "byteEnd": 8}, "features": []}]), "no feature"),
    (post(embed={"images": []}), "$type must be one of"),
    (post(embed={"$type": "app.bsky.embed.images", "images": []}), "images is empty"),
    (post(embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://a.example"}}), '"title"'),
    (post(reply={"root": {"uri": "at://did:plc:a/b.c/d", "cid": "b" * 59}}), '"parent"'),
]


@pytest.mark.parametrize(("record", "reason"), REFUSED, ids=[f"{n} {reason}" for n, (_, reason) in enumerate(REFUSED)])
def test_a_wrong_record_is_refused(
    pds: Pds, rkey: Callable[[], str], new_posts: NewPosts, record: dict[str, Any], reason: str
) -> None:
    status, answer = pds.put(rkey(), record)
    assert (status, answer["error"]) == (400, "InvalidRequest")
    assert reason in answer["message"]
    assert new_posts() == []


@pytest.mark.parametrize("key", ["3jzfcijpj2z2", "kjzfcijpj2z2a", "3jzfcijpj2z21", "self", "3JZFCIJPJ2Z2A"])
def test_a_key_that_is_no_tid_is_refused(pds: Pds, key: str) -> None:
    assert "not a TID" in pds.put(key, post())[1]["message"]


def test_who_writes_where(pds: Pds, networks: Rehearsal, rkey: Callable[[], str], new_posts: NewPosts) -> None:
    write = {"collection": POST, "rkey": rkey(), "record": post()}
    put = "com.atproto.repo.putRecord"
    assert pds.call(put, repo="other.example.com", **write)[0] == 403
    assert pds.call(put, repo=pds.did, **write, swap=None)[0] == 400
    assert pds.call(put, repo=pds.did, **{**write, "collection": "app.bsky.feed.like"})[0] == 400
    assert pds.call(put, repo=pds.did, **write, swapRecord="bafy")[1]["error"] == "InvalidSwap"
    url = f"{networks.base_url('bluesky')}/xrpc/{put}"
    with httpx2.Client(trust_env=False, verify=False) as stranger:
        assert stranger.post(url, json={"repo": pds.did, **write}).json()["error"] == "AuthMissing"
        headers = {"Authorization": f"Bearer {pds.session['refreshJwt']}"}
        assert stranger.post(url, json={"repo": pds.did, **write}, headers=headers).json()["error"] == "InvalidToken"
        body = {"identifier": "teplo.example.com", "password": "wrong"}
        login = f"{networks.base_url('bluesky')}/xrpc/com.atproto.server.createSession"
        assert stranger.post(login, json=body).status_code == 401
        assert stranger.post(login, data=body).status_code == 400
    assert new_posts() == []


def test_sessions_are_refreshed_once_and_expire(tmp_path: Path, accounts: tuple[Account, ...]) -> None:
    running = start(tmp_path, accounts, limits={"bluesky": {"access_seconds": -1}})
    pds = Pds(running.base_url("bluesky"))
    assert pds.get("com.atproto.server.getSession")[1]["error"] == "ExpiredToken"
    pds.http.headers["Authorization"] = f"Bearer {pds.session['refreshJwt']}"
    refresh = f"{pds.url}/xrpc/com.atproto.server.refreshSession"
    assert pds.http.post(refresh, json={}).status_code == 400, "it takes no body"
    renewed = pds.http.post(refresh)
    assert (renewed.status_code, renewed.json()["did"]) == (200, pds.did)
    assert pds.http.post(refresh).json()["error"] == "InvalidToken"
    pds.http.close()
    running.stop()


def test_sessions_outlive_the_server(tmp_path: Path, accounts: tuple[Account, ...]) -> None:
    running = start(tmp_path, accounts)
    pds = Pds(running.base_url("bluesky"))
    running.stop()
    pds.http.close()
    running = start(tmp_path, accounts)
    headers = {"Authorization": f"Bearer {pds.session['accessJwt']}"}
    with httpx2.Client(trust_env=False, verify=False, headers=headers) as client:
        answer = client.get(f"{running.base_url('bluesky')}/xrpc/com.atproto.server.getSession")
    assert answer.json()["handle"] == "teplo.example.com"
    running.stop()
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.name != "config.json")
    assert pds.session["accessJwt"].encode() not in kept
    assert b"app-password" not in kept


def images(*blobs: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": ""} for blob in blobs]}


def test_pictures(pds: Pds, rkey: Callable[[], str], picture: Callable[..., bytes], new_posts: NewPosts) -> None:
    data = [picture(40, 30, "JPEG") for _ in range(5)]
    blobs = [pds.blob(one, "image/jpeg")[1]["blob"] for one in data]
    assert blobs[0]["ref"]["$link"].startswith("bafkrei")
    assert (blobs[0]["mimeType"], blobs[0]["size"]) == ("image/jpeg", len(data[0]))
    assert pds.put(rkey(), post("", embed=images(*blobs[:4])))[0] == 200
    assert new_posts()[0]["media"] == [hashlib.sha256(one).hexdigest() for one in data[:4]]
    lost = {**blobs[0], "ref": {"$link": "bafkrei" + "a" * 52}}
    wrong = [
        (images(*blobs), "more than 4"),
        (images({**blobs[0], "mimeType": "image/png"}), "the blob is image/jpeg"),
        (images({**blobs[0], "size": 1}), "the blob is image/jpeg of"),
        (images(lost), "Could not find blob"),
        ({**images(), "images": [{"image": blobs[0]}]}, '"alt"'),
        (
            {**images(), "images": [{"image": blobs[0], "alt": "", "aspectRatio": {"width": 4.0, "height": 3}}]},
            "integer",
        ),
    ]
    for embed, reason in wrong:
        assert reason in pds.put(rkey(), post("a", embed=embed))[1]["message"]
    assert len(new_posts()) == 1


def test_wrong_blobs_are_refused(pds: Pds, picture: Callable[..., bytes]) -> None:
    for data, kind in (
        (b"", "image/png"),
        (picture(), "*/*"),
        (picture(), "image/jpeg"),
        (picture()[:-20], "image/png"),
    ):
        assert pds.blob(data, kind)[0] == 400


def test_a_picture_over_two_megabytes_is_kept_but_not_posted(pds: Pds, rkey: Callable[[], str]) -> None:
    file = io.BytesIO()
    noise = random.Random(1).randbytes(900 * 900 * 3)
    Image.frombytes("RGB", (900, 900), noise).save(file, "PNG", compress_level=0)
    blob = pds.blob(file.getvalue(), "image/png")[1]["blob"]
    assert blob["size"] > 2_000_000
    assert "too big" in pds.put(rkey(), post(embed=images(blob)))[1]["message"]


def test_video_goes_through_its_service(
    pds: Pds, networks: Rehearsal, rkey: Callable[[], str], video: Callable[[], bytes], new_posts: NewPosts
) -> None:
    host = networks.url.removeprefix("http://").replace(":", "%3A")
    lxm = "com.atproto.repo.uploadBlob"
    url = f"{networks.url}/bluesky-video/xrpc/app.bsky.video.uploadVideo"
    params, data = {"did": pds.did, "name": "latte.mp4"}, video()

    def upload(aud: str, lxm: str = lxm, body: bytes = data) -> Any:
        token = pds.get("com.atproto.server.getServiceAuth", aud=aud, lxm=lxm)[1]["token"]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "video/mp4"}
        return pds.http.post(url, params=params, content=body, headers=headers)

    assert upload("did:web:video.bsky.app").status_code == 401
    assert upload(f"did:web:{host}", "app.bsky.video.uploadVideo").status_code == 401
    assert upload(f"did:web:{host}", body=data[:-1]).status_code == 400
    job = upload(f"did:web:{host}").json()["jobStatus"]
    states = [
        pds.http.get(
            f"{networks.url}/bluesky-video/xrpc/app.bsky.video.getJobStatus", params={"jobId": job["jobId"]}
        ).json()
        for _ in range(2)
    ]
    assert [state["jobStatus"]["state"] for state in states] == ["JOB_STATE_ENCODING", "JOB_STATE_COMPLETED"]
    blob = states[1]["jobStatus"]["blob"]
    again = upload(f"did:web:{host}")
    assert (again.status_code, again.json()["error"], again.json()["blob"]) == (409, "already_exists", blob)
    embed = {"$type": "app.bsky.embed.video", "video": blob, "alt": "Латте", "aspectRatio": {"width": 16, "height": 9}}
    assert pds.put(rkey(), post(embed=embed))[0] == 200
    assert new_posts()[0]["media"] == [hashlib.sha256(data).hexdigest()]
    far = {"aud": f"did:web:{host}", "exp": 4_000_000_000}
    assert pds.get("com.atproto.server.getServiceAuth", **far)[1]["error"] == "BadExpiration"


def test_threads_and_gates(pds: Pds, rkey: Callable[[], str], new_posts: NewPosts) -> None:
    key = rkey()
    refs = [{name: pds.put(key, post("раз"))[1][name] for name in ("uri", "cid")}]
    for text in ("два", "три"):
        answer = pds.put(rkey(), post(text, reply={"root": refs[0], "parent": refs[-1]}))[1]
        refs.append({name: answer[name] for name in ("uri", "cid")})
    wrong_root = post("a", reply={"root": refs[1], "parent": refs[2]})
    assert "root of the parent" in pds.put(rkey(), wrong_root)[1]["message"]
    wrong_cid = post("a", reply={"root": refs[0], "parent": {**refs[1], "cid": refs[0]["cid"]}})
    assert "no record" in pds.put(rkey(), wrong_cid)[1]["message"]

    gate = {
        "$type": "app.bsky.feed.threadgate", "post": refs[0]["uri"], "createdAt": "2026-11-27T07:00:00Z",
        "allow": [{"$type": "app.bsky.feed.threadgate#followerRule"}],
    }  # fmt: skip
    collection = "app.bsky.feed.threadgate"
    assert pds.put(key, gate, collection)[0] == 200
    assert "rkey of this record" in pds.put(rkey(), gate, collection)[1]["message"]
    bad_rule = {**gate, "allow": [{"$type": "followerRule"}]}
    assert "$type must be one of" in pds.put(key, bad_rule, collection)[1]["message"]
    assert [one["kind"] for one in new_posts()] == ["post", "post", "post", "record"]


def test_records_are_listed_and_deleted(networks: Rehearsal, rkey: Callable[[], str], new_posts: NewPosts) -> None:
    pds = Pds(networks.base_url("bluesky"), "other.example.com", "other-password")
    keys = [rkey() for _ in range(3)]
    for key in keys:
        pds.put(key, post(key))
    listing = {"repo": pds.did, "collection": POST, "limit": 2}
    first = pds.get("com.atproto.repo.listRecords", **listing)[1]
    rest = pds.get("com.atproto.repo.listRecords", **listing, cursor=first["cursor"])[1]
    seen = [record["value"]["text"] for record in first["records"] + rest["records"]]
    assert seen == keys[::-1]
    there = {"repo": pds.did, "collection": POST, "rkey": keys[0]}
    assert pds.call("com.atproto.repo.deleteRecord", **there) == (200, {})
    assert pds.call("com.atproto.repo.deleteRecord", **there) == (200, {})
    assert pds.get("com.atproto.repo.getRecord", **there)[1]["error"] == "RecordNotFound"
    assert new_posts()[0]["state"] == "deleted"
    pds.http.close()


def test_handles_are_resolved_where_they_are_known(pds: Pds) -> None:
    resolve = "com.atproto.identity.resolveHandle"
    assert pds.get(resolve, handle="teplo.example.com")[1]["did"] == pds.did
    assert pds.get(resolve, handle="nobody.example.com")[0] == 400
