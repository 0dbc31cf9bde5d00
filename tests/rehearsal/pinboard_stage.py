"""The rehearsal of a network that does not exist, as another package would bring it: a table, and no code."""

from __future__ import annotations

from smmgen.rehearsal.engine.acts import Change, Create, Delete, List, Read, Receive
from smmgen.rehearsal.engine.bodies import read_raw
from smmgen.rehearsal.engine.kinds import number, parts, several, text
from smmgen.rehearsal.engine.shown import shown_as
from smmgen.rehearsal.engine.stage import Endpoint, Error, Stage

PIN = {"id": "{id}", "text": "{params.text}", "board": "{params.board}", "at": "{at}", "link": "{base}/pins/{id}"}
PARAMS = {
    "text": text(1, 20), "board": ("news", "menu"), "image_ids": several(0, 2), "reply_to": "uint", "remind_at": "time",
    "place": parts({"lat": "float", "name": "str"}), "sensitive": "bool",
}  # fmt: skip
REFERS = {"image_ids": "image", "reply_to": "pin"}
STAGE = Stage(
    "pinboard",
    "Pinboard Social",
    endpoints=(
        Endpoint("GET", "/api/me", answer={"name": "{account}", "page": "{target}"}),
        Endpoint("GET", "/api/limits", answer={"text": 20}, open=True),
        Endpoint(
            "POST", "/api/images", {"alt": text(0, 10)}, files=("file",), status=201,
            does=Receive("image", types=("image/png", "image/jpeg"), most=100_000, alt="alt"),
            answer={"id": "{id}", "bytes": "{size}", "about": "{type} of {size} bytes"},
        ),
        Endpoint(
            "PUT", "/api/images/raw", reads=read_raw, does=Receive("image", part="", ids="raw-{sha256}"),
            answer={"id": "{id}"}, host="files",
        ),
        Endpoint(
            "POST", "/api/pins", PARAMS, ("text",), answer=PIN, status=201,
            does=Create("pin", url="{base}/pins/{id}", key="header:Idempotency-Key", key_seconds=3600, refers=REFERS),
        ),
        Endpoint("GET", r"/api/pins/{id:\d+}", does=Read("pin"), answer=PIN),
        Endpoint(
            "GET", "/api/pins", {"board": ("news", "menu"), "limit": number(1, 3, "uint")},
            does=List("pin", PIN, where=("board",), most=3), answer={"pins": "{items}", "all": "{count}"},
        ),
        Endpoint("PUT|PATCH", "/api/pins/{id}", PARAMS, does=Change("pin", refers=REFERS), answer=PIN),
        Endpoint(
            "DELETE", "/api/pins/{id}", does=Delete("pin"), answer={"deleted": "{id}"}, secrets=("token", "admin"),
        ),
    ),
    errors={"invalid": Error(422, {"wrong": "{reason}"}), "forbidden": Error(403, {"error": "{reason}"})},
    shown=shown_as("text", parent="reply_to"),
    alt_texts=True,
)  # fmt: skip
