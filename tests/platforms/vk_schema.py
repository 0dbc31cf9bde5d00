"""VK's own JSON Schema of its methods, to check requests against."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[2].parent / "shared/specs/vk"

LATER = {"primary_attachments_mode"}
"""Parameters of wall.post that came after the schema of 5.199 (dev.vk.com, wall.post)."""

TYPES = {"string": str, "integer": int, "boolean": bool, "number": (int, float), "array": list}


@cache
def _methods(section: str) -> dict[str, Any]:
    methods = json.loads((SCHEMA / section / "methods.json").read_text("utf-8"))["methods"]
    return {method["name"]: {entry["name"]: entry for entry in method.get("parameters", ())} for method in methods}


def parameters(method: str) -> dict[str, Any]:
    return _methods(method.partition(".")[0]).get(method, {})


def errors(method: str, params: dict[str, Any]) -> list[str]:
    """Unknown or missing parameters and wrong types."""
    known = parameters(method)
    if not known:
        return [f"no method {method}"]
    found = [f"{method}: unknown {name}" for name in params if name not in known and name not in LATER]
    found += [
        f"{method}: missing {name}" for name, entry in known.items() if entry.get("required") and name not in params
    ]
    pairs = [(name, value, known[name]) for name, value in params.items() if name in known]
    return found + [f"{method}.{name}: {value!r}" for name, value, entry in pairs if not _fits(value, entry)]


def _fits(value: Any, entry: dict[str, Any]) -> bool:
    if isinstance(value, dict) and "$previous" in value:
        return True
    kinds = entry["type"] if isinstance(entry["type"], list) else [entry["type"]]
    right = any(
        isinstance(value, TYPES[kind]) and not (isinstance(value, bool) and kind != "boolean") for kind in kinds
    )
    return right and not (isinstance(value, int | float) and value < entry.get("minimum", value))
