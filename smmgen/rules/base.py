"""What a rule is: a module with a code, a docstring that is its page, and one check.

    \"\"\"What it reports, why it matters, an example that fails, the same example mended.\"\"\"
    CODE = code("SMM201", "empty-post", Severity.ERROR, fact=True, docs=__doc__)
    def check_post(subject: PostSubject) / check_file(attached) / check_variant(subject: Subject) / check_plan(plan)
    def check_document(subject: DocumentSubject)

A rule over the whole plan that looks at the time or at the ledger says so: `NEEDS_CLOCK = True`. It finds nothing in
builds. One with `LOOKS_AHEAD = True` is for `smm check --calendar` alone. A rule that only some projects ask for says
which: `ONLY_IF(config)`, and is not asked in others.

A rule names a field, or a line of the body and what stands there; the framework finds the span. It knows no network by
name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from shlex import quote
from typing import NamedTuple

from smmgen.budgets import Books
from smmgen.config import Account, Config
from smmgen.content.documents.base import Document, Documents
from smmgen.content.documents.campaign import Campaign
from smmgen.content.documents.kind import Kind
from smmgen.content.documents.plan import PLAN
from smmgen.content.model import Poll, Post
from smmgen.content.source import Field
from smmgen.diagnostics import Code, Fix, Severity, Span
from smmgen.keys import Identity
from smmgen.markup.document import Document as Body
from smmgen.markup.style import Style
from smmgen.media.lookup import Attachment
from smmgen.media.types import MediaFile
from smmgen.networks.account_limits import carries_for
from smmgen.networks.base import Network, Problem
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limits
from smmgen.rules import hashtags, links
from smmgen.variants.planned import ModelOf, Planned, Shelf
from smmgen.variants.rows import DocumentRow, PlanRow, PostRow
from smmgen.variants.shingles import words_of
from smmgen.variants.slots import ContentPlan, content_plans
from smmgen.variants.types import Variant


def code(code: str, name: str, severity: Severity, *, fact: bool, docs: str | None) -> Code:
    """The rule's identity; `docs` is the module's docstring."""
    return Code(code, name, severity, fact, (docs or "").strip())


class Mend(NamedTuple):
    """What belongs where `was` stands, at the finding's own place; `safe` as of `Fix`."""

    was: str
    now: str
    safe: bool = False


class Finding(NamedTuple):
    """One mistake. Give `field` (a front-matter path), or `line` of the file, or a `span`.

    `texts` are the forms in which it may stand in or shortly below the line, `nth` counts equal ones before it; without
    them the whole line is meant. `severity` None keeps the rule's own. `fixes`: the edits that mend it, or
    `mend` where one at its own place does. `others`: paths of other documents that it is about.
    """

    message: str
    hint: str = ""
    field: Field = ()
    line: int = 0
    texts: tuple[str, ...] = ()
    nth: int = 0
    account: str | None = None
    severity: Severity | None = None
    span: Span | None = None
    fixes: tuple[Fix, ...] = ()
    others: tuple[str, ...] = ()
    mend: Mend | None = None


_PLAIN = re.compile(r"[^\W_][\w./ -]*")
"""A file's name that YAML takes without quotes wherever it stands."""


def spelt(attached: Attachment) -> tuple[Fix, ...]:
    """The file's name as it was meant, or at least as it may have been."""
    problem = attached.problem
    meant = (problem.instead or problem.likely) if problem else ""
    if problem is None or not attached.span or not _PLAIN.fullmatch(meant):
        return ()
    return (Fix(attached.span, meant, safe=bool(problem.instead)),)


@dataclass(frozen=True, eq=False)
class DocumentSubject:
    """What a rule about a document that is no post may look at: `check_document(subject)` yields `Finding`s."""

    document: Document
    config: Config
    library: Documents = field(default_factory=dict)
    """What it may refer to."""
    unreadable: frozenset[str] = frozenset()
    """Names of documents that it refers to and whose files have errors of their own: `campaign/spring`."""


