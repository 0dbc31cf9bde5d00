"""A new post from an archetype."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from slugify import slugify

from smmgen.config import Config
from smmgen.content.archetypes import ARCHETYPE
from smmgen.content.composed import composed
from smmgen.content.front_matter import FENCE, MAX_BYTES
from smmgen.content.schedule import resolve
from smmgen.content.yaml_reader import resolve_plain
from smmgen.errors import UserError
from smmgen.safe_files import Inside, open_content
from smmgen.suggest import did_you_mean

POSTS = "content/posts"
BUILT_IN = """\
---
title: {{ title }}
uid: {{ uid }}
platforms: {{ platforms }}
schedule: {{ schedule }}
status: draft
---

"""
_MAX_SLUG = 50
_PLACEHOLDER = re.compile(r"\{\{ *(title|uid|platforms|schedule) *\}\}")
_PLAIN = re.compile(r"[\w$][\w .,()+/$-]*(?::[\w.,()+/$-]+[\w .,()+/$-]*)*")
_RUSSIAN = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def new_post(
    project: Path,
    config: Config,
    title: str,
    platforms: Sequence[str] = (),
    at: str | None = None,
    suffix: Callable[[], str] = lambda: secrets.token_hex(2),
) -> Path:
    """Write content/posts/<month>/<slug>.md (no month without `at`) and say where; nothing is ever overwritten.

    `platforms`: platform and account names, all accounts when none are given. Raises UserError for names and times that
    smm.toml and the calendar do not know.
    """
    month, title = _month(config, at), composed(title)
    values = {
        "title": title,
        "uid": f"{slug(title)}-{suffix()}",
        "platforms": _list(_known(platforms, config) or list(config.accounts)),
        "schedule": at or "",
    }
    text = _filled(_archetype(project), values)
    with Inside(project) as files:
        return project / _written(files, f"{POSTS}/{month}".rstrip("/"), slug(title), text)


def slug(title: str) -> str:
    """A readable name for files and addresses; Russian is written in Latin letters: chyornaya-pyatnitsa."""
    pairs = [pair for small, latin in _RUSSIAN.items() for pair in ((small, latin), (small.upper(), latin))]
    return slugify(title, max_length=_MAX_SLUG, word_boundary=True, replacements=pairs) or "post"


def yaml_text(value: str) -> str:
    """The value as a YAML scalar that reads back as the same text."""
    if _PLAIN.fullmatch(value) and value == value.strip() and resolve_plain(value) == value:
        return value
    return "".join(char if char.isprintable() else _escaped(char) for char in json.dumps(value, ensure_ascii=False))


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _list(names: Sequence[str]) -> str:
    return "[" + ", ".join(names) + "]"


def _month(config: Config, at: str | None) -> str:
    if at is None:
        return ""
    moment, problem = resolve(at, config.project.timezone, "10:00")
    if moment is None:
        raise UserError(problem.message if problem else f"`{at}` is not a time", problem.hint if problem else "")
    return moment.wall[:7]


def _known(platforms: Sequence[str], config: Config) -> list[str]:
    names = {*config.accounts, *(account.platform for account in config.accounts.values())}
    for name in platforms:
        if name not in names:
            raise UserError(f"smm.toml has no platform or account `{name}`", did_you_mean(name, names))
    return list(platforms)


def _archetype(project: Path) -> str:
    try:
        with open_content(project, ARCHETYPE) as file:
            return file.read(MAX_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return BUILT_IN
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserError(f"{ARCHETYPE} cannot be read: {said}", "mend it, or delete it") from None


def _filled(archetype: str, values: dict[str, str]) -> str:
    """Placeholders in front matter become YAML, in the body plain text. A new post is a draft unless it says else."""
    front, body = _parts(archetype)
    quoted = {**values, **{key: yaml_text(values[key]) for key in ("title", "schedule") if values[key]}}
    front = _PLACEHOLDER.sub(lambda found: quoted[found[1]], front)
    if not re.search(r"^status\s*:", front, re.MULTILINE):
        front += "status: draft\n"
    front = re.sub(r"[ \t]+$", "", front, flags=re.MULTILINE)
    return front + _PLACEHOLDER.sub(lambda found: values[found[1]], body)


def _parts(archetype: str) -> tuple[str, str]:
    """Up to and from the closing fence. Raises UserError without front matter."""
    opening = FENCE.match(archetype)
    closing = FENCE.search(archetype, opening.end()) if opening else None
    if closing is None:
        raise UserError(f"{ARCHETYPE} has no front matter", "begin it with a line `---`, the keys, and a line `---`")
    return archetype[: closing.start()], archetype[closing.start() :]


def _written(files: Inside, folder: str, name: str, text: str) -> str:
    number = 1
    while True:
        path = f"{folder}/{name}.md" if number == 1 else f"{folder}/{name}-{number}.md"
        try:
            files.create(path, text.encode())
        except FileExistsError:
            number += 1
        else:
            return path
