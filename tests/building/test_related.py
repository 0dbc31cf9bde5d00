"""Pages of what belongs together lead to each other, whichever of the two names the other one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import every_kind
import pytest
from small_project import Project
from workbench import build_in

from smmgen import pipeline
from smmgen.building.build import check_plan
from smmgen.building.documents import present
from smmgen.cli.project import opened
from smmgen.content.documents.registry import KINDS, kind_of
from smmgen.documents import span_in, with_documents
from smmgen.hooks import Hooks
from smmgen.recipe import recipe

BOTH_WAYS = [
    ("posts/shown.html", "plan/2026-12/index.html"),
    ("posts/shown.html", "campaigns/winter/index.html"),
    ("posts/shown.html", "audiences/guests/index.html"),
    ("posts/announced.html", "contests/box/index.html"),
    ("posts/told.html", "contests/box/index.html"),
    ("posts/invited.html", "events/cupping/index.html"),
    ("campaigns/winter/index.html", "audiences/guests/index.html"),
    ("campaigns/winter/index.html", "plan/2026-12/index.html"),
    ("campaigns/winter/index.html", "budget/2026-q4/index.html"),
    ("events/cupping/index.html", "campaigns/winter/index.html"),
    ("events/cupping/index.html", "budget/2026-q4/index.html"),
    ("contests/box/index.html", "budget/2026-q4/index.html"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Project(tmp_path_factory.mktemp("related"))
    project.write({**every_kind.FILES, "smm.toml": every_kind.CONFIG})
    for name, old, new in (
        ("content/posts/shown.md", "{audience: regulars}", "{audience: guests}"),
        ("content/events/cupping.md", "campaign: hidden-campaign", "campaign: winter"),
    ):
        assert old in project.text(name)
        project.write({name: project.text(name).replace(old, new)})
    build_in(project.path)
    return project.path / "build" / "site"


def leads_to(site: Path, page: str) -> set[str]:
    """Pages that links within `main` lead to."""
    text = (site / page).read_text("utf-8").partition("<main")[2]
    return {os.path.normpath(f"{page}/../{found}") for found in re.findall(r'href="([^":#]+)', text)}


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS)
def test_both_lead_to_each_other(site: Path, one: str, other: str) -> None:
    assert other in leads_to(site, one)
    assert one in leads_to(site, other)


def test_nothing_is_said_twice(site: Path) -> None:
    """A campaign's page has its own place for its audiences."""
    text = (site / "campaigns/winter/index.html").read_text("utf-8").partition("<main")[2]
    assert text.count('href="../../audiences/guests/index.html"') == 1


def test_renamed_files_keep_their_references(make_project: Callable[..., Project]) -> None:
    """By uid; a file without one is called by its name, and the hint says which one is meant."""
    project = make_project({**every_kind.FILES}, every_kind.CONFIG)
    for name in ("contests/box", "plan/2026-12"):  # these have a uid
        (project.path / f"content/{name}.md").rename(project.path / f"content/{name}-renamed.md")
    (project.path / "content/campaigns/winter.md").rename(project.path / "content/campaigns/winter-2.md")
    found = [one for one in build_in(project.path).diagnostics if one.name == "dangling-reference"]
    told = {(one.path, one.message, one.hint) for one in found if "hidden" not in one.message}
    assert {message for _, message, _ in told} == {"there is no campaign `winter`"}
    assert {hint for _, _, hint in told} == {"did you mean `winter-2`?"}
    assert {"content/posts/shown.md", "content/plan/2026-12-renamed.md", "data/spend/2026-12.csv"} <= {
        path for path, _, _ in told
    }


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_what_is_not_there_is_reported_where_it_is_named(name: str, make_project: Callable[..., Project]) -> None:
    """Each file alone: nothing of what it names is there."""
    project = opened(make_project({**every_kind.FILES}, every_kind.CONFIG).path)
    work = recipe(project.path, project.config, project.networks, Hooks())
    paths = [path for path in every_kind.FILES if (kind := kind_of(path)) and kind.name == name]
    named = 0
    for path in paths:
        alone = with_documents(work, [path])
        if name == "post":
            [made, *_] = pipeline.make(path, alone)
            document, found = made.post, list(made.diagnostics)
        else:
            assert alone.library is not None
            document, documents = alone.library.read(path)[0], present(alone, (), ())
            found = [*(one for row in documents for one in row.own), *check_plan([], documents, [path], work.config)]
        assert document is not None
        there = {one.span for one in found if one.name == "dangling-reference"}
        wanted = {span_in(document, one.field) for one in document.references if one.name != document.name}
        assert wanted <= there, path
        named += len(wanted)
    assert named or name in ("audience", "budget", "share"), "it names nothing"
