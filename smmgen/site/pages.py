"""The preview site's pages: pure functions from facts to HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any, cast

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    StrictUndefined,
    TemplateError,
)
from markupsafe import Markup

from smmgen.config import Config
from smmgen.content.documents.base import Document, Documents
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.post import POST
from smmgen.content.documents.registry import kind_of
from smmgen.content.model import Post
from smmgen.content.names import page_of
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.keys import sent_name_of
from smmgen.markup.document import parse
from smmgen.markup.html import to_html
from smmgen.networks.base import Network
from smmgen.networks.capabilities import capabilities
from smmgen.site import charts
from smmgen.site.accounts import account_views, avatars, network_title, rubric_css, rubric_views
from smmgen.site.excerpt import source_lines
from smmgen.site.facts import facts, in_series
from smmgen.site.html import ticks
from smmgen.site.hyphens import hyphenated
from smmgen.site.i18n import Words, words
from smmgen.site.kinds.base import Naming, Page
from smmgen.site.looks import card_of, icons, looks, styles
from smmgen.site.model import Card, Column, Findings, Overview, PostFacts, ToApprove
from smmgen.site.month import Entry, days, entries, own_time
from smmgen.site.states import as_js
from smmgen.site.theme import assets, folders
from smmgen.site.theme_errors import theme_error
from smmgen.site.urls import anchor, document_url, url
from smmgen.variants.rows import UNSCHEDULED, DocumentRow, PlanRow, PostRow, stated

EMPTY: Documents = {}
FRAGMENT_ROOT = "../../"
"""Fragments are written for pages two folders deep."""

PILLS = "<!--pills-->"
"""Where a fragment's head is to tell what is wrong: that is known when all posts are, the fragment before."""

SECTION_ICONS = ("plan", "campaigns", "audiences", "contests", "events", "budget")
"""Sections with a symbol of their own in the theme's icons.html."""

HOME_PROBLEMS = 60
"""More than these are shown on their own page only."""


