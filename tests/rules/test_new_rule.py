"""A rule over the calendar is added as CONTRIBUTING says: one module and one line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from small_project import ROOT, SMM_TOML, Project

RULE = '''"""A post of a rubric that rests at the weekend goes out on a Saturday or Sunday.

Wrong: `schedule: 2026-12-05 10:00`

Right: `schedule: 2026-12-07 10:00`
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM699", "weekend", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for _, row in plan.timed:
        if date.fromisoformat(row.wall[:10]).weekday() > 4 and row.post.kind == "office" and row.account == "vk":
            yield row.path, Finding("it goes out at the weekend", span=row.schedule_span, account=row.account)
'''
SATURDAY = {"schedule": "2026-12-05 10:00", "kind": "office"}


def smmgen_with_the_rule(folder: Path) -> Path:
    for name in ("smmgen", "themes"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    rules = folder / "smmgen" / "rules"
    (rules / "weekend.py").write_text(RULE)
    listed = (rules / "__init__.py").read_text()
    for place in ("from smmgen.rules import (\n", "PLAN_RULES: tuple[ModuleType, ...] = (\n"):
        listed = listed.replace(place, f"{place}    weekend,\n", 1)
    (rules / "__init__.py").write_text(listed)
    return folder


def test_a_calendar_rule_is_one_module_and_one_line(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    project.write({"smm.toml": f'{SMM_TOML}[rubrics.office]\ntitle = "Office"\n'})
    project.post("minded.md", "Minded", **SATURDAY)
    project.post("friday.md", "Friday", **(SATURDAY | {"schedule": "2026-12-04 10:00"}))
    project.post("ignored.md", "Ignored", **(SATURDAY | {"ignore": "[weekend]", "schedule": "2026-12-05 15:00"}))
    project.post("useless.md", "Useless", ignore="[weekend]", schedule="2026-12-06 10:00")
    copy = smmgen_with_the_rule(tmp_path / "copy")
    done = subprocess.run(
        [sys.executable, "-m", "smmgen", "-C", str(project.path), "check", "--format", "json", "--now", "2026-11-01"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = [(Path(row["path"]).name, row["name"], row["message"]) for row in json.loads(done.stdout)]
    assert found == [
        ("minded.md", "weekend", "it goes out at the weekend"),
        ("useless.md", "unused-ignore", "`weekend` silences nothing here"),
    ], done
