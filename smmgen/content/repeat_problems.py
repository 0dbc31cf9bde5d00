"""What is wrong with a series as a whole: its end, its first day, its exceptions, and how soon a text comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from smmgen.config import Config, days, seconds
from smmgen.content import codes, repeat_codes
from smmgen.content.collector import Report
from smmgen.content.evergreen import KEY, SLOTS
from smmgen.content.model import FrontMatter, Post
from smmgen.content.repeat import HORIZON, MOST, Repeat, Turn, is_too_long, turns
from smmgen.content.schedule import Moment, resolve, zone_of
from smmgen.content.series import Placed, first_day, placed
from smmgen.content.source import Field

_REPEAT = ("repeat",)


def check_series(post: Post, config: Config, report: Report) -> None:
    """Report what is wrong with `repeat`, and with variants of a post that does not."""
    repeat = post.front.repeat
    if post.front.evergreen:
        _check_evergreen(post, report)
        _check_of_all(list(placed(post)), post, config, report)
        return
    if repeat is None:
        _check_variants(post, report)
        return
    first = first_day(post)
    if first is None:
        if not post.front.schedule:
            report.key(codes.MISSING_KEY, _REPEAT, "`repeat` needs `schedule`: its first day, and the hour",
                       "add `schedule: 2026-12-07 10:00`")  # fmt: skip
        return
    if _has_end(repeat, first, report) and _begins(repeat, first, report):
        _check_exceptions(repeat, first, report)
        found = list(placed(post))
        _check_clocks(found, post, report)
        _check_deadlines(found, post, report)
        _check_of_all(found, post, config, report)


def _check_of_all(found: Sequence[Placed], post: Post, config: Config, report: Report) -> None:
    """Whatever its times come from."""
    _check_blackout(found, KEY if post.front.evergreen else _REPEAT, config, report)
    _check_cooldown(found, post, config, report)


def moments_of_slots(front: FrontMatter, config: Config, report: Report) -> dict[str, Moment]:
    """Day -> when an evergreen post fills a slot. What cannot be read is reported, and left out."""
    found: dict[str, Moment] = {}
    for index, text in enumerate(front.evergreen.slots if front.evergreen else ()):
        field = (*SLOTS, index) if (*SLOTS, index) in report.source.values else SLOTS
        moment, problem = resolve(text, config.project.timezone, "10:00")
        if problem:
            report.field(problem.code, field, problem.message, problem.hint)
        if moment and len(text.strip()) == 10:
            hint = f"write the hour of the slot, too: `{text} 10:00`"
            report.field(codes.UNREADABLE_TIME, field, f"`{text}` has no hour", hint)
        elif moment and moment.wall[:10] in found:
            report.field(
                codes.INVALID_VALUE, field, f"it fills a slot on {moment.wall[:10]} already", "remove one of the two"
            )
        elif moment:
            found[moment.wall[:10]] = moment
    return found


def _check_evergreen(post: Post, report: Report) -> None:
    for key in ("schedule", "repeat"):
        if key in post.source.data and post.source.data[key] is not None:
            message = f"an evergreen post has no `{key}`: it fills slots"
            hint = f"remove `{key}`, or `evergreen`"
            report.key(repeat_codes.EVERGREEN_WITH_A_DAY, (key,), message, hint)


def _check_variants(post: Post, report: Report) -> None:
    hint = "add `repeat`, or keep one text; `::: only NAME` is for one network"
    for text in (post.document, *post.comments.values()) if "repeat" not in post.source.data else ():
        if text.turns:
            opening = next(token.map[0] for token in text.tokens if token.type == "variant_open" and token.map)
            line = text.first_line + opening
            report.line(repeat_codes.IDLE_VARIANT, line, "variants take turns, and this post goes out once", hint)


def _has_end(repeat: Repeat, first: date, report: Report) -> bool:
    if repeat.until is None and repeat.times is None:
        report.field(repeat_codes.ENDLESS_REPEAT, _REPEAT, "`repeat` has no end", _end_hint(first))
        return False
    if repeat.until is not None and repeat.times is not None:
        message = "`times` and `until` both say when the series ends"
        report.field(codes.INVALID_VALUE, (*_REPEAT, "times"), message, "remove one of the two")
        return False
    if is_too_long(repeat, first):
        name = "until" if repeat.until else "times"
        message = f"the series has more than {MOST} times, or lasts for more than {HORIZON.days // 365} years"
        hint = "write an earlier end; extend the series when it comes to that"
        report.field(repeat_codes.ENDLESS_REPEAT, (*_REPEAT, name), message, hint)
        return False
    return True


def _end_hint(first: date) -> str:
    return f"write its last day, such as `until: {first + timedelta(days=91)}`, or a number of `times: 12`"


def _begins(repeat: Repeat, first: date, report: Report) -> bool:
    """Its first time is the day of `schedule`, and there is one that is not skipped."""
    every = turns(repeat.model_copy(update={"skip": []}), first)
    if not every:
        message = f"`until` is before the first time of the series, {_named(first)}"
        field = (*_REPEAT, "until") if repeat.until else _REPEAT
        report.field(repeat_codes.REPEAT_OFF_SCHEDULE, field, message, "write a later day")
        return False
    if every[0].day != first:
        written = str(report.source.data.get("schedule"))
        meant = f"{every[0].day}{written.strip()[10:]}"
        message = f"`schedule` is {_named(first)}, and the first time of the series {_named(every[0].day)}"
        fixes = report.instead(("schedule",), written, meant)
        hint = f"write `schedule: {meant}`, or another `on`"
        report.field(repeat_codes.REPEAT_OFF_SCHEDULE, ("schedule",), message, hint, fixes=fixes)
        return False
    if not turns(repeat, first):
        message, hint = "`skip` leaves out every time of the series", "skip fewer days, or set `status: draft`"
        report.field(repeat_codes.REPEAT_OFF_SCHEDULE, (*_REPEAT, "skip"), message, hint)
        return False
    return True


def _named(day: date) -> str:
    """`Monday 2026-12-07`"""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return f"{names[day.weekday()]} {day}"


def _check_exceptions(repeat: Repeat, first: date, report: Report) -> None:
    every = [turn.day for turn in turns(repeat.model_copy(update={"skip": []}), first)]
    left = {turn.day for turn in turns(repeat, first)}
    for index, span in enumerate(repeat.skip):
        begin, end = days(span)
        if not any(begin <= day <= end for day in every):
            field = (
                (*_REPEAT, "skip", index) if (*_REPEAT, "skip", index) in report.source.values else (*_REPEAT, "skip")
            )
            report.field(
                repeat_codes.NOT_IN_SERIES, field, f"the post does not go out on {span}", _nearest(begin, every)
            )
    for text in repeat.move:
        day = date.fromisoformat(text)
        if day not in left:
            why = "is skipped" if day in every else "is no time of the series"
            report.key(
                repeat_codes.NOT_IN_SERIES, (*_REPEAT, "move", text), f"{text} {why}", _nearest(day, sorted(left))
            )


def _nearest(day: date, every: Sequence[date]) -> str:
    return f"the nearest time is {_named(min(every, key=lambda one: (abs(one - day), one)))}"


def _check_clocks(found: Iterable[Placed], post: Post, report: Report) -> None:
    """Hours that do not exist, or exist twice, on one of its days, and moved times that cannot be read. The first
    time is the file's own, which is checked as any post's."""
    first = first_day(post)
    for one in found:
        if one.problem and (one.turn.moved or one.turn.day != first):
            if one.turn.moved:
                field = (*_REPEAT, "move", one.turn.occurrence)
                report.field(one.problem.code, field, one.problem.message, one.problem.hint)
            else:
                hint = f"move that time: `move: {{{one.turn.day}: …}}`"
                report.field(one.problem.code, post.written(one.account, ("schedule",)), one.problem.message, hint)


def _check_deadlines(found: Iterable[Placed], post: Post, report: Report) -> None:
    """A time that was moved behind its own deadline."""
    for one in found:
        if one.turn.moved and one.at and one.not_after and one.not_after.instant <= one.at.instant:
            wall, at = (moment.wall.replace("T", " ") for moment in (one.not_after, one.at))
            message = f"{at} is not before `not_after`, which is {wall} for that time"
            field = (*_REPEAT, "move", one.turn.occurrence)
            report.field(codes.DEADLINE_BEFORE_SCHEDULE, field, message, "move it to an earlier hour")


def _check_blackout(found: Iterable[Placed], key: Field, config: Config, report: Report) -> None:
    """One report for each account's first dark time, with the number of the others."""
    dark = [days(span) for span in config.publish.blackout]
    zone = zone_of(config.project.timezone)
    hit: dict[Turn, None] = {}
    for one in found:
        if one.at and any(begin <= one.at.instant.astimezone(zone).date() <= end for begin, end in dark):
            hit[one.turn] = None
    if hit:
        first, *rest = hit
        more = f" and {len(rest)} more times are" if rest else " is"
        field = (*key, "move", first.occurrence) if first.moved else key
        skipped = ", ".join(turn.occurrence for turn in [first, *rest][:3]) + (", …" if len(rest) > 2 else "")
        report.field(
            repeat_codes.REPEAT_ON_BLACKOUT,
            field,
            f"{first.moved or first.day}{more} on a blackout day, when nothing is sent",
            "take it out of `slots`" if key == KEY else f"leave it out, `skip: [{skipped}]`, or move it",
        )