class Site:
    """One look for one configuration. Holds compiled templates, no posts; build it once a process.

    `networks`: name -> network, for every account of the project. `sections`: folders of pages about documents that are
    no posts, such as `campaigns`. `shared`: for people outside the team, without problems, payloads and names of files.

    Raises `UserError` where the project's own theme is missing or mistaken.
    """

    def __init__(
        self,
        config: Config,
        project: Path,
        networks: Mapping[str, Network],
        sections: Sequence[str] = (),
        shared: bool = False,
    ) -> None:
        self.config = config
        self._project = project
        self._themes = folders(project, config)
        self._t = words(config.project.language)
        self.is_shared = shared
        self._zone = config.project.timezone or ""
        self.networks = {account.platform: networks[account.platform] for account in config.accounts.values()}
        self._titles = {
            name: network_title(network, config.project.language) for name, network in self.networks.items()
        }
        self._accounts = account_views(config, project, self.networks)
        self._rubrics = rubric_views(config)
        self._environment = Environment(
            loader=looks(project, self._themes, self.networks),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=FileSystemBytecodeCache(),  # in a folder of this user's alone; jinja2 checks that
        )
        self._environment.globals.update(
            t=self._t,
            project=config.project,
            zone=self._zone,
            accounts=self._accounts,
            rubrics=self._rubrics,
            url=url,
            document_url=document_url,
            sections=sections,
            section_icons=SECTION_ICONS,
            own_time=own_time,
            anchor=anchor,
            charts=charts,
            unscheduled=UNSCHEDULED,
            shell=self._shell,
            reviewed=bool(config.review),
            shared=shared,
            icon=icon,
            glyph=glyph,
            network_icons=icons(self._titles, self._environment),
            pills_here=Markup(PILLS),  # noqa: S704 - a fixed text
        )
        self._shells: dict[tuple[str, str], Markup] = {}
        self._environment.filters.update(ticks=ticks, hyphenated=hyphenated)
        self._macros: dict[str, Any] = {}
        self._pills: dict[Findings, str] = {}

    def feed_fragment(self, card: Card) -> str:
        """The card's HTML for account pages and the post's own, with `PILLS` where it is to say what is wrong."""
        try:
            return str(self._macro(card.platform)(card, self._accounts[card.account]))
        except TemplateError as error:
            raise theme_error(error) from error

    def post_facts(self, post: Post, cards: Sequence[Card], documents: Documents = EMPTY) -> PostFacts:
        """What `post_page` needs to know of a post; it can be kept as JSON. `documents`: what it may refer to."""
        front = post.front
        known = tuple(
            (fact.label, fact.value, fact.page) for fact in facts(post, self.config, self._t, self._titles, documents)
        )
        columns = tuple(Column.of(card) for card in cards)
        named = (post.path, page_of(post.path, post.occurrence), post.title, sent_name_of(post.name, post.occurrence))
        said = (str(front.status), front.kind or "", front.notes or "")
        return PostFacts(*named, *said, known, in_series(post), columns)

    def series_page(self, post: Post) -> str:
        """The page that leads to all times of a post that repeats: `posts/tip.html`."""
        times = [
            (time, page_of(post.path, time.occurrence), sent_name_of(post.name, time.occurrence)) for time in post.times
        ]
        return self._page(
            "series.html", _root(page_of(post.path)), post=post, times=times, status=str(post.front.status)
        )

    def post_page(
        self,
        post: PostFacts,
        fragments: Sequence[str],
        payloads: Mapping[str, str],
        diagnostics: Sequence[Diagnostic],
    ) -> str:
        """The post's own page. `fragments`: `feed_fragment` of each card; `payloads`: account -> its file's text."""
        root = _root(post.page)
        diagnostics = () if self.is_shared else diagnostics
        found = findings(post.status, diagnostics)
        return self._page(
            (kind_of(post.path) or POST).page,
            root,
            post=post,
            state=found("").state,
            columns=[
                (
                    column,
                    _moved(self._headed(fragment, found(column.account)), root),
                    payloads.get(column.account, ""),
                    _of(diagnostics, column.account),
                )
                for column, fragment in zip(post.columns, fragments, strict=True)
            ],
            general=_of(diagnostics, None),
        )

    def _headed(self, fragment: str, found: Findings) -> str:
        """The fragment with its head telling what is wrong."""
        if found not in self._pills:
            self._pills[found] = str(self._shared().pills(found))
        return fragment.replace(PILLS, self._pills[found], 1)

    def broken_page(self, row: PostRow, diagnostics: Sequence[Diagnostic], text: str) -> str:
        """The page of a file that could not be read as a post: its text with the mistakes marked."""
        lines, root = source_lines(text, diagnostics), _root(row.page)
        return self._page("broken.html", root, path=row.path, slug=row.slug, diagnostics=diagnostics, lines=lines)

    def account_page(
        self, account: str, month: str, fragments: Sequence[tuple[str, Findings]], months: Sequence[str]
    ) -> str:
        """`accounts/<account>/<month>.html`; fragments in the order of time, `month` may be `unscheduled`."""
        return self._page(
            "account.html",
            FRAGMENT_ROOT,
            who=self._accounts[account],
            month=month,
            months=months,
            fragments=[Markup(self._headed(*fragment)) for fragment in fragments],  # noqa: S704 - by `feed_fragment`
        )

    def account_index(self, account: str, months: Sequence[str]) -> str:
        """`accounts/<account>/index.html`: leads to the month at hand."""
        return self._page("account_index.html", FRAGMENT_ROOT, who=self._accounts[account], months=months)

    def calendar_page(self, month: str, rows: Iterable[PlanRow], months: Sequence[str]) -> str:
        """`calendar/<month>.html`; months without `unscheduled`."""
        return self._page("calendar.html", "../", month=month, months=months, days=days(month, rows))

    def calendar_index(self, months: Sequence[str]) -> str:
        """`calendar/index.html`: leads to the month at hand."""
        return self._page("calendar_index.html", "../", months=months)

    def home_page(self, overview: Overview, diagnostics: Sequence[Diagnostic], pages: Mapping[str, str]) -> str:
        """`index.html`. `diagnostics` as `ranked`; `pages`: path of a post -> its page, for links from its problems."""
        shown = diagnostics[:HOME_PROBLEMS]
        return self._page(
            "home.html",
            "",
            overview=overview,
            grids=[(month, days(month.name, ())) for month in overview.months],
            groups=_by_file(shown),
            pages=pages,
            severities=_severities(diagnostics),
            left=len(diagnostics) - len(shown),
        )

    def problems_page(self, diagnostics: Sequence[Diagnostic], pages: Mapping[str, str]) -> str:
        """`problems.html`: all of them, the gravest first; `diagnostics` as `ranked`."""
        found = groupby(diagnostics, key=lambda found: str(found.severity))
        sections = [(severity, _by_file(list(listed))) for severity, listed in found]
        return self._page("problems.html", "", sections=sections, pages=pages, severities=_severities(diagnostics))

    @property
    def words(self) -> Words:
        """The interface in the project's language."""
        return self._t

    def document_page(
        self, kind: AnyKind, document: Document, posts: Naming, diagnostics: Sequence[Diagnostic], page: Page
    ) -> str:
        """A page of a document that is no post: its own, or one more. `posts`: those that name it; the page's facts are
        what the module of its kind in `site/kinds` says."""
        source = document.source
        body = to_html(parse(source.body, source.body_line, frozenset()))
        return self._page(
            page.template,
            _root(page.path),
            place=kind.place,
            document=document,
            body=Markup(body),  # noqa: S704 - sanitised
            posts=posts,
            diagnostics=diagnostics,
            facts=page.facts,
            related=page.related,
        )

    def document_index(self, kind: AnyKind, documents: Sequence[tuple[DocumentRow, int]], facts: object = None) -> str:
        """`<place>/index.html`: each with how many posts name it. `facts`: for a template of the kind's own."""
        template = "document_index.html" if facts is None else f"{kind.name}_index.html"
        return self._page(template, "../", place=kind.place, documents=documents, facts=facts)

    def approve_page(
        self, posts: Sequence[tuple[PlanRow, Sequence[tuple[ToApprove, str, str, Findings]]]], left: int = 0
    ) -> str:
        """`approve/index.html`: posts that wait, each with one of its rows and, for each account that waits, its time,
        its card and what is wrong. `left`: how many more wait."""
        shown = [
            (row, [(one, here, _moved(self._headed(card, found), "../")) for one, here, card, found in columns])
            for row, columns in posts
        ]
        return self._page(
            "approve.html", "../", posts=shown, left=left, pulls=pulls_of(self.config.project.repository or "")
        )

    def networks_page(self) -> str:
        """`networks.html`: what each network of the project's accounts can do."""
        columns = [(name, self._titles[name], list(capabilities(one))) for name, one in self.networks.items()]
        rows = list(zip(*(found for _, _, found in columns), strict=True))
        return self._page("networks.html", "", columns=columns, rows=rows)

    def diff_page(self, **facts: Any) -> str:
        """`diff/index.html`; `facts` are those of `smmgen.review.page`."""
        return self._page("diff.html", "../", **facts)

    def missing_page(self) -> str:
        """`404.html`."""
        return self._page("missing.html", "/")

    def agenda_js(self, month: str, rows: Iterable[PlanRow]) -> str:
        """`data/agenda-<month>.js`: what the home page's script shows of the days ahead."""
        listed = sorted(entries(month, rows).items())
        found = [[day, *self._planned(entry)] for day, at in listed for entry in at]
        return f"smmAgenda({as_js(month)}, {as_js(found)});\n"

    def assets(self) -> dict[str, bytes]:
        """Output path -> bytes of style sheets, scripts, pictures of the theme, avatars."""
        gathered = {"assets/networks.css": styles(list(self._titles), self._environment)}
        own = {"assets/rubrics.css": rubric_css(self.config), **avatars(self.config, self._project)}
        return {**gathered, **assets(self._project, self._themes), **own}

    def _planned(self, entry: Entry) -> list[Any]:
        row, rubric = entry.row, self._rubrics.get(entry.row.kind)
        kind = [rubric.title, rubric.tint] if rubric else [row.kind, -1]
        nets = [[name, self._accounts[name].platform] for name in entry.accounts]
        shown = [row.title, row.state, *kind, row.errors, row.picture, nets, row.sent_name]
        return [entry.time, entry.own, url(row.page), *shown]

    def _shell(self, root: str, here: str) -> Markup:
        """Icons and navigation: the same on every page at one depth, so they are rendered once for it."""
        if (root, here) not in self._shells:
            text = self._environment.get_template("shell.html").render(root=root, here=here)
            self._shells[root, here] = Markup(text)  # noqa: S704 - rendered with autoescape
        return self._shells[root, here]

    def _shared(self) -> Any:
        return cast(Any, self._environment.get_template("networks/shared.html").module)

    def _macro(self, platform: str) -> Any:
        if platform not in self._macros:
            self._macros[platform] = cast(Any, card_of(platform, self._environment).module).card
        return self._macros[platform]

    def _page(self, template: str, root: str, **facts: Any) -> str:
        try:
            return self._environment.get_template(template).render(root=root, **facts)
        except TemplateError as error:
            raise theme_error(error) from error


