"""A post that repeats: each of its times has its own key, payload, page, text and deadline."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from small_project import SMM_TOML, Project, Result, post

from smmgen import hooks, pipeline
from smmgen.cli.project import opened
from smmgen.pipeline import Made
from smmgen.recipe import recipe

Make = Callable[..., Project]
WEEKLY = {"platforms": "[tg]", "uid": "tip", "schedule": "2026-12-07 10:00"}
VARIANTS = "Всем.\n\n::: variant\nПервый.\n:::\n\n::: variant\nВторой, _с видом_.\n\n::: only vk\nДля VK.\n:::\n:::\n"


def times(project: Project, name: str = "a.md") -> list[Made]:
    found = opened(project.path)
    return pipeline.make(f"content/posts/{name}", recipe(found.path, found.config, found.networks, hooks.Hooks()))


def payloads(project: Project, account: str = "tg") -> list[dict[str, Any]]:
    return [made.payloads[account] for made in times(project)]


def repeating(make_project: Make, body: str = "", config: str = SMM_TOML, **front: str) -> Project:
    return make_project({"content/posts/a.md": post("Совет", body, **{**WEEKLY, **front})}, config=config)


def test_each_time_has_its_own_key_and_hour(make_project: Make) -> None:
    project = repeating(make_project, repeat="{every: week, times: 3, cooldown: 7d}")
    found = payloads(project)
    assert [one["parts"][0]["key"] for one in found] == [
        f"tip:tg:{day}:1" for day in ("2026-12-07", "2026-12-14", "2026-12-21")
    ]
    assert [one["at"] for one in found] == [
        f"{day}T10:00:00+03:00" for day in ("2026-12-07", "2026-12-14", "2026-12-21")
    ]
    assert not [made.diagnostics for made in times(project) if made.diagnostics]


def test_the_hour_is_that_of_its_zone_in_winter_and_summer(make_project: Make) -> None:
    project = repeating(
        make_project,
        schedule="2027-03-21 10:00 [Europe/Berlin]",
        repeat="{every: week, times: 2, cooldown: 7d}",
    )
    assert [one["at"] for one in payloads(project)] == ["2027-03-21T10:00:00+01:00", "2027-03-28T10:00:00+02:00"]


def test_an_hour_that_clocks_skip_on_the_first_day_is_kept_on_the_others(make_project: Make) -> None:
    project = repeating(
        make_project,
        schedule="2027-03-28 02:30 [Europe/Berlin]",
        repeat="{every: week, times: 2, cooldown: 7d}",
    )
    assert [one["at"] for one in payloads(project)] == ["2027-03-28T03:30:00+02:00", "2027-04-04T02:30:00+02:00"]


def test_accounts_keep_their_own_day_and_hour(make_project: Make) -> None:
    """The key is that of the post's day on every account."""
    project = repeating(
        make_project,
        platforms="[tg, vk, site]",
        vk="{schedule: 2026-12-08 18:00}",
        site="{schedule: 2026-12-07 08:00 +05:00}",
        repeat="{every: week, times: 2, cooldown: 7d, move: {2026-12-14: 2026-12-16}}",
    )
    assert [one["at"] for one in payloads(project, "vk")] == ["2026-12-08T18:00:00+03:00", "2026-12-17T18:00:00+03:00"]
    assert [one["at"] for one in payloads(project, "site")] == [
        "2026-12-07T08:00:00+05:00", "2026-12-16T08:00:00+05:00",
    ]  # fmt: skip
    assert payloads(project, "vk")[1]["parts"][0]["key"] == "tip:vk:2026-12-14:1"


@pytest.mark.parametrize(
    ("moved", "at", "not_after"),
    [
        ("2026-12-15", "2026-12-15T10:00:00+03:00", "2026-12-15T18:00:00+03:00"),
        ("2026-12-14 12:30", "2026-12-14T12:30:00+03:00", "2026-12-14T18:00:00+03:00"),
        ("2026-12-13 09:00", "2026-12-13T09:00:00+03:00", "2026-12-13T18:00:00+03:00"),
    ],
)
def test_a_moved_time_keeps_its_key_and_takes_its_deadline_along(
    make_project: Make, moved: str, at: str, not_after: str
) -> None:
    project = repeating(
        make_project,
        not_after="2026-12-07 18:00",
        repeat=f"{{every: week, times: 2, cooldown: 1d, move: {{2026-12-14: {moved}}}}}",
    )
    first, second = payloads(project)
    assert first["not_after"] == "2026-12-07T18:00:00+03:00"
    assert (second["at"], second["not_after"]) == (at, not_after)
    assert second["parts"][0]["key"] == "tip:tg:2026-12-14:1"


