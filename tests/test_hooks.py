"""The project's own functions: when they run, what they may change, and whom they blame when they fail."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from small_project import SMM_TOML, Project, Result, post

from smmgen import hooks
from smmgen.cli.hooks import tell_hooks
from smmgen.errors import UserError
from smmgen.hooks import Hooks, load
from smmgen.publishing.results import Row

Make = Callable[..., Project]
Smm = Callable[..., Result]

DUE = "2026-12-05T12:00+03:00"


def with_hooks(make_project: Make, *sources: str, settings: str = "", names: tuple[str, ...] = ()) -> Project:
    """A project with hook files one.py, two.py ... in this order."""
    names = names or tuple(f"hooks/{name}.py" for name in ("one", "two", "three")[: len(sources)])
    config = f"{SMM_TOML}[hooks]\nfiles = {json.dumps(names)}\n{settings}"
    files = {"content/posts/a.md": post("А", "Зайдите: <https://teplo.example/a>")}
    return make_project({**files, **dict(zip(names, sources, strict=True))}, config)


def loaded(project: Project, *names: str, settings: Any = None) -> Hooks:
    return load(project.path, names, settings or {})


def payload(project: Project, account: str = "tg") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(project.text(f"build/payloads/{account}/a.json"))
    return found


EVERY_MOMENT = """
from pathlib import Path

def note(moment, what):
    with (Path(__file__).parent.parent / "moments.txt").open("a", encoding="utf-8") as file:
        file.write(f"{moment} {what}\\n")

def on_post(post):
    note("on_post", post.path)

def on_link(url, *, account, platform, post, settings):
    note("on_link", f"{url} {account} {platform} {post} {settings}")

def on_variant(variant):
    note("on_variant", variant.account.name)

def on_payload(payload):
    note("on_payload", payload["account"])

def check(post):
    note("check", post.path)

def on_published(row):
    note("on_published", row["key"])

def on_failed(row):
    note("on_failed", row["key"])
