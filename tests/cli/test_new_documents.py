"""`smm new` knows what a post may belong to."""

from __future__ import annotations

from collections.abc import Callable

from small_project import Project, Result

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
