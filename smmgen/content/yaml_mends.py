"""Edits that mend YAML which cannot be read, where it is certain what was meant.

Every function takes the front matter and an offset in it, and returns no edit where there is more than one way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smmgen.content.other_words import is_network
from smmgen.content.parse_error import Edit

_TEXTS = frozenset(
    "title notes first_comment alt question explanation answer description name address advertiser".split()
)
"""Keys whose value is a text on one line, so that a sign in it has no other meaning."""
_LISTS = frozenset(("platforms", "hashtags", "ignore", "language"))
_KEY = re.compile(r"(?P<indent>[ ]*(?:-[ ]+)?)(?P<key>[A-Za-z_]+):[ ]+")
_NEXT_KEY = re.compile(r"[ ]*(?:#.*|-[ ].*|[\w-]+:(?:[ ].*)?)?")
_PLAIN_ITEM = r"[\w$][\w./$@-]*"
_ONE_TEXT = re.compile(r"""\w[\w ./@+-]*|"[^"\\]*"|'[^']*'""")
_PLAIN_LIST = re.compile(rf"\[\s*{_PLAIN_ITEM}(?:\s*,\s*{_PLAIN_ITEM})*\s*\]")
Edits = tuple[Edit, ...]


def quoted(value: str) -> str:
    """A text in double quotes, as YAML reads it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _line(front: str, at: int) -> tuple[int, str]:
    """Where the line begins, and its text without blanks at its end."""
    start = front.rfind("\n", 0, at) + 1
    end = front.find("\n", at)
    return start, front[start : end if end >= 0 else len(front)].rstrip()


def _next_line(front: str, at: int) -> str:
    end = front.find("\n", at)
    return _line(front, end + 1)[1] if end >= 0 else ""


def _value(front: str, at: int, keys: frozenset[str] = _TEXTS) -> tuple[int, str] | None:
    """The value that begins at this place and where it ends, if it is that of one of these keys; a `#` in it might
    begin a comment."""
    start, line = _line(front, at)
    key = _KEY.match(line)
    if key is None or key["key"] not in keys or start + key.end() != at or re.search(r"\s#", line[key.end() :]):
        return None
    return start + len(line), line[key.end() :]


def in_quotes(front: str, at: int) -> Edits:
    """The text that begins here, whole."""
    found = _value(front, at)
    if found is None or found[1][0] in "\"'[{|>" or found[1][-1] == ":":
        return ()
    return (Edit(at, found[0], quoted(found[1])),)


def in_other_quotes(front: str, at: int) -> Edits:
    """`'It's here'` in double quotes, a text with double quotes in it in single ones."""
    start, line = _line(front, at)
    key = _KEY.match(line)
    found = _value(front, start + key.end()) if key else None
    if key is None or found is None or len(found[1]) < 3 or found[1][0] not in "\"'" or found[1][-1] != found[1][0]:
        return ()
    inside = found[1][1:-1]
    other = {"'": '"', '"': "'"}[found[1][0]]
    return () if other in inside or "\\" in inside else (Edit(start + key.end(), found[0], f"{other}{inside}{other}"),)


def with_quote(front: str, at: int) -> Edits:
    """The quote that opens here is closed at the end of its line, if the next one has a key."""
    found, sign = _value(front, at), front[at : at + 1]
    if found is None or sign in found[1][1:] or not _NEXT_KEY.fullmatch(_next_line(front, at)):
        return ()
    return (Edit(found[0], found[0], sign),)


def without_signs(front: str, at: int) -> Edits:
    """`hashtags: [#coffee, tea]`: tags are written without the sign, which begins a comment."""
    start, line = _line(front, at)
    tags = line[at - start :]
    if not line.startswith("hashtags:") or not re.fullmatch(r"\[(?:\s*#?[\w$-]+\s*,?)*\]", tags) or "#" not in tags:
        return ()
    return (Edit(at, start + len(line), tags.replace("#", "")),)


def with_bracket(front: str, at: int) -> Edits:
    """A list of plain words that is not closed, if the next line has a key."""
    found = _value(front, at, _LISTS)
    if found is None or not re.fullmatch(rf"\[\s*{_PLAIN_ITEM}(?:\s*,\s*{_PLAIN_ITEM})*", found[1]):
        return ()
    return (Edit(found[0], found[0], "]"),) if _NEXT_KEY.fullmatch(_next_line(front, at)) else ()


def in_brackets(front: str, at: int) -> Edits:
    """`platforms: - vk`, if no other item follows."""
    start, line = _line(front, at)
    found = re.fullmatch(rf"-[ ]+({_PLAIN_ITEM})", line[at - start :])
    if found is None or _next_line(front, at).lstrip().startswith("-"):
        return ()
    return (Edit(at, start + len(line), f"[{found[1]}]"),)


def with_space(front: str, at: int) -> Edits:
    """`title:Sale`, where the key is one of a post."""
    from smmgen.content.model import FrontMatter

    start, line = _line(front, at)
    found = re.match(r"([a-z_]+):(?![\s/]|$)", line)
    if found is None or found[1] not in FrontMatter.model_fields:
        return ()
    return (Edit(start + found.end(), start + found.end(), " "),)


def with_spaces(front: str, at: int) -> Edits:
    """Tabs that indent a line become two spaces each."""
    start, line = _line(front, at)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent or at - start >= len(indent):
        return ()
    return (Edit(start, start + len(indent), indent.replace("\t", "  ")),)


def joined(front: str, found: re.Match[str]) -> Edits:
    """A blank in the place of an invisible line end, as YAML itself would read one within a text."""
    before, behind = front[: found.start()], front[found.end() :]
    is_inside = before[-1:].strip() and behind[:1].strip()
    return (Edit(*found.span(), " " if is_inside else ""),)


def closed(front: str, at: int, *, sure: bool) -> Edits:
    """The fence before the line; without an empty one above, it might be a key that lacks its colon."""
    above = front[:at].rstrip(" ")
    return (Edit(at, at, "---\n", safe=sure and above.endswith("\n\n")),)


def without_repetition(front: str, first: int, again: int) -> Edits:
    """The line of a key that stands twice with the same value; the value ends with its line."""
    start, line = _line(front, again)
    if line != _line(front, first)[1] or not _KEY.match(line) or front[start:again].strip():
        return ()
    behind = _next_line(front, again)
    if re.search(r"[|>][-+\d]*$", line) or not _NEXT_KEY.fullmatch(behind) or _indent(behind) > _indent(line):
        return ()
    end = front.find("\n", again)
    return (Edit(start, end + 1 if end >= 0 else len(front), ""),)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def repeated(front: str, at: int, name: str) -> Edits:
    """The value of the anchor where its alias stands, and no anchor when that was the only alias.

    A text may stand anywhere; a list only under a key of the same name, as it might not belong under another.
    """
    anchors = [*re.finditer(rf"^[ ]*([a-z_]+):[ ]+(&{re.escape(name)}[ ]+)(.+?)[ ]*$", front, re.MULTILINE)]
    alias = re.compile(rf"\*{re.escape(name)}(?=[\s,}}\]]|$)")
    if len(anchors) != 1 or front.count(f"&{name}") != 1 or not (here := alias.match(front, at)):
        return ()
    key, _, value = anchors[0].groups()
    of_key = re.search(r"([a-z_]+):[ ]+$", front[:at])
    is_list = _PLAIN_LIST.fullmatch(value) and of_key and of_key[1] == key
    behind = _next_line(front, anchors[0].start(2))
    if not (is_list or _ONE_TEXT.fullmatch(value)) or not _NEXT_KEY.fullmatch(behind):
        return ()
    instead = Edit(*here.span(), value, safe=False)
    is_last = len(alias.findall(front)) == 1
    return (*([Edit(*anchors[0].span(2), "", safe=False)] if is_last else []), instead)


def as_platforms(front: str, names: Sequence[object], start: int) -> Edits:
    """A list that is all the front matter and names networks."""
    if not all(isinstance(name, str) and is_network(name) for name in names) or front[:start].strip():
        return ()
    return (Edit(start, start, "platforms:\n", safe=False),)
