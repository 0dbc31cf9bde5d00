"""A hashtag would not work: it contains a space, a hyphen or another character that ends a hashtag.

Networks end a hashtag at the first character that is not a letter, a digit or an underscore: `#black-friday` becomes
`#black`. The details differ: Bluesky allows hyphens. Hashtag sets in smm.toml are checked where a post uses them. A
hashtag in the text only gets a warning, because `#NATO-led` may be intended.

Wrong: `hashtags: [black-friday, "новый год"]`

Right: `hashtags: [black_friday, новый_год]`
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import regex

from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.markup.document import Document
from smmgen.markup.hashtags import TAG, kept
from smmgen.rules.base import Finding, Mend, PostSubject, code
from smmgen.rules.hashtags import breaking, mended

CODE = code("SMM202", "malformed-hashtag", Severity.ERROR, fact=False, docs=__doc__)

_MEANT = regex.compile(
    r"(?<![\w\p{M}#@/&])#((?=[\d_\p{M}]*\p{L})[\w\p{M}]+"
    r"(?:(?:[-‐‑+&·]|\.(?!\p{Lu}))[\w\p{M}]+)*(?:\+\+?|\#(?!\w))?)(?!@)"
)
"""What a writer may have meant as one hashtag; a full stop before a capital begins another sentence."""

_MOST = 50
"""Words of a text that are reported."""


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for tag, field in subject.hashtags:
        members = subject.config.hashtags.get(tag[1:], ()) if tag.startswith("$") else (tag,)
        for member in members:
            yield from _listed(subject, member.strip().removeprefix("#"), tag, field)
    for document in subject.documents:
        yield from _in_text(subject, document)


def _listed(subject: PostSubject, word: str, tag: str, field: Field) -> Iterator[Finding]:
    post = subject.post
    accounts = [name for name in post.accounts if post.written(name, ("hashtags",)) == field[:-1]]
    minds = [name for name in accounts if _is_cut(word, subject.styles[name].tag)]
    if not word or (minds if accounts else _is_cut(word, TAG)):
        for account in subject.minding(minds, accounts) if word else (None,):
            rule = subject.styles[minds[0]].tag if minds else TAG
            mend = _mend(word) if word == tag else None
            yield Finding(_message(word, tag, rule), _hint(word, tag), field, account=account, mend=mend)


def _is_cut(word: str, tag: str) -> bool:
    """What has neither a letter nor anything that could end it is `digit-hashtag`'s business."""
    return kept(word, tag) != word and bool(breaking(word) or kept(word, tag))


def _message(word: str, tag: str, rule: str) -> str:
    which = f"the hashtag `{word}`" if word else "a hashtag"
    if word != tag and tag.startswith("$"):
        which += f" of the set `{tag}`"
    if not word:
        return f"{which} is empty"
    char = word[len(kept(word, rule))] if kept(word, rule) else breaking(word)
    return f"{which} contains {'a space' if char.isspace() else f'`{char}`'} and would end there"


def _hint(word: str, tag: str) -> str:
    where = " in smm.toml" if tag.startswith("$") else ""
    if (right := mended(word)) == word and word:
        return f"no spelling helps; leave it out where it is cut{where}"
    if any(char.isalpha() for char in right):
        return f"write `{right}`{where}"
    return f"use letters, digits and underscores{where}" if word else f"remove it{where}"


def _mend(word: str, sign: str = "") -> Mend | None:
    right = mended(word)
    return Mend(f"{sign}{word}", f"{sign}{right}") if right != word and any(map(str.isalpha, right)) else None


def _in_text(subject: PostSubject, document: Document) -> Iterator[Finding]:
    """Each word once, where it stands first."""
    found = _meant(document) if "#" in subject.post.source.text else {}
    got = {name: _got(document, found, _names(subject, name)) for name in subject.post.accounts} if found else {}
    for word, line in islice(found.items(), _MOST):
        accounts = tuple(name for name, words in got.items() if word in words)
        cut = {name: short for name in accounts if (short := kept(word, subject.styles[name].tag)) not in (word, "")}
        for account in subject.minding(tuple(cut), accounts) if cut else ():
            yield Finding(
                f"only `#{cut[account or accounts[0]]}` of `#{word}` is a hashtag",
                f"write `#{mended(word)}`",
                line=line,
                texts=(f"#{word}",),
                account=account,
                severity=Severity.WARNING,
                mend=_mend(word, "#"),
            )


def _meant(document: Document) -> dict[str, int]:
    """Words that some network would cut, and the line where each stands first."""
    found: dict[str, int] = {}
    for text, line in document.texts("#"):
        for word in _MEANT.findall(text):
            if word not in found and breaking(word):
                found[word] = line
    return found


def _got(document: Document, found: dict[str, int], names: frozenset[str]) -> dict[str, int]:
    """Those that an account known by any of `names` gets."""
    selected = document.select(names)
    return found if selected is document else _meant(selected)


def _names(subject: PostSubject, account: str) -> frozenset[str]:
    return frozenset({account, subject.config.accounts[account].platform})
