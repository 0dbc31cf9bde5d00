"""Documents of every kind are edited at random: each build ends with what a build from nothing gives."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import every_kind
import pytest
from small_project import Project
from workbench import Workbench

TEXTS = {name: text for name, text in every_kind.FILES.items() if isinstance(text, str)}
WORDS = (
    "open sold-out moved cancelled draft ready hold quest giveaway winter box cupping hidden-campaign plan-12 "
    "menu guests tip always weekly shown told"
).split()


def another_day(text: str, rng: random.Random) -> str:
    return _one(r"20\d\d-\d\d-\d\d", lambda _: f"2026-1{rng.randint(0, 2)}-{rng.randint(1, 31):02}", text, rng)


def another_number(text: str, rng: random.Random) -> str:
    return _one(r"(?<=[ :;,])\d+(?=[\n ;,}.])", lambda _: str(rng.choice((0, 1, 7, 100, 5000))), text, rng)


def another_word(text: str, rng: random.Random) -> str:
    return _one(rf"\b({'|'.join(WORDS)})\b", lambda _: rng.choice(WORDS), text, rng)


def without_a_line(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return "".join(lines)


def with_a_line_twice(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return "".join([*lines[:at], lines[at], *lines[at:]])


def another_key(text: str, rng: random.Random) -> str:
    """What belongs to one document gets into another one."""
    other = rng.choice([*TEXTS.values()]).splitlines(keepends=True)
    lines = text.splitlines(keepends=True)
    lines.insert(rng.randrange(len(lines)), rng.choice(other))
    return "".join(lines)


def broken(text: str, rng: random.Random) -> str:
    return rng.choice(
        ("", "---\n", "---\ntitle: [\n---\n", "\ufeff" + text, text.replace("---", "--", 1), "date;line\n")
    )


def appended(text: str, rng: random.Random) -> str:
    return text + rng.choice(
        ("Ещё слово.\n", "2026-12-08,menu,9,x,campaign/winter,\n", "\n", "https://teplo.example/x\n")
    )


def _one(pattern: str, new: Callable[[str], str], text: str, rng: random.Random) -> str:
    """One match, if there is any, is replaced."""
    found = [*re.finditer(pattern, text)]
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


EDITS = (another_day, another_day, another_number, another_number, another_word, another_word,
         without_a_line, with_a_line_twice, another_key, broken, appended)  # fmt: skip


def edit(project: Project, rng: random.Random) -> str:
    """One thing that happens to a file; what is wrong or gone is mended again."""
    name = rng.choice([*TEXTS])
    path = project.path / name
    what = rng.random()
    if not path.exists() or what < 0.25:
        project.write({name: TEXTS[name]})
        return f"{name} as it was"
    if what < 0.32:
        path.unlink()
        return f"{name} gone"
    if what < 0.39:
        path.rename(path.with_stem(f"{path.stem}-{rng.randrange(3)}"))
        return f"{name} renamed"
    if what < 0.42:
        project.write({"smm.toml": every_kind.CONFIG + rng.choice(("", '[rules]\nmin_gap = "90m"\n', "# x\n"))})
        return "smm.toml"
    change = rng.choice(EDITS)
    text = change(path.read_text("utf-8") or TEXTS[name], rng)
    path.write_text(text, "utf-8")
    return f"{name} {change.__name__}"


def walk(bench: Workbench, seed: int, steps: int) -> None:
    rng, done = random.Random(seed), []
    bench.build()
    for step in range(steps):
        done.append([edit(bench.project, rng) for _ in range(rng.choice((1, 1, 2, 3)))])
        try:
            bench.rebuild() if step % 3 == 2 or step == steps - 1 else bench.build()
        except Exception as error:
            error.add_note(f"seed {seed}: {done}")
            raise


more = [pytest.param(seed, 30, marks=pytest.mark.soak) for seed in range(4, 14)]


@pytest.mark.parametrize(("seed", "steps"), [(3, 9), *more])
def test_any_edits_of_any_kind_end_with_what_a_build_from_nothing_gives(
    make_project: Callable[..., Project], tmp_path: Path, seed: int, steps: int
) -> None:
    walk(Workbench(make_project({**every_kind.FILES}, every_kind.CONFIG), tmp_path), seed, steps)
