"""SMM901 and SMM902 in `smm check`: the content and what is live have come apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from stage import config

from smmgen.config import Rules
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.publishing.ledger import RETRACTING, Entry, State
from smmgen.publishing.live import findings
from smmgen.rules.base import PlanRow

PATH = "content/posts/bf.md"
DIGEST = "0123456789abcdef"
CONFIG = config({"tg": ("blind", ""), "vk": ("keyed", "")})


def planned(**more: Any) -> PlanRow:
    known = {
        "path": PATH, "uid": "bf", "slug": "bf", "title": "", "status": "ready", "account": "tg", "platform": "blind",
        "wall": "", "at": None, "iso": "", "text": "", "media": (), "schedule_span": Span(), "uid_span": Span(),
        "digest": DIGEST, "status_span": Span(3, 1, 3, 14),
    }  # fmt: skip
    return PlanRow(**(known | more))


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
    assert found([], replace(entry(), account="gone")) == []


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
