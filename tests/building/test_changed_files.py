"""`smm check --changed-since`: what a branch concerns, in a real repository."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import SMM_TOML, Project, Result, post

from smmgen.building.changed_files import changed_since, repository_of
from smmgen.errors import UserError

NOW = "2026-11-26T10:00+03:00"
BAD = {"kind": "kaffee"}
"""A rubric that smm.toml does not have."""
CAMPAIGN = "---\ntitle: Зима\ndates: 2026-12-01..2026-12-31\n---\n"
CONFIG = f"""{SMM_TOML}
[hashtags]
brand = ["teplo", "2026"]
other = ["tea", "2027"]
"""


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str = "more") -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    """In a subfolder of its repository: posts of which each has a mistake, on a branch that has changed nothing yet."""
    files = {
        "content/posts/a.md": post("А", **BAD),
        "content/posts/b.md": post("Б", schedule="2026-12-06 10:00", **BAD),
        "content/posts/tags.md": post("В", schedule="2026-12-07 10:00", hashtags="[$brand]", **BAD),
        "content/posts/only-tg.md": post("Г", schedule="2026-12-08 10:00", platforms="[tg]", **BAD),
        "content/posts/winter.md": post("Д", schedule="2026-12-09 10:00", campaign="winter", **BAD),
        "content/posts/picture.md": post("Е", schedule="2026-12-10 10:00", media='[{file: cup.jpg, alt: ""}]', **BAD),
        "content/campaigns/winter.md": CAMPAIGN,
        "content/media/cup.jpg": "no picture",
    }
    project = make_project(files, CONFIG, name="repository/brand")
    git(project.path.parent, "init", "-q")
    commit(project.path.parent)
    git(project.path.parent, "checkout", "-qb", "topic")
    return project


@pytest.fixture
def concerned(brand: Project, smm: Callable[..., Result]) -> Callable[..., set[str]]:
    def ask(*more: str) -> set[str]:
        result = smm("-C", brand.path, "check", "--now", NOW, "--format", "json", "--changed-since", "main", *more)
        assert result.code in (0, 1), result.err
        return {row["path"].removeprefix("content/").removeprefix("posts/") for row in json.loads(result.out)}

    return ask


def test_nothing_has_changed(concerned: Callable[..., set[str]]) -> None:
    assert concerned() == set()


@pytest.mark.parametrize("state", ["committed", "staged", "modified"])
def test_a_changed_post(brand: Project, concerned: Callable[..., set[str]], state: str) -> None:
    brand.post("a.md", "АА", **BAD)
    if state != "modified":
        git(brand.path, "add", "-A")
    if state == "committed":
        git(brand.path, "commit", "-qm", "a")
    assert concerned() == {"a.md"}


def test_new_and_renamed_posts(brand: Project, concerned: Callable[..., set[str]]) -> None:
    """Whether git knows them yet or not."""
    brand.post("нов 1.md", "Ж", schedule="2026-12-12 10:00", **BAD)
    git(brand.path, "mv", "content/posts/b.md", "content/posts/c.md")
    assert concerned() == {"нов 1.md", "c.md"}


def test_what_the_base_has_gained_since_is_not_ours(brand: Project, concerned: Callable[..., set[str]]) -> None:
    git(brand.path, "checkout", "-q", "main")
    brand.post("b.md", "ББ", schedule="2026-12-06 10:00", **BAD)
    commit(brand.path)
    git(brand.path, "checkout", "-q", "topic")
    brand.post("a.md", "АА", **BAD)
    assert concerned() == {"a.md"}


def test_ignored_files_are_not_the_branch(brand: Project, concerned: Callable[..., set[str]]) -> None:
    brand.write({".gitignore": "content/posts/local.md\n", "content/posts/local.md": post("Л", **BAD)})
    assert concerned() == set()


def test_files_elsewhere_in_the_repository_do_not_matter(brand: Project, concerned: Callable[..., set[str]]) -> None:
    (brand.path.parent / "README.md").write_text("# Read me")
    commit(brand.path.parent)
    assert concerned() == set()


def test_a_picture_concerns_its_post(brand: Project, concerned: Callable[..., set[str]]) -> None:
    brand.write({"content/media/cup.jpg": "no picture either"})
    assert concerned() == {"picture.md"}


def test_a_campaign_concerns_its_posts(brand: Project, concerned: Callable[..., set[str]]) -> None:
    brand.write({"content/campaigns/winter.md": CAMPAIGN.replace("Зима", "Зима 2")})
    assert concerned() == {"winter.md"}
    brand.remove("content/campaigns/winter.md")
    assert concerned() == {"winter.md"}


def test_a_content_plan_concerns_the_posts_in_its_slots(brand: Project, concerned: Callable[..., set[str]]) -> None:
    """Also when it is gone, and of posts that name no slot what the plan says of them."""
    brand.post("tip.md", "Ж", schedule="2026-12-14 10:00", slot="tip")
    brand.post("quiet.md", "З", schedule="2026-12-15 10:00")
    plan = "---\nperiod: 2026-12\nslots:\n  - {name: tip, days: mon, at: 10:00}\n---\n"
    brand.write({"content/plan/2026-12.md": plan})
    commit(brand.path.parent)
    git(brand.path.parent, "branch", "-f", "main")
    assert concerned() == set()
    brand.write({"content/plan/2026-12.md": plan.replace("tip", "tap").replace("slots", "quiet: 2026-12-15\nslots")})
    assert concerned() == {"tip.md", "quiet.md"}
    brand.remove("content/plan/2026-12.md")
    assert concerned() == {"tip.md"}


def test_an_unused_picture_concerns_whoever_used_it(brand: Project, concerned: Callable[..., set[str]]) -> None:
    brand.remove("content/posts/picture.md")
    assert concerned() == {"media/cup.jpg"}


def test_a_clash_concerns_both_posts(brand: Project, concerned: Callable[..., set[str]]) -> None:
    """It is reported at the later one, which has not changed."""
    brand.post("b.md", "Б", schedule="2026-12-08 09:50")
    assert concerned() == {"only-tg.md"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"teplo", ', "", {"tags.md"}),
        ("other", "more", set()),
        ('"@teplo"', '"@teplo2"', {"a.md", "b.md", "tags.md", "only-tg.md", "winter.md", "picture.md"}),
        ("target = -1", "target = -2", {"a.md", "b.md", "tags.md", "winter.md", "picture.md"}),
        ('language = "ru"', 'language = "en"', {"a.md", "b.md", "tags.md", "only-tg.md", "winter.md", "picture.md"}),
    ],
    ids=["hashtag set", "another set", "account of all", "account of most", "project"],
)
def test_settings_concern_who_uses_them(
    brand: Project, concerned: Callable[..., set[str]], old: str, new: str, expected: set[str]
) -> None:
    brand.write({"smm.toml": CONFIG.replace(old, new)})
    assert concerned() - {"media/cup.jpg"} == expected


def test_settings_that_were_wrong_before_concern_everybody(brand: Project, concerned: Callable[..., set[str]]) -> None:
    for before in ("accounts = 5\n", "[hashtags\n", "hashtags = []\n"):
        git(brand.path, "checkout", "-q", "main")
        brand.write({"smm.toml": before})
        commit(brand.path)
        git(brand.path, "checkout", "-qB", "topic")
        brand.write({"smm.toml": CONFIG})
        assert "only-tg.md" in concerned()


def test_limits_of_an_account_concern_its_posts(brand: Project, concerned: Callable[..., set[str]]) -> None:
    limits = {"limits": {}, "read": "2026-11-20", "server": "vk"}
    brand.write({"data/limits/vk.json": json.dumps(limits)})
    assert "only-tg.md" not in concerned()
    assert "a.md" in concerned()


def test_with_paths_and_fix(brand: Project, concerned: Callable[..., set[str]]) -> None:
    """Posts get a uid by `--fix`; only the changed one does."""
    brand.post("a.md", "АА", **BAD)
    brand.post("b.md", "ББ", schedule="2026-12-06 10:00", **BAD)
    assert concerned(str(brand.path / "content/posts/b.md"), "--fix") == {"b.md"}
    assert [name for name in ("a", "b", "tags") if "uid:" in brand.text(f"content/posts/{name}.md")] == ["b"]


def test_unknown_refs_say_what_to_do(brand: Project, tmp_path: Path) -> None:
    for ref in ("nowhere", "-x", "--all", ""):
        with pytest.raises(UserError, match=r"git knows no commit") as error:
            changed_since(brand.path, ref)
        assert "git branch -a" in error.value.hint
    git(tmp_path, "clone", "-q", str(brand.path.parent), "clone")
    with pytest.raises(UserError) as error:
        changed_since(tmp_path / "clone/brand", "main")
    assert error.value.hint == "did you mean `origin/main`?"
    with pytest.raises(UserError) as error:
        changed_since(tmp_path / "clone/brand", "later")
    assert error.value.hint == "`git fetch origin later` may bring it"


def test_a_shallow_clone_says_what_to_do(brand: Project, tmp_path: Path) -> None:
    brand.post("a.md", "АА", **BAD)
    commit(brand.path)
    source = brand.path.parent.as_uri()
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=topic", source, "shallow")
    shallow = tmp_path / "shallow/brand"
    with pytest.raises(UserError) as error:
        changed_since(shallow, "origin/main")
    assert "fetch-depth: 0" in error.value.hint
    git(shallow, "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    with pytest.raises(UserError, match="no commit in common") as error:
        changed_since(shallow, "origin/main")
    assert "git fetch --unshallow origin" in error.value.hint


def test_outside_of_a_repository(make_project: Callable[..., Project]) -> None:
    with pytest.raises(UserError, match="not a git repository"):
        changed_since(make_project().path, "main")


def test_without_git(brand: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UserError, match="git is not installed"):
        changed_since(brand.path, "main")


def test_the_repository_that_git_is_told_of_is_not_asked(brand: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git hook of another repository may run `smm check`."""
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert changed_since(brand.path, "main").paths == frozenset()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_nothing_is_written(brand: Project) -> None:
    index = brand.path.parent / ".git/index"
    (brand.path / "content/posts/a.md").touch()
    before = index.read_bytes()
    assert changed_since(brand.path, "main").paths == frozenset()
    assert index.read_bytes() == before


