"""A file in a folder of documents looks like a document but is not one: the name of a document ends in `.md`, in lower
case; that of a table in data/spend and data/results ends in `.csv`.

Its content would never be published or counted, and nobody would notice. Keep files that are not documents in another
folder. Files that a post attaches, and backup copies that an editor leaves next to a post, are not reported.

Wrong: `news.MD`, `sale.markdown`, `party.md.txt`, `menu.docx`

Right: `news.md`
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from smmgen.content.documents.registry import KINDS
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM128", "stray-file", Severity.WARNING, fact=False, docs=__doc__)

_COPY = re.compile(r"(~|\.(bak|backup|old|orig|rej|save|sw[a-z]|tmp))$", re.IGNORECASE)
"""What editors and git add to the name of a file for a copy of it."""
_MARKDOWN = re.compile(r"\.(md|markdown|mdown|mdwn|mkd|mkdn|mdtext|mdx|txt|text)$", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(docx?|odt|rtf|pages|gdoc)$", re.IGNORECASE)
_TABLE = re.compile(r"\.(csv|tsv|tab|txt|xlsx?|xlsm|ods|numbers)$", re.IGNORECASE)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    beside = plan.posts.union(plan.beside)
    tables = tuple(f"{kind.folder}/" for kind in KINDS if kind.suffix == ".csv")
    for path in plan.loose:
        if path.startswith(tables) and _TABLE.search(path):
            yield path, _no_table(path.rpartition("/")[2])
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
        hint = f"delete it or rename it: `{_named(post)}` is another file"
    else:
        hint = f"rename it to `{_named(post)}`, or move it out of {folder} if it is not to be read"
    return Finding(f"`{name}` is not read: its name does not end in `.md`", hint)


def _no_table(name: str) -> Finding:
    table = name
    while _TABLE.search(table):
        table = _TABLE.sub("", table)
    hint = f"save it as a table `{table}.csv`, or move it out of the folder"
    return Finding(f"`{name}` is not read: its name does not end in `.csv`", hint)


def _named(post: str) -> str:
    return f"{post.rpartition('/')[2]}.md"
