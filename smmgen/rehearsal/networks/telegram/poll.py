"""Telegram: polls (Telegram Bot API, sendPoll and InputPollOption)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine.http import Call
from smmgen.rehearsal.networks.telegram.params import bad
from smmgen.rehearsal.networks.telegram.text import check_text

MOST_OPTIONS = 12
_SHORTEST, _LONGEST = 5, 2_628_000


def read_poll(call: Call, params: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a poll's message, checked."""
    _check_words(params)
    options = [_option(option) for option in params["options"]]
    if not 1 <= len(options) <= MOST_OPTIONS:
        raise bad(f"poll must have 1-{MOST_OPTIONS} options")
    _check_answers(params, len(options))
    _check_end(call, params)
    _check_audience(params)
    poll = {
        "id": str(call.state.next("poll")),
        "question": params["question"],
        "options": [{"text": text, "voter_count": 0} for text in options],
        "total_voter_count": 0,
        "is_closed": params.get("is_closed", False),
        "is_anonymous": params.get("is_anonymous", True),
        "type": params.get("type", "regular"),
        "allows_multiple_answers": params.get("allows_multiple_answers", False),
    }
    return {"poll": poll}


def _check_words(params: Mapping[str, Any]) -> None:
    for name, least, most in (("question", 1, 300), ("explanation", 0, 200), ("description", 0, 1024)):
        text, entities = params.get(name, ""), params.get(f"{name}_entities", [])
        if len(text.strip()) < least:
            raise bad(f"poll {name} must be non-empty")
        check_text(text, entities, most, f"poll {name}", bad)
        if name == "question" and any(entity["type"] != "custom_emoji" for entity in entities):
            raise bad("only custom emoji entities are allowed in poll questions")
    if params.get("explanation", "").count("\n") > 2:
        raise bad("poll explanation has more than 2 line feeds")


def _option(option: Any) -> str:
    known = isinstance(option, dict) and set(option) <= {"text", "text_entities"}
    if not known or not isinstance(option.get("text"), str):
        raise bad("can't parse poll options: an option is an object with `text`")
    text: str = option["text"]
    if not text.strip():
        raise bad("poll options must be non-empty")
    check_text(text, option.get("text_entities", []), 100, "poll option", bad)
    return text


def _check_answers(params: Mapping[str, Any], options: int) -> None:
    kind, right = params.get("type", "regular"), params.get("correct_option_ids")
    if kind not in ("regular", "quiz"):
        raise bad("wrong poll type specified")
    if kind == "regular":
        if right is not None or "explanation" in params:
            raise bad("correct_option_ids and explanation are for quizzes only")
        return
    if not right or any(type(number) is not int or not 0 <= number < options for number in right):
        raise bad("wrong correct option IDs specified")
    if sorted(set(right)) != right:
        raise bad("correct option IDs must increase")
    if params.get("allow_adding_options"):
        raise bad("quizzes can't have options added")


def _check_end(call: Call, params: Mapping[str, Any]) -> None:
    if "open_period" in params and "close_date" in params:
        raise bad("open_period can't be used together with close_date")
    seconds = params.get("open_period", _SHORTEST)
    if "close_date" in params:
        seconds = params["close_date"] - call.now
    if not _SHORTEST <= seconds <= _LONGEST:
        raise bad(f"a poll is open for {_SHORTEST}-{_LONGEST} seconds")


def _check_audience(params: Mapping[str, Any]) -> None:
    codes = params.get("country_codes", [])
    if len(codes) > 12 or any(not isinstance(code, str) or not re.fullmatch(r"[A-Z]{2}", code) for code in codes):
        raise bad("wrong country codes specified: at most 12 of two letters")
    if params.get("allow_adding_options") and params.get("is_anonymous", True):
        raise bad("anonymous polls can't have options added")
