"""`::: only NAME...` and `::: except NAME...` blocks, closed by `:::`, which nest; and `::: variant` blocks, which take
turns from one time of a post to the next."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from smmgen.suggest import nearest, only

_FENCE = re.compile(r"(?P<colons>:{3,})[ \t]*(?P<words>.*?)[ \t]*")
_CODE_FENCE = re.compile(r"`{3,}|~{3,}")
_MODES = ("only", "except")
VARIANT = "variant"
"""The mode of a block that takes turns with the others of its kind."""
_DEEPEST = 8


class MarkupProblem(NamedTuple):
    """A mistake in the Markdown itself; `line` is the line of the file.

    `kind`: unknown-name, unknown-block, no-names, unclosed-block or stray-close. `instead` is what was surely meant by
    `word`. Where a block of one paragraph is not closed, `last` is the paragraph's last line and `word` closes it.
    """

    kind: str
    message: str
    hint: str
    line: int
    word: str = ""
    instead: str = ""
    last: int = 0


class Condition(NamedTuple):
    """Whom a block is for: `only` these names, or all `except` these. A `variant` is for everybody, in its turn."""

    mode: str
    names: frozenset[str]

    def holds(self, names: frozenset[str]) -> bool:
        """Whether an account known by any of `names` gets the block."""
        return self.mode == VARIANT or bool(self.names & names) == (self.mode == "only")


def add_blocks(parser: MarkdownIt) -> None:
    """Teach the parser the blocks. It wants `names`, `first_line`, `depth` 0 and a list `problems` as environment."""
    alt = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "only_except", _only_except, {"alt": alt})


def _only_except(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    fence = _fence(state, start)
    if not fence:
        return False
    if silent:
        return True
    words = fence["words"].split()
    if not words:
        _report(state, start, "stray-close", "this `:::` closes nothing", "remove it, or open a block above it")
        state.line = start + 1
        return True
    _block(state, start, end, words, _closing_line(state, start, end))
    return True


def _fence(state: StateBlock, line: int) -> re.Match[str] | None:
    begin = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(":::", begin):
        return None
    return _FENCE.fullmatch(state.src, begin, state.eMarks[line])


def _closing_line(state: StateBlock, start: int, end: int) -> int | None:
    """The line that closes the block opened at `start`: blocks nest, with as many colons or with more outside."""
    open_fences: list[int] = []
    for line, fence in _fences(state, start, end):
        length = len(fence["colons"])
        if fence["words"]:
            open_fences.append(length)
        elif (closed := _closed_by(length, open_fences)) is not None:
            del open_fences[closed:]
            if not open_fences:
                return line
    return None


def _closed_by(length: int, open_fences: list[int]) -> int | None:
    """Index of the block a fence of this length closes: the innermost as long, else the innermost shorter one."""
    inner_first = range(len(open_fences) - 1, -1, -1)
    same = next((index for index in inner_first if open_fences[index] == length), None)
    return same if same is not None else next((index for index in inner_first if open_fences[index] < length), None)


def _fences(state: StateBlock, start: int, end: int) -> Iterator[tuple[int, re.Match[str]]]:
    """The `:::` lines of the enclosing block, those inside fenced code left out."""
    code = ""
    for line in range(start, end):
        begin, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if begin < stop and state.sCount[line] < state.blkIndent:
            return
        if found := _CODE_FENCE.match(state.src, begin, stop):
            code = _after_code_fence(code, found[0], state.src[found.end() : stop])
        elif not code and (fence := _fence(state, line)):
            yield line, fence


def _after_code_fence(code: str, fence: str, rest: str) -> str:
    """The code fence that is open after this line, "" for none."""
    if not code:
        return fence
    return "" if fence.startswith(code) and not rest.strip() else code


def _block(state: StateBlock, start: int, end: int, words: list[str], close: int | None) -> None:
    if state.env["depth"] == _DEEPEST:
        _report(state, start, "unclosed-block", f"more than {_DEEPEST} blocks are open here", "close them with `:::`")
        state.line = end
        return
    mode = words[0].lower()
    known = (*_MODES, VARIANT)
    if mode == VARIANT:
        _check_variant(state, start, words)
    elif mode not in _MODES:
        hint = _did_you_mean(mode, known) or "blocks are `::: only NAME`, `::: except NAME` and `::: variant`"
        _report(state, start, "unknown-block", f"unknown block `{words[0]}`", hint, words[0], only(mode, known))
    if close is None:
        message = f"block `::: {' '.join(words)}` is not closed"
        hint, colons = "write `:::` on its own line after its text", _opening(state, start)
        _report(state, start, "unclosed-block", message, hint, colons, last=_only_paragraph(state, start + 1, end))
    names = _names(state, start, words[1:]) if mode in _MODES else frozenset()
    _tokens(state, start, end if close is None else close, Condition(mode, names))
    state.line = end if close is None else close + 1


def _check_variant(state: StateBlock, line: int, words: Sequence[str]) -> None:
    if state.env["depth"]:
        hint = "put `::: only` and `::: except` blocks inside the variant instead"
        _report(state, line, "unknown-block", "a `::: variant` cannot be inside another block", hint)
    if len(words) > 1:
        hint = f"write `::: variant` alone; what only one account gets is `::: only {words[1]}`"
        _report(state, line, "unknown-block", "a `::: variant` has no name", hint)


def _names(state: StateBlock, line: int, words: list[str]) -> frozenset[str]:
    known: Collection[str] = state.env["names"]
    names = [name for word in words for name in word.split(",") if name]
    if not names:
        _report(state, line, "no-names", "the block names no platform or account", "write `::: only telegram`")
    for name in names:
        if name not in known:
            hint = _did_you_mean(name, sorted(known)) or f"known names: {', '.join(sorted(known))}"
            message = f"unknown platform or account `{name}`"
            _report(state, line, "unknown-name", message, hint, name, only(name, known))
    return frozenset(names)


def _tokens(state: StateBlock, start: int, close: int, condition: Condition) -> None:
    """Between two hidden tokens, the block's content, on the level of what is around, for they will vanish."""
    outer = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", close
    conditional = condition.mode in (*_MODES, VARIANT)
    if conditional:
        token = state.push("variant_open", "", 1)
        token.hidden, token.map, token.meta = True, [start, close], {"condition": condition}
        state.level -= 1
    state.env["depth"] += 1
    state.md.block.tokenize(state, start + 1, close)
    state.env["depth"] -= 1
    if conditional:
        state.level += 1
        state.push("variant_close", "", -1).hidden = True
    state.parentType, state.lineMax = outer


def _opening(state: StateBlock, line: int) -> str:
    """The colons that open a block."""
    fence = _fence(state, line)
    return fence["colons"] if fence else ""


def _only_paragraph(state: StateBlock, start: int, end: int) -> int:
    """The last line of the paragraph that is all there is from `start` on; 0 where there is more, or less."""
    written = [line for line in range(start, end) if state.bMarks[line] + state.tShift[line] < state.eMarks[line]]
    return written[-1] if written == list(range(start, start + len(written))) and written else 0


def _report(
    state: StateBlock, line: int, kind: str, message: str, hint: str, word: str = "", instead: str = "", last: int = 0
) -> None:
    first = state.env["first_line"]
    place = first + last if last else 0
    state.env["problems"].append(MarkupProblem(kind, message, hint, first + line, word, instead, place))


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    name = nearest(word, known)
    return f"did you mean `{name}`?" if name else ""