@dataclass(frozen=True, eq=False)
class PostSubject:
    """What a rule about a post may look at: `check_post(subject)` yields `Finding`s."""

    post: Post
    config: Config
    styles: Mapping[str, Style] = field(default_factory=dict)
    """Account name -> how its network writes texts."""
    archetype: str = ""
    """The text that the project's new posts begin with."""
    library: Documents = field(default_factory=dict)
    """What it may refer to."""
    unreadable: frozenset[str] = frozenset()
    """Names of documents that it refers to and whose files have errors of their own: `campaign/spring`."""

    @property
    def campaign(self) -> Campaign | None:
        """The campaign it belongs to, where there is one of that name."""
        found = self.library.get("campaign", {}).get(self.post.front.campaign or "")
        return found if isinstance(found, Campaign) else None

    @cached_property
    def documents(self) -> tuple[Body, ...]:
        """The body, and each first comment once: what is written in Markdown."""
        return (self.post.document, *self.comments.values())

    @cached_property
    def comments(self) -> Mapping[Field, Body]:
        """First comments by the field where they are written, whoever gets them."""
        found = ((self.post.written(name, ("first_comment",)), one) for name, one in self.post.comments.items())
        return dict(found)

    def minding(self, minds: Sequence[str], among: Sequence[str]) -> tuple[str | None, ...]:
        """Whom to name in a report: nobody when all accounts `among` them mind."""
        return (None,) if len(minds) == len(among) else tuple(minds)

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The words of its texts, as `words_of` has them: tells sooner than a search which ones are not there."""
        text, body = self.post.source.text, self.post.source.body
        found = frozenset(words_of(body))
        has_more = "first_comment" in text or "question" in text
        return found.union(words_of(text[: len(text) - len(body)])) if has_more else found

    @cached_property
    def hashtags(self) -> tuple[hashtags.Written, ...]:
        """Every hashtag written out in front matter, sets included."""
        return tuple(hashtags.written(self.post))

    @cached_property
    def links(self) -> tuple[links.Written, ...]:
        """Every link of front matter, of the body and of first comments, whomever it is for."""
        return tuple(links.written(self.post, self.documents))

    @cached_property
    def mentions(self) -> tuple[tuple[str, int], ...]:
        """Handles of the whole body with their lines."""
        return tuple(self.post.document.mentions()) if "@" in self.post.source.body else ()


@dataclass(frozen=True, eq=False)
class Subject:
    """What a rule about a variant may look at: `check_variant(subject)` yields `Finding`s."""

    about: PostSubject
    variant: Variant
    limits: Limits
    """The network's, with the account's own corrections."""
    network: Network
    files: Sequence[Attachment] = ()
    """What this account's post names, missing files included."""

    @property
    def config(self) -> Config:
        return self.about.config

    @property
    def account(self) -> str:
        return self.variant.account.name

    @property
    def conversion(self) -> str:
        """The command that converts the post's videos."""
        return f"smm convert {quote(self.about.post.path)}"

    @cached_property
    def carries(self) -> frozenset[Carried]:
        """What the network carries as data, as far as the account knows."""
        return carries_for(self.network, self.variant.account)

    @property
    def poll(self) -> Poll | None:
        """The poll, where the network has polls."""
        return self.variant.fields.poll if "poll" in self.carries else None

    @cached_property
    def document(self) -> Body:
        """The body as this account gets it."""
        if ":::" not in self.about.post.source.body:
            return self.about.post.document
        return self.about.post.document.select(frozenset({self.account, self.variant.account.platform}))

    @cached_property
    def comment(self) -> Body | None:
        """The first comment as this account gets it, where the network takes one."""
        comment = self.about.post.comments.get(self.account) if self.network.facts.first_comment else None
        return comment.select(frozenset({self.account, self.variant.account.platform})) if comment else None

    @property
    def is_whole(self) -> bool:
        """The account gets the body as it stands."""
        return self.document is self.about.post.document

    @cached_property
    def problems(self) -> Sequence[Problem]:
        """What the network itself says."""
        return self.network.problems(self.variant)

    @cached_property
    def media(self) -> tuple[tuple[Field, MediaFile], ...]:
        """The files that are sent, each with the entry of `media` that names it."""
        sent = [file for part in self.variant.parts for file in part.media]
        if not sent:
            return ()
        named = {one.name for one in self.files if one.media}
        places = [index for index, item in enumerate(self.variant.fields.media) if item.name in named]
        if len(places) != len(sent):
            return tuple((("media",), file) for file in sent)
        return tuple((("media", index), file) for index, file in zip(places, sent, strict=True))

    @property
    def destination(self) -> Field:
        """The entry of `platforms` that sends the post here."""
        return destination(self.variant.post, self.variant.account)


