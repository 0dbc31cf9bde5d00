"""The rehearsal of Odnoklassniki: what apiok.ru says of its REST API, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

import httpx2
import pytest

from smmgen.rehearsal import Account, Rehearsal, start
from smmgen.rehearsal.networks.ok.params import METHODS, application_secret, signature

GROUP = "70000000000001"
KEY = "CPUBLICKEYOFAPP"
BY_APP = Account("brand", "ok", GROUP, {"token": "app-token", "application_secret_key": "application-secret"})
BY_SESSION = Account("session", "ok", "70000000000002", {"token": "long-token", "session_secret_key": "session-secret"})
SECRETS = {"app-token": md5(b"app-tokenapplication-secret").hexdigest(), "long-token": "session-secret"}

Posts = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    running = start(tmp_path_factory.mktemp("rehearsal"), [BY_APP, BY_SESSION], idle=60)
    yield running
    running.stop()


class Caller:
    """Signs as the documentation says, in another way than the rehearsal."""

    def __init__(self, networks: Rehearsal, token: str = "app-token") -> None:
        self.base, self.token = networks.base_url("ok"), token

    def __call__(self, method: str, **params: str) -> httpx2.Response:
        return self.send({"method": method, "application_key": KEY, "format": "json", **params})

    def send(self, params: Mapping[str, str], path: str = "/fb.do", **instead: str) -> httpx2.Response:
        line = "".join("=".join(pair) for pair in sorted(params.items()))
        sig = md5((line + SECRETS.get(self.token, "")).encode("utf-8")).hexdigest()
        form = {**params, "sig": sig, "access_token": self.token, **instead}
        return httpx2.post(self.base + path, data=form, trust_env=False, verify=False)

    def post(self, *media: dict[str, Any], **settings: Any) -> httpx2.Response:
        attachment = json.dumps({"media": media, **settings}, ensure_ascii=False)
        return self("mediatopic.post", type="GROUP_THEME", gid=GROUP, attachment=attachment)

    def topic(self, name: str) -> dict[str, Any]:
        found = self("mediatopic.getByIds", topic_ids=name, fields="media_topic.*").json()["media_topics"]
        return found[0] if found else {}


@pytest.fixture
def ok(networks: Rehearsal) -> Caller:
    return Caller(networks)


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def code(answer: httpx2.Response) -> int:
    """The code of an error: in the body and in the header, with HTTP 200."""
    assert answer.status_code == 200
    found = answer.json()
    number = found.get("error_code", 0) if isinstance(found, dict) else 0
    assert answer.headers.get("invocation-error", "0") == str(number)
    return int(number)


def test_a_topic_is_answered_kept_and_read_back(ok: Caller, new_posts: Posts) -> None:
    made = ok.post(text("Кофе & чай"), {"type": "link", "url": "https://teplo.example/меню"}, onBehalfOfGroup="true")
    topic = made.json()
    assert isinstance(topic, str)
    found = ok.topic(topic)
    assert (found["id"], found["media"][0]) == (topic, text("Кофе & чай"))
    assert found["is_on_behalf_of_group"] is True
    assert ok("mediatopic.getByIds", topic_ids=topic).json() == {"media_topics": [{"id": topic}]}
    assert ok("mediatopic.getRepublishedTopic", topic_id=topic).json() == {}
    [post] = new_posts()
    assert (post["account"], post["url"]) == ("brand", f"https://ok.ru/group/{GROUP}/topic/{topic}")


def test_the_vectors_of_the_documentation() -> None:
    given = {"application_key": "ABCDEFGHIGKLMNOPK", "method": "events.get", "format": "json"}
    secret = application_secret("-s-84W-s3egarWUsbkq-IWTucuedzTKT8VUXIA.s4Xx8IW7", "ABC123DEF456GHI789JKL123")
    assert secret == "b1a2b89707a94624c43afae67d59274c"
    assert signature(given, secret) == "232c8eb921951c4dba9b72606f9ddb4c"
    assert signature({**given, "session_key": "a", "sig": "b"}, "ae5362b5b588cc7294c2414d71b74d5d") == (
        "03a41413523ea8092507949d6e711963"
    )


def test_signatures(networks: Rehearsal, ok: Caller) -> None:
    call = {"method": "users.getCurrentUser", "application_key": KEY, "format": "json"}
    assert code(ok.send(call)) == 0
    assert code(Caller(networks, "long-token").send(call)) == 0
    assert ok.send(call, sig="0" * 32).json()["error_msg"] == "PARAM_SIGNATURE : Invalid signature"
    assert code(ok.send(call, sig=signature(call, "application-secret"))) == 104, "not without the token"
    wrong = signature(call, application_secret("long-token", "session-secret"))
    assert code(Caller(networks, "long-token").send(call, sig=wrong)) == 104, "a session's secret is used as it is"
    assert code(ok.send(call, sig="")) == 104
    upper = signature(call, SECRETS["app-token"]).upper()
    assert code(ok.send(call, sig=upper)) == 104
    assert code(Caller(networks, "nobody").send(call)) == 103
    assert code(ok.send({"method": "users.getCurrentUser", "format": "json"})) == 101
    by_path = {name: value for name, value in call.items() if name != "method"}
    assert code(ok.send(by_path, "/api/users/getCurrentUser")) == 0


def test_tokens_stay_out_of_addresses(networks: Rehearsal) -> None:
    call = {"method": "users.getCurrentUser", "application_key": KEY, "access_token": "app-token"}
    answer = httpx2.get(networks.base_url("ok") + "/fb.do", params=call, trust_env=False, verify=False)
    assert code(answer) == 4
    assert "app-token" not in str(networks.requests())


def test_methods_and_parameters(ok: Caller) -> None:
    assert code(ok("mediatopic.paint")) == 3
    assert code(ok("")) == 3
    assert code(ok("users.getCurrentUser", format="XML")) == 4
    assert ok("mediatopic.post").json()["error_msg"] == "PARAM : Missed required parameter: attachment"
    assert code(ok("users.getCurrentUser", color="red")) == 100
    assert ok("users.hasAppPermission", ext_perm="VALUABLE_ACCESS").json() is True
    assert ok("group.getInfo", uids=GROUP, fields="name").json() == [{"uid": GROUP, "name": "brand"}]
    me = ok("users.getCurrentUser").json()["uid"]
    answer = ok("group.getUserGroupsByIds", group_id=GROUP, uids=f"{me},1").json()
    assert [one["status"] for one in answer] == ["ADMIN", "UNKNOWN"]
    assert len({name.partition(".")[0] for name in METHODS}) > 5


POLL = {"type": "poll", "question": "Кофе?", "answers": [{"text": "да"}, {"text": "нет"}]}
REFUSED: list[tuple[list[dict[str, Any]], dict[str, Any], str]] = [
    ([], {}, "media is a list of blocks"),
    ([text(" ")], {}, "a text is empty"),
    ([text("a" * 32_001)], {}, "too long"),
    ([{"type": "sticker"}], {}, "no block of type sticker"),
    ([{"type": "link"}], {}, "a block of type link has url"),
    ([{"type": "link", "url": "teplo.example"}], {}, "is not an address"),
    ([{**text("a"), "color": "red"}], {}, "a block of type text has text"),
    ([text("a")], {"color": "red"}, "color is not known"),
    ([text("a")], {"onBehalfOfGroup": True}, 'is "true" or "false", a text'),
    ([text("a")], {"publishAt": "2036-01-01T10:00:00"}, "YYYY-mm-dd hh:mi:ss"),
    ([text("a")], {"publishAt": "2016-01-01 10:00:00"}, "has passed"),
    ([text("a")], {"publishAtMs": 5}, "has passed"),
    ([text("a")], {"publishAtMs": 5, "publishAt": "2036-01-01 10:00:00"}, "exclude each other"),
    ([{**POLL, "answers": [{"text": "да"}]}], {}, "a poll has 2 to 10 answers"),
    ([{**POLL, "answers": [{"text": "да"}] * 2}], {}, "empty or given twice"),
    ([{**POLL, "answers": ["да", "нет"]}], {}, "objects with a text"),
    ([{**POLL, "options": "MultipleChoice"}], {}, "options of a poll"),
    ([{"type": "photo", "list": [{"id": "no"}]}], {}, "there is no photo no"),
    ([{"type": "movie", "list": [{"id": "1"}]}], {}, "there is no movie 1"),
    ([{"type": "photo", "list": ["no"]}], {}, "objects with an id"),
]


@pytest.mark.parametrize(("media", "settings", "words"), REFUSED, ids=[words for *_, words in REFUSED])
def test_what_is_refused(
    ok: Caller, new_posts: Posts, media: list[dict[str, Any]], settings: dict[str, Any], words: str
) -> None:
    answer = ok.post(*media, **settings)
    assert code(answer) in (100, 121)
    assert words in answer.json()["error_msg"]
    assert new_posts() == []


def test_only_the_own_group(ok: Caller, new_posts: Posts) -> None:
    attachment = json.dumps({"media": [text("a")]})
    assert code(ok("mediatopic.post", type="GROUP_THEME", gid="5", attachment=attachment)) == 160
    assert code(ok("mediatopic.post", type="GROUP_THEME", attachment=attachment)) == 160
    assert code(ok("mediatopic.post", attachment=attachment)) == 10
    assert code(ok("mediatopic.post", gid=GROUP, type="GROUP_THEME", attachment="no")) == 100
    assert new_posts() == []


def test_polls(ok: Caller, new_posts: Posts) -> None:
    topic = ok.post(text("Опрос"), {**POLL, "options": "SingleChoice,AnonymousVoting"}).json()
    assert ok.topic(topic)["media"][1]["question"] == "Кофе?"
    assert len(new_posts()) == 1


def test_photos(ok: Caller, picture: Callable[..., bytes], new_posts: Posts) -> None:
    opened = ok("photosV2.getUploadUrl", gid=GROUP, count="2").json()
    assert len(set(opened["photo_ids"])) == 2
    one = {"pic1": ("a.png", picture(), "image/png")}
    missing = httpx2.post(opened["upload_url"], files=one, trust_env=False, verify=False)
    assert code(missing) == 100
    both = {**one, "pic2": ("b.png", picture(), "image/png")}
    made = httpx2.post(opened["upload_url"], files=both, trust_env=False, verify=False).json()["photos"]
    assert set(made) == set(opened["photo_ids"])
    tokens = [{"id": made[name]["token"]} for name in opened["photo_ids"]]
    topic = ok.post({"type": "photo", "list": tokens}).json()
    assert len(new_posts()[0]["media"]) == 2
    assert len(ok.topic(topic)["media"][0]["photo_refs"]) == 2
    assert code(httpx2.post(opened["upload_url"], files=both, trust_env=False, verify=False)) == 100, "it is used up"
    assert code(ok("photosV2.commit", photo_id="a", token="b")) == 3, "not for topics"


@pytest.mark.parametrize("cut", [True, False])
def test_a_broken_photo(ok: Caller, picture: Callable[..., bytes], cut: bool) -> None:
    opened = ok("photosV2.getUploadUrl", gid=GROUP).json()
    data = picture()[:-20] if cut else b"%PDF-1.7"
    answer = httpx2.post(opened["upload_url"], files={"pic1": ("a.png", data)}, trust_env=False, verify=False)
    assert code(answer) == 100


def movie(least: int = 20_000) -> bytes:
    return b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + (least).to_bytes(4, "big") + b"mdat" + b"\x00" * (least - 8)


def test_videos(ok: Caller, new_posts: Posts) -> None:
    data = movie()
    sizes = {"16383": "FileToSmall", str(1024**3 + 1): "FileToLarge"}
    for size, words in sizes.items():
        answer = ok("video.getUploadUrl", gid=GROUP, file_name="a.mp4", file_size=size)
        assert answer.json()["error_msg"] == f"PARAM : {words}"
    opened = ok("video.getUploadUrl", gid=GROUP, file_name="a.mp4", file_size=str(len(data)), post_form="true").json()
    number, topic = str(opened["video_id"]), {"type": "movie", "list": [{"id": str(opened["video_id"])}]}
    assert code(ok("video.update", vid=number, title="Кофе")) == 100, "it has no file yet"
    sent = httpx2.post(opened["upload_url"], files={"data": ("a.mp4", data)}, trust_env=False, verify=False)
    assert sent.status_code == 200
    assert "video.update" in ok.post(topic).json()["error_msg"]
    assert code(ok("video.update", vid=number, title="а" * 1001)) == 100
    assert ok("video.update", vid=number, title="Кофе", privacy="PUBLIC").text == "null"
    assert isinstance(ok.post(topic).json(), str)
    assert len(new_posts()[0]["media"]) == 1


def test_pieces_of_a_video(ok: Caller) -> None:
    data = movie()
    opened = ok("video.getUploadUrl", gid=GROUP, file_name="a.mp4", file_size="0").json()

    def put(first: int, last: int) -> httpx2.Response:
        about = {"Content-Range": f"bytes {first}-{last}/{len(data)}", "Content-Type": "application/octet-stream"}
        part = data[first : last + 1]
        return httpx2.post(opened["upload_url"], content=part, headers=about, trust_env=False, verify=False)

    assert put(0, 9_999).status_code == 201
    assert "10000 bytes are there" in put(5_000, 14_999).json()["error_msg"]
    assert put(10_000, len(data) - 1).status_code == 200
    assert code(ok("video.update", vid=str(opened["video_id"]))) == 0


def moscow(ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=3, seconds=ahead)).strftime("%Y-%m-%d %H:%M:%S")


def test_a_scheduled_topic_gets_another_id(tmp_path: Path) -> None:
    now, later = time.time(), time.time() + 7200
    running = start(tmp_path, [BY_APP], now=now, idle=60)
    ok = Caller(running)
    waiting = ok.post(text("Завтра"), publishAt=moscow(3600)).json()
    found = ok.topic(waiting)
    assert abs(found["publication_date_ms"] / 1000 - now - 3600) < 5
    assert (found["is_unpublished_post"], running.posts()[0]["state"]) == (True, "scheduled")
    assert ok("group.getStatTopics", gid=GROUP, fields="id").json()["topics"] == []
    in_milliseconds = ok.post(text("Тоже"), publishAtMs=int((now + 3600) * 1000)).json()
    assert ok("mediatopic.getRepublishedTopic", topic_id=waiting).json() == {}
    running.stop()
    running = start(tmp_path, [BY_APP], now=later, idle=60)
    ok = Caller(running)
    new = ok("mediatopic.getRepublishedTopic", topic_id=waiting).json()["topicId"]
    assert new not in (waiting, in_milliseconds)
    assert ok.topic(waiting) == {}
    assert ok.topic(new)["media"] == [text("Завтра")]
    assert [post["remote_id"] for post in running.posts()][:1] == [new]
    assert code(ok("mediatopic.deleteTopic", topic_id=waiting)) == 300
    assert ok("mediatopic.deleteTopic", topic_id=new, gid=GROUP).json()["success"] is True
    running.stop()


def test_statistics_come_late_and_moderators_too(tmp_path: Path) -> None:
    limits = {"ok": {"statistics_seconds": 600, "moderation_seconds": 60}}
    now = time.time()
    running = start(tmp_path, [BY_APP], limits=limits, now=now, idle=60)
    topic = Caller(running).post(text("Новость")).json()
    assert Caller(running).topic(topic)["is_unpublished_post"] is True
    running.stop()
    running = start(tmp_path, [BY_APP], limits=limits, now=now + 120, idle=60)
    new = Caller(running)("mediatopic.getRepublishedTopic", topic_id=topic).json()["topicId"]
    asked = {"gid": GROUP, "fields": "id,created_ms", "start_time": str(int(now * 1000))}
    assert Caller(running)("group.getStatTopics", **asked).json()["topics"] == []
    running.stop()
    running = start(tmp_path, [BY_APP], limits=limits, now=now + 900, idle=60)
    [found] = Caller(running)("group.getStatTopics", **asked).json()["topics"]
    assert found["id"] == new
    running.stop()


def test_a_long_token_lives_thirty_days_after_its_last_call(tmp_path: Path) -> None:
    day = 86_400
    for at, expected in ((0, 0), (29 * day, 0), (58 * day, 0), (89 * day, 102), (90 * day, 102)):
        running = start(tmp_path, [BY_APP], now=time.time() + at, idle=60)
        assert code(Caller(running)("users.getCurrentUser")) == expected
        running.stop()


def test_edits_pins_and_deletion(ok: Caller, new_posts: Posts) -> None:
    topic = ok.post(text("Кофе")).json()
    attachment = json.dumps({"media": [text("Чай")]})
    assert ok("mediatopic.edit", topic_id=topic, gid=GROUP, attachment=attachment).json() == {"success": True}
    found = ok.topic(topic)
    assert (found["media"], found["is_sticky"]) == ([text("Чай")], False)
    assert ok("group.pinGroupFeed", pin_id=found["pin_id"]).json() == {"success": True}
    assert ok.topic(topic)["is_sticky"] is True
    assert code(ok("group.pinGroupFeed", pin_id=found["pin_id"])) == 100, "it is good for once"
    late = json.dumps({"media": [text("Чай")], "publishAt": moscow(3600)})
    assert code(ok("mediatopic.edit", topic_id=topic, attachment=late)) == 100
    assert ok("mediatopic.deleteTopic", topic_id=topic).json()["success"] is True
    assert ok.topic(topic) == {}
    assert code(ok("mediatopic.deleteTopic", topic_id=topic)) == 300
    [post] = new_posts()
    assert (post["state"], len(post["edits"])) == ("deleted", 1)


def test_comments(ok: Caller, new_posts: Posts) -> None:
    topic, closed = ok.post(text("Кофе")).json(), ok.post(text("Чай"), disableComments="true").json()
    below = {"discussionId": topic, "discussionType": "GROUP_TOPIC"}
    about = {"entityType": "GROUP_TOPIC", "as_admin": "true"}
    made = ok("discussions.addDiscussionComment", entityId=topic, comment="Первый", **about).json()
    assert code(ok("discussions.addDiscussionComment", entityId=closed, comment="a", **about)) == 10
    assert code(ok("discussions.addDiscussionComment", entityId="5", comment="a", **about)) == 300
    assert code(ok("discussions.addDiscussionComment", entityId=topic, comment="а" * 3001, **about)) == 100
    assert [one["text"] for one in ok("discussions.getComments", **below).json()["comments"]] == ["Первый"]
    edited = ok("discussions.editDiscussionComment", comment_id=made, comment="Второй", **below)
    assert edited.json() == {"success": True}
    assert [one["text"] for one in ok("discussions.getComments", **below).json()["comments"]] == ["Второй"]
    assert ok("discussions.deleteDiscussionComment", comment_id=made, **below).json() == {"success": True}
    assert code(ok("discussions.deleteDiscussionComment", comment_id=made, **below)) == 141
    assert [post["kind"] for post in new_posts()] == ["post", "post", "comment"]
