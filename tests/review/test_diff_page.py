"""The page: cards of both sides, their media, and nothing of a branch that runs or leads elsewhere."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from branches import brand, commit, edit, git, picture, write
from click.testing import CliRunner, Result
from small_project import SMM_TOML, Project, post
from visible import latin_words

from smmgen.cli import smm
from smmgen.cli.failure import run
from smmgen.errors import UserError
from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger


def asked(project: Project, *arguments: str) -> Result:
    return CliRunner().invoke(smm, ["-C", str(project.path), "diff", *arguments], catch_exceptions=True)


def page(project: Project, output: Path, *arguments: str) -> str:
    result = asked(project, "main", "--format", "html", "--output", str(output), *arguments)
    assert (result.exit_code, result.output) == (0, f"{output}/diff/index.html\n"), result.exception
    return (output / "diff" / "index.html").read_text(encoding="utf-8")


def test_both_sides_with_their_pictures(tmp_path: Path) -> None:
    project = brand(tmp_path / "repo")
    edit("content/posts/plain.md", "two", "2")(project)
    write("content/media/cup.png", picture("blue"))(project)
    found = page(project, tmp_path / "out")
    assert "One two three." in found
    assert "<del>two </del><ins>2 </ins>three." in found
    pictures = set(re.findall(r'src="\.\./(media/[^"]+)"', found))
    assert len(pictures) == 2
    links = {match for match in re.findall(r'(?:src|href)="([^"#]+)"', found) if "://" not in match}
    assert {link for link in links if not (tmp_path / "out" / "diff" / link).exists()} == set()
    ids = re.findall(r' id="([^"]+)"', found)
    assert len(ids) == len({*ids})


def test_in_a_preview_it_leads_to_the_other_pages(tmp_path: Path) -> None:
    project = brand(tmp_path / "repo")
    write("build/site/index.html", "a preview")(project)
    edit("content/posts/plain.md", "two", "2")(project)
    found = page(project, project.path / "build" / "site")
    assert 'href="../posts/plain.html"' in found
    assert 'href="../calendar/index.html"' in found
    assert not (project.path / "build" / "site" / "assets").exists()


RUSSIAN = {
    "smm.toml": SMM_TOML + """
[accounts.masto]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "MASTO"

[accounts.hand]
platform = "manual"
target = "https://dzen.ru/teplo"

[hashtags]
brand = ["тепло"]

