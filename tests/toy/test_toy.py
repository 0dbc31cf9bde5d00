"""A network that another package brings, written by CONTRIBUTING's list, does all that a built-in one does.

It is installed into an environment of its own and walked through from the schema to a publication that is killed.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flows import answer, delivery, drive, picture, text, variant
from installation import PACKAGE, TOY, Environment, install, made
from markdown_it.utils import read_fixture_file
from pinboard_server import TOKEN, Board, board
from small_project import Project, Result
from smm_pinboard import NETWORK

from smmgen.errors import Ambiguous, Rejected, Unauthorised
from smmgen.markup.document import parse
from smmgen.markup.render import render
from smmgen.networks import contract
from smmgen.networks.wire import Receipt
from smmgen.rehearsal.engine import launch

NOON = "2026-12-05T12:00+03:00"
SMM_TOML = """\
[project]
name = "Тепло"
timezone = "Europe/Moscow"
language = "ru"

[accounts.wall]
platform = "pinboard"
target = "teplo"
board = "coffee"
base_url = "{url}"
token_env = "PINBOARD_TOKEN"

[accounts.site]
platform = "feed"
target = "public"
"""
POST = """\
---
title: Латте
uid: latte
platforms: [pinboard, site]
schedule: 2026-12-05 10:00
targeting: {pinboard: {colour: red}}
pinboard: {schedule: 2026-12-05 11:00}
---
Латте готов.

::: only pinboard
Только на доске.
:::
"""
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    found = made(tmp_path_factory.mktemp("toy") / "env")
    install(found)
    return found


def brand(folder: Path, post: str = POST, url: str = "http://127.0.0.1:9") -> Project:
    project = Project(folder / "brand")
    project.write({"smm.toml": SMM_TOML.format(url=url), "content/posts/latte.md": post})
    return project


# Content


def test_the_schemas_know_it(environment: Environment) -> None:
    post = json.loads(environment.smm("schema").out)
    assert "colour" in json.dumps(post["definitions"]["Targeting"]["properties"]["pinboard"]) + json.dumps(post)
    assert "pinboard" in post["definitions"]["Targeting"]["properties"]
    config = environment.smm("schema", "config").out
    assert "The board that notices are pinned to" in config
    assert '"pinboard"' in config


@pytest.fixture(scope="module")
def built(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of these tests, checked and built."""
    project = brand(tmp_path_factory.mktemp("built"))
    checked = environment.smm("-C", project.path, "check")
    assert (checked.code, checked.out) == (0, ""), checked.err
    assert environment.smm("-C", project.path, "build").code == 0
    return project


def test_its_name_can_stand_wherever_a_built_in_name_can(built: Project) -> None:
    payload = json.loads(built.text("build/payloads/wall/latte.json"))
    (part,) = payload["parts"]
    assert payload["at"].startswith("2026-12-05T11:00")
    assert part["request"] == {
        "text": "Латте готов.\n\nТолько на доске.", "board": "coffee", "colour": "red", "files": [],
    }  # fmt: skip
    assert "доске" not in built.text("build/payloads/site/latte.json")


COLOUR = "targeting: {pinboard: {colour: red}}"
MISTAKES = {
    "override": (COLOUR, "pinbord: {title: x}", "unknown key `pinbord`"),
    "value": (COLOUR, "targeting: {pinboard: {colour: rde}}", "`rde` is not a choice for `colour`"),
    "option": (COLOUR, "targeting: {pinboard: {color: red}}", "did you mean `colour`?"),
    "options": (COLOUR, "targeting: {pinbord: {colour: red}}", "unknown key `pinbord` in `targeting`"),
    "block": ("only pinboard", "only pinbord", "unknown platform or account `pinbord`"),
    "poll": (COLOUR, "poll: {question: Чай?, options: [да, нет]}", "Pinboard Social has no polls"),
    "long": ("Латте готов.", "Латте готов. " * 30, "too long for Pinboard Social"),
    "loud": ("Латте готов.\n\n::: only pinboard\nТолько на доске.\n:::", "ЛАТТЕ ГОТОВ, ПРИХОДИТЕ", "in capitals"),
}


