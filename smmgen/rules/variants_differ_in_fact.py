"""The texts that different accounts get disagree about a price, a day or a link.

Somebody has changed the text for one network and forgotten the other. Compared are `::: only` and `::: except` blocks,
`first_comment` and `link`, and the `::: variant` blocks of a post that repeats; and of these only statements about the
same thing: prices in one currency and days in sentences that share words, links to the brand's own site whose paths
differ (not between variants).

Wrong: `Пачка за 690 ₽` for one account, `Пачка за 650 ₽` for the others.

Right: `Пачка за 690 ₽` for all, or different packs: `Маленькая пачка за 390 ₽`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple
from urllib.parse import urlsplit

from smmgen.content.model import Post
from smmgen.content.source import Field
from smmgen.diagnostics import Severity, Span
from smmgen.markup.dates import find
from smmgen.markup.document import is_turn, parse
from smmgen.patterns import later
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.writing import PRICE, in_body, is_draft, lines_of, only_lines, views
from smmgen.utm import host_of

CODE = code("SMM222", "variants-differ-in-fact", Severity.ERROR, fact=False, docs=__doc__)

_CURRENCIES = {"руб": "RUB", "₽": "RUB", "р.": "RUB", "rub": "RUB", "€": "EUR", "евр": "EUR", "eur": "EUR", "$": "USD"}
_CURRENCIES |= {"usd": "USD", "£": "GBP"}
_STOP = later(r"[.!?…](?=\s)|\n")
_WORD = later(r"[^\W\d_]{3,}|\d+")
_STEM = 5
_COMMON = frozenset("для это при или все уже ещё еще как что the and for with you are our".split())
_FAR = 200
"""Characters before and behind a statement that belong to it, unless its sentence is shorter."""
_ADDRESS = later(r"https?://[^\s<>()\[\]\"»”]+[^\s<>()\[\]\"»”.,;:!?]")


class _Fact(NamedTuple):
    """`about`: what is stated, such as a price in roubles; `context`: words beside it."""

    about: str
    value: str
    shown: str
    span: Span
    context: frozenset[str] = frozenset()


class _Version(NamedTuple):
    accounts: tuple[str, ...]
    facts: tuple[_Fact, ...]


def check_post(subject: PostSubject) -> Iterable[Finding]:
    post = subject.post
    differs = post.document.has_variants or bool(post.origins) or ":::" in post.source.body
    return _found(subject) if differs and not is_draft(post) else ()


def _found(subject: PostSubject) -> Iterator[Finding]:
    yield from _between_accounts(subject)
    if "::: variant" in subject.post.source.body:
        yield from _between_times(subject)


def _between_times(subject: PostSubject) -> Iterator[Finding]:
    """What the variant of this time says otherwise than one above it. Links may well differ from time to time."""
    source = subject.post.source
    blocks = [token.map for token in parse(source.body, source.body_line, ()).tokens if is_turn(token)]
    *above, own = blocks[: 1 + next((at for at, block in enumerate(blocks) if _is_here(subject, block)), len(blocks))]
    facts = [(*_facts(subject, only_lines(source.body, range(*block))),) for block in (*above, own)]
    for other in facts[:-1]:
        for first, second in _conflicts(other, facts[-1]):
            if first.about != "link" and first.context & second.context:
                message = f"`{second.shown}` stands here, but another variant says `{first.shown}`"
                yield Finding(message, "say the same each time, or say what differs", span=second.span)


def _is_here(subject: PostSubject, block: Sequence[int]) -> bool:
    return not lines_of(subject.post.document).isdisjoint(range(block[0] + 1, block[1]))


def _between_accounts(subject: PostSubject) -> Iterator[Finding]:
    said = set[Span]()
    for one, other in combinations(_versions(subject), 2):
        for first, second in _conflicts(one.facts, other.facts):
            early, late, accounts = first, second, one.accounts
            if second.span < first.span:
                early, late, accounts = second, first, other.accounts
            if late.span not in said and early.span != late.span:
                said.add(late.span)
                message = f"`{late.shown}` stands here, but `{accounts[0]}` gets `{early.shown}`"
                yield Finding(message, "say the same to everybody, or say what differs", span=late.span)


def _conflicts(ours: Sequence[_Fact], theirs: Sequence[_Fact]) -> Iterator[tuple[_Fact, _Fact]]:
    """Where each side states one thing that the other does not, about the same."""
    first, second = _sorted(ours), _sorted(theirs)
    for about in (one for one in first if one in second):
        one = [fact for value, fact in first[about].items() if value not in second[about]]
        other = [fact for value, fact in second[about].items() if value not in first[about]]
        if len(one) == len(other) == 1 and _is_of_one_thing(one[0], other[0]):
            yield one[0], other[0]


def _sorted(facts: Sequence[_Fact]) -> dict[str, dict[str, _Fact]]:
    """What is stated -> value -> the fact."""
    found: dict[str, dict[str, _Fact]] = {}
    for fact in facts:
        found.setdefault(fact.about, {}).setdefault(fact.value, fact)
    return found


def _is_of_one_thing(one: _Fact, other: _Fact) -> bool:
    """Their sentences share a word, or are in different scripts."""
    if not one.context or not other.context or one.context & other.context:
        return True
    return _is_latin(one.context) != _is_latin(other.context)


def _is_latin(words: frozenset[str]) -> bool:
    return sum(word.isascii() for word in words) * 2 > len(words)


# What each account is told


def _versions(subject: PostSubject) -> list[_Version]:
    """One for each set of facts."""
    post, own = subject.post, host_of(subject.config.project.url or "")
    bodies = {name: (*_facts(subject, view.text),) for view in views(subject) for name in view.accounts}
    found: dict[tuple[tuple[str, str], ...], _Version] = {}
    for name in post.accounts:
        names = {name.casefold(), subject.config.accounts[name].platform}
        facts = (*bodies[name], *_of_fields(post, name))
        facts = tuple(_link(fact, names, own, post, name) if fact.about == "link" else fact for fact in facts)
        key = tuple((fact.about, fact.value) for fact in facts)
        before = found.get(key, _Version((), facts))
        found[key] = before._replace(accounts=(*before.accounts, name))
    return [*found.values()]


def _facts(subject: PostSubject, text: str) -> Iterator[_Fact]:
    for about, value, start, end in _statements(text):
        span = in_body(subject.post.source, start, end)
        yield _Fact(about, value, " ".join(text[start:end].split()), span, _context(text, start, end))


def _of_fields(post: Post, account: str) -> Iterator[_Fact]:
    """Of the first comment and the link card."""
    fields = post.fields[account]
    if fields.link:
        yield _Fact("link", fields.link.url, fields.link.url, _written(post, account, ("link", "url")))
    text = fields.first_comment or ""
    for about, value, start, end in _statements(text):
        span = _written(post, account, ("first_comment",))
        yield _Fact(about, value, " ".join(text[start:end].split()), span, _context(text, start, end))


def _written(post: Post, account: str, field: Field) -> Span:
    return post.source.span(post.written(account, field))


def _statements(text: str) -> Iterator[tuple[str, str, int, int]]:
    for price in PRICE.finditer(text):
        sign = (price["sign"] or price["before"]).casefold()[:3]
        currency = _CURRENCIES.get(sign) or _CURRENCIES.get(sign[:2]) or _CURRENCIES.get(sign[:1], "")
        yield f"a price in {currency}", _amount(price["number"] or price["behind"]), *price.span()
    for when in find(text):
        for day in when.days:
            if day.month and not when.spans:
                about = "the last day" if when.until else "a day"
                yield about, f"{day.month:02}-{day.day:02}", day.start, day.end
    for address in _ADDRESS.finditer(text):
        yield "link", address[0], *address.span()


def _amount(written: str) -> str:
    """`1 900,50` as `1900.5`; three digits behind a sign are thousands."""
    whole = re.sub(r"[ \u00a0\u2009\u202f]|[.,](?=\d{3}(?!\d))", "", written).replace(",", ".")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def _context(text: str, start: int, end: int) -> frozenset[str]:
    """Beginnings of the other words of its sentence."""
    before = text[max(0, start - _FAR) : start]
    stops = [found.end() for found in _STOP.finditer(before)]
    behind = text[end : end + _FAR]
    stop = _STOP.search(behind)
    words = _WORD.findall(
        (before[stops[-1] :] if stops else before) + " " + (behind[: stop.start()] if stop else behind)
    )
    return frozenset(word[:_STEM] for word in map(str.casefold, words) if word not in _COMMON)


def _link(fact: _Fact, names: set[str], own: str, post: Post, account: str) -> _Fact:
    """Told apart by host and language; names of the account in its path do not count, nor do marks behind it."""
    parts = urlsplit(fact.value)
    host = parts.netloc.casefold().removeprefix("www.")
    path = "/".join("*" if step.casefold() in names else step for step in parts.path.rstrip("/").split("/"))
    language = ",".join(sorted(post.fields[account].targeting.language))
    about = f"a link to {host} in {language}" if not own or host == own else f"a link to {fact.value}"
    return fact._replace(about=about, value=path)
