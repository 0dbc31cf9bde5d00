"""A network of class B at its plainest: a notice board that knows no keys but can be read.

`BOARD` is the platform that speaks to it; there are boards of the other classes too, for networks that are played
inside a test. Run as a program, this file serves the rehearsal's networks and the board beside them, so that the same
faults can be ordered and the same records are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint
from typing import Any

from smmgen.errors import Ambiguous, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks.base import Facts, Network, Safety
from smmgen.networks.secrets import SecretSpec
from smmgen.networks.wire import Delivery, File, Flow, Probe, Receipt, Request, Response, Search
from smmgen.rehearsal import registry
from smmgen.rehearsal.engine.acts import Create, List, Receive
from smmgen.rehearsal.engine.bodies import read_raw
from smmgen.rehearsal.engine.shown import shown_as
from smmgen.rehearsal.engine.stage import Endpoint, Stage

NAME = "board"


_POST = {"text": "str", "mark": "str", "reply": "str", "files": "strings"}
STAGE = Stage(
    NAME,
    NAME,
    endpoints=(
        Endpoint(
            "POST", "/files", does=Receive("file", part="", ids="{account}-{sha256}"), reads=read_raw,
            answer={"file": "{id}"},
        ),
        Endpoint(
            "POST", "/posts", _POST, ("text", "mark"), does=Create("post", refers={"files": "file", "reply": "post"}),
            answer={"id": "{id}"},
        ),
        Endpoint(
            "GET", "/posts", {"mark": "str"}, ("mark",), does=List("post", {"id": "{id}"}, where=("mark",)),
            answer="{items}",
        ),
    ),
    shown=shown_as("text", parent="reply"),
)  # fmt: skip


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

    registry._third_parties = lambda: {NAME: EntryPoint(NAME, f"{__name__}:STAGE", registry.GROUP)}
    main()
