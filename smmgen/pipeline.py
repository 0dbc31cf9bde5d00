"""A file becomes a post, the post variants, each variant a payload; mistakes are collected on the way.

Nothing here opens a socket, reads the clock or writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from smmgen.config import Account
from smmgen.content import front_matter
from smmgen.content.composed import on_disk
from smmgen.content.documents.campaign import marking_of
from smmgen.content.documents.contest import Contest
from smmgen.content.model import Post
from smmgen.content.names import slug_of
from smmgen.content.schedule import wall_in
from smmgen.content.series import occurrences, slot_of
from smmgen.diagnostics import Diagnostic, Span
from smmgen.documents import costs_of, read_document, references_of, span_in, unreadable
from smmgen.media.fitting import Takes
from smmgen.media.lookup import Attachment, attachments
from smmgen.media.probe import candidates
from smmgen.networks.base import Safety
from smmgen.recipe import Recipe
from smmgen.rules import engine, law
from smmgen.rules.base import PostSubject, Subject
from smmgen.safe_files import open_content
from smmgen.variants import adapt, payload
from smmgen.variants.approvable import UNKNOWN, Facts, approvable
from smmgen.variants.rows import UNREADABLE, PlanRow, PostRow
from smmgen.variants.shingles import sketch
from smmgen.variants.types import Variant, settled


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one file, at one of its times. Dicts are keyed by account name. `post` is None where the file is
    none yet."""

    row: PostRow
    post: Post | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    payloads: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    plan: tuple[PlanRow, ...] = ()
    files: Mapping[str, Attachment] = field(default_factory=dict)
    """What it takes along, by the path of the file that is sent."""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def path(self) -> str:
        return self.row.path


def make(relative: str, recipe: Recipe) -> list[Made]:
    """Turn one file into all that comes of it: one for each of its occurrences."""
    post, problems = read_document(relative, recipe)
    if not isinstance(post, Post):
        return [_unread(relative, tuple(problems))]
    post = recipe.hooks.change("on_post", post, post.path)
    files = attachments(post, recipe.project, recipe.whole, takes_of(post, recipe))
    return [_made(one, problems, files, recipe) for one in occurrences(post)]


def outline(relative: str, recipe: Recipe, *, with_text: bool = True) -> list[Made]:
    """What calendars need to know of a file, in a fraction of the time: its rows, without media, limits and payloads,
    and without texts where these are not asked for. What is left away is "" in them."""
    with_text = with_text or bool(recipe.hooks.functions) or law.is_on(recipe.config)  # these look at texts
    post, problems = read_document(relative, recipe, with_body=with_text)
    if not isinstance(post, Post):
        return [_unread(relative, tuple(problems))]
    if post.front.ignore and not with_text:  # whether it is of use depends on them, too
        return outline(relative, recipe)
    post = recipe.hooks.change("on_post", post, post.path)
    return [_outlined(one, recipe, with_text) for one in occurrences(post)]


def _outlined(post: Post, recipe: Recipe, with_text: bool) -> Made:
    row = _post_row(post, (), recipe)
    variants = {
        name: _variant(post, name, recipe, ()) if with_text else _untold(post, name, recipe) for name in post.accounts
    }
    plan = (_plan_row(row, variant, {"digest": ""}, recipe) for variant in variants.values())
    return Made(row=row, post=post, plan=tuple(plan))


def _untold(post: Post, name: str, recipe: Recipe) -> Variant:
    """The variant without a text."""
    account = recipe.config.accounts[name]
    return Variant(post, account, post.fields[name], post.moments[name], post.deadlines[name], parts=())


def takes_of(post: Post, recipe: Recipe) -> dict[str, Takes]:
    """What each account takes of media, if it gets any."""
    found = {}
    for name in post.accounts:
        fields, account = post.fields[name], recipe.config.accounts[name]
        if fields.media or (fields.link and fields.link.image):
            network = recipe.networks[account.platform]
            found[name] = Takes(
                recipe.limits[name, fields.format], network.facts.types, network.facts.codecs_of(fields.format)
            )
    return found


