"""The rehearsal of Facebook Pages: what developers.facebook.com says of the Graph API, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from published import unpackaged

from smmgen.rehearsal import Account, Rehearsal, start
from smmgen.rehearsal.networks.facebook import params

PAGE = "100064000000001"
BRAND = Account("brand", "facebook", PAGE, {"token": "page-token"})
OTHER = Account("other", "facebook", "100064000000002", {"token": "other-token"})
DAY = 86_400

Posts = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for the public one."""
    return tmp_path_factory.mktemp("public")


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory, public: Path) -> Iterator[Rehearsal]:
    running = start(tmp_path_factory.mktemp("rehearsal"), [BRAND, OTHER], idle=60, media=public)
    yield running
    running.stop()


def client(networks: Rehearsal, token: str = "page-token") -> httpx2.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    base = networks.base_url("facebook") + "/v26.0"
    return httpx2.Client(base_url=base, headers=headers, trust_env=False, verify=False)


@pytest.fixture
def api(networks: Rehearsal) -> Iterator[httpx2.Client]:
    with client(networks) as opened:
        yield opened


def post(api: httpx2.Client, edge: str = "feed", files: Any = None, **form: Any) -> httpx2.Response:
    return api.post(f"/{PAGE}/{edge}", data=form, files=files)


def failure(answer: httpx2.Response) -> tuple[int, int, int | None]:
    error = answer.json()["error"]
    assert {"message", "type", "code", "fbtrace_id"} <= set(error)
    return answer.status_code, error["code"], error.get("error_subcode")


def test_a_post_is_answered_kept_and_read_back(api: httpx2.Client, new_posts: Posts) -> None:
    made = post(api, message="Кофе & чай", link="https://teplo.example/меню").json()
    assert set(made) == {"id"}
    assert made["id"].startswith(f"{PAGE}_")
    fields = {"fields": "id,message,created_time,permalink_url,is_published"}
    found = api.get(f"/{made['id']}", params=fields).json()
    assert (found["message"], found["is_published"]) == ("Кофе & чай", True)
    assert found["created_time"].endswith("+0000")
    assert api.get(f"/{PAGE}/published_posts", params=fields).json()["data"][0] == found
    assert api.get(f"/{made['id']}").json() == {"id": made["id"]}
    [kept] = new_posts()
    assert (kept["remote_id"], kept["url"]) == (made["id"], found["permalink_url"])


def test_the_same_text_at_once_is_a_duplicate(api: httpx2.Client, new_posts: Posts) -> None:
    assert post(api, message="Дважды").status_code == 200
    assert failure(post(api, message="Дважды")) == (400, 506, 1455006)
    assert post(api, message="Дважды", link="https://teplo.example").status_code == 200
    assert post(api, message="Дважды").status_code == 200, "only the last post counts"
    assert len(new_posts()) == 3


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "Missing message or attachment"),
    ({"message": " "}, "Missing message or attachment"),
    ({"message": "a" * 63_207}, "at most 63206"),
    ({"message": "a", "color": "red"}, "color is not a parameter"),
    ({"message": "a", "published": "maybe"}, "is not of type bool"),
    ({"message": "a", "published": "false"}, "drafts are not rehearsed"),
    ({"message": "a", "scheduled_publish_time": str(int(time.time()) + DAY)}, "on a published post"),
    ({"message": "a", "published": "false", "scheduled_publish_time": "2036-01-01T10:00:00"}, "has no time zone"),
    ({"message": "a", "published": "false", "scheduled_publish_time": str(int(time.time()) + 500)}, "time is invalid"),
    ({"message": "a", "published": "false", "scheduled_publish_time": str(int(time.time()) + 31 * DAY)}, "is invalid"),
    ({"link": "teplo.example"}, "url you supplied is invalid"),
    ({"message": "a", "place": "Тула"}, "ID of a Page"),
    ({"attached_media": '[{"media_fbid":"5"}]'}, "does not exist"),
    ({"attached_media": '["5"]'}, "is not of type list<map>"),
    ({"attached_media": '[{"id":"5"}]'}, "has objects such as"),
    ({"message": "a", "targeting": '{"color":"red"}'}, "Invalid keys"),
    ({"message": "a", "targeting": '{"geo_locations":{"countries":["Russia"]}}'}, "codes of two letters"),
    ({"message": "a", "targeting": '{"age_min":5}'}, "must be 13 to 65"),
    ({"message": "a", "feed_targeting": '{"geo_locations":{"planets":["X"]}}'}, "has countries"),
]


