"""What was posted, as a page for people: served at `/` and kept in `posted.html` of the state folder.

It holds everything itself, small copies of the pictures too, and runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from smmgen import languages
from smmgen.rehearsal.engine.shown import Kept, Poll, Shown, sent
from smmgen.rehearsal.engine.stage import UNKNOWN, Stage
from smmgen.safe_files import Inside

FILE_NAME = "posted.html"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: color-mix(in srgb, currentColor 22%,
  transparent); --soft: color-mix(in srgb, currentColor 7%, transparent); }}
body {{ max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; margin: 0; }}
h2 {{ font-size: 1.15rem; margin: 2rem 0 .5rem; }}
article {{ border: 1px solid var(--line); border-radius: .75rem; padding: .75rem 1rem; margin: .75rem 0;
  overflow-wrap: anywhere; }}
article.below {{ margin-left: 2rem; }}
article.deleted .body {{ opacity: .55; text-decoration: line-through; }}
header, summary, figcaption, .lead, .file, .label {{ font-size: .85rem; opacity: .8; }}
header {{ display: flex; flex-wrap: wrap; gap: .25rem .75rem; }}
header b {{ font-weight: 600; }}
.pill {{ border-radius: 1rem; padding: 0 .6rem; background: var(--soft); }}
.text {{ white-space: pre-wrap; margin: .5rem 0; }}
.media {{ display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0; }}
figure {{ margin: 0; max-width: 16rem; }}
figure img {{ display: block; max-width: 100%; border-radius: .5rem; border: 1px solid var(--line); }}
.file, .card, .poll {{ border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; margin: .5rem 0; }}
.poll ol {{ list-style: none; margin: .25rem 0 0; padding: 0; }}
.poll li {{ background: var(--soft); border-radius: .4rem; padding: .15rem .6rem; margin: .25rem 0; }}
.card div:first-of-type {{ font-weight: 600; }}
pre {{ white-space: pre-wrap; font-size: .8rem; }}
</style>
<h1>{title}</h1>
<p class="lead">{lead}</p>
{body}
</html>
"""

