"""The post: what is sent. Its front matter is `content/model.py`, its way from a file `content/parser.py`."""

from __future__ import annotations

from smmgen.content import parser
from smmgen.content.documents.kind import Kind
from smmgen.content.layout import POSTS
from smmgen.content.model import FrontMatter
from smmgen.keys import POST as NAME

POST = Kind(
    name=NAME,
    folder=POSTS,
    summary="What goes out: a text with media, for one network or several",
    model=FrontMatter,
    parse=parser.parse,
    archetype="""\
---
title: {{ title }}
uid: {{ uid }}
platforms: {{ platforms }}
schedule: {{ schedule }}
status: draft
---

""",
    page="post.html",
    sends=True,
    private=(("notes",), ("cost",)),
)
