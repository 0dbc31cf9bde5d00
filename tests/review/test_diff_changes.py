"""Each kind of change is told for the posts and accounts that it reaches, and for no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from branches import Act, brand, compared, edit, picture, summed, write
from small_project import Project, post

ALL = ("vk", "tg", "site")
LIMITS = '{"limits": {"caption.length": {"at_most": 500}}, "read": "2026-11-26", "server": "telegram"}'
POSTS = ("plain", "tagged", "seen", "asked", "draft")
THEME = '[theme]\npath = "look"\n\n[hooks]'


def on(accounts: tuple[str, ...], path: str, kind: str, *what: str) -> set[tuple[str, str, str, tuple[str, ...]]]:
    return {(path, account, kind, what) for account in accounts}


def also(*acts: Act) -> Act:
    return lambda project: [act(project) for act in acts]


def rename(project: Project) -> None:
    text = project.text("content/posts/plain.md")
    project.remove("content/posts/plain.md")
    project.write({"content/posts/renamed.md": text.replace("two", "2")})


CASES: dict[str, tuple[Act, set[tuple[str, str, str, tuple[str, ...]]]]] = {
    "nothing": (lambda project: None, set()),
    "text": (edit("content/posts/plain.md", "two", "2"), on(ALL, "plain.md", "changed", "text")),
    "bold": (edit("content/posts/plain.md", "two", "**two**"), on(("tg", "site"), "plain.md", "changed", "formatting")),
    "one account's text": (
        edit("content/posts/plain.md", "One two three.", "One two three.\n\n::: only tg\nFour.\n:::"),
        on(("tg",), "plain.md", "changed", "text"),
    ),
    "schedule": (edit("content/posts/plain.md", "12-05", "12-04"), on(ALL, "plain.md", "rescheduled", "schedule")),
    "the same time in another zone": (
        edit("content/posts/plain.md", "12-05 10:00", "12-05 07:00Z"),
        on(ALL, "plain.md", "rescheduled", "zone"),
    ),
    "not_after": (
        edit("content/posts/plain.md", "title:", "not_after: 2026-12-30\ntitle:"),
        on(ALL, "plain.md", "rescheduled", "not_after"),
    ),
    "cost": (
        edit("content/posts/plain.md", "title:", "cost: {amount: 9000, budget: ads}\ntitle:"),
        on(ALL, "plain.md", "changed", "cost"),
    ),
    "first comment": (
        edit("content/posts/asked.md", "Tell us.", "Tell me."),
        on(("vk",), "asked.md", "changed", "first comment"),
    ),
    "poll": (edit("content/posts/asked.md", "[Yes, No]", "[Yes, Both]"), on(("vk",), "asked.md", "changed", "poll")),
    "draft to ready": (
        edit("content/posts/draft.md", "status: draft", "status: ready"),
        on(ALL, "draft.md", "changed", "state"),
    ),
    "targeting": (
        edit("content/posts/plain.md", "title:", "targeting: {language: en}\ntitle:"),
        {("plain.md", "site", "retargeted", ("targeting",)), *on(("vk", "tg"), "plain.md", "retargeted", "targeting")},
    ),
    "another account": (
        edit("content/posts/plain.md", "[vk, tg, site]", "[vk, site]"),
        on(("tg",), "plain.md", "removed"),
    ),
    "removed": (lambda project: project.remove("content/posts/plain.md"), on(ALL, "plain.md", "removed")),
    "added": (write("content/posts/new.md", post("New", platforms="[tg]")), on(("tg",), "new.md", "added")),
    "renamed": (rename, on(ALL, "renamed.md", "changed", "text")),
    "unreadable": (write("content/posts/plain.md", "---\n[\n---\n"), {("plain.md", "", "unreadable", ())}),
    "picture": (write("content/media/cup.png", picture("blue")), on(ALL, "seen.md", "changed", "media")),
    "alt text": (edit("content/posts/seen.md", "a cup", "a mug"), on(ALL, "seen.md", "changed", "alt")),
    "hashtag set": (
        edit("smm.toml", '["teplo"]', '["warm"]'),
        on(("vk", "tg"), "tagged.md", "changed", "text") | on(("site",), "tagged.md", "changed", "text", "options"),
    ),
    "target": (
        edit("smm.toml", '"@teplo"', '"@teplo_new"'),
        {(path, "tg", "retargeted", ("target",)) for path in ("plain.md", "tagged.md", "seen.md", "draft.md")},
    ),
    "limit": (
        edit("smm.toml", 'target = "@teplo"', 'target = "@teplo"\nlimits = {"caption.length" = 500}'),
        on(("tg",), "seen.md", "changed", "limit"),
    ),
    "a limit that a server gave": (
        write("data/limits/tg.json", LIMITS),
        on(("tg",), "seen.md", "changed", "limit"),
    ),
    "theme": (also(edit("smm.toml", "[hooks]", THEME), write("look/base.html", "{{ 1 }}")), set()),
    "hook that does not run": (write("hooks/sign.py", "raise SystemExit('it ran')"), set()),
    "a threshold of rules": (edit("smm.toml", "[hashtags]", '[rules]\nmin_gap = "2h"\n\n[hashtags]'), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_kinds_of_change(name: str, tmp_path: Path) -> None:
    act, expected = CASES[name]
    project = brand(tmp_path)
    act(project)
    assert summed(compared(project).changes) == expected


def test_zone_of_the_project_reschedules_what_is_written_without_one(tmp_path: Path) -> None:
    project = brand(tmp_path)
    edit("smm.toml", "Europe/Moscow", "Asia/Omsk")(project)
    changes = compared(project).changes
    assert {one.kind for one in changes} == {"rescheduled"}
    assert {one.path.rpartition("/")[2] for one in changes} == {
        "plain.md",
        "tagged.md",
        "seen.md",
        "asked.md",
        "draft.md",
    }
    assert {one.causes for one in changes} == {("smm.toml project.timezone",)}
    [one] = [one for one in changes if (one.path, one.account) == ("content/posts/plain.md", "tg")]
    assert [side and side.at for side in (one.before, one.after)] == [
        "2026-12-05T10:00:00+03:00",
        "2026-12-05T10:00:00+06:00",
    ]
