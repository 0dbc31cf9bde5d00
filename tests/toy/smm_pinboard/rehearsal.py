"""Pinboard as its documentation describes it: `/pinboard/...` of a rehearsal. Source: https://pinboard.example/docs"""

from __future__ import annotations

from smmgen.rehearsal.engine.acts import Change, Create, Delete, List, Receive
from smmgen.rehearsal.engine.bodies import read_raw
from smmgen.rehearsal.engine.kinds import Spec, several, text
from smmgen.rehearsal.engine.shown import shown_as
from smmgen.rehearsal.engine.stage import Endpoint, Stage

PIN = {"id": "{id}", "url": "{url}"}
TEXT = text(1, 280)
PARAMS: dict[str, Spec] = {
    "text": TEXT,
    "board": "str",
    "colour": ("white", "yellow", "red"),
    "files": several(0, 2),
    "key": "str",
}

STAGE = Stage(
    "pinboard",
    "Pinboard Social",
    endpoints=(
        Endpoint("GET", "/me", answer={"name": "{target}"}),
        Endpoint(
            "POST",
            "/files",
            does=Receive("file", part="", types=("image/png", "image/jpeg")),
            reads=read_raw,
            answer={"file": "{id}"},
            status=201,
        ),
        Endpoint(
            "POST",
            "/pins",
            PARAMS,
            ("text", "board", "key"),
            does=Create("pin", url="{base}/pinboard/pins/{id}", key="key", key_seconds=86400, refers={"files": "file"}),
            answer=PIN,
            status=201,
        ),
        Endpoint("GET", "/pins", {"key": "str"}, ("key",), does=List("pin", PIN, where=("key",)), answer="{items}"),
        Endpoint("PATCH", "/pins/{id}", {"text": TEXT}, ("text",), does=Change("pin"), answer=PIN),
        Endpoint("DELETE", "/pins/{id}", does=Delete("pin"), answer=PIN),
    ),
    shown=shown_as("text"),
)
