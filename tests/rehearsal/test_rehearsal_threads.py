"""The rehearsal of Threads: what developers.facebook.com says of the Threads API, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from published import unpackaged

from smmgen.rehearsal import Account, Rehearsal, start
from smmgen.rehearsal.networks.threads import ENDPOINTS
from smmgen.rehearsal.networks.threads.params import CREATE, REPLY_CONTROL, UNPUBLISHED, length

BRAND = Account("brand", "threads", "17841400000000001", {"token": "threads-token"})
OTHER = Account("other", "threads", "17841400000000009", {"token": "other-token"})
NAMED = Account("named", "threads", "@teplo", {"token": "named-token"})

Posts = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for the public one."""
    return tmp_path_factory.mktemp("public")


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory, public: Path) -> Iterator[Rehearsal]:
    running = start(tmp_path_factory.mktemp("rehearsal"), [BRAND, OTHER, NAMED], idle=60, media=public)
    yield running
    running.stop()


def client(networks: Rehearsal, token: str = "threads-token") -> httpx2.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    base = networks.base_url("threads") + "/v1.0"
    return httpx2.Client(base_url=base, headers=headers, trust_env=False, verify=False)


@pytest.fixture
def api(networks: Rehearsal) -> Iterator[httpx2.Client]:
    with client(networks) as opened:
        yield opened


@pytest.fixture
def address(networks: Rehearsal, public: Path) -> Callable[[str, bytes], str]:
    """The public address of a file."""

    def put(name: str, data: bytes) -> str:
        (public / name).write_bytes(data)
        return f"{networks.url}/media/{name}"

    return put


def create(api: httpx2.Client, **params: Any) -> httpx2.Response:
    return api.post("/me/threads", data=params)


def publish(api: httpx2.Client, container: str) -> httpx2.Response:
    return api.post("/me/threads_publish", data={"creation_id": container})


def post(api: httpx2.Client, **params: Any) -> str:
    """The id of a new post."""
    return str(publish(api, create(api, media_type="TEXT", **params).json()["id"]).json()["id"])


