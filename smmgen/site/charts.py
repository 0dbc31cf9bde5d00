"""Charts as inline SVG: bars, stacked bars and lines over days, each with the rows of the table that stands beneath.

Pure functions, drawn at build time: the same figures give the same bytes. Lengths are percentages and texts keep their
size, so that a chart fills a phone as it fills a screen. Colours are classes of `assets/charts.css`. Numbers are whole
numbers, `Decimal` or decimal text (`"12.5"`), never floats. A `unit` is "" for plain numbers, `%`, or a currency.
The macro `chart` of `charts.html` draws one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from markupsafe import Markup

from smmgen.site.i18n import Words

Number = int | str | Decimal

BAR = 46
"""Pixels from one bar to the next: a line of text and the bar beneath it."""
PLOT = 220
"""Height of a line chart in pixels, without the line of dates."""
ROOM = 38
"""Letters of 13 pixels that fit beside each other on a narrow phone."""
_TONE = re.compile(r"[a-z][a-z0-9-]*")
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Bar(NamedTuple):
    """One bar, and the mark it should reach, if any. `tone`: `good`, `warn`, `bad`, or a class such as `k3`."""

    label: str
    value: Number
    target: Number | None = None
    tone: str = ""


class Series(NamedTuple):
    """What one colour of a stacked bar, or one line, stands for."""

    label: str
    tone: str = ""


class Line(NamedTuple):
    """`points`: ISO day and value, in order. With `steps` a value stays until the next; `dashed` is a target."""

    label: str
    points: Sequence[tuple[str, Number]]
    tone: str = ""
    steps: bool = False
    dashed: bool = False


class Chart(NamedTuple):
    """What the macro draws. `svg` is "" where there is nothing to show; `keys` explain the colours."""

    title: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[Series, ...] = ()


class Scale(NamedTuple):
    """Values to percentages of the width or height."""

    low: Decimal
    high: Decimal

    @classmethod
    def over(cls, values: Iterable[Decimal]) -> Scale:
        """From zero, or the least of these where it is below, to the greatest."""
        found = [_ZERO, *values]
        low, high = min(found), max(found)
        return cls(low, high if high > low else low + 1)

    def at(self, value: Decimal) -> str:
        """`42.5`"""
        return _figure(self.part(value))

    def part(self, value: Decimal) -> Decimal:
        return (value - self.low) / (self.high - self.low) * _HUNDRED

    def ticks(self) -> list[Decimal]:
        """Round numbers on the scale, zero among them: three to six of them."""
        step = _step((self.high - self.low) / 4)
        first = (self.low / step).to_integral_value(ROUND_HALF_EVEN)
        every = (step * (first + index) for index in range(-1, 12))
        return [tick for tick in every if self.low <= tick <= self.high]


def bars(
    t: Words, name: str, title: str, rows: Iterable[Sequence[Any]], unit: str = "",
    head: Sequence[str] = (),
) -> Chart:  # fmt: skip
    """A bar for each `Bar`, with a mark at its target. `name` is unique on the page; `head`: what the columns are."""
    found = [Bar(*row) for row in rows]
    numbers = [(_number(bar.value), None if bar.target is None else _number(bar.target)) for bar in found]
    aimed = any(target is not None for _, target in numbers)
    names = tuple(head or ("", t.label("actual"), t.label("planned")))[: 3 if aimed else 2]
    table = tuple(
        (bar.label, t.amount(value, unit), *([t.amount(target, unit) if target is not None else ""] if aimed else []))
        for bar, (value, target) in zip(found, numbers, strict=True)
    )
    scale = Scale.over(number for pair in numbers for number in pair if number is not None)
    drawn = []
    for index, (bar, (value, target)) in enumerate(zip(found, numbers, strict=True)):
        shown = t.amount(value, unit)
        said = t.label("of_target").format(value=shown, target=t.amount(target, unit)) if target is not None else shown
        drawn.append(_labelled(index, bar.label, said))
        drawn.append(_TRACK.format(y=index * BAR + 24))
        drawn.append(_rect(scale, _ZERO, value, index * BAR + 24, bar.tone or "plain"))
        if target is not None:
            drawn.append(_MARK.format(x=scale.at(target), top=index * BAR + 20, end=index * BAR + 40))
    return Chart(title, _svg(name, title, _said(table), len(found) * BAR - 2, drawn), names, table)


def stacked(
    t: Words, name: str, title: str, series: Iterable[Sequence[str]],
    rows: Iterable[tuple[str, Sequence[Number]]], unit: str = "", head: str = "",
) -> Chart:  # fmt: skip
    """A bar for each row, made of one piece for each `Series`; what is below zero is left out."""
    keys = tuple(Series(*one) for one in series)
    keys = tuple(one._replace(tone=one.tone or f"c{index % 6 + 1}") for index, one in enumerate(keys))
    found = [(label, [_number(value) for value in values]) for label, values in rows]
    table = tuple((label, *(t.amount(value, unit) for value in values)) for label, values in found)
    scale = Scale.over(sum((max(value, _ZERO) for value in values), _ZERO) for _, values in found)
    drawn = []
    for index, (label, values) in enumerate(found):
        drawn += [_labelled(index, label, ""), _TRACK.format(y=index * BAR + 24)]
        start = _ZERO
        for key, value in zip(keys, values, strict=True):
            if value > 0:
                drawn.append(_rect(scale, start, start + value, index * BAR + 24, key.tone))
                start += value
    filled = found if any(value > 0 for _, values in found for value in values) else []
    svg = _svg(name, title, _said(table), len(filled) * BAR - 2, drawn)
    return Chart(title, svg, (head, *(key.label for key in keys)), table, keys)


def lines(
    t: Words, name: str, title: str, days: tuple[str, str], each: Iterable[Sequence[Any]], unit: str = "",
    head: str = "",
) -> Chart:  # fmt: skip
    """Each `Line` over `days`, the first and last as ISO days. The table has a row for each day with a point."""
    found = [Line(*one) for one in each]
    found = [one._replace(tone=one.tone or f"c{index % 6 + 1}") for index, one in enumerate(found)]
    begin, end = (date.fromisoformat(day) for day in days)
    points = [[(date.fromisoformat(day), _number(value)) for day, value in one.points] for one in found]
    scale = Scale.over(value for line in points for _, value in line)
    across = Scale(_ZERO, Decimal(max((end - begin).days, 1)))
    drawn = [_grid(scale, tick) for tick in scale.ticks()]
    paths = [
        _path(line, one.steps, begin, across, scale, one.dashed, one.tone)
        for one, line in zip(found, points, strict=True)
    ]
    drawn += [_PLOT_BEGIN.format(height=PLOT), *paths, Markup("</svg>")]
    drawn += [_tick(scale, tick, t.amount(tick, unit)) for tick in scale.ticks()]  # no line runs through them
    drawn += _dates(t, begin, end, across)
    table = _by_day(t, points, unit)
    svg = _svg(name, title, _summary(t, found, points, unit), (PLOT + 24) if table else 0, drawn)
    keys = tuple(Series(one.label, f"{one.tone} dashed" if one.dashed else one.tone) for one in found)
    return Chart(title, svg, (head or t.label("day"), *(one.label for one in found)), table, keys)


_TRACK = Markup('<rect class="track" x="0" y="{y}" width="100%" height="12" rx="3"/>')
_MARK = Markup('<line class="mark" x1="{x}%" x2="{x}%" y1="{top}" y2="{end}"/>')
_PLOT_BEGIN = Markup(
    '<svg class="plot" width="100%" height="{height}" viewBox="0 0 100 100" preserveAspectRatio="none">'
)


def _number(value: Number) -> Decimal:
    """Raises `decimal.InvalidOperation` of text that is no number."""
    return Decimal(value)


def _figure(number: Decimal) -> str:
    """To two digits after the point, without needless ones: the only way numbers get into an SVG."""
    text = f"{number.quantize(Decimal('0.01'), ROUND_HALF_EVEN):f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _step(rough: Decimal) -> Decimal:
    """The nearest of 1, 2, 5, 10 … that is not less."""
    power = _ONE.scaleb(rough.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def _tone(tone: str) -> str:
    """Only names of classes."""
    return " ".join(_TONE.findall(tone))


def _svg(name: str, title: str, said: str, height: int, drawn: Sequence[Markup]) -> Markup:
    """ "" where nothing is drawn."""
    if height <= 0:
        return Markup()
    begin = Markup(
        '<svg class="chart" role="img" aria-labelledby="{name}-t {name}-d" width="100%" height="{height}">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{said}</desc>'
    ).format(name=name, title=title, said=said, height=height)
    return begin + Markup().join(drawn) + Markup("</svg>")


def _labelled(index: int, label: str, said: str) -> Markup:
    """The line of text over a bar: what it is at the left, how much at the right."""
    text = Markup('<text x="0" y="{y}">{label}</text>').format(y=index * BAR + 15, label=_cut(label, ROOM - len(said)))
    end = Markup('<text class="figure" x="100%" y="{y}">{said}</text>').format(y=index * BAR + 15, said=said)
    return text + end if said else text


def _cut(text: str, room: int) -> str:
    """The text, or its beginning, where it would run into the figures; the table has all of it."""
    most = max(room, 10)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _rect(scale: Scale, start: Decimal, end: Decimal, y: int, tone: str) -> Markup:
    left, right = sorted((scale.part(start), scale.part(end)))
    return Markup('<rect class="bar {tone}" x="{x}%" y="{y}" width="{width}%" height="12" rx="3"/>').format(
        tone=_tone(tone), x=_figure(left), y=y, width=_figure(right - left)
    )


def _said(table: Iterable[Sequence[str]]) -> str:
    """The rows in words: for those who hear the page."""
    return "; ".join(f"{row[0]}: {', '.join(filter(None, row[1:]))}" for row in table)


def _summary(t: Words, found: Sequence[Line], points: Sequence[Sequence[tuple[date, Decimal]]], unit: str) -> str:
    """Where each line begins and ends."""
    ends = [
        f"{one.label}: {t.amount(line[0][1], unit)} – {t.amount(line[-1][1], unit)}"
        for one, line in zip(found, points, strict=True)
        if line
    ]
    return "; ".join(ends)


def _grid(scale: Scale, tick: Decimal) -> Markup:
    """A horizontal line."""
    kind, y = "grid" if tick else "zero", _figure(_from_top(scale, tick))
    return Markup('<line class="{kind}" x1="0" x2="100%" y1="{y}" y2="{y}"/>').format(kind=kind, y=y)


def _tick(scale: Scale, tick: Decimal, shown: str) -> Markup:
    """The figure above a horizontal line; none for zero where nothing is below it."""
    if not tick and scale.low == 0:
        return Markup()
    above = _figure(max(_from_top(scale, tick) - 4, Decimal(11)))
    return Markup('<text class="tick" x="0" y="{above}">{shown}</text>').format(above=above, shown=shown)


def _from_top(scale: Scale, tick: Decimal) -> Decimal:
    """In pixels."""
    return Decimal(PLOT) * (_HUNDRED - scale.part(tick)) / _HUNDRED


def _dates(t: Words, begin: date, end: date, across: Scale) -> list[Markup]:
    """The first, middle and last day."""
    middle = begin + timedelta((end - begin).days // 2)
    places = dict(zip((end, middle, begin), ("end", "middle", "start"), strict=True))
    return [
        Markup('<text class="tick {place}" x="{x}%" y="{y}">{day}</text>').format(
            place=place, x=across.at(Decimal((day - begin).days)), y=PLOT + 18, day=t.day_month(day.isoformat())
        )
        for day, place in reversed(places.items())
    ]


def _path(
    points: Sequence[tuple[date, Decimal]], steps: bool, begin: date, across: Scale, scale: Scale, dashed: bool,
    tone: str,
) -> Markup:  # fmt: skip
    """A path in a square of 100 by 100, which is stretched to the plot; its strokes keep their width."""
    drawn = ""
    for day, value in points:
        x, y = across.at(Decimal((day - begin).days)), _figure(_HUNDRED - scale.part(value))
        drawn += (f"H{x}V{y}" if steps else f"L{x} {y}") if drawn else f"M{x} {y}"
    kind = _tone(f"line {tone} dashed" if dashed else f"line {tone}")
    return Markup('<path class="{kind}" d="{drawn}"/>').format(kind=kind, drawn=drawn) if drawn else Markup()


def _by_day(t: Words, points: Sequence[Sequence[tuple[date, Decimal]]], unit: str) -> tuple[tuple[str, ...], ...]:
    """A row for each day on which a line has a point."""
    values = [dict(line) for line in points]
    days = sorted({day for line in values for day in line})
    return tuple(
        (t.dated(day.isoformat()), *(t.amount(line[day], unit) if day in line else "" for line in values))
        for day in days
    )
