"""The page of the proof in a real browser, opened from disk: right, with a byte changed, and for an entrant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from browsing import DESKTOP, PHONE, Tab, browser
from drawing import IDS, ORDER, OTHER_ROUND, RESULT, ROOT, ROUND, SECRET, UID, made
from small_project import Project

from smmgen.draw.entrants import leaves_of
from smmgen.draw.merkle import leaf_of, nonce_of
from smmgen.draw.names import DRAW, ENTRIES, TERMS
from smmgen.draw.records import Promise, committed, drawn, read_entries

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # pytest finds the fixture in this module
DATA = re.compile(r'(<script type="application/json" id="draw-data">)(.*?)(</script>)', re.DOTALL)
Files = dict[str, str]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built page of the test vector."""
    from smmgen.cli import smm
    from smmgen.cli.failure import run

    project = Project(tmp_path_factory.mktemp("brand"))
    project.write(made())
    run(smm, ["-C", str(project.path), "build"])
    return project.path / f"build/site/contests/{UID}/proof.html"


@pytest.fixture(scope="module")
def opened(browser: Any, page: Path) -> Iterator[Callable[..., Any]]:
    """Opens the page, with other files in it where some are given."""
    whole = page.read_text("utf-8")
    copy = page.with_name("copy.html")

    def open_(files: Files | None = None) -> Any:
        data = json.loads(DATA.search(whole)[2])  # type: ignore[index]
        text = json.dumps({**data, "files": {**data["files"], **(files or {})}}).replace("<", "\\u003c")
        copy.write_text(DATA.sub(lambda found: found[1] + text + found[3], whole), "utf-8")
        tab.page.goto(copy.as_uri())
        return tab.page

    with Tab(browser, DESKTOP) as tab:
        yield open_
        assert tab.complaints == []


def wrong(page: Any) -> list[str]:
    """The steps that are marked as wrong."""
    page.wait_for_selector("body[data-wrong]")
    found: list[str] = page.locator("#steps .bad").evaluate_all("all => all.map(one => one.dataset.step)")
    assert page.evaluate("document.body.dataset.wrong") == str(len(found))
    return found


def test_a_right_draw(opened: Callable[..., Any]) -> None:
    page = opened()
    assert wrong(page) == []
    assert page.locator("#steps .ok").count() == 12
    assert "Everything follows" in page.locator("#verdict").inner_text()
    leaves = page.locator("#places li").evaluate_all("all => all.map(one => one.dataset.leaf)")
    assert leaves == [leaf_of(nonce_of(SECRET, UID, one), one).hex() for one in ORDER[:8]]
    assert ROOT in page.locator("main").inner_text()


def test_one_that_is_only_fixed(opened: Callable[..., Any]) -> None:
    page = opened({DRAW: ""})
    assert wrong(page) == []
    assert "still to come" in page.locator("#verdict").inner_text()


@pytest.mark.parametrize(
    ("name", "was", "now", "steps"),
    [
        (TERMS, "The rules.", "The rules!", ["step_terms"]),
        (TERMS, '"count":3', '"count":4', ["step_terms", "step_promise"]),
        (TERMS, "}", "", ["step_terms", "step_promise"]),
        (ENTRIES, "095a59ff", "095a59fe", ["step_root", "step_order"]),
        (ENTRIES, "f666776a", "0666776a", ["step_sorted", "step_root", "step_order", "step_winners"]),
        (ENTRIES, ROOT[:8], "41062e31", ["step_root", "step_same"]),
        (ENTRIES, '"count": 10', '"count": 11', ["step_sorted"]),
        (ENTRIES, '"round": 657413', '"round": 657414', ["step_promise", "step_same", "step_signature"]),
        (ENTRIES, '"contest": "warm', '"contest": "Warm', ["step_promise", "step_same", "step_order", "step_winners"]),
        (ENTRIES, '"count": ', '"count":', ["step_entries"]),
        (DRAW, '"b713718a', '"a713718a', ["step_signature", "step_randomness", "step_order"]),
        (DRAW, "fc1873a1", "ec1873a1", ["step_randomness"]),
        (DRAW, "    3,\n    2,", "    2,\n    3,", ["step_order"]),
        (DRAW, f'"{RESULT.winners[0]}"', f'"{RESULT.reserve[0]}"', ["step_winners"]),
        (DRAW, "\n}\n", "\n}", ["step_draw"]),
    ],
)
def test_one_byte_changed(opened: Callable[..., Any], name: str, was: str, now: str, steps: list[str]) -> None:
    text = (made()[f"data/contests/{UID}/{name}"]).decode()
    assert was in text
    page = opened({name: text.replace(was, now, 1)})
    found = wrong(page)
    assert set(steps) <= set(found)
    assert "Something is wrong" in page.locator("#verdict").inner_text()
    assert page.locator("#result").is_hidden()


