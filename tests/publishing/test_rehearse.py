from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from contexts import parted
from every_network import SETTINGS, open_config

from smmgen.config import Account, Config
from smmgen.errors import UserError
from smmgen.networks import registry
from smmgen.networks.base import Network
from smmgen.publishing.context import Context
from smmgen.publishing.rehearse import FOLDER, RehearsalSetup, Rehearsed, read_faults, rehearse, set_up, wipe
from smmgen.rehearsal import read_posts

NOW = datetime(2026, 12, 5, 9, tzinfo=UTC)
POST = """---
title: Latte
platforms: [{places}]
schedule: {at}
---
Latte in **paper** cups: {name}.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a post that is due and one that is not, on every network."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "smm.toml").write_text(SETTINGS)
    posts = folder / "content" / "posts"
    posts.mkdir(parents=True)
    everywhere = "telegram, vk, mastodon, bluesky, feed"
    posts.joinpath("now.md").write_text(POST.format(places=everywhere, at="2026-12-05 08:30", name="now"))
    posts.joinpath("later.md").write_text(POST.format(places=everywhere, at="2026-12-05 10:00", name="later"))
    subprocess.run([sys.executable, "-m", "smmgen", "-C", str(folder), "build"], check=True, capture_output=True)
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    yield folder
    wipe(folder)


def go(project: Path, now: datetime = NOW, **more: Any) -> Rehearsed:
    own, rest = parted(more)
    return rehearse(Context(project, open_config(project), now, sleep=lambda seconds: None, **own), **rest)


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """The networks write their page a moment later."""
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.05)
    return condition()


def shown(project: Path) -> list[str]:
    return sorted(post["account"] for post in read_posts(project / FOLDER))


def test_every_due_post_goes_out_once_and_is_there_to_see(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ABCDE":
        monkeypatch.setenv(name, "a-real-token")
    done = go(project)
    assert done.report.exit_code == 0, done.report.rows
    assert done.report.counts == {"published": 5}
    assert shown(project) == ["bsky", "fedi", "tg", "vk"]
    assert wait_for(lambda: done.page.exists() and "Latte" in done.page.read_text())
    feed = json.loads((done.feeds["site"] / "feed.json").read_bytes())
    assert [item["title"] for item in feed["items"]] == ["Latte"]

    again = go(project)
    assert (again.report.rows, again.report.exit_code) == ([], 0)
    assert len(shown(project)) == 4
    assert go(project, NOW + timedelta(hours=2)).report.counts == {"published": 5}

    assert not (project / ".smm" / "ledger.db").exists()
    assert not (project / "public").exists()
    kept = [path for path in (project / FOLDER).rglob("*") if path.is_file()]
    assert not [path for path in kept if b"a-real-token" in path.read_bytes()]


def with_pinboard(project: Path) -> Config:
    """The same brand with an account on a network that has no rehearsal."""
    config = open_config(project)
    pins = Account(platform="pinboard", base_url="https://pins.example", token_env="PINS")
    return config.model_copy(update={"accounts": {**config.accounts, "pins": pins}})


def find_network(name: str) -> Network:
    """The networks of `with_pinboard`."""
    return registry.get("mastodon" if name == "pinboard" else name)


def set_up_of(project: Path, *accounts: str) -> RehearsalSetup:
    """How these accounts are set up, all of them where none is named."""
    return set_up(Context(project, with_pinboard(project), NOW, accounts=accounts, find_network=find_network))


def test_accounts_that_cannot_be_rehearsed_are_left_out_and_named(project: Path) -> None:
    done = rehearse(
        Context(project, with_pinboard(project), NOW, sleep=lambda seconds: None, find_network=find_network)
    )
    assert done.report.counts == {"published": 5}
    assert "not rehearsed, for want of a rehearsal of its network: `pins` (pinboard)" in done.report.notices
    assert done.report.exit_code == 0


def test_only_the_accounts_named_are_set_up(project: Path) -> None:
    setup = set_up_of(project, "tg")
    assert setup.networks is not None
    assert (setup.context.accounts, setup.notices, setup.feeds) == (["tg"], [], {})
    turned = {name: account.base_url for name, account in setup.context.config.accounts.items()}
    assert turned.pop("tg") == f"{setup.networks.url}/telegram"
    assert set(turned.values()) == {"https://not-rehearsed.invalid"}
    sources = [source for account in setup.context.config.accounts.values() for source in account.secrets.values()]
    assert not {source.env for source in sources} & {*"ABCDE", "PINS"}
    assert [*setup.context.environ] == ["REHEARSAL:tg:token"]


def test_nothing_can_be_rehearsed(project: Path) -> None:
    with pytest.raises(UserError, match=r"nothing to rehearse: no rehearsal of its network exists for `pins`"):
        set_up_of(project, "pins")
    assert set_up_of(project, "pins", "site").context.accounts == ["site"]
    with pytest.raises(UserError, match=r"account `tgg` is not in smm\.toml"):
        set_up_of(project, "tgg")


def test_tokens_of_accounts_that_are_not_set_up_are_kept(project: Path) -> None:
    tokens = project / FOLDER / "tokens.json"
    set_up_of(project)
    before = tokens.read_text()
    set_up_of(project, "fedi")
    assert tokens.read_text() == before


def test_fresh_starts_over(project: Path) -> None:
    go(project)
    tokens = (project / FOLDER / "tokens.json").read_text()
    assert go(project, fresh=True).report.counts == {"published": 5}
    assert len(shown(project)) == 4
    assert (project / FOLDER / "tokens.json").read_text() != tokens


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_made_up_tokens_are_for_their_owner(project: Path) -> None:
    go(project)
    assert (project / FOLDER / "tokens.json").stat().st_mode & 0o077 == 0


FAULTS = [
    # platform, effect, state at the end
    ("mastodon", "reset-after", "published"),
    ("mastodon", "error-500-after", "published"),
    ("bluesky", "reset-after", "published"),
    ("bluesky", "truncate", "published"),
    ("vk", "reset-after", "published"),
    ("vk", "truncate", "published"),
    ("telegram", "reset-after", "unknown"),
    ("telegram", "truncate", "unknown"),
    ("telegram", "error-500-after", "unknown"),
    ("telegram", "rate-limit", "published"),
]
CREATES = {"mastodon": "/statuses", "bluesky": "putRecord", "vk": "wall.post", "telegram": "send"}


def test_under_faults_nothing_is_posted_twice_and_nothing_is_lost(project: Path) -> None:
    for platform, effect, state in FAULTS:
        fault = {"platform": platform, "effect": effect, "match": CREATES[platform]}
        report = go(project, fresh=True, faults=[fault]).report
        states = {row.platform: row.state for row in report.rows}
        expected = dict.fromkeys(("telegram", "vk", "mastodon", "bluesky", "feed"), "published") | {platform: state}
        assert (effect, states) == (effect, expected)
        assert shown(project) == ["bsky", "fedi", "tg", "vk"], (platform, effect)
        assert report.exit_code == (4 if state == "unknown" else 0)
        assert all("smm resolve --rehearse" in row.hint for row in report.rows if row.state == "unknown")


def test_a_server_that_tells_no_source_does_not_get_a_post_twice(project: Path) -> None:
    """Pixelfed, Mastodon before 3.5: the answer is cut, the key is refused for a while, and then would be taken."""
    faults: list[dict[str, Any]] = [
        {"platform": "mastodon", "effect": "not-found", "match": "/source", "count": None},
        {"platform": "mastodon", "effect": "reset-after", "match": "/api/v1/statuses"},
        {"platform": "mastodon", "effect": "rate-limit", "match": "/api/v1/statuses", "retry_after": 3600, "count": 2},
    ]
    go(project, faults=faults, accounts=["fedi"])
    for _ in range(3):
        report = go(project, accounts=["fedi"]).report
    assert shown(project) == ["fedi"]
    assert report.exit_code == 0


def test_faults_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "faults.toml").write_text('[[faults]]\nplatform = "vk"\neffect = "slow"\n')
    (tmp_path / "faults.json").write_text('[{"platform": "vk", "effect": "slow"}]')
    wanted = [{"platform": "vk", "effect": "slow"}]
    assert read_faults(tmp_path / "faults.toml") == read_faults(tmp_path / "faults.json") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"a": 1}',
        "[1]",
        '[{"platform": "tg", "effect": "slow"}]',
        '[{"platform": "vk", "effect": "slow", "match": 5}]',
        '[{"platform": "vk", "effect": "slow", "count": "many"}]',
        '[{"platform": "vk", "efect": "slow"}]',
        '[{"platform": "vk", "effect": "earthquake"}]',
    ],
)
def test_faults_that_make_no_sense(tmp_path: Path, text: str) -> None:
    (tmp_path / "faults.json").write_text(text)
    with pytest.raises(UserError, match=r"faults\.json"):
        read_faults(tmp_path / "faults.json")


def test_a_fault_the_networks_do_not_know(project: Path) -> None:
    with pytest.raises(UserError, match="unknown effect `earthquake`") as caught:
        go(project, faults=[{"platform": "vk", "effect": "earthquake"}])
    assert "Traceback" not in caught.value.message
