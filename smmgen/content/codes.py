"""Every kind of mistake that reading and parsing a post can report. Each code's docs are its page in `smm explain`."""

from __future__ import annotations

from textwrap import dedent

from smmgen.diagnostics import Code, Severity


def _page(text: str, wrong: str, right: str) -> str:
    """What and why, an example that fails, the same example mended."""
    return f"{dedent(text).strip()}\n\nFails:\n\n```\n{_lines(wrong)}\n```\n\nMended:\n\n```\n{_lines(right)}\n```"


def _lines(example: str) -> str:
    return dedent(example).strip("\n").rstrip()


def _error(code: str, name: str, text: str, wrong: str, right: str) -> Code:
    return Code(code, name, Severity.ERROR, True, _page(text, wrong, right))


def _warning(code: str, name: str, text: str, wrong: str, right: str) -> Code:
    return Code(code, name, Severity.WARNING, False, _page(text, wrong, right))


UNREADABLE_FILE = _error(
    "SMM101",
    "unreadable-file",
    """
    The file cannot be read as text: it is missing or locked, larger than 1 MiB, not UTF-8, or it holds NUL bytes.
    A post is a small UTF-8 text file; anything else would be published as garbage.
    The report points at the first byte that is wrong.
    """,
    "a post saved by an old editor as Windows-1251",
    "the same post saved as UTF-8 (in the editor: Save with encoding, UTF-8)",
)
UNUSABLE_NAME = _error(
    "SMM129",
    "unusable-name",
    """
    What is made of a post is written to files of its name with other endings: `sale.md` to `sale.json` and `sale.html`.
    That cannot be when the name is too long for the file system with those endings, or when a folder above it is called
    like such a file: `sale.md` beside a folder `sale.json`.
    """,
    "content/posts/sale.json/friday.md",
    "content/posts/sale/friday.md",
)
MISSING_FRONT_MATTER = _error(
    "SMM102",
    "missing-front-matter",
    """
    A post begins with front matter: a line `---`, the keys, another line `---`. Without it nobody knows where the
    post goes. The first `---` must be line 1 of the file: no blank line, space or long dash before it.
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
    The front matter is opened by `---` and never closed, so the text of the post would be read as keys.
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
    The front matter is not YAML. The usual causes: a colon followed by a space inside a value, a quote or bracket that
    is not closed, a tab instead of spaces, a value that begins with `@`, `*`, `%` or a backtick. Quotes around the
    value help nearly always.
    """,
    "title: Sale: everything must go",
    'title: "Sale: everything must go"',
)
NOT_MAPPING = _error(
    "SMM105",
    "front-matter-not-mapping",
    """
    Front matter is a set of `key: value` lines. A list or a single word says nothing about what it means.
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
    The same key is given twice in one mapping. Only one of them can hold, and which one is a guess: YAML readers
    differ. Keep one.
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
    always an accident (a value that begins with `*` or `!`), and aliases can blow a small file up to any size.
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
    Nothing is known under this key, so what it says would be lost. The keys of a post are those of the reference page
    "front matter", and the names of platforms and accounts, under which any key may be overridden. Under
    `targeting.<platform>` stand that platform's own options.
    """,
    "hashtag: [coffee]",
    "hashtags: [coffee]",
)
INVALID_VALUE = _error(
    "SMM110",
    "invalid-value",
    """
    The value is not of the kind this key takes: a number where text is wanted, text where a list is wanted, a word that
    is not among the choices. Numbers and `true` meant as text need quotes.
    """,
    "title: 2026",
    'title: "2026"',
)
MISSING_KEY = _error(
    "SMM111",
    "missing-key",
    """
    A key without which nothing can be done is not there: `platforms` in every post, `file` in every entry of `media`,
    `question` and `options` in a poll, and so on.
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
    The time has no offset and no zone, and smm.toml sets no `timezone` for the project. Ten o'clock is not an instant
    until it is known where.
    """,
    "schedule: 2026-11-27 10:00",
    "schedule: 2026-11-27 10:00 [Europe/Moscow]",
)
UNREADABLE_TIME = _error(
    "SMM113",
    "unreadable-time",
    """
    The time is not in a form that can be read in one way only, or there is no such date, hour or zone. Write
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
    `platforms` names something that is neither a platform nor an account of smm.toml; the post would not go there.
    """,
    "platforms: [telegarm]",
    "platforms: [telegram]",
)
UNKNOWN_HASHTAG_SET = _error(
    "SMM115",
    "unknown-hashtag-set",
    """
    `$name` in `hashtags` stands for a set of hashtags from `[hashtags]` in smm.toml, and there is no set of this name.
    """,
    "hashtags: [$brnd]",
    "hashtags: [$brand]",
)
UNKNOWN_RUBRIC = _error(
    "SMM116",
    "unknown-rubric",
    """
    `kind` is one of the rubrics declared in smm.toml (`[rubrics.<name>]`); this one is not. The content plan counts
    posts by rubric, and a misspelt rubric would be one of its own.
    """,
    "kind: comercial",
    "kind: commercial",
)
UNKNOWN_AUDIENCE = _error(
    "SMM117",
    "unknown-audience",
    """
    `targeting.audience` is one of the audiences declared in smm.toml (`[audiences.<name>]`); this one is not.
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
    A block `::: only NAME` or `::: except NAME` names something that is neither a platform nor an account of smm.toml,
    or is not one of these two forms. Its text would be shown nowhere, or everywhere.
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
    The post overrides keys for a platform or account it does not go to. Perhaps the platform is missing in `platforms`.
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
    The post names a platform, but smm.toml has no account of that platform to send it to.
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
    Clocks go forward that night and this wall time does not exist. The post goes out as much later as the clocks move:
    02:30 becomes 03:30. Choose another time to be sure.
    """,
    "schedule: 2027-03-28 02:30 [Europe/Berlin]",
    "schedule: 2027-03-28 03:30 [Europe/Berlin]",
)
AMBIGUOUS_TIME = _warning(
    "SMM602",
    "ambiguous-time",
    """
    Clocks go back that night and this wall time happens twice. The first one is chosen. Give the offset to choose
    yourself.
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
    The text of a post, or its front matter, has more than 50,000 characters. The most that a network takes is a third
    of that (VK, 16,384), so this is a book, or a file that came here by mistake, and it is not even looked into. A text
    that is merely too long for one network is SMM401.
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
)