class Promised(NamedTuple):
    """The digest of what a document promised to the public, and the post that announced it first, at `at`."""

    digest: str
    post: str
    at: datetime


@dataclass(frozen=True, eq=False)
class Plan:
    """Every post on every account, and the documents beside them.

    `files`: media files of content/ that exist, relative to the project; `used`: those that posts name. `posts`: files
    that are read as documents of any kind, `beside`: others in their folders, `every`: all posts, also those
    that go nowhere. `now` is None in builds, whose outcome
    must not depend on the day; `until` is a later time up to which rules look ahead. `attempted`: what the ledger
    knows; builds do not ask it. `looks_ahead`: what is still to be done is asked for, too; `tables`: where in smm.toml
    each account has its table.
    """

    rows: Sequence[PlanRow]
    config: Config
    files: Sequence[str] = ()
    used: frozenset[str] = frozenset()
    now: datetime | None = None
    posts: frozenset[str] = frozenset()
    beside: Sequence[str] = ()
    attempted: Collection[Identity] = ()
    documents: Sequence[DocumentRow] = ()
    every: Sequence[PostRow] = ()
    until: datetime | None = None
    looks_ahead: bool = False
    tables: Mapping[str, Span] = field(default_factory=dict)
    promised: Mapping[str, Promised] = field(default_factory=dict)
    """Name of a document -> what the ledger knows that it promised; builds do not ask it."""
    loose: Sequence[str] = ()
    """Files in folders of data that are not read as documents."""
    waiting: Collection[Identity] = ()
    """What waits for somebody's yes; only known where `looks_ahead`."""

    def all_of(self, kind: Kind[ModelOf]) -> Sequence[Planned[ModelOf]]:
        """The documents of this kind that can be read, typed, in order of path."""
        return self._shelf.all_of(kind)

    def naming(self, document: str) -> Sequence[PlanRow]:
        """The rows of posts that name a document: `campaign/spring`."""
        return self._naming.get(document, ())

    @cached_property
    def content_plans(self) -> Sequence[ContentPlan]:
        """The content plans with the posts in their slots, in order of path."""
        return content_plans(self.all_of(PLAN), self.rows, self.config)

    @cached_property
    def books(self) -> Books:
        """What documents cost, what was paid and what came of it, by budget."""
        return Books(self, self.documents, self.every, self.config.project.currency)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.documents)

    @cached_property
    def _naming(self) -> Mapping[str, Sequence[PlanRow]]:
        found: dict[str, list[PlanRow]] = defaultdict(list)
        for row in self.rows:
            for name in row.post.refers:
                found[name].append(row)
        return found

    def is_new(self, row: PlanRow) -> bool:
        """Nothing of it is in the ledger yet."""
        return row.identity not in self.attempted

    @cached_property
    def timed(self) -> list[tuple[int, PlanRow]]:
        """What is to be published, in order of its Unix time, then path; drafts left out."""
        rows = [(row.at, row) for row in self.rows if row.at is not None and row.post.status != "draft"]
        return sorted(rows, key=lambda timed: (timed[0], timed[1].post.path))


def destination(post: Post, account: Account) -> Field:
    """The entry of `platforms` that sends the post to this account."""
    wanted = (account.name, account.platform)
    return ("platforms", next((index for index, name in enumerate(post.front.platforms) if name in wanted), 0))


def figure(value: float) -> str:
    """A limit as people read it: without `.0` and never as 3.3e+07."""
    return f"{int(value)}" if value == int(value) else f"{value:g}"
