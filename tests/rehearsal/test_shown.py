"""What the page of posts shows of each network's calls."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smmgen.rehearsal.engine.shown import Poll, Sent, Shown
from smmgen.rehearsal.registry import find

TOPIC = [
    {"type": "text", "text": "Кофе"},
    {"type": "link", "url": "https://teplo.example"},
    {"type": "poll", "question": "Ещё?", "answers": [{"text": "да"}, {"text": "нет"}], "options": "AnonymousVoting"},
]
CASES: list[tuple[str, dict[str, Any], dict[str, Any], Shown]] = [
    ("max", {"text": "<b>Кофе</b> &amp; чай", "format": "html"}, {}, Shown("Кофе & чай")),
    ("max", {"text": "<b>", "link": {"type": "reply", "mid": "mid.1"}}, {}, Shown("<b>", parent="mid.1")),
    ("max", {"attachments": [{"type": "location", "latitude": 54.2, "longitude": 37}]}, {}, Shown(place="54.2, 37")),
    ("max", {"attachments": [{"type": "share", "payload": {"url": "https://a.example"}}]}, {},
     Shown(card=("https://a.example",))),
    ("ok", {"attachment": json.dumps({"media": TOPIC})}, {},
     Shown("Кофе", card=("https://teplo.example",), poll=Poll("Ещё?", ("да", "нет"), True))),
    ("ok", {"comment": "Первый"}, {"kind": "comment", "remote_id": "150/7"}, Shown("Первый", parent="150")),
    ("threads", {"text": "Кофе", "poll_attachment": '{"option_a":"да","option_b":"нет"}', "reply_to_id": "5"}, {},
     Shown("Кофе", poll=Poll("", ("да", "нет")), parent="5")),
    ("threads", {"link_attachment": "https://a.example"}, {}, Shown(card=("https://a.example",))),
    ("facebook", {"message": "Кофе", "link": "https://a.example", "place": "1"}, {},
     Shown("Кофе", card=("https://a.example",), place="1")),
    ("facebook", {"description": "Рилс", "title": "Кофе"}, {}, Shown("Рилс")),
    ("instagram", {"caption": "Кофе", "location_id": "7"}, {}, Shown("Кофе", place="7")),
    ("instagram", {"message": "Первый", "parent": "5"}, {"kind": "comment"}, Shown("Первый", parent="5")),
    ("max", {"text": 5, "attachments": "no", "link": "no"}, {}, Shown("5")),
    ("ok", {"attachment": "{"}, {}, Shown()),
    ("threads", {"poll_attachment": "["}, {}, Shown()),
]  # fmt: skip


@pytest.mark.parametrize(("network", "params", "post", "expected"), CASES)
def test_what_people_see(network: str, params: dict[str, Any], post: dict[str, Any], expected: Shown) -> None:
    stage = find(network)
    assert stage is not None
    assert stage.shown(Sent(params, {"kind": "post", "remote_id": "1", **post})) == expected
