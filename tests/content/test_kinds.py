"""What every kind of document has; a new one that lacks something fails here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from smmgen import languages
from smmgen.cli import smm
from smmgen.cli.new import command as new
from smmgen.cli.schema import command as schema
from smmgen.config import Config
from smmgen.content import front_matter
from smmgen.content.documents import registry
from smmgen.content.documents.kind import Kind
from smmgen.content.documents.library import Library
from smmgen.content.layout import DATA
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic
from smmgen.editors import document_schema
from smmgen.site.theme import default_theme

DOCS = Path(__file__).parents[2] / "docs"
CONFIG = Config.model_validate({"project": {"name": "Тепло"}})

each = pytest.mark.parametrize("kind", registry.written(), ids=lambda kind: kind.name)
beside_posts = pytest.mark.parametrize(
    "kind", [kind for kind in registry.written() if not kind.sends], ids=lambda kind: kind.name
)


def test_names_and_folders_are_their_own() -> None:
    for names in ([kind.name for kind in registry.KINDS], [kind.folder for kind in registry.KINDS]):
        assert len(set(names)) == len(names)
    assert not {kind.folder for kind in registry.KINDS} & {"content/media", "content/archetypes"}


@each
def test_identity(kind: Kind[Any]) -> None:
    """`content` begins the uid of a post without one: no kind may be called so."""
    assert re.fullmatch("[a-z]+", kind.name)
    assert kind.name != "content"
    assert re.fullmatch("content/[a-z]+", kind.folder)
    assert registry.kind_of(f"{kind.folder}/a/b.md") is registry.named(kind.name) is kind
    assert registry.kind_of(f"{kind.folder}/a.txt") is registry.kind_of(f"{kind.folder}.md") is None
    assert kind.summary[0].isupper()


@each
def test_keys_are_described(kind: Kind[Any]) -> None:
    model: type[BaseModel] = kind.model
    assert all(field.description for field in model.model_fields.values())
    assert {"uid", "title", "notes", "ignore"} <= model.model_fields.keys()
    assert document_schema(kind)["properties"].keys() >= {"uid", "title"}


@each
def test_an_archetype_can_be_read(kind: Kind[Any]) -> None:
    text = re.sub(r"\{\{ *\w+ *\}\}", "x", kind.archetype)
    source, found = front_matter.read_text(text, f"{kind.folder}/x.md")
    assert source is not None, found
    _, found = kind.parse(source, Vocabulary(CONFIG, {}))
    assert {one.name for one in found} <= {"missing-key", "invalid-value", "unknown-platform", "unreadable-time"}


@each
def test_help_names_it(kind: Kind[Any]) -> None:
    for command in (new, schema):
        assert f"`{kind.name}`" in command.get_help(
            click.Context(command, parent=click.Context(smm, **smm.context_settings))
        )


@pytest.mark.parametrize("kind", [kind for kind in registry.KINDS if kind.suffix != ".md"], ids=lambda kind: kind.name)
def test_data_is_where_it_is_looked_for(kind: Kind[Any]) -> None:
    assert kind.folder in DATA
    assert kind.suffix in (".csv", ".json")
    assert not kind.page
    assert not kind.sends


@beside_posts
def test_it_is_documented(kind: Kind[Any]) -> None:
    assert f"<!-- generated: documents.{kind.name} -->" in (DOCS / "reference/front-matter.md").read_text("utf-8")


@beside_posts
def test_its_page_has_a_template_and_a_name(kind: Kind[Any]) -> None:
    if kind.page:
        assert (default_theme() / kind.page).is_file()
        assert all(kind.place in languages.table(one, "section") for one in languages.names())


def test_a_library_reads_a_kind_once_and_only_when_it_is_asked_for(tmp_path: Path) -> None:
    read: list[str] = []

    def parse(path: str) -> tuple[None, list[Diagnostic]]:
        read.append(path)
        return None, []

    paths = ["content/posts/a.md", "content/campaigns/b.md", "content/campaigns/a.md", "content/audiences/c.md"]
    library = Library(paths, parse, lambda path: path)
    assert list(library) == ["audience", "campaign"]
    assert read == []
    assert library["campaign"] == library["campaign"] == library["nothing"] == {}
    assert read == ["content/campaigns/a.md", "content/campaigns/b.md"]