@pytest.mark.parametrize(("form", "words"), REFUSED, ids=[f"{n} {words}" for n, (_, words) in enumerate(REFUSED)])
def test_what_is_refused(api: httpx2.Client, new_posts: Posts, form: dict[str, Any], words: str) -> None:
    answer = post(api, **form)
    assert failure(answer)[:2] == (400, 100)
    assert words in answer.json()["error"]["message"]
    assert new_posts() == []


def test_audiences(api: httpx2.Client, new_posts: Posts) -> None:
    audience = json.dumps({"geo_locations": {"countries": ["RU", "BY"]}, "age_min": 18})
    assert post(api, message="Для своих", targeting=audience, feed_targeting=audience).status_code == 200
    assert len(new_posts()) == 1


def test_photos(
    networks: Rehearsal, api: httpx2.Client, picture: Callable[..., bytes], public: Path, new_posts: Posts
) -> None:
    single = post(api, "photos", {"source": ("a.jpg", picture(60, 40, "JPEG"))}, caption="Кот", alt_text_custom="Кот")
    assert set(single.json()) == {"id", "post_id"}
    (public / "b.png").write_bytes(picture())
    unpublished = post(api, "photos", url=f"{networks.url}/media/b.png", published="false").json()
    assert set(unpublished) == {"id"}
    media = json.dumps([{"media_fbid": unpublished["id"]}])
    assert post(api, message="Фото", attached_media=media).status_code == 200
    assert failure(post(api, message="Ещё раз", attached_media=media)) == (400, 100, 1366051)
    second = post(api, "photos", {"source": ("a.jpg", picture())}, published="false", temporary="true").json()["id"]
    nested = {"message": "Ещё", "attached_media[0]": json.dumps({"media_fbid": second})}
    assert api.post(f"/{PAGE}/feed", data=nested).status_code == 200
    assert [len(one["media"]) for one in new_posts()] == [1, 1, 1]


def test_photos_that_are_not_taken(api: httpx2.Client, picture: Callable[..., bytes], new_posts: Posts) -> None:
    big = picture() + b"\x00" * 4 * 1024 * 1024
    for data in (picture(60, 40, "WEBP"), picture()[:-20], big):
        assert failure(post(api, "photos", {"source": ("a.jpg", data)})) == (400, 324, 1366046)
    assert failure(post(api, "photos", url="https://teplo.example/a.jpg")) == (400, 324, 1366046)
    assert failure(post(api, "photos")) == (400, 100, None)
    assert failure(post(api, "photos", {"file": ("a.jpg", picture())})) == (400, 100, None)
    assert new_posts() == []


def wait_for(api: httpx2.Client, video: str) -> str:
    answers = [api.get(f"/{video}", params={"fields": "status"}).json()["status"]["video_status"] for _ in range(2)]
    assert answers[0] == "processing"
    return str(answers[1])


def test_videos(api: httpx2.Client, video: Callable[[], bytes], new_posts: Posts) -> None:
    made = post(api, "videos", {"source": ("a.mp4", video())}, title="Кофе", description="Как варим").json()["id"]
    assert wait_for(api, made) == "ready"
    fields = {"fields": "id,title,description,post_id,permalink_url"}
    found = api.get(f"/{made}", params=fields).json()
    assert (found["title"], found["post_id"]) == ("Кофе", new_posts()[0]["remote_id"])
    assert api.post(f"/{made}", data={"description": "Как пьём"}).json() == {"success": True}
    assert api.get(f"/{found['post_id']}", params={"fields": "message"}).json()["message"] == "Как пьём"
    assert failure(post(api, "videos", {"source": ("a.mp4", video()[:-3])})) == (400, 352, 1363024)
    assert failure(post(api, "videos", file_url="https://teplo.example/a.mp4")) == (400, 389, 1363057)
    assert failure(post(api, "videos", description="a")) == (400, 100, None)
    assert len(new_posts()) == 1


