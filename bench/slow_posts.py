"""Checks posts whose text is made to be slow, and prints the CPU seconds and the memory of each.

    python bench/slow_posts.py [--sizes 12500 25000 49900] [--only NAME] [--slower SECONDS]

Every post is as long as a body or front matter may be (`front_matter.MAX_TEXT`), or a part of that, and goes
to seven accounts, two of which make threads. Each is checked by a process of its own, which is given 60 CPU seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

CPU_SECONDS = 60
CONFIG = """
[project]
name = "Teplo"
timezone = "Europe/Moscow"
[accounts.vk]
platform = "vk"
target = -1
token_env = "VK"
user_token_env = "VK_USER"
[accounts.tg]
platform = "telegram"
target = "@teplo_coffee"
token_env = "TG"
[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "FEDI"
[accounts.bsky]
platform = "bluesky"
target = "teplo.bsky.example"
token_env = "BSKY"
[accounts.site]
platform = "feed"
target = "public"
[accounts.fedi_thread]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "FEDI"
threads = "auto"
[accounts.bsky_thread]
platform = "bluesky"
target = "teplo.bsky.example"
token_env = "BSKY"
threads = "auto"
"""
FRONT = "platforms: [vk, tg, fedi, bsky, site, fedi_thread, bsky_thread]\ntitle: T\nschedule: 2026-12-01 10:00\n"

UNITS = {
    "words": "word ",
    "letters": "a ",
    "one word": "a",
    "cyrillic": "Каждую субботу мы ставим на стол десять чашек. ",
    "sentences": "A. ",
    "days": "суббота, 13 декабря; завтра 14.12 ",
    "prices": "скидка 20 % за 450 ₽ вместо 600 ",
    "stops": ".",
    "capitals": "СЛОВО-",
    "two ways of address": "«ты» ты, вы ",
    "tokens": "erid: 2Vtz qw DEMO 001 ",
    "facts for some": "::: only vk\nцена 100 ₽, 12 декабря\n:::\n\n::: except vk\nцена 200 ₽, 13 декабря\n:::\n\n",
    "paragraphs": "word\n\n",
    "lines": "word\n",
    "hard breaks": "word  \n",
    "backslash breaks": "word\\\n",
    "blank lines": "\n",
    "blanks": " ",
    "blanks in a line": "a          ",
    "cjk": "飲みます",
    "cjk sentences": "今日はエチオピアの豆を使いました。",
    "hangul": "커피를 매일 마셔요. ",
    "thai": "กาแฟทุกเช้า",
    "arabic": "نشرب القهوة كل صباح. ",
    "devanagari": "हर सुबह कॉफ़ी पीते हैं। ",
    "zalgo": "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309",
    "combining marks": "\u0301",
    "decomposed": "и\u0306",
    "joiners": "\u200d",
    "families": "👨\u200d👩\u200d👧\u200d👦",
    "families in a row": "👨\u200d👩\u200d👧\u200d👦 ",
    "flags": "🇷🇺",
    "emoji": "🎉",
    "emoji and blanks": "🎉 ",
    "skin tones": "👍🏽",
    "invisible": "\u200b\ufeff\u00ad",
    "mentions": "@a ",
    "remote mentions": "@a@b.example ",
    "mentions in a row": "@a",
    "at signs": "@",
    "handles": "@name.bsky.social ",
    "hashtags": "#a ",
    "hashtags in a row": "#a",
    "hashes": "#",
    "links": "[a](http://b.c) ",
    "links with titles": '[a](http://b.c "t") ',
    "links in angles": "[a](<http://b.c>) ",
    "relative links": "[a](b) ",
    "open brackets": "[",
    "closed brackets": "]",
    "brackets and parens": "](",
    "brackets apart": "[ ",
    "bracket pairs": "[a]",
    "bracket nests": "[a](",
    "open links": "[a](b",
    "images": "![a](b) ",
    "open images": "![](",
    "bangs": "![",
    "reference links": "[a][b] ",
    "definitions": "[a]: http://b.c\n",
    "open definitions": "[a]: \n",
    "definitions in a row": "[a]: [",
    "autolinks": "<http://a.b> ",
    "angles": "<",
    "open autolinks": "<http://a ",
    "mail": "<a@b.c> ",
    "addresses": "http://a.com ",
    "addresses with paths": "https://teplo.example/menu?a=b#c ",
    "addresses in a row": "http://a.com",
    "addresses and brackets": "http://a.com/[(",
    "addresses and parens": "http://a.com/((",
    "hosts that go on": "http://a.",
    "bare hosts": "a.com ",
    "bare hosts in a row": "a.com",
    "dots": "a.",
    "xn": "xn--",
    "schemes": "://",
    "schemes apart": ":// ",
    "slashes": "//",
    "secure schemes": "https://",
    "www": "www.",
    "mailto": "mailto:",
    "tel": "tel:+7",
    "other schemes": "tg://a ",
    "mail addresses": "a@b.c ",
    "stars": "*",
    "double stars": "**",
    "stars and letters": "*a",
    "open emphasis": "*a ",
    "closed emphasis": "a* ",
    "emphasis": "*a* ",
    "strong": "**a** ",
    "mixed emphasis": "*a **b ",
    "mixed rows": "*a_ ",
    "underscores": "_",
    "underscored": "_a_ ",
    "open underscores": "_a ",
    "tildes": "~~",
    "open strikes": "~~a ",
    "strikes": "~~a~~ ",
    "bars": "||",
    "open spoilers": "||a",
    "open spoilers apart": "||a ",
    "spoilers": "||a|| ",
    "pluses": "++",
    "open underlines": "++a ",
    "backslashes": "\\",
    "escapes": "\\*",
    "code": "`a` ",
    "open code": "`a ",
    "entities": "&amp;",
    "ampersands": "&",
    "open entities": "&a",
    "number entities": "&#1;",
    "headings": "# a\n",
    "quotes": "> a\n",
    "quote signs": ">",
    "quote signs apart": "> ",
    "bullets": "- a\n",
    "loose bullets": "- a\n\n",
    "bullets in a line": "- ",
    "numbers": "1. a\n",
    "numbers in a line": "1. ",
    "tables": "| a | b |\n|---|---|\n| c | d |\n\n",
    "table rows": "| a | b |\n",
    "cells": "|a",
    "dividers": "|-",
    "rules": "---\n",
    "rules apart": "\n---\n\n",
    "star rules": "***\n",
    "equal signs": "=\n",
    "fences": "```\n",
    "fences with code": "```\na\n```\n",
    "tilde fences": "~~~\n",
    "blocks": "::: only tg\na\n:::\n\n",
    "open blocks": "::: only tg\n",
    "closed blocks": ":::\n",
    "colons": ":",
    "html": "<b>",
    "closed html": "</b>",
    "html comments": "<!-- a -->",
    "open comments": "<!--",
    "processing": "<?",
    "cdata": "<![CDATA[",
    "placeholders": "{{ a }} ",
    "braces": "{",
    "percents": "%",
    "TODO": "TODO ",
    "quotation marks": '"',
    "parens": "(",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "line separators": "\u2028",
    "vk pages": "[a](https://vk.com/id1) ",
    "dashes": "\u2014",
    "dates": "5.12.2026 ",
}


def _nested(sign: str, size: int) -> str:
    """Lines of ever more signs."""
    lines, total = [], 0
    while total < size:
        lines.append(sign * (len(lines) + 1) + "a")
        total += len(lines[-1]) + 1
    return "\n".join(lines)


def _runs(sign: str, size: int) -> str:
    """Ever longer runs of a sign, apart."""
    runs, total = [], 0
    while total < size:
        runs.append(sign * (len(runs) + 1))
        total += len(runs[-1]) + 2
    return "a ".join(runs)


def _deep(opening: str, closing: str, size: int) -> str:
    count = size // (len(opening) + len(closing))
    return opening * count + "a" + closing * count


def _names(sign: str, count: int) -> str:
    return "".join(f"{sign}a{number}," for number in range(count))


BODIES: dict[str, Callable[[int], str]] = {
    **{name: lambda size, unit=unit: unit * (size // len(unit)) for name, unit in UNITS.items()},
    "runs of code": lambda size: _runs("`", size),
    "runs of stars": lambda size: _runs("*", size),
    "runs of underscores": lambda size: _runs("_", size),
    "runs of tildes": lambda size: _runs("~", size),
    "growing quotes": lambda size: _nested("> ", size),
    "growing bullets": lambda size: _nested("- ", size),
    "growing indents": lambda size: "\n".join("  " * level + "- a" for level in range(int(size**0.5))),
    "growing numbers": lambda size: _nested("1. ", size),
    "deep links": lambda size: _deep("[", "](b)", size),
    "deep images": lambda size: _deep("![", "](b)", size),
    "deep emphasis": lambda size: _deep("*a ", " a*", size),
    "deep strong": lambda size: _deep("**a ", " a**", size),
    "deep mixed": lambda size: _deep("*a **b ", "**a*", size),
    "deep spoilers": lambda size: _deep("||a ", " a||", size),
    "deep brackets": lambda size: _deep("[", "]", size),
    "deep parens": lambda size: "[a](" + _deep("(", ")", size) + ")",
    "a long address": lambda size: "http://a.com/" + "a" * size,
    "a long host": lambda size: "http://" + "a." * (size // 2) + "com",
    "a long link text": lambda size: "[" + "a " * (size // 2) + "](http://b.c)",
    "a long title": lambda size: '[a](http://b.c "' + "a" * size + '")',
    "a long definition": lambda size: "[a]: http://b.c '" + "a\n" * (size // 2),
    "different links": lambda size: " ".join(f"[a{n}](http://b{n}.c)" for n in range(size // 25)),
    "different hosts": lambda size: " ".join(f"a{n}.com" for n in range(size // 11)),
    "different tags": lambda size: " ".join(f"#a{n}" for n in range(size // 8)),
    "different mentions": lambda size: " ".join(f"@name{n}" for n in range(size // 12)),
    "different definitions": lambda size: "\n".join(f"[a{n}]: http://b.c" for n in range(size // 22)),
    "definitions used": lambda size: (
        "".join(f"[a{n}]: http://b.c\n" for n in range(size // 40)) + "".join(f"\n[a{n}]" for n in range(size // 40))
    ),
    "bold words": lambda size: " ".join("**word**" for _ in range(size // 9)),
    "marks in code": lambda size: " ".join("**`a`**" for _ in range(size // 8)),
    "code in bold": lambda size: "**" + "`a` b " * (size // 6) + "**",
    "links in bold": lambda size: "**" + "[a](http://b.c) b " * (size // 18) + "**",
    "code in links": lambda size: "[`a`](http://b.c) " * (size // 18),
    "a thread": lambda size: "a\n\n---\n\n" * (size // 8),
}
KEYS: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda size: "".join(f"k{n}: a\n" for n in range(size // 10)),
    "numbers as keys": lambda size: "".join(f"{n}: a\n" for n in range(size // 9)),
    "one key again": lambda size: "a: b\n" * (size // 5),
    "hashtags": lambda size: "hashtags: [" + "a," * (size // 2 - 8) + "]\n",
    "different hashtags": lambda size: "hashtags: [" + _names("", size // 8) + "]\n",
    "hashtag lines": lambda size: "hashtags:\n" + "- a\n" * (size // 4 - 8),
    "broken hashtags": lambda size: "hashtags: [" + "".join(f"a-{n}," for n in range(size // 9)) + "]\n",
    "sets": lambda size: "hashtags: [" + _names("$", size // 9) + "]\n",
    "media": lambda size: "media:\n" + "- a.jpg\n" * (size // 8 - 4),
    "different media": lambda size: "media:\n" + "".join(f"- {n}.jpg\n" for n in range(size // 12)),
    "media mappings": lambda size: "media:\n" + "- {file: a.jpg, alt: b}\n" * (size // 25),
    "media without file": lambda size: "media:\n" + "- {alt: b}\n" * (size // 12),
    "notes in a list": lambda size: "notes: [" + "vk," * (size // 3) + "]\n",
    "poll options": lambda size: "poll:\n  question: a\n  options: [" + _names("", size // 8) + "]\n",
    "ignored": lambda size: "ignore: [" + "SMM201," * (size // 7) + "]\n",
    "ignored nothing": lambda size: "ignore: [" + _names("", size // 8) + "]\n",
    "languages": lambda size: "targeting: {language: [" + "ru," * (size // 3) + "]}\n",
    "nested lists": lambda size: "notes: " + "[" * (size // 2) + "]" * (size // 2) + "\n",
    "nested mappings": lambda size: "notes: " + "{a: " * (size // 5) + "}" * (size // 5) + "\n",
    "notes": lambda size: "notes: " + "word " * (size // 5) + "\n",
    "lines of notes": lambda size: "notes: |\n" + "  a\n" * (size // 4),
    "quoted notes": lambda size: 'notes: "' + "\\n" * (size // 2) + '"\n',
    "comments": lambda size: "# a\n" * (size // 4),
    "blank lines": lambda size: "\n" * size,
    "a first comment": lambda size: "first_comment: |\n  " + "word " * (size // 5) + "\n",
    "links in the comment": lambda size: "first_comment: |\n  " + "[a](http://b.c) " * (size // 16) + "\n",
    "a link": lambda size: "link: https://a.example/" + "a" * size + "\n",
    "a place": lambda size: "targeting: {place: {name: " + "a " * (size // 2) + "}}\n",
    "an advertiser": lambda size: "ads: {erid: 2Vtzqx, advertiser: " + "a " * (size // 2) + "}\n",
    "a schedule": lambda size: "not_after: " + "1" * size + "\n",
    "no colon": lambda size: "a\n" * (size // 2),
    "tabs": lambda size: "\ta: b\n" * (size // 6),
    "anchors": lambda size: "notes: [" + "*a," * (size // 3) + "]\n",
    "overrides": lambda size: "vk: {" + "".join(f"k{n}: a, " for n in range(size // 12)) + "}\n",
    "emoji": lambda size: "notes: " + "👨\u200d👩\u200d👧\u200d👦" * (size // 7) + "\n",
    "alternatives": lambda size: "media: [{file: a.jpg, alt: " + "word " * (size // 5) + "}]\n",
}
TITLES: dict[str, Callable[[int], str]] = {
    "a title": lambda size: "word " * (size // 5),
    "a title of one word": lambda size: "a" * size,
    "a title of signs": lambda size: "{{ " * (size // 3),
}
NETWORKS: dict[str, Callable[[int], str]] = {
    "vk again and again": lambda size: "vk, " * (size // 4 - 8),
    "unknown networks": lambda size: "".join(f"a{n}, " for n in range(size // 8)),
}


def posts(size: int) -> dict[str, str]:
    """Name -> a whole file with so many characters of body or front matter."""
    made = {f"body: {name}": f"---\n{FRONT}---\n{body(size)}" for name, body in BODIES.items()}
    made |= {f"keys: {name}": f"---\n{FRONT}{keys(size - 200)}---\nA text.\n" for name, keys in KEYS.items()}
    for name, title in TITLES.items():
        front = FRONT.replace("title: T", f'title: "{title(size - 200)}"')
        made[f"keys: {name}"] = f"---\n{front}---\nA text.\n"
    for name, networks in NETWORKS.items():
        front = FRONT.replace("[vk,", f"[{networks(size - 200)} vk,")
        made[f"keys: {name}"] = f"---\n{front}---\nA text.\n"
    return made


class Cost(NamedTuple):
    """What a check took: CPU seconds, the most memory in MB, and how it ended."""

    seconds: float
    megabytes: float
    code: int


def cost(project: Path, command: str = "check") -> Cost:
    """Run the command on the project, in a process of its own."""
    options = ["--now", "2026-11-25T09:00+03:00"] if command == "check" else []
    process = subprocess.Popen(
        [sys.executable, "-m", "smmgen", "-C", str(project), command, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS)),
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode)


def project_of(text: str, folder: Path) -> Path:
    """A project with this one post."""
    (folder / "content/posts").mkdir(parents=True, exist_ok=True)
    (folder / "smm.toml").write_text(CONFIG, "utf-8")
    (folder / "content/posts/post.md").write_text(text, "utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[12_500, 25_000, 49_900])
    parser.add_argument("--only", default="", help="names that hold this")
    parser.add_argument("--command", default="check")
    parser.add_argument("--slower", type=float, default=0.0, help="print those alone that take so many seconds")
    arguments = parser.parse_args()
    made = [posts(size) for size in arguments.sizes]
    print(f"{'post':36}" + "".join(f"{size:>10}" for size in arguments.sizes) + "     peak MB   exit")
    for name in made[0]:
        if arguments.only not in name:
            continue
        costs = []
        for texts in made:
            with tempfile.TemporaryDirectory() as folder:
                costs.append(cost(project_of(texts[name], Path(folder)), arguments.command))
        if max(one.seconds for one in costs) >= arguments.slower:
            figures = "".join(f"{one.seconds:10.2f}" for one in costs)
            print(f"{name:36}{figures}{max(one.megabytes for one in costs):12.0f}{costs[-1].code:7}", flush=True)


if __name__ == "__main__":
    main()
