"""`smm check --fix` gives every post a uid that changes nothing; `smm check` and `smm publish` ask about lost ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from preloaded import run_preloaded
from small_project import SMM_TOML, Project, post

BODY = "Текст поста про кофе и снег."
PLAIN = f"---\ntitle: Кофе\nplatforms: [tg]\nschedule: 2026-12-05 10:00\n---\n{BODY}\n"
NAMES = [
    "plain", "two words", "йога", normalize("NFD", "йога"), "день #5", "итоги: ноябрь", "it's", 'a "quoted" name',
    "- dash", "yes", "2026-12/05", "@home", "%percent", "{braces}", "[brackets]", "*star", "&and", "!bang", "a, b",
    "back\\slash", "🎉",
]  # fmt: skip
FORMS = {
    "plain": PLAIN,
    "windows": PLAIN.replace("\n", "\r\n"),
    "a byte-order mark": f"\ufeff{PLAIN}",
    "comments above": PLAIN.replace("---\ntitle", "---\n# a comment\n\n# more\ntitle", 1),
    "indented": f"---\n  title: Кофе\n  platforms: [tg]\n  schedule: 2026-12-05 10:00\n---\n{BODY}\n",
    "quoted keys": PLAIN.replace("title:", '"title":'),
}
LEFT_ALONE = {
    "has one": PLAIN.replace("title:", "uid: own-uid\ntitle:", 1),
    "braces": f"---\n{{title: Кофе, platforms: [tg], schedule: 2026-12-05 10:00}}\n---\n{BODY}\n",
    "braces on lines": f"---\n{{\n  title: Кофе, platforms: [tg], schedule: 2026-12-05 10:00}}\n---\n{BODY}\n",
    "without a value": PLAIN.replace("title:", "uid:\ntitle:", 1),
    "ignored": PLAIN.replace("title:", "ignore: [missing-uid]\ntitle:", 1),
    "no front matter": BODY,
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write({"smm.toml": SMM_TOML})
    return made


def smm(project: Project, *arguments: str) -> Any:
    return run_preloaded("-C", project.path, *arguments)


def payloads(project: Project) -> dict[str, bytes]:
    smm(project, "build")
    folder = project.path / "build/payloads"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json")}


def test_every_name_becomes_a_uid_that_changes_nothing(project: Project) -> None:
    names = [f"content/posts/{name}.md" for name in NAMES]
    project.write({name: PLAIN.replace("снег", f"снег {n}") for n, name in enumerate(names)})
    before = payloads(project)
    assert len(before) == len(names) or len({normalize("NFC", name) for name in names}) == len(before)
    done = smm(project, "check", "--fix", "--now", "2026-12-01T09:00+03:00")
    assert done.err.count("fixed ") == len(names)
    assert payloads(project) == before
    assert smm(project, "check", "--fix", "--now", "2026-12-01T09:00+03:00").err.count("fixed ") == 0


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_front_matter(project: Project, form: str) -> None:
    project.write({"content/posts/a.md": FORMS[form]})
    before = payloads(project)
    smm(project, "check", "--fix", "--now", "2026-12-01T09:00+03:00")
    mended = (project.path / "content/posts/a.md").read_bytes().decode()
    assert mended.replace("uid: content/posts/a.md", "", 1) != mended
    newline = "\r\n" if form == "windows" else "\n"
    assert mended.count(newline) == FORMS[form].count(newline) + 1
    assert payloads(project) == before


@pytest.mark.parametrize("form", LEFT_ALONE)
def test_what_is_left_alone(project: Project, form: str) -> None:
    project.write({"content/posts/a.md": LEFT_ALONE[form]})
    smm(project, "check", "--fix")
    assert project.text("content/posts/a.md") == LEFT_ALONE[form]


def test_off_is_off(project: Project) -> None:
    project.write({"content/posts/a.md": PLAIN, "smm.toml": f'{SMM_TOML}\n[rules.severity]\nmissing-uid = "off"\n'})
    smm(project, "check", "--fix")
    assert project.text("content/posts/a.md") == PLAIN


def test_only_the_chosen_files(project: Project) -> None:
    project.write({"content/posts/a.md": PLAIN, "content/posts/b.md": PLAIN})
    smm(project, "check", "--fix", str(project.path / "content/posts/b.md"))
    assert project.text("content/posts/a.md") == PLAIN
    assert project.text("content/posts/b.md") != PLAIN


# A post that was renamed


def published(project: Project, name: str = "old") -> None:
    """In the project's real ledger; the feed needs no network."""
    project.write({f"content/posts/{name}.md": post(platforms="[site]", body=BODY)})
    smm(project, "build")
    done = smm(project, "publish", "--now", "2026-12-05T10:01+03:00")
    assert done.code == 0, done.err


def rename(project: Project, old: str, new: str) -> None:
    (project.path / f"content/posts/{old}.md").rename(project.path / f"content/posts/{new}.md")


def codes(project: Project) -> list[tuple[str, str]]:
    found = json.loads(smm(project, "check", "--format", "json", "--now", "2026-12-05T10:02+03:00").out)
    return [(one["path"], one["code"]) for one in found]


