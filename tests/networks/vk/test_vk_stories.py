"""Stories of a VK community: what is sent, what is refused beforehand, and how they are published and deleted."""

from __future__ import annotations

from typing import Any

import pytest
from flows import answer, broken_off, delivery, drive, drive_kept, picture, text, variant, video
from vk_schema import errors

from smmgen.errors import Ambiguous, NotSent, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks.base import Safety
from smmgen.networks.vk import NETWORK
from smmgen.networks.vk.api import LOOK_AT_STORIES
from smmgen.networks.wire import File, Receipt
from smmgen.variants.payload import build
from smmgen.variants.types import LinkCard

ACCOUNT = {"target": -230000001, "token_env": "VK"}
LINK = {"link": {"url": "https://vk.com/market-230000001"}}
CARD = LinkCard("https://vk.com/market-230000001")
TOKENS = {"token": "c0mmunity"}


def story(*media: Any, body: str = "", account: Any = None, options: Any = None, **more: Any) -> Any:
    fields = {"format": "story", **more.pop("fields", {})}
    if options:
        fields["targeting"] = {**fields.get("targeting", {}), "vk": options}
    parts = [text(body, media=media or [picture()]), *more.pop("parts", ())]
    return variant("vk", *parts, account=ACCOUNT | (account or {}), fields=fields, **more)