def status(api: httpx2.Client, container: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/{container}", params={"fields": "status,error_message"}).json()
    return found


def failure(answer: httpx2.Response) -> tuple[int, int, int | None]:
    error = answer.json()["error"]
    assert {"message", "type", "code", "fbtrace_id"} <= set(error)
    return answer.status_code, error["code"], error.get("error_subcode")


def test_two_steps_make_a_post(api: httpx2.Client, new_posts: Posts) -> None:
    container = create(api, media_type="TEXT", text="Кофе", reply_control="mentioned_only", topic_tag="кофе").json()
    assert set(container) == {"id"}
    assert status(api, container["id"]) == {"id": container["id"], "status": "FINISHED"}
    assert new_posts() == []
    made = publish(api, container["id"]).json()["id"]
    assert made != container["id"]
    assert status(api, container["id"])["status"] == "PUBLISHED"
    fields = "id,text,media_type,permalink,timestamp,topic_tag,is_reply,children{id}"
    found = api.get(f"/{made}", params={"fields": fields}).json()
    assert (found["text"], found["media_type"], found["topic_tag"]) == ("Кофе", "TEXT_POST", "кофе")
    assert "children" not in found
    assert api.get(f"/{made}").json() == {"id": made}
    [kept] = new_posts()
    assert (kept["remote_id"], kept["url"], kept["params"]["text"]) == (made, found["permalink"], "Кофе")


def test_a_container_is_published_once(api: httpx2.Client, new_posts: Posts) -> None:
    container = create(api, media_type="TEXT", text="Один раз").json()["id"]
    assert publish(api, container).status_code == 200
    assert failure(publish(api, container)) == (400, 24, 4279009)
    assert failure(publish(api, "5")) == (400, 100, 33)
    assert len(new_posts()) == 1


def test_containers_die_in_a_day(tmp_path: Path) -> None:
    def running(now: float) -> Rehearsal:
        return start(tmp_path, [BRAND], now=now, idle=60)

    first = running(time.time())
    with client(first) as api:
        container = create(api, media_type="TEXT", text="Поздно").json()["id"]
    first.stop()
    second = running(time.time() + 86_401)
    with client(second) as api:
        assert status(api, container)["status"] == "EXPIRED"
        assert failure(publish(api, container)) == (400, 24, 4279009)
    assert second.posts() == []
    second.stop()


def test_a_picture_is_fetched(
    api: httpx2.Client, new_posts: Posts, address: Callable[..., str], picture: Callable[..., bytes]
) -> None:
    url = address("кот.jpg", picture(600, 400, "JPEG"))
    container = create(api, media_type="IMAGE", image_url=url, alt_text="Кот", text="Кот").json()["id"]
    assert failure(publish(api, container)) == (400, 24, 4279009), "too early"
    assert status(api, container)["status"] == "FINISHED"
    made = publish(api, container).json()["id"]
    assert api.get(f"/{made}", params={"fields": "alt_text,media_type"}).json()["alt_text"] == "Кот"
    assert len(new_posts()[0]["media"]) == 1


@pytest.mark.parametrize(
    "name", ["none.jpg", "../server.json", "%2e%2e/server.json", "https://brand.example/a.jpg", "http://127.0.0.1:1/a"]
)
def test_what_cannot_be_fetched(networks: Rehearsal, api: httpx2.Client, new_posts: Posts, name: str) -> None:
    url = name if "://" in name else f"{networks.url}/media/{name}"
    answer = create(api, media_type="IMAGE", image_url=url)
    assert failure(answer) == (400, 9004, 2207052)
    assert create(api, media_type="IMAGE", image_url=f"{networks.url}/posts.json").status_code == 400
    assert new_posts() == []


def test_pictures_that_are_not_taken(
    api: httpx2.Client, address: Callable[..., str], picture: Callable[..., bytes]
) -> None:
    wrong = {
        "a.webp": picture(60, 40, "WEBP"),
        "b.jpg": picture(60, 40, "JPEG")[:-30],
        "c.jpg": picture(900, 60, "JPEG"),
    }
    for name, data in wrong.items():
        answer = create(api, media_type="IMAGE", image_url=address(name, data))
        assert failure(answer) == (400, 9004, 2207052), name


def test_a_video_fails_later(
    api: httpx2.Client, new_posts: Posts, address: Callable[..., str], video: Callable[[], bytes]
) -> None:
    good = create(api, media_type="VIDEO", video_url=address("a.mp4", video()), text="Видео").json()["id"]
    assert [status(api, good)["status"] for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    assert publish(api, good).status_code == 200
    for name, data, words in (("b.mp4", b"", "PROCESSING"), ("no.mp4", None, "DOWNLOADING")):
        url = address(name, data) if data is not None else address(name, b"a").replace("no", "nothing")
        bad = create(api, media_type="VIDEO", video_url=url).json()["id"]
        assert status(api, bad)["status"] == "IN_PROGRESS"
        found = status(api, bad)
        assert (found["status"], words in found["error_message"]) == ("ERROR", True)
        assert failure(publish(api, bad)) == (400, 24, 4279009)
    assert len(new_posts()) == 1


def test_carousels(
    api: httpx2.Client,
    new_posts: Posts,
    address: Callable[..., str],
    picture: Callable[..., bytes],
    video: Callable[[], bytes],
) -> None:
    item = {"media_type": "IMAGE", "is_carousel_item": "true"}
    photo = create(api, image_url=address("one.jpg", picture(60, 40, "JPEG")), alt_text="Кот", **item).json()["id"]
    film = create(api, media_type="VIDEO", is_carousel_item="true", video_url=address("a.mp4", video())).json()["id"]
    assert failure(create(api, media_type="CAROUSEL", children=f"{photo},{film}")) == (400, 24, 4279009)
    assert failure(create(api, media_type="CAROUSEL", children=photo)) == (400, 100, None)
    assert failure(publish(api, photo)) == (400, 100, None)
    whole = create(api, media_type="CAROUSEL", children=f"{photo},{film}", text="Два").json()["id"]
    made = publish(api, whole).json()["id"]
    found = api.get(f"/{made}", params={"fields": "media_type,children"}).json()
    assert (found["media_type"], len(found["children"]["data"])) == ("CAROUSEL_ALBUM", 2)
    assert status(api, photo)["status"] == "PUBLISHED"
    assert len(new_posts()[0]["media"]) == 2


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "The parameter media_type is required"),
    ({"media_type": "STORY"}, "media_type is not one of"),
    ({"media_type": "TEXT"}, "text is required"),
    ({"media_type": "TEXT", "text": "a" * 501}, "at most 500 characters"),
    ({"media_type": "TEXT", "text": "😀" * 126}, "at most 500 characters"),
    ({"media_type": "TEXT", "text": " ".join(f"https://a.example/{n}" for n in range(6))}, "LINK_LIMIT_EXCEEDED"),
    ({"media_type": "TEXT", "text": "a", "topic_tag": "a.b"}, "topic_tag"),
    ({"media_type": "TEXT", "text": "a", "topic_tag": "a" * 51}, "topic_tag"),
    ({"media_type": "TEXT", "text": "a", "link_attachment": "a.example"}, "must be a URL"),
    ({"media_type": "TEXT", "text": "a", "poll_attachment": '{"option_a":"да"}'}, "option_a, option_b"),
    ({"media_type": "TEXT", "text": "a", "poll_attachment": '{"option_a":"да","option_c":"нет"}'}, "in their order"),
    ({"media_type": "TEXT", "text": "a", "poll_attachment": '{"option_a":"да","option_b":""}'}, "1 to 25"),
    ({"media_type": "TEXT", "text": "a", "poll_attachment": json.dumps({"option_a": "a", "option_b": "b" * 26})},
     "1 to 25"),
    ({"media_type": "TEXT", "text": "a", "poll_attachment": "да,нет"}, "is not of type map"),
    ({"media_type": "TEXT", "text": "a", "poll_attachment": '{"option_a":"a","option_b":"b"}',
      "link_attachment": "https://a.example"}, "excludes"),
    ({"media_type": "TEXT", "text": "a", "image_url": "https://a.example/a.jpg"}, "image_url is not allowed"),
    ({"media_type": "IMAGE"}, "image_url is required"),
    ({"media_type": "CAROUSEL"}, "children is required"),
    ({"media_type": "TEXT", "text": "a", "is_carousel_item": "true"}, "must be IMAGE or VIDEO"),
    ({"media_type": "TEXT", "text": "a", "alt_text": "b"}, "alt_text is for images"),
    ({"media_type": "TEXT", "text": "a", "reply_control": "nobody"}, "reply_control is not one of"),
    ({"media_type": "TEXT", "text": "a", "reply_to_id": "5"}, "does not exist"),
    ({"media_type": "TEXT", "text": "a", "schedule": "5"}, "schedule is not a parameter"),
    ({"media_type": "TEXT", "text": "a", "text_attachment": json.dumps({"plaintext": "a" * 10_001})}, "10000"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "words"), REFUSED, ids=[f"{n} {words}" for n, (_, words) in enumerate(REFUSED)])
