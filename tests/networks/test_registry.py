"""Every platform is complete: module, data, fixtures and documentation."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from smmgen.errors import UserError
from smmgen.networks import contract, registry
from smmgen.networks.base import Deleting, Editing, Renewing, Safety, Scheduling
from smmgen.networks.carries import CARRIES
from smmgen.networks.limits import MEASURES

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests/networks"
REFERENCE = ROOT / "docs/reference/platforms.md"
CASES_A_PLATFORM = 30
every = pytest.mark.parametrize("name", registry.names())


@every
def test_platform_has_what_platforms_have(name: str) -> None:
    network = registry.get(name)
    assert contract.require(network, name, "smmgen") is network
    assert re.fullmatch(r"[a-z][a-z0-9]*", name), "people write it, and folders are named after it"
    assert network.title
    assert network.facts.unit
    assert network.facts.style.mention or not network.facts.style.mention_example


@every
def test_what_can_be_edited_is_said_where_editing_is_possible(name: str) -> None:
    network = registry.get(name)
    assert bool(network.facts.edits) is isinstance(network, Editing)
    assert not network.facts.edits_waiting or network.facts.native_schedule
    assert not isinstance(network, Scheduling) or network.facts.native_schedule


@every
def test_its_files_are_those_of_every_network(name: str) -> None:
    folder = ROOT / "smmgen/networks" / name
    found = {file.stem for file in folder.glob("*.py")}
    calls = set() if registry.get(name).facts.safety is Safety.BY_HAND else {"problems", "api"}
    assert {"__init__", "facts", "render", "publish", "preview", *calls} <= found
    assert ("edit" in found) is isinstance(registry.get(name), Editing | Deleting)


@every
def test_docs_are_a_paragraph_for_people(name: str) -> None:
    docs = registry.get(name).facts.docs
    assert 100 < len(docs) < 1500
    assert "\n" not in docs
    assert docs.endswith(".")


@every
def test_every_limit_has_its_source_and_its_day(name: str) -> None:
    limits = registry.get(name).facts.limits
    assert set(limits) <= set(MEASURES)
    for measure, limit in ((measure, limit) for measure, given in limits.items() for limit in given):
        least, most = limit.at_least, limit.at_most
        assert least is not None or most is not None, measure
        assert 0 <= (least or 0) <= (math.inf if most is None else most), measure
        assert len(limit.source) > 5, measure
        assert date(2026, 1, 1) <= date.fromisoformat(limit.checked) <= date(2030, 1, 1), measure
        assert date.fromisoformat(limit.review) > date.fromisoformat(limit.checked), measure


@every
def test_the_version_that_is_called_is_the_first_of_those_that_are_known(name: str) -> None:
    facts = registry.get(name).facts
    field = facts.settings.model_fields.get("api_version")
    assert [one.name for one in facts.api_versions[:1]] == ([field.default] if field else [])
    for version in facts.api_versions:
        assert version.source.startswith("https://")
        assert date.fromisoformat(version.checked) < date.fromisoformat(version.sunset or "2100-01-01")


def test_the_versions_of_the_graph_api_end_when_meta_says() -> None:
    """https://developers.facebook.com/docs/graph-api/changelog, read on 2026-11-26."""
    assert {one.name: one.sunset for one in registry.get("instagram").facts.api_versions} == {
        "v26.0": "", "v25.0": "2028-07-29", "v24.0": "2028-02-18", "v23.0": "2027-10-08", "v22.0": "2027-05-20",
        "v21.0": "2027-01-21",
    }  # fmt: skip
    assert registry.get("facebook").facts.api_versions == registry.get("instagram").facts.api_versions


@every
def test_what_it_carries_is_in_the_vocabulary(name: str) -> None:
    assert registry.get(name).facts.carries <= set(CARRIES)


@every
def test_key_seconds_belong_to_keys(name: str) -> None:
    network = registry.get(name)
    if network.facts.safety is not Safety.KEYED:
        assert network.facts.key_seconds is None


@every
def test_secrets_have_names_and_say_where_to_get_them(name: str) -> None:
    network = registry.get(name)
    names = [spec.name for spec in network.facts.secrets]
    assert len(names) == len(set(names))
    for spec in network.facts.secrets:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", spec.name)
        assert spec.title
        assert spec.about.endswith(".")
        assert isinstance(network, Renewing) or not spec.renewed_with
    assert set(network.facts.needs) <= {"target", "base_url", *network.facts.settings.model_fields}


@every
def test_options_and_settings_are_described_and_strict(name: str) -> None:
    network = registry.get(name)
    for model in (network.facts.options, network.facts.settings):
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
    known = ", ".join(f"`{name}`" for name in sorted(registry.names()))
    assert caught.value.hint == f"known here: {known}"


def test_the_registry_imports_no_platform_and_searches_no_packages() -> None:
    code = (
        "import sys, smmgen.networks.registry as p\n"
        "p.names()\n"
        "assert 'smmgen.networks.vk' not in sys.modules\n"
        "assert 'pydantic' not in sys.modules\n"
        "assert 'importlib.metadata' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