def _made(
    post: Post, problems: Sequence[Diagnostic], files: Mapping[str, Sequence[Attachment]], recipe: Recipe
) -> Made:
    variants = {name: _variant(post, name, recipe, files[name]) for name in post.accounts}
    payloads = {name: _payload(variant, recipe) for name, variant in variants.items()}
    findings = () if recipe.shared else _check(post, problems, variants, files, recipe)
    diagnostics = tuple(sorted(on_disk(findings, post.source.lines), key=lambda found: found.order))
    row = _post_row(post, diagnostics, recipe)
    return Made(
        row=row,
        post=post,
        variants=variants,
        payloads=payloads,
        plan=tuple(_plan_row(row, variant, payloads[name], recipe) for name, variant in variants.items()),
        files=_usable(files),
        diagnostics=diagnostics,
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
    network = recipe.networks[account.platform]
    limits = recipe.limits[name, post.fields[name].format]
    variant = adapt.adapt(post, account, network, limits, recipe.config, media, _links(post, account, recipe))
    if not recipe.hooks.has("on_variant"):
        return variant
    return settled(recipe.hooks.change("on_variant", variant, post.path))


def _usable(files: Mapping[str, Sequence[Attachment]]) -> dict[str, Attachment]:
    """By the path of the file that is sent."""
    return {one.media.path: one for attached in files.values() for one in attached if one.media}


def _links(post: Post, account: Account, recipe: Recipe) -> Callable[[str], str]:
    """What becomes of a link: the marks of the post's campaign, and then what hooks make of it."""
    hooks, name = recipe.hooks, post.short_name
    campaign = recipe.vocabulary.documents.get("campaign", {}).get(post.front.campaign or "")
    marking = marking_of(post, account.platform, recipe.config, campaign)
    if not marking.marks and not hooks.has("on_link"):
        return str

    @cache
    def changed(url: str) -> str:
        url = marking.marked(url)
        return hooks.change("on_link", url, post.path, account=account.name, platform=account.platform, post=name)

    return changed


def _payload(variant: Variant, recipe: Recipe) -> dict[str, Any]:
    """What is sent and, where posts need an approval, what decides on whose: no hook changes that. Nor what it promises
    to the public."""
    built = _sent(variant, recipe)
    if promise := _promise(variant.post, recipe):
        built = {**built, "promise": promise}
    if not recipe.config.review:
        return built
    fields = variant.fields
    cost = _cost(variant.post, recipe)
    facts = Facts(fields.kind or "", variant.post.front.campaign or "", fields.ads is not None, cost)
    return {**built, "review": facts._asdict()}


def _cost(post: Post, recipe: Recipe) -> str:
    """As `Facts` has it."""
    library = recipe.vocabulary.documents
    named = (library.get(one.kind, {}).get(one.uid) for one in post.references)
    costs = [cost for document in (post, *named) if document for cost in document.costs if cost.amount]
    if any(cost.currency not in ("", recipe.config.project.currency) for cost in costs):
        return UNKNOWN
    return str(sum(cost.amount or 0 for cost in costs)) if costs else ""


def _promise(post: Post, recipe: Recipe) -> str:
    """`contest/warm-box 9f2c…` where the post announces a contest: the digest of its terms."""
    contest = recipe.vocabulary.documents.get("contest", {}).get(post.front.contest or "")
    announces = isinstance(contest, Contest) and post.uid in contest.front.announced_by
    return f"{contest.name} {contest.promise}" if contest and announces else ""


def _sent(variant: Variant, recipe: Recipe) -> dict[str, Any]:
    built = payload.build(variant, recipe.networks[variant.account.platform])
    if not recipe.hooks.has("on_payload"):
        return built
    known, before = built["digest"], payload.digest(built["parts"])
    built = recipe.hooks.change("on_payload", built, variant.post.path)
    after = payload.digest(built["parts"])
    return {**built, "digest": known if after == before else after}


def _check(
    post: Post,
    problems: Sequence[Diagnostic],
    variants: Mapping[str, Variant],
    files: Mapping[str, Sequence[Attachment]],
    recipe: Recipe,
) -> Iterable[Diagnostic]:
    styles = {name: recipe.networks[variant.account.platform].facts.style for name, variant in variants.items()}
    library = recipe.vocabulary.documents
    about = PostSubject(post, recipe.config, styles, recipe.archetype, library, unreadable(post, recipe))
    subjects = []
    for name, variant in variants.items():
        network = recipe.networks[variant.account.platform]
        limits = recipe.limits[name, variant.format]
        subjects.append(Subject(about, variant, limits, network, files[name]))
    return engine.check_post(about, subjects, recipe.rules, problems, recipe.hooks.findings(post))


def _unread(path: str, diagnostics: tuple[Diagnostic, ...]) -> Made:
    """Of a file that is no post yet; its name stands for all that is not known."""
    slug = slug_of(path)
    row = PostRow(path, slug, slug.rsplit("/", 1)[-1], path, UNREADABLE)
    return Made(row.counting(diagnostics), diagnostics=diagnostics)


def _said_of_event(post: Post, diagnostics: Sequence[Diagnostic], recipe: Recipe) -> tuple[str, ...]:
    """What its text says of its event."""
    if not post.front.event:
        return ()
    from smmgen.rules.event_texts import stance

    return stance(post, recipe.vocabulary.documents, diagnostics)


def _post_row(post: Post, diagnostics: Sequence[Diagnostic], recipe: Recipe) -> PostRow:
    front, targeting = post.front, post.front.targeting
    return PostRow(
        path=post.path,
        slug=post.slug,
        title=post.title,
        uid=post.name,
        status=str(front.status),
        occurrence=post.occurrence,
        kind=front.kind or "",
        audience=targeting.audience or "",
        age=targeting.age or "",
        languages=tuple(targeting.language),
        is_ad=front.ads is not None,
        ignore=tuple(front.ignore),
        refers=references_of(post),
        costs=costs_of(post),
        slot=front.slot or "",
        is_evergreen=front.evergreen is not None,
        has_notes=bool(front.notes),
        of_event=_said_of_event(post, diagnostics, recipe),
        sketch=sketch(post.source.body),
        media=places(post),
        uid_span=span_in(post, ("uid",)),
        status_span=span_in(post, ("status",)) if str(front.status) != "ready" else Span(),
        ignore_span=span_in(post, ("ignore",)) if front.ignore else Span(),
        slot_span=span_in(post, ("slot",)) if front.slot else Span(),
    ).counting(diagnostics)


def _plan_row(row: PostRow, variant: Variant, built: Mapping[str, Any], recipe: Recipe) -> PlanRow:
    post, at = variant.post, variant.at
    text = "\n".join(part.rich.text for part in variant.parts)
    return PlanRow(
        post=row,
        account=variant.account.name,
        platform=variant.account.platform,
        by_hand=recipe.networks[variant.account.platform].facts.safety is Safety.BY_HAND,
        at=int(at.instant.timestamp()) if at else None,
        iso=at.iso if at else "",
        wall=at.wall if at else "",
        zone=at.zone if at else "",
        here=wall_in(at, recipe.config.project.timezone or ""),
        schedule_span=span_in(post, slot_of(post) or post.written(variant.account.name, ("schedule",))),
        text=sha256(text.encode()).hexdigest()[:16] if text else "",
        digest=built["digest"].removeprefix("sha256:")[:16],
        is_ad=law.is_on(recipe.config) and law.is_advertising(variant, recipe.config),
        review=_approvable(built, variant.account) if recipe.config.review else "",
    )


def _approvable(built: Mapping[str, Any], account: Account) -> str:
    """What is to be approved; "" where a hook has made of the payload what is none."""
    try:
        return approvable(built, account).dump()
    except (LookupError, TypeError, ValueError, AttributeError):
        return ""


def places(post: Post) -> tuple[str, ...]:
    """Every place where a file of this post is looked for, whether it is there or not."""
    named = {item.file for fields in post.fields.values() for item in fields.media}
    named |= {fields.link.image for fields in post.fields.values() if fields.link and fields.link.image}
    return tuple(sorted({place for file in named for place in candidates(post.path, file)}))
