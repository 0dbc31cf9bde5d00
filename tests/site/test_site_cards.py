"""Cards say what a variant says."""

from __future__ import annotations

from dataclasses import replace

import pytest
import site_factory as make

from smmgen.diagnostics import Severity
from smmgen.markup.text import RichText
from smmgen.media.film import Film
from smmgen.media.types import MediaFile
from smmgen.networks import registry
from smmgen.networks.shown import Shown, ShownFile
from smmgen.site import cards
from smmgen.site.model import Column, overview
from smmgen.site.pages import findings
from smmgen.site.urls import media_name, url
from smmgen.variants.rows import UNSCHEDULED, PlanRow, PostRow
from smmgen.variants.types import LinkCard, Part


def test_card_holds_time_place_poll_and_length() -> None:
    post = make.post(
        targeting={"place": {"name": "Кофейня", "lat": 55.7, "lon": 37.6}, "age": "12+"},
        poll={"question": "Молоко?", "options": ["Овсяное", "Обычное"], "closes": "3d"},
    )
    card = make.card(make.variant(post, "vk", "Кофе"))
    assert (card.at, card.wall, card.zone) == ("2026-11-27T10:00:00+03:00", "2026-11-27T10:00", "Europe/Moscow")
    assert card.poll is not None
    assert card.poll.options == ("Овсяное", "Обычное")
    assert (card.poll.closes, card.place) == ("3d", "55.7, 37.6")
    assert (card.parts[0].length, card.parts[0].limit, card.parts[0].size.over) == (4, 4096, False)
    assert (card.here, card.month) == ("2026-11-27T10:00", "2026-11")


def test_part_over_its_limit() -> None:
    part = {"role": "text", "length": 3, "limit": 2, "unit": "characters"}
    assert cards.part_view(part, Shown(RichText("abc")), {}).size.over


def test_the_first_comment_is_no_part_of_the_thread() -> None:
    parts = [Part("text", RichText("пост")), Part("comment", RichText("первый"))]
    card = make.card(make.variant(make.post(), "vk", parts))
    assert [str(part.html) for part in card.parts] == ["пост"]
    assert card.comment is not None
    assert str(card.comment.html) == "первый"


def test_only_the_accounts_own_problems_are_counted() -> None:
    diagnostics = [make.found("a", account="tg"), make.found("b", account="vk"), make.found("c")]
    diagnostics.append(make.found("d", Severity.WARNING, "tg"))
    assert findings("ready", diagnostics)("tg") == ("broken", 1, 1)


def test_content_warning_comes_from_the_request() -> None:
    request = {"spoiler_text": "Еда", "sensitive": True, "visibility": "unlisted"}
    card = make.card(make.variant(make.post(), "fedi"), request=request)
    assert (card.parts[0].warning, card.parts[0].sensitive, card.visibility) == ("Еда", True, "unlisted")


@pytest.mark.parametrize(
    ("focus", "classes"),
    [(None, ""), ((0, 0), "fx2 fy2"), ((-1, 1), "fx0 fy0"), ((1, -1), "fx4 fy4"), ((0.4, -0.3), "fx3 fy3")],
)
def test_focus_is_a_class(focus: tuple[float, float] | None, classes: str) -> None:
    picture = make.picture(focus=(1, 1))
    view = cards.media_view(ShownFile(picture.path, "", focus=focus), {picture.path: picture})
    assert view.focus == classes, "it is what the network is told, not what the file says"


def test_a_file_without_a_copy_is_shown_by_its_name() -> None:
    large = replace(make.picture("large.png"), sha256="")
    view = cards.media_view(ShownFile(large.path, "large.png"), {large.path: large})
    assert (view.src, view.kind, view.name, view.size) == ("", "document", "large.png", 30_000)
    elsewhere = cards.media_view(ShownFile("content/media/other.png", "other.png"), {large.path: large})
    assert (elsewhere.src, elsewhere.kind, elsewhere.name) == ("", "document", "other.png")


@pytest.mark.parametrize(
    ("link", "href", "host"),
    [
        (LinkCard("https://www.a.example/b"), "https://www.a.example/b", "a.example"),
        (LinkCard("javascript:alert(1)"), "", "javascript:alert(1)"),
        (LinkCard("https://[bad", "Т"), "https://[bad", "https://[bad"),
    ],
)
def test_link_card(link: LinkCard, href: str, host: str) -> None:
    view = make.card(make.variant(make.post(), "bsky", card=link)).link
    assert view is not None
    assert (view.href, view.host) == (href, host)


