"""The rehearsal of Instagram: what developers.facebook.com says of content publishing, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
from published import unpackaged

from smmgen.rehearsal import Account, Rehearsal, start
from smmgen.rehearsal.networks.instagram.params import CREATE, UNPUBLISHED

USER = "17841400000000001"
BRAND = Account("brand", "instagram", USER, {"token": "ig-token"})
DAY = 86_400

Posts = Callable[[], list[dict[str, Any]]]
Address = Callable[[str, bytes], str]
Draw = Callable[..., bytes]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for the public one."""
    return tmp_path_factory.mktemp("public")


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory, public: Path) -> Iterator[Rehearsal]:
    running = start(tmp_path_factory.mktemp("rehearsal"), [BRAND], idle=60, media=public)
    yield running
    running.stop()


def client(networks: Rehearsal, token: str = "ig-token") -> httpx2.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    base = networks.base_url("instagram") + "/v26.0"
    return httpx2.Client(base_url=base, headers=headers, trust_env=False, verify=False)


@pytest.fixture
def api(networks: Rehearsal) -> Iterator[httpx2.Client]:
    with client(networks) as opened:
        yield opened


@pytest.fixture
def address(networks: Rehearsal, public: Path) -> Address:
    """The public address of a file."""

    def put(name: str, data: bytes) -> str:
        (public / name).write_bytes(data)
        return f"{networks.url}/media/{name}"

    return put


@pytest.fixture
def photo(address: Address, picture: Draw) -> str:
    return address("photo.jpg", picture(80, 80, "JPEG"))


@pytest.fixture
def film(address: Address, video: Callable[[], bytes]) -> str:
    return address("film.mp4", video())


def create(api: httpx2.Client, **params: Any) -> httpx2.Response:
    return api.post(f"/{USER}/media", data=params)


def container(api: httpx2.Client, **params: Any) -> str:
    return str(create(api, **params).json()["id"])


def status(api: httpx2.Client, name: str) -> str:
    return str(api.get(f"/{name}", params={"fields": "status_code"}).json()["status_code"])


def publish(api: httpx2.Client, name: str) -> httpx2.Response:
    return api.post(f"/{USER}/media_publish", data={"creation_id": name})


