"""A post that lost its identity is held, not sent again; a person says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from brand import Brand, told
from stage import NOON, find_network, payload

from smmgen.config import Account
from smmgen.errors import UserError
from smmgen.keys import Identity
from smmgen.ledger.model import Entry, State
from smmgen.publishing.context import Context
from smmgen.publishing.dry_run import dry_run
from smmgen.publishing.renaming import decide_held, rename_account, same_as
from smmgen.publishing.resemblance import Candidate, Look, Suspects, leads_to, questions
from smmgen.publishing.resolve import Answer, resolve
from smmgen.publishing.retract import retract
from smmgen.publishing.status import status
from smmgen.variants.likeness import Likeness

LATER = NOON + timedelta(minutes=10)
ACCOUNTS = ("keyed", "readable", "blind")


def post(name: str, at: datetime = NOON, texts: Sequence[str] = ("hi",), account: str = "blind", **more: Any) -> Any:
    return payload(name, account, account, at, texts, **more)


def say(brand: Brand, key: str, old: str) -> list[Entry]:
    return same_as(brand.context(), brand.ledger, key, old)


def another(brand: Brand, key: str, state: State = State.FAILED) -> list[Entry]:
    return decide_held(
        brand.context(),
        brand.ledger,
        key,
        state,
    )


def shown(brand: Brand, now: datetime = NOON) -> dict[str, str]:
    rows = status(Context(brand.project, brand.config, now, find_network=find_network), brand.ledger)
    return {row.key: row.state for row in rows}


# What is held

CHANGES = [
    # title, what is built then, held
    ("renamed", post("new"), True),
    ("renamed and put off", post("new", LATER), True),
    ("renamed and mended", post("new", texts=["hi there"]), True),
    ("renamed, with another comma", post("new", LATER, texts=["Hi!"]), True),
    ("another text at another time", post("new", LATER, texts=["hello"]), False),
    ("another text at its time", post("new", texts=["hello"]), False),
    ("a text that shares a word with it, at its time", post("new", texts=["hi to a new one, all other words"]), False),
    ("a thread that begins with it", post("new", LATER, texts=["hi", "there"]), True),
    ("a thread that ends with it", post("new", LATER, texts=["well", "hi"]), True),
    ("the same on another account", post("new", account="readable"), False),
]


@pytest.mark.parametrize(("changed", "held"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_a_post_that_resembles_one_whose_file_is_gone(brand: Brand, changed: Any, held: bool) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(changed)
    brand.clock.now = LATER
    report = brand.publish()
    assert ({row.state for row in report.rows} == {"held"}) is held
    assert (report.exit_code == 3) is held
    assert len(brand.net.posts) == (1 if held else 2)


def test_marks_in_addresses_make_no_other_text(brand: Brand) -> None:
    brand.build(post("old", texts=["look: https://a.example/b?utm_campaign=old#x"]))
    brand.publish()
    brand.build(post("new", LATER, texts=["look: https://a.example/b?utm_campaign=new"]))
    brand.clock.now = LATER
    assert told(brand.publish()) == [("blind", "new", "held")]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_on_every_class_of_network(brand: Brand, account: str) -> None:
    brand.build(post("old", account=account))
    brand.publish()
    brand.build(post("new", account=account))
    for jobs in (1, 4):
        assert told(brand.publish(jobs=jobs)) == [(account, "new", "held")]
    assert brand.net.texts() == ["hi"]


def test_a_post_in_doubt_is_one_that_may_be_out(brand: Brand) -> None:
    brand.build(post("old"))
    brand.net.effects = {"/posts": ["reset-after"]}
    brand.publish()
    brand.build(post("new"))
    report = brand.publish()
    assert ("blind", "new", "held") in told(report)
    assert report.exit_code == 4
    hint = next(row.hint for row in report.rows if row.state == "held")
    assert "`smm resolve old:blind:1:1 --sent URL`" in hint
    with pytest.raises(UserError, match="it is unknown whether `old:blind:1:1` is out"):
        say(brand, "new", "old")
    assert brand.net.texts() == ["hi"]


def test_a_natively_scheduled_post(brand: Brand) -> None:
    brand.build(post("old", NOON + timedelta(days=1), account="keyed", delivery="native"))
    brand.publish()
    brand.build(post("new", NOON + timedelta(days=1), account="keyed", delivery="native"))
    assert told(brand.publish()) == [("keyed", "new", "held")]
    say(brand, "new", "old")
    assert brand.state("new:keyed:1:1") == "scheduled"
    assert brand.publish().rows == []


@pytest.mark.parametrize("asked", [{"posts": ["new"]}, {"accounts": ["blind"]}, {"posts": ["content/posts/new.md"]}])
def test_the_ledger_and_the_build_are_searched_as_a_whole(brand: Brand, asked: dict[str, Any]) -> None:
    brand.build(post("old"), post("other", texts=["else"]))
    brand.publish()
    brand.build(post("new"), post("other", texts=["else"]))
    assert told(brand.publish(**asked)) == [("blind", "new", "held")]
    brand.build(post("old"), post("new", texts=["hi"]))
    assert told(brand.publish(posts=["new"])) == [("blind", "new", "published")]


def test_two_posts_with_one_text_whose_files_are_there(brand: Brand) -> None:
    brand.build(post("old"), post("new", LATER))
    brand.publish()
    brand.clock.now = LATER
    assert told(brand.publish()) == [("blind", "new", "published")]


def test_what_was_withdrawn_may_be_written_anew(brand: Brand) -> None:
    brand.build(post("old", account="keyed"))
    brand.publish()
    entry = brand.ledger.get("old:keyed:1:1")
    assert entry is not None
    brand.ledger.move(entry, replace(entry, state=State.RETRACTED))
    brand.build(post("new", account="keyed"))
    assert told(brand.publish()) == [("keyed", "new", "published")]


def test_a_renamed_post_that_is_late_is_no_missed_one(brand: Brand) -> None:
    """What is called missed, a person may send."""
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new"), post("newer", texts=["hi, mended"]))
    brand.clock.now = NOON + timedelta(days=30)
    report = brand.publish()
    assert told(report) == [("blind", "newer", "held")]
    assert report.notices == ["1 post looks like what is out under another name; `smm check` says which"]
    assert shown(brand, brand.clock.now) == {
        "new:blind:1:1": "held",
        "newer:blind:1:1": "held",
        "old:blind:1:1": "published",
    }
    brand.build(post("new"))
    assert brand.publish().exit_code == 0
    assert brand.state("new:blind:1:1") == "none"


def test_many_posts_are_compared_with_many(brand: Brand) -> None:
    """Each with a few of them only."""

    def sketch(number: int) -> str:
        return " ".join(f"{number:06}{word:02}" for word in range(16))

    rows = [
        Entry(f"{n}:blind:1:1", f"{n}", "blind", "blind", "1", "1", "", State.PUBLISHED,
              likeness={"whole": f"{n}", "sketch": sketch(n)}, at=NOON.isoformat())
        for n in range(3000)
    ]  # fmt: skip
    compared = 0

    class Counted(str):
        __slots__ = ()

        def split(self, *_: Any) -> list[str]:  # type: ignore[override]
            nonlocal compared
            compared += 1
            return str.split(self)

    posts = [
        Candidate(Identity(f"new {n}", "blind"), "blind", "", None, ("1",), "",
                  lambda n=n: [Look(Likeness("1", "x", Counted(sketch(n))), {})])  # type: ignore[misc]
        for n in range(3000)
    ]  # fmt: skip
    suspects = Suspects.of({one.identity for one in posts}, rows)
    found = {
        one.identity.post: question.other.post for one, question in questions(posts, suspects, brand.config.accounts)
    }
    assert found == {f"new {n}": f"{n}" for n in range(3000)}
    assert compared < 4 * 3000


def test_it_is_shown_everywhere(brand: Brand) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new"))
    assert shown(brand) == {"new:blind:1:1": "held", "old:blind:1:1": "published"}
    [one] = dry_run(Context(brand.project, brand.config, NOON, find_network=find_network), brand.ledger).parts
    assert (one.state, one.as_json()["state"]) == ("held", "held")
    assert "held: it looks like `old`" in one.as_text()
    [row] = brand.publish().rows
    assert row.reason.startswith("it looks like `old`, which is published on `blind` (https://example.com/1), and no ")
    assert row.hint == (
        "if it is the same post: `smm resolve new --same-as old`; if it is a different post: "
        "`smm resolve new:blind:1:1 --resend` sends it, `smm resolve new:blind:1:1 --abandon` leaves it unsent"
    )


# Answers


def test_it_is_the_same_post(brand: Brand) -> None:
    brand.build(*(post("old", account=account, texts=("a", "b")) for account in ACCOUNTS))
    brand.publish()
    brand.build(*(post("new", account=account, texts=("a", "b")) for account in ACCOUNTS))
    assert {entry.key for entry in say(brand, "new", "old")} == {f"new:{a}:1:{n}" for a in ACCOUNTS for n in "12"}
    assert brand.publish().rows == []
    assert len(brand.net.posts) == 6
    row, left = brand.ledger.get("new:blind:1:2"), brand.ledger.get("old:blind:1:2")
    assert row is not None
    assert left is not None
    assert (row.state, row.url, row.remote_id) == ("published", left.url, left.remote_id)
    assert (left.state, left.reason) == ("renamed", "it goes by `new:blind:1:2` now")


def test_a_folder_that_was_renamed(brand: Brand) -> None:
    texts = {"one": ["first words"], "two": ["second words"]}
    brand.build(*(post(f"content/posts/a/{name}.md", texts=text, slug=name) for name, text in texts.items()))
    brand.publish()
    brand.build(*(post(f"content/posts/b/{name}.md", texts=text, slug=name) for name, text in texts.items()))
    assert len(brand.publish().rows) == 2
    assert len(say(brand, "content/posts/b/", "content/posts/a/")) == 2
    assert brand.publish().rows == []


def test_an_old_commit_does_not_send_it_by_its_old_name(brand: Brand) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new"))
    say(brand, "new", "old")
    brand.build(post("old"))
    report = brand.publish()
    assert told(report) == [("blind", "old", "held")]
    assert report.rows[0].reason == "it goes by `new:blind:1:1` now"
    brand.clock.now += timedelta(days=1)
    assert brand.publish().rows == []
    assert brand.net.texts() == ["hi"]


def test_and_renamed_back(brand: Brand) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new"))
    say(brand, "new", "old")
    brand.build(post("old"))
    say(brand, "old", "new")
    assert brand.publish().rows == []
    assert (brand.state("old:blind:1:1"), brand.state("new:blind:1:1")) == ("published", "renamed")


def test_a_new_post_under_an_old_name(brand: Brand) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new"))
    say(brand, "new", "old")
    brand.build(post("new"), post("old", texts=["news"]))
    [row] = brand.publish().rows
    assert (row.post, row.state) == ("old", "held")
    assert "give it its own `uid`" in row.hint
    assert another(brand, "old:blind:1:1") == []
    with pytest.raises(UserError, match="is renamed; --resend does not fit"):
        resolve(brand.ledger, "old:blind:1:1", Answer.RESEND, brand.clock)


def test_a_thread_that_broke_goes_on_under_its_new_name(brand: Brand) -> None:
    brand.build(post("old", texts=("a", "b"), account="keyed"))
    brand.net.effects = {"/posts": ["", "429", "429"]}
    brand.publish()
    brand.build(post("new", texts=("a", "b"), account="keyed"))
    assert {row.state for row in brand.publish().rows if row.post == "new"} == {"held"}
    say(brand, "new", "old")
    brand.publish()
    assert brand.net.texts() == ["a", "b"]
    assert brand.net.posts[1]["reply"] == ["1"]


def test_it_is_another_post(brand: Brand) -> None:
    """One answer, for all its parts, and for good."""
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new", texts=("hi", "there")))
    assert brand.publish().exit_code == 3
    assert len(another(brand, "new:blind:1:1")) == 2
    assert told(brand.publish()) == [("blind", "new", "published")] * 2
    assert brand.publish().rows == []
    assert brand.net.texts() == ["hi", "hi", "there"]


def test_the_answer_may_come_before_its_time(brand: Brand) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new", LATER))
    assert brand.publish().rows == []
    another(brand, "new")
    assert brand.publish().rows == []
    brand.clock.now = LATER
    assert told(brand.publish()) == [("blind", "new", "published")]


def test_an_answer_is_about_what_was_out_then(brand: Brand) -> None:
    """The old one was not there, so the new one went out; by its old name it would go out again."""
    brand.build(post("old"))
    brand.net.effects = {"/posts": ["reset-before"]}
    brand.publish()
    brand.clock.sleep(1)
    resolve(brand.ledger, "old:blind:1:1", Answer.RESEND, brand.clock)
    brand.clock.sleep(1)
    brand.build(post("new"))
    assert told(brand.publish()) == [("blind", "new", "published")]
    brand.build(post("old"))
    assert told(brand.publish()) == [("blind", "old", "held")]
    assert brand.net.texts() == ["hi"]


def test_leave_it(brand: Brand) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new"))
    [row] = another(brand, "new:blind:1:1", State.ABANDONED)
    assert row.state is State.ABANDONED
    assert brand.publish().rows == []


def test_nothing_is_decided_where_nothing_is_asked(brand: Brand) -> None:
    brand.build(post("new"))
    assert another(brand, "new:blind:1:1") == []
    with pytest.raises(UserError, match="has no row"):
        resolve(brand.ledger, "new:blind:1:1", Answer.RESEND, brand.clock)
    with pytest.raises(UserError, match="no row of `old` on `blind`"):
        say(brand, "new", "old")
    with pytest.raises(UserError, match="there is no post `elsewhere`"):
        say(brand, "elsewhere", "old")


def test_two_posts_that_are_there_are_not_made_one(brand: Brand) -> None:
    brand.build(post("old"), post("new", LATER, texts=["else"]))
    brand.publish()
    with pytest.raises(UserError, match="`old` is still a post of its own"):
        say(brand, "new", "old")
    brand.clock.now = LATER
    brand.publish()
    brand.build(post("new", LATER, texts=["else"]))
    with pytest.raises(UserError, match="is published itself"):
        say(brand, "new", "old")


# What was edited meanwhile


@pytest.mark.parametrize(("text", "notices"), [("hi", 0), ("hi, mended", 1)])
def test_only_an_edit_is_called_one(brand: Brand, text: str, notices: int) -> None:
    brand.build(post("old"))
    brand.publish()
    brand.build(post("new", texts=[text]))
    say(brand, "new", "old")
    assert len([notice for notice in brand.publish().notices if "SMM901" in notice]) == notices


# Accounts


def renamed(brand: Brand, old: str, new: str, **more: Any) -> None:
    accounts = {new if name == old else name: one for name, one in brand.config.accounts.items()}
    accounts[new] = accounts[new].model_copy(update=more)
    brand.config = brand.config.model_copy(update={"accounts": accounts})
    brand.environ |= {f"{new.upper()}_TOKEN": "x"}


def on(account: str, platform: str, name: str = "old", at: datetime = NOON, texts: Sequence[str] = ("hi",)) -> Any:
    return payload(name, account, platform, at, texts)


def test_an_account_that_was_renamed(brand: Brand) -> None:
    brand.build(on("blind", "blind"), on("blind", "blind", "late", LATER, ["more"]))
    brand.publish()
    renamed(brand, "blind", "channel")
    brand.build(on("channel", "blind"), on("channel", "blind", "late", LATER, ["more"]))
    report = brand.publish()
    assert told(report) == [("channel", "old", "held")]
    assert "`smm ledger rename-account blind channel`" in report.rows[0].hint
    [row] = rename_account(
        brand.context(),
        brand.ledger,
        "blind",
        "channel",
    )
    assert (row.key, row.account, row.state) == ("old:channel:1:1", "channel", "published")
    assert brand.publish().notices == []
    brand.clock.now = LATER
    assert told(brand.publish()) == [("channel", "late", "published")]
    assert brand.net.texts() == ["hi", "more"]


def test_old_posts_of_a_renamed_account_end_no_run_with_3(brand: Brand) -> None:
    brand.build(on("blind", "blind"))
    brand.publish()
    renamed(brand, "blind", "channel")
    brand.build(on("channel", "blind"), on("channel", "blind", "later", NOON + timedelta(days=2), ["more"]))
    brand.clock.now = NOON + timedelta(days=2)
    report = brand.publish()
    assert (report.exit_code, told(report)) == (0, [("channel", "later", "published")])
    assert report.notices == ["1 post looks like what is out under another name; `smm check` says which"]


@pytest.mark.parametrize("state", [State.FAILED, State.MISSED, State.ABANDONED, State.RETRACTED])
def test_everything_of_an_account_goes_on(brand: Brand, state: State) -> None:
    way = {State.MISSED: [State.MISSED], State.RETRACTED: [State.CLAIMED, State.PUBLISHED, State.RETRACTED]}
    brand.put("old:blind:1:1", *way.get(state, [State.CLAIMED, state]))
    renamed(brand, "blind", "channel")
    brand.build(on("channel", "blind"))
    rename_account(
        brand.context(),
        brand.ledger,
        "blind",
        "channel",
    )
    assert brand.state("old:channel:1:1") == state
    assert brand.state("old:blind:1:1") == "renamed"


def test_an_account_that_leads_elsewhere_is_another_one(brand: Brand) -> None:
    brand.build(on("blind", "blind"))
    brand.publish()
    renamed(brand, "blind", "channel", target="elsewhere")
    brand.build(on("channel", "blind"))
    assert told(brand.publish()) == [("channel", "old", "published")]


def test_names_that_do_not_fit(brand: Brand) -> None:
    def carry(old: str, new: str) -> None:
        rename_account(
            brand.context(),
            brand.ledger,
            old,
            new,
        )

    with pytest.raises(UserError, match=r"`blind` is still in smm\.toml"):
        carry("blind", "keyed")
    with pytest.raises(UserError, match=r"`nobody` is not in smm\.toml"):
        carry("gone", "nobody")
    with pytest.raises(UserError, match="no row of an account `gone`"):
        carry("gone", "blind")
    brand.put("x:gone:1:1", State.CLAIMED, State.PUBLISHED)
    with pytest.raises(UserError, match="an account of gone, `blind` is one of another network"):
        carry("gone", "blind")


# Parts that were moved

THREADS = [
    # title, went out, is built, texts that are on the network at the end
    ("a part before the others", ["a", "b"], ["new", "a", "b"], ["a", "b"]),
    ("a part between", ["a", "b"], ["a", "new", "b"], ["a", "b"]),
    ("a part before, and an edit", ["a", "b"], ["new", "a", "b, mended"], ["a", "b"]),
    ("a longer text in more parts", ["a b", "c"], ["new a", "b c", "d"], ["a b", "c"]),
    ("a part after the others", ["a", "b"], ["a", "b", "new"], ["a", "b", "new"]),
    ("an edit", ["a", "b"], ["a", "b, mended"], ["a", "b"]),
    ("parts that say the same", ["a", "a"], ["a", "a", "a"], ["a", "a", "a"]),
]


@pytest.mark.parametrize("account", ["blind", "keyed"])
@pytest.mark.parametrize(("before", "after", "there"), [one[1:] for one in THREADS], ids=[one[0] for one in THREADS])
def test_parts_of_a_live_thread(
    brand: Brand, account: str, before: list[str], after: list[str], there: list[str]
) -> None:
    brand.build(post("one", texts=before, account=account))
    brand.publish()
    brand.build(post("one", texts=after, account=account))
    report = brand.publish()
    assert brand.net.texts() == there
    held = len(after) > len(before) and there == before
    assert [row.state for row in report.rows] == (["held"] if held else ["published"] * (len(there) - len(before)))


def test_a_thread_that_broke_off_goes_on_though_it_was_edited(brand: Brand) -> None:
    brand.build(post("one", texts=["a", "b", "c"], account="keyed"))
    brand.net.effects = {"/posts": ["", "400"]}
    brand.publish()
    brand.build(post("one", texts=["a, mended", "b, mended", "c"], account="keyed"))
    brand.publish()
    assert brand.net.texts() == ["a", "b, mended", "c"]


# Rows of earlier versions


def test_rows_without_a_likeness_are_known_by_their_time(brand: Brand) -> None:
    brand.put("old:blind:1:1", State.CLAIMED, State.PUBLISHED, at="2026-12-05T12:00:00Z")
    brand.build(post("new"))
    assert told(brand.publish()) == [("blind", "new", "held")]


def test_accounts_without_a_target_may_be_the_same() -> None:
    row = Entry("a:x:1:1", "a", "x", "mastodon", "1", "1", "", State.PUBLISHED)
    account = Account(platform="mastodon", token_env="T")
    assert leads_to(row, account)
    assert not leads_to(row, account.model_copy(update={"platform": "vk"}))


def test_a_retraction_does_not_know_a_renamed_post(brand: Brand) -> None:
    brand.build(post("old", account="keyed"))
    brand.publish()
    brand.build(post("new", account="keyed"))
    say(brand, "new", "old")
    with pytest.raises(UserError, match="goes by another name"):
        retract(Context(brand.project, brand.config, NOON, find_network=find_network), brand.ledger, "old")
