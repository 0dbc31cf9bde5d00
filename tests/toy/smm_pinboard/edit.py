"""Editing and deleting pins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_pinboard import api
from smmgen.networks.wire import Delivery, Flow, Removal


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    request = part["request"]
    media = [item["sha256"] for item in part["media"]]
    return {"text": request["text"], "colour": request["colour"], "board": request["board"], "media": media}


def edit(delivery: Delivery) -> Flow:
    live = delivery.require_live()
    body = {"text": delivery.part["request"]["text"]}
    api.answer((yield api.call(delivery, "PATCH", f"/pins/{live.id}", json=body)))
    return live


def delete(delivery: Delivery) -> Removal:
    response = yield api.call(delivery, "DELETE", f"/pins/{delivery.require_live().id}")
    if response.status != 404:
        api.answer(response)
