"""What a build keeps of a document is typed again as pydantic would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smmgen.building.scan import scan
from smmgen.cli.project import opened
from smmgen.content.documents import registry
from smmgen.content.documents.kind import Kind
from smmgen.documents import with_documents
from smmgen.hooks import Hooks
from smmgen.recipe import recipe
from smmgen.variants.rebuilt import _readers, rebuilt

ROOT = Path(__file__).parents[2]


def fronts() -> Iterator[tuple[str, Kind[Any], str]]:
    """Path, kind and kept front matter of every document of the sample brand."""
    project = opened(ROOT)
    work = recipe(ROOT, project.config, project.networks, Hooks())
    files = [path for path in scan(ROOT) if not re.search(r"\.(png|mp4|py)$", path)]
    library = with_documents(work, files).library
    assert library
    for path in library.paths:
        row = library.made(path).row
        yield path, registry.named(row.kind), row.front


def test_of_the_sample_brand() -> None:
    seen = set()
    for path, kind, front in fronts():
        seen.add(kind.name)
        assert rebuilt(kind.model, front) == kind.model.model_validate_json(front), path
    assert {"plan", "campaign", "audience", "contest", "event", "budget", "spend", "results"} <= seen


@pytest.mark.parametrize("kind", registry.KINDS, ids=lambda kind: kind.name)
def test_no_kind_is_left_to_pydantic(kind: Kind[Any]) -> None:
    """It would be no mistake, but each one that is makes every check slower."""
    assert _readers(kind.model) is not None
