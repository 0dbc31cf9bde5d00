"""Files of posts in the preview: under names that a browser cannot run, whatever they are called."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import Project, post
from workbench import Workbench, picture

SCRIPT = b"<script>alert(location.origin)</script>"
RUNNABLE = ["price.html", "price.HTM", "a.svg", "a.xml", "a.xhtml", "a.mht", "a.js", "a.shtml", "a.html.svg", "noext"]


@pytest.mark.parametrize("name", RUNNABLE)
def test_a_document_is_only_to_be_saved(make_project: Callable[..., Project], tmp_path: Path, name: str) -> None:
    front = {"platforms": "[tg]", "media": f"[{{file: {name}}}]"}
    bench = Workbench(make_project({f"content/posts/{name}": SCRIPT, "content/posts/a.md": post(**front)}), tmp_path)
    assert bench.build().diagnostics == ()
    [copy] = [made for made in bench.tree() if made.startswith("site/media/")]
    assert copy.endswith(".bin")
    assert bench.tree()[copy] == SCRIPT
    page = bench.tree()["site/posts/a.html"].decode()
    assert f'href="../{copy.removeprefix("site/")}" download="{name}{"" if name == "noext" else ".txt"}"' in page
    assert f"<span>{name}<small>" in page
    [part] = json.loads(bench.tree()["payloads/tg/a.json"])["parts"]
    assert part["media"][0]["path"] == f"content/posts/{name}"


def test_a_picture_is_called_what_it_is(make_project: Callable[..., Project], tmp_path: Path) -> None:
    front = {"platforms": "[tg]", "media": "[{file: a.html, alt: Латте}]"}
    files = {"content/posts/a.html": picture() + SCRIPT, "content/posts/a.md": post(**front)}
    bench = Workbench(make_project(files), tmp_path)
    bench.build()
    assert [made[-4:] for made in bench.tree() if made.startswith("site/media/")] == [".png"]