def test_what_is_refused(api: httpx2.Client, new_posts: Posts, params: dict[str, Any], words: str) -> None:
    answer = create(api, **params)
    assert failure(answer)[:2] == (400, 100)
    assert words in answer.json()["error"]["message"]
    assert new_posts() == []


@pytest.mark.parametrize(
    ("text", "counted"),
    [("abc", 3), ("Кофе", 4), ("😀", 4), ("👩‍👩‍👧", 18), ("🇷🇺", 8), ("1", 1), ("1️⃣", 7), ("한국", 2)],
)
def test_length(text: str, counted: int) -> None:
    assert length(text) == counted


def test_texts_that_just_fit(api: httpx2.Client, new_posts: Posts) -> None:
    poll = json.dumps({"option_a": "да" * 12, "option_b": "нет", "option_c": "?", "option_d": "!"})
    made = post(api, text="😀" * 125, poll_attachment=poll)
    assert api.get(f"/{made}", params={"fields": "poll_attachment"}).json()["poll_attachment"]["option_b"] == "нет"
    post(api, text=" ".join(f"https://a.example/{n}" for n in range(5)))
    post(api, link_attachment="https://a.example")
    assert len(new_posts()) == 3


def test_threads_of_replies(api: httpx2.Client, new_posts: Posts) -> None:
    first = post(api, text="1/3")
    second = post(api, text="2/3", reply_to_id=first)
    third = post(api, text="3/3", reply_to_id=second)
    listed = api.get("/me/threads", params={"fields": "id,text", "limit": 1}).json()
    assert listed["data"] == [{"id": first, "text": "1/3"}]
    more = {"fields": "id", "after": listed["paging"]["cursors"]["after"]}
    assert first not in str(api.get("/me/threads", params=more).json()["data"])
    fields = {"fields": "id,replied_to,root_post,is_reply"}
    assert [one["id"] for one in api.get(f"/{first}/replies", params=fields).json()["data"]] == [second]
    below = api.get(f"/{first}/conversation", params={**fields, "reverse": "false"}).json()["data"]
    assert [one["id"] for one in below] == [second, third]
    assert below[1]["root_post"] == {"id": first}
    assert [one["id"] for one in api.get("/me/replies", params={"fields": "id"}).json()["data"]][:2] == [third, second]
    assert api.post(f"/{second}/manage_reply", data={"hide": "true"}).json() == {"success": True}
    assert api.get(f"/{second}", params={"fields": "hide_status"}).json()["hide_status"] == "HIDDEN"
    assert failure(api.post(f"/{first}/manage_reply", data={"hide": "true"})) == (400, 100, None)
    later = {"fields": "id", "since": str(int(time.time()) + 60)}
    assert api.get("/me/threads", params=later).json() == {"data": []}
    assert len(new_posts()) == 3


