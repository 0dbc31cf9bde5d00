"""Where a text may be cut in two, and how it reads there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from smmgen.markup.hashtags import HASHTAG
from smmgen.markup.text import RichText

Span = tuple[int, int]


class Gap(NamedTuple):
    """What is left out where a text is cut: white space, or nothing between two signs. Offsets in code points."""

    begin: int
    end: int


PARAGRAPH, LINE, SENTENCE, CLAUSE, WORD, BOUND = 0.0, 0.1, 0.25, 0.6, 1.0, 2.0
"""How much a cut hurts after a paragraph, a line, a sentence, a clause or a word, and between words that belong
together, such as `ул. Мира`, `5 кг` or a label and its address."""
_INTRODUCES = 0.5
"""What a colon adds: it promises something that should follow in the same post."""
_AROUND = 24

_BLANKS = regex.compile(r"[ \t\n\r\v\f\x85\u1680\u2000-\u2006\u2008-\u200b\u2028\u2029\u205f\u3000]+")
_LINE_ENDS = regex.compile(r"[\n\x85\u2028\u2029]")
_CLOSERS = r"[»”’\"')\]}」』）】〉》]"
_STOPS = r"[.!?…‥。．｡！？‼⁇⁈⁉؟۔।॥։።။។།⸮]"
_COMMAS = r"[,;:،؛、，；：)\]」』）】»”]"
_PICTURE = (
    r"(?:\p{Extended_Pictographic}|\d\ufe0f?\u20e3|\p{Regional_Indicator}{2})[\ufe0f\u200d\p{M}\p{Emoji_Modifier}]*+"
)

_SENTENCE_END = regex.compile(rf"{_STOPS}{_CLOSERS}*+(?:[ ]?{_PICTURE})*+$")
_PICTURE_END = regex.compile(rf"{_PICTURE}$")
_PICTURE_ALONE = regex.compile(rf"(?:{_PICTURE})+(?=\s|$)")
_CLAUSE_END = regex.compile(rf"{_COMMAS}$")
_ABBREVIATION = regex.compile(
    r"(?<![\p{L}\p{M}])(?:\p{L}|ул|пл|кв|гг|вв|пр|др|тт|чч|т\.\s?[деклп]|и\.\s?о|просп|пер|наб|бул|пос|обл|респ|корп|стр|оф|под|эт|каб|тел|моб"
    r"|доб|им|св|проф|акад|доц|см|ср|напр|рис|табл|гл|руб|коп|тыс|млн|млрд|чел|мин|сек|шт|экз|изд|ред|англ|нем|фр|лат"
    r"|Mr|Mrs|Ms|Dr|Prof|St|Mt|Fig|No|Nos|Vol|vs|cf|approx|est|Ave|Blvd|Rd|Jr|Sr|Inc|Ltd|Co|Corp|etc|e\.g|i\.e|a\.m|p\.m"
    r"|pp|ed|Nr|Str|Tel|bzw|ca|usw|evtl|ggf|inkl|zzgl|z\.\s?B|d\.\s?h|u\.\s?a)\.$",
    regex.IGNORECASE,
)
_MAY_END_SENTENCE = regex.compile(
    r"(?:\d\s?(?:гг?|вв?|р|ч|м|л|кг|км|руб|коп|тыс|млн|млрд|чел|мин|сек|шт|a\.m|p\.m)|т\.\s?[дп]|др|пр|etc|usw|Inc|Ltd|Co)"
    r"\.$",
    regex.IGNORECASE,
)
_ORDINAL = regex.compile(r"(?<![\d.,])\d{1,2}\.$")
_SHORT_WORD = regex.compile(r"(?<![\p{L}\p{M}\d])\p{Ll}{1,2}$")
_OF_A_NUMBER = regex.compile(r"(?:\d$)|(?:[№§]$)")
_TO_A_NUMBER = regex.compile(r"[\p{Ll}\d\p{Sc}%‰°]")
_NEVER_FIRST = regex.compile(r"[!?:;,.…%‰»”)\]}]|[—–-](?=\s)")
_ADDRESS_NEXT = regex.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://|www\.")

_MARKER = regex.compile(
    rf"^(?:[ \t]*+(?:[•‣◦▪●○·*+>–—-]|\d{{1,9}}[.)]|\p{{L}}[.)]|{_PICTURE})[ \t]++)+", regex.MULTILINE
)
"""What begins the line of a list or a quotation."""

_KANA_END = r"[\p{Hiragana}]"
_WIDE_STOP = r"[。．｡！？、，；：」』）】〉》]"
_UNSPACED = regex.compile(
    rf"(?<={_WIDE_STOP})(?!{_WIDE_STOP}|[{_CLOSERS[1:-1]}!?.,;:%…‥ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々〆]|\s|\p{{M}}|$)"
    rf"|(?<={_KANA_END})(?=[\p{{Han}}\p{{Katakana}}「『（【〈《])(?![ーァィゥェォッャュョヮヵヶ])"
)
"""Between signs of a script without blanks: after punctuation, and where a word surely begins after kana."""
_ADDRESS = regex.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s。、，！？「」『』（）【】]+")
_ATOMS = frozenset({"link", "mention", "hashtag", "code"})


def gaps(text: str, ends: Sequence[int]) -> list[Gap]:
    """All places between words. `ends`: where the grapheme clusters end; a blank that a neighbouring sign has made part
    of its cluster separates nothing."""
    borders = {0, *ends}
    blanks = (found.span() for found in _BLANKS.finditer(text))
    whole = (Gap(begin + (begin not in borders), end - (end not in borders)) for begin, end in blanks)
    found = [gap for gap in whole if gap.begin < gap.end]
    return sorted([*found, *_unspaced(text, borders)])


def _unspaced(text: str, borders: set[int]) -> Iterator[Gap]:
    places = [found.start() for found in _UNSPACED.finditer(text)]
    if places:
        kept = merged(found.span() for pattern in (_ADDRESS, HASHTAG) for found in pattern.finditer(text))
        yield from outside((Gap(place, place) for place in places if place in borders), kept)


def atoms(rich: RichText, more: Iterable[Span] = ()) -> list[Span]:
    """What is not cut as long as it fits into a post: links, mentions, hashtags, code, and a list's sign with the word
    after it. In order, apart from each other."""
    marked = ((mark.start, mark.end) for mark in rich.marks if mark.kind in _ATOMS)
    signs = ((found.start(), found.end() + 1) for found in _MARKER.finditer(rich.text))
    return merged([*marked, *signs, *more])


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    apart: list[Span] = []
    for begin, end in sorted(spans):
        if apart and begin < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((begin, end))
    return apart


def outside(found: Iterable[Gap], spans: Sequence[Span]) -> Iterator[Gap]:
    """The gaps that lie in none of the spans, which are in order and apart."""
    for gap in found:
        before = bisect_left(spans, (gap.begin, 0)) - 1
        if before < 0 or spans[before][1] <= gap.end:
            yield gap


def badness(text: str, gap: Gap) -> float:
    """How much a cut here hurts, from `PARAGRAPH` to a little above `BOUND`."""
    lines = len(_LINE_ENDS.findall(text, *gap))
    before, after = text[max(0, gap.begin - _AROUND) : gap.begin], text[gap.end : gap.end + _AROUND]
    if lines:
        return (PARAGRAPH if lines > 1 else LINE) + _INTRODUCES * before.endswith((":", "："))
    if _NEVER_FIRST.match(after) or (before.endswith(":") and _ADDRESS_NEXT.match(after)):
        return BOUND
    stray_picture = 0.5 if _PICTURE_ALONE.match(after) else 0.0
    return stray_picture + (_after_stop(before, after) if _SENTENCE_END.search(before) else _inside(before, after))


def _after_stop(before: str, after: str) -> float:
    if _MAY_END_SENTENCE.search(before):
        return CLAUSE if after[:1].isupper() else WORD
    if _ABBREVIATION.search(before):
        return BOUND
    if _ORDINAL.search(before):
        return WORD
    return CLAUSE if after[:1].islower() else SENTENCE


def _inside(before: str, after: str) -> float:
    if _CLAUSE_END.search(before) or after[:1] in "([«“「（" or (_PICTURE_END.search(before) and after[:1].isupper()):
        return CLAUSE + _INTRODUCES * before.endswith((":", "："))
    if _OF_A_NUMBER.search(before) and _TO_A_NUMBER.match(after):
        return BOUND
    return WORD + 0.3 * bool(_SHORT_WORD.search(before))
