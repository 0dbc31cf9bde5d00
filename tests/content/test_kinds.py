"""What every kind of document has; a new one that lacks something fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import every_kind
import pytest
from pydantic import BaseModel

from smmgen import languages
from smmgen.cli import smm
from smmgen.cli.new import command as new
from smmgen.cli.schema import command as schema
from smmgen.config import Config
from smmgen.content import front_matter
from smmgen.content.documents import registry
from smmgen.content.documents.base import Document
from smmgen.content.documents.kind import Kind
from smmgen.content.documents.library import Library
from smmgen.content.layout import DATA
from smmgen.content.model import NAMED
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic
from smmgen.editors import document_schema
from smmgen.site.kinds import view_of
from smmgen.site.pages import SECTION_ICONS
from smmgen.site.theme import default_theme

DOCS = Path(__file__).parents[2] / "docs"
CONFIG = Config.model_validate({"project": {"name": "Тепло", "timezone": "Europe/Moscow"}})

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


data = pytest.mark.parametrize(
    "kind", [kind for kind in registry.KINDS if kind.suffix != ".md"], ids=lambda kind: kind.name
)


@data
def test_data_is_where_it_is_looked_for(kind: Kind[Any]) -> None:
    assert kind.folder in DATA
    assert kind.suffix in (".csv", ".json")
    assert not kind.page
    assert not kind.sends


@data
def test_a_share_shows_data_with_something(kind: Kind[Any]) -> None:
    """What is added to by programs is not written for people outside: the kind says what of it they may see."""
    assert kind.shown is not None
    assert registry.named(kind.goes_with) in registry.written()


@data
def test_data_is_documented(kind: Kind[Any]) -> None:
    _, _, table = REFERENCE.partition("## Files of data")
    [row] = [line for line in table.splitlines() if line.startswith(f"| `{kind.folder}/")]
    require_how_to(row, kind)


REFERENCE = (DOCS / "reference/front-matter.md").read_text("utf-8")


def require_how_to(text: str, kind: Kind[Any]) -> None:
    """It links a page about files of this kind, which people find from the README, too."""
    pages = re.findall(r"\]\(\.\./(how-to/[a-z-]+\.md)", text)
    about = [page for page in pages if kind.folder in (DOCS / page).read_text("utf-8")]
    assert about, f"no page of {pages} says `{kind.folder}`"
    assert f"(docs/{about[0]})" in (DOCS.parent / "README.md").read_text("utf-8")


@beside_posts
def test_it_is_documented(kind: Kind[Any]) -> None:
    """Its keys in the reference, under a heading, with where its files are and how to use them."""
    [section] = [one for one in REFERENCE.split("\n### ") if f"<!-- generated: documents.{kind.name} -->" in one]
    assert f"`{kind.folder}`" in section
    require_how_to(section, kind)


@beside_posts
def test_its_page_has_a_template_a_name_and_an_icon(kind: Kind[Any]) -> None:
    if kind.page:
        assert (default_theme() / kind.page).is_file()
        assert all(kind.place in languages.table(one, "section") for one in languages.names())
        assert kind.place in SECTION_ICONS
        assert f'id="i-{kind.place}"' in (default_theme() / "icons.html").read_text("utf-8")


def test_what_posts_name_has_a_word_in_every_language() -> None:
    """Their pages say `Campaign: …`."""
    for name in NAMED:
        assert registry.named(name).page
        assert all(name in languages.table(one, "words") for one in languages.names())


@beside_posts
def test_what_its_page_shows_is_worked_out_in_a_module(kind: Kind[Any]) -> None:
    """A template of its own has facts."""
    view = view_of(kind.name)
    if kind.page and kind.page != "document.html":
        assert view is not None
        assert callable(view.facts)


@each
def test_private_fields_are_there(kind: Kind[Any]) -> None:
    for field in kind.private:
        assert field == ("text",) or [*models(kind.model, field)], field
    assert ("notes",) in kind.private


def models(model: Any, field: tuple[str | int, ...]) -> Iterator[Any]:
    """The types that stand at a field of a model; `*` is an entry of a list."""
    if not field:
        yield model
    elif isinstance(model, type) and issubclass(model, BaseModel):
        if found := model.model_fields.get(str(field[0])):
            yield from models(found.annotation, field[1:])
    else:
        for one in get_args(model):
            yield from models(one, field[1:] if field[0] == "*" else field)


DATES = {"period", "dates", "starts", "opens", "closes"}
"""Keys that say on which days something is."""


def examples(kind: Kind[Any]) -> list[Document]:
    vocabulary = Vocabulary(CONFIG, {})
    texts = {name: text for name, text in every_kind.FILES.items() if registry.kind_of(name) is kind}
    sources = [kind.read(text.encode() if isinstance(text, str) else text, name)[0] for name, text in texts.items()]
    found = [kind.parse(source, vocabulary)[0] for source in sources if source]
    return [document for document in found if document]


@pytest.mark.parametrize("kind", registry.KINDS, ids=lambda kind: kind.name)
def test_there_is_an_example_for_shares_and_builds(kind: Kind[Any]) -> None:
    """In tests/every_kind.py: what is private is looked for on pages, and all of it is edited at random."""
    assert examples(kind)


@beside_posts
def test_what_has_dates_says_on_which_days_it_is(kind: Kind[Any]) -> None:
    """Shares show what is on their days. A share itself is on none."""
    if kind.model.model_fields.keys() & DATES and kind.name != "share":
        assert all(document.days for document in examples(kind))


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
