"""The preview of posts that wait for somebody's yes: pills, the page to approve, and when they are written anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from small_project import Project
from visible import latin_words

from smmgen.approvals.imported import put
from smmgen.approvals.model import Item, Statement
from smmgen.cli.project import ledger_of, opened
from smmgen.publishing.payloads import read_build
from smmgen.variants.approvable import approvable

CONFIG = """\
[project]
name = "Teplo"
timezone = "Europe/Moscow"
repository = "https://github.com/teplo/brand"

[accounts.site]
platform = "feed"
target = "public"

[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TG"

[rubrics.commercial]
title = "Commercial"

[people]
maria = { role = "client", forge = "maria-t" }

[roles]
client = ["approve"]

[[review]]
when = { kind = "commercial" }
needs = "client"
own = true
"""
POST = "---\ntitle: {title}\nuid: {uid}\nplatforms: [site, tg]\nschedule: 2026-12-05 1{hour}:00\n{more}---\n{title}.\n"
Smm = Callable[..., Any]


def post(uid: str, hour: int, more: str = "kind: commercial\n") -> dict[str, str]:
    return {f"content/posts/{uid}.md": POST.format(title=uid.title(), uid=uid, hour=hour, more=more)}


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    return make_project({**post("offer", 2), **post("sale", 1), **post("news", 3, "")}, CONFIG)


@pytest.fixture
def build(brand: Project, smm: Smm) -> Callable[[], str]:
    """Build, and say what was written."""

    def run() -> str:
        done = smm("-C", brand.path, "build")
        assert done.code == 0, done.err
        return str(done.err)

    return run


def approve(brand: Project, uid: str, *accounts: str) -> None:
    """As a forge's review would."""
    project = opened(brand.path)
    payloads = {(one.post, one.account): one.payload for one in read_build(brand.path)}
    items = (Item(name, *approvable(payloads[uid, name], project.config.accounts[name])[:2]) for name in accounts)
    with ledger_of(project) as ledger:
        put(ledger, [Statement(uid, "maria", "2026-12-01T09:00:00Z", tuple(items))], datetime.now(UTC))


def pills(brand: Project) -> dict[str, dict[str, str]]:
    text = brand.text("build/site/data/states.js")
    shown = json.loads(f"[{text.removeprefix('smmStates(').removesuffix(');' + chr(10))}]")
    return {post: {name: pill[0] for name, pill in accounts.items()} for post, accounts in shown[0].items()}


def test_what_waits_is_shown_until_it_is_approved(brand: Project, build: Callable[[], str]) -> None:
    build()
    both = {"site": "unapproved", "tg": "unapproved"}
    assert pills(brand) == {"offer": both, "sale": both}
    page = brand.text("build/site/approve/index.html")
    assert page.index("smm approve sale") < page.index("smm approve offer")
    assert "smm approve news" not in page
    assert "https://github.com/teplo/brand/pulls" in page
    assert page.count("waits for: client (maria)") == 4
    assert "approve/index.html" in brand.text("build/site/index.html")
    approve(brand, "offer", "site", "tg")
    approve(brand, "sale", "tg")
    build()
    assert pills(brand) == {"offer": dict.fromkeys(both, "approved"), "sale": {"site": "unapproved", "tg": "approved"}}
    page = brand.text("build/site/approve/index.html")
    assert "smm approve offer" not in page
    assert page.count("waits for: client (maria)") == 1
    assert "nothing to write" in build()


def test_an_edit_is_shown_with_what_has_changed(brand: Project, build: Callable[[], str]) -> None:
    build()
    approve(brand, "offer", "site", "tg")
    build()
    brand.write({"content/posts/offer.md": brand.text("content/posts/offer.md").replace("Offer.", "Offers.")})
    build()
    assert pills(brand)["offer"] == {"site": "unapproved", "tg": "unapproved"}
    assert "maria approved it before the text changed" in brand.text("build/site/approve/index.html")


CHANGED = {
    "the text": ("Offer.", "Offers.", "текст"),
    "the title": ("title: Offer", "title: Offers", "заголовок"),
    "the time": ("12:00", "12:30", "время"),
}
NAMES = {"Teplo", "teplo", "maria", "client", "Offer", "Offers", "site", "tg", "feed", "smmgen", "RSS", "Telegram"}
"""What is written in Latin letters in Russian, too."""


def test_in_a_russian_project_it_speaks_russian(brand: Project, build: Callable[[], str]) -> None:
    config = CONFIG.replace("[accounts.site]", '[accounts.site]\ntitle = "Лента"', 1)
    config = config.replace("[project]\n", '[project]\nlanguage = "ru"\n').replace('"Commercial"', '"Реклама"')
    brand.write({"smm.toml": config})
    brand.remove("content/posts/sale.md")
    build()
    approve(brand, "offer", "site", "tg")
    before = brand.text("content/posts/offer.md")
    for old, new, said in CHANGED.values():
        brand.write({"content/posts/offer.md": before.replace(old, new, 1)})
        build()
        page = brand.text("build/site/approve/index.html")
        assert f"Согласие maria устарело. Изменилось: {said}" in page
        assert latin_words(page) <= NAMES


def test_a_file_of_an_approval_is_noticed(brand: Project, build: Callable[[], str]) -> None:
    build()
    assert "nothing to write" in build()
    brand.write({"approvals/offer/maria.json": "{}"})
    build()
    brand.remove("approvals/offer/maria.json")
    build()
    assert "nothing to write" in build()


def test_what_is_published_leaves_the_list(brand: Project, build: Callable[[], str], smm: Smm) -> None:
    build()
    approve(brand, "offer", "site", "tg")
    now = "2026-12-05T12:30+03:00"
    assert smm("-C", brand.path, "publish", "--account", "site", "--now", now).code == 3  # the sale waits
    assert pills(brand) == {
        "offer": {"site": "published", "tg": "approved"},
        "sale": {"site": "unapproved", "tg": "unapproved"},
    }


def test_a_project_without_reviews_has_no_such_page(brand: Project, build: Callable[[], str]) -> None:
    brand.write({"smm.toml": CONFIG.split("[people]")[0]})
    build()
    assert not (brand.path / "build/site/approve").exists()
    assert "approve/index.html" not in brand.text("build/site/index.html")
    assert pills(brand) == {}