PLAIN = {"group_id": 230000001, "add_to_news": True}
CASES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "a picture": (story(), "stories.getPhotoUploadServer", PLAIN),
    "a GIF is a picture, too": (story(picture(mime="image/gif")), "stories.getPhotoUploadServer", PLAIN),
    "a video": (story(video()), "stories.getVideoUploadServer", PLAIN),
    "a link has a button": (
        story(card=CARD, fields=LINK),
        "stories.getPhotoUploadServer",
        PLAIN | {"link_text": "learn_more", "link_url": CARD.url},
    ),
    "the button may say something else": (
        story(card=CARD, fields=LINK, options={"link_text": "to_store"}),
        "stories.getPhotoUploadServer",
        PLAIN | {"link_text": "to_store", "link_url": CARD.url},
    ),
    "a link in the text is none": (
        story(card=CARD, body="https://vk.com/teplo"),
        "stories.getPhotoUploadServer",
        PLAIN,
    ),
    "a link that is not to be shown": (
        story(card=LinkCard(CARD.url, preview="none"), fields={"link": {"url": CARD.url, "preview": "none"}}),
        "stories.getPhotoUploadServer",
        PLAIN,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_request(name: str) -> None:
    made, method, params = CASES[name]
    (request,) = NETWORK.render(made)
    assert request == {
        "method": "stories.save",
        "params": {"upload_results": [{"$media": 0}]},
        "upload": {"method": method, "params": params},
    }
    assert errors(method, params) == []
    assert errors("stories.save", {"upload_results": ["8de04b"]}) == []


def test_a_story_is_sent_at_its_time_whoever_delivers_posts() -> None:
    native = {"delivery": "native"}
    assert build(story(account=native), NETWORK)["delivery"] == "smm"
    post = variant("vk", text("Hi"), account=ACCOUNT | native)
    assert build(post, NETWORK)["delivery"] == "native"


def test_what_is_promised() -> None:
    assert NETWORK.facts.safety_of("story") is Safety.BLIND
    assert NETWORK.facts.safety_of("post") is NETWORK.facts.safety_of("carousel") is Safety.KEYED


def test_what_is_not_sent_of_a_card_is_known() -> None:
    titled = {"link": {"url": CARD.url, "title": "Our shop"}}
    assert NETWORK.card_keys(story(card=CARD, fields=titled)) == frozenset()
    assert NETWORK.card_keys(variant("vk", text("Hi"), account=ACCOUNT, fields=titled)) == {"title"}


AD = {"ads": {"erid": "2Vtz", "advertiser": "Teplo"}}
PLACE = {"targeting": {"place": {"name": "Teplo", "lat": 55.7, "lon": 37.6}}}
LONG = "https://vk.com/" + "a" * 2034
PROBLEMS: dict[str, tuple[Any, list[tuple[tuple[Any, ...], bool]]]] = {
    "a picture": (story(), []),
    "an upright video": (story(video()), []),
    "words": (story(body="Come in"), [(("format",), False)]),
    "nothing to see": (
        variant("vk", text("Come in"), account=ACCOUNT, fields={"format": "story"}),
        [(("format",), True), (("format",), False)],
    ),
    "a first comment": (story(parts=[text("Menu", role="comment")]), [(("first_comment",), True)]),
    "a poll": (story(fields={"poll": {"question": "?", "options": ["a"]}}), [(("poll",), True)]),
    "advertising": (story(fields=AD), [(("ads",), False)]),
    "a place": (story(fields=PLACE), [(("targeting", "place"), False)]),
    "closed comments": (story(fields={"targeting": {"replies": "nobody"}}), [(("targeting", "replies"), False)]),
    "a signature": (story(options={"signed": True}), [(("targeting", "vk", "signed"), True)]),
    "an item of the shop": (
        story(options={"attach": ["market-230000001_17"]}),
        [(("targeting", "vk", "attach"), True)],
    ),
    "a link to vk": (story(card=CARD, fields=LINK), []),
    "a link to another site": (
        story(card=LinkCard("https://teplo.example"), fields={"link": {"url": "https://teplo.example"}}),
        [(("link",), False)],
    ),
    "2048 characters of link": (story(card=LinkCard(LONG[:2048]), fields={"link": {"url": LONG[:2048]}}), []),
    "2049 characters of link": (story(card=LinkCard(LONG), fields={"link": {"url": LONG}}), [(("link",), True)]),
    "a button without a link": (story(options={"link_text": "buy"}), [(("targeting", "vk", "link_text"), True)]),
    "a button of a post": (
        variant("vk", text("Hi"), account=ACCOUNT, fields={"targeting": {"vk": {"link_text": "buy"}}}),
        [(("targeting", "vk", "link_text"), True)],
    ),
    "a user's story without a user": (story(account={"post_with": "user"}), [((), True)]),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_problems(name: str) -> None:
    made, expected = PROBLEMS[name]
    assert [(problem.field, problem.fact) for problem in NETWORK.problems(made)] == expected


ATTACHED: dict[str, tuple[list[Any], list[str], bool, list[bool]]] = {
    "an item of the shop": ([], ["market-230000001_17"], True, []),
    "the same without a user's token": ([], ["market-230000001_17"], False, [False]),
    "a photo that is there, with a community's token": ([], ["photo-230000001_17"], False, []),
    "ten photos, two of them there": ([picture()] * 8, ["photo-1_1", "photo-1_2"], True, []),
    "eleven photos": ([picture()] * 9, ["photo-1_1", "video-1_2"], True, [True]),
    "two playlists": ([], ["audio_playlist-1_1", "audio_playlist-1_2"], True, [True]),
    "two documents": ([picture(kind="document", mime="application/pdf")], ["doc-1_1"], True, [True]),
}


@pytest.mark.parametrize("name", ATTACHED)
def test_what_is_attached_by_its_id_counts(name: str) -> None:
    media, attach, has_user, facts = ATTACHED[name]
    account = ACCOUNT | ({"user_token_env": "VK_USER"} if has_user or media else {})
    made = variant("vk", text("Hi", media=media), account=account, fields={"targeting": {"vk": {"attach": attach}}})
    found = NETWORK.problems(made)
    assert [problem.fact for problem in found] == facts
    assert all(problem.field == ("targeting", "vk", "attach") for problem in found)


@pytest.mark.parametrize(
    "wrong", ["market", "market-1", "-1_2", "poll-1_2", "https://vk.com/market-1_2", "market-1_2,photo1_2"]
)
def test_what_cannot_be_attached(wrong: str) -> None:
    with pytest.raises(ValueError, match="attach"):
        NETWORK.facts.options.model_validate({"attach": [wrong]})


@pytest.mark.parametrize(("tokens", "token"), [({"user_token": "us3r"}, "us3r"), ({}, "c0mmunity")])
def test_the_user_attaches_items_of_the_shop_where_there_is_one(tokens: Any, token: str) -> None:
    made = variant("vk", text("Hi"), account=ACCOUNT, fields={"targeting": {"vk": {"attach": ["market-230000001_17"]}}})
    flow = NETWORK.publish(delivery(made, NETWORK, **TOKENS, **tokens))
    (request,), _ = drive(flow, yes({"post_id": 17}))
    assert request.headers["Authorization"] == f"Bearer {token}"


# Publishing


def yes(response: Any) -> Any:
    return answer(200, {"response": response})


def no(code: int, words: str = "no") -> Any:
    return answer(200, {"error": {"error_code": code, "error_msg": words, "request_params": []}})


SERVER = yes({"upload_url": "https://pu.vk.example/upload?a=1", "user_ids": [], "peer_ids": []})
UPLOADED = answer(200, {"response": {"upload_result": "8de04b"}, "_sig": "9075c6"})
SAVED = yes({"count": 1, "items": [{"id": 456239020, "owner_id": -230000001, "type": "photo"}]})
OUT = Receipt(
    "-230000001_456239020",
    "https://vk.com/story-230000001_456239020",
    False,
    {"owner_id": -230000001, "story_id": 456239020},
)


def publish(made: Any, *answers: Any, **more: Any) -> tuple[list[Any], dict[str, Any], Receipt]:
    return drive_kept(NETWORK.publish(delivery(made, NETWORK, **(TOKENS | more))), *answers)


def test_a_picture_is_uploaded_and_saved_with_the_communitys_token() -> None:
    (server, upload, save), kept, receipt = publish(story(card=CARD, fields=LINK), SERVER, UPLOADED, SAVED)
    assert server.url == "https://api.vk.com/method/stories.getPhotoUploadServer"
    assert server.form == {
        "group_id": "230000001",
        "add_to_news": "1",
        "link_text": "learn_more",
        "link_url": "https://vk.com/market-230000001",
        "v": "5.199",
    }
    assert upload.files == {"file": File("content/media/latte.jpg", "image/jpeg", "a" * 64)}
    assert upload.headers == {}
    assert (save.url, save.form) == (
        "https://api.vk.com/method/stories.save",
        {"upload_results": "8de04b", "v": "5.199"},
    )
    assert {one.headers["Authorization"] for one in (server, save)} == {"Bearer c0mmunity"}
    assert [one.creates for one in (server, upload, save)] == [False, False, True]
    assert (kept, receipt) == ({"story": "8de04b"}, OUT)


def test_a_video_has_another_field_and_a_flat_answer_will_do() -> None:
    flat = answer(200, {"upload_result": "02e1bf"})
    (_, upload, save), _, _ = publish(story(video()), SERVER, flat, SAVED)
    assert list(upload.files) == ["video_file"]
    assert save.form["upload_results"] == "02e1bf"


def test_the_user_posts_where_the_account_says_so() -> None:
    requests, _, _ = publish(story(account={"post_with": "user"}), SERVER, UPLOADED, SAVED, user_token="us3r")
    assert requests[0].headers["Authorization"] == requests[2].headers["Authorization"] == "Bearer us3r"


def test_another_run_goes_on_with_what_is_uploaded() -> None:
    flow = NETWORK.publish(delivery(story(), NETWORK, **TOKENS))
    known = broken_off(flow, SERVER, UPLOADED)
    assert known == {"story": "8de04b"}
    (save,), _, receipt = publish(story(), SAVED, known=known)
    assert (save.form["upload_results"], receipt) == ("8de04b", OUT)


def test_after_a_refusal_the_file_is_uploaded_again() -> None:
    requests, kept, _ = publish(story(), SERVER, UPLOADED, SAVED, known={"story": "old"}, attempt=1)
    assert (len(requests), kept) == (3, {"story": "8de04b"})


REFUSALS: dict[str, tuple[list[Any], type[Exception]]] = {
    "no right to stories": ([no(7)], Unauthorised),
    "no access to the community": ([no(15)], Unauthorised),
    "blacklisted": ([no(900)], Rejected),
    "too fast": ([no(6)], RateLimited),
    "no address": ([yes({"upload_url": ""})], Unavailable),
    "an upload host that is down": ([SERVER, answer(502, b"")], Unavailable),
    "an upload host that is called too often": ([SERVER, no(6)], RateLimited),
    "an upload host that cannot tell": ([SERVER, no(10)], Unavailable),
    "an upload host that says so with a status": ([SERVER, answer(429, {"error": "slow down"})], RateLimited),
    "a file that the host refuses": ([SERVER, answer(200, {"error": "ERR_UPLOAD_BAD_IMAGE"})], Rejected),
    "an upload that came to nothing": ([SERVER, answer(200, {"response": {"upload_result": ""}})], Rejected),
    "a story that is refused": ([SERVER, UPLOADED, no(100)], Rejected),
    "a story that nobody knows of": ([SERVER, UPLOADED, no(10)], Ambiguous),
    "no answer worth the name": ([SERVER, UPLOADED, answer(502, b"oops")], Ambiguous),
    "a yes without a story": ([SERVER, UPLOADED, yes({"count": 0, "items": []})], Ambiguous),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(name: str) -> None:
    answers, kind = REFUSALS[name]
    with pytest.raises(kind) as caught:
        publish(story(), *answers)
    if kind is Ambiguous:
        assert caught.value.hint == LOOK_AT_STORIES  # type: ignore[attr-defined]


def test_without_a_token_nothing_is_sent() -> None:
    with pytest.raises(Unauthorised):
        publish(story(), token="")


def test_a_story_cannot_be_looked_up() -> None:
    with pytest.raises(Ambiguous, match="no mark"):
        drive(NETWORK.find(delivery(story(), NETWORK, **TOKENS)))


# Deleting


def delete(*answers: Any, live: Receipt = OUT, **more: Any) -> list[Any]:
    requests, _ = drive(NETWORK.delete(delivery(story(), NETWORK, live=live, **(TOKENS | more))), *answers)
    return requests


def test_a_story_is_deleted_by_the_token_that_posted_it() -> None:
    (request,) = delete(yes(1), user_token="us3r")
    assert request.url.endswith("/stories.delete")
    assert request.form == {"owner_id": "-230000001", "story_id": "456239020", "v": "5.199"}
    assert request.headers["Authorization"] == "Bearer c0mmunity"
    assert errors("stories.delete", {"owner_id": -230000001, "story_id": 456239020}) == []


def test_a_story_is_deleted_by_the_address_that_a_person_gave() -> None:
    for address in ("https://vk.com/story-230000001_5", "https://vk.com/teplo?w=story-230000001_5%2Fteplo"):
        (request,) = delete(yes(1), live=Receipt("", address))
        assert request.form == {"owner_id": "-230000001", "story_id": "5", "v": "5.199"}
    with pytest.raises(NotSent, match="is not the address"):
        delete(live=Receipt("", "https://vk.com/stories-230000001"))


@pytest.mark.parametrize(
    "found",
    [
        no(1600),
        yes({"count": 0, "items": []}),
        yes({"items": [{"is_deleted": True}]}),
        yes({"items": [{"is_expired": True}]}),
    ],
)
def test_a_story_that_is_gone_is_gone(found: Any) -> None:
    first, second = delete(no(15), found)
    assert second.form["stories"] == "-230000001_456239020"
    assert first.url != second.url
    assert errors("stories.getById", {"stories": "-230000001_456239020"}) == []


def test_a_story_that_is_there_cannot_be_deleted() -> None:
    with pytest.raises(Unauthorised):
        delete(no(15), yes({"items": [{"id": 456239020, "owner_id": -230000001}]}))
