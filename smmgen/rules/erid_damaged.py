"""The erid token in a text is not the one of `ads` any more, or a token stands where it marks nothing.

In a token large and small letters differ: one whose case an editor has changed, that is cut in two or has Russian
letters leads nowhere, and the advertisement counts as unmarked. The token belongs into `ads`, from where smmgen adds it
to the text; in the advertiser's name or in a hashtag nobody looks for it.

Wrong: `Реклама. ООО «Тепло». erid: 2VTZQWDEMO001`

Right: `Реклама. ООО «Тепло». erid: 2VtzqwDEMO001`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.patterns import later
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.texts import Lines, Stretch, key_of, published

CODE = code("SMM216", "erid-damaged", Severity.ERROR, fact=False, docs=__doc__)

_WRITTEN = later(r"(?<!\w)#?erid(?:\s{0,3}[:=]\s{0,3}|[_-])[«\"“*_`]{0,3}(?P<token>\w{2,60})", re.IGNORECASE)
_BEHIND = later(r"(?:[\s\u00ad\u200b-\u200d\u2060-]{1,3}\w{1,60}){1,4}")
_GAPS = later(r"[\s\u00ad\u200b-\u200d\u2060-]+")
_LATIN = str.maketrans("АВЕЗКМНОРСТУХаеорсухкмтв", "ABE3KMHOPCTYXaeopcyxkmtb")
"""Russian letters that look like Latin ones."""
_HINT = "copy the token from `ads`, or leave it out: smmgen adds the mark"


def check_post(subject: PostSubject) -> Iterable[Finding]:
    text = subject.post.source.text
    return _found(subject) if "erid" in text or "ERID" in text or "Erid" in text else ()


def _found(subject: PostSubject) -> Iterator[Finding]:
    source = subject.post.source
    tokens = {fields.ads.erid: name for name, fields in subject.post.fields.items() if fields.ads}
    yield from _in_ads(subject.post)
    lines = Lines(source.text)
    for stretch in published(source, lines):
        for found in _WRITTEN.finditer(stretch.text):
            if wrong := _wrong(stretch, found, tokens):
                message, end = wrong
                start = stretch.start + (found.start() if found[0].startswith("#") else found.start("token"))
                yield Finding(message, _HINT, span=lines.span(start, stretch.start + end))


def _in_ads(post: Post) -> Iterator[Finding]:
    """A token in capitals only, as no operator issues it."""
    for name, fields in post.fields.items():
        letters = [char for char in fields.ads.erid if char.isalpha()] if fields.ads else []
        if len(letters) > 7 and len({char.isupper() for char in letters}) == 1:
            case = "capitals" if letters[0].isupper() else "small letters"
            message = f"the token has only {case}, but large and small ones differ in it"
            hint = "copy it again from your advertising data operator"
            yield Finding(message, hint, post.written(name, ("ads", "erid")), account=name)


def _wrong(stretch: Stretch, found: re.Match[str], tokens: Mapping[str, str]) -> tuple[str, int] | None:
    """What is wrong with the token, and where it ends in the stretch."""
    token, end = found["token"], found.end()
    if found[0].startswith("#") or key_of(stretch.field) == "hashtags":
        return "an erid in a hashtag marks nothing", end
    if key_of(stretch.field) in ("advertiser", "alt", "name"):
        return f"an erid stands in `{key_of(stretch.field)}`, where it marks nothing", end
    if token in tokens:
        return None
    behind = _BEHIND.match(stretch.text, end)
    whole = token + (behind[0] if behind else "")
    for known in tokens:
        if length := _length(whole, known):
            return _damage(whole[:length], known), found.start("token") + length
    if not token.isascii():
        return f"the erid `{token}` has letters that are not Latin", end
    if tokens:
        return f"the erid `{token}` is not the one of `ads`", end
    return None


def _length(whole: str, known: str) -> int:
    """How long the damaged token is at the beginning of `whole`; 0 where it is another one."""
    for end in range(len(known), min(len(whole), len(known) + 12) + 1):
        if _plain(whole[:end]) == known.casefold() and not whole[end : end + 1].isalnum():
            return end
    return 0


def _plain(token: str) -> str:
    return _GAPS.sub("", token).translate(_LATIN).casefold()


def _damage(written: str, known: str) -> str:
    shown = " ".join(written.split())
    if _GAPS.search(written):
        return f"the erid `{shown}` is cut in two: it is `{known}`"
    if not written.isascii():
        return f"the erid `{shown}` has letters that are not Latin: it is `{known}`"
    return f"the erid `{shown}` has letters of the wrong case: it is `{known}`"
