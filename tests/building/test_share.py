"""A site for somebody else: what its share does not name is in no byte of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import every_kind
import pytest
from small_project import SMM_TOML, Project, post
from workbench import picture, tree

from smmgen.building.scan import scan
from smmgen.building.share import _content, _share, _Shown, build_for
from smmgen.cli.project import opened, states
from smmgen.content import front_matter
from smmgen.content.documents import registry
from smmgen.content.documents.kind import Kind
from smmgen.content.source import Field
from smmgen.documents import with_documents
from smmgen.errors import UserError
from smmgen.hooks import Hooks
from smmgen.recipe import recipe
from smmgen.site.model import State

CONFIG = f"""{SMM_TOML}
[audiences]
regulars = {{ title = "hidden-audience" }}

[people]
anna = {{ role = "hidden-role", name = "hidden-person", email = ["hidden-person@teplo.example"] }}
"""
FILES = {
    "content/posts/a.md": post(
        "Shown",
        "Shown text.\n\n::: only site\nhidden-section\n:::\n",
        uid="shown",
        notes="hidden-notes",
        campaign="hidden-campaign",
        targeting="{audience: regulars}",
        ignore="[too-close]",
        media="[{file: shown.png, alt: A cup}]",
        site='{title: hidden-title, first_comment: "hidden-comment"}',
    ),
    "content/posts/b.md": post("hidden-draft", "hidden-draft", status="draft"),
    "content/posts/c.md": post("hidden-late", "hidden-late", schedule="2027-02-01 10:00"),
    "content/posts/d.md": post("hidden-elsewhere", "hidden-elsewhere", platforms="[site]", media="[{file: other.png}]"),
    "content/posts/e.md": post("Kept", "Kept.", schedule="2026-12-07 10:00", campaign="winter"),
    "content/campaigns/hidden-campaign.md": "---\ntitle: hidden-campaign\ndates: 2026-11-01..2026-11-30\n---\nhidden\n",
    "content/campaigns/winter.md": "---\ntitle: Winter\ndates: 2026-12-01..2026-12-31\naccounts: [vk, site]\n"
    "audiences: [regulars]\n"
    "goal: Shown goal\nnotes: hidden-notes\n---\nhidden-strategy\n",
    "content/audiences/guests.md": "---\ntitle: hidden-guests\n---\nhidden\n",
    "content/media/shown.png": picture(),
    "content/media/other.png": picture("#000000"),
}
SHARE = """\
---
title: hidden-client
accounts: [vk]
kinds: [post, campaign]
dates: 2026-12-01..2026-12-31
---
hidden
"""


@pytest.fixture
def shared(make_project: Callable[..., Project]) -> Project:
    return make_project({**FILES, "content/shares/client.md": SHARE}, CONFIG)


def site(shared: Project, known: Sequence[State] = ()) -> dict[str, bytes]:
    project = opened(shared.path)
    work = recipe(project.path, project.config, project.networks, Hooks())
    _, folder = build_for("client", work, [*states(project), *known])
    return tree(shared.path / folder)


def test_nothing_hidden_is_in_any_byte(shared: Project) -> None:
    found = site(shared)
    assert [name for name, data in found.items() if b"hidden-" in data] == []
    pages = b"".join(data for name, data in found.items() if name.endswith(".html"))
    for word in ("Shown text", "Kept", "Winter", "Shown goal"):
        assert word.encode() in pages, word
    assert len([name for name in found if name.startswith("media/")]) == 1
    assert not {"problems.html", "networks.html"} & found.keys()
    assert [name for name in found if name.startswith("accounts/") and not name.startswith("accounts/vk")] == []


def test_what_the_share_names_is_shown(shared: Project) -> None:
    named = SHARE.replace("---\nhidden", "drafts: true\nfields: [campaign.text, post.notes]\n---\nhidden")
    shared.write({"content/shares/client.md": named.replace("[vk]", "[vk, site]")})
    pages = b"".join(site(shared).values())
    for word in ("hidden-strategy", "hidden-draft", "hidden-section", "hidden-elsewhere", "hidden-notes"):
        assert word.encode() in pages, word
    for word in ("hidden-late", "hidden-campaign", "hidden-audience", "hidden-person", "hidden-guests"):
        assert word.encode() not in pages, word


BUDGET = """\
---
title: Shown budget
period: 2026-12
limit: 987654
lines:
  - {uid: menu, title: Shown line, plan: 90000}
  - {uid: hidden-line, title: hidden-line, plan: 31337, hidden: true}
