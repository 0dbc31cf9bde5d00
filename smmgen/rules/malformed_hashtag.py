"""A hashtag would not work as one: it has a space, a hyphen or another character that ends a tag.

Networks cut a hashtag at the first character that is not a letter, a digit or an underscore: `#black-friday` becomes
the tag `#black`. Sets of smm.toml are checked where a post uses them.

Wrong: `hashtags: [black-friday, "новый год"]`

Right: `hashtags: [black_friday, новый_год]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.hashtags import breaking, mended

CODE = code("SMM202", "malformed-hashtag", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for tag, field in subject.hashtags:
        members = subject.config.hashtags.get(tag[1:], ()) if tag.startswith("$") else (tag,)
        for member in members:
            word = member.strip().removeprefix("#")
            if not word or breaking(word):
                yield Finding(_message(word, tag), _hint(word, tag), field)


def _message(word: str, tag: str) -> str:
    which = f"the hashtag `{word}`" if word else "a hashtag"
    if word != tag and tag.startswith("$"):
        which += f" of the set `{tag}`"
    if not word:
        return f"{which} is empty"
    char = breaking(word)
    return f"{which} has {'a space' if char.isspace() else f'`{char}`'} in it and would be cut there"


def _hint(word: str, tag: str) -> str:
    where = " in smm.toml" if tag.startswith("$") else ""
    if right := mended(word):
        return f"write `{right}`{where}"
    return f"use letters, digits and underscores{where}" if word else f"remove it{where}"
