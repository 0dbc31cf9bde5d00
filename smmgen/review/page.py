"""The report as a page in the look of the preview: what readers saw and will see, side by side, drawn from payloads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from smmgen import languages
from smmgen.building.documents import present, sections
from smmgen.diagnostics import Diagnostic
from smmgen.phrases import spoken
from smmgen.pipeline import Made
from smmgen.review.changes import Change
from smmgen.review.compare import Draw
from smmgen.review.report import Report, Shared
from smmgen.review.said import Fact, Told, told
from smmgen.review.side import Side, Sides
from smmgen.review.words import Stretch, compared
from smmgen.safe_files import Inside, open_content
from smmgen.site import cards
from smmgen.site.pages import FRAGMENT_ROOT, PILLS, Site
from smmgen.site.urls import media_name

PAGE = "diff/index.html"
MOST = 100
"""Posts that are drawn; the others are named."""
EXAMPLES = 5
"""The same of posts that one shared file or setting changes."""
_ROOT = "../"
_ID = re.compile(r'\b(id|aria-labelledby)="')
_ELSEWHERE = re.compile(rf' href="{re.escape(FRAGMENT_ROOT)}(?!media/)[^"]*"')


@dataclass
class Drawing:
    """Draws the cards of one side, and puts their media where the page finds them. `folder`: one of ours."""

    side: Side
    site: Site
    folder: Path

    def __call__(self, made: Made, account: str) -> str:
        variant, project = made.variants[account], self.side.config.project
        network = self.side.recipe.networks[variant.account.platform]
        self._copy_media(made)
        card = cards.card(variant, made.payloads[account], network, project.timezone or "", project.language)
        return self.site.feed_fragment(card)

    def _copy_media(self, made: Made) -> None:
        with Inside(self.folder) as files:
            for path, attached in made.files.items():
                media = attached.media
                name = media_name(media.sha256, media.mime) if media and media.sha256 else ""
                if not name or files.is_file(name):
                    continue
                if attached.data is not None:
                    files.overwrite(name, attached.data)
                else:
                    with open_content(self.side.folder, path) as file:
                        files.copy(name, file)


class Page:
    """The page of one comparison. `drawn`: a folder of ours for the media of its cards."""

    def __init__(self, drawn: Path) -> None:
        self._drawn = drawn
        drawn.mkdir()

    def draws(self, sides: Sides) -> tuple[Draw, Draw]:
        """What draws the side before, if there is one, and the one after."""
        self._after = _drawing(sides.new, self._drawn)
        return _drawing(sides.old, self._drawn) if sides.old else self._after, self._after

    def write(self, report: Report, output: Path, project: Path) -> str:
        """Write the page, the media of its cards and, where there is no preview whose style it shares, that, too, into
        a folder. Returns the page's path in it. Raises UserError for a link in the way."""
        files, prefix = _inside(output, project)
        with files:
            alone = not files.is_file(f"{prefix}index.html")
            for name, data in self._after.site.assets().items() if alone else ():
                files.overwrite(prefix + name, data)
            for path in sorted((self._drawn / "media").glob("*")):
                with open(path, "rb") as file:
                    files.copy(f"{prefix}media/{path.name}", file)
            files.overwrite(prefix + PAGE, html(report, self._after.site, alone).encode())
        return PAGE


def _drawing(side: Side, folder: Path) -> Drawing:
    kinds = sections(present(side.recipe, (), ()))
    return Drawing(side, Site(side.config, side.folder, side.recipe.networks, kinds), folder)


def _inside(output: Path, project: Path) -> tuple[Inside, str]:
    """The files of a folder, and what their names begin with: in a project no link on the way is followed, for it may
    have come with a branch."""
    absolute = output.absolute()
    for parent in absolute.parents:
        if parent.exists() and parent.samefile(project):
            return Inside(project), f"{absolute.relative_to(parent).as_posix()}/"
    absolute.mkdir(parents=True, exist_ok=True)
    return Inside(absolute), ""


class Line(NamedTuple):
    """A fact, texts compared."""

    name: str
    of: str
    before: str
    after: str
    stretches: list[Stretch]


