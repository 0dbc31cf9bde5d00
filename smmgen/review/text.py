"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.diagnostics import Diagnostic
from smmgen.printable import printable_line
from smmgen.review.changes import Change
from smmgen.review.report import Report
from smmgen.review.said import Fact, Told, reach, summary, told
from smmgen.review.words import Stretch, compared

EXAMPLES = 2
"""Of posts that nobody touched so many are shown in full; the others are named."""
_NEAR = 60
"""Characters of what did not change that are shown beside what did."""
_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}
_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m", "=": ""}
_PLAIN = "\x1b[0m"


def text(report: Report, coloured: bool = False) -> str:
    """The report. Without colours what was is in `[-…-]` and what will be in `{+…+}`, as `git diff --word-diff`."""
    lines = [f"{report.base} → {report.head}: {summary(report)}", *_changes(report.touched, report.zone, coloured)]
    for shared in report.shared:
        lines += ["", printable_line(f"{shared.name}: {reach(shared)}")]
        shown = [*dict.fromkeys(change.path for change in shared.changes)]
        lines += _changes([one for one in shared.changes if one.path in shown[:EXAMPLES]], report.zone, coloured)
        lines += [f"  and in the same way: {printable_line(path)}" for path in shown[EXAMPLES:]]
    lines += _problems("new problems", report.of("new"))
    lines += _problems("mended", report.of("mended"))
    if still := report.of("still"):
        lines += ["", f"{len(still)} problem{'s' * (len(still) != 1)} as before; `smm check` shows them"]
    lines += ["", *(f"note: {printable_line(note)}" for note in report.notes)] if report.notes else []
    return "".join(f"{line}\n" for line in lines)


def _changes(changes: Sequence[Change], zone: str, coloured: bool) -> Iterator[str]:
    for path, groups in told(changes, zone):
        first = groups[0].changes[0]
        was = f" (was {first.was})" if first.was else ""
        yield from ("", printable_line(f"{path}{was}: {first.title}"))
        for group in groups:
            yield printable_line(f"  {_where(group)}{group.changes[0].kind}{_live(group)}")
            for fact in (*group.facts, *group.lengths):
                yield from (f"    {line}" for line in _fact(fact, coloured))


def _where(group: Told) -> str:
    named = ", ".join(f"{one.account} ({one.platform})" for one in group.each if one.account)
    times = f" on {group.times}" if group.times else ""
    return f"{named}{times}: " if named else ""


def _live(group: Told) -> str:
    places = ", ".join(one.live for one in group.changes if one.live)
    return f"; it is live already: {places}" if places else ""


def _fact(fact: Fact, coloured: bool) -> Iterator[str]:
    if not fact.before and not fact.after:
        yield f"{fact.label} changes"
    elif fact.is_text:
        said = "".join(_painted(stretch, coloured) for stretch in near(compared(fact.before, fact.after), _NEAR))
        first, *more = [printable_line(line) if not coloured else line for line in said.split("\n")]
        yield f"{fact.label}: {first}"
        yield from (f"  {line}" for line in more)
    else:
        yield printable_line(f"{fact.label}: {sides(fact)}")


def sides(fact: Fact) -> str:
    """`before → after`; of what is on one side only that."""
    if not fact.before:
        return fact.after
    return f"{fact.before} → {fact.after or 'none'}"


def _painted(stretch: Stretch, coloured: bool) -> str:
    sign, said = stretch
    said = "\n".join(map(printable_line, said.split("\n")))
    if sign == "=" or not said:
        return said
    if coloured:
        return "\n".join(f"{_COLOURS[sign]}{line}{_PLAIN}" for line in said.split("\n"))
    start, end = _MARKS[sign]
    return f"{start}{said}{end}"


def near(stretches: Sequence[Stretch], most: int) -> Iterator[Stretch]:
    """The stretches without the middle of long ones that are the same on both sides."""
    last = len(stretches) - 1
    for at, (sign, said) in enumerate(stretches):
        if sign != "=" or len(said) <= 2 * most + 20 or last == 0:
            yield Stretch(sign, said)
            continue
        head = said[:most].rpartition(" ")[0] + " " if at else ""
        tail = " " + said[-most:].partition(" ")[2] if at < last else ""
        yield Stretch("=", f"{head}[…]{tail}")


def _problems(heading: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    if found:
        yield from ("", f"{heading}:")
    for one in found:
        account = f" [{one.account}]" if one.account else ""
        yield printable_line(
            f"  {one.path}:{one.span.line}: {one.severity} {one.code} {one.name}: {one.message}{account}"
        )
