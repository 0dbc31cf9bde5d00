"""What an editor needs to know of a project: the schemas of its files, and where to find them."""

from __future__ import annotations

import json
from typing import Any

from smmgen.config import Config
from smmgen.content import schema
from smmgen.networks import registry

POST, TOML = ".vscode/post.schema.json", ".vscode/smm.schema.json"
_PACKAGES = {"remark-frontmatter": "^5", "remark-lint-frontmatter-schema": "^3.15"}


def post_schema(config: Config | None = None) -> dict[str, Any]:
    """The JSON Schema of front matter, of this project's alone with its smm.toml."""
    networks = registry.all_networks().values()
    return schema.front_matter_schema({network.name: network.facts.options for network in networks}, config)


def config_schema() -> dict[str, Any]:
    """The JSON Schema of smm.toml."""
    networks = registry.all_networks().values()
    return schema.config_schema({network.name: network.facts.settings for network in networks})


def vscode(config: Config) -> dict[str, str]:
    """The files that make VS Code check front matter and smm.toml while one types, by path in the project."""
    remark = {
        "plugins": [
            "remark-frontmatter",
            ["remark-lint-frontmatter-schema", {"schemas": {f"./{POST}": ["./content/posts/**/*.md"]}}],
        ]
    }
    return {
        POST: _json(post_schema(config)),
        TOML: _json(config_schema()),
        ".vscode/extensions.json": _json({"recommendations": ["unifiedjs.vscode-remark", "tamasfe.even-better-toml"]}),
        ".remarkrc.json": _json(remark),
        ".taplo.toml": f'include = ["smm.toml"]\n\n[schema]\npath = "{TOML}"\nenabled = true\n',
        "package.json": _json({"private": True, "devDependencies": _PACKAGES}),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