def _check_cooldown(found: Iterable[Placed], post: Post, config: Config, report: Report) -> None:
    """The soonest return of one text on one account, in days of the calendar."""
    repeat = post.front.evergreen or post.front.repeat
    assert repeat is not None  # noqa: S101 - its series is being checked
    field: Field = KEY if post.front.evergreen else _REPEAT
    written = repeat.cooldown or config.rules.repeat_within
    least, count = seconds(written) // 86400, max(post.document.turns, 1)
    days_of: dict[tuple[str, int], set[date]] = defaultdict(set)
    for one in found:
        if one.at:
            days_of[one.account, one.turn.number % count].add(date.fromisoformat(one.at.wall[:10]))
    soonest = min(((b - a).days for each in days_of.values() for a, b in pairwise(sorted(each))), default=least)
    if soonest < least:
        source = "the `cooldown`" if repeat.cooldown else "`repeat_within` in smm.toml"
        message = f"the same text goes out again after {soonest} day{'s' * (soonest != 1)}; {source} is {written}"
        hint = f"write {-(-count * least // soonest)} variants that take turns, or `cooldown: {soonest}d`"
        field = (*field, "cooldown") if repeat.cooldown else field
        report.field(repeat_codes.COOLDOWN_BROKEN, field, message, hint)