def items(project: Project) -> int:
    return len(json.loads((project.path / "public/feed.json").read_bytes())["items"])


def test_a_renamed_post_from_check_to_the_answer(project: Project) -> None:
    published(project)
    rename(project, "old", "new")
    assert codes(project) == [("content/posts/new.md", "SMM903")]
    said = smm(project, "check", "--now", "2026-12-05T10:02+03:00").out
    assert "content/posts/new.md:1:1: warning SMM903 looks-published: it looks like `content/posts/old.md`" in said
    smm(project, "build")
    done = smm(project, "publish", "--json", "--now", "2026-12-05T10:02+03:00")
    [row] = json.loads(done.out)
    assert (done.code, row["state"], items(project)) == (3, "held", 1)
    assert "`smm resolve content/posts/new.md --same-as content/posts/old.md`" in row["hint"]
    dry = smm(project, "publish", "--dry-run", "--json", "--now", "2026-12-05T10:02+03:00")
    assert [one["state"] for one in json.loads(dry.out)] == ["held"]
    assert "0 parts would be sent, nothing was, 1 held" in dry.err
    assert "held" in smm(project, "status", "--now", "2026-12-05T10:02+03:00").out
    answered = smm(project, "resolve", "content/posts/new.md", "--same-as", "content/posts/old.md")
    assert answered.out == "content/posts/new.md:site:1:1 continues with the rows of `content/posts/old.md`\n"
    done = smm(project, "publish", "--now", "2026-12-05T10:03+03:00")
    assert (done.code, items(project), codes(project)) == (0, 1, [])


def test_an_edit_after_the_answer_replaces_the_entry(project: Project) -> None:
    """Readers of a feed know an entry by its id, which came from the old name."""
    published(project)
    rename(project, "old", "new")
    smm(project, "build")
    smm(project, "resolve", "content/posts/new.md", "--same-as", "content/posts/old.md")
    project.write({"content/posts/new.md": post(platforms="[site]", body="Совсем другой текст.")})
    smm(project, "build")
    done = smm(project, "publish", "--update", "content/posts/new.md", "--now", "2026-12-05T10:04+03:00")
    assert done.code == 0
    [item] = json.loads((project.path / "public/feed.json").read_bytes())["items"]
    assert "другой" in item["content_html"]
    assert codes(project) == []


def test_another_post_is_sent_once_a_person_says_so(project: Project) -> None:
    published(project)
    rename(project, "old", "new")
    smm(project, "build")
    assert smm(project, "resolve", "content/posts/new.md", "--resend").code == 0
    assert smm(project, "publish", "--now", "2026-12-05T10:02+03:00").code == 0
    assert smm(project, "publish", "--now", "2026-12-05T10:03+03:00").code == 0
    assert items(project) == 2


def test_the_mend_does_not_settle_the_question(project: Project) -> None:
    published(project)
    rename(project, "old", "new")
    smm(project, "check", "--fix")
    assert "uid" not in project.text("content/posts/new.md")


def test_a_uid_keeps_the_identity(project: Project) -> None:
    published(project)
    smm(project, "check", "--fix")
    rename(project, "old", "new")
    assert codes(project) == []
    smm(project, "build")
    assert smm(project, "publish", "--now", "2026-12-05T10:02+03:00").code == 0
    assert items(project) == 1


@pytest.mark.parametrize("changed", ["uid: fresh-uid\n", "uid: content/posts/elsewhere.md\n"])
def test_a_uid_that_is_added_to_a_live_post(project: Project, changed: str) -> None:
    published(project)
    text = project.text("content/posts/old.md")
    project.write({"content/posts/old.md": text.replace("title:", f"{changed}title:", 1)})
    assert codes(project) == [("content/posts/old.md", "SMM903")]
    smm(project, "build")
    assert smm(project, "publish", "--now", "2026-12-05T10:02+03:00").code == 3
    assert items(project) == 1


def test_an_account_with_another_name(project: Project) -> None:
    published(project)
    project.write({
        "smm.toml": SMM_TOML.replace("[accounts.site]", "[accounts.blog]"),
        "content/posts/old.md": project.text("content/posts/old.md").replace("[site]", "[blog]"),
    })  # fmt: skip
    assert codes(project) == [("smm.toml", "SMM904")]
    smm(project, "build")
    done = smm(project, "publish", "--now", "2026-12-05T10:02+03:00")
    assert (done.code, items(project)) == (3, 1)
    assert "`smm ledger rename-account site blog`" in done.err
    assert smm(project, "ledger", "rename-account", "site", "blog").out == "content/posts/old.md:blog:1:1\n"
    assert codes(project) == []
    assert smm(project, "publish", "--now", "2026-12-05T10:02+03:00").code == 0
    assert items(project) == 1


def test_the_name_of_a_file_in_the_other_spelling(project: Project) -> None:
    published(project, "йога")
    rename(project, "йога", normalize("NFD", "йога"))
    assert codes(project) == []
    smm(project, "build")
    done = smm(project, "publish", "--now", "2026-12-05T10:02+03:00")
    assert (done.code, items(project)) == (0, 1)