def test_a_video_in_pieces(tmp_path: Path, video: Callable[[], bytes]) -> None:
    running = start(tmp_path, [BRAND], limits={"facebook": {"chunk_bytes": 30}}, idle=60)
    data = video()
    with client(running) as api:
        begun = post(api, "videos", upload_phase="start", file_size=str(len(data))).json()
        assert (begun["start_offset"], begun["end_offset"]) == ("0", "30")
        session = {"upload_phase": "transfer", "upload_session_id": begun["upload_session_id"]}
        wrong = post(api, "videos", {"video_file_chunk": ("c", data[5:9])}, start_offset="5", **session)
        assert failure(wrong) == (400, 6001, 1363037)
        assert wrong.json()["error"]["error_data"] == {"start_offset": 0, "end_offset": 30}
        end = {**session, "upload_phase": "finish"}
        assert failure(post(api, "videos", **end)) == (400, 6000, 1363022), "bytes are missing"
        while begun["start_offset"] != begun["end_offset"]:
            first, last = int(begun["start_offset"]), int(begun["end_offset"])
            chunk = {"video_file_chunk": ("c", data[first:last])}
            begun |= post(api, "videos", chunk, start_offset=str(first), **session).json()
        assert running.posts() == []
        assert post(api, "videos", description="Кофе", **end).json() == {"success": True}
        assert wait_for(api, begun["video_id"]) == "ready"
        assert failure(post(api, "videos", **end)) == (400, 100, 33), "the session is over"
    assert len(running.posts()) == 1
    running.stop()


def upload(
    begun: dict[str, str], data: bytes, offset: int = 0, size: int = 0, token: str = "page-token"
) -> httpx2.Response:
    headers = {"Authorization": f"OAuth {token}", "offset": str(offset), "file_size": str(size or len(data))}
    return httpx2.post(begun["upload_url"], content=data, headers=headers, trust_env=False, verify=False)


def test_reels(api: httpx2.Client, video: Callable[[], bytes], new_posts: Posts) -> None:
    data = video()
    begun = post(api, "video_reels", upload_phase="start").json()
    end = {"upload_phase": "finish", "video_id": begun["video_id"], "video_state": "PUBLISHED", "description": "Рилс"}
    assert failure(post(api, "video_reels", **end)) == (400, 6000, 1363022)
    assert upload(begun, data, token="nobody").json()["error"]["code"] == 190
    assert upload(begun, data[:20], 0, len(data)).json() == {"success": True}
    assert failure(upload(begun, data[30:], 30, len(data))) == (400, 100, None)
    assert upload(begun, data[20:], 20, len(data)).json() == {"success": True}
    assert post(api, "video_reels", **{**end, "video_state": "DRAFT"}).status_code == 400
    finished = post(api, "video_reels", **end).json()
    assert finished["success"] is True
    assert wait_for(api, begun["video_id"]) == "ready"
    assert failure(post(api, "video_reels", **end)) == (400, 100, None), "once"
    assert [one["remote_id"] for one in new_posts()] == [finished["post_id"]]


def test_a_broken_reel(api: httpx2.Client, video: Callable[[], bytes], new_posts: Posts) -> None:
    begun = post(api, "video_reels", upload_phase="start").json()
    assert upload(begun, video()[:-5]).json() == {"success": True}
    assert wait_for(api, begun["video_id"]) == "error"
    end = {"upload_phase": "finish", "video_id": begun["video_id"], "video_state": "PUBLISHED"}
    assert failure(post(api, "video_reels", **end)) == (400, 100, 1363019)
    assert new_posts() == []


def test_reels_a_day(tmp_path: Path, video: Callable[[], bytes]) -> None:
    running = start(tmp_path, [BRAND], limits={"facebook": {"reels": 1}}, idle=60)
    with client(running) as api:
        answers = []
        for _ in range(2):
            begun = post(api, "video_reels", upload_phase="start").json()
            upload(begun, video())
            end = {"upload_phase": "finish", "video_id": begun["video_id"], "video_state": "PUBLISHED"}
            answers.append(post(api, "video_reels", **end))
        assert answers[0].status_code == 200
        assert failure(answers[1]) == (400, 613, None)
    running.stop()


