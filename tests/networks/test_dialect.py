"""The table of answers: only a plain no is a no, and what is unclear is in doubt where the call creates."""

from __future__ import annotations

from typing import Any

import pytest

from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes, by_status
from smmgen.networks.wire import Response

NO = [Rejected("no"), Unauthorised("no"), RateLimited("no", 5), Unavailable("not now"), Ambiguous("seen before")]


def dialect(meaning: Meaning) -> Dialect:
    return Dialect("pins", "look at the board", lambda response: meaning)


@pytest.mark.parametrize("value", [None, {}, {"id": 1}, []])
def test_yes(value: Any) -> None:
    assert dialect(Yes(value)).created(Response(200)) is value
    assert dialect(Yes(value)).answer(Response(200)) is value


@pytest.mark.parametrize("error", NO, ids=lambda error: type(error).__name__)
def test_a_no_is_the_error_that_it_stands_for(error: PublishError) -> None:
    for act in (dialect(error).created, dialect(error).answer):
        with pytest.raises(PublishError) as caught:
            act(Response(400))
        assert caught.value is error


def test_what_is_unclear_is_in_doubt_where_the_call_creates() -> None:
    with pytest.raises(Ambiguous) as caught:
        dialect(Unclear("oops")).created(Response(502))
    assert caught.value.message == "pins answered 502: oops; it is unknown whether the call took effect"
    assert caught.value.hint == "look at the board"
    with pytest.raises(Unavailable) as later:
        dialect(Unclear()).answer(Response(502))
    assert (later.value.message, later.value.hint) == ("pins answered 502", "try again later")


STATUSES: list[tuple[int, type[PublishError] | None]] = [
    (100, None), (301, None), (304, None), (400, Rejected), (401, Unauthorised), (403, Unauthorised), (404, Rejected),
    (422, Rejected), (429, RateLimited), (451, Rejected), (499, Rejected), (500, None), (503, None), (599, None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_by_status(status: int, kind: type[PublishError] | None) -> None:
    found = by_status("pins", Response(status), "said", "get a new token")
    if kind is None:
        assert found == Unclear("said")
        return
    assert type(found) is kind
    assert isinstance(found, PublishError)
    assert found.message == f"pins answered {status}: said"
    assert found.hint == ("get a new token" if kind is Unauthorised else "")


@pytest.mark.parametrize(
    ("headers", "wait", "seconds"), [({}, None, 60), ({"retry-after": "7"}, None, 7), ({"retry-after": "7"}, 0, 0)]
)
def test_how_long_to_wait(headers: dict[str, str], wait: float | None, seconds: float) -> None:
    found = by_status("pins", Response(429, headers), wait=wait)
    assert isinstance(found, RateLimited)
    assert found.retry_after == seconds
