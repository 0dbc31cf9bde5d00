"""Which changes re-open an approval, on which accounts, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from small_project import Project

from smmgen import hooks, pipeline
from smmgen.approvals.made_from import Made, made_from
from smmgen.cli.project import opened
from smmgen.recipe import recipe
from smmgen.variants.approvable import Approvable, Facts, approvable, differing

CONFIG = """\
[project]
name = "Teplo"
timezone = "Europe/Moscow"

[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TG"

[accounts.masto]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "MASTO"

[accounts.vk]
platform = "vk"
target = -1
token_env = "VK"

[accounts.site]
platform = "feed"
target = "public"

[hashtags]
brand = ["coffee", "teplo"]

[rubrics.commercial]
title = "Commercial"

[[review]]
when = { kind = "commercial" }
needs = "client"
"""
POST = """\
---
title: Two cups for one
uid: offer
platforms: [tg, masto, vk, site]
schedule: 2026-12-05 12:00
not_after: 2026-12-07
kind: commercial
media: [{file: cup.png, alt: A cup}]
first_comment: Until Sunday.
tg:
  media: []
  first_comment: null
  poll: {question: Which cup?, options: [Small, Large]}
masto:
  hashtags: [$brand]
vk:
  schedule: 2026-12-05 13:00+03:00
---
Two cups for one, all weekend.

::: only masto
On Mastodon, too.
:::
"""
HOOK = """\
def on_payload(payload):
    if payload["account"] == "vk":
        payload["parts"][0]["request"]["params"]["message"] += " (from the hook)"
    return payload
"""
FILE, CONFIG_FILE = "content/posts/offer.md", "smm.toml"
EVERYWHERE = {"tg", "masto", "vk", "site"}


def picture(colour: str = "#7a4a21", side: int = 80) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


@dataclass(frozen=True)
class Change:
    """A replacement in a file (or bytes in its place), and what comes of it: account -> what has changed, and why."""

    file: str
    old: str | bytes
    new: str
    opens: Mapping[str, tuple[list[str], list[str]]]


def everywhere(aspects: list[str], causes: list[str], accounts: set[str] = EVERYWHERE) -> Any:
    return dict.fromkeys(accounts, (aspects, causes))


HERE = ["file"]
CHANGES = {
    "text": Change(FILE, "all weekend", "all week", everywhere(["text"], HERE)),
    "text of one account": Change(FILE, "On Mastodon, too", "Here, too", {"masto": (["text"], HERE)}),
    "picture bytes": Change(
        "content/posts/cup.png", picture("#112233"), "", everywhere(["media"], ["other"], {"masto", "vk", "site"})
    ),
    "hashtag set": Change(CONFIG_FILE, '"teplo"]', '"warm"]', {"masto": (["hashtags"], ["hashtags"])}),
    "hook": Change("hooks/more.py", HOOK.encode(), "", {"vk": (["other"], ["hooks"])}),
    "limit that changes nothing": Change(
        CONFIG_FILE, '"TG"\n', '"TG"\nlimits = { "text.length" = 4000 }\n', {}
    ),
    "limit": Change(
        CONFIG_FILE, '"MASTO"\n', '"MASTO"\nlimits = { "image.width" = 40 }\n', {"masto": (["media"], ["limits"])}
    ),
    "account: its page": Change(CONFIG_FILE, '"@teplo"', '"@tepl0"', {"tg": (["target"], ["account"])}),
    "account: its server": Change(
        CONFIG_FILE, "https://mastodon.example", "https://mstdn.example", {"masto": (["target"], ["account"])}
    ),
    "account: its title and its token": Change(CONFIG_FILE, 'token_env = "TG"', 'title = "T"\ntoken_env = "T2"', {}),
    "zone": Change(
        CONFIG_FILE, "Europe/Moscow", "Europe/Berlin",
        {**everywhere(["time", "deadline"], ["zone"], {"tg", "masto", "site"}), "vk": (["deadline"], ["zone"])},
    ),
    "theme": Change("themes/mine/post.html", b"{# another page #}", "", {}),
    "schedule": Change(FILE, "05 12:00", "05 12:30", everywhere(["time"], HERE, {"tg", "masto", "site"})),
    "schedule, the same moment": Change(FILE, "05 13:00+03:00", "05 10:00Z", {}),
    "not_after": Change(FILE, "2026-12-07", "2026-12-08", everywhere(["deadline"], HERE)),
    "poll": Change(FILE, "Small, Large", "Small, Big", {"tg": (["poll"], HERE)}),
    "first comment": Change(FILE, "Until Sunday", "Until Monday", everywhere(["comment"], HERE, {"masto", "vk"})),
    "alt text": Change(FILE, "alt: A cup", "alt: A mug", everywhere(["alt"], HERE, {"masto", "vk", "site"})),
    "title, which only the feed sends": Change(FILE, "for one\nuid", "for 1\nuid", {"site": (["title"], HERE)}),
    "notes": Change(FILE, "kind:", "notes: Ask again\nkind:", {}),
}  # fmt: skip


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    files = {FILE: POST, "content/posts/cup.png": picture(), "hooks/more.py": "", "themes/mine/post.html": ""}
    config = CONFIG + '\n[hooks]\nfiles = ["hooks/more.py"]\n\n[theme]\npath = "themes/mine"\n'
    return make_project(files, config)


def approvables(project: Project) -> dict[str, tuple[Approvable, Made]]:
    found = opened(project.path)
    work = recipe(found.path, found.config, found.networks, found.hooks(False))
    [made] = pipeline.make(FILE, work)
    assert {row.account: Approvable.load(row.review) for row in made.plan} == {
        name: approvable(payload, found.config.accounts[name]) for name, payload in made.payloads.items()
    }
    return {
        row.account: (Approvable.load(row.review), made_from(found.path, found.config, FILE, row.account))
        for row in made.plan
    }


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_opens_exactly_what_it_must(project: Project, change: Change) -> None:
    before = approvables(project)
    text = change.old if isinstance(change.old, bytes) else project.text(change.file).replace(change.old, change.new)
    assert text != (project.path / change.file).read_text("latin-1")
    project.write({change.file: text})
    opens = {}
    for account, (now, made) in approvables(project).items():
        was, made_before = before[account]
        if now.digest != was.digest:
            causes = {name for name in {**made.of, **made_before.of} if made.of[name] != made_before.of[name]}
            opens[account] = (differing(was.aspects, now), sorted(causes) or ["other"])
    assert opens == change.opens


def test_what_reviews_ask_of_a_post_is_no_hooks_business(project: Project) -> None:
    lie = 'def on_payload(payload):\n    return {**payload, "review": {"rubric": "", "campaign": "", "is_ad": False}}\n'
    project.write({"hooks/more.py": lie})
    assert {now.facts for now, _ in approvables(project).values()} == {Facts("commercial")}


def test_a_project_without_reviews_has_nothing_of_it(project: Project) -> None:
    project.write({"smm.toml": CONFIG.split("[[review]]")[0]})
    found = opened(project.path)
    [made] = pipeline.make(FILE, recipe(found.path, found.config, found.networks, hooks.Hooks()))
    assert {row.review for row in made.plan} == {""}
    assert all("review" not in payload for payload in made.payloads.values())


def test_another_pillow_opens_nothing(project: Project) -> None:
    """A picture that is made to fit counts by the writer's file: here its bytes, name and size are others."""
    project.write({"smm.toml": CONFIG.replace('"public"\n', '"public"\nlimits = { "image.width" = 40 }\n')})
    found = opened(project.path)
    [made] = pipeline.make(FILE, recipe(found.path, found.config, found.networks, hooks.Hooks()))
    payload = made.payloads["site"]
    account = replace_made(payload, found.config.accounts["site"])
    sent = payload["parts"][0]["media"][0]
    assert sent["source"]["sha256"] != sent["sha256"]
    assert account == approvable(payload, found.config.accounts["site"])


def replace_made(payload: Mapping[str, Any], account: Any) -> Approvable:
    """As if other bytes had been made of the picture."""
    import json

    sent = payload["parts"][0]["media"][0]
    text = json.dumps(payload).replace(sent["sha256"], "f" * 64).replace(sent["sha256"][:16], "f" * 16)
    text = text.replace(f'"size": {sent["size"]}', '"size": 5').replace(f'bytes": {sent["size"]}', 'bytes": 5')
    other = json.loads(text)
    assert other != payload
    return approvable(other, account)


def test_differences_that_no_aspect_shows_are_told_as_other() -> None:
    now = Approvable("0" * 64, {"text": "a"}, None)
    assert differing({"text": "a"}, now) == ["other"]
    assert differing({"text": "b", "other": "x"}, now) == ["text"]


def test_an_early_approval_says_nothing_of_the_title() -> None:
    now = Approvable("0" * 64, {"title": "a", "text": "a", "other": "a"}, None)
    assert differing({"text": "b", "other": "b"}, now) == ["text"]
    assert differing({"text": "a", "other": "b"}, now) == ["other"]
    assert differing({"title": "b", "text": "a", "other": "b"}, now) == ["title"]


def test_dumped_and_loaded() -> None:
    one = Approvable("0" * 64, {"text": "a"}, Facts("x", "y", True))
    assert Approvable.load(one.dump()) == one
    assert Approvable.load(one._replace(facts=None).dump()) == one._replace(facts=None)
