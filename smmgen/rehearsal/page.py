"""What was posted, as a page for people: served at `/` and kept in `posted.html` of the state folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from smmgen.safe_files import Inside

FILE_NAME = "posted.html"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_NAMES = {"bluesky": "Bluesky", "mastodon": "Mastodon", "telegram": "Telegram", "vk": "VK"}
_TEXTS = ("text", "message", "status", "caption", "question")
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Rehearsal: what was posted</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
article {{ border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .75rem;
  padding: .75rem 1rem; margin: 1rem 0; overflow-wrap: anywhere; }}
article.deleted {{ opacity: .55; }}
header, footer, summary {{ font-size: .85rem; opacity: .8; }}
.text {{ white-space: pre-wrap; margin: .5rem 0; }}
pre {{ white-space: pre-wrap; font-size: .8rem; }}
</style>
<h1>Rehearsal: what was posted</h1>
{body}
</html>
"""


def render(posts: Sequence[dict[str, Any]]) -> str:
    """The whole page. `posts` as `read_posts` gives them."""
    by_network = groupby(sorted(posts, key=lambda post: (post["platform"], post["seq"])), lambda post: post["platform"])
    sections = "\n".join(_section(name, list(group)) for name, group in by_network)
    return _PAGE.format(body=sections or "<p>Nothing was posted yet.</p>")


def write(folder: Path, posts: Sequence[dict[str, Any]]) -> None:
    """Put the page into the folder, whole or not at all."""
    with Inside(folder) as files:
        files.replace(FILE_NAME, render(posts).encode())


def _section(name: str, posts: Sequence[dict[str, Any]]) -> str:
    title = f"<h2>{escape(_NAMES.get(name, name))} <small>({len(posts)})</small></h2>"
    return f"<section>\n{title}\n" + "\n".join(map(_article, posts)) + "\n</section>"


def _article(post: dict[str, Any]) -> str:
    facts = [post["account"], post["kind"], post["state"], post["received_at"], f"id {post['remote_id']}"]
    media = f"<footer>{len(post['media'])} media</footer>" if post["media"] else ""
    params = json.dumps(post["params"], ensure_ascii=False, indent=1)
    return (
        f'<article class="{escape(post["state"])}">\n<header>{_joined(facts)}</header>\n'
        f'<div class="text">{escape(_text(post["params"]))}</div>\n{media}'
        f"<details><summary>{escape(post['method'])}</summary><pre>{escape(params)}</pre></details>\n</article>"
    )


def _joined(facts: Iterable[Any]) -> str:
    return " · ".join(escape(str(fact)) for fact in facts)


def _text(params: Any) -> str:
    """The words of a post, wherever its network keeps them."""
    if not isinstance(params, dict):
        return ""
    inner = params.get("record")
    found = {**params, **inner} if isinstance(inner, dict) else params
    return next((str(found[name]) for name in _TEXTS if found.get(name)), "")