Row = Mapping[str, Any]
Files = Mapping[tuple[str, str], Row]
Find = Callable[[str], Stage | None]
Things = Callable[[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Look:
    """Language (en, ru) and IANA zone of the page."""

    language: str = "en"
    zone: str = "UTC"


def render(
    posts: Sequence[Row],
    find: Find,
    files: Files | None = None,
    things: Things = lambda network, kind: {},
    look: Look = Look(),
) -> str:
    """The whole page. `posts` as `read_posts` gives them, `files` and `things` as the state remembers them.

    A post of a network that `find` does not know is shown as it was sent.
    """
    return _Page(look, find, files or {}, things).whole(posts)


def write(folder: Path, text: str) -> None:
    """Put the page into the folder, whole or not at all."""
    with Inside(folder) as files:
        files.replace(FILE_NAME, text.encode())


class _Page:
    """Everything that comes from outside goes through `escape`."""

    def __init__(self, look: Look, find: Find, files: Files, things: Things) -> None:
        self._t = languages.table(look.language, "rehearsal")
        self._find, self._files, self._things = find, files, things
        self._language = look.language if look.language in languages.names() else languages.ENGLISH
        self._zone, self._zone_name = _zone(look.zone)

    def whole(self, posts: Sequence[Row]) -> str:
        networks = sorted({str(post["platform"]) for post in posts})
        sections = [self._section(name, [post for post in posts if post["platform"] == name]) for name in networks]
        return _PAGE.format(
            language=self._language,
            policy=POLICY,
            title=escape(self._t["title"]),
            lead=escape(self._t["lead"].format(zone=self._zone_name)),
            body="\n".join(sections) or f"<p>{escape(self._t['nothing'])}</p>",
        )

    def _section(self, name: str, posts: Sequence[Row]) -> str:
        title = self._stage(name).title or name
        articles = [self._article(post, seen, below) for post, seen, below in self._in_order(posts)]
        return (
            f"<section>\n<h2>{escape(title)} <small>({len(posts)})</small></h2>\n"
            + "\n".join(articles)
            + "\n</section>"
        )

    def _stage(self, network: str) -> Stage:
        return self._find(network) or UNKNOWN

    def _seen(self, post: Row, edits: int | None = None) -> Shown:
        """The post after so many of its edits, all of them by default."""
        stage = self._stage(post["platform"])
        kept: Kept = partial(self._things, post["platform"])
        return stage.shown(sent(post, stage.edited, kept, edits))

    def _in_order(self, posts: Sequence[Row]) -> Iterator[tuple[Row, Shown, bool]]:
        """Each post, and below it what answers it; whether it stands below another."""
        seen = {id(post): self._seen(post) for post in posts}
        ids = {post["remote_id"]: post for post in posts}
        roots: dict[int, list[Row]] = {}
        for post in sorted(posts, key=lambda post: post["seq"]):
            above, steps = post, 0
            while (
                (parent := ids.get(seen[id(above)].parent)) is not None and parent is not above and steps < len(posts)
            ):
                above, steps = parent, steps + 1
            roots.setdefault(id(above), []).append(post)
        for thread in roots.values():
            yield from ((post, seen[id(post)], place > 0) for place, post in enumerate(thread))

    def _article(self, post: Row, seen: Shown, below: bool) -> str:
        kinds = ["below"] * below + [str(post["state"])]
        return (
            f'<article class="{escape(" ".join(kinds))}">\n<header>{self._facts(post, below)}</header>\n'
            f'<div class="body">{self._body(post, seen)}</div>\n{self._history(post)}{self._sent(post)}\n</article>'
        )

    def _facts(self, post: Row, below: bool) -> str:
        state = self._t.get(str(post["state"]), str(post["state"]))
        at = datetime.fromtimestamp(post["at"], UTC) if post["at"] else None
        facts = [
            f"<b>{escape(str(post['account']))}</b>",
            f'<span class="pill">{escape(state.format(time=self._time(at)))}</span>',
        ]
        if post["edits"]:
            facts.append(f'<span class="pill">{escape(self._t["edited"])}</span>')
        kind = "reply" if below and post["kind"] == "post" else str(post["kind"])
        if kind != "post":
            facts.append(escape(self._t.get(kind, kind)))
        return " ".join([*facts, f"<span>{escape(self._time(datetime.fromisoformat(post['received_at'])))}</span>"])

    def _time(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}" if moment else ""

    def _body(self, post: Row, seen: Shown) -> str:
        parts = [
            self._line("warning", seen.warning),
            f'<div class="text">{escape(seen.text)}</div>' if seen.text else "",
            self._media(post, seen),
            self._poll(seen.poll) if seen.poll else "",
            self._card(seen.card) if seen.card else "",
            self._line("place", seen.place),
        ]
        return "\n".join(filter(None, parts))

    def _line(self, name: str, text: str) -> str:
        return f'<div class="label">{escape(self._t[name])}: {escape(text)}</div>' if text else ""

    def _media(self, post: Row, seen: Shown) -> str:
        of = [self._files.get((str(post["platform"]), sha256), {}) for sha256 in post["media"]]
        asks = self._stage(post["platform"]).alt_texts and not seen.card
        told = [self._file(file, seen.words.get(at, ""), asks) for at, file in enumerate(of)]
        return f'<div class="media">{"".join(told)}</div>' if told else ""

    def _file(self, file: Row, told: str, asks: bool) -> str:
        """`asks`: the network takes alt texts, so that one is missed."""
        said = told or str(file.get("words") or "")
        picture = str(file.get("thumbnail") or "")
        if picture.startswith("data:image/jpeg;base64,"):
            caption = escape(said) if said else f"<i>{escape(self._t['no_alt'])}</i>" if asks else ""
            under = f"<figcaption>{caption}</figcaption>" if caption else ""
            return f'<figure><img src="{escape(picture)}" alt="{escape(said)}">{under}</figure>'
        size = self._t["bytes"].format(size=max(1, round(int(file.get("size") or 0) / 1000)))
        facts = [str(file.get("name") or ""), str(file.get("type") or ""), size, said]
        return f'<div class="file">{_joined(filter(None, facts))}</div>'

    def _poll(self, poll: Poll) -> str:
        kind = self._t["quiz" if poll.right else "poll"] + (f", {self._t['multiple']}" if poll.multiple else "")
        marks = dict.fromkeys(poll.right, f" — {self._t['right']}")
        options = [f"<li>{escape(option + marks.get(at, ''))}</li>" for at, option in enumerate(poll.options)]
        question = f"<div>{escape(poll.question)}</div>" if poll.question else ""
        return f'<div class="poll"><div class="label">{escape(kind)}</div>{question}<ol>{"".join(options)}</ol></div>'

    def _card(self, lines: Iterable[str]) -> str:
        told = "".join(f"<div>{escape(line)}</div>" for line in lines if line)
        return f'<div class="card"><span class="label">{escape(self._t["card"])}</span>{told}</div>'

    def _history(self, post: Row) -> str:
        """What it said before each edit."""
        if not post["edits"]:
            return ""
        texts = [self._seen(post, count).text for count in range(len(post["edits"]))]
        told = "".join(f'<div class="text">{escape(text)}</div>' for text in texts)
        return f"<details><summary>{escape(self._t['before'])}</summary>{told}</details>\n"

    def _sent(self, post: Row) -> str:
        summary = f"{self._t['sent']} · {post['method']} · {post['remote_id']}"
        sent = [json.dumps(one, ensure_ascii=False, indent=1) for one in (post["params"], *post["edits"])]
        told = "".join(f"<pre>{escape(one)}</pre>" for one in sent)
        return f"<details><summary>{escape(summary)}</summary>{told}</details>"


def _joined(facts: Iterable[Any]) -> str:
    return " · ".join(escape(str(fact)) for fact in facts)


def _zone(name: str) -> tuple[tzinfo, str]:
    try:
        return ZoneInfo(name), name
    except (OSError, ValueError, LookupError):
        return UTC, "UTC"
