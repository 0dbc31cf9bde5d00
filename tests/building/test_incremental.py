"""A build does again only what changed, and ends with the very files that a build from nothing gives."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import SMM_TOML, Project, post
from workbench import Workbench, assert_same, build_in, picture, times, tree

from smmgen.building.build import build
from smmgen.building.check import changed
from smmgen.building.scan import listing, look, our_name, scan, settled
from smmgen.building.summary import unchanged
from smmgen.cli.project import opened
from smmgen.content.layout import CONFIG
from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.recipe import recipe
from smmgen.signatures import TICK

PICTURE = "[{file: latte.png, alt: Латте}]"


def later(path: Path, seconds: int = 5) -> None:
    """Change a file's time alone."""
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + seconds * 10**9))


def settle(bench: Workbench) -> None:
    """Let every file be old, so that the quick answer may be given."""
    for path in bench.project.path.rglob("*"):
        if path.is_file() and "build" not in path.parts and ".smm" not in path.parts:
            os.utime(path, ns=(0, 10**18))
    bench.build()


def test_what_a_first_build_says_it_did_is_what_is_there(project: Project) -> None:
    report = build_in(project.path)
    files = tree(project.path / "build")
    payloads = [name for name in files if name.startswith("payloads/")]
    pages = [name for name in files if name.startswith("site/") and name.endswith(".html")]
    assert (report.posts, report.made, report.removed) == (2, 2, 0)
    assert (report.payloads, report.pages) == (len(payloads), len(pages)) == (6, len(pages))
    assert report.written == sum(map(bool, files.values())) - 2, "all that hold anything, but for manifest and index"
    assert not report.diagnostics


def test_a_build_with_nothing_to_do_writes_nothing_and_says_the_same(bench: Workbench) -> None:
    settle(bench)
    before, first = times(bench.output), bench.build()
    again = bench.build()
    assert times(bench.output) == before
    assert (again.made, again.written, again.removed) == (0, 0, 0)
    assert again == first
    assert unchanged(bench.project.path, "", scan(bench.project.path)) == again, "the quick answer was given"


def test_the_quick_answer_is_the_answer_of_a_whole_build(bench: Workbench) -> None:
    bench.project.post("c.md", schedule="2026-12-05 10:05")  # close to a.md: a warning
    bench.build()
    settle(bench)
    quick = unchanged(bench.project.path, "", scan(bench.project.path))
    assert quick is not None
    assert [found.name for found in quick.diagnostics] == ["too-close"]
    assert unchanged(bench.project.path, "--no-hooks", scan(bench.project.path)) is None, (
        "with other switches it might be another"
    )


def test_a_new_date_alone_writes_nothing(bench: Workbench) -> None:
    settle(bench)
    before = times(bench.output)
    for name in ("content/posts/a.md", "smm.toml"):
        later(bench.project.path / name)
    report = bench.build()
    assert (report.written, report.removed) == (0, 0)
    assert times(bench.output) == before
    later(bench.project.path / "content/posts/a.md")
    assert bench.build().made == 1
    assert times(bench.output) == before


def test_one_edit_writes_that_posts_files_and_the_pages_that_show_it(bench: Workbench) -> None:
    settle(bench)
    before = times(bench.output)
    bench.project.post("a.md", "А", "Другой текст.")
    report = bench.rebuild()
    after = times(bench.output)
    changed = {name for name in after if after[name] != before.get(name) and "." in name}
    assert changed == {
        *(f"payloads/{account}/a.json" for account in ("vk", "tg", "site")),
        "site/posts/a.html",
        *(f"site/accounts/{account}/2026-12.html" for account in ("vk", "tg", "site")),
        *("manifest.json", "index.jsonl"),
    }
    assert (report.made, report.written) == (1, len(changed) - 2)


def test_edits_that_keep_the_size_and_come_at_once_are_seen(bench: Workbench) -> None:
    for text in ("Первый", "Второй", "Третий"):
        bench.project.post("a.md", "А", text)
        bench.build()
        assert text in bench.page("a")


