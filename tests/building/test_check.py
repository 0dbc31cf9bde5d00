"""A check compares posts with the ledger by what would be sent, whether they were made now or by the last build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from small_project import Project, post
from workbench import Workbench, build_in

from smmgen.building.check import check
from smmgen.cli.project import opened
from smmgen.ledger.model import Entry, State
from smmgen.publishing.payloads import read_build
from smmgen.recipe import recipe

TEXT = "Латте с корицей в кружке на сто миллилитров больше"


def live(bench: Workbench) -> Entry:
    """The row of the post on `tg` as if it had gone out under another name."""
    [planned] = read_build(bench.project.path)
    row = planned.row(State.PUBLISHED, updated_at="2026-12-05T12:00:00Z", likeness=planned.likeness("@teplo"))
    return replace(row, key="lost:tg:1:1", post="lost")


def said(bench: Workbench, entry: Entry) -> list[str]:
    project = opened(bench.project.path)
    work = recipe(project.path, project.config, project.networks, project.hooks(False))
    return [found.name for found in check(work, None, [entry]) if found.code.startswith("SMM9")]


def unchanged(bench: Workbench) -> None:
    pass


def edited(bench: Workbench) -> None:
    bench.project.write({"content/posts/a.md": post("Латте", f"{TEXT}."), "content/posts/b.md": post("Б", "Б.")})


def kept_back(bench: Workbench) -> None:
    bench.project.write({"content/posts/a.md": post("Латте", TEXT, media="[{file: none.png, alt: А}]")})
    build_in(bench.project.path)


def payload_changed(bench: Workbench) -> None:
    (bench.output / "payloads" / "tg" / "a.json").write_text("{}")


def payload_gone(bench: Workbench) -> None:
    (bench.output / "payloads" / "tg" / "a.json").unlink()


def no_cache(bench: Workbench) -> None:
    (bench.project.path / ".smm" / "cache.db").unlink()


@pytest.mark.parametrize("change", [unchanged, edited, kept_back, payload_changed, payload_gone, no_cache])
def test_a_post_that_lost_its_identity_is_known(
    change: Callable[[Workbench], None],
    make_project: Callable[..., Project],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    project = make_project({"content/posts/a.md": post("Латте", TEXT, platforms="[tg]")})
    bench = Workbench(project, tmp_path_factory.mktemp("scratch"))
    bench.build()
    entry = live(bench)
    change(bench)
    assert said(bench, entry) == ["looks-published"]
