from __future__ import annotations

from pathlib import Path

import pytest
from small_project import Project
from workbench import Workbench


@pytest.fixture
def bench(project: Project, tmp_path: Path) -> Workbench:
    """The small project, built once."""
    found = Workbench(project, tmp_path)
    found.build()
    return found
