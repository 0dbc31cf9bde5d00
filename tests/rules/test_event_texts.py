"""Posts of an event, right and wrong: no false alarm, and none missed when the event moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.config import Config
from smmgen.content import front_matter, parser
from smmgen.content.documents import event as events
from smmgen.content.documents.event import Event
from smmgen.content.model import Post
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.rules.event_disagreement import Wrong, wrong
from smmgen.rules.event_texts import OTHER_TIME, Said, stance
from smmgen.rules.text_disagrees_with_event import CODE

ORDER = ("invites", "disagrees", "tells-of-change")
ACCOUNT = {"platform": "telegram", "target": "@a", "token_env": "A"}
PROJECT = {"project": {"name": "T", "timezone": "Europe/Moscow"}, "accounts": {"tg": ACCOUNT}}
VOCABULARY = Vocabulary(Config.model_validate(PROJECT), {})


def cupping(starts: str = "2026-12-12 17:00", ends: str = "2026-12-12 19:00") -> Event:
    text = f"---\ntitle: C\nstarts: {starts}\nends: {ends}\n---\nTaste.\n"
    source, _ = front_matter.read_text(text, "content/events/cupping.md")
    assert source
    found, _ = events.parse(source, VOCABULARY)
    assert isinstance(found, Event)
    return found


def post(body: str, at: str = "2026-12-05 10:00") -> Post:
    text = f"---\nplatforms: [tg]\nschedule: {at}\nevent: cupping\n---\n{body}\n"
    source, _ = front_matter.read_text(text, "content/posts/a.md")
    assert source
    found, _ = parser.parse(source, VOCABULARY)
    assert found
    return found


def said_wrong(body: str, at: str, event: Event) -> list[Wrong]:
    return [*wrong(Said(post(body, at)), event)]


def posts() -> Iterator[tuple[str, str, bool]]:
    """When it goes out, the text, and whether it depends on the day."""
    at = ""
    for line in (Path(__file__).parent / "event_posts.txt").read_text("utf-8").splitlines():
        if line.startswith("@ "):
            at = line[2:]
        elif line and not line.startswith("#"):
            yield at, line.removeprefix("~ "), not line.startswith("~ ")


POSTS = tuple(posts())


@pytest.mark.parametrize(("at", "text", "states_day"), POSTS)
def test_a_right_post_and_the_same_when_the_event_has_moved(at: str, text: str, states_day: bool) -> None:
    assert said_wrong(text, at, cupping()) == []
    assert bool(said_wrong(text, at, cupping("2026-12-13 17:00", "2026-12-13 19:00"))) is states_day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Приходите! Осталось 3 места.", ("invites",)),
        ("Мест больше нет.", ("tells-of-change",)),
        ("Каппинг 12 декабря отменяется.", ("tells-of-change",)),
        ("Join us on December 13.", ("invites",)),
        ("Кофе без спешки.", ()),
    ],
)
def test_what_a_text_says_of_its_event(text: str, says: tuple[str, ...]) -> None:
    library = {"event": {"cupping": cupping()}}
    assert stance(post(text), library, []) == says
    other = Diagnostic("a.md", Span(), OTHER_TIME, CODE.name, Severity.ERROR, "m")
    assert stance(post(text), library, [other]) == tuple(sorted([*says, "disagrees"], key=ORDER.index))
    assert stance(post(text), library, [replace(other, severity=Severity.WARNING)]) == says


def test_the_rule_is_the_one_that_rows_ask_for() -> None:
    assert CODE.code == OTHER_TIME


WORDS = [
    "12", "13", "декабря", "в", "с", "до", "субботу", "воскресенье", "завтра", "Dec", "17:00", "5 pm", ",", ".", "\n\n",
    "следующий", "2026", "12.12", "каждую", "`", "🎄",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = said_wrong(f"x {text}", "2026-12-05 10:00", cupping())
    for one in found:
        assert one.span.line <= one.span.end_line
        assert one.was