approve_over: {amount: 15000, by: hidden-role}
---
hidden-reasons
"""
SPEND = """\
date;line;amount;what;document;source
05.12.2026;menu;1 000,50;hidden-words;campaign/winter;hidden-source
2026-12-06;menu;7;;campaign/hidden-campaign;
2026-12-06;hidden-line;31000;hidden-words;campaign/winter;
2027-01-06;menu;31001;;campaign/winter;
"""
RESULTS = """\
date,result,count,document,source
2026-12-06,order,42,campaign/winter,hidden-source
2026-12-06,hidden-result,4,campaign/hidden-campaign,
"""


def test_a_budget_is_shown_without_its_hidden_lines(shared: Project) -> None:
    """Not even sums give them away: 31,337 is planned there, and 31,000 paid."""
    files = {"content/budget/2026-12.md": BUDGET, "data/spend/2026-12.csv": SPEND, "data/results/2026-12.csv": RESULTS}
    shared.write({**files, "content/shares/client.md": SHARE.replace("campaign]", "campaign, budget]")})
    shared.write(
        {
            "content/posts/a.md": FILES["content/posts/a.md"].replace(
                "---", "---\ncost: {amount: 54321, budget: menu}", 1
            )
        }
    )
    found = site(shared)
    assert [name for name, data in found.items() if b"hidden-" in data] == []
    text = found["budget/2026-12/index.html"].decode().replace("\u00a0", " ")
    for sum_ in ("90 000 ₽", "1 007,50 ₽", "88 992,50 ₽", "заказы: 42"):
        assert sum_ in text, sum_
    pages = b"".join(data for name, data in found.items() if name.endswith((".html", ".js"))).decode()
    assert "54321" not in pages.replace("\u00a0", "")
    for sum_ in ("31 337", "31 000", "31 001", "32 007", "121 337", "987 654"):
        assert sum_ not in text, sum_


def test_an_event_is_shown_without_what_is_for_the_team(shared: Project) -> None:
    event = (
        "---\ntitle: Cupping\nstarts: 2026-12-12 17:00\nnotes: hidden-notes\ncost: {amount: 9137}\n"
        "place: {name: Park, public: true, permit: hidden-permit}\nseries: [{before: 1d}]\n---\nSix cups.\n"
    )
    late = event.replace("2026-12-12", "2027-03-12").replace("Cupping", "hidden-event")
    share = SHARE.replace("[post, campaign]", "[post, event]")
    shared.write({"content/events/cupping.md": event, "content/events/late.md": late})
    shared.write({"content/shares/client.md": share})
    found = site(shared)
    assert b"Six cups." in found["events/cupping/index.html"]
    assert "events.ics" in found
    assert "data/needs.js" not in found
    hidden = (b"hidden-", b"9137", "нет поста".encode(), "поста ещё нет".encode())
    assert not [(name, word) for name, data in found.items() for word in hidden if word in data]


def test_it_follows_the_content(shared: Project) -> None:
    """What is taken out of the content is taken out of the site; the same content gives the same bytes."""
    before = site(shared)
    assert site(shared) == before
    shared.remove("content/posts/e.md")
    shared.write({"content/campaigns/winter.md": FILES["content/campaigns/winter.md"].replace("Shown goal", "Другая")})
    after = site(shared)
    assert "posts/e.html" in before.keys() - after.keys()
    assert b"Kept" not in b"".join(after.values())
    assert "Другая".encode() in after["campaigns/winter/index.html"]


def test_of_a_post_that_repeats_only_the_times_of_its_days_are_there(shared: Project) -> None:
    variants = "::: variant\nShown tip.\n:::\n\n::: variant\nhidden-tip\n:::\n"
    repeat = "{every: month, times: 3, cooldown: 30d, move: {2027-02-10: 2027-02-11}}"
    shared.post("tip.md", "Tip", variants, schedule="2026-12-10 10:00", repeat=repeat, uid="tip")
    shared.post("tea.md", "Tea", "Tea.", schedule="", uid="tea",
                evergreen="{slots: [2026-12-11 10:00, 2027-02-12 10:00]}")  # fmt: skip
    found = site(shared)
    pages = {name.partition("/")[0] for name in found if name.endswith(("tip.html", "tea.html"))}
    assert pages == {"posts", "posts@2026-12-10", "posts@2026-12-11"}
    assert b"Shown tip." in found["posts@2026-12-10/tip.html"]
    assert not [name for name, data in found.items() if b"hidden-tip" in data or b"2027-0" in data]


def test_a_clean_build_is_the_same(shared: Project) -> None:
    """Be it the first one or not."""
    project = opened(shared.path)
    work = recipe(project.path, project.config, project.networks, Hooks())
    _, folder = build_for("client", work, (), clean=True)
    first = tree(shared.path / folder)
    build_for("client", work, (), clean=True)
    assert first == tree(shared.path / folder) == site(shared)


def test_a_share_that_is_not_there(shared: Project) -> None:
    project = opened(shared.path)
    work = recipe(project.path, project.config, project.networks, Hooks())
    with pytest.raises(UserError) as error:
        build_for("clent", work, ())
    assert error.value.hint == "did you mean `client`?"
    shared.write({"content/shares/client.md": SHARE.replace("campaign]", "campain]")})
    with pytest.raises(UserError, match="has errors"):
        build_for("client", work, ())


def test_links_lead_nowhere_else(shared: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A share's folder that is a link is not written through."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (shared.path / "build" / "shares").mkdir(parents=True)
    (shared.path / "build" / "shares" / "client").symlink_to(elsewhere)
    with pytest.raises(UserError):
        site(shared)
    assert [*elsewhere.iterdir()] == []


NAMES = registry.names()
EVERY = f"[{', '.join(NAMES)}]"


def share(kinds: str, *more: str) -> str:
    shown = f"title: hidden-client\naccounts: [vk, site]\nkinds: {kinds}\ndates: 2026-12-01..2026-12-31\n"
    return f"---\n{shown}{''.join(f'{line}{chr(10)}' for line in more)}---\nhidden-reasons\n"


def leaks(found: dict[str, bytes]) -> list[str]:
    """Files with a word or a sum that is the team's, however it is written."""
    secret = re.compile(r"hidden[-_]|hidden%2D|77[ \u00a0\u202f,.]?00[01]\d", re.IGNORECASE)
    return [
        name
        for name, data in found.items()
        if secret.search(f"{name} {data.decode(errors='replace')}".replace("\u00ad", ""))
    ]


