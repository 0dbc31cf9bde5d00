"""Posts without a day of their own: how they get slots, and what is written into their files."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from small_project import SMM_TOML, Project, Result

from smmgen.content import front_matter
from smmgen.content.evergreen import with_slots
from smmgen.content.fixing import edited

SMM = Callable[..., Result]
CONFIG = SMM_TOML + '\n[rubrics]\nuseful = { title = "Польза" }\nfun = { title = "Улыбка" }\n'
PLAN = """\
---
period: 2026-12
accounts: [vk, tg]
slots:
  - {name: tip, days: [mon, thu], at: 10:00, kind: useful}
evergreen: EVERGREEN
---
"""
NOW = ("--now", "2026-12-08T12:00+03:00")

WAYS = [
    ("evergreen: true", "evergreen:\n  slots:\n    - A\n    - B"),
    ("evergreen: true   # for ever", "evergreen:\n  slots:\n    - A\n    - B   # for ever"),
    ("evergreen: {}", "evergreen: {slots: [A, B]}"),
    ("evergreen: {cooldown: 60d}", "evergreen: {cooldown: 60d, slots: [A, B]}"),
    ("evergreen: {cooldown: 60d, slots: []}", "evergreen: {cooldown: 60d, slots: [A, B]}"),
    ("evergreen: {slots: [2026-01-01 10:00]}", "evergreen: {slots: [2026-01-01 10:00, A, B]}"),
    ("evergreen:\n  cooldown: 60d  # long", "evergreen:\n  cooldown: 60d  # long\n  slots:\n    - A\n    - B"),
    ("evergreen:\n  slots:\n  - 2026-01-01 10:00 # й", "evergreen:\n  slots:\n  - 2026-01-01 10:00 # й\n  - A\n  - B"),
    ("evergreen:\n  slots: [2026-01-01 10:00]\n  cooldown: 60d",
     "evergreen:\n  slots: [2026-01-01 10:00, A, B]\n  cooldown: 60d"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), WAYS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_times_are_written_in_the_way_of_the_file(
    make_project: Callable[..., Project], before: str, after: str, newline: str
) -> None:
    text = f"---\ntitle: Чай\n{before}\nplatforms: [tg]\n---\nТекст.\n"
    project = make_project({"content/posts/a.md": text.replace("\n", newline).encode()})
    source, problems = front_matter.read(project.path, "content/posts/a.md")
    assert source is not None
    assert problems == []
    found = edited(text.replace("\n", newline), with_slots(source, ["2026-12-10 10:00", "2026-12-14 10:00"]))
    wanted = text.replace(before, after).replace("- A", "- 2026-12-10 10:00").replace("- B", "- 2026-12-14 10:00")
    wanted = wanted.replace("A, B", "2026-12-10 10:00, 2026-12-14 10:00")
    assert found == wanted.replace("\n", newline)


def evergreen(uid: str, front: str = "", accounts: str = "vk, tg") -> str:
    keys = f"uid: {uid}\ntitle: {uid}\nplatforms: [{accounts}]\nkind: useful\n{front or 'evergreen: true'}\n"
    return f"---\n{keys}---\nText {uid}.\n"


def planned(make_project: Callable[..., Project], evergreen: str = "true", **posts: str) -> Project:
    files = {f"content/posts/{name}.md": text for name, text in posts.items()}
    return make_project({"content/plan/2026-12.md": PLAN.replace("EVERGREEN", evergreen), **files}, config=CONFIG)


def filled(project: Project, smm: SMM, *more: str) -> dict[str, str]:
    """Day -> the evergreen post that gets it."""
    rows = json.loads(smm("-C", project.path, "plan", "--fill", "--json", *NOW, *more).out)
    return {row["at"][:10]: row["path"][len("content/posts/") : -3] for row in rows if row["evergreen"]}


def test_the_one_that_rested_longest_comes_first_and_each_rests_as_long_as_it_says(
    make_project: Callable[..., Project], smm: SMM
) -> None:
    project = planned(
        make_project,
        a=evergreen("ever-a", "evergreen: {cooldown: 10d}"),
        b=evergreen("ever-b", "evergreen: {cooldown: 10d, slots: [2026-12-03 10:00]}"),
        c=evergreen("ever-c", "evergreen: {cooldown: 30d, slots: [2026-12-07 10:00]}"),
    )
    assert filled(project, smm) == {
        "2026-12-10": "a", "2026-12-14": "b", "2026-12-21": "a", "2026-12-24": "b", "2026-12-31": "a",
    }  # fmt: skip
    assert "2026-12-14 10:00, 2026-12-24 10:00" in project.text("content/posts/b.md")
    assert smm("-C", project.path, "check", "--strict", "--now", "2026-12-01T12:00+03:00").err == "no problems\n"


def test_what_was_given_stays_whatever_is_written_elsewhere(make_project: Callable[..., Project], smm: SMM) -> None:
    project = planned(make_project, a=evergreen("ever-a"))
    assert filled(project, smm) == {"2026-12-10": "a"}
    project.write({"content/posts/0.md": evergreen("ever-0")})
    assert filled(project, smm) == {}  # drafts have taken the others
    assert "2026-12-10 10:00" in project.text("content/posts/a.md")


@pytest.mark.parametrize(
    ("allowed", "posts"),
    [
        ("false", {"a": evergreen("ever-a")}),
        ("[ever-b]", {"a": evergreen("ever-a"), "b": evergreen("ever-b", "status: draft\nevergreen: true")}),
        ("true", {"a": evergreen("ever-a", accounts="vk, site")}),
        ("true", {"a": evergreen("ever-a").replace("useful", "fun")}),
        ("true", {"a": evergreen("ever-a").replace("Text", "TODO")}),
    ],
    ids=["not asked for", "named, but a draft", "another account", "another rubric", "with an error"],
)
def test_what_does_not_fit_is_left_out(
    make_project: Callable[..., Project], smm: SMM, allowed: str, posts: dict[str, str]
) -> None:
    posts = {name: text.replace("TODO", "x" * 5000) for name, text in posts.items()}
    project = planned(make_project, allowed, **posts)
    assert filled(project, smm, "--dry-run") == {}


def test_nothing_is_given_a_day_on_which_nothing_is_sent(make_project: Callable[..., Project], smm: SMM) -> None:
    project = planned(make_project, a=evergreen("ever-a"))
    project.write({"smm.toml": CONFIG + '\n[publish]\nblackout = ["2026-12-09..2026-12-15"]\n'})
    assert filled(project, smm) == {"2026-12-17": "a"}


def test_a_dry_run_writes_nothing(make_project: Callable[..., Project], smm: SMM) -> None:
    project = planned(make_project, a=evergreen("ever-a"))
    assert filled(project, smm, "--dry-run") == {"2026-12-10": "a"}
    assert project.text("content/posts/a.md") == evergreen("ever-a")


def test_it_goes_out_at_its_slots_and_is_known_by_their_days(make_project: Callable[..., Project], smm: SMM) -> None:
    project = make_project({}, config=CONFIG)
    project.write({"content/posts/a.md": evergreen("ever-a", accounts="site")})
    assert smm("-C", project.path, "check", "--strict", *NOW).err == "no problems\n"
    assert smm("-C", project.path, "build").code == 0
    assert "ничего" not in smm("-C", project.path, "publish", *NOW).err
    slots = "evergreen: {cooldown: 4d, slots: [2026-12-14 10:00, 2026-12-10 10:00]}"
    project.write({"content/posts/a.md": evergreen("ever-a", slots, accounts="site")})
    smm("-C", project.path, "build")
    listed = json.loads(smm("-C", project.path, "list", "--json").out)
    assert [row["key"] for row in listed] == ["ever-a:site:2026-12-10:1", "ever-a:site:2026-12-14:1"]
    assert smm("-C", project.path, "publish", "--now", "2026-12-10T10:10+03:00").code == 0
    listed = json.loads(smm("-C", project.path, "list", "--json").out)
    assert [row["state"] for row in listed] == ["published", "planned"]
