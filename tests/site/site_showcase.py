"""A small site that shows everything once, for the browser to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import site_factory as make
from PIL import Image

from smmgen.content.model import Post
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.errors import UserError
from smmgen.markup.text import RichText
from smmgen.media.types import MediaFile
from smmgen.networks.base import Facts, Network, Safety
from smmgen.site import cards
from smmgen.site.model import Card, Findings, State, overview
from smmgen.site.pages import Site, findings, ranked
from smmgen.site.states import states_js, to_look_at, worst
from smmgen.variants.rows import PlanRow, PostRow
from smmgen.variants.types import LinkCard, Part, Variant

MONTHS = ["2026-11", "2026-12"]
SENTENCE = "Кислинка не всегда брак: в хорошем зерне она как яблоко: https://teplo.example/b — и как смородина. #кофе"
LONG = "\n\n".join(f"Абзац {n}. {SENTENCE}" for n in range(9))
COLOURS = ["#b4532a", "#2f5d50", "#e0b04c", "#7a4a2b", "#cfd8dc"]


@dataclass(frozen=True)
class Showcase:
    """Where it is."""

    site: Path


def picture(number: int, size: tuple[int, int] = (600, 450), **more: Any) -> MediaFile:
    return make.picture(f"{number}.png", f"Картинка {number}", *size, **more)


def everything() -> tuple[Post, list[Variant], list[Diagnostic]]:
    """One post on five accounts, each with other features."""
    post = make.post(
        "all/everything",
        title="Всё сразу",
        uid="everything",
        notes="Проверить цену.",
        poll={"question": "Какое молоко?", "options": ["Овсяное", "Обычное"], "closes": "3d", "multiple": True},
        targeting={"age": "18+", "place": {"name": "Кофейня", "lat": 55.7, "lon": 37.6}, "language": ["ru"]},
    )
    marks = make.rich(
        "Жирный курсив код цитата тайна ссылка",
        ("bold", "Жирный", ""),
        ("italic", "курсив", ""),
        ("code", "код", ""),
        ("quote", "цитата", ""),
        ("spoiler", "тайна", ""),
        ("link", "ссылка", "https://teplo.example/a"),
    )
    link = LinkCard("https://teplo.example/a", "Латте за 99 ₽", "Только сегодня", picture(9))
    variants = [
        make.variant(post, "vk", [part(RichText(LONG), [picture(n) for n in range(5)], 16384)], link),
        make.variant(post, "tg", [part(marks, [picture(1), picture(2)], 20), comment()], link),
        make.variant(
            post,
            "fedi",
            [part(RichText("Раз"), [picture(3, focus=(1, -1))]), part(RichText("Два https://teplo.example/x"))],
            link,
        ),
        make.variant(post, "bsky", [part(RichText("Раз #кофе"), [picture(n) for n in range(3)]), comment()], link),
        make.variant(post, "site", [part(RichText(LONG), [picture(4, (450, 600))], None)], link),
    ]
    problems = [
        make.found("`tg` shows 37 characters, the limit is 20", account="tg", path=post.path),
        make.found("no description", Severity.WARNING, path=post.path),
    ]
    return post, variants, problems


def part(rich: RichText, media: Sequence[MediaFile] = (), limit: int | None = 500) -> Part:
    return Part("text", rich, tuple(media), len(rich.text), limit, "characters")


def comment() -> Part:
    return Part("comment", RichText("Первый комментарий"), (), 18, 500, "characters")


def simple(slug: str, wall: str | None, text: str, **front: Any) -> tuple[Post, list[Variant], list[Diagnostic]]:
    post = make.post(slug, wall, **front)
    return post, [make.variant(post, "vk", text), make.variant(post, "tg", text)], []


def build(out: Path, text: str = "Первая версия") -> Showcase:
    """Write the whole site below `out`."""
    files = Files(out, make.site(out))
    posts = [
        everything(),
        simple("2026-11/past", "2026-11-24T10:00", f"{text} https://teplo.example/x", title="Прошлое", kind="ad"),
        simple(
            "2026-12/next",
            "2026-12-01T10:00",
            text,
            title="Следующий предпраздничный достопримечательный месяц",
            status="hold",
        ),
        simple("draft", None, text, title="Черновик", status="draft"),
    ]
    for post, variants, problems in posts:
        files.post(post, variants, problems)
    files.broken()
    files.rest()
    return Showcase(out)


def build_plain(out: Path) -> Path:
    """A month of a network that says nothing of its look; the page."""
    network = Network(Facts(name="pinboard", title="Pinboard Social", safety=Safety.BLIND))
    settings = make.config(accounts={"vk": {"platform": "pinboard", "title": "Тепло", "target": "@teplo"}})
    files = Files(out, make.site(out, settings, pinboard=network))
    post = make.post(title="Просто пост")
    parts = [part(RichText(SENTENCE), [picture(1), picture(2)]), part(RichText("Второе сообщение"), (), 12), comment()]
    of = make.variant(post, "vk", parts, settings=settings)
    card = cards.card(of, payload_of(of), network, "Europe/Moscow", "ru")
    fragment = (files.site.feed_fragment(card), findings("ready", [])("vk"))
    files.write("accounts/vk/2026-11.html", files.site.account_page("vk", "2026-11", [fragment], MONTHS))
    files.write("data/states.js", "")
    for name, data in files.site.assets().items():
        files.write(name, data)
    files._pictures(card)
    return out / "accounts/vk/2026-11.html"


def payload_of(of: Variant) -> dict[str, Any]:
    """What a network is sent that takes words and files as they are."""
    return {
        "parts": [
            {
                "role": part.role,
                "request": {"words": part.rich.text},
                "media": [{"path": file.path, "alt": file.alt} for file in part.media],
                "text": part.rich.text,
                "length": part.length,
                "limit": part.limit,
                "unit": part.unit,
            }
            for part in of.parts
        ]
    }


class Files:
    """Writes pages and remembers what later pages need."""

    def __init__(self, out: Path, site: Site) -> None:
        self.out, self.site = out, site
        self.posts: list[PostRow] = []
        self.rows: list[PlanRow] = []
        self.problems: list[Diagnostic] = []
        self.fragments: dict[tuple[str, str], list[tuple[str, Findings]]] = {}

    def write(self, name: str, data: str | bytes) -> None:
        file = self.out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())

    def post(self, post: Post, variants: list[Variant], problems: list[Diagnostic]) -> None:
        request = {"spoiler_text": "Осторожно, кофе"} if post.slug == "2026-11/past" else None
        made = [make.card(variant, request) for variant in variants]
        payloads = {card.account: '{\n "text": "что уйдёт"\n}' for card in made}
        self.write(f"posts/{post.slug}.html", make.page(self.site, post, made, payloads, problems))
        self.rows += make.rows(post, made, problems)
        self.posts.append(make.post_row(post, problems, made))
        self.problems += problems
        for card in made:
            shown = (self.site.feed_fragment(card), findings(str(post.front.status), problems)(card.account))
            self.fragments.setdefault((card.account, card.month), []).append(shown)
            self._pictures(card)

    def broken(self) -> None:
        found = make.found("unknown key `platfroms`", path="content/posts/broken.md", span=Span(3, 1, 3, 10))
        text = "---\ntitle: x\nplatfroms: [vk]\n---\nТекст\n"
        row = PostRow(found.path, "broken", "broken", found.path, "unreadable", errors=1)
        self.write(row.page, self.site.broken_page(row, [found], text))
        self.posts.append(row)
        self.problems.append(found)

    def rest(self) -> None:
        pages = {post.path: post.page for post in self.posts}
        self.problems = ranked(self.problems, {})
        self.write("index.html", self.site.home_page(overview(self.posts, self.rows), self.problems, pages))
        self.write("problems.html", self.site.problems_page(self.problems, pages))
        self.write("networks.html", self.site.networks_page())
        self.write("calendar/index.html", self.site.calendar_index(MONTHS))
        for month in MONTHS:
            self.write(f"calendar/{month}.html", self.site.calendar_page(month, self.rows, MONTHS))
            self.write(f"data/agenda-{month}.js", self.site.agenda_js(month, self.rows))
        states = [
            State("everything", "vk", "published", "https://vk.com/wall-1_2"),
            State("everything", "tg", "unknown"),
        ]
        found = worst(states)
        self.write("data/states.js", states_js(found, to_look_at(found, self.rows), [], "ru"))
        for account in make.CONFIG["accounts"]:
            months = sorted(month for name, month in self.fragments if name == account)
            self.write(f"accounts/{account}/index.html", self.site.account_index(account, months))
            for month in months:
                page = self.site.account_page(account, month, self.fragments[account, month], months)
                self.write(f"accounts/{account}/{month}.html", page)
        for name, data in self.site.assets().items():
            self.write(name, data)

    def _pictures(self, card: Card) -> None:
        linked = [card.link.image] if card.link and card.link.image else []
        for number, media in enumerate([*(media for part in card.parts for media in part.media), *linked]):
            file = self.out / media.src
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (media.width, media.height), COLOURS[number % len(COLOURS)]).save(file)


@dataclass
class Report:
    diagnostics: Sequence[Diagnostic] = ()
    drafts: Sequence[str] = ()


def preview_build(tmp: Path) -> tuple[Path, Callable[[], Report]]:
    """A project whose build shows content/text.md on a page; the text ОШИБКА stops it, and each line after the first is
    an error of a post."""
    project = tmp / "project"
    (project / "content").mkdir(parents=True)
    text = project / "content" / "text.md"
    text.write_text("Первая версия", "utf-8")

    def rebuild() -> Report:
        written = text.read_text("utf-8")
        if written == "ОШИБКА":
            raise UserError("smm.toml has a mistake", "mend it")
        out = project / "build" / "site"
        files = Files(out, make.site(project))
        files.post(*simple("all/everything", "2026-11-27T10:00", written))
        files.rest()
        return Report([make.found(line, path="content/posts/all/everything.md") for line in written.split("\n")[1:]])

    return project, rebuild