@pytest.fixture
def whole(make_project: Callable[..., Project]) -> Project:
    """Documents of every kind."""
    return make_project({**every_kind.FILES}, every_kind.CONFIG)


def shared_with(whole: Project, text: str) -> dict[str, bytes]:
    whole.write({"content/shares/client.md": text})
    return site(whole)


def values(data: Any, field: Field) -> Iterator[Any]:
    """What stands there in front matter; `*` is every entry of a list."""
    if not field:
        yield data
    elif isinstance(data, list) and field[0] == "*":
        yield from (found for one in data for found in values(one, field[1:]))
    elif isinstance(data, dict) and field[0] in data:
        yield from values(data[field[0]], field[1:])


@pytest.mark.parametrize("kind", registry.written(), ids=lambda kind: kind.name)
def test_every_private_field_has_something_to_hide(kind: Kind[Any]) -> None:
    """In `every_kind`: a new one that nothing is planted in fails here."""
    read = (front_matter.read_text(text, name)[0] for name, text in every_kind.FILES.items() if isinstance(text, str))
    sources = [one for one in read if one and registry.kind_of(one.path) is kind]
    assert sources
    for field in kind.private:
        found = [one.body if field == ("text",) else [*values(dict(one.data), field)] for one in sources]
        assert any("hidden" in str(one) or "7700" in str(one) for one in found) or kind.name == "share", field


def test_no_private_word_of_any_kind_is_in_any_byte(whole: Project) -> None:
    found = shared_with(whole, share(EVERY))
    assert leaks(found) == []
    pages = "".join(data.decode().replace("\u00ad", "") for name, data in found.items() if name.endswith(".html"))
    shown = {
        word for text in every_kind.FILES.values() if isinstance(text, str) for word in re.findall("Shown \\w+", text)
    }
    assert [word for word in sorted(shown) if word not in pages] == ["Shown evergreen"], "which has no day"
    assert "не может выйти" not in found["plan/2026-12/index.html"].decode(), "what is left out is not missing"
    assert "posts@2026-12-29/weekly.html" in found
    assert not [name for name in found if name.startswith("posts@2027")], "days that are not shown"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "share"])
def test_one_kind_alone_hides_as_much(whole: Project, name: str) -> None:
    found = shared_with(whole, share(f"[{name}]", "drafts: false"))
    assert leaks(found) == []
    places = {kind.place for kind in registry.written() if kind.page and kind.name != name and not kind.sends}
    assert not places & {path.partition("/")[0] for path in found}


