"""Pinboard's calls and answers. Source: https://pinboard.example/docs/calls"""

from __future__ import annotations

from typing import Any

from smmgen.errors import Ambiguous
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Yes, by_status
from smmgen.networks.wire import Delivery, Receipt, Request, Response

HOST = "https://pinboard.example/api"
TOKEN = "get a new token with the right `pin`"
LOOK = "look at the board before sending again"


def call(delivery: Delivery, method: str, path: str, **more: Any) -> Request:
    """`more`: what else `Request` takes."""
    headers = {"Authorization": f"Bearer {delivery.secrets['token'].reveal()}"}
    return Request(method, f"{(delivery.base_url or HOST).rstrip('/')}{path}", headers, **more)


def _read(response: Response) -> Meaning:
    if 200 <= response.status < 300:
        return Yes(response.data)
    return by_status("pinboard", response, answers.said(answers.mapping(response.data).get("error")), TOKEN)


_DIALECT = Dialect("pinboard", LOOK, _read)
answer, created = _DIALECT.answer, _DIALECT.created


def receipt(pin: Any) -> Receipt:
    known = answers.mapping(pin)
    identity = answers.identity(known.get("id"))
    if not identity:
        raise Ambiguous("pinboard said yes and named no pin", LOOK)
    return Receipt(identity, answers.text(known.get("url")), reference={"id": identity})
