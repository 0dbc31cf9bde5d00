"""What is said of YAML that cannot be read: libyaml's errors, and what `yaml_reader` refuses itself.

Messages are worded for an author, and placed at their cause.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

from smmgen.content import codes
from smmgen.content import yaml_mends as mends
from smmgen.content.parse_error import Edit, ParseError
from smmgen.diagnostics import Code

_KEY_LINE = re.compile(r"""(#|-\s|-$|[\]}]|(["']).*\2\s*:(\s|$)|[^\s:]+\s*:(\s|$))""")
_BREAKS = re.compile("[\x85\u2028\u2029]")
_QUOTED_THEN_TEXT = re.compile(r"""[^:]+:\s+(["']).*?\1\s*\S""")
_PREFIX = re.compile(r"\s*(?:- +)?([^\s:]+):\s")


class Refusal(NamedTuple):
    """What the reader does not accept; message and hint are `str.format` templates."""

    code: Code
    message: str
    hint: str
    instead: str | None = None
    """The text to replace it with, if there is only one possibility."""

    def at(self, start: int, end: int, **values: object) -> ParseError:
        """`start` and `end` are offsets in code points."""
        message, hint = self.message.format(**values), self.hint.format(**values)
        edits = () if self.instead is None else (Edit(start, end, self.instead),)
        return ParseError(self.code, start, end, message, hint, edits)


_SIMPLER = "front matter is short; put long texts below the closing `---`"

INVISIBLE = Refusal(
    codes.YAML_SYNTAX,
    "an invisible character (U+{number:04X}) is in the front matter",
    "delete it; if it comes back, retype the line",
    instead="",
)
SECOND_DOCUMENT = Refusal(
    codes.YAML_SYNTAX, "a second YAML document begins here", "close the front matter with a line `---`"
)
KEY_NOT_A_WORD = Refusal(codes.YAML_SYNTAX, "a key must be one word, not a list or mapping", "put it in quotes")
NO_KEYS = Refusal(
    codes.NOT_MAPPING,
    "the front matter has no `key: value` line",
    "write `key: value`, a space after the colon",
)
A_LIST = Refusal(
    codes.NOT_MAPPING, "the front matter is a list, not keys and values", "write `platforms: [vk, telegram]`"
)
TOO_MANY = Refusal(codes.NESTED_TOO_DEEP, "more than {most:,} keys and values", _SIMPLER)
TOO_DEEP = Refusal(codes.NESTED_TOO_DEEP, "nested more than {most} levels deep", _SIMPLER)
TOO_LARGE = Refusal(
    codes.INVALID_VALUE, "the number is too large", "write a smaller one, or put it in quotes if it is text"
)
NO_CHARACTER = Refusal(codes.INVALID_VALUE, "`\\{escape}` is not a text character", "delete it")
TWICE = Refusal(codes.DUPLICATE_KEY, "`{key}` is given twice", "it is already on line {line}; keep one of the two")
ALIAS = Refusal(
    codes.ALIAS_OR_TAG,
    "`*{name}` is an alias; front matter does not support aliases",
    'repeat the value, or quote a text: "*{name}"',
)
MARK = Refusal(
    codes.ALIAS_OR_TAG, "`{mark}` is {what}; front matter does not support it", "put the value in quotes if it is text"
)


def explain(error: yaml.YAMLError, front: str) -> ParseError:
    """Explain a YAML error; the offsets are those in `front`."""
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    at = _index(error, "problem_mark")
    since = _index(error, "context_mark", at)
    if found := _BREAKS.search(front):
        message = f"an invisible line separator (U+{ord(found[0]):04X}) is here"
        return _flaw(*found.span(), message, "delete it and press Enter instead", mends.joined(front, found))
    if (text := text_below_blank(front)) is not None and text <= at:
        return unclosed(front, text, sure=False)  # a fence follows, and may have been meant
    for words, words_for in _CAUSES:
        if words in problem or words in context:
            return words_for(front, min(at, len(front)), min(since, len(front)))
    return _line(front, at, "this line cannot be read", "write `key: value`; values with signs in them need quotes")


def text_below_blank(front: str) -> int | None:
    """Where text begins that stands after an empty line and is no key: the closing fence was forgotten there."""
    blank, start = False, 0
    for line in front.split("\n"):
        if blank and line and not line[0].isspace() and not _KEY_LINE.match(line):
            return start
        blank = not line.strip()
        start += len(line) + 1
    return None


def first_text(front: str) -> int | None:
    """Where the first line begins that is neither key, list item, comment nor indented."""
    start = 0
    for line in front.split("\n"):
        if line and not line[0].isspace() and not _KEY_LINE.match(line):
            return start
        start += len(line) + 1
    return None


def unclosed(front: str, start: int, *, sure: bool = True) -> ParseError:
    """The closing fence was expected before the line at `start`."""
    message = "the front matter is not closed: `---` was expected before this line"
    hint, edits = "put a line `---` after the last key", mends.closed(front, start, sure=sure)
    return ParseError(codes.UNCLOSED_FRONT_MATTER, *_line_span(front, start), message, hint, edits)


def _index(error: yaml.YAMLError, name: str, default: int = 0) -> int:
    mark = getattr(error, name, None)
    return default if mark is None else int(mark.index)


def _flaw(start: int, end: int, message: str, hint: str, edits: tuple[Edit, ...] = ()) -> ParseError:
    return ParseError(codes.YAML_SYNTAX, start, end, message, hint, edits)


def _line_span(front: str, at: int) -> tuple[int, int]:
    """The line around `at` without its indentation and trailing spaces; a blank one whole."""
    start = front.rfind("\n", 0, at) + 1
    end = front.find("\n", at)
    line = front[start : end if end >= 0 else len(front)]
    return start + len(line) - len(line.lstrip() or line), start + len(line.rstrip() or line)


def _line(front: str, at: int, message: str, hint: str, edits: tuple[Edit, ...] = ()) -> ParseError:
    return _flaw(*_line_span(front, at), message, hint, edits)


def _line_text(front: str, at: int) -> str:
    start, end = _line_span(front, at)
    return front[start:end]


def _colon(front: str, at: int, _since: int) -> ParseError:
    """`mapping values are not allowed`: a colon in a value, a line without one above, or keys below a value."""
    line_start = front.rfind("\n", 0, at) + 1
    if key := _PREFIX.match(front[line_start:at]):
        value = front[line_start + key.end() : _line_span(front, at)[1]].strip()
        hint = f"put the value in quotes: {key[1]}: {mends.quoted(value)}"
        edits = mends.in_quotes(front, line_start + key.end())
        return _flaw(at, at + 1, f"a colon inside the value of `{key[1]}`", hint, edits)
    above = _line_span(front, max(line_start - 1, 0))
    return _above(front, at, *above)


def _above(front: str, at: int, start: int, end: int) -> ParseError:
    line = front[start:end]
    if found := re.match(r"([\w-]+):(?!\s|$)", line):
        return _no_space(front, start, found[1])
    if key := _PREFIX.match(line + " "):
        here = _line_text(front, at)
        message = f"`{key[1]}` already has a value, and keys follow below it"
        hint = f"begin `{here.split(':')[0]}` in the same column as `{key[1]}`, or remove the value"
        return _line(front, at, message, hint)
    return _no_colon(front, start, start)


def _no_colon(front: str, _at: int, since: int) -> ParseError:
    line = _line_text(front, since)
    if found := re.match(r"([\w-]+):(?!\s|$)", line):
        return _no_space(front, since, found[1])
    return _line(front, since, "a line without `key: value`", "the text of the post goes below the closing `---`")


def _no_space(front: str, at: int, key: str) -> ParseError:
    message, hint = f"no space after the colon of `{key}`", f"write `{key}: ...` with a space"
    return _line(front, at, message, hint, mends.with_space(front, at))


def _sign(front: str, at: int, _since: int) -> ParseError:
    sign = front[at : at + 1]
    if sign == "\t":
        hint = "indent with spaces; YAML does not allow tabs"
        return _flaw(at, at + 1, "a tab character", hint, mends.with_spaces(front, at))
    shown = "a backtick" if sign == "`" else f"`{sign}`"
    hint = f"put it in quotes: {mends.quoted(_rest(front, at))}"
    return _flaw(at, at + 1, f"a value cannot begin with {shown}", hint, mends.in_quotes(front, at))


def _star(front: str, _at: int, since: int) -> ParseError:
    return _sign(front, since, since)


def _rest(front: str, at: int) -> str:
    return front[at : _line_span(front, at)[1]].rstrip("]},")


def _quote(front: str, _at: int, since: int) -> ParseError:
    sign = front[since : since + 1]
    hint = f"add the closing {sign} at the end of the value"
    return _flaw(since, since + 1, f"the quote {sign} is never closed", hint, mends.with_quote(front, since))


def _escape(front: str, at: int, _since: int) -> ParseError:
    written = front[at : at + 2]
    hint = "use single quotes, or write `\\\\` for `\\`"
    return _flaw(at, at + 2, f"`{written}` means nothing inside double quotes", hint)


def _bracket(front: str, at: int, since: int) -> ParseError:
    sign = front[since : since + 1]
    closing = {"[": "]", "{": "}"}.get(sign, "]")
    line = front[since : _line_span(front, since)[1]]
    if re.search(r"(^|[\[\s,{])#", line):
        hint = "`#` begins a comment: write hashtags without it, other texts in quotes"
    elif "\n" not in front[since:at] and at < len(front):
        return _flaw(at, at + 1, f"a comma or `{closing}` is missing before this", "part the entries with commas")
    else:
        hint = f"add `{closing}` at the end"
    edits = mends.without_signs(front, since) or mends.with_bracket(front, since)
    return _flaw(since, since + 1, f"the bracket `{sign}` is never closed", hint, edits)


def _key(front: str, at: int, since: int) -> ParseError:
    line_start = front.rfind("\n", 0, at) + 1
    if _QUOTED_THEN_TEXT.match(front[line_start : at + 1].lstrip()):
        hint = "put the whole value in the other kind of quotes"
        return _flaw(
            at, _line_span(front, at)[1], "text after the closing quote", hint, mends.in_other_quotes(front, at)
        )
    return _indentation(front, at, since)


def _indentation(front: str, at: int, _since: int) -> ParseError:
    message = "this line does not fit the lines around it"
    return _line(front, at, message, "keys of one mapping, and items of one list, begin in the same column")


def _dash(front: str, at: int, _since: int) -> ParseError:
    hint = "put every `- item` on its own line below the key, or write `[one, two]`"
    return _flaw(at, at + 1, "a list cannot begin on the line of its key", hint, mends.in_brackets(front, at))


def _nothing(front: str, at: int, _since: int) -> ParseError:
    if front[at : at + 1] not in ("]", "}", ","):
        return _bracket(front, at, max(front.rfind("[", 0, at), front.rfind("{", 0, at), 0))
    return _flaw(at, at + 1, f"a value is missing before `{front[at : at + 1]}`", "write the value, or remove the sign")


def _block(front: str, at: int, since: int) -> ParseError:
    sign = front[since : since + 1]
    hint = "begin the text on the next line, indented; or put a value that begins with this sign in quotes"
    return _flaw(at, at + 1, f"text on the same line as `{sign}`", hint)


def _directive(front: str, at: int, since: int) -> ParseError:
    return _line(front, since, "a line begins with `%`", "write `key: value`; values with signs in them need quotes")


_CAUSES: tuple[tuple[str, Callable[[str, int, int], ParseError]], ...] = (
    ("mapping values are not allowed", _colon),
    ("scanning a quoted scalar", _quote),
    ("unknown escape", _escape),
    ("escape", _escape),
    ("cannot start any token", _sign),
    ("scanning an alias", _star),
    ("scanning an anchor", _star),
    ("tab character", _sign),
    ("parsing a flow sequence", _bracket),
    ("parsing a flow mapping", _bracket),
    ("could not find expected ':'", _no_colon),
    ("did not find expected key", _key),
    ("expected '-' indicator", _indentation),
    ("block sequence entries", _dash),
    ("expected node content", _nothing),
    ("scanning a block scalar", _block),
    ("scanning a directive", _directive),
)