def test_stories(
    api: httpx2.Client, picture: Callable[..., bytes], video: Callable[[], bytes], new_posts: Posts
) -> None:
    photo = post(api, "photos", {"source": ("a.jpg", picture())}, published="false").json()["id"]
    assert post(api, "photo_stories", photo_id=photo).json()["success"] is True
    assert failure(post(api, "photo_stories", photo_id=photo)) == (400, 100, 1366051)
    begun = post(api, "video_stories", upload_phase="start").json()
    upload(begun, video())
    end = {"upload_phase": "finish", "video_id": begun["video_id"]}
    assert post(api, "video_stories", **end).json()["success"] is True
    assert len(new_posts()) == 2
    told = api.get("/me/stories", params={"fields": "post_id,media_id,media_type"}).json()["data"]
    assert [(one["media_id"], one["media_type"]) for one in told][:2] == [
        (begun["video_id"], "video"),
        (photo, "photo"),
    ]
    assert set(told[0]) == {"post_id", "media_id", "media_type"}
    posts = {one["id"] for one in api.get("/me/published_posts", params={"limit": "100"}).json()["data"]}
    assert not posts & {one["post_id"] for one in told}


def test_scheduled_posts(tmp_path: Path, picture: Callable[..., bytes]) -> None:
    now = time.time()
    running = start(tmp_path, [BRAND], now=now, idle=60)
    with client(running) as api:
        at = {"published": "false", "scheduled_publish_time": str(int(now) + 3600)}
        waiting = post(api, message="Завтра", **at).json()["id"]
        iso = datetime.fromtimestamp(now + 7200, UTC).isoformat()
        late = post(api, message="Позже", published="false", scheduled_publish_time=iso).json()["id"]
        listed = api.get("/me/scheduled_posts", params={"fields": "id,scheduled_publish_time"}).json()["data"]
        assert {one["id"]: one["scheduled_publish_time"] for one in listed}[waiting] == int(now) + 3600
        assert api.get("/me/published_posts").json() == {"data": []}
        moved = {"scheduled_publish_time": str(int(now) + 9000)}
        assert api.post(f"/{late}", data=moved).json() == {"success": True}
        assert failure(api.post(f"/{late}", data={"scheduled_publish_time": str(int(now) + 60)}))[1] == 100
        now_id = post(api, message="Сейчас", **at).json()["id"]
        assert api.post(f"/{now_id}", data={"is_published": "true"}).json() == {"success": True}
        assert [one["id"] for one in api.get("/me/published_posts").json()["data"]] == [now_id]
        gone = post(api, message="Передумали", **at).json()["id"]
        assert api.delete(f"/{gone}").json() == {"success": True}
        photo = post(api, "photos", {"source": ("a.png", picture())}, caption="Кот", **at).json()
        assert set(photo) == {"id"}
    assert [one["state"] for one in running.posts()] == ["scheduled", "scheduled", "published", "deleted", "scheduled"]
    running.stop()
    running = start(tmp_path, [BRAND], now=now + 8000, idle=60)
    with client(running) as api:
        found = [one["id"] for one in api.get("/me/published_posts").json()["data"]]
        assert waiting in found, "it keeps its id"
        assert len(found) == 3
    running.stop()


def test_edits_and_deletion(api: httpx2.Client, new_posts: Posts) -> None:
    made = post(api, message="Кофе").json()["id"]
    assert api.post(f"/{made}", data={"message": "Чай", "is_pinned": "true"}).json() == {"success": True}
    assert api.get(f"/{made}", params={"fields": "message"}).json()["message"] == "Чай"
    assert failure(api.post(f"/{made}", data={"scheduled_publish_time": "5"})) == (400, 100, None)
    assert api.delete(f"/{made}").json() == {"success": True}
    for answer in (api.delete(f"/{made}"), api.get(f"/{made}"), api.post(f"/{made}", data={"message": "a"})):
        assert failure(answer) == (400, 100, 33)
    [kept] = new_posts()
    assert (kept["state"], len(kept["edits"])) == ("deleted", 1)


