"""Every kind of mistake that reading and parsing a post can report. Each code's docs are its page in `smm explain`."""

from __future__ import annotations

from smmgen.content.code_page import error as _error
from smmgen.content.code_page import warning as _warning
from smmgen.content.csv_codes import UNREADABLE_TABLE
from smmgen.content.repeat_codes import REPEAT_CODES
from smmgen.diagnostics import Code

UNREADABLE_FILE = _error(
    "SMM101",
    "unreadable-file",
    """
    The file cannot be read as text: it is missing or locked, larger than 1 MiB, not UTF-8, or contains NUL bytes.
    A post is a small UTF-8 text file; anything else would be published as garbage.
    The report points at the first wrong byte.
    """,
    "a post saved by an old editor as Windows-1251",
    "the same post saved as UTF-8 (in the editor: Save with encoding, UTF-8)",
)
UNUSABLE_NAME = _error(
    "SMM129",
    "unusable-name",
    """
    The files built from a post have its name with other extensions: `sale.json` and `sale.html` for `sale.md`. This
    fails when the name is too long for the file system with such an extension, or when a folder has the name of such
    a file: `sale.md` next to a folder `sale.json`.
    """,
    "content/posts/sale.json/friday.md",
    "content/posts/sale/friday.md",
)
MISSING_FRONT_MATTER = _error(
    "SMM102",
    "missing-front-matter",
    """
    A post begins with front matter: a line `---`, the keys, another line `---`. Without it smmgen does
    not know where to publish the post. The first `---` must be line 1 of the file, with no blank line, space or long
    dash before it.
    """,
    "Our new latte is here!",
    """
    ---
    platforms: [vk]
    ---
    Our new latte is here!
    """,
)
UNCLOSED_FRONT_MATTER = _error(
    "SMM103",
    "unclosed-front-matter",
    """
    The front matter starts with `---` but never ends, so the text of the post would be read as keys.
    The report points at the first line that looks like text.
    """,
    """
    ---
    platforms: [vk]

    Our new latte is here!
    """,
    """
    ---
    platforms: [vk]
    ---

    Our new latte is here!
    """,
)
YAML_SYNTAX = _error(
    "SMM104",
    "yaml-syntax",
    """
    The front matter is not valid YAML. The usual causes: a colon followed by a space inside a value, a quote or bracket
    that is not closed, a tab instead of spaces, a value that begins with `@`, `*`, `%` or a backtick. Quotes around the
    value nearly always help.
    """,
    "title: Sale: everything must go",
    'title: "Sale: everything must go"',
)
NOT_MAPPING = _error(
    "SMM105",
    "front-matter-not-mapping",
    """
    Front matter consists of `key: value` lines. A list or a single word does not say what it means.
    """,
    """
    ---
    - vk
    - telegram
    ---
    """,
    """
    ---
    platforms:
      - vk
      - telegram
    ---
    """,
)
DUPLICATE_KEY = _error(
    "SMM106",
    "duplicate-key",
    """
    The same key appears twice in one mapping. Only one value can apply, and YAML parsers differ about which. Keep one.
    """,
    """
    schedule: 2026-11-27 10:00
    schedule: 2026-11-28 10:00
    """,
    "schedule: 2026-11-28 10:00",
)
ALIAS_OR_TAG = _error(
    "SMM107",
    "yaml-alias-or-tag",
    """
    Front matter takes plain values only: no anchors (`&name`), no aliases (`*name`), no tags (`!name`). They are nearly
    always an accident (a value that begins with `*` or `!`), and aliases can expand a small file to any size.
    """,
    "title: !important sale",
    'title: "!important sale"',
)
NESTED_TOO_DEEP = _error(
    "SMM108",
    "nested-too-deep",
    """
    Front matter is nested more than 8 levels deep, or has more than 2,000 keys and values. No post needs that; it is
    an accident or an attack.
    """,
    "title: [[[[[[[[[deep]]]]]]]]]",
    "title: deep",
)
UNKNOWN_KEY = _error(
    "SMM109",
    "unknown-key",
    """
    smmgen does not know this key, so its value would be lost. The keys of a post are listed on the reference page
    "front matter". Names of platforms and accounts are keys, too, with overrides for them. A platform's own options go
    under `targeting.<platform>`.
    """,
    "hashtag: [coffee]",
    "hashtags: [coffee]",
)
INVALID_VALUE = _error(
    "SMM110",
    "invalid-value",
    """
    The value has the wrong type for this key: a number instead of text, text instead of a list, a word that is not one
    of the choices. Numbers and `true` need quotes when they are meant as text.
    """,
    "title: 2026",
    'title: "2026"',
)
MISSING_KEY = _error(
    "SMM111",
    "missing-key",
    """
    A required key is missing: `platforms` in every post, `file` in every entry of `media`, `question` and `options` in
    a poll, and so on.
    """,
    """
    media:
      - alt: A latte
    """,
    """
    media:
      - file: latte.jpg
        alt: A latte
    """,
)
NAIVE_DATETIME = _error(
    "SMM112",
    "naive-datetime",
    """
    The time has no offset and no time zone, and smm.toml sets no `timezone` for the project. Ten o'clock is a different
    moment in every zone.
    """,
    "schedule: 2026-11-27 10:00",
    "schedule: 2026-11-27 10:00 [Europe/Moscow]",
)
UNREADABLE_TIME = _error(
    "SMM113",
    "unreadable-time",
    """
    The time is ambiguous or not in a known form, or there is no such date, hour or time zone. Write
    `2026-11-27 10:00`, `2026-11-27` (the account's usual hour), `2026-11-27 10:00 +03:00` or
    `2026-11-27 10:00 [Europe/Moscow]`.
    """,
    "schedule: 27.11.2026 10:00",
    "schedule: 2026-11-27 10:00",
)
UNKNOWN_PLATFORM = _error(
    "SMM114",
    "unknown-platform",
    """
    `platforms` contains a name that is neither a platform nor an account in smm.toml, so the post would not go there.
    """,
    "platforms: [telegarm]",
    "platforms: [telegram]",
)
UNKNOWN_HASHTAG_SET = _error(
    "SMM115",
    "unknown-hashtag-set",
    """
    `$name` in `hashtags` means a set from `[hashtags]` in smm.toml, but there is no set with this name.
    """,
    "hashtags: [$brnd]",
    "hashtags: [$brand]",
)
UNKNOWN_RUBRIC = _error(
    "SMM116",
    "unknown-rubric",
    """
    `kind` must be one of the rubrics declared in smm.toml (`[rubrics.<name>]`); this one is not. The content plan
    counts posts by rubric, and a misspelt rubric would be counted separately.
    """,
    "kind: comercial",
    "kind: commercial",
)
UNKNOWN_AUDIENCE = _error(
    "SMM117",
    "unknown-audience",
    """
    `targeting.audience` must be an audience declared in smm.toml (`[audiences.<name>]`) or in a file in
    content/audiences; this one is not.
    """,
    """
    targeting:
      audience: studnets
    """,
    """
    targeting:
      audience: students
    """,
)
UNKNOWN_BLOCK = _error(
    "SMM118",
    "unknown-block",
    """
    A block `::: only NAME` or `::: except NAME` has a name that is neither a platform nor an account in smm.toml, or it
    is not one of these two forms. Its text would be published nowhere, or everywhere.
    """,
    """
    ::: only telegam
    Only for the channel.
    :::
    """,
    """
    ::: only telegram
    Only for the channel.
    :::
    """,
)
UNCLOSED_BLOCK = _error(
    "SMM119",
    "unclosed-block",
    """
    A block `::: only` or `::: except` is not closed by a line `:::`, so it swallows the rest of the post.
    """,
    """
    ::: only telegram
    Only for the channel.

    For everybody.
    """,
    """
    ::: only telegram
    Only for the channel.
    :::

    For everybody.
    """,
)
OVERRIDE_UNUSED = _warning(
    "SMM120",
    "override-unused",
    """
    The post overrides keys for a platform or account it does not go to. `platforms` may lack it.
    """,
    """
    platforms: [telegram]
    vk: {schedule: 2026-11-27 12:00}
    """,
    """
    platforms: [telegram, vk]
    vk: {schedule: 2026-11-27 12:00}
    """,
)
NO_SUCH_ACCOUNT = _error(
    "SMM125",
    "no-such-account",
    """
    The post names a platform, but smm.toml has no account on that platform to send it to.
    """,
    "platforms: [mastodon]",
    """
    # in smm.toml
    [accounts.fedi]
    platform = "mastodon"
    base_url = "https://mastodon.example"
    token_env = "MASTODON_TOKEN"
    """,
)
TIME_IN_GAP = _warning(
    "SMM601",
    "time-in-gap",
    """
    Clocks go forward that night, so this local time does not exist. The post is published as much later as the clocks
    move: 02:30 becomes 03:30. Choose another time to be sure.
    """,
    "schedule: 2027-03-28 02:30 [Europe/Berlin]",
    "schedule: 2027-03-28 03:30 [Europe/Berlin]",
)
AMBIGUOUS_TIME = _warning(
    "SMM602",
    "ambiguous-time",
    """
    Clocks go back that night, so this local time happens twice. smmgen chooses the first one. Give the offset to
    choose yourself.
    """,
    "schedule: 2026-10-25 02:30 [Europe/Berlin]",
    "schedule: 2026-10-25 02:30 +01:00 [Europe/Berlin]",
)
DEADLINE_BEFORE_SCHEDULE = _error(
    "SMM607",
    "deadline-before-schedule",
    """
    `not_after` is not later than `schedule`, so the post would always be too late.
    """,
    """
    schedule: 2026-11-27 10:00
    not_after: 2026-11-26 10:00
    """,
    """
    schedule: 2026-11-27 10:00
    not_after: 2026-11-28 10:00
    """,
)

