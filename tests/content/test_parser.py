"""Sources to posts: accounts, overrides, times, and every mistake at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smmgen.config import Config
from smmgen.content.front_matter import read_text
from smmgen.content.model import FrontMatter, Post
from smmgen.content.parser import parse
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic, Span

PATH = "content/posts/2026-11/latte.md"


def parsed(front: str, vocabulary: Vocabulary, body: str = "Text.\n") -> tuple[Post | None, list[Diagnostic]]:
    source, diagnostics = read_text(f"---\n{front}\n---\n{body}", PATH)
    assert source is not None, diagnostics
    post, more = parse(source, vocabulary)
    return post, [*diagnostics, *more]


def post_of(front: str, vocabulary: Vocabulary, body: str = "Text.\n") -> Post:
    post, diagnostics = parsed(front, vocabulary, body)
    assert diagnostics == []
    assert post is not None
    return post


def only(front: str, vocabulary: Vocabulary) -> Diagnostic:
    _, diagnostics = parsed(front, vocabulary)
    (found,) = diagnostics
    return found


@pytest.mark.parametrize(
    ("platforms", "accounts"),
    [
        ("telegram", ("tg",)),
        ("vk", ("vk", "vk_en")),
        ("[vk_en]", ("vk_en",)),
        ("[vk_en, tg, telegram]", ("tg", "vk_en")),
    ],
)
def test_platform_names_mean_all_their_accounts(
    platforms: str, accounts: tuple[str, ...], vocabulary: Vocabulary
) -> None:
    assert post_of(f"platforms: {platforms}", vocabulary).accounts == accounts


def test_identity(vocabulary: Vocabulary) -> None:
    post = post_of("platforms: vk", vocabulary)
    assert (post.slug, post.uid, post.title) == ("2026-11/latte", PATH, "latte")
    assert post_of("platforms: vk\nuid: latte-1\ntitle: Latte", vocabulary).uid == "latte-1"


def test_account_overrides_platform_overrides_post(vocabulary: Vocabulary) -> None:
    front = """
title: For all
hashtags: [a, b]
link: https://e.example
platforms: [tg, vk_en]
telegram: {title: For Telegram, hashtags: c}
tg: {title: For tg, link: null}
""".strip()
    post = post_of(front, vocabulary)
    tg, vk = post.fields["tg"], post.fields["vk_en"]
    assert (tg.title, tg.hashtags, tg.link) == ("For tg", ["c"], None)
    assert (vk.title, vk.hashtags) == ("For all", ["a", "b"])
    assert vk.link is not None
    assert vk.link.url == "https://e.example"


def test_null_gives_lists_their_default(vocabulary: Vocabulary) -> None:
    post = post_of("platforms: tg\nhashtags: [a]\nthread: true\ntg: {hashtags: null, thread: null}", vocabulary)
    assert (post.fields["tg"].hashtags, post.fields["tg"].thread) == ([], False)


def test_places_of_overridden_fields(vocabulary: Vocabulary) -> None:
    post = post_of("platforms: [tg, vk_en]\ntitle: a\ntelegram: {title: b}", vocabulary)
    assert post.written("tg", ("title",)) == ("telegram", "title")
    assert post.written("vk_en", ("title",)) == ("title",)
    assert post.source.span(post.written("tg", ("title",))) == Span(4, 19, 4, 20)


def test_times_of_every_account(vocabulary: Vocabulary) -> None:
    """A date alone means the account's own hour: 10:00, and 12:00 for vk_en; Moscow is three hours ahead of UTC."""
    post = post_of("platforms: [tg, vk]\nschedule: 2026-11-27\nvk: {schedule: 2026-11-28}", vocabulary)
    instants = {name: moment and moment.instant for name, moment in post.moments.items()}
    assert instants == {
        "tg": datetime(2026, 11, 27, 7, tzinfo=UTC),
        "vk": datetime(2026, 11, 28, 7, tzinfo=UTC),
        "vk_en": datetime(2026, 11, 28, 9, tzinfo=UTC),
    }
    assert set(post.deadlines.values()) == {None}


def test_a_deadline_without_an_hour_is_the_end_of_its_day(vocabulary: Vocabulary) -> None:
    post = post_of("platforms: tg\nschedule: 2026-11-27 10:00\nnot_after: 2026-11-27", vocabulary)
    deadline = post.deadlines["tg"]
    assert deadline is not None
    assert deadline.wall == "2026-11-27T23:59"


def test_no_schedule(vocabulary: Vocabulary) -> None:
    assert post_of("platforms: tg\nschedule:", vocabulary).moments == {"tg": None}


def test_no_zone_anywhere(vocabulary: Vocabulary) -> None:
    data = vocabulary.config.model_dump(exclude_unset=True)
    config = Config.model_validate({**data, "project": {"name": "x"}})
    found = only("platforms: tg\nschedule: 2026-11-27 10:00", Vocabulary(config, vocabulary.options))
    assert (found.code, found.span) == ("SMM112", Span(3, 11, 3, 27))


def test_a_mistake_of_one_account_names_it(vocabulary: Vocabulary) -> None:
    assert only("platforms: [tg, vk]\nvk_en: {schedule: soon}", vocabulary).account == "vk_en"
    assert only("platforms: [tg, vk]\nvk: {schedule: soon}", vocabulary).account is None
    assert only("platforms: [tg, vk]\nschedule: soon", vocabulary).account is None


