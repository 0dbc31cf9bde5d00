"""VK's API of the rehearsal: schema 5.199."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from smmgen.rehearsal import Account, Rehearsal, start

COMMUNITY, USER = "vk1.a.community", "user-token"
WALL, GROUP = -230000001, 230000001
Call = Callable[..., dict[str, Any]]
NewPosts = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def vk(networks: Rehearsal, http: httpx2.Client) -> Call:
    """Call a method with a form; returns the parsed answer, which VK sends with 200 whatever it says."""

    def call(method: str, token: str = USER, v: str = "5.199", **params: Any) -> dict[str, Any]:
        form = {"access_token": token, "v": v, **params}
        answer = http.post(f"{networks.base_url('vk')}/method/{method}", data=form)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    return call


@pytest.fixture
def photo(vk: Call, http: httpx2.Client, picture: Callable[..., bytes]) -> Callable[[], str]:
    """Upload a photo for the wall by the three steps; returns its attachment."""

    def upload() -> str:
        server = vk("photos.getWallUploadServer", group_id=GROUP)["response"]
        files = {"photo": ("a.png", picture(), "image/png")}
        sent = http.post(server["upload_url"], files=files).json()
        [saved] = vk("photos.saveWallPhoto", group_id=GROUP, **sent)["response"]
        return f"photo{saved['owner_id']}_{saved['id']}_{saved['access_key']}"

    return upload


def code(answer: dict[str, Any]) -> int:
    return int(answer["error"]["error_code"])


@pytest.mark.parametrize("token", [COMMUNITY, USER])
def test_both_tokens_post_text(vk: Call, new_posts: NewPosts, token: str) -> None:
    number = vk("wall.post", token, owner_id=WALL, from_group=1, message="Кофе")["response"]["post_id"]
    [post] = new_posts()
    assert post["params"] == {"owner_id": str(WALL), "from_group": "1", "message": "Кофе"}
    assert post["url"] == f"https://vk.com/wall{WALL}_{number}"
    assert token not in json.dumps(post)


NEEDS_USER = [
    ("photos.getWallUploadServer", {"group_id": GROUP}),
    ("photos.saveWallPhoto", {"photo": "[]", "server": 1, "hash": "a"}),
    ("wall.get", {"owner_id": WALL}),
    ("wall.getById", {"posts": f"{WALL}_1"}),
    ("wall.edit", {"owner_id": WALL, "post_id": 1, "message": "a"}),
    ("wall.delete", {"owner_id": WALL, "post_id": 1}),
    ("video.save", {"group_id": GROUP}),
    ("polls.create", {"owner_id": WALL, "question": "a", "add_answers": '["b"]'}),
]


@pytest.mark.parametrize(("method", "params"), NEEDS_USER, ids=[method for method, _ in NEEDS_USER])
def test_the_community_token_is_not_enough(vk: Call, method: str, params: dict[str, Any]) -> None:
    answer = vk(method, COMMUNITY, **params)
    assert code(answer) == 27
    assert COMMUNITY not in json.dumps(answer)


REFUSED = [
    ("no text", 100, {}),
    ("blank text", 100, {"message": "  "}),
    ("too long", 100, {"message": "a" * 16_385}),
    ("unknown parameter", 100, {"message": "a", "text": "a"}),
    ("another wall", 214, {"message": "a", "owner_id": -1}),
    ("a wall without its minus", 214, {"message": "a", "owner_id": GROUP}),
    ("a word for a flag", 100, {"message": "a", "from_group": "true"}),
    ("not a number", 100, {"message": "a", "owner_id": "teplo"}),
    ("past", 100, {"message": "a", "publish_date": 1_700_000_000}),
    ("half a place", 100, {"message": "a", "lat": "55.7"}),
    ("a place off the earth", 100, {"message": "a", "lat": "95.7", "long": "37.6"}),
    ("no such photo", 100, {"message": "a", "attachments": "photo1_2"}),
    ("two links", 100, {"message": "a", "attachments": "https://a.example,https://b.example"}),
    ("a link without a scheme", 100, {"message": "a", "attachments": "a.example"}),
    ("a title without a link", 100, {"message": "a", "link_title": "b"}),
    ("a mode that is none", 100, {"message": "a", "primary_attachments_mode": "slider"}),
]


@pytest.mark.parametrize(("why", "number", "params"), REFUSED, ids=[why for why, _, _ in REFUSED])
def test_a_wrong_post_is_refused(vk: Call, new_posts: NewPosts, why: str, number: int, params: dict[str, Any]) -> None:
    assert code(vk("wall.post", **{"owner_id": WALL, **params})) == number
    assert new_posts() == []


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("wall.get", {"owner_id": WALL, "count": 101}, "count is 101: at least 0, at most 100"),
        ("wall.getComments", {"owner_id": WALL, "post_id": 1, "count": 101}, "count is 101: at least 0, at most 100"),
        ("video.save", {"name": "a" * 129}, "name has 129 characters: at least 0, at most 128"),
        ("video.save", {"description": "a" * 5001}, "description has 5001 characters: at least 0, at most 5000"),
        (
            "photos.saveWallPhoto", {"photo": "[]", "server": 1, "hash": "h", "caption": "a" * 2049},
            "caption has 2049 characters: at least 0, at most 2048",
        ),
    ],
)  # fmt: skip
def test_parameters_have_bounds(vk: Call, method: str, params: dict[str, Any], reason: str) -> None:
    answer = vk(method, USER, **params)
    assert code(answer) == 100
    assert reason in answer["error"]["error_msg"]


def test_the_errors_of_a_call(vk: Call, networks: Rehearsal, http: httpx2.Client, new_posts: NewPosts) -> None:
    post = {"owner_id": WALL, "message": "a"}
    assert code(vk("wall.post", "wrong", **post)) == 5
    assert code(vk("wall.post", "", **post)) == 5
    assert code(vk("wall.post", v="", **post)) == 8
    assert code(vk("wall.post", v="5.81", **post)) == 8
    assert code(vk("Wall.post", **post)) == 3
    assert code(vk("wall.post", "vk2.a.community", owner_id=-230000002, message="a")) == 1051
    url = f"{networks.base_url('vk')}/method/wall.post"
    whole: dict[str, Any] = {**post, "access_token": USER, "v": "5.199"}
    assert code(http.post(url, json=whole).json()) == 8
    assert code(http.get(url, params=whole).json()) == 8
    assert code(http.post(url, params=whole).json()) == 8
    del whole["access_token"]
    assert http.post(url, data=whole, headers={"Authorization": f"Bearer {USER}"}).json()["response"]["post_id"]
    assert len(new_posts()) == 1


def test_the_same_guid_posts_once(vk: Call, new_posts: NewPosts) -> None:
    numbers = {vk("wall.post", owner_id=WALL, message="a", guid="one")["response"]["post_id"] for _ in range(3)}
    assert len(numbers) == 1
    assert vk("wall.post", owner_id=WALL, message="a", guid="two")["response"]["post_id"] not in numbers
    assert vk("wall.post", owner_id=WALL, message="a")["response"]["post_id"] not in numbers
    assert len(new_posts()) == 3


def test_photos_are_uploaded_saved_and_attached(vk: Call, photo: Callable[[], str], new_posts: NewPosts) -> None:
    photos = [photo() for _ in range(11)]
    assert not photos[0].startswith(f"photo{WALL}"), "a wall photo belongs to the user who uploaded it"
    assert vk("wall.post", COMMUNITY, owner_id=WALL, attachments=",".join(photos[:10]))["response"]["post_id"]
    assert len(set(new_posts()[0]["media"])) == 10
    assert code(vk("wall.post", owner_id=WALL, attachments=",".join(photos))) == 100
    assert code(vk("wall.post", owner_id=WALL, attachments=f"{photos[0]},{photos[0]}")) == 100
    assert code(vk("wall.post", owner_id=WALL, attachments=photos[0] + "0")) == 100
    assert len(new_posts()) == 1


def test_wrong_photos_are_refused(
    vk: Call, http: httpx2.Client, picture: Callable[..., bytes], video: Callable[[], bytes]
) -> None:
    url = vk("photos.getWallUploadServer", group_id=GROUP)["response"]["upload_url"]
    wrong = [
        {"photo": ("a.png", picture()[:-20])},
        {"photo": ("a.png", picture(300, 10))},
        {"photo": ("a.webp", picture(40, 30, "WEBP"))},
        {"photo": ("a.jpg", video())},
        {"file": ("a.png", picture())},
    ]
    for files in wrong:
        assert "ERR_UPLOAD" in http.post(url, files=files).json()["error"]
    sent = http.post(url, files={"photo": ("a.png", picture())}).json()
    save = "photos.saveWallPhoto"
    assert code(vk(save, group_id=GROUP, **{**sent, "hash": "0"})) == 121
    assert code(vk(save, group_id=GROUP, **{**sent, "server": 1})) == 118
    assert code(vk(save, group_id=GROUP, **{**sent, "photo": "[]"})) == 129
    assert code(vk(save, **sent)) == 100
    assert code(vk("photos.getWallUploadServer", group_id=WALL)) == 100
    assert code(vk("photos.getWallUploadServer", group_id=1)) == 15
    assert http.post(url[:-1], files={"photo": ("a.png", picture())}).status_code == 404


def test_documents_and_videos(vk: Call, http: httpx2.Client, video: Callable[[], bytes], new_posts: NewPosts) -> None:
    url = vk("docs.getWallUploadServer", COMMUNITY, group_id=GROUP)["response"]["upload_url"]
    sent = http.post(url, files={"file": ("menu.pdf", b"%PDF-1.7 menu")}).json()
    doc = vk("docs.save", COMMUNITY, file=sent["file"], title="Меню")["response"]["doc"]
    assert doc["title"] == "Меню"
    assert "error" in http.post(url, files={"file": ("a.mp3", b"ID3 song")}).json()
    assert code(vk("docs.save", COMMUNITY, file="nothing")) == 105

    saved = vk("video.save", name="Латте-арт", group_id=GROUP)["response"]
    attachment = f"video{saved['owner_id']}_{saved['video_id']}"
    assert code(vk("wall.post", owner_id=WALL, attachments=attachment)) == 100
    data = video()
    assert "error" in http.post(saved["upload_url"], files={"video_file": ("a.mp4", data[:-1])}).json()
    assert http.post(saved["upload_url"], files={"video_file": ("a.mp4", data)}).json()["size"] == len(data)
    attachments = f"{attachment},doc{doc['owner_id']}_{doc['id']}"
    assert vk("wall.post", owner_id=WALL, attachments=attachments)["response"]["post_id"]
    assert hashlib.sha256(data).hexdigest() in new_posts()[0]["media"]
    assert code(vk("wall.post", COMMUNITY, owner_id=WALL, attachments=attachments)) == 27


def test_polls(vk: Call, new_posts: NewPosts) -> None:
    made = {"owner_id": WALL, "question": "Что варим?", "add_answers": '["Раф", "Латте"]'}
    poll = vk("polls.create", **made, is_anonymous=1)["response"]
    attachment = f"poll{poll['owner_id']}_{poll['id']}"
    assert code(vk("wall.post", owner_id=WALL, attachments=attachment)) == 100
    assert vk("wall.post", owner_id=WALL, message="Выбираем", attachments=attachment)["response"]["post_id"]
    for answers in ("Раф", "[]", json.dumps(["a" * 101]), json.dumps(list("abcdefghijk")), '["a", "a"]'):
        assert code(vk("polls.create", **{**made, "add_answers": answers})) == 100
    assert code(vk("polls.create", **made, background_id=5)) == 100
    assert code(vk("polls.create", **made, end_date=1_700_000_000)) == 100
    assert len(new_posts()) == 1


def test_scheduled_posts_wait_apart_and_can_go_out_early(vk: Call, new_posts: NewPosts) -> None:
    later = int(time.time()) + 3600
    number = vk("wall.post", owner_id=WALL, message="Завтра", publish_date=later)["response"]["post_id"]
    assert (new_posts()[0]["state"], new_posts()[0]["at"]) == ("scheduled", later)
    [waiting] = vk("wall.get", owner_id=WALL, filter="postponed")["response"]["items"]
    assert (waiting["id"], waiting["text"], waiting["date"]) == (number, "Завтра", later)
    assert number not in [item["id"] for item in vk("wall.get", owner_id=WALL)["response"]["items"]]
    assert vk("wall.post", owner_id=WALL, post_id=number)["response"]["post_id"] == number
    assert new_posts()[0]["state"] == "published"
    assert code(vk("wall.post", owner_id=WALL, post_id=number)) == 100


def test_a_scheduled_post_goes_out_under_another_id(tmp_path: Path, accounts: tuple[Account, ...]) -> None:
    noon = datetime(2026, 12, 5, 12, tzinfo=UTC).timestamp()
    running = start(tmp_path, accounts, now=noon)

    def call(method: str, **params: Any) -> Any:
        signed = {"owner_id": WALL, "access_token": USER, "v": "5.199", **params}
        url = f"{running.base_url('vk')}/method/{method}"
        return httpx2.post(url, data=signed, trust_env=False, verify=False).json()["response"]

    waited = call("wall.post", message="Позже", publish_date=int(noon) + 3600)["post_id"]
    running = start(tmp_path, accounts, now=noon + 7200)
    assert call("wall.get", filter="postponed")["items"] == []
    [out] = call("wall.get", filter="owner")["items"]
    assert (out["postponed_id"], out["date"]) == (waited, noon + 3600)
    assert out["id"] != waited
    running.stop()
    [post] = running.posts()
    assert (post["state"], post["url"]) == ("published", f"https://vk.com/wall{WALL}_{out['id']}")


def test_posts_are_read_edited_commented_and_deleted(vk: Call, new_posts: NewPosts) -> None:
    number = vk("wall.post", owner_id=WALL, message="Первый")["response"]["post_id"]
    there = {"owner_id": WALL, "post_id": number}
    assert vk("wall.edit", **there, message="Второй")["response"]["post_id"] == number
    [item] = vk("wall.getById", posts=f"{WALL}_{number},{WALL}_99999")["response"]["items"]
    assert item["text"] == "Второй"
    comment = {**there, "message": "Ссылка в комментарии", "from_group": GROUP, "guid": "comment-1"}
    first = vk("wall.createComment", COMMUNITY, **comment)["response"]["comment_id"]
    assert vk("wall.createComment", COMMUNITY, **comment)["response"]["comment_id"] == first
    assert code(vk("wall.createComment", **there, message="a", reply_to_comment=99_999)) == 100
    assert vk("wall.delete", **there)["response"] == 1
    assert code(vk("wall.delete", **there)) == 210
    assert code(vk("wall.createComment", **there, message="a")) == 210
    assert [(post["kind"], post["state"]) for post in new_posts()] == [("post", "deleted"), ("comment", "deleted")]


def test_closed_comments_stay_closed(vk: Call) -> None:
    number = vk("wall.post", owner_id=WALL, message="a", close_comments=1)["response"]["post_id"]
    assert code(vk("wall.createComment", owner_id=WALL, post_id=number, message="b")) == 213


def test_who_am_i(vk: Call) -> None:
    assert [group["id"] for group in vk("groups.getById", COMMUNITY)["response"]["groups"]] == [GROUP]
    assert vk("groups.getById", group_id=GROUP)["response"]["groups"][0]["screen_name"] == f"club{GROUP}"
    assert vk("users.get")["response"][0]["id"] > 0
    assert vk("users.get", COMMUNITY)["response"] == []


# Stories


@pytest.fixture
def story(vk: Call, http: httpx2.Client, picture: Callable[..., bytes]) -> Callable[..., str]:
    """Upload a picture for a story; returns what the upload host says of it."""

    def upload(token: str = COMMUNITY, **params: Any) -> str:
        server = vk("stories.getPhotoUploadServer", token, group_id=GROUP, add_to_news=1, **params)["response"]
        sent = http.post(server["upload_url"], files={"file": ("a.png", picture(), "image/png")}).json()
        return str(sent["response"]["upload_result"])

    return upload


@pytest.mark.parametrize("token", [COMMUNITY, USER])
def test_a_story_is_uploaded_and_saved(vk: Call, story: Callable[..., str], new_posts: NewPosts, token: str) -> None:
    result = story(token, link_url="https://vk.com/teplo", link_text="buy")
    assert new_posts() == []
    [saved] = vk("stories.save", token, upload_results=result)["response"]["items"]
    assert (saved["owner_id"], saved["type"]) == (WALL, "photo")
    assert saved["link"] == {"text": "buy", "url": "https://vk.com/teplo"}
    assert saved["expires_at"] - saved["date"] == 86400
    [post] = new_posts()
    assert post["params"] == {"upload_results": result, "link_url": "https://vk.com/teplo", "link_text": "buy"}
    name = f"{WALL}_{saved['id']}"
    assert vk("stories.getById", token, stories=name)["response"]["items"][0]["id"] == saved["id"]
    assert vk("stories.delete", token, owner_id=WALL, story_id=saved["id"])["response"] == 1
    assert vk("stories.getById", token, stories=name)["response"] == {"count": 0, "items": []}
    assert code(vk("stories.delete", token, owner_id=WALL, story_id=saved["id"])) == 15


def test_a_story_that_is_saved_twice_is_two_stories(vk: Call, story: Callable[..., str], new_posts: NewPosts) -> None:
    result = story()
    for _ in range(2):
        assert vk("stories.save", COMMUNITY, upload_results=result)["response"]["count"] == 1
    assert len(new_posts()) == 2


def test_a_video_story(vk: Call, http: httpx2.Client, video: Callable[[], bytes], new_posts: NewPosts) -> None:
    server = vk("stories.getVideoUploadServer", COMMUNITY, add_to_news=1)["response"]
    sent = http.post(server["upload_url"], files={"video_file": ("a.mp4", video(), "video/mp4")}).json()
    [saved] = vk("stories.save", COMMUNITY, upload_results=sent["response"]["upload_result"])["response"]["items"]
    assert saved["type"] == "video"
    assert len(new_posts()) == 1


@pytest.mark.parametrize(
    ("token", "params"),
    [
        (COMMUNITY, {"group_id": GROUP}),
        (USER, {"add_to_news": 1}),
        (COMMUNITY, {"group_id": GROUP, "add_to_news": 1, "link_text": "buy"}),
        (COMMUNITY, {"group_id": GROUP, "add_to_news": 1, "link_url": "teplo"}),
        (COMMUNITY, {"group_id": GROUP, "add_to_news": 1, "link_url": "https://vk.com", "link_text": "Buy now"}),
        (COMMUNITY, {"group_id": -GROUP, "add_to_news": 1}),
        (COMMUNITY, {"group_id": GROUP, "add_to_news": 1, "message": "Hi"}),
    ],
)
def test_a_wrong_story_is_refused(vk: Call, token: str, params: dict[str, Any]) -> None:
    assert code(vk("stories.getPhotoUploadServer", token, **params)) == 100


def test_a_wrong_file_of_a_story_is_refused(vk: Call, http: httpx2.Client, picture: Callable[..., bytes]) -> None:
    server = vk("stories.getPhotoUploadServer", COMMUNITY, add_to_news=1)["response"]
    assert "error" in http.post(server["upload_url"], files={"photo": ("a.png", picture(), "image/png")}).json()
    assert "error" in http.post(server["upload_url"], files={"file": ("a.png", b"text", "image/png")}).json()
    assert code(vk("stories.save", COMMUNITY, upload_results="0" * 64)) == 100
    assert code(vk("stories.save", COMMUNITY)) == 100


def test_a_story_is_over_after_a_day(
    tmp_path: Path, accounts: tuple[Account, ...], picture: Callable[..., bytes]
) -> None:
    noon = datetime(2026, 12, 5, 12, tzinfo=UTC).timestamp()
    running = start(tmp_path, accounts, now=noon)

    def call(method: str, **params: Any) -> Any:
        url = f"{running.base_url('vk')}/method/{method}"
        signed = {"access_token": COMMUNITY, "v": "5.199", **params}
        return httpx2.post(url, data=signed, trust_env=False, verify=False).json()

    server = call("stories.getPhotoUploadServer", add_to_news=1)["response"]
    files = {"file": ("a.png", picture(), "image/png")}
    sent = httpx2.post(server["upload_url"], files=files, trust_env=False, verify=False).json()["response"]
    [saved] = call("stories.save", upload_results=sent["upload_result"])["response"]["items"]
    running = start(tmp_path, accounts, now=noon + 86_400)
    assert code(call("stories.getById", stories=f"{WALL}_{saved['id']}")) == 1600
    running.stop()


@pytest.mark.parametrize("token", [COMMUNITY, USER])
def test_comments_are_closed_and_opened_again(vk: Call, token: str) -> None:
    number = vk("wall.post", token, owner_id=WALL, from_group=1, message="Hi")["response"]["post_id"]
    where = {"owner_id": WALL, "post_id": number}
    assert vk("wall.openComments", token, **where)["response"] == 0
    assert vk("wall.closeComments", token, **where)["response"] == 1
    assert code(vk("wall.createComment", token, message="a", **where)) == 213
    assert vk("wall.openComments", token, **where)["response"] == 1
    assert "response" in vk("wall.createComment", token, message="a", **where)
    assert code(vk("wall.openComments", token, owner_id=WALL, post_id=number + 99)) == 210