def publish_ready(api: httpx2.Client, name: str) -> str:
    assert [status(api, name) for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    return str(publish(api, name).json()["id"])


def failure(answer: httpx2.Response) -> tuple[int, int, int | None]:
    error = answer.json()["error"]
    assert {"message", "type", "code", "fbtrace_id"} <= set(error)
    return answer.status_code, error["code"], error.get("error_subcode")


def test_a_photo(api: httpx2.Client, photo: str, new_posts: Posts) -> None:
    tags = json.dumps([{"username": "teplo.tula", "x": 0.5, "y": 0.25}])
    about = {"caption": "Кофе #кофе", "alt_text": "Чашка", "location_id": "106377336067638", "user_tags": tags}
    name = container(api, image_url=photo, collaborators='["teplo.tula"]', is_ai_generated="true", **about)
    assert failure(publish(api, name)) == (400, 9007, 2207027), "too early"
    assert new_posts() == []
    assert status(api, name) == "FINISHED"
    made = publish(api, name).json()["id"]
    assert status(api, name) == "PUBLISHED"
    assert failure(publish(api, name)) == (400, 24, 2207006), "once"
    fields = {"fields": "id,caption,media_type,media_product_type,permalink,timestamp,alt_text"}
    found = api.get(f"/{made}", params=fields).json()
    assert (found["caption"], found["media_type"], found["media_product_type"]) == ("Кофе #кофе", "IMAGE", "FEED")
    assert api.get(f"/{USER}/media", params=fields).json()["data"][0] == found
    [kept] = new_posts()
    assert (kept["remote_id"], kept["url"], len(kept["media"])) == (made, found["permalink"], 1)


def test_a_carousel(api: httpx2.Client, photo: str, film: str, new_posts: Posts) -> None:
    first = container(api, image_url=photo, is_carousel_item="true", alt_text="Чашка")
    second = container(api, video_url=film, media_type="VIDEO", is_carousel_item="true")
    parts = {"media_type": "CAROUSEL", "children": f"{first},{second}", "caption": "Два"}
    assert failure(create(api, **parts)) == (400, 9007, 2207027), "the items are not ready"
    assert [status(api, name) for name in (first, second)] == ["FINISHED", "FINISHED"]
    assert failure(publish(api, first)) == (400, 24, 2207006)
    whole = container(api, **parts)
    made = publish(api, whole).json()["id"]
    found = api.get(f"/{made}", params={"fields": "media_type,children"}).json()
    assert (found["media_type"], len(found["children"]["data"])) == ("CAROUSEL_ALBUM", 2)
    assert len(new_posts()[0]["media"]) == 2
    assert failure(create(api, media_type="CAROUSEL", children=first)) == (400, 100, 2207028)
    assert failure(create(api, media_type="CAROUSEL", children=f"{first},{first}")) == (400, 100, 2207028)
    assert failure(create(api, media_type="CAROUSEL", children="1,2")) == (400, 100, 33)


def test_reels_and_stories(api: httpx2.Client, photo: str, film: str, new_posts: Posts) -> None:
    about = {"caption": "Рилс", "share_to_feed": "true", "cover_url": photo, "thumb_offset": "500"}
    reel = container(api, media_type="REELS", video_url=film, **about)
    made = publish_ready(api, reel)
    assert api.get(f"/{made}", params={"fields": "media_product_type"}).json()["media_product_type"] == "REELS"
    stories = [container(api, media_type="STORIES", **media) for media in ({"image_url": photo}, {"video_url": film})]
    ids = [publish_ready(api, name) for name in stories]
    assert [one["id"] for one in api.get("/me/stories").json()["data"]] == ids[::-1]
    assert not set(ids) & {one["id"] for one in api.get("/me/media").json()["data"]}
    assert len(new_posts()) == 3


PHOTO = {"image_url": "photo"}
REEL = {"media_type": "REELS", "video_url": "film"}
REFUSED: list[tuple[dict[str, Any], tuple[int, int | None]]] = [
    ({}, (100, None)),
    ({"caption": "текст без картинки"}, (100, None)),
    ({**PHOTO, "caption": "а" * 2201}, (36004, 2207010)),
    ({**PHOTO, "caption": " ".join(f"#тег{n}" for n in range(31))}, (100, 2207040)),
    ({**PHOTO, "caption": " ".join(f"@user{n}" for n in range(21))}, (100, 2207040)),
    ({**PHOTO, "alt_text": "а" * 1001}, (100, None)),
    ({**PHOTO, "location_id": "Тула"}, (100, None)),
    ({**PHOTO, "collaborators": "a,b,c,d"}, (100, None)),
    ({**PHOTO, "user_tags": '[{"username":"a"}]'}, (100, None)),
    ({**PHOTO, "user_tags": '[{"username":"a","x":2,"y":0}]'}, (100, None)),
    ({**PHOTO, "video_url": "film"}, (100, None)),
    ({**PHOTO, "share_to_feed": "true"}, (100, None)),
    ({**PHOTO, "published": "false"}, (100, None)),
    ({**REEL, "alt_text": "a"}, (100, None)),
    ({**REEL, "user_tags": '[{"username":"a","x":0,"y":0}]'}, (100, None)),
    ({**REEL, "is_carousel_item": "true"}, (100, None)),
    ({**REEL, "media_type": "VIDEO"}, (100, None)),
    ({**REEL, "media_type": "STORIES", "caption": "a"}, (100, None)),
    ({**PHOTO, "is_carousel_item": "true", "caption": "a"}, (100, None)),
    ({"media_type": "CAROUSEL"}, (100, None)),
    ({"media_type": "TEXT", "caption": "a"}, (100, None)),
]


@pytest.mark.parametrize(("params", "code"), REFUSED, ids=[str(params)[:60] for params, _ in REFUSED])
def test_what_is_refused(
    api: httpx2.Client, photo: str, film: str, new_posts: Posts, params: dict[str, Any], code: tuple[int, int | None]
) -> None:
    there = {"photo": photo, "film": film}
    given = {name: there.get(value, value) if name.endswith("_url") else value for name, value in params.items()}
    assert failure(create(api, **given))[1:] == code
    assert new_posts() == []


def test_pictures_that_are_not_taken(api: httpx2.Client, address: Address, picture: Draw) -> None:
    cases = {
        "a.png": (picture(), (36001, 2207005)), "b.jpg": (picture(80, 80, "JPEG")[:-40], (36001, 2207005)),
        "c.jpg": (picture(100, 200, "JPEG"), (36003, 2207009)), "d.jpg": (picture(200, 100, "JPEG"), (36003, 2207009)),
        "e.jpg": (picture(80, 80, "JPEG") + b"\x00" * 8 * 1024 * 1024, (36000, 2207004)),
    }  # fmt: skip
    for name, (data, code) in cases.items():
        assert failure(create(api, image_url=address(name, data)))[1:] == code, name
    for url in ("https://teplo.example/a.jpg", address("f.jpg", b"").replace("f.jpg", "none.jpg"), "a.jpg"):
        assert failure(create(api, image_url=url))[1:] == (9004, 2207052), url
    for size in ((80, 100), (191, 100)):
        assert create(api, image_url=address("g.jpg", picture(*size, "JPEG"))).status_code == 200


def test_videos_that_fail_later(api: httpx2.Client, address: Address, video: Callable[[], bytes]) -> None:
    cut, none = address("cut.mp4", video()[:-4]), address("cut.mp4", video()[:-4]).replace("cut", "none")
    for url, code in ((cut, "2207026"), (none, "2207052")):
        name = container(api, media_type="REELS", video_url=url)
        assert status(api, name) == "IN_PROGRESS"
        found = api.get(f"/{name}", params={"fields": "status_code,status"}).json()
        assert (found["status_code"], code in found["status"]) == ("ERROR", True)
        assert failure(publish(api, name)) == (400, -1, 2207032)


def movie(seconds: int) -> bytes:
    """An MP4 file that says how long it is."""
    mvhd = b"mvhd" + b"\x00" * 12 + (1000).to_bytes(4, "big") + (seconds * 1000).to_bytes(4, "big")
    moov = (len(mvhd) + 4).to_bytes(4, "big") + mvhd
    return b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + (len(moov) + 8).to_bytes(4, "big") + b"moov" + moov


@pytest.mark.parametrize(
    ("kind", "seconds", "last"),
    [("REELS", 2, "ERROR"), ("REELS", 900, "FINISHED"), ("STORIES", 60, "FINISHED"), ("STORIES", 61, "ERROR")],
)
def test_how_long_videos_are(api: httpx2.Client, address: Address, kind: str, seconds: int, last: str) -> None:
    name = container(api, media_type=kind, video_url=address("long.mp4", movie(seconds)))
    assert [status(api, name) for _ in range(2)] == ["IN_PROGRESS", last]


def test_a_video_in_pieces(api: httpx2.Client, video: Callable[[], bytes], new_posts: Posts) -> None:
    data, opened = video(), create(api, media_type="REELS", upload_type="resumable", caption="Рилс").json()

    def put(first: int, last: int, token: str = "ig-token") -> httpx2.Response:
        headers = {"Authorization": f"OAuth {token}", "offset": str(first), "file_size": str(len(data))}
        return httpx2.post(opened["uri"], content=data[first:last], headers=headers, trust_env=False, verify=False)

    assert put(0, 5, "nobody").json()["error"]["code"] == 190
    assert put(0, 20).json()["success"] is True
    assert put(30, 40).status_code == 400
    assert put(20, len(data)).json()["success"] is True
    assert publish_ready(api, opened["id"])
    assert len(new_posts()[0]["media"]) == 1


def test_containers_die_in_a_day(tmp_path: Path, picture: Draw) -> None:
    now = time.time()
    (tmp_path / "a.jpg").write_bytes(picture(80, 80, "JPEG"))
    first = start(tmp_path / "state", [BRAND], now=now, media=tmp_path, idle=60)
    with client(first) as api:
        name = container(api, image_url=f"{first.url}/media/a.jpg")
    first.stop()
    second = start(tmp_path / "state", [BRAND], now=now + DAY + 1, media=tmp_path, idle=60)
    with client(second) as api:
        assert status(api, name) == "EXPIRED"
        assert failure(publish(api, name)) == (400, -2, 2207020)
        assert failure(publish(api, "5")) == (400, 24, 2207008)
    second.stop()


def test_quotas(tmp_path: Path, picture: Draw) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(80, 80, "JPEG"))
    limits = {"instagram": {"posts": 1, "containers": 3, "progress_steps": 0}}
    running = start(tmp_path / "state", [BRAND], limits=limits, media=tmp_path, idle=60)
    url = f"{running.url}/media/a.jpg"
    with client(running) as api:
        assert publish(api, container(api, image_url=url)).status_code == 200
        assert failure(publish(api, container(api, image_url=url))) == (400, 9, 2207042)
        limit = api.get(f"/{USER}/content_publishing_limit", params={"fields": "config,quota_usage"}).json()["data"]
        assert limit == [{"config": {"quota_total": 1, "quota_duration": DAY}, "quota_usage": 1}]
        assert api.get("/me/content_publishing_limit").json()["data"] == [{"quota_usage": 1}]
        container(api, image_url=url)
        assert failure(create(api, image_url=url)) == (400, 4, 2207042), "a day's containers"
    running.stop()


