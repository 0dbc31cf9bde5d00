"""The comment: within its limit, and inert whatever the content says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from branches import brand, commit, compared, edit
from markdown_it import MarkdownIt
from small_project import post

from smmgen.printable import printable
from smmgen.review.markdown import markdown

OURS = frozenset("h3 sub code pre ins del s details summary table thead tbody tr th td p ul li strong em".split())
HOSTILE = [
    "</pre></details><script>alert(1)</script>",
    "</code><img src=https://evil.example/x.png>",
    "```\n</pre>\n```",
    "@octocat and @org/team, see #12, GH-12, org/repo#3, !4, ~bug, %1",
    "| a | b |\n| --- | --- |\n| c \\| d | e |",
    "![x](https://evil.example/x.png) [y](javascript:alert(1)) <https://evil.example>",
    "/close\n/merge\n   /assign me",
    "www.evil.example https://evil.example/a me@evil.example",
    "\u202egnol\u202c \x1b[31m &lt;b&gt; &#60;b&#62; &commat;me",
    "\\`x\\` `y` ``z`` $\\alpha$ $$x$$ :smile: [^1] ~~gone~~ **bold** __b__",
    "1. one\n\n    indented\n\n***\n\n> quote\n\n- [ ] task",
]


class Reader(HTMLParser):
    """What a browser makes of it: tags, their attributes, and the text outside of code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.plain = ""
        self.every = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.every += data
        if not {"code", "pre"} & {*self.open}:
            self.plain += data


def read(comment: str) -> Reader:
    reader = Reader()
    reader.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(comment))
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_content_is_inert(text: str, tmp_path: Path) -> None:
    """In a title, a text, an alt text, a poll, a name of a file and a diagnostic."""
    project = brand(tmp_path)
    quoted = '"' + re.sub(r"[\\\"]", lambda found: f"\\{found[0]}", text).replace("\n", "\\n").replace("\x1b", "") + '"'
    project.post("plain.md", quoted, text, uid="plain-post")
    edit("content/posts/seen.md", "a cup", quoted[1:-1].replace(",", " ").replace("[", "(").replace("]", ")"))(project)
    project.post("asked.md", "Asked", platforms="[vk]", poll=f"{{question: {quoted}, options: [{quoted}, No]}}")
    project.write({"content/posts/odd `@name` (x).md": post("Odd", text)})
    found = read(markdown(compared(project), 65_000))
    assert {"details", "pre", "td"} <= found.tags <= OURS
    first = printable(text.split()[0]).replace("@", "@\N{WORD JOINER}")
    assert found.every.count(first) > 3
    assert found.attributes == []
    assert not re.search(r"@\w", found.every)
    assert "evil" not in found.plain
    assert "octocat" not in found.plain
    assert "odd" not in found.plain
    comment = markdown(compared(project), 65_000)
    assert not re.search(r"^\s*/[a-z]", comment, re.MULTILINE)
    assert "\x1b" not in comment
    assert "\u202e" not in comment


def test_it_fits_and_says_what_is_left_out(tmp_path: Path) -> None:
    project = brand(tmp_path)
    for number in range(60):
        project.post(f"more-{number}.md", f"Number {number}", f"Words of {number}. " * 60, schedule="2027-01-01 10:00")
    report = compared(project)
    for most in (2_000, 10_000, 65_000):
        comment = markdown(report, most)
        assert len(comment.encode("utf-16-le")) // 2 <= most
        assert "Left out here" in comment
        assert read(comment).tags <= OURS
    whole = markdown(report, 1_000_000)
    assert "Left out here" not in whole
    assert all(f"Number {number}" in whole for number in range(40))


def test_posts_that_nobody_touched_are_counted(tmp_path: Path) -> None:
    project = brand(tmp_path)
    for number in range(5):
        project.post(f"more-{number}.md", f"N{number}", hashtags="[$brand]", schedule=f"2027-01-0{number + 1} 10:00")
    commit(project)
    edit("smm.toml", '["teplo"]', '["warm"]')(project)
    text = read(markdown(compared(project, "HEAD"), 65_000)).every
    assert "smm.toml hashtags.brand changes 6 scheduled posts on 3 accounts" in text
    assert "In the same way: content/posts/more-3.md, content/posts/more-4.md" in " ".join(text.split())
