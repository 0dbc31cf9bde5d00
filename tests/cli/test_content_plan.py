"""`smm plan`: slots, what fills them, the mix, and drafts for those that are empty; `smm new post --slot`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_project import SMM_TOML, Project, Result, post

from smmgen.content.drafts import with_keys
from smmgen.content.front_matter import read_text

Make, Smm = Callable[..., Project], Callable[..., Result]
CONFIG = SMM_TOML + '\n[rubrics]\nuseful = {title = "U"}\nfun = {title = "F"}\ncontest = {title = "C"}\n'
PLAN = """\
---
period: 2026-12
accounts: [vk, tg]
themes:
  - {days: 2026-12-14..2026-12-20, theme: Winter, campaign: winter}
slots:
  - {name: tip, days: mon, at: 10:00, kind: useful, title: "Tip: of the week"}
  - {name: smile, days: fri, at: 18:00}
mix: {useful: 50, fun: 50}
quiet: 2026-12-25
---
Why.
"""
NOW = ("--now", "2026-12-08T12:00+03:00")


@pytest.fixture
def planned(make_project: Make) -> Project:
    files = {
        "content/plan/2026-12.md": PLAN,
        "content/campaigns/winter.md": "---\ntitle: W\ndates: 2026-12-01..2026-12-31\n---\n",
        "content/posts/one.md": post("One", schedule="2026-12-07 10:00", kind="useful", platforms="[vk, tg, site]"),
        "content/posts/two.md": post("Two", schedule="2026-12-14 09:00", kind="useful", slot="tip", platforms="vk"),
        "content/posts/three.md": post("Three", schedule="2026-12-11 18:00", status="draft", platforms="[vk, tg]"),
    }
    return make_project(files, CONFIG)


def states(project: Project, smm: Smm, *more: str) -> list[tuple[str, str, str, str]]:
    found = json.loads(smm("-C", project.path, "plan", "--json", *NOW, *more).out)
    return [(slot["at"][:10], slot["slot"], slot["account"], slot["state"]) for one in found for slot in one["slots"]]


def test_slots_and_how_they_stand(planned: Project, smm: Smm) -> None:
    found = states(planned, smm)
    assert found[:8] == [
        ("2026-12-04", "smile", "vk", "missed"),
        ("2026-12-04", "smile", "tg", "missed"),
        ("2026-12-07", "tip", "vk", "filled"),
        ("2026-12-07", "tip", "tg", "filled"),
        ("2026-12-11", "smile", "vk", "draft"),
        ("2026-12-11", "smile", "tg", "draft"),
        ("2026-12-14", "tip", "vk", "filled"),
        ("2026-12-14", "tip", "tg", "empty"),
    ]
    assert "2026-12-25" not in {day for day, *_ in found}


def test_a_draft_is_late_when_it_is_to_be_ready(planned: Project, smm: Smm) -> None:
    later = states(planned, smm, "2026-12-11", "--now", "2026-12-10T12:00+03:00")
    assert later == [("2026-12-11", "smile", "vk", "late"), ("2026-12-11", "smile", "tg", "late")]


def test_for_people(planned: Project, smm: Smm) -> None:
    done = smm("-C", planned.path, "plan", "2026-12-07..2026-12-14", *NOW)
    assert done.code == 0
    assert done.out.splitlines() == [
        "content/plan/2026-12.md: 2026-12-07 to 2026-12-14, vk, tg",
        "",
        "PLANNED (Europe/Moscow)  SLOT   RUBRIC  ACCOUNTS  STATE   POST",
        "2026-12-07 10:00         tip    useful  vk, tg    filled  One",
        "2026-12-11 18:00         smile  —       vk, tg    draft   Three",
        "2026-12-14 10:00         tip    useful  vk        filled  Two",
        "2026-12-14 10:00         tip    useful  tg        empty   —",
        "",
        "RUBRIC  PLANNED  REAL  POSTS  TO SWAP",
        "useful  50 %     67 %  2",
        "fun     50 %     0 %   0      2 more",
        "—       —        33 %  1      1 fewer",
        "",
    ]
    assert done.err.splitlines() == [
        "4 slots: 2 filled, 1 draft, 1 empty",
        "  1 empty: `smm plan --fill` writes a draft for it",
    ]


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        ("decembr", "there is no plan `decembr`", "known here: `2026-12`"),
        ("декабрь 2026", "nor is it a time such as 2026-12", "write `2026-12`"),
        ("2027-05", "no content plan is for 2027-05", "`smm new plan 2027-05` starts one"),
    ],
)
def test_no_such_plan(planned: Project, smm: Smm, asked: str, message: str, hint: str) -> None:
    done = smm("-C", planned.path, "plan", asked)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert hint in done.err


def test_without_a_plan(project: Project, smm: Smm) -> None:
    done = smm("-C", project.path, "plan")
    assert (done.code, done.out) == (0, "")
    assert "`smm new plan 2026-12` starts one" in done.err
    assert json.loads(smm("-C", project.path, "plan", "--json").out) == []


def test_a_plan_that_cannot_be_read(planned: Project, smm: Smm) -> None:
    planned.write({"content/plan/2027-01.md": "---\nperiod: soon\n---\n"})
    done = smm("-C", planned.path, "plan", *NOW)
    assert done.code == 1
    assert "content/plan/2027-01.md cannot be read; see `smm check`" in done.err


def test_fill(planned: Project, smm: Smm) -> None:
    """A draft for each slot that is empty and still to come, on the accounts where it is; the second time nothing."""
    planned.write({"content/archetypes/useful.md": "---\nplatforms: site\nhashtags: []\n---\nDear reader,\n"})
    before = {path: path.read_bytes() for path in planned.path.rglob("*.md")}
    dry = smm("-C", planned.path, "plan", "--fill", "--dry-run", *NOW)
    assert {path: path.read_bytes() for path in planned.path.rglob("*.md")} == before
    done = smm("-C", planned.path, "plan", "--fill", *NOW)
    assert done.out == dry.out
    assert [line.split()[0] for line in done.out.splitlines()] == [
        f"content/posts/2026-12/{name}.md" for name in ("14-tip", "18-smile", "21-tip", "28-tip")
    ]
    assert before.items() <= {path: path.read_bytes() for path in planned.path.rglob("*.md")}.items()
    source, _ = read_text(planned.text("content/posts/2026-12/14-tip.md"), "x.md")
    assert source is not None
    uid = source.data.pop("uid")
    assert uid.startswith("tip-12-14-")
    assert source.data == {
        "platforms": ["tg"], "hashtags": [], "schedule": "2026-12-14 10:00", "slot": "tip", "campaign": "winter",
        "kind": "useful", "status": "draft",
    }  # fmt: skip
    assert source.body == "Dear reader,\n"
    assert smm("-C", planned.path, "check", "--now", "2026-12-08T12:00+03:00").code == 0
    again = smm("-C", planned.path, "plan", "--fill", *NOW)
    assert (again.code, again.out, again.err) == (0, "", "no slot that is still to come is empty\n")


def test_no_file_is_overwritten(planned: Project, smm: Smm) -> None:
    """What has the name is left as it is: known before, the draft gets another name."""
    planned.write({"content/posts/2026-12/18-smile.md": "mine"})
    done = smm("-C", planned.path, "plan", "2026-12-18", "--fill", *NOW)
    assert done.out.split()[0] == "content/posts/2026-12/18-smile-2.md"
    assert planned.text("content/posts/2026-12/18-smile.md") == "mine"


def test_an_archetype_that_cannot_be_used_writes_nothing(planned: Project, smm: Smm) -> None:
    planned.write({"content/archetypes/useful.md": "---\ntitle: [\n---\nDear reader,\n"})
    done = smm("-C", planned.path, "plan", "--fill", *NOW)
    assert done.code == 2
    assert "content/archetypes/useful.md" in done.err
    assert not (planned.path / "content/posts/2026-12").exists()


def test_a_rubric_called_like_a_kind_has_an_archetype_of_its_own(planned: Project, smm: Smm) -> None:
    planned.write(
        {
            "content/plan/2026-12.md": PLAN.replace("kind: useful", "kind: contest"),
            "content/archetypes/contest.md": "---\nstarts: now\n---\nKind.\n",
            "content/archetypes/post-contest.md": "---\ntitle: x\n---\nRubric.\n",
        }
    )
    smm("-C", planned.path, "plan", "2026-12-21", "--fill", *NOW)
    assert planned.text("content/posts/2026-12/21-tip.md").endswith("---\nRubric.\n")


def test_a_new_post_for_a_slot(planned: Project, smm: Smm) -> None:
    """It knows when, where and in which rubric; by itself the next one, or that of a day."""
    planned.write({"content/plan/2098-12.md": PLAN.replace("2026", "2098").replace("tip", "later")})
    days = [("Water", "2098-12-01"), ("Milk", "2098-12-22"), ("Ice", "2098-12-08")]
    for title, day in days:
        more = ["--at", day] if title == "Milk" else []
        done = smm("-C", planned.path, "new", "post", title, "--slot", "later", *more)
        assert done.code == 0, done
        source, _ = read_text(planned.text(f"content/posts/2098-12/{title.lower()}.md"), "x.md")
        assert source is not None
        assert (source.data["schedule"], source.data["kind"]) == (f"{day} 10:00", "useful")
    taken = smm("-C", planned.path, "new", "post", "More", "--slot", "later", "--at", "2098-12-22")
    assert "no slot `later` is empty on 2098-12-22" in taken.err


def test_a_slot_that_there_is_not(planned: Project, smm: Smm) -> None:
    done = smm("-C", planned.path, "new", "post", "Water", "--slot", "tipp")
    assert done.code == 2
    assert "there is no slot `tipp`" in done.err
    assert "did you mean `tip`?" in done.err


WORDS = st.text("abc-: #'\"[]{}é\\,&*!|>%@`", min_size=1, max_size=12).filter(lambda text: text.strip())


@given(
    st.dictionaries(st.sampled_from(["slot", "kind", "title"]), WORDS),
    st.lists(WORDS, max_size=3),
    st.permutations(
        ["slot: old  # why", "kind:\n  - a\n  - b", "uid: u", "vk: {slot: inner}", "platforms:\n- vk\n- tg"]
    ),
    st.integers(0, 5),
)
def test_keys_are_written_anew_in_their_places(
    keys: dict[str, str], names: list[str], lines: list[str], count: int
) -> None:
    front = "\n".join(["---", *lines[:count], ""])
    wanted = {**keys, "platforms": names}
    before, _ = read_text(f"{front}---\n", "x.md")
    after, found = read_text(f"{with_keys(front, wanted)}---\n", "x.md")
    assert after is not None, found
    assert before is not None
    assert after.data == {**before.data, **wanted}


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", ["open", "link", "unlink"])
@pytest.mark.parametrize("after", [0, 2])
def test_killed_at_any_step_it_leaves_whole_drafts(
    planned: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch, step: str, after: int
) -> None:
    """Every draft is there whole or not at all, and the next run writes the others."""
    real, seen = getattr(os, step), 0

    def killing(path: str, *arguments: object, **more: object) -> object:
        nonlocal seen
        if str(path).endswith(".new"):
            seen += 1
            if seen > after:
                raise Killed
        return real(path, *arguments, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, step, killing)
        with pytest.raises(Killed):
            smm("-C", planned.path, "plan", "--fill", *NOW)
    for path in planned.path.glob("content/posts/2026-12/*.md"):
        assert path.read_text("utf-8").count("---\n") == 2
    smm("-C", planned.path, "plan", "--fill", *NOW)
    names = [path.name for path in planned.path.glob("content/posts/2026-12/[!.]*")]
    assert sorted(names) == ["14-tip.md", "18-smile.md", "21-tip.md", "28-tip.md"]


def test_posts_that_wait_for_an_approval(planned: Project, smm: Smm) -> None:
    """They fill their slots, and are late when they are to be ready."""
    more = '[roles]\neditor = ["approve"]\n[people]\nanna = {role = "editor"}\n[[review]]\nneeds = "editor"\n'
    planned.write({"smm.toml": CONFIG + more})
    assert ("2026-12-14", "tip", "vk", "unapproved") in states(planned, smm)
    soon = ("--now", "2026-12-13T12:00+03:00")
    assert ("2026-12-14", "tip", "vk", "late") in states(planned, smm, *soon)
    found = json.loads(smm("-C", planned.path, "check", "--calendar", "--format", "json", *soon).out)
    late = [(row["path"], row["line"], row["message"]) for row in found if row["code"] == "SMM1010"]
    waits = "the post is planned for 2026-12-14 09:00, and waits for an approval"
    assert ("content/posts/two.md", 4, waits) in late
    assert "SMM1010" not in smm("-C", planned.path, "check", "--format", "json", *soon).out
