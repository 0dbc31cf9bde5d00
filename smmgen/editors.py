"""What an editor needs to know of a project: the schemas of its files, and where to find them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from smmgen.config import Config
from smmgen.content import schema
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.registry import written
from smmgen.networks import registry

TOML = ".vscode/smm.schema.json"
_PACKAGES = {"remark-frontmatter": "^5", "remark-lint-frontmatter-schema": "^3.15"}


def document_schema(kind: AnyKind, config: Config | None = None, audiences: Iterable[str] = ()) -> dict[str, Any]:
    """The JSON Schema of the front matter of a kind; of what is sent, with its smm.toml, of this project's alone.
    `audiences`: in files."""
    if not kind.sends:
        return schema.document_schema(kind)
    networks = registry.all_networks().values()
    options = {network.name: network.facts.options for network in networks}
    return schema.front_matter_schema(options, config, audiences, kind)


def config_schema() -> dict[str, Any]:
    """The JSON Schema of smm.toml."""
    networks = registry.all_networks().values()
    return schema.config_schema({network.name: network.facts.settings for network in networks})


def vscode(config: Config, audiences: Iterable[str] = ()) -> dict[str, str]:
    """The files that make VS Code check front matter and smm.toml while one types, by path in the project."""
    schemas = {f"./{_place(kind)}": [f"./{kind.folder}/**/*.md"] for kind in written()}
    remark = {"plugins": ["remark-frontmatter", ["remark-lint-frontmatter-schema", {"schemas": schemas}]]}
    return {
        **{_place(kind): _json(document_schema(kind, config, audiences)) for kind in written()},
        TOML: _json(config_schema()),
        ".vscode/extensions.json": _json({"recommendations": ["unifiedjs.vscode-remark", "tamasfe.even-better-toml"]}),
        ".remarkrc.json": _json(remark),
        ".taplo.toml": f'include = ["smm.toml"]\n\n[schema]\npath = "{TOML}"\nenabled = true\n',
        "package.json": _json({"private": True, "devDependencies": _PACKAGES}),
    }


def _place(kind: AnyKind) -> str:
    return f".vscode/{kind.name}.schema.json"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
