"""Links lead somewhere, and the README is short and true."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from docs_programs import ROOT
from PIL import Image

from smmgen.cli import COMMANDS

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
README = (ROOT / "README.md").read_text("utf-8")


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> list[str]:
    """Targets of links and pictures; what stands in code is no link."""
    return LINK.findall(re.sub(r"`[^`\n]+`", "", prose(page)))


def anchors(page: Path) -> set[str]:
    """Headings as GitHub turns them into anchors."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


NEW_FILES = {"smmgen/networks/<name>/comments.py", "smmgen/publishing/inbox.py"}
"""Of an example in CONTRIBUTING.md that nobody has made yet."""


def test_what_to_change_where_names_files_and_members_that_exist() -> None:
    _, _, below = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## What to change where\n")
    rows = [line for line in below.partition("\n## ")[0].splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 20
    for row in rows:
        for path, members in re.findall(r"`((?:smmgen|themes)/[^`]+)`(?: \(([^)]+)\))?", row):
            files = list(ROOT.glob(re.sub(r"<\w+>", "*", path)))
            if path in NEW_FILES:
                continue
            assert files, path
            texts = [file.read_text("utf-8") for file in files if file.is_file()]
            for member in re.findall(r"`([A-Za-z_]+)`", members.partition(":")[0]):
                assert any(re.search(rf"\b{member}\b", text) for text in texts), (path, member)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    lost = []
    for target in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            lost.append(target)
    assert lost == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = (target.partition("#")[0] for target in links(page) if ":" not in target)
        todo += [(page.parent / target).resolve() for target in targets if target]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 100


@pytest.mark.parametrize(
    ("which", "command"),
    [
        ("build", "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/smm build"),
        ("test", "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"),
    ],
)
def test_the_two_commands(which: str, command: str) -> None:
    """As the gate finds them, which runs exactly what people paste."""
    found = subprocess.run([ROOT / "tests/readme_command", which], capture_output=True, text=True, check=True)
    assert found.stdout == f"{command}\n"


def test_the_readme_shows_commands_that_exist() -> None:
    shown = re.findall(r"^\| `smm (\w+)", README, re.MULTILINE)
    assert len(shown) == 6
    assert set(shown) <= set(COMMANDS)


def test_pictures_are_small() -> None:
    pictures = sorted((ROOT / "docs/images").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 120_000, picture.name
        with Image.open(picture) as image:
            assert image.width >= 600
        assert any(f"images/{picture.name}" in page.read_text("utf-8") for page in PAGES), "shown nowhere"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_path_of_somebodys_machine(page: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:root|work|tmp|Users)/", page.read_text("utf-8")) == []