@pytest.mark.parametrize("signature", [OTHER_ROUND.signature, f"c{'0' * 95}", "0" * 96, "f" * 96, f"8{'0' * 95}"])
def test_a_draw_by_no_signature_of_drand(opened: Callable[..., Any], signature: str) -> None:
    """All the rest is right: it follows from that signature."""
    entries = read_entries(made()[f"data/contests/{UID}/{ENTRIES}"])
    result = drawn(entries, ROUND._replace(signature=signature))
    assert wrong(opened({DRAW: result.dump().decode()})) == ["step_signature"]


def test_another_round_of_drand_is_right_too(opened: Callable[..., Any]) -> None:
    entries = replace(read_entries(made()[f"data/contests/{UID}/{ENTRIES}"]), round=OTHER_ROUND.number)
    result = drawn(entries, OTHER_ROUND)
    page = opened({ENTRIES: entries.dump().decode(), DRAW: result.dump().decode()})
    assert wrong(page) == ["step_promise"]  # the terms promise another time


@pytest.mark.parametrize("count", [1, 2, 3, 8, 33, 257])
def test_other_draws_come_out_the_same(opened: Callable[..., Any], count: int) -> None:
    ids = [f"vk:{number}" for number in range(count)]
    terms = json.dumps({"contest": "кубок", "draw": {"at": "2023-09-15T11:00:03Z"}, "prizes": [{"count": 2}]})
    promise = Promise("кубок", sha256(terms.encode()).hexdigest(), ROUND.number, 2, 0)
    entries = committed(promise, leaves_of(SECRET, "кубок", ids))
    files = {ENTRIES: entries.dump().decode(), TERMS: terms, DRAW: drawn(entries, ROUND).dump().decode()}
    assert wrong(opened(files)) == []


@pytest.mark.parametrize("length", [0, 55, 56, 63, 64, 119, 120, 1000])
def test_digests_of_any_length(opened: Callable[..., Any], length: int) -> None:
    text = "x" * length
    entries = made()[f"data/contests/{UID}/{ENTRIES}"].decode()
    stated = re.search('"terms": "(.*?)"', entries)[1]  # type: ignore[index]
    files = {TERMS: text, ENTRIES: entries.replace(stated, sha256(text.encode()).hexdigest())}
    assert "step_terms" not in wrong(opened(files))


@pytest.mark.parametrize(
    "files",
    [{ENTRIES: "[" * 9999}, {ENTRIES: "null"}, {DRAW: "{}"}, {TERMS: "[]"}, {ENTRIES: ""}, {TERMS: "</script>"}],
)
def test_hostile_files_are_wrong_and_nothing_else(opened: Callable[..., Any], files: Files) -> None:
    assert wrong(opened(files))


def asked(page: Any, one: str, nonce: str) -> str:
    page.fill("[name=id]", one)
    page.fill("[name=nonce]", nonce)
    page.click("#find button")
    said: str = page.locator("#found").inner_text()
    return said


def test_an_entrant_finds_themselves(opened: Callable[..., Any]) -> None:
    page = opened()
    assert wrong(page) == []
    nonce: Mapping[str, str] = {one: nonce_of(SECRET, UID, one).hex() for one in IDS}
    assert asked(page, " vk:10 ", nonce["vk:10"].upper()).startswith("You win: place 3.")
    assert page.locator(".mine code").inner_text() == RESULT.winners[2]
    assert asked(page, "vk:7", nonce["vk:7"]).startswith("You are in reserve: place 8.")
    assert asked(page, "vk:3", nonce["vk:3"]).startswith("You are in the list, at place 10.")
    assert page.locator(".mine").count() == 0
    assert asked(page, "vk:1", nonce["vk:2"]).startswith("This entry is not in the list.")
    assert asked(page, "vk:1", "no").startswith("A nonce has 32 digits")
    assert asked(opened({DRAW: ""}), "vk:1", nonce["vk:1"]).startswith("You are in the list.")


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_it_fits_and_is_accessible(browser: Any, page: Path, size: dict[str, int], theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with Tab(browser, size, theme, bypass_csp=True) as tab:
        tab.page.goto(page.as_uri())
        tab.page.wait_for_selector("body[data-wrong]")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        found = axe.run(tab.page).response["violations"]
    assert [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]] == []
