"""A second kind that is sent, and posts that are sent twice: each publication has its own payload, page and row."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from small_project import Project, child_environment, post
from test_toy_kind import TOY, Toy
from test_toy_kind import toy as toy

from smmgen.ledger.open import open_ledger

FIRST, SECOND, LATER = "2026-12-05T12:00+03:00", "2026-12-12T12:00+03:00", "2026-12-13T12:00+03:00"
ON_SITE = {"platforms": "[site]", "uid": "cup"}
WEEKLY = {**ON_SITE, "notes": "weekly"}


def rows(project: Project) -> dict[str, tuple[str, str]]:
    with closing(open_ledger("sqlite:.smm/ledger.db", project.path)) as ledger:
        assert ledger.verify() == []
        return {entry.key: (entry.kind, str(entry.state)) for entry in ledger.entries()}


def listed(toy: Toy, *arguments: str) -> list[tuple[Any, ...]]:
    found = json.loads(toy("list", "--json", *arguments).out)
    return [(row["key"] or row["path"], row["kind"], row["state"]) for row in found]


def anchors(page: str) -> list[str]:
    return re.findall(r'<article class="post[^"]*" id="([^"]+)"', page)


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """Without a post."""
    return make_project({})


@pytest.fixture
def both(project: Project) -> Project:
    """A post and a tasting whose files and uids are called alike."""
    project.write({"content/posts/a.md": post("Пост", **ON_SITE)})
    project.write({"content/tastings/a.md": post("Дегустация", seats="8", **ON_SITE)})
    return project


def test_of_two_kinds_with_one_name_each_is_sent_once(both: Project, toy: Toy) -> None:
    assert toy("build").code == 0
    assert "Текст про Пост" in both.text("build/site/posts/a.html")
    assert "Текст про Дегустация" in both.text("build/site/tastings/a.html")
    feed = both.text("build/site/accounts/site/2026-12.html")
    assert anchors(feed) == ["a", "tastings:a"]
    assert 'href="../../tastings/a.html"' in feed
    assert json.loads(both.text("build/payloads/@tasting/site/a.json"))["post"] == "tasting/cup"
    assert listed(toy) == [("cup:site:1:1", "post", "planned"), ("tasting/cup:site:1:1", "tasting", "planned")]
    assert toy("publish", "--post", "a", "--now", FIRST).code == 0
    assert rows(both) == {"cup:site:1:1": ("post", "published")}
    assert toy("publish", "--post", "tasting/a", "--now", FIRST).code == 0
    assert toy("publish", "--now", FIRST).code == 0
    assert rows(both) == {"cup:site:1:1": ("post", "published"), "tasting/cup:site:1:1": ("tasting", "published")}
    assert {row["kind"] for row in json.loads(toy("status", "--json", "--now", FIRST).out)} == {"post", "tasting"}
    states = both.text("build/site/data/states.js")
    assert '"cup":' in states
    assert '"tasting/cup":' in states
    assert toy("retract", "tasting/cup", "--yes").code == 0
    assert rows(both)["tasting/cup:site:1:1"] == ("tasting", "retracted")
    assert rows(both)["cup:site:1:1"] == ("post", "published")


def test_its_own_keys_are_checked_listed_and_described(both: Project, toy: Toy) -> None:
    both.write({"content/tastings/b.md": post("Вторая", saets="3", site="{schedule: 2026-12-06 10:00}")})
    both.write({"content/tastings/d.md": post("Третья", seats="0")})
    both.write({"content/tastings/c.md": "nothing"})
    found = json.loads(toy("check", "--format", "json", "--now", "2026-12-01T10:00+03:00").out)
    assert {(row["path"], row["name"], row["hint"]) for row in found if row["name"] == "unknown-key"} == {
        ("content/tastings/b.md", "unknown-key", "did you mean `seats`?")
    }
    assert ("content/tastings/d.md", "invalid-value") in {(row["path"], row["name"]) for row in found}
    assert ("content/tastings/c.md", "missing-front-matter") in {(row["path"], row["name"]) for row in found}
    assert listed(toy, "--kind", "post") == [("cup:site:1:1", "post", "planned")]
    assert listed(toy, "--kind", "tasting") == [
        ("content/tastings/b.md", "tasting", "broken"),
        ("content/tastings/c.md", "tasting", "broken"),
        ("content/tastings/d.md", "tasting", "broken"),
        ("tasting/cup:site:1:1", "tasting", "planned"),
    ]
    schema = json.loads(toy("schema", "tasting", "--project").out)
    assert schema["title"] == "Front matter of a tasting"
    assert schema["required"] == ["seats", "platforms"]
    assert schema["properties"]["site"]["$ref"] == schema["properties"]["vk"]["$ref"]
    asked = " ".join(toy("new", "--help").out.split())
    assert "KIND is `post`, " in asked
    assert ", `drink` or `tasting`. The file" in asked


def test_new_makes_one_and_completion_offers_it(project: Project, toy: Toy) -> None:
    made = toy("new", "tasting", "Три зерна", "--platforms", "site", "--at", "2026-12-05 10:00").out.strip()
    assert made.endswith("content/tastings/2026-12/tri-zerna.md")
    assert "status: draft" in project.text("content/tastings/2026-12/tri-zerna.md")
    assert toy("check", "--now", "2026-12-01T10:00+03:00").code == 0
    words = f"smm -C {project.path} publish --post "
    asked = {"_SMM_COMPLETE": "bash_complete", "COMP_WORDS": f"{words}t", "COMP_CWORD": "5"}
    done = subprocess.run([sys.executable, str(TOY)], env=child_environment(**asked), capture_output=True, check=False)
    [offered] = done.stdout.decode().split()
    assert offered.startswith("plain,tasting/tri-zerna-")
    assert os.path.basename(made) == "tri-zerna.md"


def test_an_error_on_its_page_is_not_that_of_the_post(both: Project, toy: Toy) -> None:
    both.write({"content/tastings/a.md": "---\ntitle: x\n"})
    assert toy("build").code == 1
    assert "Текст про Пост" in both.text("build/site/posts/a.html")
    assert "content/tastings/a.md" in both.text("build/site/tastings/a.html")
    assert 'href="tastings/a.html"' in both.text("build/site/index.html")


@pytest.mark.parametrize("name", ["tasting/cup", "tasting/a", "content/tastings/a.md"])
def test_what_errors_keep_back_is_not_said_to_be_missing(both: Project, toy: Toy, name: str) -> None:
    both.write({"content/tastings/a.md": post("Дегустация", seats="8", campaign="none", **ON_SITE)})
    assert toy("build").code == 1
    for command in (["publish", "--post", name, "--now", FIRST], ["update", name]):
        result = toy(*command)
        assert result.code == 2
        assert f"`{name}` has 1 error and was not built" in result.err
        assert "hint: `smm check` shows them; then `smm build`" in result.err
    assert "there is no post `cap` in the build" in toy("publish", "--post", "cap", "--now", FIRST).err


@pytest.mark.parametrize(("folder", "name"), [("posts", "cup"), ("tastings", "tasting/cup")])
def test_what_repeats_is_sent_each_time_once(project: Project, toy: Toy, folder: str, name: str) -> None:
    first, second, path = f"{name}:site:1:1", f"{name}:site:2:1", f"content/{folder}/cup.md"
    seats = {"seats": "8"} if folder == "tastings" else {}
    project.write({path: post("Каппинг", **WEEKLY, **seats)})
    kind = "tasting" if seats else "post"
    assert toy("check", "--strict", "--now", "2026-12-01T10:00+03:00").err == "no problems\n"
    assert toy("build").code == 0
    assert "nothing to write" in toy("build").err
    feed = project.text("build/site/accounts/site/2026-12.html")
    assert len(set(anchors(feed))) == 2
    assert "2026-12-12T10:00" in project.text(f"build/site/{folder}@2/cup.html")
    assert "2026-12-05T10:00" in project.text(f"build/site/{folder}/cup.html")
    assert f'href="../{folder}%402/cup.html"' in project.text("build/site/calendar/2026-12.html")
    assert listed(toy) == [(first, kind, "planned"), (second, kind, "planned")]
    assert toy("publish", "--now", FIRST).code == 0
    assert rows(project) == {first: (kind, "published")}
    assert listed(toy) == [(first, kind, "published"), (second, kind, "planned")]
    assert f'"{name}":' in project.text("build/site/data/states.js")
    assert f'"2@{name}":' not in project.text("build/site/data/states.js")

    project.write({path: post("Каппинг", "Новый текст.", **WEEKLY, **seats)})
    assert toy("build").code == 0
    found = json.loads(toy("check", "--format", "json", "--now", FIRST).out)
    assert [(one["name"], one["path"]) for one in found] == [("edited-after-publishing", path)]
    assert toy("update", path, "--now", FIRST).code == 0
    assert toy("check", "--strict", "--now", FIRST).err == "no problems\n"
    assert toy("publish", "--now", SECOND).code == 0
    assert toy("publish", "--now", LATER).code == 0
    assert rows(project) == {first: (kind, "published"), second: (kind, "published")}
    assert f'"2@{name}":' in project.text("build/site/data/states.js")
    status = json.loads(toy("status", "--json", "--now", LATER).out)
    assert [(row["key"], row["state"], row["at"][:10]) for row in status] == [
        (first, "published", "2026-12-05"),
        (second, "published", "2026-12-12"),
    ]


def test_when_it_no_longer_repeats_its_past_is_left_alone(project: Project, toy: Toy) -> None:
    project.post("cup.md", **WEEKLY)
    for now in (FIRST, SECOND):
        assert toy("build").code == 0
        assert toy("publish", "--now", now).code == 0
    project.post("cup.md", **ON_SITE)
    assert toy("build").code == 0
    assert not (project.path / "build/site/posts@2/cup.html").exists()
    assert not (project.path / "build/payloads/site@2/cup.json").exists()
    assert toy("check", "--strict", "--now", LATER).err == "no problems\n"
    project.post("cup.md", **WEEKLY)
    assert toy("build").code == 0
    assert toy("publish", "--now", LATER).code == 0
    assert [state for _, state in rows(project).values()] == ["published", "published"]


def test_when_it_is_renamed_each_time_keeps_its_row(project: Project, toy: Toy) -> None:
    project.post("cup.md", **WEEKLY)
    assert toy("build").code == 0
    assert toy("publish", "--now", FIRST).code == 0
    project.post("cup.md", **{**WEEKLY, "uid": "mug"})
    assert toy("build").code == 0
    assert "looks-published" in toy("check", "--now", FIRST).out
    assert toy("resolve", "mug", "--same-as", "cup").code == 0
    assert rows(project) == {"cup:site:1:1": ("post", "renamed"), "mug:site:1:1": ("post", "published")}
    assert toy("publish", "--now", SECOND).code == 0
    assert rows(project)["mug:site:2:1"] == ("post", "published")
    assert toy("check", "--strict", "--now", LATER).err == "no problems\n"


def test_a_finding_of_the_calendar_is_on_the_pages_of_both(project: Project, toy: Toy) -> None:
    project.post("a.md", title="Первый", schedule="2026-12-12 10:01", platforms="[site]")
    project.post("cup.md", **WEEKLY)
    assert toy("build").code == 0
    for page in ("posts/cup.html", "posts@2/cup.html", "posts/a.html"):
        assert ("SMM" in project.text(f"build/site/{page}")) is (page == "posts/a.html")
    project.post("a.md", title="Первый", schedule="2026-12-12 09:59", platforms="[site]")
    assert toy("build").code == 0
    for page in ("posts/cup.html", "posts@2/cup.html", "posts/a.html"):
        assert ("SMM" in project.text(f"build/site/{page}")) is ("cup" in page)
    assert "nothing to write" in toy("build").err
