"""Commands that know documents know those of every kind."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import every_kind
import pytest
from small_project import Project, Result

from smmgen.content.documents import registry
from smmgen.content.front_matter import read_text

Smm = Callable[..., Result]
TEXTS = {name: text for name, text in every_kind.FILES.items() if isinstance(text, str)}


@pytest.fixture
def whole(make_project: Callable[..., Project]) -> Project:
    return make_project({**every_kind.FILES}, every_kind.CONFIG)


def test_new_ones_are_listed_and_read(whole: Project, smm: Smm) -> None:
    """What is begun lacks what only its author knows: no other mistake is in it."""
    for kind in registry.written():
        made = smm("-C", whole.path, "new", kind.name, "2027-03")
        path = f"{kind.folder}/2027-03.md"
        assert (made.code, made.out.strip().endswith(path)) == (0, True), kind.name
        source, found = read_text(whole.text(path), path)
        assert (source is not None, found) == (True, []), kind.name
        listed = [one for one in TEXTS if registry.kind_of(one) is kind]
        rows = json.loads(smm("-C", whole.path, "list", "--kind", kind.name, "--json").out)
        key = "post" if kind.sends else "uid"
        assert len({row[key] for row in rows}) >= len(listed) - kind.sends, kind.name


def test_a_review_names_each_document_that_changed(whole: Project, smm: Smm) -> None:
    git = ["git", "-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgSign=false"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "base"]):
        subprocess.run([*git, *arguments], cwd=whole.path, check=True)
    changed = {name: text.replace("title: Shown", "title: Other", 1) + "\n" for name, text in TEXTS.items()}
    assert {registry.kind_of(name) for name in changed} == {*registry.KINDS}
    whole.write(changed)
    done = smm("-C", whole.path, "diff", "HEAD", "--format", "json")
    assert done.code == 0
    rows = json.loads(done.out)
    documents = {row["path"] for row in rows if row["about"] == "shared"}
    assert documents == {name for name in changed if not name.startswith("content/posts/")}
