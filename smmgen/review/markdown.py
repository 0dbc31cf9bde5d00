"""The report as a comment on a forge: GitHub Flavored Markdown, within a limit, and nothing in it but words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from smmgen.diagnostics import Diagnostic, Severity
from smmgen.review.changes import Change
from smmgen.review.inert import block, code
from smmgen.review.report import Report, Shared
from smmgen.review.said import Fact, Told, reach, summary, told, when
from smmgen.review.text import near
from smmgen.review.words import Stretch, compared

_RESERVE = 600
"""For the last line, which says what was left out."""
_ROWS = 40
"""Of the table."""
_EXAMPLES = 3
_NAMED = 20
"""Of what was left out, or is in the same way."""
_LONGEST = 4_000
"""Characters of one text; the whole is on the HTML page."""
_NEAR, _WIDTH = 200, 96
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️"}


def markdown(report: Report, most: int) -> str:
    """The comment, of at most so many characters; it says what had no room."""
    comment = _Comment(most)
    comment.add(f"### {_heading(report)}\n\n<sub>{code(report.base)} → {code(report.head)}</sub>\n")
    comment.add(_problems("New problems", report.of("new")), "the new problems")
    comment.add(_table(report), "the table")
    for path, groups in told(report.touched, report.zone):
        comment.add(_post(path, groups), path)
    for shared in report.shared:
        comment.add(_shared(shared, report.zone), shared.name)
    comment.add(_problems("Mended", report.of("mended")), "what is mended")
    if still := report.of("still"):
        comment.add(f"{len(still)} problem{'s are' if len(still) != 1 else ' is'} as before.\n")
    comment.add("".join(f"* {code(note)}\n" for note in report.notes), "notes")
    return comment.text()


class _Comment:
    """Blocks as far as they have room."""

    def __init__(self, most: int) -> None:
        self._left, self._blocks, self._omitted = most - _RESERVE, list[str](), list[str]()

    def add(self, said: str, name: str = "") -> None:
        """A block, or only its name where it has no room."""
        if not said:
            return
        size = _units(said) + 1
        if size > self._left:
            self._omitted.append(name)
            return
        self._left -= size
        self._blocks.append(said)

    def text(self) -> str:
        """The whole."""
        if self._omitted:
            named = ", ".join(code(name[:60]) for name in self._fitting())
            more = f" and {len(self._omitted) - len(self._fitting())} more" * (
                len(self._omitted) > len(self._fitting())
            )
            self._blocks.append(f"**Left out here, for want of room:** {named}{more}. `smm diff` shows everything.\n")
        return "\n".join(self._blocks)

    def _fitting(self) -> list[str]:
        """The first names, as far as the reserve has room for them."""
        room, found = _RESERVE - 150, list[str]()
        for name in self._omitted:
            room -= _units(code(name[:60])) + 2
            if room < 0:
                break
            found.append(name)
        return found


def _units(text: str) -> int:
    """UTF-16 units: no forge counts more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _heading(report: Report) -> str:
    said = summary(report)
    return f"{said[:1].upper()}{said[1:]}"


def _table(report: Report) -> str:
    rows: dict[tuple[str, ...], list[Change]] = {}
    for change in report.touched:
        key = change.path, change.kind, _what(change), _when(change, report.zone), "live" * bool(change.live)
        rows.setdefault(key, []).append(change)
    if not rows:
        return ""
    lines = ["| Post | Accounts | Change | When |", "| --- | --- | --- | --- |"]
    lines += [_row(found, report.zone) for found in [*rows.values()][:_ROWS]]
    more = [f"\n… and {len(rows) - _ROWS} more rows"] if len(rows) > _ROWS else []
    return "\n".join([*lines, *more]) + "\n"


def _row(changes: Sequence[Change], zone: str) -> str:
    one = changes[0]
    live = " · **it is live already**" * bool(one.live)
    accounts = ", ".join(code(change.account) for change in changes if change.account)
    return f"| {code(_short(one.title))} | {accounts} | {_what(one)}{live} | {_when(one, zone)} |"


def _what(change: Change) -> str:
    what = [name for name in change.what if name != change.kind.replace("rescheduled", "schedule")]
    return f"{change.kind}: {', '.join(what)}" if what else change.kind


def _when(change: Change, zone: str) -> str:
    was, now = when(change.before, zone), when(change.after, zone)
    return f"~~{was}~~ {now}" if was and now and was != now else now or was


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def _post(path: str, groups: Sequence[Told], opened: bool = False) -> str:
    first = groups[0].changes[0]
    was = f", renamed from {code(first.was)}" if first.was else ""
    parts = [f"<details{' open' * opened}><summary>{code(_short(first.title))} · {code(path)}{was}</summary>\n"]
    for group in groups:
        parts += _group(group)
    return "\n".join([*parts, "</details>\n"])


def _group(group: Told) -> Iterator[str]:
    accounts = ", ".join(f"{code(one.account)} ({code(one.platform)})" for one in group.each if one.account)
    times = f", {group.times}" if group.times else ""
    yield f"**{group.changes[0].kind}**{' on ' * bool(accounts)}{accounts}{times}\n"
    for one in group.changes:
        if one.live:
            yield f"* **live already on {code(one.account)}:** {code(one.live)}\n"
    lines = [line for fact in (*group.facts, *group.lengths) if not fact.is_text for line in _fact(fact)]
    yield from [*lines, ""] if lines else []
    for fact in group.facts:
        if fact.is_text:
            yield f"{fact.label}:\n\n{block(_cut(near(compared(fact.before, fact.after), _NEAR)), _WIDTH)}\n"


def _fact(fact: Fact) -> Iterator[str]:
    if not fact.before and not fact.after:
        yield f"* {fact.label} changes"
    elif not fact.before:
        yield f"* {fact.label}: {code(fact.after)}"
    else:
        yield f"* {fact.label}: {code(fact.before)} → {code(fact.after) or 'none'}"


def _cut(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The first so many characters."""
    left = _LONGEST
    for sign, said in stretches:
        if left <= 0:
            yield Stretch("=", "\n[… cut here]")
            return
        yield Stretch(sign, said[:left])
        left -= len(said)


def _shared(shared: Shared, zone: str) -> str:
    said = f"**{code(shared.name)}** {reach(shared)}\n"
    posts = told(shared.changes, zone)
    if not posts:
        return said
    shown = [_post(path, groups) for path, groups in posts[:_EXAMPLES]]
    others = [path for path, _ in posts[_EXAMPLES:]]
    named = ", ".join(map(code, others[:_NAMED]))
    more = f" and {len(others) - _NAMED} more" * (len(others) > _NAMED)
    same = [f"In the same way: {named}{more}\n"] if others else []
    return "\n".join([said, *shown, *same])


def _problems(heading: str, found: Sequence[Diagnostic]) -> str:
    if not found:
        return ""
    lines = [f"**{heading}**", ""]
    for one in found[:_ROWS]:
        account = f" on {code(one.account)}" if one.account else ""
        place = code(f"{one.path}:{one.span.line}")
        sign = _SIGNS.get(one.severity, "ℹ️") if heading == "New problems" else "✅"
        lines.append(f"* {sign} {place}{account}: {code(f'{one.code} {one.name}')} {code(one.message)}")
    more = [f"* … and {len(found) - _ROWS} more"] if len(found) > _ROWS else []
    return "\n".join([*lines, *more]) + "\n"