def pulls_of(repository: str) -> str:
    """Where a forge lists what is to be reviewed."""
    folder = "-/merge_requests" if "gitlab" in repository else "pulls"
    return f"{repository.rstrip('/')}/{folder}"


@cache
def icon(name: str) -> Markup:
    """The symbol `i-NAME` of the theme's icons.html. A function, not a macro: pages use dozens of them."""
    return Markup('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)


@cache
def glyph(platform: str) -> Markup:
    """The network's sign, the symbol `n-NAME`: see `looks.icons`."""
    text = '<svg class="net {0}" viewBox="0 0 24 24" aria-hidden="true"><use href="#n-{0}"/></svg>'
    return Markup(text).format(platform)  # noqa: S704 - a fixed text


def _root(page: str) -> str:
    """From a page back to build/site."""
    return "../" * page.count("/")


def _moved(fragment: str, root: str) -> Markup:
    """The fragment for a page at another depth. Text cannot hold `="`: quotes in it are escaped."""
    return Markup(fragment.replace(f'="{FRAGMENT_ROOT}', f'="{root}'))  # noqa: S704 - made by `feed_fragment`


def findings(status: str, diagnostics: Sequence[Diagnostic]) -> Callable[[str], Findings]:
    """What the card of an account says, by the account's name; `diagnostics` are the whole post's."""
    found = [(one.account, one.severity) for one in diagnostics]
    state = stated(status, sum(severity is Severity.ERROR for _, severity in found))
    return lambda name: Findings(state, found.count((name, Severity.ERROR)), found.count((name, Severity.WARNING)))


def _of(diagnostics: Iterable[Diagnostic], account: str | None) -> list[Diagnostic]:
    return [found for found in diagnostics if found.account == account]


def ranked(diagnostics: Iterable[Diagnostic], times: Mapping[str, int]) -> list[Diagnostic]:
    """What stops a post first, and of that what is due soonest. `times`: path of a post -> Unix seconds of its first
    publication; what has none comes last.
    """
    return sorted(diagnostics, key=lambda found: (_GRAVITY[found.severity], times.get(found.path, inf), found.order))


_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def _by_file(diagnostics: Sequence[Diagnostic]) -> list[tuple[str, list[Diagnostic]]]:
    """Files in the order given; one with problems of several severities may come up again."""

    def place(found: Diagnostic) -> tuple[str, str]:
        return found.severity, found.path

    return [(path, list(found)) for (_, path), found in groupby(diagnostics, key=place)]


def _severities(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    found = [str(one.severity) for one in diagnostics]
    return {severity: found.count(severity) for severity in ("error", "warning", "info") if severity in found}
