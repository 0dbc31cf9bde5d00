"""Text of content in a comment on a forge, where nothing of it means anything: no markup, no link, no mention that
notifies, no reference, no command.

What GitHub and GitLab make of mentions and references, they make outside of `<code>` and `<pre>` only. For Markdown,
each sign that may mean something is written as a number (CommonMark 0.31, 2.5: it has no meaning then), so that no text
ends its element, its table cell or its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from smmgen.printable import printable, printable_line
from smmgen.review.words import Stretch

JOINER = "\N{WORD JOINER}"
"""After an `@`, so that it mentions nobody wherever the text is copied to."""
_SIGN = re.compile(r"[!#$&*:<>@\[\\\]_`{|}~]|(?<=www)\.", re.IGNORECASE)
"""What may begin or end something within a line; a list or a heading begins a line, where none of this stands."""
_TAGS = {"-": ("<del>", "</del>"), "+": ("<ins>", "</ins>"), "=": ("", "")}
_MENTION = re.compile(r"@(?=\w)")
_START = re.compile(r"^([ \t]*)/", re.MULTILINE)
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def code(text: str) -> str:
    """A short text on its line, as `<code>`: fit for a paragraph, a list, a table cell and a summary."""
    shown = _MENTION.sub(f"@{JOINER}", printable_line(" ".join(text.split())))
    return f"<code>{_SIGN.sub(lambda found: f'&#{ord(found[0])};', shown)}</code>" if shown else ""


def block(stretches: Iterable[Stretch], width: int) -> str:
    """Texts compared, as `<pre>` with `<ins>` and `<del>`, a block of its own. Lines are cut at this many characters;
    what follows is indented."""
    pieces, column = [], 0
    for sign, said in stretches:
        start, end = _TAGS[sign]
        pieces.append(start)
        for word in re.findall(r"\n|[^\S\n]+|\S+", said):
            if word == "\n":
                column = 0
                pieces.append(word)
                continue
            if column and column + len(word) > width and not word.isspace():
                pieces.append("\n  ")
                column = 2
            pieces.append(_escaped(word))
            column += len(word)
        pieces.append(end)
    return f"<pre>{_START.sub(lambda found: f'{found[1]}&#47;', ''.join(pieces))}</pre>"


def _escaped(word: str) -> str:
    shown = _MENTION.sub(f"@{JOINER}", printable(word))
    return re.sub(r'[&<>"]', lambda found: _HTML[found[0]], shown)
