"""A client that knows nothing but the `fixes` of the JSON, and makes them until nothing changes, on the broken posts.

Of those that cannot be read as they stand, tests/broken/front_matter, six in ten have no mistake left. Those that
repeat are not counted: on which days they go out is a person's business, like what tests/broken/rules and law hold: a
text that is too long, a picture without a description, a file that is not there. None of all may become worse.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from small_project import Result
from test_broken import BROKEN, FRONT_MATTER, LAW, NOW, RULES, expected

from smmgen.content import codes as reading

Row = dict[str, Any]
Smm = Callable[..., Result]
READING = {code.code for code in reading.ALL}
ROUNDS = 10
REPEATS = re.compile(rb"^(repeat|evergreen):", re.MULTILINE)


def edits(row: Row, text: str) -> list[tuple[int, int, str]]:
    """The diagnostic's edits as offsets in the text: lines end with LF, CRLF or CR, columns are code points."""
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    places = (("line", "column"), ("end_line", "end_column"))
    return sorted(
        (*(starts[fix[line] - 1] + fix[column] - 1 for line, column in places), fix["replacement"])
        for fix in row["fixes"]
    )


def mended(text: str, rows: Iterable[Row]) -> str:
    """The text with every edit made that does not overlap with one before it."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text, made = text.removeprefix(mark), list[tuple[int, int, str]]()
    for row in rows:
        together = sorted({*made, *edits(row, text)})
        if all(first[1] <= second[0] for first, second in pairwise(together)):
            made = together
    for start, end, replacement in reversed(made):
        text = text[:start] + replacement + text[end:]
    return mark + text


class Client:
    """A project of broken posts, its diagnostics at first and when no edit changes anything any more."""

    def __init__(self, project: Path, smm: Smm) -> None:
        self.project, self._smm = project, smm
        self.before = self.after = self.check()
        for _ in range(ROUNDS):
            if not self._mend():
                break
            self.after = self.check()

    def check(self) -> list[Row]:
        found: list[Row] = json.loads(self._smm("-C", self.project, "check", "--format", "json", "--now", NOW).out)
        return found

    def _mend(self) -> bool:
        changed = False
        for path in {row["path"] for row in self.after if row["fixes"]}:
            file = self.project / path
            text = file.read_bytes().decode()
            new = mended(text, [row for row in self.after if row["path"] == path and row["fixes"]])
            file.write_bytes(new.encode())
            changed |= new != text
        return changed

    def about(self, path: Path) -> tuple[list[Row], list[Row]]:
        name = f"content/posts/{path.relative_to(BROKEN).as_posix()}"
        before, after = ([row for row in rows if row["path"] == name] for rows in (self.before, self.after))
        return before, after


@pytest.fixture
def client(tmp_path: Path, smm: Smm) -> Callable[..., Client]:
    def make(settings: str, posts: Iterable[Path]) -> Client:
        shutil.copytree(BROKEN / "rules/media", tmp_path / "content/media")
        shutil.copy(BROKEN / settings, tmp_path / "smm.toml")
        for path in posts:
            copy = tmp_path / "content/posts" / path.relative_to(BROKEN)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        return Client(tmp_path, smm)

    return make


def counted(path: Path, rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    """The mistakes that the post is here for: those of reading it, or all."""
    return Counter((row["code"], row["message"]) for row in rows if row["code"] in READING or path not in FRONT_MATTER)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def lost(path: Path, client: Client) -> set[str]:
    """Words of the post that are gone and that none now there is a correction of; entries of `ignore` are no text."""
    new = client.project / "content/posts" / path.relative_to(BROKEN)
    before, after = (file.read_bytes().decode("utf-8", "replace") for file in (path, new))
    ignored = words(" ".join(re.findall(r"^ignore:.*", before, re.MULTILINE)))
    gone = words(before) - words(after) - ignored
    return {
        word
        for word in gone
        if not get_close_matches(word, words(after), n=1, cutoff=0.6)
        and not (word.isdigit() and word in re.sub(r"\D", "", after))
        and word not in SYNONYMS
    }


SYNONYMS = {"yes", "on", "24", "all", "huge", "субботу", "08"}
"""`true` is written for two of them, `00:00` of the next day for `24:00`, another name of the same choice, the day of
the week that a date falls on, and the first day of a series."""


def test_a_client_that_only_applies_fixes(client: Callable[..., Client]) -> None:
    done = client("rules/smm.toml", [*FRONT_MATTER, *RULES])
    worse, better, whole, mistakes, mended = [], [], [], 0, 0
    for path in (*FRONT_MATTER, *RULES):
        before, after = done.about(path)
        new = {(row["code"], row["message"]) for row in after} - {(row["code"], row["message"]) for row in before}
        was_read = not any(row["code"] in READING and row["severity"] == "error" for row in before)
        codes = {row["code"] for row in after if row["code"] in READING}
        if (new and was_read) or codes - {row["code"] for row in before}:
            worse.append((path.name, new))
        first, left = counted(path, before), counted(path, after)
        mistakes, mended = mistakes + first.total(), mended + (first - left).total()
        whole += [path] if first and not left else []
        better += [path] if (first - left) else []
    cannot_be_read = [path for path in FRONT_MATTER if expected(path) and not REPEATS.search(path.read_bytes())]
    assert worse == []
    assert mistakes == sum(len(expected(path)) for path in (*FRONT_MATTER, *RULES))
    assert mended >= 58
    assert len(better) >= 34, "at least one mistake of these is mended"
    assert len(whole) >= 27, "nothing is left to mend in these"
    assert len({*whole} & {*cannot_be_read}) >= 0.6 * len(cannot_be_read)
    assert {path.name: gone for path in (*FRONT_MATTER, *RULES) if (gone := lost(path, done))} == {}


def test_nothing_in_law_is_certain(client: Callable[..., Client]) -> None:
    done = client("law/smm.toml", LAW)
    assert done.before == done.after


def test_what_is_safe_never_changes_more_than_what_is_offered(client: Callable[..., Client], smm: Smm) -> None:
    """`--fix` makes a part of the same edits, says which, and shows the others."""
    done = client("rules/smm.toml", [path for path in FRONT_MATTER if path.stem in ("unknown-names", "colon-in-title")])
    for path in FRONT_MATTER:
        if path.stem in ("unknown-names", "colon-in-title"):
            shutil.copy(path, done.project / "content/posts/front_matter")
    result = smm("-C", done.project, "check", "--fix", "--now", NOW)
    assert (done.project / "content/posts/front_matter/colon-in-title.md").read_text().count('"') == 2
    assert "fixed content/posts/front_matter/colon-in-title.md:2:12: error SMM104" in result.err
    assert "-platforms: [vk, telegarm]\n" in result.err
    assert "+platforms: [vk, telegram]\n" in result.err
    assert "telegarm" in (done.project / "content/posts/front_matter/unknown-names.md").read_text()
