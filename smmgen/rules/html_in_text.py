"""There is HTML in the text. Networks do not read it, so tags are published as they are written; comments are left
out.

Text copied from a web page or another tool often contains tags. Use Markdown instead. A comment is a note to yourself;
it is reported once, so that nobody expects to see it. A tag that readers should see belongs in code marks.

Wrong: `<b>Open</b> until ten<br>`

Right: `**Open** until ten`
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.markup.document import Document, place
from smmgen.markup.pasted import tag_name
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM506", "html-in-text", Severity.ERROR, fact=False, docs=__doc__)

_WORDS = frozenset(
    "a address b body button caption center code data details embed figure font footer form header i input label link"
    " main mark menu meta nav object option p q s samp section select small source style summary time title u var"
    " video".split()
)
"""Names that also stand for what a reader is to put there, `<address>`; alone and without attributes they may do so."""
_ALONE = frozenset({"a", "b", "i", "p", "q", "s", "u", "code", "center", "font", "style"})
"""Those of them that hardly ever do."""
_HINTS = {
    "write `**bold**`": ("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"),
    "write `_italic_`": ("i", "em", "cite", "dfn", "var"),
    "write `++underlined++`": ("u", "ins"),
    "write `~~struck~~`": ("s", "strike", "del"),
    "write `||spoiler||`": ("tg-spoiler",),
    "take it out: a line end is one, and an empty line begins a paragraph": ("br", "p", "div", "span", "wbr", "center"),
    "write `[words](address)`": ("a",),
    "begin each line with `- `, or with `1. `": ("ul", "ol", "li", "dl", "dt", "dd"),
    "put it between backticks": ("code", "pre", "kbd", "samp", "tt"),
    "begin each line with `> `": ("blockquote", "q"),
    "name the file in `media`": ("img", "picture", "video", "audio", "source", "figure", "embed", "object", "svg"),
    "take it out: no network runs it": ("script", "noscript", "style", "iframe", "form", "input", "button", "link"),
    "write the table with `|`": ("table", "thead", "tbody", "tfoot", "tr", "td", "th"),
    "write the character itself": ("tg-emoji",),
}
_HINT = {name: hint for hint, names in _HINTS.items() for name in names}


def check_post(subject: PostSubject) -> Iterator[Finding]:
    if "<" in subject.post.source.text:
        for document in subject.documents:
            yield from _of(document)


def _of(document: Document) -> Iterator[Finding]:
    yield from _tags(document)
    yield from _comments(document)
    for line in [line for text, line in document.texts("<!--") if "<!--" in text][:1]:
        message = "a comment begins here and has no end in its paragraph, so it would be published"
        yield Finding(message, "close it with `-->`", line=line, texts=("<!--",))


def _tags(document: Document) -> Iterator[Finding]:
    """The first tag of every name."""
    tags = list(_placed(document, "html_tag"))
    closed = {tag_name(tag) for tag, _ in tags if tag.startswith("</")}
    seen: Counter[str] = Counter()
    for tag, line in tags:
        name = tag_name(tag)
        is_word = name in _WORDS and name not in _ALONE and name not in closed and "=" not in tag
        if not seen[name] and not is_word:
            hint = _HINT.get(name, "write it in Markdown, or take it out")
            yield Finding(
                f"`{tag}` is published unchanged", f"{hint}; in backticks it may stay", line=line, texts=(tag,)
            )
        seen[name] += not is_word


def _comments(document: Document) -> Iterator[Finding]:
    lines = [line for _, line in _placed(document, "comment")]
    if lines:
        rest = len(lines) - 1
        more = f", nor {'is' if rest == 1 else 'are'} {rest} more" if rest else ""
        message = f"this comment is not published{more}"
        yield Finding(message, "", line=lines[0], texts=("<!--",), severity=Severity.INFO)


def _placed(document: Document, kind: str) -> Iterator[tuple[str, int]]:
    """Content and line of every token of a kind, in the order of the text."""
    for token in document.tokens:
        if token.type == kind:
            yield token.content, document.first_line + token.map[0]
        elif token.type == "inline":
            for child, line in place(token, document.first_line):
                if child.type == kind:
                    yield child.content, line