@pytest.fixture(scope="module")
def checked(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `smm check` says of a post with each of the mistakes."""
    project = brand(tmp_path_factory.mktemp("checked"))
    for name, (good, bad, _) in MISTAKES.items():
        assert good in POST
        project.write({f"content/posts/{name}.md": POST.replace(good, bad).replace("uid: latte", f"uid: {name}")})
    return environment.smm("-C", project.path, "check").out


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_reported_as_of_any_network(checked: str, name: str) -> None:
    blocks = [block for block in checked.split("content/posts/") if block.startswith(f"{name}.md")]
    assert MISTAKES[name][2] in "".join(blocks), checked


def test_a_project_without_such_an_account_is_told_so(environment: Environment, tmp_path: Path) -> None:
    project = brand(tmp_path)
    before, _, after = SMM_TOML.partition("[accounts.wall]")
    project.write({"smm.toml": before + "[accounts.site]" + after.partition("[accounts.site]")[2]})
    said = environment.smm("-C", project.path, "check").out
    assert "smm.toml has no account on the network `pinboard`" in said
    assert "unknown" not in said


def test_the_preview_has_its_look_and_its_title(built: Project) -> None:
    page = built.text("build/site/posts/latte.html")
    assert 'class="post pin"' in page
    assert "Доска объявлений" in page
    assert "кнопка: red" in page
    assert "pinboard.example/teplo" in page
    assert any("#a33b20" in css.read_text("utf-8") for css in (built.path / "build/site").rglob("*.css"))


# Rehearsal


def _comes_to_say(project: Project, text: str) -> bool:
    """The page is written a moment after the posts."""
    ends = time.monotonic() + 20
    while text not in project.text(".smm/rehearsal/posted.html"):
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def test_it_is_rehearsed(environment: Environment, tmp_path: Path) -> None:
    project = brand(tmp_path)
    assert environment.smm("-C", project.path, "build").code == 0
    try:
        done = environment.smm("-C", project.path, "publish", "--rehearse", "--now", NOON)
        assert (done.code, done.out.count("published")) == (0, 2), done.out + done.err
        assert _comes_to_say(project, "Только на доске.")
    finally:
        if running := launch.find(project.path / ".smm/rehearsal"):
            running.stop()


def test_without_a_rehearsal_the_others_are_rehearsed(tmp_path: Path) -> None:
    bare = made(tmp_path / "env")
    install(bare, "smmgen.rehearsals")
    project = brand(tmp_path)
    assert bare.smm("-C", project.path, "build").code == 0
    done = bare.smm("-C", project.path, "publish", "--rehearse", "--now", NOON)
    assert "published  site" in done.out, done.out + done.err
    assert "wall" in done.err
    assert not done.err.startswith("error")


# Publishing


@pytest.fixture
def smm(environment: Environment, tmp_path: Path) -> Any:
    """`smm` in a built project whose board is on loopback."""
    with board() as server:
        project = brand(tmp_path, url=server.url)
        assert environment.smm("-C", project.path, "build").code == 0
        yield Smm(environment, project, server)


class Smm:
    """The command line, the project and the board it publishes to."""

    def __init__(self, environment: Environment, project: Project, server: Board) -> None:
        self.environment, self.project, self.board = environment, project, server

    def __call__(self, *arguments: str) -> Result:
        return self.environment.smm("-C", self.project.path, *arguments, env={"PINBOARD_TOKEN": TOKEN})

    def killed(self, *arguments: str) -> int:
        """The same, killed by the board once its pin is made."""
        command = self.environment.command("-C", self.project.path, *arguments)
        variables = self.environment.variables({"PINBOARD_TOKEN": TOKEN})
        process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.board.kill = process.pid
        return process.wait(60)


def test_it_is_published_edited_and_withdrawn(smm: Smm) -> None:
    assert "teplo may pin" in smm("doctor", "--online").out
    done = smm("publish", "--now", NOON)
    assert (done.code, done.out.count("published")) == (0, 2), done.out + done.err
    (pin,) = smm.board.pins.values()
    assert (pin["text"], pin["board"]) == ("Латте готов.\n\nТолько на доске.", "coffee")
    smm.project.write({"content/posts/latte.md": POST.replace("готов", "ждёт")})
    assert smm("build").code == 0
    assert smm("publish", "--update", "latte", "--account", "wall", "--now", NOON).code == 0
    assert [pin["text"].split("\n")[0] for pin in smm.board.pins.values()] == ["Латте ждёт."]
    assert smm("retract", "latte", "--account", "wall", "--now", NOON, "--yes").code == 0
    assert smm.board.pins == {}


def test_a_run_that_is_killed_is_resumed_and_pins_once(smm: Smm) -> None:
    assert smm.killed("publish", "--now", NOON) < 0
    assert len(smm.board.pins) == 1
    done = smm("publish", "--now", NOON)
    assert done.code == 0, done.out + done.err
    assert len(smm.board.pins) == 1
    assert '"state": "published"' in smm("status", "--json").out


# A package that does not fit


BROKEN = {
    "a missing flow": (
        "__init__.py", "    def find(self, delivery: Delivery)", "    def seek(self, delivery: Delivery)",
        "the network `pinboard` of smm-pinboard 1.0 does not fit: `find` is missing",
    ),
    "a wrong fact": (
        "facts.py", 'needs=("target",)', 'needs="target"',
        "the network `pinboard` of smm-pinboard 1.0 does not fit: `facts.needs` is `'target'`, not `tuple[str, ...]`",
    ),
    "made for a newer smmgen": (
        "facts.py", "finds_by_key=True", "finds_by_smell=True",
        "the network `pinboard` of smm-pinboard 1.0 cannot be imported: Facts.__init__() got an unexpected keyword "
        "argument 'finds_by_smell'",
    ),
    "made for an older smmgen": (
        "api.py", "from smmgen.networks import answers", "from smmgen.platforms import answers",
        "the network `pinboard` of smm-pinboard 1.0 cannot be imported: No module named 'smmgen.platforms'",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment whose package is changed, and put right again, by each test."""
    found = made(tmp_path_factory.mktemp("toy") / "other")
    install(found)
    return found


@pytest.mark.parametrize("title", BROKEN)
def test_a_package_that_does_not_fit_is_one_line(other: Environment, tmp_path: Path, title: str) -> None:
    name, good, bad, said = BROKEN[title]
    module = other.packages / PACKAGE / name
    text = module.read_text("utf-8")
    assert good in text
    module.write_text(text.replace(good, bad), encoding="utf-8")
    try:
        done = other.smm("-C", brand(tmp_path).path, "doctor")
    finally:
        module.write_text(text, encoding="utf-8")
    line, hint = done.err.strip().split("\n")
    assert (done.code, line) == (2, f"error: {said}")
    assert "made for smmgen" in hint


def test_a_package_that_is_changed_makes_its_posts_anew(other: Environment, tmp_path: Path) -> None:
    project = brand(tmp_path)
    assert other.smm("-C", project.path, "build").code == 0
    module = other.packages / PACKAGE / "render.py"
    source = module.read_text("utf-8")
    module.write_text(source.replace('"text": part.rich.text', '"text": part.rich.text.upper()'), encoding="utf-8")
    try:
        assert other.smm("-C", project.path, "build").code == 0
    finally:
        module.write_text(source, encoding="utf-8")
    assert "ЛАТТЕ ГОТОВ." in project.text("build/payloads/wall/latte.json")


def test_its_bugs_are_its_authors(other: Environment, tmp_path: Path) -> None:
    module = other.packages / PACKAGE / "render.py"
    source = module.read_text("utf-8")
    module.write_text(source.replace("part.rich.text,", "part.rich.txt,"), encoding="utf-8")
    try:
        done = other.smm("-C", brand(tmp_path).path, "build")
    finally:
        module.write_text(source, encoding="utf-8")
    bug, hint = done.err.strip().split("\n")[-2:]
    assert done.code == 70
    assert bug.startswith("this is a bug in smm-pinboard 1.0 (smmgen ")
    assert hint.endswith("to its authors")


# By hand, as CONTRIBUTING asks


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [pytest.param(*texts, id=title) for _, title, *texts in read_fixture_file(TOY / "texts.md")],
)
def test_rendering(markdown: str, expected: str) -> None:
    style = NETWORK.facts.style
    assert f"{render(parse(markdown, 1, frozenset()), style).rich.text}\n" == expected


