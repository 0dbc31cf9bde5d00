"""What is remembered of posts comes back as it was."""

from __future__ import annotations

import sqlite3

from smmgen.building.cache import CHUNK, SCHEMA, Cache
from smmgen.building.stored import StoredPost, dump, load
from smmgen.diagnostics import Diagnostic, Fix, Severity, Span
from smmgen.variants.likeness import Likeness, likeness
from smmgen.variants.rows import CostRow, PlanRow, PostRow

FIX = Fix(Span(1, 1, 1, 2), "y")
MINDED = Diagnostic("a.md", Span(1, 2, 3, 4), "SMM1", "x", Severity.ERROR, "m", "h", "tg", (FIX,))
FULL = PostRow(
    path="a.md", slug="a", title="A", uid="u", status="hold", kind="ad", audience="students", age="16+",
    languages=("ru", "en"), is_ad=True, ignore=("too-close",), refers=("campaign/spring",), slot="tip", has_notes=True,
    is_evergreen=True,
    costs=(CostRow("ads", "1900.50", "EUR", "2027-01-15", "what", Span(6, 1, 6, 9), Span(6, 10, 6, 12)),),
    media=("m.png", "n.png"), of_event=("invites",), sketch="0011",
    uid_span=Span(2, 1, 2, 9),
    status_span=Span(3, 1, 3, 9), ignore_span=Span(4, 1, 4, 9),
    slot_span=Span(6, 1, 6, 9), errors=2, warnings=1, picture="media/0.png",
)  # fmt: skip
ON_TG = PlanRow(
    post=FULL, account="tg", platform="telegram", by_hand=True, is_ad=True, at=1_800_000_000,
    iso="2027-01-15T11:00:00+03:00", wall="2027-01-15T11:00", zone="Europe/Moscow", here="2027-01-15T11:00",
    schedule_span=Span(5, 1, 5, 9), text="0123456789abcdef", digest="fedcba9876543210", review="[1]",
    parts=(Likeness("1", "w", "s"), Likeness("comment", "", "")),
)  # fmt: skip
ON_VK = ON_TG._replace(account="vk", platform="vk", at=None, iso="", wall="", zone="", here="", text="")


def test_every_field_is_set_here() -> None:
    assert all(value for row in (FULL, ON_TG) for value in row)


def test_all_but_the_parts_come_back() -> None:
    posts = [
        StoredPost(
            FULL, (ON_TG, ON_VK), ("one", "two"), (MINDED,), (MINDED, MINDED), (("Slot", "Tip", "plan/x.html"),)
        ),
        StoredPost(PostRow("b.md", "b", "B", "b.md")),
        StoredPost(FULL._replace(path="c.md"), (ON_TG._replace(post=FULL._replace(path="c.md")),), ("one",)),
    ]
    bare = [post._replace(plan=tuple(row._replace(parts=()) for row in post.plan)) for post in posts]
    found = load(dump(posts))
    assert found == bare
    assert found[0].plan[0].post is found[0].row
    assert [type(value) for value in found[0].row] == [type(value) for value in FULL]


def test_parts_come_from_the_payloads() -> None:
    post = StoredPost(FULL, (ON_TG, ON_VK))
    part = {"key": "u:tg:1:1", "text": "Hello", "media": [], "request": {}}
    comment = {**part, "key": "u:tg:1:comment", "text": "More"}
    [bare] = load(dump([post]))
    on_tg, on_vk = bare.with_parts({"tg": {"parts": [part, comment]}, "vk": {"parts": []}}).plan
    assert on_tg.parts == (likeness(part), likeness(comment))
    assert [one.name for one in on_tg.parts] == ["1", "comment"]
    assert on_vk.parts == ()


def _posts(number: int) -> list[StoredPost]:
    return [StoredPost(PostRow(f"{at:04}.md", f"{at:04}", "T", f"{at:04}")) for at in range(number)]


def test_only_chunks_with_changed_posts_are_written_anew() -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    with Cache(db) as cache:
        cache.put_posts(_posts(2 * CHUNK + 1))
        posts = cache.posts()
        assert posts == _posts(2 * CHUNK + 1)
        posts[CHUNK] = StoredPost(posts[CHUNK].row._replace(title="Other"))
        before = db.total_changes
        cache.put_posts(posts)
        assert db.total_changes - before == 1
        assert cache.posts() == posts
        for fewer in (posts[: 2 * CHUNK], posts[1:], posts[:1], []):
            cache.put_posts(fewer)
            assert cache.posts() == fewer
