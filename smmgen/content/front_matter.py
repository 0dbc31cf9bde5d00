"""One file to one `Source`: bytes, fences, front matter with the place of every key and value, body."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from smmgen.content import codes
from smmgen.content.composed import changed_lines, composed, composed_data, on_disk
from smmgen.content.layout import POSTS
from smmgen.content.parse_error import Edit, ParseError, Unusable
from smmgen.content.source import Places, Source, span_of
from smmgen.content.yaml_errors import first_text, unclosed
from smmgen.content.yaml_reader import read_mapping
from smmgen.diagnostics import Diagnostic, Fix, diagnose
from smmgen.safe_files import Inside, LeadsOut, open_content

MAX_BYTES = 1 << 20
MAX_TEXT = 50_000
"""Code points that a body, and the front matter, may have. VK, the most patient of the networks, takes 16,384."""
FENCE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
_LONG_DASHES = re.compile(r"[ \t]*[-‐‑‒–—―−]+[ \t]*$", re.MULTILINE)

Read = tuple[Source | None, list[Diagnostic]]


class PostHandler(YAMLHandler):
    """python-frontmatter's handler with our fences and our YAML: `frontmatter.load(path, handler=HANDLER)` agrees."""

    FM_BOUNDARY = FENCE

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body; ValueError without an opening fence on line 1 or without a closing one."""
        opening = FENCE.match(text)
        closing = FENCE.search(text, opening.end()) if opening else None
        if opening is None or closing is None:
            raise ValueError("no front matter")
        return text[opening.end() + 1 : closing.start()], text[closing.end() + 1 :]

    def load(self, fm: str, **kwargs: object) -> Any:
        """The data without positions, as `frontmatter` expects it."""
        return read_mapping(fm)[0]


HANDLER = PostHandler()


def read(
    project: Path,
    relative: str,
    files: Inside | None = None,
    reader: Callable[[bytes, str], Read] | None = None,
    most: int = MAX_BYTES,
) -> Read:
    """Read a file; `relative` is its POSIX path in the project, `files` as of `open_content`, `reader` what makes a
    source of other bytes than Markdown with front matter, of which it gets one more than `most` where there are more.
    Bad content gives diagnostics, never an exception."""
    try:
        with open_content(project, relative, files) as file:
            raw = file.read(most + 1)
    except LeadsOut as error:
        return _unreadable(relative, "", 0, str(error.strerror), "copy the file itself into the project")
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        return _unreadable(relative, "", 0, f"the file cannot be read: {reason}", "check its name and permissions")
    return (reader or read_bytes)(raw, relative)


def read_bytes(raw: bytes, relative: str) -> Read:
    """As `read`, from bytes that are already there."""
    if len(raw) > MAX_BYTES:
        hint = "a post is text; list pictures and videos under `media`"
        return _unreadable(relative, "", 0, "the file is larger than 1 MiB", hint)
    text, found = decoded(raw, relative)
    return (None, found) if text is None else read_text(text, relative)


def decoded(raw: bytes, relative: str) -> tuple[str | None, list[Diagnostic]]:
    """The text, as `read_text` has it, or why there is none."""
    try:
        return _universal(raw.decode("utf-8").removeprefix("\ufeff")), []
    except UnicodeDecodeError as error:
        return None, _not_utf8(raw, error.start, relative)[1]


def read_text(text: str, relative: str) -> Read:
    """As `read`, from text. A byte-order mark is dropped; CRLF and CR become LF, which moves no line or column.

    Diagnostics beside a source have their places in its composed text; see `Source.lines`.
    """
    text = _universal(text.removeprefix("\ufeff"))
    lines = changed_lines(text)
    source, found = _read_composed(composed(text) if lines else text, relative)
    return (replace(source, lines=lines), found) if source else (None, on_disk(found, lines))


def _read_composed(text: str, relative: str) -> Read:
    if "\0" in text:
        return None, [_diagnostic(relative, text, _not_text(text))]
    if not FENCE.match(text):
        return None, [_diagnostic(relative, text, _no_front_matter(text, relative))]
    try:
        front, body = HANDLER.split(text)
    except ValueError:
        return None, [_diagnostic(relative, text, _never_closed(text))]
    return _source(text, front, body, relative)


def _source(text: str, front: str, body: str, relative: str) -> Read:
    offset = text.index("\n") + 1
    if len(front) > MAX_TEXT:
        return None, [too_long(relative, text, "front matter", offset, len(front))]
    try:
        data, keys, values, flaws = read_mapping(front, offset)
    except Unusable as unusable:
        return None, [_diagnostic(relative, text, parse_error) for parse_error in unusable.flaws]
    diagnostics = [_diagnostic(relative, text, parse_error) for parse_error in flaws]
    if data is None:
        return None, diagnostics
    if "\\" in front:  # an escape may hold half of a sign
        data = composed_data(data, keys=False)
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    return Source(relative, data, body, body_line, Places(text, keys), Places(text, values), text), diagnostics


def too_long(relative: str, text: str, what: str, start: int, length: int) -> Diagnostic:
    """Said before anything is parsed, which could take long; the place is where it is too much."""
    at = start + MAX_TEXT
    end = text.find("\n", at)
    message = f"the {what} has {length} characters, and {MAX_TEXT} is the most that a post may have"
    parse_error = ParseError(codes.POST_TOO_LONG, at, end if end >= 0 else len(text), message, "make it several posts")
    return _diagnostic(relative, text, parse_error)


def _universal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _diagnostic(relative: str, text: str, parse_error: ParseError) -> Diagnostic:
    span = span_of(text, parse_error.start, parse_error.end)
    fixes = tuple(Fix(span_of(text, one.start, one.end), one.instead, one.safe) for one in parse_error.edits)
    return diagnose(parse_error.code, relative, span, parse_error.message, parse_error.hint, fixes=fixes)


def _unreadable(relative: str, text: str, at: int, message: str, hint: str) -> Read:
    return None, [_diagnostic(relative, text, ParseError(codes.UNREADABLE_FILE, at, at, message, hint))]


def _not_text(text: str) -> ParseError:
    """NUL bytes behind the text are what a crash leaves of a file that was being written; nobody typed them."""
    at, end = text.index("\0"), len(text.rstrip("\0"))
    message, hint = "a NUL byte: this is not a text file", "save it as UTF-8 text"
    if at == end > 0:
        return ParseError(codes.UNREADABLE_FILE, at, at, message, hint, (Edit(end, len(text), ""),))
    if text.count("\0") > len(text) // 8:
        message, hint = "the file is UTF-16 without a mark of it, not UTF-8", "save the file as UTF-8"
    return ParseError(codes.UNREADABLE_FILE, at, at, message, hint)


def _not_utf8(raw: bytes, at: int, relative: str) -> Read:
    before = _universal(raw[:at].decode("utf-8").removeprefix("\ufeff"))
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        message, hint = "the file is UTF-32, not UTF-8", "save the file as UTF-8"
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message, hint = "the file is UTF-16, not UTF-8", "save the file as UTF-8; Notepad calls UTF-16 «Unicode»"
    else:
        message, hint = f"byte 0x{raw[at]:02X} is not UTF-8", "save the file as UTF-8"
        if relative.endswith(".csv"):
            hint += "; Excel has the type «CSV UTF-8» for that"
        elif _is_cyrillic(raw):
            hint += "; old Windows editors save Russian text as Windows-1251"
    return _unreadable(relative, before, len(before), message, hint)


def _is_cyrillic(raw: bytes) -> bool:
    """Most bytes that are not ASCII are small letters of Windows-1251; KOI8-R has capitals there."""
    high = [byte for byte in raw if byte >= 0x80]
    return sum(byte >= 0xE0 for byte in high) > 0.6 * len(high) > 3


def _no_front_matter(text: str, relative: str) -> ParseError:
    """Where the opening fence is, if it is anywhere near; the first line else."""
    code = codes.MISSING_FRONT_MATTER
    stripped = len(text) - len(text.lstrip())
    if fence := FENCE.match(text, text.rfind("\n", 0, stripped) + 1):
        line = text.count("\n", 0, fence.start()) + 1
        message = f"the opening `---` is on line {line}, not on line 1"
        above = Edit(0, fence.start(), "")
        return ParseError(code, *fence.span(), message, "delete the lines above it", (above,))
    if (dashes := _LONG_DASHES.match(text)) and dashes[0].strip():
        message = f"`{dashes[0].strip()}` does not open front matter"
        edits = _fences(text, dashes)
        return ParseError(code, *dashes.span(), message, "begin line 1 with three plain hyphens: `---`", edits)
    end = text.find("\n")
    message = "the file is empty" if not text.strip() else "the file does not begin with front matter"
    is_post = relative.startswith(f"{POSTS}/") or not relative.startswith("content/")
    key = "platforms: [...]" if is_post else "title: ..."
    hint = f"begin with a line `---`, then `{key}`, then a line `---`"
    return ParseError(code, 0, end if end >= 0 else len(text), message, hint)


def _fences(text: str, opening: re.Match[str]) -> tuple[Edit, ...]:
    """Plain hyphens in the place of long dashes, where front matter begins and where it ends; none where it has no
    end."""
    closing = _LONG_DASHES.search(text, opening.end() + 1)
    ends = [opening, closing] if closing else []
    return tuple(Edit(*one.span(), "---") for one in ends if not FENCE.fullmatch(one[0]))


def _never_closed(text: str) -> ParseError:
    """The first line that is not front matter, or the end of the file."""
    opening = FENCE.match(text)
    offset = min(opening.end() + 1 if opening else 0, len(text))
    front = text[offset:]
    start = first_text(front)
    if start is None:
        end = len(text.rstrip())
        message = "the front matter is not closed: no line `---` follows"
        hint, edits = "put a line `---` after the last key", (Edit(end, len(text), "\n---\n"),)
        return ParseError(codes.UNCLOSED_FRONT_MATTER, end, end, message, hint, edits)
    parse_error = unclosed(front, start)
    if (dashes := _LONG_DASHES.match(front, start)) and dashes[0].strip():
        parse_error = parse_error._replace(edits=(Edit(*dashes.span(), "---"),))
    return parse_error.moved(offset)