def test_a_block_that_is_not_true(
    api: httpx2.Client, photo: str, faults: Callable[..., None], new_posts: Posts
) -> None:
    name = container(api, image_url=photo, caption="Всё-таки вышло")
    assert [status(api, name) for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    faults("refused-after", "instagram", match="media_publish")
    assert failure(publish(api, name)) == (400, 4, 2207051)
    assert status(api, name) == "PUBLISHED"
    newest = api.get("/me/media", params={"fields": "id,caption", "limit": 1}).json()["data"]
    assert newest == [{"id": new_posts()[0]["remote_id"], "caption": "Всё-таки вышло"}]


def test_comments(api: httpx2.Client, photo: str, new_posts: Posts) -> None:
    made = publish_ready(api, container(api, image_url=photo))
    first = api.post(f"/{made}/comments", data={"message": "Первый"}).json()["id"]
    reply = api.post(f"/{first}/replies", data={"message": "Ответ"}).json()["id"]
    assert [one["id"] for one in api.get(f"/{made}/comments").json()["data"]] == [first]
    assert [one["id"] for one in api.get(f"/{first}/replies").json()["data"]] == [reply]
    assert api.post(f"/{reply}", data={"hide": "true"}).json() == {"success": True}
    assert api.get(f"/{reply}", params={"fields": "hidden,text"}).json()["hidden"] is True
    assert api.post(f"/{made}", data={"comment_enabled": "false"}).json() == {"success": True}
    assert failure(api.post(f"/{made}/comments", data={"message": "a"})) == (403, 10, None)
    assert failure(api.post(f"/{made}", data={"caption": "Правка"})) == (400, 100, None), "captions stay"
    assert api.delete(f"/{first}").json() == {"success": True}
    assert api.delete(f"/{made}").json() == {"success": True}
    assert failure(api.get(f"/{made}")) == (400, 100, 33)
    assert [one["kind"] for one in new_posts()] == ["post", "comment", "comment"]


def test_tokens(networks: Rehearsal, tmp_path: Path) -> None:
    for token, code in (("", 104), ("nobody", 190)):
        with client(networks, token) as caller:
            assert failure(caller.get("/me")) == (400, code, None)
    with client(networks) as api:
        found = api.get("/me", params={"fields": "id,username,account_type"}).json()
        assert found == {"id": USER, "username": "brand", "account_type": "BUSINESS"}
        assert api.get(f"/{USER}", params={"fields": "username"}).json()["username"] == "brand"
        assert failure(api.get("/5/media")) == (400, 100, 33)
        new = api.get("/refresh_access_token", params={"grant_type": "ig_refresh_token"}).json()
        assert new["expires_in"] == 60 * DAY
    running = start(tmp_path, [BRAND], now=time.time(), idle=60)
    with client(running) as api:
        assert api.get("/me").status_code == 200
    running.stop()
    running = start(tmp_path, [BRAND], now=time.time() + 31 * DAY, idle=60)
    with client(running) as api:
        assert failure(api.get("/me")) == (400, 190, 463)
    running.stop()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def test_a_server_on_this_machine(api: httpx2.Client, tmp_path: Path, picture: Draw, new_posts: Posts) -> None:
    """Presigned addresses of a store on loopback are fetched; redirects are not followed."""
    (tmp_path / "a.jpg").write_bytes(picture(80, 80, "JPEG"))
    (tmp_path / "folder").mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        assert publish_ready(api, container(api, image_url=f"{base}/a.jpg?signature=1"))
        for path in ("/none.jpg", "/folder"):
            assert failure(create(api, image_url=base + path))[1:] == (9004, 2207052)
    finally:
        server.shutdown()
        server.server_close()
    assert len(new_posts()) == 1


# what Meta publishes

TYPES = {
    "str": {"string", "unsigned int"}, "flag": {"bool"}, "texts": {"list<string>"}, "maps": {"list<map>"},
    "map": {"map"}, "number": {"string"},
}  # fmt: skip
LEFT_OUT = {"audio_configuration", "branded_content_sponsor_ids", "is_paid_partnership", "product_tags"}


def published(method: str, node: str = "IGUser") -> dict[str, str]:
    text = unpackaged("meta/graph_params_v25.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)["objects"][node][method]["params"]
    return found


def test_parameters_are_those_of_the_sdk() -> None:
    known = published("create_media")
    assert set(CREATE) - UNPUBLISHED == set(known) - LEFT_OUT
    for name in set(CREATE) & set(known):
        kind = CREATE[name]
        assert known[name] in (TYPES[kind] if isinstance(kind, str) else {"string"}), name
    assert set(published("create_media_publish")) == {"creation_id"}
    assert set(published("api_update", "IGMedia")) == {"comment_enabled"}
    assert "message" in published("create_comment", "IGMedia")
    assert "hide" in published("api_update", "IGComment")
    assert set(published("create_reply", "IGComment")) == {"message"}