class Group(NamedTuple):
    """Accounts, each with its network, on which a post changes in the same way. `cards`: account, network, before and
    after."""

    kind: str
    accounts: list[tuple[str, str]]
    live: list[str]
    facts: list[Line]
    cards: list[tuple[str, str, Markup, Markup]]


class Entry(NamedTuple):
    """One post. `anchor`: unique on the page."""

    anchor: str
    path: str
    was: str
    title: str
    opened: bool
    groups: list[Group]


class SharedEntry(NamedTuple):
    """What many posts share, with examples of these posts; `others` are named."""

    name: str
    note: str
    posts: int
    accounts: list[str]
    entries: list[Entry]
    others: list[str]


def html(report: Report, site: Site, alone: bool) -> str:
    """The page's HTML. `alone`: there are no other pages to lead to."""
    words = languages.table(site.config.project.language, "diff_phrases")
    draw = _Drawn(alone, report.zone, words)
    posts = draw.told(report.touched)
    shown = [draw.entry(path, groups, opened=True) for path, groups in posts[:MOST]]
    shared = [_shared(one, draw) for one in report.shared]
    kinds = [change.kind for change in report.changes]
    return site.diff_page(
        alone=alone,
        base=report.base,
        head=report.head,
        kinds=[(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)],
        problems=[(name, _by_path(report.of(name))) for name in ("new", "mended")],
        posts=shown,
        left=[path for path, _ in posts[MOST:]],
        shared=shared,
        nothing=report.is_empty,
        notes=[spoken(note, words) for note in report.notes],
    )


def _by_path(found: Iterable[Diagnostic]) -> list[tuple[str, list[Diagnostic]]]:
    ordered = sorted(found, key=lambda one: one.path)
    return [(path, [*listed]) for path, listed in groupby(ordered, key=lambda one: one.path)]


def _shared(shared: Shared, draw: _Drawn) -> SharedEntry:
    posts = draw.told(shared.changes)
    entries = [draw.entry(path, groups, opened=number < 1) for number, (path, groups) in enumerate(posts[:EXAMPLES])]
    accounts = sorted({change.account for change in shared.changes})
    return SharedEntry(shared.name, shared.note, len(posts), accounts, entries, [path for path, _ in posts[EXAMPLES:]])


class _Drawn:
    """Cards on their way to the page: at its depth, and with names that no other card has."""

    def __init__(self, alone: bool, zone: str, words: Mapping[str, str]) -> None:
        self._alone, self._zone, self._words, self._number = alone, zone, words, 0

    def told(self, changes: Iterable[Change]) -> list[tuple[str, list[Told]]]:
        """The changes of each post."""
        return told(changes, self._zone)

    def entry(self, path: str, groups: Sequence[Told], opened: bool) -> Entry:
        """One post."""
        self._number += 1
        first = groups[0].changes[0]
        return Entry(f"change-{self._number}", path, first.was, first.title, opened, [*map(self._group, groups)])

    def _group(self, group: Told) -> Group:
        return Group(
            group.changes[0].kind,
            [(one.account, one.platform) for one in group.each if one.account],
            [one.live for one in group.changes if one.live],
            [self._line(fact) for fact in (*group.facts, *group.lengths)],
            [
                (one.account, one.platform, self._card(one.cards[0]), self._card(one.cards[1]))
                for one in group.each
                if any(one.cards)
            ],
        )

    def _card(self, fragment: str) -> Markup:
        self._number += 1
        fragment = _ELSEWHERE.sub("", fragment) if self._alone else fragment
        named = _ID.sub(rf'\1="c{self._number}-', fragment.replace(PILLS, "", 1))
        return Markup(named.replace(f'="{FRAGMENT_ROOT}', f'="{_ROOT}'))  # noqa: S704 - made by `feed_fragment`

    def _line(self, fact: Fact) -> Line:
        before, after = spoken(fact.before, self._words), spoken(fact.after, self._words)
        of = " ".join(filter(None, (str(fact.number or ""), fact.account)))
        return Line(fact.name, of, before, after, compared(before, after) if fact.is_text else [])
