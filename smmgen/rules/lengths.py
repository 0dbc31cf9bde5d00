"""Where the body begins: for rules that speak of the text as a whole."""

from __future__ import annotations

from smmgen.content.model import Post


def body_line(post: Post) -> int:
    """The first line of the file with text in it after the front matter, from 1."""
    body = post.source.body
    blank = len(body) - len(body.lstrip())
    return post.source.body_line + body.count("\n", 0, blank)
