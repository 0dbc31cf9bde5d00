"""Small inputs that once came out wrong: a folder a case, with what `smm check` says of it and what the networks get.

`case.toml` holds `about` and what is expected:

* `exit` of `smm check` (0 when not given; `calendar = true`: of `smm check --calendar`) and `report`: every diagnostic
  as `x.md:6:11 SMM503 [account]`;
* `hints`: what some of them say is to be done, as `x.md:6 the hint`;
* `[texts]`: account/slug = the text of each part, of the feed the item's HTML;
* `[links]`: account/slug = text and address of every link entity (Telegram) or link facet (Bluesky) of all parts;
* `[requests]`: account/slug = what each part's request must hold, other keys aside; "<absent>": it has no such key;
* `[media]`: account/slug = what each file must hold, other keys aside.

`posts/` and `media/` go below content/, `content/` and `data/` into the project. A case without an `smm.toml` uses the
one beside this file.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_project import Result

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/case.toml"))
NOW = "2026-11-25T09:00+03:00"
KEYS = {"about", "calendar", "exit", "report", "hints", "texts", "links", "requests", "media"}
ABSENT = "<absent>"
Part = dict[str, Any]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def test_each_case_comes_out_right(case: Path, tmp_path: Path, smm: Callable[..., Result]) -> None:
    expected = tomllib.loads((case / "case.toml").read_text("utf-8"))
    assert expected.keys() <= KEYS
    assert expected["about"]
    project = copied(case, tmp_path / "project")
    more = ["--calendar"] * expected.get("calendar", False)
    checked = smm("-C", project, "check", "--format", "json", "--now", NOW, *more)
    assert checked.code == expected.get("exit", 0), checked
    assert sorted(map(line, json.loads(checked.out))) == sorted(expected.get("report", []))
    said = [f"{Path(row['path']).name}:{row['line']} {row['hint']}" for row in json.loads(checked.out)]
    assert set(expected.get("hints", [])) <= set(said)
    assert smm("-C", project, "build").code == checked.code
    for read, table in ((text, "texts"), (request, "requests")):
        for name, values in expected.get(table, {}).items():
            parts = parts_of(project, name)
            assert [picked(read(part), value) for part, value in zip(parts, values, strict=True)] == values, name
    for name, values in expected.get("links", {}).items():
        assert [[*link] for part in parts_of(project, name) for link in links(part)] == values, name
    for name, values in expected.get("media", {}).items():
        files = [file for part in parts_of(project, name) for file in part["media"]]
        assert [picked(file, value) for file, value in zip(files, values, strict=True)] == values, name


def copied(case: Path, project: Path) -> Path:
    project.mkdir()
    own = case / "smm.toml"
    shutil.copy(own if own.exists() else HERE / "smm.toml", project)
    for folder in ("posts", "media"):
        if (case / folder).exists():
            shutil.copytree(case / folder, project / "content" / folder)
    for folder in ("content", "data"):
        if (case / folder).exists():
            shutil.copytree(case / folder, project / folder, dirs_exist_ok=True)
    return project


def line(row: dict[str, Any]) -> str:
    account = f" [{row['account']}]" if row["account"] else ""
    return f"{row['path'].removeprefix('content/posts/')}:{row['line']}:{row['column']} {row['code']}{account}"


def parts_of(project: Path, name: str) -> list[Part]:
    path = project / "build/payloads" / f"{name}.json"
    parts: list[Part] = json.loads(path.read_text("utf-8"))["parts"]
    return parts


def picked(found: Any, wanted: Any) -> Any:
    """`found` with only those keys that `wanted` has, at any depth."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {key: picked(found.get(key, ABSENT), wanted[key]) for key in wanted}
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [picked(one, other) for one, other in zip(found, wanted, strict=True)]
    return found


def request(part: Part) -> Any:
    return part["request"]


def text(part: Part) -> str:
    """What people read of it, whatever the network calls it."""
    asked = part["request"]
    if "record" in asked:
        return str(asked["record"]["text"])
    if "item" in asked:
        return str(asked["item"].get("content_html", ""))
    if "status" in asked:
        return str(asked["status"])
    params = asked["params"]
    return str(next((params[key] for key in ("text", "caption", "message", "description") if key in params), ""))


def links(part: Part) -> Iterator[tuple[str, str]]:
    asked = part["request"]
    if "record" in asked:
        raw = asked["record"]["text"].encode()
        for facet in asked["record"].get("facets", []):
            shown = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
            yield from ((shown, feature["uri"]) for feature in facet["features"] if "uri" in feature)
        return
    params = asked["params"]
    units = text(part).encode("utf-16-le")
    for mark in params.get("entities", params.get("caption_entities", [])):
        if mark["type"] == "text_link":
            shown = units[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le")
            yield shown, mark["url"]
