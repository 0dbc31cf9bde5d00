"""A network of class B, which no built-in platform is yet: a notice board that knows no keys but can be read.

`BOARD` is the platform that speaks to it; there are boards of the other classes too, for networks that are played
inside a test. Run as a program, this file serves the rehearsal's networks and the board beside them, so that the same
faults can be ordered and the same records are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from smmgen.errors import Ambiguous, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks.base import Facts, Network, Safety
from smmgen.networks.secrets import SecretSpec
from smmgen.networks.wire import Delivery, File, Flow, Probe, Receipt, Request, Response, Search
from smmgen.rehearsal import registry
from smmgen.rehearsal.engine.http import Answer, Call, Refused, Stage

NAME = "board"


def answer(call: Call) -> Answer:
    """`POST /files` keeps bytes, `POST /posts` hangs up a notice, `GET /posts?mark=...` shows those with that mark."""
    account = next((one for one in call.accounts if one.token == call.bearer), None)
    if account is None:
        raise Refused(Answer(401, {"error": "who are you"}))
    if (call.method, call.path) == ("POST", "/files"):
        name = sha256(call.body).hexdigest()
        call.state.put(NAME, "file", name, len(call.body))
        return Answer(200, {"file": name})
    if (call.method, call.path) == ("POST", "/posts"):
        return Answer(200, {"id": _hang_up(call, account.account, json.loads(call.body))})
    if (call.method, call.path) == ("GET", "/posts"):
        posts = call.state.find(NAME, "post").values()
        return Answer(200, [post for post in posts if post["mark"] == call.query["mark"]])
    raise Refused(Answer(404, {"error": "no such place"}))


def _hang_up(call: Call, account: str, post: dict[str, Any]) -> str:
    if any(call.state.get(NAME, "file", name) is None for name in post["files"]):
        raise Refused(Answer(422, {"error": "no such file"}))
    if post["reply"] and call.state.get(NAME, "post", post["reply"]) is None:
        raise Refused(Answer(422, {"error": "there is nothing to reply to"}))
    number = str(call.state.next(NAME, "post"))
    call.state.put(NAME, "post", number, {**post, "id": number})
    call.state.add_post(NAME, account, "POST /posts", number, post, now=call.now)
    return number


STAGE = Stage(
    name=NAME,
    title=NAME,
    answer=answer,
    rate_limited=lambda seconds, now: Answer(429, {"error": "slower"}, {"Retry-After": str(seconds)}),
    broken=lambda: Answer(500, {"error": "we failed"}),
    unreadable=lambda reason: Answer(400, {"error": reason}),
)


class Board(Network):
    """Signs with a bearer token; a notice carries its ledger key as an exact mark, on a keyed board its key too."""

    def __init__(self, name: str, safety: Safety, key_seconds: int | None = None) -> None:
        super().__init__(
            Facts(
                name=name,
                title=name,
                safety=safety,
                key_seconds=key_seconds,
                secrets=(SecretSpec("token", "token", "Made up."),),
                threads=True,
                finds_by_key=True,
            )
        )

    def render(self, variant: Any) -> list[dict[str, Any]]:
        return []

    def publish(self, delivery: Delivery) -> Flow:
        files = []
        for media in delivery.part["media"]:
            upload = File(media["path"], media["type"], media["sha256"])
            files.append(_read((yield _call(delivery, "POST", "/files", upload=upload)))["file"])
        reply = delivery.previous[-1].id if delivery.previous else ""
        post = {**delivery.part["request"], "mark": delivery.key, "reply": reply, "files": files}
        key = {"Idempotency-Key": f"{delivery.key}#{delivery.attempt}"} if self.facts.safety is Safety.KEYED else {}
        made = _read((yield _call(delivery, "POST", "/posts", key, json=post, creates=True)), creates=True)
        return Receipt(made["id"])

    def find(self, delivery: Delivery) -> Search:
        if self.facts.safety is Safety.BLIND:
            raise Ambiguous("it cannot be read")
        found = _read((yield _call(delivery, "GET", "/posts", query={"mark": delivery.key})))
        return Receipt(found[0]["id"]) if found else None

    def probe(self, delivery: Delivery) -> Probe:
        _read((yield _call(delivery, "GET", "/posts", query={"mark": ""})))
        return "the board"


def _call(delivery: Delivery, method: str, path: str, key: Mapping[str, str] = {}, **rest: Any) -> Request:
    headers = {"Authorization": f"Bearer {delivery.secrets['token'].reveal()}", **key}
    return Request(method, delivery.base_url + path, headers, **rest)


def _read(response: Response, creates: bool = False) -> Any:
    if response.status == 200 and response.data not in ({}, None):
        return response.data
    if response.status == 429:
        raise RateLimited("too many calls", float(response.headers["retry-after"]))
    if response.status == 401:
        raise Unauthorised("the board does not know the token")
    if 400 <= response.status < 500:
        raise Rejected(f"the board says {response.status}")
    raise (Ambiguous if creates else Unavailable)(f"the board says {response.status}")


BOARD = Board(NAME, Safety.READABLE)
KEYED_BOARD = Board("keyed", Safety.KEYED, 3600)
BLIND_BOARD = Board("blind", Safety.BLIND)
BOARDS = {board.name: board for board in (BOARD, KEYED_BOARD, BLIND_BOARD)}

if __name__ == "__main__":
    from smmgen.rehearsal.__main__ import main

    registry.STAGES[NAME] = __name__
    main()
