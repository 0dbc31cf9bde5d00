from __future__ import annotations

import html
import io
import json
import logging
import re
from base64 import b64encode, urlsafe_b64encode
from collections import deque
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import TOKEN

from smmgen.transport import redaction
from smmgen.transport.redaction import MARK, redacted, redacted_row, remember

PLAIN = "vk1.a.canary-Plain_0123456789"
FORMS = {
    "raw": TOKEN,
    "path": f"https://api.telegram.org/bot{quote(TOKEN)}/sendMessage",
    "query": urlencode({"access_token": TOKEN}),
    "plus": quote_plus(TOKEN),
    "nothing safe": quote(TOKEN, safe=""),
    "small escapes": re.sub("%..", lambda found: found[0].lower(), quote(TOKEN, safe="")),
    "quoted twice": quote(quote(TOKEN, safe=""), safe=""),
    "json": json.dumps({"said": TOKEN}),
    "json in Cyrillic": json.dumps({"said": TOKEN}, ensure_ascii=False),
    "json of PHP": json.dumps({"said": TOKEN}).replace("/", "\\/"),
    "json in json": json.dumps(json.dumps({"said": TOKEN})),
    "html": html.escape(f"<{TOKEN}>"),
    "bytes": repr(TOKEN.encode()),
    "base64": b64encode(TOKEN.encode()).decode(),
    "basic": b64encode(f"user:{TOKEN}".encode()).decode(),
    "hex": TOKEN.encode().hex(),
}


@pytest.fixture(autouse=True)
def _nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of these tests would be taken out of other tests' texts."""
    monkeypatch.setattr(redaction, "_lasting", set())
    monkeypatch.setattr(redaction, "_passing", deque(maxlen=3))
    monkeypatch.setattr(redaction, "_known", ())


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_is_taken_out(form: str) -> None:
    remember(TOKEN)
    clean = redacted(f"before {form} after")
    assert MARK in clean
    assert clean.startswith("before ")
    assert clean.endswith(" after")
    assert TOKEN not in clean
    assert "canary" not in clean


@given(before=st.binary(max_size=5), after=st.binary(max_size=5), safe=st.booleans())
def test_base64_at_every_place(before: bytes, after: bytes, safe: bool) -> None:
    """At most the first and the last digit hold bits of the secret beside those of its neighbours."""
    remember(PLAIN)
    encode = urlsafe_b64encode if safe else b64encode
    clean = redacted(encode(before + PLAIN.encode() + after).decode())
    assert MARK in clean
    assert len(clean.replace(MARK, "")) <= len(encode(before + after)) + 4


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=6, max_size=40))
def test_any_word_in_any_form(word: str) -> None:
    redaction._lasting.clear()
    remember(word)
    for form in (word, quote(word, safe=""), json.dumps(word)[1:-1], html.escape(word), word.encode().hex()):
        assert redacted(f"({form})") == f"({MARK})"


LONG = "vk1.a.Canary-0123456789-abcdefGHIJKLmnopqrst_UVWXY"
assert len(LONG) == 50
PIECES = {
    "the last sign is cut": LONG[:-1],
    "the first sign is cut": LONG[1:],
    "half of it": LONG[:25],
    "a piece of the middle": LONG[10:36],
    "upper case": LONG.upper(),
    "lower case": LONG.lower(),
    "upper case, cut": LONG.upper()[:-2],
    "wrapped": f"{LONG[:20]}\n{LONG[20:]}",
    "wrapped as mail is": f"{LONG[:20]}\r\n    {LONG[20:40]}\r\n    {LONG[40:]}",
    "wrapped in JSON": json.dumps(f"{LONG[:20]}\n{LONG[20:]}")[1:-1],
    "a blank after each sign": " ".join(LONG),
    "with a hint where to break it": "\u200b".join(LONG),
    "an address, cut": quote(LONG, safe="")[:-1],
    "base64, wrapped": re.sub("(.{16})", r"\1\n", b64encode(LONG.encode()).decode()),
    "base64, cut": b64encode(LONG.encode()).decode()[:40],
    "hex, cut": LONG.encode().hex()[:-1],
    "hex in capitals, wrapped": re.sub("(.{20})", r"\1\n", LONG.encode().hex().upper()),
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_long_pieces_are_taken_out(piece: str) -> None:
    remember(LONG)
    clean = redacted(f"before: {piece}; after")
    assert clean.startswith(f"before: {MARK}")
    assert clean.endswith("; after")
    assert len(clean) <= len(f"before: {MARK}; after") + 3, "base64 shares a digit with its neighbours"


def test_both_halves_of_a_split_one_are_taken_out() -> None:
    remember(LONG)
    assert redacted(f"{LONG[:25]} and then {LONG[25:]}") == f"{MARK} and then {MARK}"
    assert redacted_row({"a": LONG[:25], "b": [LONG[25:]]}) == {"a": MARK, "b": [MARK]}


def test_other_letters_have_a_case_too() -> None:
    remember("пароль-от-канала-и-ещё-слова")
    assert redacted("ПАРОЛЬ-ОТ-КАНАЛА-И-ЕЩЁ-СЛОВА") == MARK
    assert redacted(quote("пароль-от-канала-и-ещё-слова")[:-12]) == MARK


def test_short_pieces_are_ordinary_words() -> None:
    remember(LONG, "publisher-of-teplo")
    text = "vk1.a.Canary-01 is how it begins; publisher of news, published by teplo"
    assert redacted(text) == text
    assert redacted("publisher-of-tepl") == MARK


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 25), st.integers(0, 25))
def test_a_piece_anywhere_in_any_text(before: str, after: str, cut: int, off: int) -> None:
    redaction._lasting.clear()
    remember(LONG)
    if cut + off <= 25:
        piece = LONG[cut : len(LONG) - off]
        assert piece not in redacted(f"{before} {piece} {after}")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_text_without_pieces_stays_as_it_is(text: str) -> None:
    redaction._lasting.clear()
    remember(LONG, TOKEN)
    assert redacted(text) == text


