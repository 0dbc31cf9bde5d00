"""Drafts of posts that follow from something else: from a slot of a content plan, for example.

The text is that of the rubric's archetype, `content/archetypes/<rubric>.md`, else of the post's. Where a kind of
documents has the rubric's name (`event`), that file is the kind's, and the rubric's is `post-event.md`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from smmgen.content.composed import composed
from smmgen.content.documents import registry
from smmgen.content.documents.post import POST
from smmgen.content.front_matter import read_text
from smmgen.content.new import filled, listed, own_archetype, parts, slug
from smmgen.content.yaml_text import yaml_text
from smmgen.errors import UserError

Keys = Mapping[str, str | Sequence[str]]
"""Front matter: texts, and lists of names."""


def draft(project: Path, rubric: str, title: str, keys: Keys, name: str = "") -> str:
    """The text of a draft with these keys, whatever the archetype says of them. `name`: what its uid begins with.

    Raises UserError where no front matter with these keys comes of the archetype.
    """
    title = composed(title)
    archetype, where = _archetype(project, rubric)
    keys = {**keys, "kind": rubric, "status": "draft"} if rubric else {**keys, "status": "draft"}
    uid = f"{slug(name or title)}-{secrets.token_hex(2)}"
    values = {"title": title, "uid": uid, "platforms": "", "schedule": "", **_plain(keys)}
    front, body = parts(filled(archetype, values))
    text = with_keys(front, {"uid": uid, **keys}) + body
    source, _ = read_text(text, where)
    if source is None or any(source.data.get(key) != _read(value) for key, value in keys.items()):
        raise UserError(f"no draft can be made of {where}", "look at its front matter: it must be right when filled in")
    return text


def _archetype(project: Path, rubric: str) -> tuple[str, str]:
    """The text, and what it is called."""
    for name in (*_names(rubric), POST.own_archetype):
        if text := own_archetype(project, name):
            return text, name
    return POST.archetype, "the post that smmgen begins with"


def _names(rubric: str) -> Iterator[str]:
    if re.fullmatch(r"\w[\w-]*", rubric):
        own = rubric not in registry.names()
        yield f"content/archetypes/{'' if own else 'post-'}{rubric}.md"


def _plain(keys: Keys) -> dict[str, str]:
    """As the placeholders of archetypes take them."""
    return {key: value if isinstance(value, str) else listed(value) for key, value in keys.items()}


def _read(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else [*value]


def with_keys(front: str, keys: Keys) -> str:
    """Front matter, from its opening fence to before the closing one, that says this of these keys: their lines are
    written anew in their places, comments kept; others come at the end."""
    lines = front.split("\n")
    for key, value in keys.items():
        written = f"{key}: {yaml_text(value) if isinstance(value, str) else listed([*map(yaml_text, value)])}"
        at = next((at for at, line in enumerate(lines) if re.match(rf"{re.escape(key)}[ \t]*:", line)), None)
        if at is None:
            lines.insert(len(lines) - 1, written)
            continue
        end = at + 1
        while end < len(lines) - 1 and re.match(r"[ \t]|- |-$", lines[end]):
            end += 1
        comment = re.search(r"[ \t]+#.*$", lines[at])
        lines[at:end] = [written + (comment[0] if comment else "")]
    return "\n".join(lines)
