"""Mistakes in `repeat`, and in the variants that take turns."""

from __future__ import annotations

from smmgen.content.code_page import error, warning

ENDLESS_REPEAT = error(
    "SMM612",
    "endless-repeat",
    """
    A post that repeats has to end: `until` names its last day, or `times` says how often it goes out. Every time is
    prepared, checked and shown beforehand, so there are at most 366 of them, within ten years. Extend the series when
    it comes to its end: what has gone out already is never sent again.
    """,
    """
    schedule: 2026-12-07 10:00
    repeat: {every: week}
    """,
    """
    schedule: 2026-12-07 10:00
    repeat: {every: week, until: 2027-03-01}
    """,
)
REPEAT_OFF_SCHEDULE = error(
    "SMM613",
    "repeat-off-schedule",
    """
    `schedule` is the first time of a series: its day has to be one of those that `repeat` gives, and there has to be
    at least one. Otherwise the post would not go out on the day that its file names.
    """,
    """
    schedule: 2026-12-08 10:00     # a Tuesday
    repeat: {every: week, on: [mon], until: 2027-03-01}
    """,
    """
    schedule: 2026-12-07 10:00     # a Monday
    repeat: {every: week, on: [mon], until: 2027-03-01}
    """,
)
NOT_IN_SERIES = warning(
    "SMM614",
    "not-in-series",
    """
    `skip` or `move` names a day on which the post does not go out anyway, so it changes nothing. Often the day was
    mistaken for another one, and the post goes out when it should not.
    """,
    """
    schedule: 2026-12-07 10:00     # a Monday
    repeat: {every: week, until: 2027-03-01, skip: [2026-12-29]}
    """,
    """
    schedule: 2026-12-07 10:00     # a Monday
    repeat: {every: week, until: 2027-03-01, skip: [2026-12-28]}
    """,
)
COOLDOWN_BROKEN = warning(
    "SMM615",
    "cooldown-broken",
    """
    A series repeats the same text sooner than its `cooldown` allows; without one, `[rules] repeat_within` of smm.toml
    holds. Networks may treat repetition as spam, and readers get used to it. Write more `::: variant` blocks, which
    take turns, or say with `cooldown` that this text may come back so soon.
    """,
    """
    repeat: {every: week, until: 2027-03-01, cooldown: 21d}
    ---
    ::: variant
    Rinse the filter with hot water first.
    :::

    ::: variant
    Weigh the water, too.
    :::
    """,
    """
    repeat: {every: week, until: 2027-03-01, cooldown: 14d}
    ---
    ::: variant
    Rinse the filter with hot water first.
    :::

    ::: variant
    Weigh the water, too.
    :::
    """,
)
REPEAT_ON_BLACKOUT = warning(
    "SMM616",
    "repeat-on-blackout-day",
    """
    A time of a series is on a day on which nothing is sent (`[publish] blackout` of smm.toml). It would go out on the
    first day after, unless the next time of the series has come by then. Skip that time, or move it.
    """,
    """
    repeat: {every: week, until: 2027-03-01}     # with blackout = ["2026-12-28..2027-01-08"]
    """,
    """
    repeat: {every: week, until: 2027-03-01, skip: [2026-12-28..2027-01-08]}
    """,
)
IDLE_VARIANT = error(
    "SMM617",
    "idle-variant",
    """
    `::: variant` blocks take turns from one time of a post to the next. This post goes out once, so only the first of
    them would ever be published. Add `repeat`, or keep one text; a text for one network is `::: only NAME`.
    """,
    """
    schedule: 2026-12-07 10:00
    ---
    ::: variant
    Good morning!
    :::

    ::: variant
    Hello!
    :::
    """,
    """
    schedule: 2026-12-07 10:00
    repeat: {every: week, until: 2027-03-01}
    ---
    ::: variant
    Good morning!
    :::

    ::: variant
    Hello!
    :::
    """,
)
EVERGREEN_WITH_A_DAY = error(
    "SMM618",
    "evergreen-with-a-day",
    """
    An evergreen post has no day of its own: it waits for empty slots of content plans, and `smm plan --fill` gives it
    their times. With a `schedule` or `repeat` it would be unclear when it goes out.
    """,
    """
    schedule: 2026-12-07 10:00
    evergreen: true
    """,
    "evergreen: true",
)
REPEAT_CODES = (
    ENDLESS_REPEAT, REPEAT_OFF_SCHEDULE, NOT_IN_SERIES, COOLDOWN_BROKEN, REPEAT_ON_BLACKOUT, IDLE_VARIANT,
    EVERGREEN_WITH_A_DAY,
)  # fmt: skip