def test_hidden_entries_stay_hidden_whatever_the_share_names(whole: Project) -> None:
    fields = [f"{kind.name}.{'.'.join(map(str, field))}" for kind in registry.written() for field in kind.private]
    pages = b"".join(shared_with(whole, share(EVERY, f"fields: [{', '.join(fields)}]", "drafts: true")).values())
    for word in (b"hidden-strategy", b"hidden-post-notes", b"hidden-bet", b"hidden-draft-text", b"hidden-held-text"):
        assert word in pages, word
    for word in (b"hidden-line-title", b"hidden-quest-title", b"hidden-party", b"hidden-section", b"hidden-slot-title"):
        assert word not in pages, word
    for word in (b"hidden-late", b"hidden-elsewhere-text", b"hidden-account-title", b"hidden-line", b"hidden-prizes"):
        assert word not in pages, word
    sums = pages.decode(errors="replace").replace("\u00a0", "")
    assert [amount for amount in ("770001", "770003", "2310009", "770006", "770010") if amount in sums] == []


def test_a_contest_promises_the_same_to_whoever_sees_it(whole: Project) -> None:
    """Not even a post that is left out makes other terms."""
    project = opened(whole.path)
    work = with_documents(recipe(project.path, project.config, project.networks, Hooks()), scan(whole.path))
    digest = work.vocabulary.documents["contest"]["box"].promise
    assert digest.encode() in shared_with(whole, share("[contest]"))["contests/box/index.html"]
    assert digest.encode() in shared_with(whole, share(EVERY))["contests/box/index.html"]


DATED = {
    "post": "content/posts/shown.md",
    "plan": "content/plan/2026-12.md",
    "campaign": "content/campaigns/winter.md",
    "contest": "content/contests/box.md",
    "event": "content/events/cupping.md",
    "budget": "content/budget/2026-q4.md",
}


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-12-07", "2026-12-12", {"post", "plan", "campaign", "contest", "event", "budget"}),
        ("2026-12-12", "2026-12-12", {"plan", "campaign", "contest", "event", "budget"}),
        ("2026-12-01", "2026-12-03", {"plan", "campaign", "budget"}),
        ("2026-12-20", "2026-12-20", {"plan", "campaign", "contest", "budget"}),
        ("2026-10-01", "2026-11-30", {"budget"}),
        ("2027-01-01", "2027-01-31", set()),
    ],
)
def test_what_has_dates_is_shown_on_days_of_a_share(whole: Project, first: str, last: str, shown: set[str]) -> None:
    whole.write({"content/shares/client.md": share(EVERY).replace("2026-12-01..2026-12-31", f"{first}..{last}")})
    project = opened(whole.path)
    work = recipe(project.path, project.config, project.networks, Hooks())
    found = _content(_Shown(*_share("client", work)))
    assert {kind for kind, path in DATED.items() if path in found} == shown


def test_of_a_series_days_that_are_shown_are(whole: Project) -> None:
    """Its first day may be before, and an evergreen post has those of its slots."""
    slots = "{slots: [2026-11-20 10:00, 2026-12-24 10:00, 2027-01-14 10:00]}"
    whole.write({"content/posts/always.md": post("Shown evergreen", uid="always", schedule="", evergreen=slots)})
    found = shared_with(whole, share("[post]").replace("2026-12-01..", "2026-12-20.."))
    days = {name.split("@")[1].partition("/")[0] for name in found if "@" in name}
    assert days == {"2026-12-22", "2026-12-24", "2026-12-29"}


def test_the_ledger_tells_of_what_is_shown_alone(whole: Project) -> None:
    """Not of posts, days of a series and accounts that are left out, nor of posts that were deleted since."""
    hidden = ("hidden-late", "hidden-held", "hidden-gone", "draft", "elsewhere", "2027-01-12@weekly")
    address = "https://vk.com/hidden-wall"
    known = [State(name, "vk", "published", address) for name in hidden]
    known += [
        State("shown", "hidden-account", "failed", address),
        State("shown", "vk", "published", "https://vk.com/1"),
    ]
    known += [State("2026-12-29@weekly", "vk", "published", "https://vk.com/2")]
    whole.write({"content/shares/client.md": share("[post]")})
    found = site(whole, known)
    assert leaks(found) == []
    told = found["data/states.js"].decode()
    assert ("vk.com/1" in told, "vk.com/2" in told, "2027" in told) == (True, True, False)