POST_TOO_LONG = _error(
    "SMM135",
    "post-too-long",
    """
    The text of a post, or its front matter, has more than 50,000 characters. No network allows more than a third of
    that (VK: 16,384), so this is a book, or a file that is here by mistake, and it is not parsed at all. A text that is
    only too long for one network is SMM401.
    """,
    "a chapter of a novel under the front matter",
    "its first paragraphs, and a `link` to the rest",
)

ALL: tuple[Code, ...] = (
    UNREADABLE_FILE,
    UNUSABLE_NAME,
    MISSING_FRONT_MATTER,
    UNCLOSED_FRONT_MATTER,
    YAML_SYNTAX,
    NOT_MAPPING,
    DUPLICATE_KEY,
    ALIAS_OR_TAG,
    NESTED_TOO_DEEP,
    UNKNOWN_KEY,
    INVALID_VALUE,
    MISSING_KEY,
    NAIVE_DATETIME,
    UNREADABLE_TIME,
    UNKNOWN_PLATFORM,
    UNKNOWN_HASHTAG_SET,
    UNKNOWN_RUBRIC,
    UNKNOWN_AUDIENCE,
    UNKNOWN_BLOCK,
    UNCLOSED_BLOCK,
    OVERRIDE_UNUSED,
    NO_SUCH_ACCOUNT,
    TIME_IN_GAP,
    AMBIGUOUS_TIME,
    DEADLINE_BEFORE_SCHEDULE,
    POST_TOO_LONG,
    UNREADABLE_TABLE,
    *REPEAT_CODES,
)