"""


def test_every_moment_in_the_life_of_a_post(make_project: Make, smm: Smm, monkeypatch: pytest.MonkeyPatch) -> None:
    project = with_hooks(make_project, EVERY_MOMENT)
    project.post("a.md", "А", "Зайдите: <https://teplo.example/a>", platforms="[site]", uid="coffee")
    assert smm("-C", project.path, "build").code == 0
    moments = project.text("moments.txt").splitlines()
    assert list(dict.fromkeys(moments)) == [
        "on_post content/posts/a.md",
        "on_link https://teplo.example/a site feed coffee {}",
        "on_variant site",
        "on_payload site",
        "check content/posts/a.md",
    ]
    assert smm("-C", project.path, "publish", "--now", DUE).code == 0
    assert project.text("moments.txt").splitlines()[len(moments) :] == ["on_published coffee:site:1:1"]


def test_on_failed_hears_of_what_was_not_published(
    make_project: Make, smm: Smm, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_hooks(make_project, EVERY_MOMENT)
    project.post("a.md", "А", platforms="[tg]", uid="coffee")
    assert smm("-C", project.path, "build").code == 0
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:token")
    project.write({"smm.toml": project.text("smm.toml").replace('target = "@teplo"', NOBODY_LISTENS)})
    assert smm("-C", project.path, "build").code == 0
    assert smm("-C", project.path, "publish", "--now", DUE).code == 3
    assert "on_failed coffee:tg:1:1" in project.text("moments.txt")
    assert "on_published" not in project.text("moments.txt")


NOBODY_LISTENS = 'target = "@teplo"\nbase_url = "http://127.0.0.1:9"'


def test_hooks_hear_once_of_what_went_out() -> None:
    """In a later run what was to follow a post is done, or its own address is found: it went out before."""
    heard: list[tuple[str, str]] = []
    project: Any = SimpleNamespace(
        hooks=lambda no_hooks: SimpleNamespace(tell=lambda moment, row: heard.append((moment, row["key"])))
    )
    states = ("published", "scheduled", "failed", "later", "retracted")
    rows = [Row("p", "tg", "1", state, None, state, "", "") for state in states]
    tell_hooks(project, rows, {"published"}, False)
    assert heard == [("on_published", "published"), ("on_failed", "failed")]


def test_a_hook_that_fails_after_publishing_hides_nothing(make_project: Make, smm: Smm) -> None:
    project = with_hooks(make_project, "def on_published(row):\n    raise RuntimeError('no chat to tell')\n")
    project.post("a.md", "А", platforms="[site]", uid="coffee")
    assert smm("-C", project.path, "build").code == 0
    result = smm("-C", project.path, "publish", "--now", DUE, "--json")
    assert result.code == 2
    assert [row["state"] for row in json.loads(result.out)] == ["published"]
    assert "hook `on_published` failed at hooks/one.py:2: RuntimeError: no chat to tell" in result.err
    assert smm("-C", project.path, "publish", "--now", DUE).out == "", "it was recorded all the same"


def test_files_run_in_their_order_and_the_next_gets_what_the_first_gave(make_project: Make, smm: Smm) -> None:
    add = "def on_link(url, *, settings, **context):\n    return url + settings['end']\n"
    settings = "[hooks.one]\nend = '?one'\n[hooks.two]\nend = '&two'\n"
    project = with_hooks(make_project, add, add, settings=settings)
    assert smm("-C", project.path, "build").code == 0
    assert "https://teplo.example/a?one&two" in json.dumps(payload(project))
    turned = project.text("smm.toml").replace('["hooks/one.py", "hooks/two.py"]', '["hooks/two.py", "hooks/one.py"]')
    project.write({"smm.toml": turned})
    assert smm("-C", project.path, "build").code == 0
    assert "https://teplo.example/a&two?one" in json.dumps(payload(project))


@pytest.mark.parametrize(
    ("uid", "name"),
    [("", "winter"), ("uid: first-snow\n", "first-snow"), ("uid: content/posts/2026-12/old.md\n", "winter")],
)
def test_a_link_never_learns_the_path_of_a_post(make_project: Make, smm: Smm, uid: str, name: str) -> None:
    project = with_hooks(make_project, "def on_link(url, *, post, **more):\n    return f'{url}?c={post}'\n")
    text = post("А", "Зайдите: <https://teplo.example/a>").replace("---\n", f"---\n{uid}", 1)
    project.write({"content/posts/2026-12/winter.md": text})
    assert smm("-C", project.path, "build").code == 0
    built = project.text("build/payloads/tg/2026-12/winter.json")
    assert f"https://teplo.example/a?c={name}" in built


def test_what_is_changed_reaches_the_payload_and_its_digest(make_project: Make, smm: Smm) -> None:
    change = "def on_payload(payload):\n    payload['parts'][0]['request']['extra'] = 1\n    return payload\n"
    project = with_hooks(make_project, change)
    assert smm("-C", project.path, "build").code == 0
    changed = payload(project)
    assert changed["parts"][0]["request"]["extra"] == 1
    assert smm("-C", project.path, "build", "--no-hooks").code == 0
    plain = payload(project)
    assert "extra" not in plain["parts"][0]["request"]
    assert plain["digest"] != changed["digest"], "the ledger tells an edited post by its digest"


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ("return ['нет хештега', 'нет картинки']", ["нет картинки", "нет хештега"]),
        ("yield 'нет хештега'", ["нет хештега"]),
        ("return 'нет хештега'", ["нет хештега"]),
        ("return None", []),
    ],
)
def test_check_reports_in_words_of_its_own(make_project: Make, smm: Smm, body: str, messages: list[str]) -> None:
    project = with_hooks(make_project, f"def check(post):\n    {body}\n")
    result = smm("-C", project.path, "check", "--format", "json")
    found = json.loads(result.out)
    assert [one["message"] for one in found] == messages
    assert {one["name"] for one in found} <= {"hook-finding"}
    assert result.code == (1 if messages else 0)
    assert smm("-C", project.path, "check", "--no-hooks").code == 0


BROKEN = {
    "def check(post):\n    return 1 / 0\n": "hook `check` failed at hooks/one.py:2: ZeroDivisionError",
    "def check(post):\n    yield 'a'\n    yield 1 / 0\n": "hook `check` failed at hooks/one.py:3: ZeroDivisionError",
    "import json\ndef on_post(post):\n    json.loads('[')\n": "`on_post` failed at hooks/one.py:3: JSONDecodeError",
    "import sys\ndef on_variant(variant):\n    sys.exit(0)\n": "hook `on_variant` failed at hooks/one.py:3: SystemExit",
    "def on_payload():\n    pass\n": "hook `on_payload` failed at hooks/one.py: TypeError",
    "on_link = lambda url, **more: [url]\n": "hook `on_link` of hooks/one.py returned list for str",
    "x = 1\n\nimport no_such_module\n": "cannot import the hook file: hooks/one.py:3: ModuleNotFoundError",
    "x = 1\n\nx = (\n": "cannot import the hook file: hooks/one.py:3: '(' was never closed",
    "raise SystemExit(0)\n": "cannot import the hook file: hooks/one.py:1: SystemExit",
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_mistake_names_the_file_and_the_line(make_project: Make, smm: Smm, source: str) -> None:
    project = with_hooks(make_project, source)
    result = smm("-C", project.path, "build")
    assert result.code == 2
    assert BROKEN[source] in result.err
    assert ("content/posts/a.md: the hook `" in result.err) == ("cannot import" not in result.err)
    assert "--no-hooks" in result.err or "returned" in result.err
    assert "Traceback" not in result.err
    assert smm("-C", project.path, "build", "--no-hooks").code == 0


def test_a_mistake_in_a_worker_process_is_told_as_well(make_project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from smmgen.building import posts

    monkeypatch.setattr(posts, "CHUNK", 2)
    monkeypatch.setattr(posts, "PARALLEL_FROM", 2)
    project = with_hooks(make_project, "def on_post(post):\n    assert post.slug != 'p7'\n")
    project.write({f"content/posts/p{n}.md": post(f"П{n}") for n in range(9)})
    from smmgen.cli.project import opened
    from smmgen.recipe import recipe

    found = opened(project.path)
    work = recipe(found.path, found.config, found.networks, found.hooks(False))
    from smmgen.building.check import check

    with pytest.raises(UserError, match=r"`on_post` failed at hooks/one.py:2: AssertionError") as failure:
        check(work, None, jobs=2)
    assert "--no-hooks" in failure.value.hint


def test_a_dataclass_in_a_hook(make_project: Make) -> None:
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Mark:\n    name: str = 'x'\ndef on_link(url, **more):\n    return url + Mark().name\n"
    )
    project = with_hooks(make_project, source)
    found = loaded(project, "hooks/one.py")
    assert found.change("on_link", "a", "", account="", platform="", post="") == "ax"


def test_an_edit_within_the_same_second_is_seen_and_nothing_is_left_beside_the_hook(make_project: Make) -> None:
    project = with_hooks(make_project, "def on_link(url, **more):\n    return 'first1'\n")
    path = project.path / "hooks" / "one.py"
    os.utime(path, (10**9, 10**9))
    assert loaded(project, "hooks/one.py").change("on_link", "", "") == "first1"
    path.write_text(path.read_text().replace("first1", "second"))
    os.utime(path, (10**9, 10**9))
    assert loaded(project, "hooks/one.py").change("on_link", "", "") == "second"
    assert [found.name for found in path.parent.iterdir()] == ["one.py"]


@pytest.mark.parametrize("name", ["hooks/gone.py", "../outside.py", "hooks", "hooks/link.py", "hooks/note.txt"])
def test_files_that_are_no_hooks_of_this_project(make_project: Make, tmp_path: Path, name: str) -> None:
    project = with_hooks(make_project, "")
    (tmp_path / "outside.py").write_text("raise RuntimeError('run')")
    (project.path / "hooks" / "link.py").symlink_to(tmp_path / "outside.py")
    project.write({"hooks/note.txt": "raise RuntimeError('run')"})
    with pytest.raises(UserError, match=r"smm\.toml lists the hook"):
        loaded(project, name)


def test_hooks_that_are_not_listed_do_not_run(make_project: Make) -> None:
    project = with_hooks(make_project, "")
    project.write({"hooks/two.py": "raise RuntimeError('run')"})
    assert loaded(project, "hooks/one.py").functions == {}


def test_moments_are_the_documented_ones() -> None:
    assert set(hooks.MOMENTS) == {
        "on_document", "on_post", "on_link", "on_variant", "on_payload", "check", "on_published", "on_failed",
    }  # fmt: skip


NO_MARK = """
from dataclasses import replace