def test_deletion(api: httpx2.Client, new_posts: Posts) -> None:
    made = post(api, text="Удалим")
    assert api.delete(f"/{made}").json() == {"success": True, "deleted_id": made}
    assert failure(api.delete(f"/{made}")) == (400, 100, 33)
    assert new_posts()[0]["state"] == "deleted"
    assert failure(api.post(f"/{made}", data={"text": "Правка"})) == (400, 100, 33), "there are no edits"


def test_one_step(api: httpx2.Client, new_posts: Posts) -> None:
    made = create(api, media_type="TEXT", text="Сразу", auto_publish_text="true").json()["id"]
    assert new_posts()[0]["remote_id"] == made


def test_quotas(tmp_path: Path) -> None:
    limits = {"threads": {"posts": 2, "replies": 1, "deletions": 1}}
    running = start(tmp_path, [BRAND], limits=limits, idle=60)
    with client(running) as api:
        first = post(api, text="1")
        post(api, text="a", reply_to_id=first)
        second = post(api, text="2")
        third = create(api, media_type="TEXT", text="3").json()["id"]
        assert failure(publish(api, third)) == (400, 9, 2207042)
        reply = create(api, media_type="TEXT", text="b", reply_to_id=first).json()["id"]
        assert failure(publish(api, reply)) == (400, 9, 2207042)
        assert api.delete(f"/{second}").status_code == 200
        assert failure(api.delete(f"/{first}")) == (400, 9, 2207042)
        assert failure(publish(api, third)) == (400, 9, 2207042), "what is deleted was made all the same"
        fields = {"fields": "quota_usage,config,reply_quota_usage,reply_config"}
        [found] = api.get("/me/threads_publishing_limit", params=fields).json()["data"]
        assert (found["quota_usage"], found["reply_quota_usage"]) == (2, 1)
        assert found["config"] == {"quota_total": 2, "quota_duration": 86_400}
    running.stop()


def test_tokens(networks: Rehearsal, new_posts: Posts) -> None:
    for token, code in (("", 104), ("nobody", 190)):
        with client(networks, token) as caller:
            assert failure(create(caller, media_type="TEXT", text="a")) == (400, code, None)
    with client(networks, "") as caller:
        assert "address" in caller.get("/me", params={"access_token": "threads-token"}).text
        form = {"media_type": "TEXT", "text": "a", "access_token": "threads-token"}
        made = caller.post("/me/threads", data=form).json()["id"]
    with client(networks, "other-token") as other:
        assert failure(publish(other, made)) == (400, 100, 33)
        assert failure(other.post(f"/{BRAND.target}/threads", data={"media_type": "TEXT", "text": "a"})) == (
            400,
            100,
            33,
        )
    with client(networks, "named-token") as named:
        assert named.get("/12345/threads").json() == {"data": []}, "nobody knows its id"
    with client(networks) as api:
        assert api.get("/me", params={"fields": "id,username"}).json() == {"id": BRAND.target, "username": "brand"}
        assert failure(api.get("/me", params={"fields": "color"})) == (400, 100, None)
        base = networks.base_url("threads")
        versions = {"/v1.0/me": 200, "/me": 200, "/v2.0/me": 400}
        for path, answered in versions.items():
            assert api.get(base + path).status_code == answered, path
    assert new_posts() == []


