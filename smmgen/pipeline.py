"""The recipe: a file becomes a post, the post variants, each variant a payload; mistakes are collected on the way.

Nothing here opens a socket, reads the clock or writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from smmgen.config import Account, Config
from smmgen.content import archetypes, codes, front_matter, parser
from smmgen.content.composed import as_written, on_disk
from smmgen.content.model import Post
from smmgen.content.names import flaw_of_name
from smmgen.content.source import Field
from smmgen.diagnostics import Diagnostic, Span, diagnose
from smmgen.hooks import Hooks
from smmgen.media.lookup import Attachment, attachments
from smmgen.networks.account_limits import limits_for
from smmgen.networks.base import Network
from smmgen.networks.limits import Limits
from smmgen.networks.registry import Models
from smmgen.rules import engine
from smmgen.rules.base import PlanRow, PostSubject, Subject
from smmgen.safe_files import open_content
from smmgen.variants import adapt, payload
from smmgen.variants.likeness import likeness
from smmgen.variants.types import Variant


@dataclass(frozen=True, slots=True)
class Recipe:
    """What stays the same for every post of a run."""

    project: Path
    config: Config
    platforms: Mapping[str, Network]
    vocabulary: parser.Vocabulary
    hooks: Hooks
    limits: Mapping[str, Limits]
    """Account name -> the platform's limits with the account's own corrections."""
    whole: Container[str] = ()
    """SHA-256 of media files that were found whole before."""
    archetype: str = ""
    """The text that new posts begin with."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one file. Dicts are keyed by account name."""

    path: str
    post: Post | None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    payloads: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    rows: tuple[PlanRow, ...] = ()
    files: Mapping[str, Attachment] = field(default_factory=dict)
    """What it takes along, by the path of the file that is sent."""
    diagnostics: tuple[Diagnostic, ...] = ()


def recipe(project: Path, config: Config, platforms: Mapping[str, Network], hooks: Hooks) -> Recipe:
    """Gather what `make` needs. `platforms`: name -> platform, for every account of the project."""
    limits = {name: limits_for(platforms[account.platform], account) for name, account in config.accounts.items()}
    vocabulary = parser.Vocabulary(config, Models("options"))
    return Recipe(project, config, platforms, vocabulary, hooks, limits, archetype=archetypes.body(project))


def make(relative: str, recipe: Recipe) -> Made:
    """Turn one file into all that comes of it."""
    if problem := flaw_of_name(relative):
        return Made(relative, None, diagnostics=(diagnose(codes.UNUSABLE_NAME, relative, Span(), *problem),))
    source, problems = front_matter.read(recipe.project, relative)
    if source is None:
        return Made(relative, None, diagnostics=tuple(problems))
    post, more = parser.parse(source, recipe.vocabulary)
    problems = [*problems, *more]
    if post is None:
        return Made(relative, None, diagnostics=tuple(on_disk(problems, source.lines)))
    post = recipe.hooks.change("on_post", post, post.path)
    files = attachments(post, recipe.project, recipe.whole, recipe.limits)
    variants = {name: _variant(post, name, recipe, files[name]) for name in post.accounts}
    payloads = {name: _payload(variant, recipe) for name, variant in variants.items()}
    findings = _check(post, problems, variants, files, recipe)
    return Made(
        path=relative,
        post=post,
        variants=variants,
        payloads=payloads,
        rows=tuple(_row(variant, payloads[name]) for name, variant in variants.items()),
        files=_usable(files),
        diagnostics=tuple(sorted(on_disk(findings, source.lines), key=lambda found: found.order)),
    )


def text_of(project: Path, relative: str) -> str:
    """The text of a file that could not be read as a post, for its author to look at; "" when it may not be shown."""
    try:
        with open_content(project, relative) as file:
            return file.read(front_matter.MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _variant(post: Post, name: str, recipe: Recipe, files: Sequence[Attachment]) -> Variant:
    account = recipe.config.accounts[name]
    media = {attached.name: attached.media for attached in files if attached.media}
    platform = recipe.platforms[account.platform]
    variant = adapt.adapt(post, account, platform, recipe.config, media, _links(post, account, recipe.hooks))
    return recipe.hooks.change("on_variant", variant, post.path)


def _usable(files: Mapping[str, Sequence[Attachment]]) -> dict[str, Attachment]:
    """By the path of the file that is sent."""
    return {one.media.path: one for attached in files.values() for one in attached if one.media}


def _links(post: Post, account: Account, hooks: Hooks) -> Callable[[str], str]:
    if not hooks.has("on_link"):
        return str

    @cache
    def changed(url: str) -> str:
        name = post.slug.rsplit("/", 1)[-1] if "/" in post.uid else post.uid
        return hooks.change("on_link", url, post.path, account=account.name, platform=account.platform, post=name)

    return changed


def _payload(variant: Variant, recipe: Recipe) -> dict[str, Any]:
    built = payload.build(variant, recipe.platforms[variant.account.platform])
    built = recipe.hooks.change("on_payload", built, variant.post.path)
    return {**built, "digest": payload.digest(built["parts"])} if recipe.hooks.has("on_payload") else built


def _check(
    post: Post,
    problems: Sequence[Diagnostic],
    variants: Mapping[str, Variant],
    files: Mapping[str, Sequence[Attachment]],
    recipe: Recipe,
) -> Iterable[Diagnostic]:
    styles = {name: recipe.platforms[variant.account.platform].style for name, variant in variants.items()}
    about = PostSubject(post, recipe.config, styles, recipe.archetype)
    subjects = [
        Subject(about, variant, recipe.limits[name], recipe.platforms[variant.account.platform], files[name])
        for name, variant in variants.items()
    ]
    return engine.check_post(about, subjects, problems, recipe.hooks.findings(post))


def _row(variant: Variant, built: Mapping[str, Any]) -> PlanRow:
    post = variant.post
    text = "\n".join(part.rich.text for part in variant.parts)
    return PlanRow(
        path=post.path,
        uid=post.uid,
        slug=post.slug,
        title=post.title,
        account=variant.account.name,
        platform=variant.account.platform,
        status=str(post.front.status),
        at=int(variant.at.instant.timestamp()) if variant.at else None,
        wall=variant.at.wall if variant.at else "",
        iso=variant.at.iso if variant.at else "",
        text=sha256(text.encode()).hexdigest()[:16] if text else "",
        media=tuple(file.path for part in variant.parts for file in part.media),
        schedule_span=_span(post, post.written(variant.account.name, ("schedule",))),
        uid_span=_span(post, ("uid",)),
        ignore_span=_span(post, ("ignore",)) if post.front.ignore else Span(),
        status_span=_span(post, ("status",)) if str(post.front.status) != "ready" else Span(),
        digest=built["digest"].removeprefix("sha256:")[:16],
        parts=tuple(likeness(part) for part in built["parts"]),
    )


def _span(post: Post, field: Field) -> Span:
    """Where it stands in the file."""
    return as_written(post.source.span(field), post.source.lines)
