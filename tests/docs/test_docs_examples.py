"""The commands in the pages print what the pages say; the posts and settings in them are right."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from docs_programs import ROOT, load

from smmgen.content import front_matter
from smmgen.content.documents.post import POST
from smmgen.content.documents.registry import kind_of
from smmgen.content.load_config import load_config
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Severity
from smmgen.networks import registry

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
FENCES = load("examples").fences
RUNNABLE = load("examples").pages()
PROJECT = '[project]\nname = "x"\nurl = "https://teplo.example"\ntimezone = "Europe/Moscow"\n'


def fences(language: str) -> list[object]:
    """Every fence of a language, with the place it stands at as its name."""
    found = []
    for page in PAGES:
        for number, fence in enumerate(FENCES(page.read_text("utf-8")), 1):
            if fence.language == language:
                found.append(pytest.param(fence, id=f"{page.relative_to(ROOT)}:{number}"))
    return found


def settings() -> dict[str, object]:
    return {name: registry.get(name).facts.settings for name in registry.names()}


def test_the_pages_that_must_run_do() -> None:
    names = {page.name for page in RUNNABLE}
    assert {"tutorial.md", "doubtful-post.md", "hooks.md", "threads.md", "pictures.md"} <= names


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.name)
def test_commands_print_what_the_page_shows(page: Path, examples: ModuleType) -> None:
    with examples.builder() as folder:
        blocks = examples.run(page.read_text("utf-8"), folder)
    assert blocks
    for block in blocks:
        assert block.ends_well, f"exit codes {block.codes}\n{block.actual}"
        if not block.is_right:
            assert block.actual == block.fence.body, "python docs/examples.py writes it anew"


def test_commands_with_a_prompt_are_all_run() -> None:
    """A fence of another language would not be."""
    for page in PAGES:
        for fence in FENCES(page.read_text("utf-8")):
            assert fence.language == "console" or "$ smm" not in fence.body, page.name
    assert {page for page in PAGES if "```console" in page.read_text("utf-8")} == set(RUNNABLE)


def test_the_comparison_notices(examples: ModuleType) -> None:
    assert examples.fits("$ smm list\na\n...\nd\n", "$ smm list\na\nb\nc\nd\n")
    assert not examples.fits("$ smm list\na\n...\nd\n", "$ smm list\na\nb\nc\n")
    assert not examples.fits("$ smm list\n", "$ smm list\na\n")
    fence = examples.Fence("exit", "1", "console", "", 0, 0)
    assert examples.Block(fence, "", (0, 1)).ends_well
    assert not examples.Block(fence, "", (1, 1)).ends_well
    assert not examples.Block(fence, "", (0, 0)).ends_well


@pytest.mark.parametrize("fence", fences("markdown"))
def test_posts_are_right(fence: object) -> None:
    """Against the sample brand's smm.toml; a document that is wrong on purpose says so and is."""
    config = load_config(ROOT, settings())  # type: ignore[arg-type]
    options = {name: registry.get(name).facts.options for name in registry.names()}
    path = fence.value if fence.kind == "write" else "content/posts/example.md"  # type: ignore[attr-defined]
    source, found = front_matter.read_text(fence.body, path)  # type: ignore[attr-defined]
    if source is not None:
        _, more = (kind_of(path) or POST).parse(source, Vocabulary(config, options))
        found = [*found, *more]
    errors = [one for one in found if one.severity is not Severity.INFO]
    assert bool(errors) == (fence.kind == "wrong"), errors  # type: ignore[attr-defined]


@pytest.mark.parametrize("fence", fences("toml"))
def test_settings_are_right(fence: object, tmp_path: Path) -> None:
    text: str = fence.body  # type: ignore[attr-defined]
    data = tomllib.loads(text)
    for file in data.get("hooks", {}).get("files", ()):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    if folder := data.get("theme", {}).get("path"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "smm.toml").write_text(text if "project" in data else PROJECT + text, encoding="utf-8")
    load_config(tmp_path, settings())  # type: ignore[arg-type]


@pytest.mark.parametrize("fence", [*fences("yaml"), *fences("json"), *fences("python")])
def test_other_snippets_can_be_read(fence: object) -> None:
    readers = {"yaml": yaml.safe_load, "json": json.loads, "python": lambda text: compile(text, "hook", "exec")}
    assert readers[fence.language](fence.body)  # type: ignore[attr-defined]