ACCOUNT = {"target": "teplo", "base_url": "https://pins.example", "board": "coffee"}
PIN = answer(201, {"id": 7, "url": "https://pinboard.example/pins/7"})


def one(*media: Any, **more: Any) -> Any:
    return delivery(variant("pinboard", text("Латте", media=media), account=ACCOUNT), NETWORK, **more)


def test_it_fits() -> None:
    assert contract.require(NETWORK, "pinboard", "smm-pinboard") is NETWORK


def test_publishing() -> None:
    requests, receipt = drive(NETWORK.publish(one(picture())), answer(201, {"file": "f1"}), PIN)
    upload, pin = requests
    assert (upload.method, upload.url) == ("POST", "https://pins.example/files")
    assert pin.json == {"text": "Латте", "board": "coffee", "colour": "white", "files": ["f1"], "key": one().key}
    assert [request.creates for request in requests] == [False, True]
    assert receipt == Receipt("7", "https://pinboard.example/pins/7", False, {"id": "7"})


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (answer(201, {}), Ambiguous), (answer(502), Ambiguous), (answer(422, {"error": "too long"}), Rejected),
        (answer(401), Unauthorised),
    ],
)  # fmt: skip
def test_what_is_no_yes(found: Any, error: Any) -> None:
    with pytest.raises(error):
        drive(NETWORK.publish(one()), found)


def test_what_was_uploaded_is_not_uploaded_again() -> None:
    requests, _ = drive(NETWORK.publish(one(picture(), known={"media 0": "f1"})), PIN)
    assert [request.json["files"] for request in requests] == [["f1"]]


def test_finding() -> None:
    _, found = drive(NETWORK.find(one()), answer(200, [{"id": "7"}]))
    assert found.id == "7"
    assert drive(NETWORK.find(one()), answer(200, []))[1] is None
    with pytest.raises(Ambiguous):
        drive(NETWORK.find(one()), answer(200, {"pins": []}))


def test_what_is_gone_is_deleted() -> None:
    live = Receipt("7")
    drive(NETWORK.delete(one(live=live)), answer(404, {"error": "no such pin"}))
    with pytest.raises(Rejected):
        drive(NETWORK.delete(one(live=live)), answer(422))