def test_platform_options_reach_the_fields(vocabulary: Vocabulary) -> None:
    post = post_of("platforms: vk\ntargeting: {age: 18+, vk: {from_group: false}}\nvk_en: {targeting: {}}", vocabulary)
    assert post.fields["vk"].targeting.options("vk") == {"from_group": False}
    assert post.fields["vk_en"].targeting.options("vk") == {}
    assert post.fields["vk"].targeting.options("telegram") == {}


def test_short_forms(vocabulary: Vocabulary) -> None:
    post = post_of("platforms: tg\nlink: https://e.example\ntargeting: {language: ru}\nignore: SMM201", vocabulary)
    assert post.front.link is not None
    assert (post.front.link.url, post.front.targeting.language, post.front.ignore) == (
        "https://e.example",
        ["ru"],
        ["SMM201"],
    )


def test_comments_are_parsed_where_they_stand(vocabulary: Vocabulary) -> None:
    post = post_of("platforms: [tg, vk]\nvk_en:\n  first_comment: |\n    Order here", vocabulary)
    assert list(post.comments) == ["vk_en"]
    assert post.comments["vk_en"].first_line == 5


def test_a_wrong_key_leaves_the_rest_for_the_preview(vocabulary: Vocabulary) -> None:
    post, diagnostics = parsed("platforms: tg\ntitle: 5\nhashtags: [a]\nkinds: x\nvk: 3", vocabulary)
    assert post is not None
    assert (post.front.title, post.front.hashtags, post.accounts) == (None, ["a"], ("tg",))
    assert [found.code for found in diagnostics] == ["SMM110", "SMM109", "SMM110"]


@pytest.mark.parametrize(
    ("front", "hint"),
    [
        ("title: 2026", 'put it in quotes: "2026"'),
        ("title: 1.10", 'put it in quotes: "1.10"'),
        ("hashtags: 5", "write a list: [5]"),
        ("media: latte.jpg", "write a list: [{file: latte.jpg}]"),
        ("media: {file: a.jpg}", "begin every entry with `- `"),
        ("media: [{file: a.jpg, alt: A cup, on a table}]", "a text with a comma goes in quotes, if it is in braces"),
        ("media: [latte.jpg]", "write its keys: {file: latte.jpg}"),
        ("thread: yes", "write `true`, not `yes`"),
        ("thread: Off", "write `false`, not `Off`"),
        ("status: Ready", "did you mean `ready`?"),
        ("targeting: {age: 18}", "did you mean `18+`?"),
        ("hashtag: a", "here it is `hashtags`, without `#`"),
        ("telegran: {}", "did you mean `telegram`?"),
        ("audience: a", "it belongs under `targeting`"),
        ("targeting: {media: a}", "write it at the top, outside `targeting`"),
        ("targeting: {plase: a}", "did you mean `place`?"),
        ("targeting: {vk: {from_grop: true}}", "did you mean `from_group`?"),
        ("vk: {titel: a}", "did you mean `title`?"),
        ("vk: {uid: abc}", "write it above, outside `vk`"),
        ("hashtags: [$brnd]", "did you mean `$brand`?"),
        ("kind: comercial", "did you mean `commercial`?"),
        ("kind: zzz", "known here: `commercial`"),
        ("targeting: {audience: studens}", "did you mean `students`?"),
        ("first_comment: [a]", "write one text, without brackets or keys below it"),
        ("poll: {question: q, options: [a, b], closes: 3}", 'put it in quotes: "3"'),
        (
            "poll: {question: q, options: [a, b], closes: soon}",
            "write a number and m, h, d or w, such as `3d` or `12h`",
        ),
    ],
)
def test_hints(front: str, hint: str, vocabulary: Vocabulary) -> None:
    assert only(f"platforms: [vk, tg]\n{front}", vocabulary).hint == hint


def test_platform_hint(vocabulary: Vocabulary) -> None:
    assert only("platforms: VK", vocabulary).hint == "did you mean `vk`?"
    assert only("platforms: tiktok", vocabulary).hint == (
        "smmgen does not publish to TikTok; this project has `telegram`, `tg`, `vk`, `vk_en`"
    )


KEYS = [*FrontMatter.model_fields, "vk", "tg", "telegram", "mastodon", "nobody", "file", "place", "age"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(KEYS), below, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_front_matter_gives_a_post_or_reasons(vocabulary: Vocabulary, data: dict[str, object]) -> None:
    """JSON is YAML: whatever the values, nothing raises, and every report stands in the file."""
    source, diagnostics = read_text(f"---\n{json.dumps(data)}\n---\nText.\n", PATH)
    if source is None:
        assert diagnostics
        return
    post, found = parse(source, vocabulary)
    assert post is not None or found
    assert all(1 <= diagnostic.span.line <= 4 for diagnostic in found)
    assert all("input should" not in diagnostic.message.lower() for diagnostic in found)


def test_a_cost_that_can_mean_two_sums(vocabulary: Vocabulary) -> None:
    found = only("platforms: [vk]\ncost: {amount: 5.900, budget: winter}", vocabulary)
    assert (found.span.line, found.message) == (3, "`5.900` can be 5900 or 5.9")
