"""Every platform is complete: module, data, fixtures and documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from datetime import date
from importlib import import_module
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest
from markdown_it.utils import read_fixture_file
from pydantic import BaseModel

from smmgen.errors import UserError
from smmgen.networks import registry
from smmgen.networks.base import Safety
from smmgen.networks.limits import Limit, Limits

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests/networks"
REFERENCE = ROOT / "docs/reference/platforms.md"
CASES_A_PLATFORM = 30
MEMBERS = {
    "safety": Safety,
    "limits": Limits,
    "unit": str,
    "native_schedule": bool,
    "threads": bool,
    "first_comment": bool,
    "needs": tuple,
    "secrets": tuple,
}

every = pytest.mark.parametrize("name", registry.names())


def figures(name: str) -> dict[str, Limit]:
    limits = registry.get(name).limits
    found = {entry.name: getattr(limits, entry.name) for entry in fields(Limits)}
    return {field: limit for field, limit in found.items() if limit is not None}


@every
def test_platform_has_what_platforms_have(name: str) -> None:
    platform = registry.get(name)
    assert platform.name == name
    assert re.fullmatch(r"[a-z][a-z0-9]*", name), "people write it, and folders are named after it"
    assert platform.title
    for member, kind in MEMBERS.items():
        assert isinstance(getattr(platform, member), kind), member
    assert all(issubclass(model, BaseModel) for model in (platform.options, platform.settings))
    for flow in (platform.publish, platform.find, platform.probe):
        assert callable(flow)


@every
def test_docs_are_a_paragraph_for_people(name: str) -> None:
    docs = registry.get(name).docs
    assert 100 < len(docs) < 1500
    assert "\n" not in docs
    assert docs.endswith(".")


@every
def test_every_limit_has_its_source_and_its_day(name: str) -> None:
    found = figures(name)
    assert found, "a platform without any limit?"
    for field, limit in found.items():
        assert limit.value >= 0, field
        assert len(limit.source) > 5, field
        assert date(2026, 1, 1) <= date.fromisoformat(limit.checked) <= date(2030, 1, 1), field


@every
def test_key_seconds_belong_to_keys(name: str) -> None:
    platform = registry.get(name)
    if platform.safety is not Safety.KEYED:
        assert platform.key_seconds is None


@every
def test_secrets_are_names_of_variables(name: str) -> None:
    assert set(registry.get(name).secrets) <= {"token", "user_token"}
    assert set(registry.get(name).needs) <= {"target", "token", "user_token", "base_url"}


@every
def test_options_and_settings_are_described_and_strict(name: str) -> None:
    platform = registry.get(name)
    for model in (platform.options, platform.settings):
        assert model.model_config.get("extra") == "forbid"
        assert all(field.description for field in model.model_fields.values()), model


@every
def test_fixture_file(name: str) -> None:
    assert len(read_fixture_file(FIXTURES / name / "texts.md")) >= CASES_A_PLATFORM


@every
def test_reference_page_mentions_it(name: str) -> None:
    assert registry.get(name).title in REFERENCE.read_text("utf-8")


@every
def test_module_says_where_its_facts_come_from(name: str) -> None:
    assert "http" in (import_module(f"{registry.NETWORKS[name]}.facts").__doc__ or "")


def test_all_platforms() -> None:
    assert tuple(registry.all_networks())[: len(registry.names())] == registry.names()


def test_unknown_platform() -> None:
    with pytest.raises(UserError) as caught:
        registry.get("telegramm")
    assert caught.value.message == "there is no platform `telegramm`"
    assert caught.value.hint == "did you mean `telegram`?"
    with pytest.raises(UserError) as caught:
        registry.get("qqqq")
    assert caught.value.hint == "known platforms: telegram, vk, mastodon, bluesky, feed"


def test_third_parties_join_through_the_entry_point_group(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("elsewhere", "smmgen.networks.vk:NETWORK", registry.GROUP)
    installed: Any = EntryPoints([entry])
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: installed)
    registry.get.cache_clear()
    try:
        assert registry.get("elsewhere") is registry.get("vk")
        assert "elsewhere" in registry.all_networks()
    finally:
        registry.get.cache_clear()


def test_the_registry_imports_no_platform_and_searches_no_packages() -> None:
    code = (
        "import sys, smmgen.networks.registry as p\n"
        "p.names()\n"
        "assert 'smmgen.networks.vk' not in sys.modules\n"
        "assert 'pydantic' not in sys.modules\n"
        "assert 'importlib.metadata' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
