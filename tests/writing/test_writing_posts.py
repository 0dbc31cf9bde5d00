"""The rules about writing on posts that are right, and on posts that are wrong: false alarms and what is missed.

`right-*.md` are 200 posts of many kinds of writers. At most one of a hundred may be warned of, and none may have an
error; of wrong ones all are found. Notes (`info`) count as neither.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from smmgen import hooks, pipeline
from smmgen.content.load_config import load_config
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.networks import registry
from smmgen.recipe import recipe
from smmgen.rules import codes

HERE = Path(__file__).parent
BROKEN = HERE.parent / "broken/rules/media"
CODES = frozenset(f"SMM{number}" for number in (213, 214, 216, 217, 218, 219, 220, 221, 222, 223, 224))
ADS = "ads: {erid: 2VtzqwDEMO001, advertiser: ООО «Тепло»}\n"


class Written(NamedTuple):
    code: str
    text: str
    """The whole file."""


def posts(name: str) -> list[Written]:
    sections = re.split(r"^## ", (HERE / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [written(*section.split("\n", 1)) for section in sections]


def written(heading: str, section: str) -> Written:
    *code, rubric, day, hour = heading.split()
    more, _, body = section.rpartition("~~~\n")
    front = f"kind: {rubric}\nschedule: {day} {hour}\n{ADS if rubric == 'commercial' else ''}{more}"
    if "platforms:" not in more:
        front = f"platforms: [vk]\n{front}"
    return Written("".join(code), f"---\n{front}---\n{body.strip()}\n")


RIGHT = [*posts("right-ru.md"), *posts("right-en.md")]
WRONG = posts("wrong.md")


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Diagnostic]]:
    """What the rules about writing say of a post."""
    project = tmp_path_factory.mktemp("writing")
    (project / "smm.toml").write_text((HERE / "smm.toml").read_text("utf-8"), "utf-8")
    (project / "content/posts").mkdir(parents=True)
    (project / "content/media").mkdir()
    Image.new("RGB", (600, 600)).save(project / "content/media/cup.jpg")
    shutil.copy(BROKEN / "generated.jpg", project / "content/media")
    config = load_config(project, registry.Models("settings"))
    used = {account.platform: registry.get(account.platform) for account in config.accounts.values()}
    work = recipe(project, config, used, hooks.load(project, [], {}))

    def checked(text: str) -> list[Diagnostic]:
        (project / "content/posts/post.md").write_text(text, "utf-8")
        [made] = pipeline.make("content/posts/post.md", work)
        assert made.post, made.diagnostics
        return [found for found in made.diagnostics if found.code in CODES]

    return checked


def test_there_are_enough_and_they_differ() -> None:
    assert len({post.text for post in RIGHT}) == len(RIGHT) >= 200
    assert len({post.text for post in WRONG}) == len(WRONG) >= 60


def test_right_posts_are_left_alone(check: Callable[[str], list[Diagnostic]]) -> None:
    found = [(one.severity, f"{one.code} {one.message}: {post.text}") for post in RIGHT for one in check(post.text)]
    errors, warnings = (
        [said for severity, said in found if severity is one] for one in (Severity.ERROR, Severity.WARNING)
    )
    assert errors == []
    assert len(warnings) <= len(RIGHT) // 100, warnings


@pytest.mark.parametrize("post", WRONG, ids=lambda post: f"{post.code} {post.text.splitlines()[-1][:40]}")
def test_wrong_posts_are_found(check: Callable[[str], list[Diagnostic]], post: Written) -> None:
    assert post.code in {found.code for found in check(post.text)}


def test_every_rule_is_among_them() -> None:
    """SMM219 compares posts with each other; its cases are in tests/rules."""
    assert {post.code for post in WRONG} == CODES - {"SMM219"} <= {*codes()}
