"""`smm new` knows what a post may belong to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from small_project import Project, Result

import smmgen
from smmgen.cli.init import PARTS
from smmgen.cli.new import command
from smmgen.content.model import NAMED


def test_there_is_an_option_for_each_kind_that_posts_name() -> None:
    assert {*NAMED} <= {param.name for param in command.params}


def test_what_is_not_there_is_refused(project: Project, smm: Callable[..., Result]) -> None:
    project.write({"content/campaigns/winter.md": "---\ntitle: Winter\ndates: 2026-12-01..2026-12-31\n---\n"})
    refused = smm("-C", project.path, "new", "post", "Raf", "--campaign", "wintr")
    assert refused.code == 2
    assert "there is no campaign `wintr`" in refused.err
    assert "did you mean `winter`?" in refused.err
    made = smm("-C", project.path, "new", "post", "Raf", "--campaign", "winter")
    assert "campaign: winter\n" in project.text("content/posts/raf.md")
    assert made.code == 0
    assert "--campaign" in smm("-C", project.path, "new", "campaign", "X", "--campaign", "winter").err


def test_the_starter_with_everything_is_right_on_any_day(tmp_path: Path, smm: Callable[..., Result]) -> None:
    """What it begins with is a month of posts, a plan, a campaign, a contest, an event and a budget."""
    assert {*PARTS} == {folder.name for folder in (Path(smmgen.__file__).parent / "starter_parts").iterdir()}
    for number, day in enumerate(("2026-12-02", "2028-02-26")):
        folder = tmp_path / str(number)
        assert smm("init", folder, "--with", "all", "--now", f"{day}T09:00+03:00").code == 0
        checked = smm("-C", folder, "check", "--strict", "--now", f"{day}T10:00+03:00")
        assert (checked.code, checked.out) == (0, "")
    refused = smm("init", tmp_path / "x", "--with", "plans")
    assert "did you mean `plan`?" in refused.err
    assert not (tmp_path / "x").exists()