def test_tokens_are_renewed_and_die(tmp_path: Path) -> None:
    day, now = 86_400, time.time()
    ask = {"grant_type": "th_refresh_token"}
    first = start(tmp_path, [BRAND], now=now, idle=60)
    with client(first) as api:
        answer = api.get("/refresh_access_token", params=ask).json()
        assert (answer["token_type"], answer["expires_in"]) == ("bearer", 60 * day)
        new = answer["access_token"]
        assert failure(api.get("/refresh_access_token", params={"grant_type": "refresh"})) == (400, 100, None)
    with client(first, new) as api:
        assert api.get("/me").status_code == 200
        assert "24 hours" in api.get("/refresh_access_token", params=ask).text
        assert api.get("/debug_token", params={"input_token": new}).json()["data"]["is_valid"] is True
    first.stop()
    second = start(tmp_path, [BRAND], now=now + 31 * day, idle=60)
    with client(second) as api:
        assert failure(api.get("/me")) == (400, 190, 463)
    with client(second, new) as api:
        in_the_address = {**ask, "access_token": new}
        assert httpx2.get(
            second.base_url("threads") + "/refresh_access_token", params=in_the_address, trust_env=False, verify=False
        ).status_code == 200  # fmt: skip
    second.stop()


# what Meta publishes


def calls() -> list[dict[str, Any]]:
    text = unpackaged("meta/threads-api.postman_collection.json").read_text(encoding="utf-8")

    def walk(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for item in items:
            yield from walk(item["item"]) if "item" in item else [item["request"]]

    return list(walk(json.loads(text)["item"]))


NOT_REHEARSED = (
    "oauth/access_token", "profile_lookup", "profile_posts", "insights", "threads_insights", "keyword_search",
    "mentions", "oembed",
)  # fmt: skip


def matching(method: str, path: str) -> Any:
    path = "/" + path.rstrip("/")
    for name in ("thread_id", "reply_thread_id", "container_id", "location_id"):
        path = path.replace(f"{{{{{name}}}}}", "1")
    return next((one for one in ENDPOINTS if one.pattern.fullmatch(path) and one.method == method), None)


def test_calls_are_those_of_the_collection() -> None:
    seen: dict[str, set[str]] = {}
    for call in calls():
        path = "/".join(call["url"]["path"])
        if path.endswith(NOT_REHEARSED):
            continue
        endpoint = matching(call["method"], path)
        assert endpoint is not None, (call["method"], path)
        given = {one["key"] for one in call["url"].get("query", [])}
        assert given - {"access_token"} <= set(endpoint.params), path
        seen.setdefault(endpoint.method + endpoint.path, set()).update(given)
    made = seen["POST" + ENDPOINTS[0].path]
    assert set(CREATE) == made | UNPUBLISHED


def test_choices_are_those_of_the_collection() -> None:
    text = unpackaged("meta/threads-api.postman_collection.json").read_text(encoding="utf-8")
    told = {one["key"]: one["value"] for one in json.loads(text)["variable"]}
    assert set(REPLY_CONTROL) == set(told["reply_control"].split(","))
    assert CREATE["media_type"] == tuple(one.strip() for one in told["media_type"].split(","))


def test_fields_are_those_of_the_collection(api: httpx2.Client) -> None:
    text = unpackaged("meta/threads-api.postman_collection.json").read_text(encoding="utf-8")
    told = {one["key"]: one["value"] for one in json.loads(text)["variable"]}
    made = post(api, text="Поля")
    for name in ("fields_threads", "fields_replies"):
        assert api.get(f"/{made}", params={"fields": told[name]}).status_code == 200, name
    assert api.get("/me", params={"fields": told["fields_profile"]}).status_code == 200
    assert api.get("/me/threads_publishing_limit", params={"fields": told["fields_quota"]}).status_code == 200
    container = create(api, media_type="TEXT", text="a").json()["id"]
    assert api.get(f"/{container}", params={"fields": told["fields_container"]}).status_code == 200
    places = api.get("/location_search", params={"q": "Тула", "fields": told["fields_location"]}).json()["data"]
    assert places[0]["name"] == "Тула"