def test_the_repository_of_a_project(brand: Project) -> None:
    assert repository_of(brand.path) == brand.path.parent


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "junit", "json"])
def test_paths_of_a_project_in_a_subfolder(brand: Project, smm: Callable[..., Result], form: str) -> None:
    """Forges know the repository; the rest goes by the project, as before."""
    brand.post("a.md", "АА", **BAD)
    result = smm("-C", brand.path, "check", "--now", NOW, "--format", form, "--changed-since", "main")
    name = "content/posts/a.md" if form in ("junit", "json") else "brand/content/posts/a.md"
    assert f'"{name}' in result.out or f"file={name}," in result.out
    assert form not in ("junit", "json") or "brand/content" not in result.out


def test_rdjson_has_paths_as_seen_from_here(
    brand: Project, smm: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """reviewdog adds the way from the repository's root to the folder it is run in."""
    brand.post("a.md", "АА", **BAD)
    for folder, name in ((brand.path.parent, "brand/content/posts/a.md"), (brand.path, "content/posts/a.md")):
        monkeypatch.chdir(folder)
        result = smm("-C", brand.path, "check", "--now", NOW, "--format", "rdjson", "--changed-since", "main")
        assert {row["location"]["path"] for row in json.loads(result.out)["diagnostics"]} == {name}