def test_comments(api: httpx2.Client, new_posts: Posts) -> None:
    made = post(api, message="Обсудим").json()["id"]
    first = api.post(f"/{made}/comments", data={"message": "Первый"}).json()["id"]
    reply = api.post(f"/{first}/comments", data={"message": "Ответ"}).json()["id"]
    assert [one["id"] for one in api.get(f"/{made}/comments").json()["data"]] == [first]
    assert [one["id"] for one in api.get(f"/{first}/comments").json()["data"]] == [reply]
    assert api.post(f"/{first}", data={"message": "Правка", "is_hidden": "true"}).json() == {"success": True}
    fields = {"fields": "message,is_hidden"}
    assert api.get(f"/{first}", params=fields).json() == {"message": "Правка", "is_hidden": True, "id": first}
    assert api.delete(f"/{first}").json() == {"success": True}
    assert failure(api.post("/5/comments", data={"message": "a"})) == (400, 100, 33)
    assert [one["kind"] for one in new_posts()] == ["post", "comment", "comment"]


def test_tokens(networks: Rehearsal, new_posts: Posts) -> None:
    for token, code in (("", 104), ("nobody", 190)):
        with client(networks, token) as caller:
            assert failure(post(caller, message="a")) == (400, code, None)
    with client(networks, "other-token") as other:
        assert failure(post(other, message="a")) == (400, 100, 33)
    with client(networks) as api:
        assert api.get("/me", params={"fields": "id,name"}).json() == {"id": PAGE, "name": "brand"}
        assert api.get(f"/{PAGE}", params={"fields": "name"}).json()["name"] == "brand"
        assert api.get("/me/accounts").json()["data"][0]["access_token"] == "page-token"
        assert failure(api.get("/me", params={"access_token": "page-token"})) == (400, 100, None)
        assert failure(api.get("/me/friends")) == (400, 2500, None)
        assert failure(api.get(networks.base_url("facebook") + "/v2.0/me")) == (400, 100, None)
    with client(networks, "") as caller:
        ask = {
            "grant_type": "fb_exchange_token",
            "client_id": "1",
            "client_secret": "s",
            "fb_exchange_token": "page-token",
        }
        answer = caller.get("/oauth/access_token", params=ask).json()
        assert (answer["token_type"], answer["expires_in"]) == ("bearer", 60 * DAY)
        assert failure(caller.get("/oauth/access_token", params={**ask, "fb_exchange_token": "a"})) == (400, 190, None)
    assert new_posts() == []


def test_a_page_token_lives_for_ever(tmp_path: Path) -> None:
    for at in (0, 200 * DAY):
        running = start(tmp_path, [BRAND], now=time.time() + at, idle=60)
        with client(running) as api:
            assert api.get("/me").status_code == 200
        running.stop()


# what Meta publishes


def published(edge: str, node: str = "Page", method: str = "POST") -> dict[str, str]:
    text = unpackaged("meta/graph_params_v25.json").read_text(encoding="utf-8")
    calls = json.loads(text)["objects"][node].values()
    found: dict[str, str] = next(c["params"] for c in calls if (c["method"], c["endpoint"]) == (method, edge))
    return found


TYPES = {
    "str": {"string", "Object", "int", "unsigned int"}, "flag": {"bool"}, "maps": {"list<Object>", "list"},
    "map": {"Object"}, "moment": {"datetime", "unsigned int"}, "number": {"unsigned int"},
    "texts": {"list<string>", "list<int>"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("edge", "node", "own"),
    [
        ("/feed", "Page", params.FEED),
        ("/photos", "Page", params.PHOTO),
        ("/videos", "Page", params.VIDEO),
        ("/video_reels", "Page", params.REEL),
        ("/video_stories", "Page", params.STORY),
        ("/photo_stories", "Page", params.PHOTO_STORY),
        ("/", "PagePost", {name: kind for name, kind in params.POST.items() if name not in ("name", "description")}),
        ("/", "AdVideo", {name: params.POST[name] for name in ("name", "description")}),
        ("/comments", "PagePost", params.COMMENT),
        ("/", "Comment", {name: params.POST[name] for name in ("message", "is_hidden")}),
    ],
)
def test_parameters_are_those_of_the_sdk(edge: str, node: str, own: dict[str, Any]) -> None:
    known = published(edge, node)
    assert set(own) <= set(known)
    for name, kind in own.items():
        if isinstance(kind, tuple):
            assert known[name].endswith("_enum"), name
        else:
            assert known[name] in TYPES[kind], (name, known[name])
