"""One file becomes a post, variants and payloads, with everything that is wrong told on the way."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_project import Project, post

from smmgen import hooks, pipeline
from smmgen.cli.project import opened
from smmgen.pipeline import Made
from smmgen.recipe import Recipe, recipe
from smmgen.variants import payload

Make = Callable[..., Project]


def recipe_of(project: Project) -> Recipe:
    found = opened(project.path)
    return recipe(found.path, found.config, found.networks, hooks.Hooks())


def made(project: Project, name: str = "a.md") -> Made:
    [made] = pipeline.make(f"content/posts/{name}", recipe_of(project))
    return made


def test_a_post_becomes_a_payload_for_every_account_it_names(project: Project) -> None:
    found = made(project)
    assert found.post is not None
    assert found.post.accounts == tuple(found.variants) == tuple(found.payloads) == ("vk", "tg", "site")
    assert [row.account for row in found.plan] == ["vk", "tg", "site"]
    assert not found.diagnostics


def test_the_payload_holds_what_it_promises(project: Project) -> None:
    project.post("a.md", "Латте", "Кофе.", uid="latte")
    found = made(project).payloads["tg"]
    assert {key: found[key] for key in ("schema", "account", "platform", "post", "path", "at", "delivery")} == {
        "schema": 1,
        "account": "tg",
        "platform": "telegram",
        "post": "latte",
        "path": "content/posts/a.md",
        "at": "2026-12-05T10:00:00+03:00",
        "delivery": "smm",
    }
    assert re.fullmatch("sha256:[0-9a-f]{64}", found["digest"])
    (part,) = found["parts"]
    assert part["key"] == "latte:tg:1:1"
    assert part["length"] == len("Кофе.") <= part["limit"]
    assert json.loads(payload.dumps(found)) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing-front-matter"),
        ("---\ntitle: [\n---\n", "yaml-syntax"),
        (post(platforms="[nowhere]"), "unknown-platform"),
    ],
)
def test_a_file_that_makes_no_post_makes_diagnostics(make_project: Make, text: str, code: str) -> None:
    found = made(make_project({"content/posts/a.md": text}))
    assert not found.payloads
    assert [one.path for one in found.diagnostics] == ["content/posts/a.md"] * len(found.diagnostics)
    assert found.diagnostics[0].severity == "error"


def test_everything_wrong_is_told_at_once_in_order_of_place(make_project: Make) -> None:
    text = post("Кофе", "Текст.", media="[{file: gone.png}, {file: lost.png}]", hashtags="['1 2']")
    found = made(make_project({"content/posts/a.md": text})).diagnostics
    assert len(found) >= 3
    assert list(found) == sorted(found, key=lambda one: one.order)
    assert len(set(found)) == len(found)


def test_drafts_are_made_as_well(project: Project) -> None:
    project.post("a.md", "А", status="draft")
    found = made(project)
    assert found.payloads["tg"]["status"] == "draft"
    assert {row.status for row in found.plan} == {"draft"}


def test_rows_of_the_plan_carry_wall_time_and_instant(project: Project) -> None:
    row = made(project).plan[0]
    assert (row.wall, row.iso) == ("2026-12-05T10:00", "2026-12-05T10:00:00+03:00")
    assert row.at == 1_796_454_000  # 2026-12-05 07:00 UTC
    assert row.text == made(project).plan[0].text


def test_making_opens_no_socket_and_writes_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any, **more: Any) -> Any:
        raise AssertionError("a socket was opened")

    work = recipe_of(project)
    before = sorted(project.path.rglob("*"))
    monkeypatch.setattr(socket, "socket", refuse)
    [made] = pipeline.make("content/posts/a.md", work)
    assert made.payloads
    assert sorted(project.path.rglob("*")) == before


def test_text_of_a_broken_file(project: Project, tmp_path: Path) -> None:
    (project.path / "content" / "posts" / "c.md").write_bytes(b"caf\xe9")
    assert pipeline.text_of(project.path, "content/posts/c.md") == "caf\ufffd"
    assert pipeline.text_of(project.path, "content/posts/gone.md") == ""
