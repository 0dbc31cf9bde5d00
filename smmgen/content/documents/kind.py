"""What a kind of document is, and what reading any kind has in common.

A kind is one module in this folder that ends with its `Kind`, and a line in `registry.py`. All else follows from it:
which files are read, checked, listed, cached and watched, what `smm new` and `smm schema` make, and the preview's page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from smmgen.content.collector import Report
from smmgen.content.composed import composed
from smmgen.content.documents.base import Document, Documents, Front
from smmgen.content.documents.doubtful_sums import check_sums
from smmgen.content.front_matter import MAX_BYTES, Read, read_bytes
from smmgen.content.names import slug_of
from smmgen.content.source import Field, Source
from smmgen.content.validate import own_data, validated
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic

Parsed = tuple[Document | None, list[Diagnostic]]
AnyFront = TypeVar("AnyFront", bound=Front)
ModelOf = TypeVar("ModelOf", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Kind(Generic[ModelOf]):
    """`name` is what users write: `smm new campaign`. `summary` says what it is for, as help and schema show it."""

    name: str
    folder: str
    """Below the project: `content/campaigns`. Every file in it that ends with `suffix` is a document of this kind."""
    summary: str
    model: type[ModelOf]
    """What its front matter may say: keys, types and, for editors, descriptions."""
    parse: Callable[[Source, Vocabulary], Parsed]
    """The document, and all that is wrong with it. None when nothing sensible can be made of it."""
    archetype: str
    """What `smm new` begins with where the project has no content/archetypes/<name>.md."""
    page: str = ""
    """The theme's template of its page; "" where it is only shown on others'. What is sent has a page: `post.html`."""
    sends: bool = False
    """It is parsed to a `Post` by `parser.parse`, and its model is `FrontMatter` or more."""
    suffix: str = ".md"
    read: Callable[[bytes, str], Read] = read_bytes
    """The source of a file's bytes; the text is the path relative to the project. Data files have a reader of their own
    and are in one of `layout.DATA`."""
    most_bytes: int = MAX_BYTES
    """Of one file."""
    private: tuple[Field, ...] = (("notes",),)
    """Fields that a share leaves out unless it names them: `("budget",)`, of each entry of a list `("prizes", "*",
    "cost")`; `("text",)` is the body. Entries of lists that say `hidden: true` are always left out."""

    goes_with: str = ""
    """Of data: the kind of documents with which a share shows it."""
    shown: Callable[[Document, Documents, Collection[str]], bytes | None] | None = None
    """Of such data: its file with nothing but what goes with documents that a share shows; None for no file. It gets
    all documents, and the names of those that are shown."""

    @property
    def place(self) -> str:
        """The folder of its pages, below build/site."""
        return self.folder.rpartition("/")[2]

    @property
    def own_archetype(self) -> str:
        """Where the project may have one of its own."""
        return f"content/archetypes/{self.name}.md"


AnyKind = Kind[Any]


def read_front(source: Source, model: type[AnyFront]) -> tuple[AnyFront | None, Report]:
    """The front matter of a document that is no post, and a report to go on with."""
    report = Report(source)
    front = validated(model, own_data(source.data, frozenset(), report, model), (), {}, report)
    if front is not None and source.path.endswith(".md"):
        check_sums(source, front, report)
    return front, report


def identity(source: Source, front: Front) -> dict[str, Any]:
    """The fields that any document begins with."""
    slug = slug_of(source.path)
    uid = composed(front.uid or slug.rsplit("/", 1)[-1])
    return {"path": source.path, "slug": slug, "uid": uid, "source": source, "front": front}
