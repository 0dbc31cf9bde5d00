"""The preview shows what is sent, nothing else: the words of every card against those of its payload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from small_project import Project, copy_sample_brand

from smmgen.cli.project import opened
from smmgen.markup.text import Mark, RichText
from smmgen.networks.shown import first_address
from smmgen.pipeline import make
from smmgen.recipe import Recipe, recipe
from smmgen.site import cards
from smmgen.site.pages import Site
from smmgen.site.urls import media_name
from smmgen.variants.types import Variant

CONFIG = """\
[project]
name = "Мята"
timezone = "Europe/Moscow"
language = "ru"

[accounts.tg]
platform = "telegram"
target = "@myata"
token_env = "T"

[accounts.vk]
platform = "vk"
target = -1
token_env = "V"
user_token_env = "U"

[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
target = "@myata"
token_env = "M"

[accounts.bsky]
platform = "bluesky"
target = "myata.bsky.example"
token_env = "B"

[accounts.site]
platform = "feed"
url = "https://myata.example/feed"
"""

FRONT = "title: ЗАГОЛОВОК\nplatforms: [tg, vk, fedi, bsky, site]\nschedule: 2026-12-05 10:00\n"
CARD = (
    "link: {url: https://myata.example/page, title: КАРТОЧКА, description: ОПИСАНИЕ, image: card.png, preview: large}\n"
)
BODY = "**Мята** [за углом](https://myata.example/map), `код` и #чай 🫖 @friend.\n\n> Цитата\n\nСтрока\nи ещё."

POSTS = {
    "text": ("", BODY),
    "address in the text": ("", "Адрес https://myata.example/a, дальше https://myata.example/b."),
    "card": (CARD, BODY),
    "card beside a picture": (CARD + "media: [{file: 1.png, alt: ОДНА, focus: [0.5, 0.5]}]\n", BODY),
    "card without one": ("link: {url: https://myata.example/page, title: КАРТОЧКА, preview: none}\n", BODY),
    "album": ("media: [{file: 2.png, alt: ДВЕ}, {file: 1.png, alt: ОДНА, title: ИМЯ}]\n", BODY),
    "documents": ("media: [{file: price.html, title: ПРАЙС}]\nplatforms: [tg, vk, site]\n", BODY),
    "poll": (
        "poll: {question: ВОПРОС, options: [ДА, НЕТ], closes: 3d, multiple: true}\nplatforms: [tg, vk, fedi]\n",
        BODY,
    ),
    "quiz": (
        "poll: {question: ВОПРОС, options: [ДА, НЕТ], answer: ДА, explanation: ПОЧЕМУ}\nplatforms: [tg, vk, fedi]\n",
        BODY,
    ),
    "poll that is not anonymous": (
        "poll: {question: ВОПРОС, options: [ДА, НЕТ], anonymous: false}\nplatforms: [tg, vk]\n",
        BODY,
    ),
    "thread": ("thread: true\n", f"Первое. https://myata.example/1\n\n---\n\n{BODY}\n\n---\n\nТретье."),
    "hashtags": ("hashtags: [мята, листья]\n", BODY),
    "place, age, ads": (
        "targeting: {age: 18+, place: {name: ЛАВКА, address: УЛИЦА 5, lat: 55.7, lon: 37.6}}\n"
        "ads: {erid: 2VtERID, advertiser: ООО МЯТА, inn: '7707083893'}\n",
        BODY,
    ),
    "first comment": ("first_comment: ПЕРВЫЙ https://myata.example/c\n", BODY),
    "whom it is for": (
        "targeting: {replies: nobody, language: [ru], telegram: {silent: true, protect: true, spoiler: true, "
        "caption_above: true}, vk: {mute_notifications: true, signed: true, copyright: 'https://myata.example/src', "
        "carousel: true}, mastodon: {visibility: unlisted, sensitive: true, spoiler: ОСТОРОЖНО}, "
        "bluesky: {labels: [nudity]}}\n"
        "media: [{file: 1.png, alt: ОДНА, focus: [0.5, 0.5]}, {file: 2.png, alt: ДВЕ}]\n",
        BODY,
    ),
    "preview above": ("targeting: {telegram: {preview_above: true}}\n" + CARD, BODY),
    "no preview": ("targeting: {telegram: {no_preview: true}}\n" + CARD, BODY),
    "only for some": ("", f"{BODY}\n\n::: only vk\nТОЛЬКО ВК\n:::\n\n::: not vk\nКРОМЕ ВК\n:::"),
    "notes": ("notes: ЗАМЕТКА\nnot_after: 2026-12-06\n", BODY),
    "nothing but a picture": ("media: [{file: 1.png, alt: ОДНА}]\n", ""),
}
FROM_FRONT_MATTER = re.compile(r"[А-ЯЁ]{3,}")
"""Whatever stands in front matter only is written in capitals."""


class Words(HTMLParser):
    """What stands in a card, without the line above it, which is ours; the words of form and chrome left out."""

    VOID = ("img", "br", "hr", "use", "input", "path")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.values, self.places = "", list[str](), list[str]()
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        named = str(known.get("class") or tag)
        if not self._hidden:
            self.values += [
                str(known[name]) for name in ("alt", "title", "aria-label", "href", "src") if known.get(name)
            ]
            self.places += [named]
        if tag not in self.VOID:
            self._open.append(named)
        if tag == "br":
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self._open.pop()
        if tag in ("p", "div", "li", "blockquote", "pre", "strong", "span"):
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data

    @property
    def _hidden(self) -> bool:
        return "top" in self._open


def folded(text: str) -> str:
    """Blanks and line ends aside, which HTML and plain text have in other places."""
    return re.sub(r"\s+", "", text)


@dataclass
class Stage:
    """A project in which single posts are made as a build makes them."""

    recipe: Recipe
    site: Site

    def cards(self, path: str) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Account, payload and the card's HTML, each time that it goes out."""
        for made in make(path, self.recipe):
            assert made.post is not None, made.diagnostics
            for account, variant in made.variants.items():
                yield account, made.payloads[account], self.fragment(variant, made.payloads[account])

    def fragment(self, variant: Variant, built: Mapping[str, Any]) -> str:
        network = self.recipe.networks[variant.account.platform]
        return self.site.feed_fragment(cards.card(variant, built, network, language="ru"))


def stage(folder: Path) -> Stage:
    project = opened(folder)
    work = recipe(project.path, project.config, project.networks, project.hooks(False))
    return Stage(work, Site(project.config, project.path, project.networks))


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    project = Project(tmp_path_factory.mktemp("sent"))
    posts = {name: f"---\n{FRONT}{front}---\n{body}\n" for name, (front, body) in POSTS.items()}
    project.write(
        {"smm.toml": CONFIG, **{f"content/posts/{name}.md": deduplicated(text) for name, text in posts.items()}}
    )
    project.write({"content/media/price.html": "<b>1</b>"})
    for name in ("1.png", "2.png", "card.png"):
        Image.new("RGB", (600, 450), f"#0{name[0]}0" if name[0].isdigit() else "#999").save(
            project.path / "content/media" / name
        )
    return stage(project.path)


def deduplicated(text: str) -> str:
    """A key that a case writes anew replaces the usual one."""
    _, front, body = text.split("---\n", 2)
    keys = {line.split(":")[0]: line for line in front.splitlines()}
    return f"---\n{''.join(f'{line}{chr(10)}' for line in keys.values())}---\n{body}"


@pytest.mark.parametrize("name", POSTS)
def test_a_card_says_what_its_payload_says(brand: Stage, name: str) -> None:
    for account, built, html in brand.cards(f"content/posts/{name}.md"):
        check(account, built, html)


def test_so_do_those_of_the_sample_brand(tmp_path: Path) -> None:
    folder = copy_sample_brand(tmp_path / "brand")
    sample = stage(folder)
    for path in sorted((folder / "content/posts").rglob("*.md")):
        for account, built, html in sample.cards(path.relative_to(folder).as_posix()):
            check(account, built, html, capitals=False)


def check(account: str, built: Mapping[str, Any], html: str, capitals: bool = True) -> None:
    words = Words(html)
    shown, platform = folded(words.text), built["platform"]
    for text in sent_texts(platform, built):
        assert folded(text) in shown, (account, text, words.text)
    if capitals:
        told = json.dumps(built["parts"], ensure_ascii=False)
        for word in FROM_FRONT_MATTER.findall(" ".join([words.text, *words.values])):
            assert word in told, (account, word)
    named = [one for one in words.values if one.startswith("../../media/") and one.endswith("png")]
    pictures = list(dict.fromkeys(named))  # a sheet for posting by hand shows a picture and saves it
    drawn = [
        f"../../media/{media['sha256'][:16]}.png"
        for part in built["parts"]
        for media in part["media"]
        if media["type"] == "image/png"
    ]
    assert pictures == drawn


def sent_texts(platform: str, built: Mapping[str, Any]) -> Iterator[str]:
    """What the network is told, as its people read it."""
    for part in built["parts"]:
        request = part["request"]
        if platform == "feed":
            yield request["item"]["title"]
            yield Words(request["item"]["content_html"]).text
            yield from request["item"].get("tags", ())
        elif platform == "mastodon":
            yield request["status"]
            yield request.get("spoiler_text", "")
            yield from request.get("poll", {}).get("options", ())
        elif platform == "bluesky":
            yield request["record"]["text"]
            external = request["record"].get("embed", {}).get("external", {})
            yield from (external.get("title", ""), external.get("description", ""))
        elif platform == "vk":
            yield re.sub(r"\[(?:id|club)\d+\|([^\]]+)\]", r"\1", request["params"].get("message", ""))
            yield request["params"].get("link_title", "")
            poll = request.get("poll", {})
            yield poll.get("question", "")
            yield from json.loads(poll.get("add_answers", "[]"))
        elif platform == "max":
            yield Words(request["body"]["text"] or "").text
        elif platform == "ok":
            for block in request["attachment"]["media"]:
                yield from (block.get(name, "") for name in ("text", "question"))
                yield from (one["text"] for one in block.get("answers", ()))
        elif platform == "instagram":
            yield request.get("caption", "")
        elif platform == "threads":
            yield request["text"]
        elif platform == "facebook":
            yield request["params"].get("message", "")
        elif platform == "manual":
            yield from (request.get(name, "") for name in ("text", "title", "place", "age"))
        else:
            yield from telegram_texts(request["params"])


def telegram_texts(params: Mapping[str, Any]) -> Iterator[str]:
    albums = params.get("media", [])
    yield from (item.get("caption", "") for item in (albums if isinstance(albums, list) else []))
    yield from (params.get(name, "") for name in ("text", "caption", "description", "question"))
    yield from (option["text"] for option in params.get("options", ()))


def html_of(brand: Stage, name: str, account: str) -> Words:
    return next(Words(html) for one, _, html in brand.cards(f"content/posts/{name}.md") if one == account)


@pytest.mark.parametrize(
    ("name", "account", "drawn", "made"),
    [
        ("card", "tg", False, "Сеть сделает карточку по странице myata.example"),
        ("card", "vk", True, "Описание и картинку сеть возьмёт со страницы"),
        ("card", "fedi", False, "Сеть сделает карточку по странице myata.example"),
        ("card", "bsky", True, ""),
        ("card", "site", False, ""),
        ("card beside a picture", "tg", False, ""),
        ("card beside a picture", "vk", True, "Описание и картинку сеть возьмёт со страницы"),
        ("card beside a picture", "fedi", False, ""),
        ("card beside a picture", "bsky", False, ""),
        ("card without one", "tg", False, ""),
        ("card without one", "vk", False, ""),
        ("card without one", "bsky", False, ""),
        ("no preview", "tg", False, ""),
        ("address in the text", "tg", False, "Сеть сделает карточку по странице myata.example"),
        ("address in the text", "vk", False, ""),
        ("poll", "tg", False, ""),
    ],
)
def test_a_card_of_a_link_is_drawn_where_it_is_sent(
    brand: Stage, name: str, account: str, drawn: bool, made: str
) -> None:
    words = html_of(brand, name, account)
    assert any(place.startswith("linkcard") for place in words.places) is drawn
    assert ("made" in words.places) is bool(made)
    assert folded(made) in folded(words.text)


@pytest.mark.parametrize(
    ("name", "account", "words"),
    [
        ("whom it is for", "tg", "без звука"),
        ("whom it is for", "tg", "Нельзя переслать и сохранить"),
        ("whom it is for", "tg", "Скрыто до нажатия"),
        ("whom it is for", "vk", "без звука"),
        ("whom it is for", "vk", "С подписью автора"),
        ("whom it is for", "vk", "Источник: https://myata.example/src"),
        ("whom it is for", "vk", "Ответы: закрыты"),
        ("whom it is for", "fedi", "не в лентах"),
        ("whom it is for", "fedi", "ОСТОРОЖНО"),
        ("whom it is for", "bsky", "nudity"),
        ("whom it is for", "bsky", "Ответы: закрыты"),
        ("place, age, ads", "vk", "Место на карте: 55.7, 37.6"),
        ("place, age, ads", "vk", "Помечено как реклама"),
        ("poll", "tg", "3 дня"),
        ("poll", "vk", "3 дня"),
        ("poll", "fedi", "3 дня"),
        ("quiz", "tg", "Викторина"),
        ("quiz", "vk", "Анонимный опрос"),
        ("quiz", "fedi", "1 день"),
        ("poll that is not anonymous", "tg", "Открытый опрос"),
        ("documents", "tg", "price.html"),
        ("documents", "vk", "ПРАЙС"),
        ("documents", "site", "ПРАЙС"),
    ],
)
def test_what_else_the_network_is_told_is_said(brand: Stage, name: str, account: str, words: str) -> None:
    assert folded(words) in folded(html_of(brand, name, account).text)


@pytest.mark.parametrize(
    ("text", "bare", "found"),
    [
        ("см. https://a.example/b_(c).", False, "https://a.example/b_(c)"),
        ("https:// и HTTPS://A.example", False, "HTTPS://A.example"),
        ("a.coffee/menu, потом https://b.example", True, "http://a.coffee/menu"),
        ("a.coffee/menu, потом https://b.example", False, "https://b.example"),
        ("слово и README.md", True, ""),
        ("нет", True, ""),
    ],
)
def test_the_first_address_is_the_networks(text: str, bare: bool, found: str) -> None:
    assert first_address(RichText(text), bare) == found
    behind = RichText(f"слово {text}", (Mark(0, 5, "link", "https://first.example"),))
    assert first_address(behind, bare) == "https://first.example"


@pytest.mark.parametrize("kind", ["code", "pre"])
def test_an_address_in_code_is_not_where_a_card_comes_from(kind: str) -> None:
    text = "https://a.example/x и https://b.example"
    assert first_address(RichText(text, (Mark(0, 19, kind),)), bare=True) == "https://b.example"
    assert first_address(RichText("a.example/x", (Mark(0, 11, kind),)), bare=True) == ""


def test_a_file_that_a_hook_takes_away_leaves_the_card(brand: Stage) -> None:
    [made] = make("content/posts/album.md", brand.recipe)
    kept = made.payloads["vk"]["parts"][0]["media"][1]["path"]
    copies = {path: media_name(one.media.sha256, one.media.mime) for path, one in made.files.items() if one.media}
    for account, of in made.variants.items():
        [part] = made.payloads[account]["parts"]
        left = {**part, "media": [media for media in part["media"] if media["path"] == kept]}
        html = brand.fragment(of, {**made.payloads[account], "parts": [left]})
        sources = [value for value in Words(html).values if value.startswith("../../media/")]
        assert sources in ([f"../../{copies[kept]}"], []), account


def test_parts_are_known_by_their_own_words_whatever_a_hook_leaves(brand: Stage) -> None:
    [made] = make("content/posts/thread.md", brand.recipe)
    built = made.payloads["fedi"]
    assert len(built["parts"]) == 3
    html = brand.fragment(made.variants["fedi"], {**built, "parts": built["parts"][1:]})
    assert "Первое." not in html
    assert "Третье." in html


def test_the_middle_of_a_picture_is_moved_only_where_the_network_is_told(brand: Stage) -> None:
    for account, _, html in brand.cards("content/posts/whom it is for.md"):
        assert ("fx3" in html) is (account == "fedi")


def test_text_above_the_picture(brand: Stage) -> None:
    html = next(html for account, _, html in brand.cards("content/posts/whom it is for.md") if account == "tg")
    assert html.index('class="text"') < html.index('class="gallery')


def test_a_hook_that_changes_the_payload_changes_the_card(brand: Stage) -> None:
    [made] = make("content/posts/card.md", brand.recipe)
    for account, changed in (
        ("tg", {"method": "sendMessage", "params": {"text": "КРЮК", "link_preview_options": {"is_disabled": True}}}),
        ("vk", {"method": "wall.post", "params": {"message": "КРЮК"}}),
        ("fedi", {"status": "КРЮК"}),
        ("bsky", {"record": {"text": "КРЮК"}}),
        ("site", {"item": {"content_html": "<p>КРЮК</p><script>alert(1)</script><img src=x onerror=y>"}}),
    ):
        built = {**made.payloads[account], "parts": [{**made.payloads[account]["parts"][0], "request": changed}]}
        html = brand.fragment(made.variants[account], built)
        assert "КРЮК" in html
        assert "Мята</strong>," not in html
        assert "linkcard" not in html
        assert "alert" not in html
        assert "onerror" not in html


@pytest.mark.parametrize(
    "odd", [None, 5, "x", [], {}, {"params": 5}, {"params": {"media": [1], "entities": [2], "text": 3}}]
)
@pytest.mark.parametrize("account", ["tg", "vk", "fedi", "bsky", "site"])
def test_a_request_of_another_shape_breaks_nothing(brand: Stage, account: str, odd: Any) -> None:
    [made] = make("content/posts/album.md", brand.recipe)
    for request in ({"params": odd, "record": odd, "item": odd, "poll": odd, "status": odd, "media_ids": odd}, odd):
        built = {"parts": [{"request": request}]}
        brand.fragment(made.variants[account], built)
