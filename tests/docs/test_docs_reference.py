"""Everything a user can write, run or be told has its place in the reference pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from smmgen.cli import COMMANDS, failure
from smmgen.config import Config
from smmgen.content.model import FrontMatter
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.hooks import MOMENTS
from smmgen.ledger.model import State
from smmgen.networks import registry
from smmgen.networks.carries import CARRIES
from smmgen.networks.limits import MEASURES
from smmgen.publishing.doctor import Check
from smmgen.publishing.dry_run import Preview
from smmgen.publishing.results import Row
from smmgen.rehearsal.engine.faults import EFFECTS, Fault
from smmgen.rules import codes

DOCS = Path(__file__).parents[2] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def section(name: str, heading: str) -> str:
    """The part of a page under one heading, up to the next of the same depth."""
    depth = heading.split(" ")[0]
    _, found, rest = page(name).partition(f"\n{heading}\n")
    assert found, f"{name} has no heading {heading}"
    return rest.split(f"\n{depth} ")[0]


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and every model it is made of."""
    yield model
    for info in model.model_fields.values():
        for found in parts(info.annotation):
            yield from models(found)


def parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from parts(part)


def test_generated_parts_are_up_to_date(generate: ModuleType) -> None:
    assert generate.stale() == [], "run python docs/generate.py"


def test_limits_that_are_due_for_review_are_named(generate: ModuleType) -> None:
    (limit,) = registry.get("telegram").facts.limits["text.length"]
    last = date.fromisoformat(limit.review)
    before, after = (list(generate.overdue(last + timedelta(days=days))) for days in (0, 1))
    assert not any("telegram" in line and " text.length" in line for line in before)
    assert any(line.startswith("smmgen/networks/telegram/facts.py: ") and " text.length" in line for line in after)


def test_a_change_of_the_code_would_be_noticed(generate: ModuleType) -> None:
    old = "<!-- generated: rules.list -->\n\n| SMM000 | long-gone |\n\n<!-- end -->\n"
    new = generate.rendered(old)
    assert "SMM000" not in new
    assert "SMM112" in new
    assert generate.rendered(new) == new


@pytest.mark.parametrize(("heading", "names"), [("## Measures", MEASURES), ("## What is carried as data", CARRIES)])
def test_every_measure_and_all_that_is_carried(heading: str, names: Iterable[str]) -> None:
    text = section("reference/platforms.md", heading)
    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_every_front_matter_key() -> None:
    keys = {key for model in models(FrontMatter) for key in model.model_fields}
    assert {"focus", "erid", "closes", "lat", "preview"} <= keys
    assert [key for key in sorted(keys) if f"| `{key}` |" not in page("reference/front-matter.md")] == []


@pytest.mark.parametrize("name", registry.names())
def test_every_option_of_a_platform(name: str) -> None:
    network = registry.get(name)
    text = section("reference/front-matter.md", f"### {network.title}")
    assert [key for key in network.facts.options.model_fields if f"| `{key}` |" not in text] == []


def test_every_key_of_smm_toml() -> None:
    keys = {key for model in models(Config) for key in model.model_fields} - {"Account.name"}
    assert {"posting_hours", "min_gap", "grace", "files"} <= keys
    assert [key for key in sorted(keys) if f"| `{key}` |" not in page("reference/smm-toml.md")] == []


@pytest.mark.parametrize("name", registry.names())
def test_every_account_key_of_a_platform(name: str) -> None:
    network = registry.get(name)
    text = section("reference/smm-toml.md", f"### {network.title}")
    assert [key for key in network.facts.settings.model_fields if f"| `{key}` |" not in text] == []


@pytest.mark.parametrize("name", registry.names())
def test_every_platform_with_its_limits(name: str) -> None:
    network = registry.get(name)
    text = section("reference/platforms.md", f"## {network.title}")
    assert f"class {network.facts.safety}" in text
    assert [measure for measure in network.facts.limits if f"| `{measure}` |" not in text] == []
    assert all(what in text for what in network.facts.carries)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command(name: str) -> None:
    assert f"Usage: smm {name}" in section("reference/commands.md", f"## smm {name}")


def test_every_diagnostic(generate: ModuleType) -> None:
    assert set(codes()) <= set(generate.all_codes())
    for code in generate.all_codes().values():
        text = section("reference/rules.md", f"### {code.code} {code.name}")
        assert code.docs in text


def test_every_exit_code() -> None:
    values = [getattr(failure, name) for name in vars(failure) if name.isupper() and name != "SIGNS"]
    numbers = {value for value in values if isinstance(value, int)}
    assert {0, 1, 2, 3, 4, 70, 130} <= numbers
    assert [number for number in numbers if f"\n| {number} |" not in page("reference/exit-codes.md")] == []


def test_every_moment_of_hooks() -> None:
    text = page("how-to/hooks.md")
    assert [moment for moment in MOMENTS if f"| `{moment}(" not in text] == []


def test_every_fault_of_a_rehearsal() -> None:
    text = page("how-to/doubtful-post.md")
    assert [effect for effect in EFFECTS if f"| `{effect}` |" not in text] == []
    assert [entry.name for entry in fields(Fault) if f"`{entry.name}`" not in text] == []


def test_json_of_rows() -> None:
    text = section("reference/json.md", "## Rows")
    assert [entry.name for entry in fields(Row) if f"`{entry.name}`" not in text] == []
    assert [state for state in State if f"`{state}`" not in text] == []


def test_json_of_diagnostics() -> None:
    keys = Diagnostic("a.md", Span(), "SMM101", "x", Severity.ERROR, "wrong").as_json()
    text = section("reference/json.md", "## Diagnostics")
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_json_of_dry_runs_and_doctor() -> None:
    dry = section("reference/json.md", "## Dry runs")
    assert [entry.name for entry in fields(Preview) if f"`{entry.name}`" not in dry] == []
    doctor = section("reference/json.md", "## Doctor")
    assert [name for name in Check._fields if f"`{name}`" not in doctor] == []
