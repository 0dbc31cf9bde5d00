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
        name = f"payloads/{one['account']}/{one['slug']}.json"
        path = project / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(one), encoding="utf-8")
        outputs[name] = sha256(path.read_bytes()).hexdigest()
    manifest = {"schema": 1, "complete": True, "outputs": outputs}
    (project / "build").mkdir(exist_ok=True)
    (project / "build" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
