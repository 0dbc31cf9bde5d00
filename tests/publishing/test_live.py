"""SMM901 to SMM905 in `smm check`: the content and what is live have come apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from stage import config

from smmgen.config import Rules
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.ledger.model import RETRACTING, Entry, State
from smmgen.publishing.live_posts import findings
from smmgen.variants.rows import PlanRow, PostRow

PATH = "content/posts/bf.md"
DIGEST = "0123456789abcdef"
CONFIG = config({"tg": ("blind", ""), "vk": ("keyed", "")})


def planned(account: str = "tg", platform: str = "blind", digest: str = DIGEST, **more: Any) -> PlanRow:
    """`more`: fields of either row."""
    of_row = {name: more.pop(name) for name in ("at", "parts") if name in more}
    post = PostRow(**({"path": PATH, "slug": "bf", "title": "", "uid": "bf", "status_span": Span(3, 1, 3, 14)} | more))
    return PlanRow(post, account, platform, digest=digest, **of_row)


def entry(state: State = State.PUBLISHED, **more: Any) -> Entry:
    known = {"digest": f"sha256:{DIGEST}{'0' * 48}", "url": "https://t.me/x/5"}
    return Entry("bf:tg:1:1", "bf", "tg", "blind", "1", "1", state=state, **(known | more))


def found(rows: Any, *entries: Entry, settings: Any = CONFIG, **more: Any) -> list[Diagnostic]:
    return findings(rows, entries, settings, **more)


def test_what_is_live_as_it_is_written_needs_no_word() -> None:
    assert found([planned()], entry()) == []


@pytest.mark.parametrize("state", [state for state in State if state not in ("published", "scheduled")])
def test_only_what_is_out_counts(state: State) -> None:
    assert found([planned(digest="other", status="draft")], entry(state)) == []
    assert found([], entry(state)) == []


def test_an_edit_names_the_update() -> None:
    [one] = found([planned(digest="f" * 16)], entry())
    assert (one.code, one.path, one.account, one.severity) == ("SMM901", PATH, "tg", Severity.WARNING)
    assert one.message == "changed after it was published (https://t.me/x/5)"
    assert one.hint.startswith("`smm publish --update content/posts/bf.md`")


def test_a_doubtful_update_is_named_though_the_file_is_as_it_was() -> None:
    [one] = found([planned()], entry(updating="sha256:f", reason="no answer"))
    assert (one.code, one.message) == ("SMM901", "changed after it was published (https://t.me/x/5): no answer")


def test_one_report_for_a_thread() -> None:
    second = Entry("bf:tg:1:2", "bf", "tg", "blind", "1", "2", "sha256:old", State.PUBLISHED)
    assert len(found([planned(digest="f" * 16)], entry(), second)) == 1


@pytest.mark.parametrize("status", ["draft", "hold"])
def test_a_post_that_was_taken_back_names_the_withdrawal(status: str) -> None:
    [one] = found([planned(status=status, digest="f" * 16)], entry())
    assert (one.code, one.path, one.span) == ("SMM902", PATH, Span(3, 1, 3, 14))
    assert one.message == f"it is live (https://t.me/x/5), and its status is `{status}`"
    assert one.hint == "`smm retract bf --account tg` withdraws it"


def test_a_doubtful_withdrawal() -> None:
    [one] = found([planned()], entry(updating=RETRACTING))
    assert (one.code, one.message) == ("SMM902", "it is live (https://t.me/x/5), and its withdrawal is not confirmed")


def test_a_file_that_is_gone() -> None:
    [one] = found([], entry())
    assert (one.code, one.path) == ("SMM902", "smm.toml")
    assert one.message == "the post `bf` is live on `tg` (https://t.me/x/5), and its file is gone"


def test_an_account_that_the_post_no_longer_names() -> None:
    [one] = found([planned(account="vk")], entry())
    assert (one.code, one.path) == ("SMM902", PATH)
    assert "no longer meant for `tg`" in one.message


def test_an_account_that_smm_toml_no_longer_has_cannot_be_helped() -> None:
    assert found([], replace(entry(), account="gone", platform="mastodon")) == []


def test_a_file_with_mistakes_is_not_gone() -> None:
    assert found([], entry(), unreadable=["content/posts/broken.md"]) == []
    by_path = replace(entry(), post=PATH)
    assert found([], by_path, unreadable=[PATH]) == []
    assert len(found([], by_path, unreadable=["content/posts/broken.md"])) == 1


def test_left_behind_is_an_opinion_and_edited_a_fact() -> None:
    wanted = {"left-behind": Severity.OFF, "SMM901": Severity.OFF}
    quiet = CONFIG.model_copy(update={"rules": Rules(severity=wanted)})
    assert found([], entry(), settings=quiet) == []
    assert len(found([planned(digest="f" * 16)], entry(), settings=quiet)) == 1
    loud = CONFIG.model_copy(update={"rules": Rules(severity={"SMM902": Severity.ERROR})})
    assert found([], entry(), settings=loud)[0].severity is Severity.ERROR


# Identities that were lost


def look(name: str = "1", whole: str = "w" * 16, sketch: str = "00000001") -> tuple[str, str, str]:
    return name, whole, sketch


NOON = "2026-12-05T12:00:00Z"


def out(post: str = "old", part: str = "1", whole: str = "w" * 16, account: str = "tg", **more: Any) -> Entry:
    likeness = {"whole": whole, "sketch": "00000001", "parts": "2", "target": "tg"}
    known = {
        "digest": "sha256:x", "url": "https://t.me/x/5", "likeness": likeness, "updated_at": NOON,
        "state": State.PUBLISHED,
    }  # fmt: skip
    return Entry(f"{post}:{account}:1:{part}", post, account, "blind", "1", part, **(known | more))


def new(account: str = "tg", uid: str = "new", **more: Any) -> PlanRow:
    known = {"uid": uid, "path": f"content/posts/{uid}.md", "account": account, "parts": (look(),), "at": 1796472000}
    return planned(**(known | {"uid_span": Span(2, 6, 2, 9)} | more))


def test_a_post_that_lost_its_identity_names_both() -> None:
    [one] = found([new()], out())
    assert (one.code, one.path, one.span, one.account) == ("SMM903", "content/posts/new.md", Span(2, 6, 2, 9), None)
    assert one.message == "it looks like `old`, which is out on `tg`, and no file produces that post any more"
    assert one.hint == (
        "if it is the same post: `smm resolve new --same-as old`; if it is a different post: "
        "`smm resolve new --resend`; "
        "until then `smm publish` holds it"
    )


def test_one_report_for_all_accounts() -> None:
    [one] = found([new(), new("vk", platform="blind")], out(), out(account="vk"))
    assert "which is out on `tg`, `vk`, and" in one.message


NOTHING_TO_ASK = [
    ("another text at another time", [new(parts=(look(whole="other", sketch="00000002"),))], [out()], ["SMM902"]),
    ("a draft", [new(status="draft")], [out()], ["SMM902"]),
    ("the other file is there", [new(), new(uid="old", digest="x")], [out()], []),
    ("a person has said so", [new()], [out(), out("new", state=State.FAILED, asked_at=NOON)], ["SMM902"]),
    ("it is out itself", [new(digest="x")], [out(), out("new")], ["SMM902"]),
    ("it was withdrawn", [new()], [out(state=State.RETRACTED)], []),
    ("it was renamed already", [new(digest="x")], [out(state=State.RENAMED), out("new")], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "entries", "codes"), [one[1:] for one in NOTHING_TO_ASK], ids=[one[0] for one in NOTHING_TO_ASK]
)
def test_nothing_to_ask(rows: list[PlanRow], entries: list[Entry], codes: list[str]) -> None:
    assert [one.code for one in found(rows, *entries)] == codes


@pytest.mark.parametrize(("whole", "sketch", "asked"), [("x", "00000001", True), ("x", "00000002", False)])
def test_at_its_very_time_a_mended_text_is_asked_about(whole: str, sketch: str, asked: bool) -> None:
    rows = [new(parts=(look(whole=whole, sketch=sketch),))]
    assert [one.code for one in found(rows, out(at=NOON))] == ["SMM903" if asked else "SMM902"]


def test_rows_of_earlier_versions_are_known_by_their_time() -> None:
    rows = [new(parts=(look(whole="x", sketch="00000002"),))]
    assert [one.code for one in found(rows, out(at=NOON, likeness={}))] == ["SMM903"]


RENAMED = config({"channel": ("blind", ""), "vk": ("keyed", "")})


def test_an_account_that_is_called_otherwise_by_now() -> None:
    likeness = {"whole": "w" * 16, "target": "channel"}
    posts = [out(likeness=likeness), out("other", likeness=likeness), out("third", state=State.FAILED)]
    [one] = found([new("channel", "old")], *posts, settings=RENAMED)
    assert (one.code, one.path) == ("SMM904", "smm.toml")
    assert one.message == (
        "2 posts are live on `tg`, which smm.toml has no more; it may be `channel`: posts on it look like these"
    )
    assert one.hint == (
        "if it is `channel` now: `smm ledger rename-account tg channel`; if it is not: "
        "`smm resolve POST --resend` sends what is held"
    )
    [one] = found([], *posts, settings=RENAMED)
    assert one.message.endswith("it may be `channel`: nothing is out on it yet")
    assert one.hint.endswith("; if it is not: leave it")


def test_an_account_on_which_something_is_out_is_no_new_one() -> None:
    likeness = {"whole": "w" * 16, "target": "channel"}
    entries = [out(likeness=likeness), out("more", account="channel")]
    assert [one.code for one in found([new("channel", "more", digest="x")], *entries, settings=RENAMED)] == []


def test_an_account_that_leads_elsewhere_is_another_one() -> None:
    assert found([new("channel", "else", parts=(look(whole="x", sketch=""),))], out(), settings=RENAMED) == []


def test_parts_that_were_moved() -> None:
    parts = (look("1", "new"), look("2", "one"), look("3", "two"))
    [one] = found([new(uid="old", parts=parts)], out(whole="one"), out(part="2", whole="two"))
    assert (one.code, one.path, one.account) == ("SMM905", "content/posts/old.md", "tg")
    assert "what is live as part 1 (https://t.me/x/5) is no longer part 1" in one.message
