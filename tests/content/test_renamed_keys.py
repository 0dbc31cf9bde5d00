"""Old names of settings: they work, are spoken of at their place, and `check --fix` renames them alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from small_project import Project

from smmgen.config import Config
from smmgen.content.load_config import load_config
from smmgen.networks import registry

BEGIN = """[project]
name = "Teplo"
timezone = "Europe/Moscow"

"""
OLD = f"""# How it is sent.
publish.flood   =  7     # a day
publish . quiet = "20m"

{BEGIN}
[accounts.site]
platform = "feed"
target = "public"
url = "https://teplo.example/feed/"
"flood" = 3  # as many as anyone reads

[rules]
repeat = "60d"
"""
Make = Callable[..., Project]


def loaded(project: Project) -> Config:
    return load_config(project.path, registry.Models("settings"))


@pytest.fixture
def old(make_project: Make) -> Project:
    return make_project(config=OLD)


def test_old_names_go_on_working(old: Project) -> None:
    config = loaded(old)
    assert config.publish.max_posts_per_run == 7
    assert config.publish.takeover_after == "20m"
    assert config.accounts["site"].max_posts_per_run == 3
    assert config.rules.repeat_within == "60d"


def test_check_says_the_new_name_and_fix_writes_it(old: Project, smm: Any) -> None:
    result = smm("-C", old.path, "check")
    assert result.code == 0
    assert "smm.toml:2:9: warning SMM136 renamed-setting: `flood` is called `max_posts_per_run` now" in result.out
    assert result.out.count("SMM136") == 4
    assert smm("-C", old.path, "check", "--fix").code == 0
    wanted = OLD.replace('"flood"', "max_posts_per_run").replace("publish.flood", "publish.max_posts_per_run")
    wanted = wanted.replace("publish . quiet", "publish . takeover_after").replace("repeat =", "repeat_within =")
    assert old.text("smm.toml") == wanted
    assert "SMM136" not in smm("-C", old.path, "check").out


def test_in_an_inline_table_it_is_for_people_to_rename(make_project: Make, smm: Any) -> None:
    config = 'publish = {flood = 3, ledger = "sqlite:.smm/x.db"}\n' + BEGIN
    project = make_project(config=config)
    said = smm("-C", project.path, "check", "--fix").out
    assert "smm.toml:1:1: warning SMM136 renamed-setting: `flood` is called `max_posts_per_run` now" in said
    assert "--fix" not in said
    assert project.text("smm.toml") == config


def test_it_can_be_silenced(make_project: Make, smm: Any) -> None:
    project = make_project(config=BEGIN + '[publish]\nflood = 3\n[rules.severity]\nrenamed-setting = "off"\n')
    assert "SMM136" not in smm("-C", project.path, "check").out


@pytest.mark.parametrize(
    ("table", "place"),
    [
        (
            "[publish]\nflood = 3\nmax_posts_per_run = 4\n",
            "smm.toml:6:1: `flood` is the old name of `max_posts_per_run`",
        ),
        ('[rules]\nrepeat_within = "3d"\nrepeat = "4d"\n', "smm.toml:7:1: `repeat` is the old name"),
    ],
)
def test_both_names_at_once_are_a_mistake(make_project: Make, smm: Any, table: str, place: str) -> None:
    project = make_project(config=BEGIN + table)
    result = smm("-C", project.path, "check")
    assert result.code == 2
    assert place in result.err


def test_what_is_wrong_with_a_value_is_said_at_its_old_key(make_project: Make, smm: Any) -> None:
    project = make_project(config=BEGIN + '[publish]\ngrace = "6h"\nflood = 0\n')
    assert "smm.toml:7:1: `max_posts_per_run` must be at least 1" in smm("-C", project.path, "check").err


def test_a_table_of_no_kind_is_reported_as_ever(make_project: Make, smm: Any) -> None:
    project = make_project(config="publish = 3\naccounts = [4]\n" + BEGIN)
    assert smm("-C", project.path, "check").code == 2
