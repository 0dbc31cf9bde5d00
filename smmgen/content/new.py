"""A new document from an archetype."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from slugify import slugify

from smmgen.config import Config
from smmgen.content.composed import composed
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.post import POST
from smmgen.content.front_matter import FENCE, MAX_BYTES
from smmgen.content.schedule import resolve
from smmgen.content.vocabulary import near_target, no_account
from smmgen.content.yaml_text import yaml_text
from smmgen.errors import UserError
from smmgen.safe_files import Inside, open_content

_MAX_SLUG = 50
_PLACEHOLDER = re.compile(r"\{\{ *(title|uid|platforms|schedule) *\}\}")
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


def new_document(project: Path, kind: AnyKind, title: str) -> Path:
    """Write `<folder of the kind>/<slug>.md` and say where; nothing is ever overwritten. Raises UserError."""
    title, name = composed(title), slug(title, kind.name)
    text = filled(_archetype(project, kind), {"title": title, "uid": name, "platforms": "", "schedule": ""})
    with Inside(project) as files:
        return project / written(files, kind.folder, name, text)


def new_post(
    project: Path,
    config: Config,
    title: str,
    platforms: Sequence[str] = (),
    at: str | None = None,
    kind: AnyKind = POST,
    networks: Collection[str] = (),
    named: Mapping[str, str] = {},
    suffix: Callable[[], str] = lambda: secrets.token_hex(2),
) -> Path:
    """Write content/posts/<month>/<slug>.md (no month without `at`) and say where; nothing is ever overwritten. `kind`:
    one that is sent.

    `platforms`: platform and account names, all accounts when none are given; `networks`: all there are; `named`: keys
    of documents that it belongs to. Raises UserError for names and times that smm.toml and the calendar do not know.
    """
    month, title = _month(config, at), composed(title)
    values = {
        "title": title,
        "uid": f"{slug(title, kind.name)}-{suffix()}",
        "platforms": listed(_known(platforms, config, networks) or list(config.accounts)),
        "schedule": at or "",
    }
    text = _naming(_drafted(filled(_archetype(project, kind), values)), named)
    with Inside(project) as files:
        return project / written(files, f"{kind.folder}/{month}".rstrip("/"), slug(title, kind.name), text)


def slug(title: str, otherwise: str = POST.name) -> str:
    """A readable name for files and addresses; Russian is written in Latin letters: chyornaya-pyatnitsa."""
    pairs = [pair for small, latin in _RUSSIAN.items() for pair in ((small, latin), (small.upper(), latin))]
    return slugify(title, max_length=_MAX_SLUG, word_boundary=True, replacements=pairs) or otherwise


def listed(names: Sequence[str]) -> str:
    return "[" + ", ".join(names) + "]"


def _month(config: Config, at: str | None) -> str:
    if at is None:
        return ""
    moment, problem = resolve(at, config.project.timezone, "10:00")
    if moment is None:
        raise UserError(problem.message if problem else f"`{at}` is not a time", problem.hint if problem else "")
    return moment.wall[:7]


def _known(platforms: Sequence[str], config: Config, networks: Collection[str]) -> list[str]:
    names = {*config.accounts, *(account.platform for account in config.accounts.values())}
    for name in platforms:
        if name not in names and name in networks:
            raise UserError(*no_account(name))
        if name not in names:
            raise UserError(f"smm.toml has no platform or account `{name}`", near_target(name, names, networks))
    return list(platforms)


def _archetype(project: Path, kind: AnyKind) -> str:
    """The project's own, else that of the kind. Raises UserError without front matter."""
    return own_archetype(project, kind.own_archetype) or kind.archetype


def own_archetype(project: Path, name: str) -> str:
    """The text of an archetype in the project, "" where there is none. Raises UserError without front matter."""
    try:
        with open_content(project, name) as file:
            text = file.read(MAX_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserError(f"{name} cannot be read: {said}", "fix it, or delete it") from None
    if _closing(text) is None:
        raise UserError(f"{name} has no front matter", "begin it with a line `---`, the keys, and a line `---`")
    return text


def filled(archetype: str, values: dict[str, str]) -> str:
    """Placeholders in front matter become YAML, in the body plain text."""
    front, body = parts(archetype)
    quoted = {**values, **{key: yaml_text(values[key]) for key in ("title", "schedule") if values[key]}}
    front = _PLACEHOLDER.sub(lambda found: quoted[found[1]], front)
    front = re.sub(r"[ \t]+$", "", front, flags=re.MULTILINE)
    return front + _PLACEHOLDER.sub(lambda found: values[found[1]], body)


def _drafted(post: str) -> str:
    """A new post is a draft unless its archetype says else."""
    front, body = parts(post)
    return post if re.search(r"^status\s*:", front, re.MULTILINE) else f"{front}status: draft\n{body}"


def _naming(post: str, named: Mapping[str, str]) -> str:
    """With the documents that it belongs to."""
    for key, name in named.items():
        front, body = parts(post)
        line = f"{key}: {yaml_text(name)}\n"
        kept = re.sub(rf"^{key}[ \t]*:.*\n", lambda _: line, front, count=1, flags=re.MULTILINE)  # noqa: B023
        post = (kept if kept != front or line in front else front + line) + body
    return post


def parts(text: str) -> tuple[str, str]:
    """The text before the closing fence, and the rest."""
    closing = _closing(text)
    return (text[:closing], text[closing:]) if closing else (text, "")


def _closing(text: str) -> int | None:
    """Where the fence stands that closes the front matter."""
    opening = FENCE.match(text)
    closing = FENCE.search(text, opening.end()) if opening else None
    return closing.start() if closing else None


def written(files: Inside, folder: str, name: str, text: str) -> str:
    """Write a new Markdown file of this name, or of one with a number after it, and say where."""
    number = 1
    while True:
        path = f"{folder}/{name}.md" if number == 1 else f"{folder}/{name}-{number}.md"
        try:
            files.create(path, text.encode())
        except FileExistsError:
            number += 1
        else:
            return path