def on_variant(variant):
    rich = [replace(part.rich, text=part.rich.text.replace("18+", "")) for part in variant.parts]
    return replace(variant, parts=tuple(replace(part, rich=one) for part, one in zip(variant.parts, rich)))
"""


@pytest.mark.parametrize("hook", ["", NO_MARK])
def test_what_a_hook_takes_out_of_the_text_is_in_no_other_form_of_it(make_project: Make, smm: Smm, hook: str) -> None:
    project = with_hooks(make_project, hook)
    project.post("a.md", "А", "Вечер", platforms="[site, tg]", targeting="{age: 18+}")
    assert smm("-C", project.path, "build").code == 0
    html = payload(project, "site")["parts"][0]["request"]["item"]["content_html"]
    assert ("18+" in html) is ("18+" in payload(project)["parts"][0]["text"]) is (not hook)


def test_without_hooks_a_theme_is_no_code_either(project: Project, smm: Callable[..., Result]) -> None:
    """Templates can call what they reach, and pages of a theme have scripts."""
    touch = "{{ cycler.__init__.__globals__['os'].mkdir('" + str(project.path / "run") + "') }}"
    config = project.text("smm.toml") + "[theme]\npath = 'look'\n"
    project.write({"smm.toml": config, "look/missing.html": touch, "look/assets/own.js": "alert(1)"})
    assert smm("-C", project.path, "build", "--no-hooks").code == 0
    site = project.path / "build" / "site"
    assert (site / "404.html").stat().st_size > 100
    assert not (site / "assets" / "own.js").exists()
    assert not (project.path / "run").exists()
    assert smm("-C", project.path, "build").code == 0
    assert (site / "assets" / "own.js").exists()
    assert (project.path / "run").exists(), "otherwise this test shows nothing"
