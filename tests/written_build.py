"""What `smm build` leaves behind, written by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any


def write_build(project: Path, payloads: Sequence[Mapping[str, Any]]) -> None:
    """build/ with these payloads and the manifest that fits."""
    outputs = {}
    for one in payloads:
        name = f"payloads/{one['account']}{_time(one)}/{one['slug']}.json"
        path = project / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(one), encoding="utf-8")
        outputs[name] = sha256(path.read_bytes()).hexdigest()
    manifest = {"schema": 1, "complete": True, "outputs": outputs}
    (project / "build").mkdir(exist_ok=True)
    (project / "build" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _time(payload: Mapping[str, Any]) -> str:
    """`@2026-12-14` of a post that repeats."""
    keys = [part["key"] for part in payload["parts"] if part["key"].count(":") >= 3]
    occurrence = keys[0].rsplit(":", 2)[1] if keys else "1"
    return "" if occurrence == "1" else f"@{occurrence}"
