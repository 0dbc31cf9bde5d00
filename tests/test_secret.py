from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict, dataclass

import pytest

from smmgen.networks.wire import Delivery
from smmgen.secret import NO_SECRET, Secret, Secrets

WORD = "123456:canary"


BOTH = Secrets({"token": Secret(WORD), "user_token": Secret(WORD)})


@dataclass
class Holder:
    token: Secret


@pytest.mark.parametrize(
    "text",
    [
        repr(Secret(WORD)),
        str(Secret(WORD)),
        f"Bearer {Secret(WORD)}",
        f"{Secret(WORD)!r:>40}",
        f"{Secret(WORD):s}",
        "%s" % Secret(WORD),  # noqa: UP031 - one more way of formatting
        repr([Secret(WORD)]),
        repr(Holder(Secret(WORD))),
        str(asdict(Holder(Secret(WORD)))),
        repr(Delivery({}, "key", secrets=BOTH)),
        str(BOTH),
        f"{BOTH} {[BOTH]}",
        str(copy.deepcopy(Delivery({}, "key", secrets=BOTH))),
        json.dumps({"token": Secret(WORD)}, default=str),
        json.dumps(BOTH, default=str),
    ],
)
def test_it_does_not_show(text: str) -> None:
    assert "canary" not in text
    assert "[secret]" in text


def test_only_reveal_gives_the_word() -> None:
    assert Secret(WORD).reveal() == WORD
    assert not hasattr(Secret(WORD), "__dict__")


def test_it_is_not_written_down() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(Secret(WORD))
    with pytest.raises(TypeError, match="must not be stored"):
        pickle.dumps(Secret(WORD))
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(BOTH)
    with pytest.raises(TypeError, match="must not be stored"):
        pickle.dumps(BOTH)


def test_it_is_a_value() -> None:
    assert Secret(WORD) == Secret(WORD) == copy.deepcopy(Secret(WORD))
    assert Secret(WORD) != Secret("another")
    assert Secret(WORD) != WORD
    assert len({Secret(WORD), Secret(WORD)}) == 1
    assert Secret("ключ") == Secret("ключ")


def test_a_name_without_a_secret_has_none() -> None:
    assert (BOTH["token"], BOTH["bot"], list(BOTH), len(BOTH)) == (Secret(WORD), NO_SECRET, ["token", "user_token"], 2)


def test_none_is_false_and_says_so() -> None:
    assert not NO_SECRET
    assert Secret(WORD)
    assert str(NO_SECRET) == "[no secret]"
