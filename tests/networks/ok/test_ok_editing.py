from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from editing import differing, made
from flows import answer, delivery, drive, picture, text
from test_ok import GROUP, PHOTO, SECRETS, SERVER, listed, refused, shown

from smmgen.errors import Rejected, Unavailable
from smmgen.networks.ok import NETWORK
from smmgen.networks.wire import Receipt
from smmgen.variants.types import LinkCard

LIVE = Receipt("5", f"https://ok.ru/group/{GROUP}/topic/5", False, {"topic_id": "5"})
WAITING = LIVE._replace(scheduled=True)
SAME = refused(300)
DONE = answer(200, {"success": True})
NATIVE = {"delivery": "native"}


def act(flow: Any, *answers: Any, live: Receipt = LIVE, parts: Any = None, **more: Any) -> tuple[list[Any], Any]:
    known = {name: more.pop(name) for name in ("native", "changed") if name in more}
    post = delivery(made(NETWORK, *(parts or [text("Привет")]), **more), NETWORK, live=live, **known)
    return drive(flow(replace(post, secrets=SECRETS)), *answers)


def methods(requests: Any) -> list[str]:
    return [request.form["method"] for request in requests if request.form.get("method")]


@pytest.mark.parametrize("done", [DONE, answer(200, True)])
def test_the_whole_topic(done: Any) -> None:
    (request,), result = act(NETWORK.edit, done)
    assert (request.form["method"], request.form["topic_id"]) == ("mediatopic.edit", "5")
    assert json.loads(request.form["attachment"])["media"] == [{"type": "text", "text": "Привет"}]
    assert not request.creates
    assert result == LIVE


def test_files_are_uploaded_anew() -> None:
    requests, _ = act(NETWORK.edit, SERVER, PHOTO, DONE, parts=[text("x", media=[picture()])])
    media = json.loads(requests[-1].form["attachment"])["media"]
    assert media[1] == {"type": "photo", "list": [{"id": "photo-token"}]}


def test_a_topic_that_got_another_id_in_moderation() -> None:
    moved = answer(200, {"topicId": "8"})
    requests, result = act(NETWORK.edit, refused(300), moved, DONE)
    assert methods(requests) == ["mediatopic.edit", "mediatopic.getRepublishedTopic", "mediatopic.edit"]
    assert [request.form["topic_id"] for request in requests] == ["5", "5", "8"]
    assert result.url.endswith("/topic/8")
    requests, _ = act(NETWORK.delete, refused(300), moved, DONE)
    assert requests[-1].form["topic_id"] == "8"
    with pytest.raises(Rejected, match="error 300"):
        act(NETWORK.edit, refused(300), refused(300))


def test_votes_are_not_lost() -> None:
    poll = {"question": "?", "options": ["a", "b"]}
    with pytest.raises(Rejected, match="poll"):
        act(NETWORK.edit, fields={"poll": poll})


def test_what_waits_is_not_edited() -> None:
    with pytest.raises(Rejected, match="scheduler"):
        act(NETWORK.edit, live=WAITING, native=True, account=NATIVE)


@pytest.mark.parametrize(
    ("reply", "error"),
    [(answer(200, {"success": False}), Rejected), (refused(100), Rejected), (answer(500), Unavailable)],
)
def test_an_edit_that_is_refused(reply: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        act(NETWORK.edit, reply)


def test_deleting() -> None:
    (request,), nothing = act(NETWORK.delete, DONE)
    assert nothing is None
    assert (request.form["method"], request.form["topic_id"]) == ("mediatopic.deleteTopic", "5")


def test_deleting_what_is_gone() -> None:
    act(NETWORK.delete, refused(300), SAME)


def test_deleting_what_waits() -> None:
    requests, _ = act(NETWORK.delete, DONE, live=WAITING, native=True, account=NATIVE)
    assert methods(requests) == ["mediatopic.deleteTopic"]


def test_deleting_what_the_scheduler_has_posted() -> None:
    requests, _ = act(NETWORK.delete, SAME, listed("9"), shown(n9="Привет"), DONE, live=WAITING, account=NATIVE)
    assert requests[-1].form["topic_id"] == "9"
    with pytest.raises(Rejected, match="no longer"):
        act(NETWORK.delete, SAME, listed(), refused(300), live=WAITING, account=NATIVE)


def test_a_refusal_is_told() -> None:
    with pytest.raises(Rejected):
        act(NETWORK.delete, answer(200, {"success": False}))


def test_what_differs() -> None:
    plain = made(NETWORK, text("Hi"))
    assert differing(NETWORK, plain, made(NETWORK, text("Hi!"))) == {"text"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi", media=[picture()]))) == {"media"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), card=LinkCard("https://a.example"))) == {"link"}
    closed = {"targeting": {"replies": "nobody"}}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), fields=closed)) == {"options"}
    poll = {"poll": {"question": "?", "options": ["a", "b"]}}
    asked = made(NETWORK, text("Hi"), fields=poll)
    assert differing(NETWORK, plain, asked) == {"text", "poll"}
    assert differing(NETWORK, asked, made(NETWORK, text("Hi!"), fields=poll)) == {"poll"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), options={"hidden": True})) == {"visibility"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), options={"as_user": True})) == {"author"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), account=NATIVE)) == {"time"}
