"""One name in two Unicode spellings is one identity, in the build, in filters and in ledgers of before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from brand import Brand, told
from stage import payload

from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import known_entries, open_any, open_ledger
from smmgen.ledger.store import steps_to
from smmgen.publishing.resolve import Answer, resolve
from smmgen.publishing.transfer import contents, exported, fill, read_export

NAME = "content/posts/йога.md"
MAC = normalize("NFD", NAME)
WHEN = "2026-12-05T12:00:00Z"
ROW = Entry(f"{MAC}:blind:1:1", MAC, "blind", "blind", "1", "1", "sha256:aa", State.PUBLISHED, at=WHEN, updated_at=WHEN)
WHERE = "sqlite:.smm/ledger.db"


def post(name: str, account: str = "blind", **more: Any) -> dict[str, Any]:
    return {**payload(name, account, account, **more), "path": name, "slug": Path(name).stem}


def written(project: Path, *rows: Entry) -> None:
    """As a smm that knew nothing of spellings has left it."""
    ledger = open_any(WHERE, project)
    for row in rows:
        ledger.move_all(steps_to(row))
    ledger.close()


@pytest.mark.parametrize("state", [State.PUBLISHED, State.ABANDONED, State.RETRACTED])
def test_rows_of_the_other_spelling_are_found(brand: Brand, state: State) -> None:
    written(brand.project, replace(ROW, state=state))
    brand.build(post(NAME))
    assert brand.publish().exit_code == 0
    assert brand.net.posts == []


def test_and_are_written_where_they_lie(brand: Brand) -> None:
    written(brand.project, replace(ROW, state=State.FAILED, retryable=True))
    brand.build(post(NAME))
    assert told(brand.publish()) == [("blind", NAME, "published")]
    ledger = open_any(WHERE, brand.project)
    assert [(row.key, row.post, row.state) for row in ledger.entries()] == [(ROW.key, MAC, "published")]
    ledger.close()
    row = brand.ledger.get(f"{NAME}:blind:1:1")
    assert row is not None
    assert (row.key, row.post) == (f"{NAME}:blind:1:1", NAME)
    assert brand.ledger.entries([State.PUBLISHED]) == [row]


def test_a_row_in_doubt_is_asked_about(brand: Brand) -> None:
    """The network knows it by the other spelling only."""
    written(brand.project, replace(ROW, state=State.UNKNOWN))
    brand.build(post(NAME))
    assert {row.state for row in brand.publish().rows} == {"held", "unknown"}
    assert brand.net.posts == []


def test_a_row_of_its_own_goes_before(brand: Brand) -> None:
    own = replace(ROW, key=f"{NAME}:blind:1:1", post=NAME, state=State.MISSED)
    written(brand.project, ROW, own)
    assert {entry.key for entry in brand.ledger.entries()} == {ROW.key, own.key}
    assert brand.state(own.key) == "missed"


@pytest.mark.parametrize("asked", [NAME, MAC, "йога", normalize("NFD", "йога")])
def test_filters_know_both(brand: Brand, asked: str) -> None:
    brand.build(post(NAME))
    assert told(brand.publish(posts=[asked])) == [("blind", NAME, "published")]


def test_a_build_of_the_other_spelling_is_the_same_post(brand: Brand) -> None:
    brand.build(post(NAME))
    brand.publish()
    brand.build(post(MAC))
    assert brand.publish().rows == []
    assert len(brand.net.posts) == 1


def test_a_person_may_write_either(brand: Brand) -> None:
    written(brand.project, replace(ROW, state=State.UNKNOWN), replace(ROW, key=f"{MAC}:keyed:1:1", account="keyed"))
    for key in (f"{MAC}:blind:1:1", f"{NAME}:keyed:1:1"):
        assert resolve(brand.ledger, key, Answer.SENT, brand.clock, "https://t.me/x/1").url == "https://t.me/x/1"


def test_checks_see_the_one_spelling(tmp_path: Path) -> None:
    written(tmp_path, ROW)
    assert [entry.post for entry in known_entries(WHERE, tmp_path)] == [NAME]


def test_an_export_is_brought_in_composed(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    written(tmp_path / "old", ROW, replace(ROW, key="a:blind:1:1", post="a"))
    old = open_any(WHERE, tmp_path / "old")
    found = read_export(exported(contents(old)))
    old.close()
    new = open_ledger(WHERE, tmp_path)
    fill(new, found)
    assert {entry.key for entry in new.entries()} == {f"{NAME}:blind:1:1", "a:blind:1:1"}
    new.close()
