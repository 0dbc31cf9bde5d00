"""A file in a folder of documents looks like one and is none: its name would end in .md, in small letters.

What is in it would never be published, and nobody would be told. What is no document stands elsewhere. A file that a
post attaches is meant, and so is the copy that an editor left beside a post.

Wrong: `news.MD`, `sale.markdown`, `party.md.txt`, `menu.docx`

Right: `news.md`
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM128", "stray-file", Severity.WARNING, fact=False, docs=__doc__)

_COPY = re.compile(r"(~|\.(bak|backup|old|orig|rej|save|sw[a-z]|tmp))$", re.IGNORECASE)
"""What editors and git add to the name of a file for a copy of it."""
_MARKDOWN = re.compile(r"\.(md|markdown|mdown|mdwn|mkd|mkdn|mdtext|mdx|txt|text)$", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(docx?|odt|rtf|pages|gdoc)$", re.IGNORECASE)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    beside = plan.posts.union(plan.beside)
    for path in plan.beside:
        if path not in plan.used and (finding := _finding(path, beside)):
            yield path, finding


def _finding(path: str, beside: Collection[str]) -> Finding | None:
    copied = _COPY.sub("", path)
    if copied != path and (copied in beside or not _MARKDOWN.search(copied)):
        return None
    folder, name = "/".join(path.split("/")[:2]), path.rpartition("/")[2]
    post = copied
    while _MARKDOWN.search(post.rpartition("/")[2]):
        post = _MARKDOWN.sub("", post)
    if _DOCUMENT.search(name):
        post = _DOCUMENT.sub("", post)
        hint = f"save its text as `{_named(post)}`, or move it out of {folder}"
    elif post == path:
        return None
    elif f"{post}.md" in beside:
        hint = f"delete it, or give it a name of its own: `{_named(post)}` is another file"
    else:
        hint = f"rename it to `{_named(post)}`, or move it out of {folder} if it is not to be read"
    return Finding(f"`{name}` is not read: its name does not end in `.md`", hint)


def _named(post: str) -> str:
    return f"{post.rpartition('/')[2]}.md"