def test_no_link_card_where_the_author_wants_none() -> None:
    link = LinkCard("https://a.example", preview="none")
    assert make.card(make.variant(make.post(), "tg", card=link)).link is None


def test_the_first_picture_of_a_post() -> None:
    post = make.post()
    parts = [
        Part("text", RichText("x")),
        Part("caption", RichText("y"), (make.picture("a.jpg"), make.picture("b.jpg"))),
    ]
    card = make.card(make.variant(post, "tg", parts))
    assert cards.picture([make.card(make.variant(post, "vk")), card]) == card.parts[1].media[0].src
    assert cards.picture([make.card(make.variant(post, "vk"))]) == ""


def test_overview_counts_a_day_once_a_post() -> None:
    post = make.post()
    rows = make.rows(post, [make.card(make.variant(post, name)) for name in ("vk", "tg")])
    broken = PostRow("content/posts/x.md", "x", "x", "content/posts/x.md", "unreadable", errors=1)
    whole = overview([rows[0].post, broken], rows)
    assert (whole.posts, whole.publications, whole.statuses) == (2, 2, {"ready": 1, "unreadable": 1})
    assert [(month.name, month.total) for month in whole.months] == [("2026-11", 1)]
    assert whole.undated == (broken,)


def test_a_post_without_a_time_on_one_account_is_undated() -> None:
    dated, undated = make.post("a"), make.post("b", None)
    rows = [*make.rows(dated, [make.card(make.variant(dated, "vk"))])]
    rows += make.rows(undated, [make.card(make.variant(undated, "vk"))])
    rows.append(PlanRow(rows[0].post, "tg", "telegram"))
    assert [post.slug for post in overview([rows[0].post, rows[1].post], rows).undated] == ["a", "b"]
    assert rows[1].month == UNSCHEDULED


@pytest.mark.parametrize(
    ("status", "severity", "state"),
    [
        ("ready", Severity.ERROR, "broken"),
        ("ready", Severity.WARNING, "ready"),
        ("draft", Severity.ERROR, "draft"),
        ("hold", Severity.ERROR, "hold"),
    ],
)
def test_a_ready_post_with_errors_cannot_go_out_anywhere(status: str, severity: Severity, state: str) -> None:
    post = make.post(status=status)
    elsewhere = [make.found("a", severity, "vk")]
    assert findings(status, elsewhere)("tg") == (state, 0, 0)
    assert make.post_row(post, elsewhere).state == state


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("vk", "club230000001"),
        ("tg", "@teplo_coffee"),
        ("fedi", "@teplo@mastodon.example"),
        ("bsky", "@teplo.bsky.example"),
        ("site", "teplo.example"),
    ],
)
def test_handle(account: str, expected: str) -> None:
    known = make.config().accounts[account]
    assert registry.get(known.platform).handle(known, "https://teplo.example") == expected


@pytest.mark.parametrize(
    ("mime", "suffix"),
    [
        ("image/png", "png"),
        ("video/mp4", "mp4"),
        ("application/pdf", "bin"),
        ("application/octet-stream", "bin"),
        ("image/svg+xml", "bin"),
        ("text/html", "bin"),
    ],
)
def test_a_copy_is_called_what_it_is(mime: str, suffix: str) -> None:
    assert media_name("0123456789abcdef0000", mime) == f"media/0123456789abcdef.{suffix}"


def test_a_url_is_quoted() -> None:
    assert url("posts/2026-11/скидка #1?.html") == "posts/2026-11/%D1%81%D0%BA%D0%B8%D0%B4%D0%BA%D0%B0%20%231%3F.html"


def test_a_video_has_the_sides_that_it_is_shown_with() -> None:
    film = MediaFile("a.mp4", "b" * 64, 5000, "video", "video/mp4", film=Film(width=720, height=1280))
    view = cards.media_view(ShownFile("a.mp4", "a.mp4"), {"a.mp4": film})
    assert (view.element, view.width, view.height) == ("video", 720, 1280)


def test_a_story_has_no_length_of_text() -> None:
    card = make.card(make.variant(make.post(), "vk", "Кофе"))
    assert [number for number, _ in Column.of(card).gauges] == [0]
    assert Column.of(card._replace(format="story")).gauges == []