def test_a_build_waits_until_another_edit_would_be_seen(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    path = bench.project.path / "content/posts/a.md"
    for age, waits in ((0, True), (TICK * 2, False), (-(10**12), False)):  # now, long ago, from the future
        at = time.time_ns() - age
        os.utime(path, ns=(at, at))
        slept.clear()
        settled(bench.project.path)
        assert bool(slept) is waits
        assert all(0 < seconds <= TICK / 1e9 for seconds in slept)


@pytest.mark.parametrize("what", ["settings", "hook"])
def test_what_is_saved_while_a_build_goes_on_is_not_lost(bench: Workbench, what: str) -> None:
    """The settings are read first: saved once more before the build looks at their time, they must be read again."""
    config = SMM_TOML + "[hooks]\nfiles = ['hooks/mark.py']\n"
    hook = "def on_link(url, **more):\n    return url + '?first1'\n"
    bench.project.post("a.md", "А", "Зайдите: <https://teplo.example/>")
    bench.project.write({CONFIG: config, "hooks/mark.py": hook})
    found = opened(bench.project.path)
    work = recipe(found.path, found.config, found.networks, found.hooks(False))
    if what == "settings":
        bench.project.write({CONFIG: config.replace("Тепло", "Зябко")})
    else:
        bench.project.write({"hooks/mark.py": hook.replace("first1", "second")})
    build(work, since=found.since)
    assert changed(work).startswith("smm.toml, "), "it may not be published"
    bench.rebuild()
    assert ("Зябко" in bench.page("a")) is (what == "settings")
    assert ("?second" in bench.page("a")) is (what == "hook")


def test_a_post_may_be_published_as_soon_as_it_is_built(bench: Workbench) -> None:
    bench.project.post("a.md", "А", "Новый текст.")
    bench.build()
    found = opened(bench.project.path)
    assert not changed(recipe(found.path, found.config, found.networks, found.hooks(False)))


def test_a_removed_post_takes_its_outputs_with_it(bench: Workbench) -> None:
    bench.project.remove("content/posts/b.md")
    report = bench.rebuild()
    assert (report.posts, report.removed) == (1, 4)
    assert not [name for name in bench.tree() if "/b." in name]


def test_a_renamed_post_moves(bench: Workbench) -> None:
    folder = bench.project.path / "content" / "posts"
    (folder / "2026").mkdir()
    (folder / "b.md").rename(folder / "2026" / "в городе.md")
    bench.rebuild()
    names = bench.tree()
    assert "payloads/vk/2026/в городе.json" in names
    assert "site/posts/2026/в городе.html" in names
    assert not [name for name in names if "/b." in name]
    (folder / "2026" / "в городе.md").rename(folder / "b.md")
    bench.rebuild()
    assert not (bench.output / "payloads" / "vk" / "2026").exists(), "folders left empty go as well"


def test_a_post_removed_while_the_settings_change_leaves_no_payload(bench: Workbench) -> None:
    bench.project.remove("content/posts/b.md")
    bench.project.write({CONFIG: SMM_TOML.replace('language = "ru"', 'language = "en"')})
    bench.rebuild()
    assert not [name for name in bench.manifest()["outputs"] if "/b." in name]


def test_settings_and_their_removal_rebuild_everything(bench: Workbench) -> None:
    bench.project.write({CONFIG: SMM_TOML + "[accounts.second]\nplatform = 'telegram'\ntarget = '@second'\n"})
    bench.project.post("b.md", "Б", platforms="[second]", schedule="2026-12-06 10:00")
    report = bench.rebuild()
    assert report.made == 2
    assert bench.payload("second", "b")["slug"] == "b"
    bench.project.write({CONFIG: SMM_TOML})
    report = bench.rebuild()
    assert "b.md unknown-account" in bench.codes(report) or report.has_errors
    assert not (bench.output / "payloads" / "second").exists()


def test_settings_of_a_project_without_posts(bench: Workbench) -> None:
    for name in ("a", "b"):
        bench.project.remove(f"content/posts/{name}.md")
    assert bench.rebuild().posts == 0
    bench.project.write({CONFIG: SMM_TOML.replace("Тепло", "Холодно")})
    bench.rebuild()
    assert "Холодно" in (bench.output / "site" / "index.html").read_text("utf-8")


def test_the_projects_own_theme(bench: Workbench) -> None:
    bench.project.write({CONFIG: SMM_TOML + "[theme]\npath = 'look'\n", "look/assets/own.css": "p { color: red }"})
    bench.rebuild()
    assert (bench.output / "site" / "assets" / "own.css").read_text() == "p { color: red }"
    bench.project.write({"look/missing.html": "<!doctype html><title>Нет такой</title>"})
    bench.rebuild()
    assert "Нет такой" in (bench.output / "site" / "404.html").read_text("utf-8")
    bench.project.remove("look/missing.html")
    bench.project.remove("look/assets/own.css")
    bench.rebuild()
    assert not (bench.output / "site" / "assets" / "own.css").exists()


def test_hooks_and_their_settings(bench: Workbench) -> None:
    config = SMM_TOML + "[hooks]\nfiles = ['hooks/mark.py']\n[hooks.mark]\nend = '?a=1'\n"
    hook = "def on_link(url, *, account, platform, post, settings):\n    return url + settings['end']\n"
    bench.project.write({CONFIG: config, "hooks/mark.py": hook})
    bench.project.post("a.md", "А", "Зайдите: <https://teplo.example/>")
    bench.rebuild()
    assert "https://teplo.example/?a=1" in bench.page("a")
    bench.project.write({CONFIG: config.replace("?a=1", "?b=2")})
    bench.rebuild()
    assert "https://teplo.example/?b=2" in bench.page("a")
    bench.project.write({"hooks/mark.py": hook.replace("settings['end']", "'?c=3'")})
    bench.rebuild()
    assert "https://teplo.example/?c=3" in bench.page("a")
    bench.build(no_hooks=True)
    assert "?c=3" not in bench.page("a")
    bench.rebuild()
    assert "?c=3" in bench.page("a")


def test_a_file_that_was_missing_comes(bench: Workbench) -> None:
    bench.project.post("a.md", "А", media=PICTURE)
    report = bench.rebuild()
    assert bench.codes(report) == ["a.md media-missing"]
    bench.project.write({"content/posts/latte.png": picture()})
    report = bench.rebuild()
    assert not report.diagnostics
    assert bench.payload("tg", "a")["parts"][0]["media"][0]["path"] == "content/posts/latte.png"


def test_a_file_that_changes_and_goes(bench: Workbench) -> None:
    bench.project.write({"content/media/latte.png": picture()})
    bench.project.post("a.md", "А", media=PICTURE)
    bench.rebuild()
    first = bench.payload("tg", "a")["parts"][0]["media"][0]
    bench.project.write({"content/media/latte.png": picture("#123456")})
    bench.rebuild()
    second = bench.payload("tg", "a")["parts"][0]["media"][0]
    assert first["path"] == second["path"]
    assert first["sha256"] != second["sha256"]
    assert len([name for name in bench.tree() if name.startswith("site/media/")]) == 1
    bench.project.remove("content/media/latte.png")
    assert bench.codes(bench.rebuild()) == ["a.md media-missing"]


def test_a_file_beside_the_post_takes_precedence_as_soon_as_it_is_there(bench: Workbench) -> None:
    bench.project.write({"content/media/latte.png": picture()})
    bench.project.post("a.md", "А", media=PICTURE)
    bench.rebuild()
    bench.project.write({"content/posts/latte.png": picture("#ffffff")})
    bench.rebuild()
    assert bench.payload("tg", "a")["parts"][0]["media"][0]["path"] == "content/posts/latte.png"
    bench.project.remove("content/posts/latte.png")
    bench.rebuild()
    assert bench.payload("tg", "a")["parts"][0]["media"][0]["path"] == "content/media/latte.png"


@pytest.mark.parametrize("gone", ["a", "b"])
def test_a_picture_of_two_posts_stays_while_one_of_them_shows_it(bench: Workbench, gone: str) -> None:
    bench.project.write({"content/media/latte.png": picture()})
    bench.project.post("a.md", "А", media="[{file: latte.png, alt: Латте, crop: '1:1'}]")
    bench.project.post("b.md", "Б", schedule="2026-12-06 10:00", media="[{file: latte.png, alt: Латте, crop: '1:1'}]")
    bench.rebuild()
    bench.project.remove(f"content/posts/{gone}.md")
    bench.rebuild()
    assert len([name for name in bench.tree() if name.startswith("media/")]) == 1
    for path in bench.output.joinpath("site", "media").iterdir():
        path.unlink()
    bench.rebuild()


def test_an_unused_file_is_reported_when_it_comes_and_no_longer_when_it_goes(bench: Workbench) -> None:
    settle(bench)
    bench.project.write({"content/media/stray.png": picture()})
    report = bench.rebuild()
    assert [found.name for found in report.diagnostics] == ["unused-media"]
    assert "stray.png" in (bench.output / "site" / "problems.html").read_text("utf-8")
    bench.project.remove("content/media/stray.png")
    assert not bench.rebuild().diagnostics


@pytest.mark.parametrize("name", ["site/posts/a.html", "payloads/tg/b.json", "site/index.html", "manifest.json"])
def test_an_output_that_was_deleted_is_restored(bench: Workbench, name: str) -> None:
    settle(bench)
    before = bench.tree()
    (bench.output / name).unlink()
    report = bench.build()
    assert_same(bench.tree(), before)
    assert report.written <= 1


def test_what_the_folder_of_libraries_tells(tmp_path: Path) -> None:
    folder, library = tmp_path / "site-packages", tmp_path / "site-packages" / "orjson-3.10.0.dist-info"
    library.mkdir(parents=True)
    name = listing(our_name(tmp_path / "brand", folder))
    before, stat = look(tmp_path / "brand", name), folder.stat()
    folder.chmod(0o700)
    assert folder.stat().st_ctime_ns != stat.st_ctime_ns
    assert look(tmp_path / "brand", name) == before, "its permissions are not what it holds"
    os.utime(folder, ns=(0, stat.st_mtime_ns + 1))
    assert look(tmp_path / "brand", name) != before
    library.rename(folder / "orjson-3.11.0.dist-info")
    os.utime(folder, ns=(0, stat.st_mtime_ns))
    assert look(tmp_path / "brand", name) != before, "another version, unpacked with the same dates"


def test_all_outputs_deleted(bench: Workbench) -> None:
    settle(bench)
    before = bench.tree()
    for path in bench.output.rglob("*.*"):
        path.unlink()
    bench.build()
    assert_same(bench.tree(), before)


def test_files_that_nobody_made_are_removed_from_the_builds_own_folders_only(bench: Workbench) -> None:
    settle(bench)
    before = bench.tree()
    for name in ("site/old/page.html", "payloads/tg/old.json", "media/old.png"):
        (bench.output / name).parent.mkdir(parents=True, exist_ok=True)
        (bench.output / name).write_text("old")
    (bench.output / "notes.txt").write_text("mine")
    report = bench.build()
    assert (report.written, report.removed) == (0, 3)
    assert_same(bench.tree(), {**before, "notes.txt": b"mine"})
    assert not (bench.output / "site" / "old").exists()


def test_two_posts_that_clash_and_are_mended(bench: Workbench) -> None:
    bench.project.post("a.md", "А", uid="coffee")
    bench.project.post("b.md", "Б", uid="coffee", schedule="2026-12-06 10:00")
    report = bench.rebuild()
    assert bench.codes(report) == ["b.md duplicate-uid"]
    assert "duplicate-uid" in bench.page("b")
    assert "duplicate-uid" not in bench.page("a")
    assert bench.manifest()["broken"] == {"content/posts/b.md": 1}
    assert not [name for name in bench.tree() if name.startswith("payloads/") and name.endswith("/b.json")]
    assert bench.payload("vk", "a")["post"] == "coffee"
    bench.project.post("a.md", "А", uid="tea")
    report = bench.rebuild()
    assert not report.diagnostics
    assert "duplicate-uid" not in bench.page("b")
    assert bench.manifest()["broken"] == {}
    assert bench.payload("vk", "b")["post"] == "coffee"


def test_what_rules_over_the_plan_say_comes_and_goes_on_pages_of_posts_that_nobody_touched(bench: Workbench) -> None:
    bench.project.post("a.md", "А", schedule="2026-12-06 09:50")
    report = bench.rebuild()
    assert set(bench.codes(report)) == {"b.md too-close"}
    assert "too-close" in bench.page("b")
    bench.project.post("a.md", "А")
    assert not bench.rebuild().diagnostics
    assert "too-close" not in bench.page("b")


def test_what_rules_over_the_plan_say_outlives_a_change_of_settings(bench: Workbench) -> None:
    bench.project.post("a.md", "А", schedule="2026-12-06 09:50")
    bench.rebuild()
    bench.project.write({CONFIG: f"# Замечание.\n{SMM_TOML}"})  # everything is made anew, and comes out the same
    report = bench.rebuild()
    assert (report.made, report.removed) == (2, 0)
    assert "too-close" in bench.page("b")


def test_the_ledger_changes_nothing_but_the_states(bench: Workbench) -> None:
    settle(bench)
    before = bench.tree()
    ledger = open_ledger("sqlite:.smm/ledger.db", bench.project.path)
    at = "2026-12-05T07:00:00.000Z"
    ledger.move(None, Entry("a:tg:1:1", "a", "tg", "telegram", "1", "1", "sha256:0", State.CLAIMED, 1, at, at))
    ledger.close()
    report = bench.build()
    after = bench.tree()
    assert {name for name in after if after[name] != before.get(name)} == {"site/data/states.js", "manifest.json"}
    assert (report.made, report.written) == (0, 1)


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_ledger_in_a_branch_is_noticed_too(bench: Workbench, is_packed: bool) -> None:
    folder, config = bench.project.path, bench.project.path / CONFIG
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    config.write_text(config.read_text("utf-8") + '\n[publish]\nledger = "git:smm-ledger"\n', "utf-8")
    for number, known in enumerate(["a", "b"]):
        settle(bench)
        assert bench.build().made == 0
        ledger = open_ledger("git:smm-ledger", folder)
        at = f"2026-12-05T07:00:0{number}Z"
        ledger.move(None, Entry(f"{known}:tg:1:1", known, "tg", "telegram", "1", "1", "sha256:0", State.CLAIMED, at=at))
        if is_packed:
            subprocess.run(["git", "pack-refs", "--all"], cwd=folder, check=True)
        assert bench.build().written == 1
        assert f'"{known}":{{"tg":["claimed"' in bench.tree()["site/data/states.js"].decode()


def test_a_build_with_errors_shows_them_and_keeps_the_broken_post_from_being_published(bench: Workbench) -> None:
    bench.project.post("a.md", "А", platforms="[vk, tg, myspace]")
    report = bench.rebuild()
    assert report.has_errors
    assert "myspace" in bench.page("a")
    assert bench.manifest()["broken"] == {"content/posts/a.md": 1}
    assert not [name for name in bench.tree() if name.startswith("payloads/") and name.endswith("/a.json")]
    bench.project.write({"content/posts/a.md": "нет ничего"})
    report = bench.rebuild()
    assert bench.codes(report) == ["a.md missing-front-matter"]
    assert "нет ничего" in bench.page("a")
    bench.project.post("a.md", "А")
    assert not bench.rebuild().has_errors
    assert bench.manifest()["broken"] == {}


long = [pytest.param(seed, 300, marks=pytest.mark.soak) for seed in (2, 3)]


@pytest.mark.parametrize(("seed", "steps"), [(1, 32), *long])
def test_a_walk_of_random_edits_never_leaves_the_way(
    make_project: Callable[..., Project], tmp_path: Path, seed: int, steps: int
) -> None:
    """Whatever is done between two builds, the second gives what a build from nothing gives."""
    rng = random.Random(seed)
    bench = Workbench(make_project(), tmp_path)
    for step in range(steps):
        done = [edit(bench.project, rng) for _ in range(rng.choice((1, 1, 2, 4)))]
        bench.build()
        if step % 4 == 3 or step == steps - 1:
            try:
                assert_same(bench.tree(), bench.clean_tree())
            except AssertionError as error:
                error.add_note(f"step {step} of seed {seed}: {done}")
                raise


def edit(project: Project, rng: random.Random) -> str:
    """One thing that people do to a project."""
    name = f"{rng.choice(('', 'x/', 'y/'))}p{rng.randrange(5)}.md"
    path = project.path / "content" / "posts" / name
    shared = f"content/{rng.choice(('media', 'posts', 'posts/x'))}/latte.png"
    kind = rng.choice(("write", "write", "write", "remove", "break", "picture", "no picture", "settings", "output"))
    if kind == "write":
        front = {"schedule": f"2026-{rng.choice((11, 12))}-0{rng.randrange(1, 4)} 10:{rng.randrange(60):02}"}
        front |= {"uid": rng.choice(("one", "two"))} if rng.random() < 0.3 else {}
        front |= {"media": PICTURE} if rng.random() < 0.5 else {}
        front |= {"status": rng.choice(("draft", "hold"))} if rng.random() < 0.2 else {}
        project.post(name, rng.choice("АБВ"), rng.choice(("", "Тот же текст.", f"Текст {rng.random()}.")), **front)
    elif kind == "break" and path.exists():
        path.write_text(rng.choice(("", "---\ntitle: [\n---\n", post(platforms="[nowhere]"))), encoding="utf-8")
    elif kind == "remove" and path.exists():
        path.unlink()
    elif kind == "picture":
        project.write({shared: picture(rng.choice(("#000000", "#ffffff")), rng.choice((80, 60)))})
    elif kind == "no picture" and (project.path / shared).exists():
        project.remove(shared)
    elif kind == "settings" and rng.random() < 0.4:
        project.write({CONFIG: SMM_TOML + f"[rules]\nmin_gap = '{rng.choice((1, 30, 90))}m'\n"})
    elif kind == "output" and (outputs := sorted((project.path / "build").rglob("*.*"))):
        rng.choice(outputs).unlink()
    return f"{kind} {name}"


COUNTING = """
from pathlib import Path


def on_post(post):
    with open(Path(__file__).parent.parent / "made.txt", "a") as file:
        file.write(f"{post.path}\\n")
    return post
"""


def test_what_rules_find_between_posts_makes_no_post_again(bench: Workbench) -> None:
    bench.project.write({CONFIG: SMM_TOML + "[hooks]\nfiles = ['hooks/count.py']\n", "hooks/count.py": COUNTING})
    made = bench.project.path / "made.txt"

    def built() -> list[str]:
        made.write_text("")
        bench.build()
        return sorted(line.rpartition("/")[2] for line in made.read_text().splitlines())

    near, far = {"schedule": "2026-12-07 10:05"}, {"schedule": "2026-12-08 10:05"}
    bench.project.post("a.md", "A", schedule="2026-12-07 10:00", uid="a-1")
    bench.project.post("c.md", "C", uid="c-1", **near)
    assert {"a.md", "c.md"} <= set(found := built())
    assert len(found) == len(set(found)), "no hook runs twice for a post"
    assert "5 minutes after" in bench.page("c")
    bench.project.post("a.md", "A", schedule="2026-12-07 09:00", uid="a-1")
    assert built() == ["a.md"]
    assert "5 minutes after" not in bench.page("c")
    bench.project.post("a.md", "A", schedule="2026-12-07 10:00", uid="c-1")
    assert built() == ["a.md"]
    assert "is already used by" in bench.page("c")
    assert not (bench.output / "payloads" / "vk" / "c.json").exists()
    bench.project.post("a.md", "A", uid="a-1", **far)
    assert built() == ["a.md"]
    assert bench.payload("vk", "c")["post"] == "c-1", "what kept it back is gone, and it is there again"
    assert_same(bench.tree(), bench.clean_tree())


def test_a_changed_payload_is_not_put_on_a_page(bench: Workbench) -> None:
    bench.project.post("a.md", "A", schedule="2026-12-07 10:00")
    bench.project.post("c.md", "C", schedule="2026-12-09 10:00")
    bench.build()
    (bench.output / "payloads" / "vk" / "c.json").write_text('"rubbish"')
    bench.project.post("a.md", "A", schedule="2026-12-09 09:55")
    bench.build()
    assert "5 minutes after" in bench.page("c")
    assert bench.page("c").encode() == bench.clean_tree()["site/posts/c.html"]


@pytest.mark.parametrize(("status", "left_out"), [("ready", True), ("draft", False), ("hold", False)])
def test_only_what_is_meant_to_go_out_is_told_to_publish(status: str, left_out: bool, bench: Workbench) -> None:
    bench.project.post("c.md", "C", status=status, media="[gone.png]")
    assert bench.build().has_errors
    assert ("content/posts/c.md" in bench.manifest()["broken"]) is left_out