def test_variants_take_turns_and_a_skipped_time_has_its_turn(make_project: Make) -> None:
    project = repeating(
        make_project,
        VARIANTS,
        platforms="[tg, vk]",
        repeat="{every: week, times: 4, cooldown: 14d, skip: [2026-12-21]}",
    )
    assert [one["parts"][0]["text"] for one in payloads(project)] == [
        "Всем.\n\nПервый.", "Всем.\n\nВторой, с видом.", "Всем.\n\nВторой, с видом.",
    ]  # fmt: skip
    assert payloads(project, "vk")[1]["parts"][0]["text"].endswith("Для VK.")


def test_first_comments_take_turns_too(make_project: Make) -> None:
    comment = "|\n  ::: variant\n  Раз.\n  :::\n\n  ::: variant\n  Два.\n  :::"
    project = repeating(
        make_project, platforms="[vk]", first_comment=comment, repeat="{every: week, times: 2, cooldown: 7d}"
    )
    assert [one["parts"][-1]["text"] for one in payloads(project, "vk")] == ["Раз.", "Два."]
    project = repeating(make_project, platforms="[vk]", first_comment=comment)
    [made] = times(project)
    assert [(one.name, one.span.line) for one in made.diagnostics] == [("idle-variant", 7)]
    assert made.payloads["vk"]["parts"][-1]["text"] == "Раз."


def test_a_variant_that_is_too_long_keeps_back_its_own_times_alone(make_project: Make) -> None:
    body = f"::: variant\nКоротко.\n:::\n\n::: variant\n{'Длинно. ' * 700}\n:::\n"
    project = repeating(make_project, body, repeat="{every: week, times: 4, cooldown: 14d}")
    assert [made.row.errors for made in times(project)] == [0, 1, 0, 1]
    found = {one.name: one.span.line for one in times(project)[1].diagnostics}
    assert found["text-too-long"] == 13


def test_what_is_wrong_with_the_series_keeps_back_all_of_it(make_project: Make) -> None:
    project = repeating(make_project, schedule="2026-12-08 10:00", repeat="{every: week, on: mon, times: 3}")
    assert all(made.row.errors == 1 for made in times(project))


@pytest.mark.parametrize("repeat", ["{every: week}", "{every: day, until: 2031-01-01}", "{every: week, times: 400}"])
def test_a_series_without_an_end_makes_nothing_of_itself(make_project: Make, repeat: str) -> None:
    [made] = times(repeating(make_project, repeat=repeat))
    assert made.row.errors == 1


# Pages and builds


def tree(project: Project) -> dict[str, bytes]:
    root = project.path / "build"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_each_time_has_a_page_and_one_leads_to_all(make_project: Make, smm: Callable[..., Result]) -> None:
    project = repeating(make_project, VARIANTS, repeat="{every: week, times: 3, cooldown: 14d}")
    assert smm("-C", project.path, "build").code == 0
    whole = project.text("build/site/posts/a.html")
    assert re.findall(r'href="\.\./(posts%40[^"]+)"', whole) == [
        f"posts%40{day}/a.html" for day in ("2026-12-07", "2026-12-14", "2026-12-21")
    ]
    second = project.text("build/site/posts@2026-12-14/a.html")
    assert "2 из 3" in second
    assert 'href="../posts/a.html"' in second
    assert 'href="../posts%402026-12-07/a.html"' in second
    assert "Второй" in second
    assert "Первый" not in second


EDITS: list[dict[str, str]] = [
    {"repeat": "{every: week, times: 3, cooldown: 14d}"},
    {"repeat": "{every: week, times: 3, cooldown: 14d, skip: [2026-12-14]}"},
    {"repeat": "{every: week, times: 2, cooldown: 14d}", "title": "Другой"},
    {"repeat": "{every: week}"},
    {},
    {"repeat": "{every: day, times: 3, cooldown: 1d}", "status": "draft"},
    {"repeat": "{every: week, times: 3, cooldown: 30d}"},
]


def test_builds_after_edits_are_those_of_a_clean_one(make_project: Make, smm: Callable[..., Result]) -> None:
    kept = repeating(make_project, VARIANTS)
    for number, edit in enumerate(EDITS):
        files = {"content/posts/a.md": post(**{"title": "Совет", "body": VARIANTS, **WEEKLY, **edit})}
        files["content/posts/b.md"] = post("Рядом", schedule=f"2026-12-14 10:0{number % 2}", platforms="[tg]")
        kept.write(files)
        smm("-C", kept.path, "build")
        clean = make_project(files, name=f"clean-{number}")
        smm("-C", clean.path, "build")
        before, after = tree(clean), tree(kept)
        assert before.keys() == after.keys()
        assert [name for name in before if before[name] != after[name]] == []
