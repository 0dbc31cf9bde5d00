"""A kind that is one module and one line is read, checked, listed, made, described, built, cached and shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from preloaded import run_preloaded
from small_project import SMM_TOML, Project, Result

TOY = Path(__file__).parent / "toy_kind" / "smm.py"
LOOK = {"look/drink.html": (TOY.parent / "drink.html").read_text("utf-8")}
CONFIG = f'{SMM_TOML}[theme]\npath = "look"\n'
"""A kind of smmgen has its template in themes/default."""
Toy = Callable[..., Result]


@pytest.fixture
def toy(project: Project) -> Toy:
    """The command line of a smmgen that has the kind."""
    project.write({**LOOK, "smm.toml": CONFIG})

    def run(*arguments: str) -> Result:
        return run_preloaded("-C", project.path, *arguments, program=TOY)

    return run


def test_without_the_line_its_files_are_none_of_ours(project: Project, smm: Callable[..., Result]) -> None:
    project.write({"content/drinks/raf.md": "nothing"})
    assert smm("-C", project.path, "check", "--now", "2026-12-01T10:00+03:00").code == 0


def test_check_finds_what_is_wrong_where_it_stands(project: Project, toy: Toy) -> None:
    project.write(
        {
            "content/drinks/raf.md": "---\ntitle: Раф\nprise: 330\n---\n",
            "content/drinks/Raf.md": "---\ntitle: Раф\nprice: 0\nignore: [names-alike]\n---\n",
            "content/drinks/late.md": "---\ntitle: Латте\nprice: 300\nmilk: yes please\n---\n",
            "content/drinks/loose.markdown": "",
            "content/drinks/open.md": "title: Фильтр\n",
            "content/drinks/one.md": "---\nuid: espresso\ntitle: Эспрессо\nprice: 200\n---\n",
            "content/drinks/two.md": "---\nuid: espresso\ntitle: Два\nprice: 210\nignore: [SMM122, too-close]\n---\n",
        }
    )
    result = toy("check", "--format", "json", "--now", "2026-12-01T10:00+03:00")
    found = [(row["path"], row["line"], row["column"], row["name"]) for row in json.loads(result.out)]
    assert result.code == 1
    assert found == [
        ("content/drinks/Raf.md", 3, 8, "invalid-value"),
        ("content/drinks/late.md", 4, 7, "invalid-value"),
        ("content/drinks/loose.markdown", 1, 1, "stray-file"),
        ("content/drinks/open.md", 1, 1, "missing-front-matter"),
        ("content/drinks/raf.md", 1, 1, "names-alike"),
        ("content/drinks/raf.md", 3, 1, "unknown-key"),
        ("content/drinks/two.md", 2, 6, "duplicate-uid"),
        ("content/drinks/two.md", 5, 9, "unused-ignore"),
        ("content/drinks/two.md", 5, 10, "unused-ignore"),
    ]
    hints = {row["name"]: row["hint"] for row in json.loads(result.out)}
    assert hints["unknown-key"] == "did you mean `price`?"


def test_new_list_and_schema(project: Project, toy: Toy) -> None:
    made = toy("new", "drink", "Раф на топлёном молоке")
    assert made.out.strip().endswith("content/drinks/raf-na-toplyonom-moloke.md")
    assert "title: Раф на топлёном молоке\nprice: 300\n" in project.text("content/drinks/raf-na-toplyonom-moloke.md")
    assert toy("check", "--strict", "--now", "2026-12-01T10:00+03:00").code == 0
    [row] = json.loads(toy("list", "--kind", "drink", "--json").out)
    assert {"uid": "raf-na-toplyonom-moloke", "kind": "drink", "errors": 0, "posts": 0}.items() <= row.items()
    assert "Раф на топлёном молоке" in toy("list", "--kind", "drink").out
    schema = json.loads(toy("schema", "drink").out)
    assert schema["required"] == ["title", "price"]
    assert schema["properties"]["price"]["description"] == "In roubles"
    assert schema["additionalProperties"] is False
    assert toy("new", "drnk", "x").err.splitlines()[-1].strip() == "hint: did you mean `drink`?"


def test_a_project_may_have_an_archetype_of_its_own(project: Project, toy: Toy) -> None:
    project.write({"content/archetypes/drink.md": "---\ntitle: {{ title }}\nprice: 1\nmilk: true\n---\n{{ title }}!\n"})
    toy("new", "drink", "Raf: big")
    assert project.text("content/drinks/raf-big.md") == '---\ntitle: "Raf: big"\nprice: 1\nmilk: true\n---\nRaf: big!\n'


def test_build_gives_it_a_page_and_remembers_it(project: Project, toy: Toy) -> None:
    project.write({"content/drinks/hot/raf.md": "---\ntitle: Раф\nprice: 330\n---\nС **чабрецом**.\n"})
    assert toy("build").code == 0
    page = project.text("build/site/drinks/hot/raf/index.html")
    assert "<h1>Раф</h1>" in page
    assert "С <strong>чабрецом</strong>." in page
    assert '<a href="../../../drinks/hot/raf/index.html"' not in page
    assert "drinks/hot/raf/index.html" in project.text("build/site/drinks/index.html")
    assert "../drinks/index.html" in project.text("build/site/posts/a.html")
    assert "nothing to write" in toy("build").err
    project.write({"content/drinks/hot/raf.md": "---\ntitle: Раф\nprice: 330\n---\nС мятой.\n"})
    assert "0 posts" not in toy("build").err
    assert "С мятой." in project.text("build/site/drinks/hot/raf/index.html")


def test_hooks_see_it(project: Project, toy: Toy) -> None:
    hook = "def on_document(document):\n    if document.kind == 'drink':\n        raise RuntimeError(document.title)\n"
    project.write({"hooks/all.py": hook, "smm.toml": f'{CONFIG}[hooks]\nfiles = ["hooks/all.py"]\n'})
    project.write({"content/drinks/raf.md": "---\ntitle: Раф\nprice: 330\n---\n"})
    assert "content/drinks/raf.md: the hook `on_document` failed at hooks/all.py:3" in toy("check").err


RAF = "---\ntitle: Раф\nprice: 330\nrecipe: hidden-recipe\nnotes: hidden-notes\n---\nС мятой.\n"


def test_data_is_read_with_places_and_its_references_are_checked(project: Project, toy: Toy) -> None:
    project.write({"content/drinks/raf.md": RAF, "data/stock/dec.csv": "drink;cups\nraf;12\nraff;1\nraf;many\n"})
    project.write({"data/stock/loose.txt": "raf"})
    found = json.loads(toy("check", "--format", "json", "--now", "2026-12-01T10:00+03:00").out)
    assert [(row["path"], row["line"], row["column"], row["name"], row["hint"]) for row in found] == [
        ("data/stock/dec.csv", 3, 1, "dangling-reference", "did you mean `raf`?"),
        ("data/stock/dec.csv", 4, 5, "invalid-value", "write 12"),
        ("data/stock/loose.txt", 1, 1, "stray-file", "save it as a table `loose.csv`, or move it out of the folder"),
    ]


def test_a_page_shows_facts_of_data_and_the_home_page_what_is_needed(project: Project, toy: Toy) -> None:
    project.write({"content/drinks/raf.md": RAF, "data/stock/dec.csv": "drink,cups\nraf,5\nraf,7\n"})
    page, needs = "build/site/drinks/raf/index.html", "build/site/data/needs.js"
    assert toy("build").code == 0
    assert "330 ₽, 12 cups, hidden-recipe" in project.text(page)
    assert "Buy beans" not in project.text(needs)
    project.write({"data/stock/dec.csv": "drink,cups\nraf,0\n"})
    assert toy("build").code == 0
    assert "330 ₽, 0 cups" in project.text(page)
    assert "Buy beans for Раф" in project.text(needs)


def test_a_share_has_what_the_kind_lets_it_have(project: Project, toy: Toy) -> None:
    share = "---\ntitle: Client\nkinds: [drink]\nfields: [drink.notes]\n---\n"
    project.write({"content/drinks/raf.md": RAF, "content/shares/client.md": share})
    project.write({"data/stock/dec.csv": "drink,cups\nraf,12\nhidden-drink,99\n"})
    assert toy("build", "--for", "client").code == 0
    page = project.text("build/shares/client/drinks/raf/index.html")
    assert "330 ₽, 12 cups<" in page
    assert "hidden-notes" in page, "the share names them"
    assert "hidden-recipe" not in page
    assert project.text(".smm/shares/client/data/stock/dec.csv") == "drink,cups\nraf,12\n"
