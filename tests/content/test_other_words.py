"""Words of other tools: a hint that says what it is called here, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel
from small_project import Project, Result

from smmgen.config import Config
from smmgen.content.vocabulary import Vocabulary, _meant
from smmgen.suggest import nearest

Make, Smm = Callable[..., Project], Callable[..., Result]
MEDIA = "pictures, videos and documents go under `media: [{file: …, alt: …}]`"
NO_ACCOUNT = (
    'it is a network on which this project has no account: add [accounts.<name>] with platform = "{}" to smm.toml'
)
KNOWN = "`feed`, `site`, `telegram`, `tg`, `vk`"
OLD = "old Windows editors save Russian text as Windows-1251"
OWN = "options of one network go under its name: `targeting: {telegram: {silent: …}}`"
FAR = "see `smm explain SMM109` for what is known"
TEXT = "the text of a post goes below the second `---`"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("tags: [coffee]", "here it is `hashtags`, without `#`"),
        ("date: 2026-12-05", "here it is `schedule`"),
        ("publishDate: 2026-12-05", "here it is `schedule`"),
        ("scheduled-at: 2026-12-05", "here it is `schedule`"),
        ("time: 10:00", "here it is `schedule`"),
        ("дата: 2026-12-05", "here it is `schedule`"),
        ("image: a.jpg", MEDIA),
        ("Photo: a.jpg", MEDIA),
        ("text: Hello", TEXT),
        ("description: Hello", TEXT + "; that of a link's card is `link: {url: …, description: …}`"),
        ("channels: [tg]", "here it is `platforms`, a list"),
        ("url: https://a.example", "here it is `link`"),
        ("draft: true", "write `status: draft`"),
        ("slug: a", "here it is `uid`"),
        ("titel: A", "did you mean `title`?"),
        ("audience: a", "it belongs under `targeting`"),
        ("silent: true", OWN),
        ("tg: {silent: true}", OWN),
        ("telegram: {silent: true}", OWN),
        ("tg: {from_group: true}", FAR),
        ("vk: {silent: true}", FAR),
        ("reply_control: everyone", FAR),
        ("protect: true", OWN.replace("silent", "protect")),
        (
            "telegram: {silnt: true}",
            "options of one network go under its name: `targeting: {telegram: {silent: …}}`",
        ),
        ("weight: 3", FAR),
        ("schedule: 1764925200", "as a Unix time that is `2025-12-05 09:00Z`"),
    ],
)
def test_keys(make_project: Make, smm: Smm, line: str, hint: str) -> None:
    assert hints(make_project, smm, f"platforms: [tg]\n{line}") == [hint]


@pytest.mark.parametrize(
    ("platforms", "hint"),
    [
        ("вк", "did you mean `vk`?"),
        ("[ВКонтакте]", "did you mean `vk`?"),
        ("[vkontakte]", "did you mean `vk`?"),
        ("[TG]", "did you mean `tg`?"),
        ("[телеграм]", "did you mean `telegram`?"),
        (
            "[линкедин]",
            "smmgen does not publish to LinkedIn; this project has `feed`, `site`, `telegram`, `tg`, `vk`",
        ),
        ("[блюскай]", f"did you mean `bluesky`? {NO_ACCOUNT.format('bluesky')}"),
        ("[Instagram]", f"did you mean `instagram`? {NO_ACCOUNT.format('instagram')}"),
        ("[instagrm]", f"did you mean `instagram`? {NO_ACCOUNT.format('instagram')}"),
        ("[mastod]", f"did you mean `mastodon`? {NO_ACCOUNT.format('mastodon')}"),
        ("[sitte]", "did you mean `site`?"),
        ("[instagram]", 'add [accounts.<name>] with platform = "instagram" to smm.toml'),
        ("all", "name them: `platforms: [vk, tg, site]`"),
        ("vk, tg", "write a list: `platforms: [vk, tg]`"),
        ("tg и site", "write a list: `platforms: [tg, site]`"),
        ("вк, тг", "write a list: `platforms: [vk, telegram]`"),
        ("[pinboard]", f"known here: {KNOWN}"),
    ],
)
def test_networks(make_project: Make, smm: Smm, platforms: str, hint: str) -> None:
    assert hints(make_project, smm, f"platforms: {platforms}") == [hint]


def test_a_list_without_brackets_is_mended(make_project: Make, smm: Smm) -> None:
    text = "---\ntitle: A\nuid: a-list\nplatforms: vk, tg   # both\nschedule: 2026-12-05 10:00\n---\nText.\n"
    project = make_project({"content/posts/a.md": text})
    fixed = smm("-C", project.path, "check", "--fix", "--now", "2026-11-25T10:00+03:00")
    assert (fixed.code, fixed.out) == (0, "")
    assert "fixed content/posts/a.md:4:12: error SMM114" in fixed.err
    assert project.text("content/posts/a.md") == text.replace("vk, tg ", "[vk, tg] ")


def hints(make_project: Make, smm: Smm, front: str) -> list[str]:
    import json

    schedule = "" if "schedule" in front else "schedule: 2026-12-05 10:00\n"
    project = make_project({"content/posts/a.md": f"---\n{front}\n{schedule}---\nText.\n"})
    rows: list[dict[str, Any]] = json.loads(smm("-C", project.path, "check", "--format", "json").out)
    return [row["hint"] for row in rows if row["severity"] == "error"]


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("time", ["title"], None),
        ("tags", ["tg"], None),
        ("permalink", ["link"], None),
        ("schedul", ["schedule"], "schedule"),
        ("Hashtag", ["hashtags"], "hashtags"),
        ("medai", ["media"], "media"),
    ],
)
def test_far_words_are_no_misspelling(word: str, known: list[str], found: str | None) -> None:
    assert nearest(word, known) == found


@pytest.mark.parametrize(
    ("encoding", "message", "hint"),
    [
        ("utf-16", "the file is UTF-16, not UTF-8", "save the file as UTF-8; Notepad calls UTF-16 «Unicode»"),
        ("utf-16-le", "the file is UTF-16 without a mark of it, not UTF-8", "save the file as UTF-8"),
        ("utf-32", "the file is UTF-32, not UTF-8", "save the file as UTF-8"),
        ("windows-1251", "byte 0xD2 is not UTF-8", f"save the file as UTF-8; {OLD}"),
        ("koi8-r", "byte 0xF4 is not UTF-8", "save the file as UTF-8"),
        ("latin-1", "byte 0xE9 is not UTF-8", "save the file as UTF-8"),
    ],
)  # fmt: skip
def test_encodings(make_project: Make, smm: Smm, encoding: str, message: str, hint: str) -> None:
    import json

    text = "é à la carte" if encoding == "latin-1" else "Текст поста"
    project = make_project({"content/posts/a.md": f"---\nplatforms: [tg]\n---\n{text}\n".encode(encoding)})
    (row,) = json.loads(smm("-C", project.path, "check", "--format", "json").out)
    assert (row["message"], row["hint"]) == (message, hint)


def test_a_network_that_a_package_adds_is_meant() -> None:
    """`linkedin` is told of LinkedIn only where nothing publishes there."""
    config = Config.model_validate({"project": {"name": "A"}})
    without, added = (Vocabulary(config, options) for options in ({}, {"linkedin": BaseModel}))
    assert "does not publish to LinkedIn" in _meant("platforms", "linkedin", without)
    assert _meant("platforms", "Linkedin", added).startswith("did you mean `linkedin`?")


def test_days_and_hours_of_a_plan(make_project: Make, smm: Smm) -> None:
    import json

    slots = '[{name: a, days: понедельник, at: 18.00}, {name: b, days: fri, at: "9.30"}]'
    plan = f"---\nperiod: декабрь 2026\nslots: {slots}\n---\n"
    project = make_project({"content/plan/december.md": plan})
    rows = json.loads(smm("-C", project.path, "check", "--format", "json").out)
    assert [row["hint"] for row in rows] == [
        "write `2026-12`", "did you mean `mon`?", "write 18:00", "write hours and minutes, such as `10:00`",
    ]  # fmt: skip


def test_places_and_amounts_of_an_event_and_a_file_without_keys(make_project: Make, smm: Smm) -> None:
    import json

    text = '---\ntitle: А\nstarts: 2026-12-12 17:00\nplace: Тёплый переулок, 4\nprice: "1 500,50 руб"\n---\n'
    project = make_project({"content/events/a.md": text, "content/events/b.md": "Каппинг\n"})
    rows = json.loads(smm("-C", project.path, "check", "--format", "json").out)
    assert [row["hint"] for row in rows] == [
        'write its keys: {name: "Тёплый переулок, 4"}',
        "write 1500.50 RUB",
        "begin with a line `---`, then `title: ...`, then a line `---`",
    ]


def test_sums_that_can_mean_two_things(make_project: Make, smm: Smm) -> None:
    import json

    text = """---
period: 2026-12
limit: 30.000
lines: [{uid: ads, plan: 1.500}, {uid: fee, plan: 1900.500}, {uid: tea, plan: 0.125}, {uid: hat, plan: {amount: 2.250}}]
warn_at: 33.333
---
"""
    project = make_project({"content/budget/december.md": text})
    rows = json.loads(smm("-C", project.path, "check", "--format", "json").out)
    assert [(row["line"], row["column"], row["message"]) for row in rows if row["code"] == "SMM110"] == [
        (3, 8, "`30.000` can be 30000 or 30"),
        (4, 26, "`1.500` can be 1500 or 1.5"),
        (4, 113, "`2.250` can be 2250 or 2.25"),
    ]
