"""A file becomes a document, of whatever kind it is; mistakes are collected on the way. Posts go on in `pipeline`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

import orjson
from pydantic import BaseModel

from smmgen.content import codes, front_matter
from smmgen.content.composed import as_written, on_disk
from smmgen.content.documents.base import Document
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.library import Library
from smmgen.content.documents.post import POST
from smmgen.content.documents.registry import kind_of
from smmgen.content.model import Post
from smmgen.content.names import flaw_of_name, slug_of
from smmgen.content.source import Field, Source
from smmgen.diagnostics import Diagnostic, Span, diagnose
from smmgen.keys import name_of
from smmgen.recipe import MadeDocument, Recipe
from smmgen.rules import engine
from smmgen.rules.base import DocumentSubject
from smmgen.variants.rows import CostRow, DocumentRow


def with_documents(recipe: Recipe, files: Iterable[str]) -> Recipe:
    """The recipe for documents that may refer to those among these files."""
    library = Library(files, lambda path: read_document(path, whole), lambda path: make_document(path, whole))
    whole = replace(recipe, vocabulary=replace(recipe.vocabulary, documents=library), library=library)
    return whole


def make_document(relative: str, recipe: Recipe) -> MadeDocument:
    """Turn a file that is no post into a document."""
    document, problems = recipe.library.read(relative) if recipe.library else read_document(relative, recipe)
    if document is None:
        slug = slug_of(relative)
        uid = slug.rsplit("/", 1)[-1]
        return MadeDocument(DocumentRow(relative, _kind(relative).name, slug, uid, uid), None, tuple(problems))
    if recipe.shared:
        return MadeDocument(_document_row(document), document)
    about = DocumentSubject(document, recipe.config, recipe.vocabulary.documents, unreadable(document, recipe))
    found = on_disk(engine.check_document(about, problems), document.source.lines)
    return MadeDocument(_document_row(document), document, tuple(sorted(found, key=lambda one: one.order)))


def unreadable(document: Document, recipe: Recipe) -> frozenset[str]:
    """Of the documents that it refers to, the names of those whose files have errors of their own."""
    library = recipe.library
    return frozenset(one.name for one in document.references if library and library.is_unreadable(one.kind, one.uid))


def read_document(relative: str, recipe: Recipe, *, with_body: bool = True) -> tuple[Document | None, list[Diagnostic]]:
    """The document, and what reading it found; the places are those in the file only where there is none. Without its
    body, which takes longer to read than all the rest, nothing is known of its texts."""
    if problem := flaw_of_name(relative):
        return None, [diagnose(codes.UNUSABLE_NAME, relative, Span(), *problem)]
    kind = _kind(relative)
    source, problems = front_matter.read(recipe.project, relative, recipe.files, kind.read, kind.most_bytes)
    if source is None:
        return None, problems
    source = source if with_body else replace(source, body="")
    document, more = kind.parse(source, recipe.vocabulary)
    if document is None:
        return None, on_disk([*problems, *more], source.lines)
    return recipe.hooks.change("on_document", document, document.path), [*problems, *more]


def _kind(path: str) -> AnyKind:
    """The kind that the file's folder belongs to; files elsewhere are read as posts."""
    return kind_of(path) or POST


def _document_row(document: Document) -> DocumentRow:
    front = document.front
    seen = front.model_dump_json() if isinstance(front, BaseModel) else ""
    return DocumentRow(
        path=document.path,
        kind=document.kind,
        slug=document.slug,
        uid=document.uid,
        title=document.title,
        digest=digest_of(f"{document.path} {document.uid} {seen}{document.promise}"),
        front=seen,
        places=_places(document.source),
        promise=document.promise,
        text=digest_of(document.source.text),
        refers=references_of(document),
        posts=tuple((one.uid, span_in(document, one.field)) for one in document.references if one.kind == POST.name),
        costs=costs_of(document),
        ignore=tuple(front.ignore),
        uid_span=span_in(document, ("uid",)),
        ignore_span=span_in(document, ("ignore",)) if front.ignore else Span(),
    )


def _places(source: Source) -> str:
    """Where every key and value stands, as `Planned.span` reads it."""
    fields = dict.fromkeys((*source.keys, *source.values))
    return orjson.dumps([[field, [*as_written(source.span(field), source.lines)]] for field in fields]).decode()


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def references_of(document: Document) -> tuple[str, ...]:
    """The names of the documents that it says anything of."""
    audiences = (name_of("audience", name) for name in document.audiences) if isinstance(document, Post) else ()
    return (*(reference.name for reference in document.references), *audiences)


def costs_of(document: Document) -> tuple[CostRow, ...]:
    """What it costs, as rows have it."""
    return tuple(
        CostRow(
            cost.line,
            "" if cost.amount is None else str(cost.amount),
            cost.currency,
            cost.day.isoformat() if cost.day else "",
            cost.what,
            span_in(document, cost.field),
            span_in(document, cost.named or cost.field),
        )
        for cost in document.costs
    )


def span_in(post: Document, field: Field) -> Span:
    """The field's span in the file."""
    return as_written(post.source.span(field), post.source.lines)