[hooks]
files = ["hooks/sign.py"]
""",
    "content/posts/plain.md": post("Чашки", "Раз два три.", platforms="[vk, tg, site, masto, hand]"),
    "content/posts/asked.md": post("Вопрос", "", platforms="[vk, masto]", schedule="2026-12-08 10:00",
                                   poll="{question: Чай?, options: [Да, Нет]}", tg="{silent: true}"),
    "content/posts/draft.md": post("Черновик", "Пока нет.", schedule="2026-12-09 10:00", status="draft"),
    "content/posts/seen.md": post("Фото", "С картинкой.", schedule="2026-12-07 10:00",
                                  media="[{file: cup.png, alt: чашка}]"),
    "content/posts/tagged.md": post("Метки", "С меткой.", schedule="2026-12-06 10:00", hashtags="[$brand]"),
}  # fmt: skip
CHANGES = [
    ("smm.toml", '["тепло"]', '["жарко"]'),
    ("smm.toml", '"https://mastodon.example"', '"https://mstdn.example"'),
    ("content/posts/plain.md", "Чашки", "Кружки"),
    ("content/posts/plain.md", "Раз два три.", "Раз " + "два " * 1200),
    (
        "content/posts/plain.md",
        "schedule: ",
        "targeting: {mastodon: {visibility: unlisted}}\nnot_after: 2026-12-20\nschedule: ",
    ),
    ("content/posts/asked.md", "Нет]", "Нет], multiple: true, anonymous: false, closes: 3d"),
    ("content/posts/asked.md", "schedule: 2026-12-08 10:00\n", ""),
    ("content/posts/draft.md", "status: draft", "status: ready"),
    ("content/posts/draft.md", "status: ready", "status: hold"),
    ("content/posts/seen.md", "alt: чашка", "alt: кружка"),
]
"""File, what is there, and what it becomes."""
SAID = [
    "заголовок", "таргетинг", "не позже", "лишних: ", "можно выбрать несколько", "открыт ", "без даты", "придержан",
    "КБ, 400 × 300", "не показывается в лентах", "хуки проекта не запускались",
]  # fmt: skip
NAMES = {
    "vk", "tg", "site", "masto", "hand", "feed", "mastodon", "Mastodon", "Telegram", "mstdn", "example", "dzen", "ru",
    "smmgen", "Europe", "Moscow", "UTF", "sha", "cup", "png", "visibility", "unlisted",
}  # fmt: skip
"""What is written in Latin letters in Russian, too, and targeting, which is shown as it is written."""


def test_in_a_russian_project_it_speaks_russian(tmp_path: Path) -> None:
    project = brand(tmp_path / "repo")
    project.write(RUSSIAN)
    commit(project)
    for change in CHANGES:
        edit(*change)(project)
    write("content/media/cup.png", picture("blue"))(project)
    write("hooks/sign.py", "# another one")(project)
    found, _, more = page(project, tmp_path / "out").partition('<section class="severity')
    found += more[more.index("<article") :]  # what rules say is English
    assert [words for words in SAID if words not in found] == []
    assert latin_words(found) <= NAMES


def test_content_is_escaped(tmp_path: Path) -> None:
    project = brand(tmp_path / "repo")
    hostile = "</pre><script>alert(1)</script> <img src=x onerror=alert(1)>"
    project.post("plain.md", f"'{hostile}'", hostile, uid="plain-post")
    found = page(project, tmp_path / "out")
    assert "<script>alert" not in found
    assert "<img src=x" not in found


def test_a_theme_of_the_branch_is_code_and_does_not_run(tmp_path: Path) -> None:
    project = brand(tmp_path / "repo")
    edit("smm.toml", "[hooks]", '[theme]\npath = "look"\n\n[hooks]')(project)
    write("look/diff.html", "{{ 7 * 191 }}")(project)
    edit("content/posts/plain.md", "two", "2")(project)
    assert "1337" not in page(project, tmp_path / "out")
    assert page(project, tmp_path / "other", "--hooks") == "1337"


@pytest.mark.parametrize("link", ["build", "build/site", "build/site/diff"])
def test_no_link_in_the_project_is_followed(link: str, tmp_path: Path) -> None:
    project, elsewhere = brand(tmp_path / "repo"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project.path / link).parent.mkdir(parents=True, exist_ok=True)
    (project.path / link).symlink_to(elsewhere, target_is_directory=True)
    edit("content/posts/plain.md", "two", "2")(project)
    result = asked(project, "main", "--format", "html", "--output", str(project.path / "build" / "site"))
    assert isinstance(result.exception, UserError)
    assert "symbolic link" in result.exception.message
    assert [*elsewhere.iterdir()] == []


# The command


def test_json_is_an_array_of_changes(tmp_path: Path) -> None:
    project = brand(tmp_path)
    edit("content/posts/plain.md", "two", "2 @")(project)
    edit("smm.toml", '["teplo"]', '["warm"]')(project)
    found = json.loads(asked(project, "main", "--format", "json").output)
    assert {one["about"] for one in found} == {"post", "shared"}
    one = next(one for one in found if (one["path"], one["account"]) == ("content/posts/plain.md", "tg"))
    assert (one["post"], one["change"], one["what"], one["causes"]) == (
        "plain-post", "changed", ["text"], ["content/posts/plain.md"],
    )  # fmt: skip
    assert [side["messages"][0]["text"] for side in (one["before"], one["after"])] == [
        "One two three.", "One 2 @ three.",
    ]  # fmt: skip
    [shared] = [one for one in found if one["about"] == "shared"]
    assert (shared["path"], shared["key"], shared["posts"], shared["accounts"]) == (
        "smm.toml", "hashtags.brand", 1, ["site", "tg", "vk"],
    )  # fmt: skip


def test_text_says_it_in_one_line_each(tmp_path: Path) -> None:
    project = brand(tmp_path)
    edit("content/posts/plain.md", "two", "2")(project)
    edit("content/posts/tagged.md", "12-06", "12-05")(project)
    said = asked(project, "main").output
    assert "text: One [-two -]{+2 +}three." in said
    assert "schedule: 2026-12-06 10:00 → 2026-12-05 10:00" in said
    assert "length on tg: 14 / 4096 characters → 12 / 4096 characters" in said
    assert "SMM604 too-close" in said
    assert "\x1b" not in said


def test_of_a_series_each_account_is_said_once_with_the_days_to_come(tmp_path: Path) -> None:
    project = brand(tmp_path)
    front = {"uid": "tip", "platforms": "[tg, site]", "schedule": "2026-12-10 12:00"}
    project.post("tip.md", "Tip", "One tip.", **front, repeat="{every: week, times: 9, cooldown: 7d}")
    commit(project, "a series")
    edit("content/posts/tip.md", "One", "A")(project)
    said = asked(project, "HEAD").output
    where = "site (feed), tg (telegram) on 2026-12-10, 2026-12-17, 2026-12-24, 2026-12-31, 2027-01-07, 2027-01-14"
    assert f"  {where} and 3 more times: changed" in said
    assert said.count("length on tg") == 1
    published(project, "tip", "tg", "2026-12-10")
    found = json.loads(asked(project, "HEAD", "--format", "json").output)
    assert [(one["account"], one["live"]) for one in found if one["occurrence"] == "2026-12-10"] == [("site", None)]


def published(project: Project, post: str, account: str, day: str) -> None:
    """A row of the ledger that says so."""
    key = f"{post}:{account}:{day}:1"
    with closing(open_ledger("sqlite:.smm/ledger.db", project.path)) as ledger:
        row = None
        for state in (State.CLAIMED, State.SENDING, State.PUBLISHED):
            fresh = row or Entry(key, post, account, "telegram", day, "1", "sha256:1", state)
            row = ledger.move(row, replace(fresh, state=state, run="a/1/b"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("main",), 0),
        (("main", "--exit-code"), 1),
        (("HEAD", "HEAD", "--exit-code"), 0),
        (("main", "--format", "html"), 2),
        (("main", "--output", "x"), 2),
        (("nowhere",), 2),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    project = brand(tmp_path)
    git(tmp_path, "checkout", "-q", "-b", "branch")
    project.post("new.md", "New")
    commit(project)
    assert run(smm, ["-C", str(project.path), "diff", *arguments]) == code


def test_a_new_post_is_shown_in_full(tmp_path: Path) -> None:
    project = brand(tmp_path)
    write("content/posts/new.md", post("New", "Words.", platforms="[tg]"))(project)
    assert (
        "  tg (telegram): added\n    schedule: 2026-12-05 10:00\n    text: {+Words.+}" in asked(project, "main").output
    )