def test_the_half_after_the_colon_is_a_secret_too() -> None:
    remember("1234567890:AAF-canary-canary-canary")
    assert redacted("AAF-canary-canary-canary") == MARK
    assert redacted("1234567890") == "1234567890"


def test_sessions_come_and_go_and_tokens_stay() -> None:
    remember(TOKEN)
    for number in range(5):
        redaction.remember_session(f"canary-session-{number}")
        redaction.remember_session(TOKEN)
    assert [number for number in range(5) if MARK in redacted(f"canary-session-{number}")] == [2, 3, 4]
    assert redacted(TOKEN) == MARK


ADDRESS = "https://hooks.slack.example/services/T0CANARY1/B0CANARY2?token=canary-XXXXXXXXXXXXXXXX"
SHOWN = {
    "whole": f"POST {ADDRESS} failed",
    "without its host": ADDRESS.removeprefix("https://hooks.slack.example/"),
    "as a path": "/" + ADDRESS.split("/", 3)[3],
    "its longest word": "no service for canary-XXXXXXXXXXXXXXXX",
    "quoted": quote(ADDRESS, safe=""),
    "json of PHP": json.dumps(ADDRESS).replace("/", "\\/"),
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_an_address_that_is_a_secret_is_taken_out_with_and_without_its_host(text: str) -> None:
    remember(ADDRESS)
    assert "canary" not in redacted(text).lower()
    assert redacted("no connection to hooks.slack.example") == "no connection to hooks.slack.example"


def test_short_words_are_no_secrets() -> None:
    remember("", "a", "post", "12345")
    assert redacted("a post at 12345") == "a post at 12345"


def test_rows_are_clean_however_deep() -> None:
    remember(TOKEN)
    row = {"url": f"x/{TOKEN}", "n": 5, "none": None, "ids": [TOKEN, {"a": (TOKEN,)}], TOKEN: True}
    assert redacted_row(row) == {"url": f"x/{MARK}", "n": 5, "none": None, "ids": [MARK, {"a": [MARK]}], MARK: True}
    assert "canary" in str(row)


@pytest.mark.parametrize("name", ["", "httpx2", "httpcore2.connection", "anybody.else"])
def test_logs_are_clean_whoever_writes_them(name: str) -> None:
    remember(TOKEN)
    logger, heard = logging.getLogger(name), io.StringIO()
    listener, before = logging.StreamHandler(heard), logger.level
    listener.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    try:
        logger.debug("POST %s", f"https://api.telegram.org/bot{TOKEN}/sendMessage", stack_info=True)
        logger.info("%d calls", TOKEN.encode())  # does not fit its format
        try:
            raise ValueError(f"no such bot {TOKEN}")
        except ValueError:
            logger.exception("headers %r", [(b"X-Token", TOKEN.encode())])
    finally:
        logger.removeHandler(listener)
        logger.setLevel(before)
    said = heard.getvalue()
    assert f"DEBUG POST https://api.telegram.org/bot{MARK}/sendMessage" in said
    assert f"ValueError: no such bot {MARK}" in said
    assert "Traceback" in said
    assert "canary" not in said
