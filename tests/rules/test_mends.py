"""Edits that `smm check --fix` makes, edits that it only shows, and mistakes that have more than one mend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rule_cases import Case, run, write

from smmgen.content import fixing
from smmgen.diagnostics import Diagnostic

TOML = """
[hashtags]
brand = ["teplo"]
[rubrics.commercial]
title = "Commercial"
[audiences.students]
title = "Students"
"""
# front matter and text below its `platforms`, the same mended
SAFE = {
    "a colon in a title": ("title: Sale: everything must go\n---\nHello",
                           'title: "Sale: everything must go"\n---\nHello'),
    "quotes in it": ('title: The "big" one: now\n---\nHello', 'title: "The \\"big\\" one: now"\n---\nHello'),
    "an at sign": ("title: @teplo is open\n---\nHello", 'title: "@teplo is open"\n---\nHello'),
    "bold text": ("title: **Sale**\n---\nHello", 'title: "**Sale**"\n---\nHello'),
    "a tag": ("title: !important sale\n---\nHello", 'title: "!important sale"\n---\nHello'),
    "an apostrophe in single quotes": ("title: 'It's here'\n---\nHello", 'title: "It\'s here"\n---\nHello'),
    "quotes in quotes": ('title: "The "big" one"\n---\nHello', "title: 'The \"big\" one'\n---\nHello"),
    "an open quote": ('title: "Sale\nnotes: x\n---\nHello', 'title: "Sale"\nnotes: x\n---\nHello'),
    "an open bracket": ("ignore: [too-close, past\ntitle: A\n---\nHello",
                        "ignore: [too-close, past]\ntitle: A\n---\nHello"),
    "signs in a list of hashtags": ("hashtags: [#tea, coffee]\n---\nHello", "hashtags: [tea, coffee]\n---\nHello"),
    "hashtags as a comment": ("hashtags: #tea #coffee\n---\nHello", "hashtags: [tea, coffee]\n---\nHello"),
    "a list beside its key": ("hashtags: - tea\n---\nHello", "hashtags: [tea]\n---\nHello"),
    "no blank after a colon": ("title:Sale\n---\nHello", "title: Sale\n---\nHello"),
    "a tab": ("media:\n\t- file: cup.png\n---\nHello", "media:\n  - file: cup.png\n---\nHello"),
    "a line separator in a text": ("title: Sale\u2028now\n---\nHello", "title: Sale now\n---\nHello"),
    "no end of front matter": ("title: A\n\nHello there", "title: A\n\n---\nHello there"),
    "a long dash at its end": ("title: A\n—\nHello there", "title: A\n---\nHello there"),
    "a number for a text": ("title: 2026\n---\nHello", 'title: "2026"\n---\nHello'),
    "yes and no": ("thread: yes\npoll: {question: A, options: [b, c], multiple: off}\n---\nHello",
                   "thread: true\npoll: {question: A, options: [b, c], multiple: false}\n---\nHello"),
    "one file": ("media: cup.png\n---\nHello", "media: [{file: cup.png}]\n---\nHello"),
    "midnight": ("schedule: 2026-12-31 24:00\n---\nHello", "schedule: 2027-01-01 00:00\n---\nHello"),
    "an open block of one paragraph": ("---\n::: only vk\nHello\nyou\n", "---\n::: only vk\nHello\nyou\n:::\n"),
    "a line twice": ("title: A\nnotes: x\ntitle: A\n---\nHello", "title: A\nnotes: x\n---\nHello"),
    "NUL bytes that a crash left": ("title: A\n---\nHello\n\0\0\0\0\0\0", "title: A\n---\nHello\n"),
    "no scheme": ("link: teplo.example/menu\n---\n[a](https//teplo.example)",
                  "link: https://teplo.example/menu\n---\n[a](https://teplo.example)"),
    "an ignore of nothing": ("ignore: [missing-alt, unread-markup]\n---\n[a] (https://teplo.example)",
                             "ignore: [unread-markup]\n---\n[a] (https://teplo.example)"),
}  # fmt: skip
OFFERED = {
    "no end of front matter, and a line that may be it": (
        "title: A\n\nHello there: you: all\n\n---\n\nMore",
        "title: A\n\n---\nHello there: you: all\n\n---\n\nMore",
    ),
    "a name": ("hashtags: [$brnd]\n---\nHello", "hashtags: [$brand]\n---\nHello"),
    "a rubric": ("kind: comercial\n---\nHello", "kind: commercial\n---\nHello"),
    "an audience": ("targeting: {audience: studnets}\n---\nHello", "targeting: {audience: students}\n---\nHello"),
    "an audience alone": ("targeting: students\n---\nHello", "targeting: {audience: students}\n---\nHello"),
    "an audience at the top": ("audience: students\n---\nHello", "targeting: {audience: students}\n---\nHello"),
    "a key": ("titel: Sale\n---\nHello", "title: Sale\n---\nHello"),
    "a key of another tool": ("tags: [tea]\n---\nHello", "hashtags: [tea]\n---\nHello"),
    "a choice": ("status: redy\n---\nHello", "status: ready\n---\nHello"),
    "an age": ("targeting: {age: 18}\n---\nHello", "targeting: {age: 18+}\n---\nHello"),
    "a uid": ("uid: Black Friday\n---\nHello", "uid: black-friday\n---\nHello"),
    "an anchor and its alias": ("title: &sale Sale\nnotes: *sale\n---\nHello",
                                "title: Sale\nnotes: Sale\n---\nHello"),
    "an anchor of a list, with two aliases": (
        "hashtags: &tags [tea, cup]\nvk: {hashtags: *tags}\nvk_en:\n  hashtags: *tags\n---\nHello",
        "hashtags: [tea, cup]\nvk: {hashtags: [tea, cup]}\nvk_en:\n  hashtags: [tea, cup]\n---\nHello",
    ),
    "a ratio": ("media: [{file: a.png, crop: 4x5}]\n---\nHello", 'media: [{file: a.png, crop: "4:5"}]\n---\nHello'),
    "a day with dots": ("schedule: 27.11.2026 10:00\n---\nHello", "schedule: 2026-11-27 10:00\n---\nHello"),
    "a day in words": ('schedule: "27 ноября 2026 года в 10:00 мск"\n---\nHello',
                       'schedule: "2026-11-27 10:00 [Europe/Moscow]"\n---\nHello'),
    "a day with its weekday": ('schedule: "Fri, 27 Nov 2026 10:00:00 +0300"\n---\nHello',
                               'schedule: "2026-11-27 10:00:00 +03:00"\n---\nHello'),
    "a Russian weekday": ("schedule: пт 27.11.2026 10:00\n---\nHello", "schedule: 2026-11-27 10:00\n---\nHello"),
    "a time of a calendar": ("schedule: 20261127T100000Z\n---\nHello", "schedule: 2026-11-27 10:00:00Z\n---\nHello"),
    "seconds since 1970": ("schedule: 1795762800\n---\nHello", "schedule: 2026-11-27 07:00Z\n---\nHello"),
    "a time for an account": ("vk: 2026-11-28 12:00\n---\nHello", "vk: {schedule: 2026-11-28 12:00}\n---\nHello"),
    "a status of another tool": ("status: scheduled\n---\nHello", "status: ready\n---\nHello"),
    "a draft of another tool": ("draft: true\n---\nHello", "status: draft\n---\nHello"),
    "who may reply": ("targeting: {replies: all}\n---\nHello", "targeting: {replies: everyone}\n---\nHello"),
    "an option of a network alone": ("targeting: {vk: signed}\n---\nHello",
                                     "targeting: {vk: {signed: true}}\n---\nHello"),
    "an account in targeting": ("targeting: {news: {silent: true}}\n---\nHello",
                                "targeting: {max: {silent: true}}\n---\nHello"),
    "options under two names": ("targeting:\n  vk: signed\n  вк: {signed: true}\n---\nHello",
                                "targeting:\n  vk: {signed: true}\n---\nHello"),
    "a card of another tool": ("link: {url: https://teplo.example, preview: summary_large_image}\n---\nHello",
                               "link: {url: https://teplo.example, preview: large}\n---\nHello"),
    "a misspelt ignore": ("ignore: [insecure-lnk]\n---\n[a](http://teplo.example)",
                          "ignore: [insecure-link]\n---\n[a](http://teplo.example)"),
    "a poll's answer": ("poll: {question: A, options: [Latte, Raf], answer: late}\n---\nHello",
                        "poll: {question: A, options: [Latte, Raf], answer: Latte}\n---\nHello"),
    "a zone": ("schedule: 2026-11-27 10:00 [Europe/Moskow]\n---\nHello",
               "schedule: 2026-11-27 10:00 [Europe/Moscow]\n---\nHello"),
    "a skipped hour": ("schedule: 2027-03-28 02:30 [Europe/Berlin]\n---\nHello",
                       "schedule: 2027-03-28 03:30 [Europe/Berlin]\n---\nHello"),
    "an hour that comes twice": ("schedule: 2026-10-25 02:30 [Europe/Berlin]\n---\nHello",
                                 "schedule: 2026-10-25 02:30 +02:00 [Europe/Berlin]\n---\nHello"),
    "a block": ("---\n::: only vkk\nHello\n:::\n", "---\n::: only vk\nHello\n:::\n"),
    "a hashtag": ("hashtags: [black-friday]\n---\nNow #black-friday",
                  "hashtags: [black_friday]\n---\nNow #black_friday"),
    "a hashtag in quotes": ('hashtags: ["новый год"]\n---\nNow', 'hashtags: ["новый_год"]\n---\nNow'),
    "a hashtag twice": ("hashtags: [Tea, cup, tea]\n---\nHello", "hashtags: [Tea, cup]\n---\nHello"),
}  # fmt: skip
UNSURE = {
    "a mapping on one line": "link: url: https://teplo.example\n---\nHello",
    "a comment behind the value": "title: Sale: now # until Friday\n---\nHello",
    "two names as near": "hashtags: [$bran]\n---\nHello",
    "a day or a month": "schedule: 05/06/2026 10:00\n---\nHello",
    "no year": "schedule: 27 November 10:00\n---\nHello",
    "a day with another weekday": 'schedule: "Mon, 27 Nov 2026 10:00"\n---\nHello',
    "a draft with a status": "draft: true\nstatus: ready\n---\nHello",
    "no option of a network": "targeting: {vk: loud}\n---\nHello",
    "one of two accounts in targeting": "targeting: {vk_shop: {signed: true}}\n---\nHello",
    "other options under two names": (
        "targeting:\n  vk: {signed: true}\n  вк: {mute_notifications: true}\n---\nHello"
    ),
    "no hour": "schedule: 27.11.2026\n---\nHello",
    "a block with two paragraphs": "---\n::: only vk\nHello\n\nyou\n",
    "a key that is there already": "title: A\ntitel: B\n---\nHello",
    "the only hashtag": 'hashtags: ["2027"]\n---\nHello',
    "an open quote over two lines": 'title: "Sale\n  goes on\nnotes: x\n---\nHello',
    "an insecure link": "link: http://teplo.example/\n---\nHello",
    "letters that are lost": "uid: Чёрная пятница\n---\nHello",
    "an anchor without an alias": "title: &sale Sale\nnotes: x\n---\nHello",
    "an alias of a list under another key": "ignore: &names [past]\nnotes: *names\n---\nHello",
    "an alias of what has several lines": "title: &sale Sale\n  goes on\nnotes: *sale\n---\nHello",
    "a key twice with two values": "title: A\ntitle: B\n---\nHello",
    "a NUL byte between two words": "title: A\n---\nHello\0there",
}  # fmt: skip
MORE = {
    "two names as near": 'brans = ["x"]\nbrant = ["y"]',
    "an account in targeting": '[accounts.news]\nplatform = "max"\ntarget = -1\ntoken_env = "MAX_TOKEN"',
}
"""Tables of smm.toml for one case."""


def made(front: str, name: str, folder: Path, stock: Path, *, every: bool) -> str:
    """The post with its safe edits made, or with every one, until none is left."""
    start = "---\nplatforms: [vk]\n"
    toml = TOML.replace("[rubrics", f"{MORE.get(name, '')}\n[rubrics", 1)
    case = Case("mends", name, {"post.md": start + front}, {"toml": toml})
    write(case, folder, stock)
    for _ in range(4):
        found = [one for one in run(case, folder) if one.path.endswith("post.md")]
        if not fixing.fix(folder, map(safe, found) if every else found):
            break
    return (folder / "content/posts/post.md").read_text("utf-8").removeprefix(start)


def safe(found: Diagnostic) -> Diagnostic:
    return replace(found, fixes=tuple(fix._replace(safe=True) for fix in found.fixes))


@pytest.mark.parametrize("name", SAFE)
def test_safe(name: str, tmp_path: Path, stock: Path) -> None:
    front, mended = SAFE[name]
    assert made(front, name, tmp_path, stock, every=False) == mended


@pytest.mark.parametrize("name", OFFERED)
def test_offered(name: str, tmp_path: Path, stock: Path) -> None:
    """`--fix` leaves it as it is and shows it."""
    front, mended = OFFERED[name]
    assert made(front, name, tmp_path, stock, every=False) == front
    found = fixing.offered(tmp_path, run(Case("mends", name, {"post.md": ""}), tmp_path))
    assert any(f"+{line}" in found.split("\n") for line in mended.split("\n"))
    assert made(front, name, tmp_path / "again", stock, every=True) == mended


@pytest.mark.parametrize("name", UNSURE)
def test_unsure(name: str, tmp_path: Path, stock: Path) -> None:
    assert made(UNSURE[name], name, tmp_path, stock, every=True) == UNSURE[name]
