"""A token without a refresh token is exchanged for a new one while it is alive; it is stored before it is used.

Knows a session only through what `smmgen.transport.renewal` asks of one: no post, no plan, no ledger.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmgen.config import Account
from smmgen.errors import Unauthorised
from smmgen.networks import base
from smmgen.networks.secrets import SecretSpec
from smmgen.networks.wire import Delivery, Flow, Probe, Request, Search
from smmgen.secret import NO_SECRET, Secret
from smmgen.transport.driver import Driver
from smmgen.transport.renewal import can_renew, expiring, renew_all
from smmgen.transport.tokens import Tokens

NOW = datetime(2026, 12, 5, 12, tzinfo=UTC)
DAY = 86400
OLD, NEW = "canary-long-lived", "canary-another-long-lived"
SPEC = SecretSpec("page", "page token", "Made up.", renewed_with="itself", renew_before=7 * DAY)


class Meta(base.Network, base.Renewing):
    """Exchanges a token for a new one, if `answers` says yes; `calls` are the tokens it was shown."""

    def __init__(self) -> None:
        super().__init__(base.Facts(name="meta", title="Meta", safety=base.Safety.BLIND, secrets=(SPEC,)))
        self.calls: list[str] = []
        self.refuses = False

    def render(self, variant: Any) -> list[dict[str, Any]]:
        return []

    def publish(self, delivery: Delivery) -> Flow:
        raise NotImplementedError

    def find(self, delivery: Delivery) -> Search:
        raise NotImplementedError

    def probe(self, delivery: Delivery) -> Probe:
        raise NotImplementedError

    def renew(self, delivery: Delivery, grant: base.Grant) -> base.Renewal:
        assert delivery.secrets["page"] == grant.token
        assert grant.refresh_token == NO_SECRET
        self.calls.append(grant.token.reveal())
        yield Request("GET", "file:exchange")
        if self.refuses:
            raise Unauthorised(f"no to {grant.token.reveal()}")
        return base.Renewed(Secret(NEW), NO_SECRET, 60 * DAY)


@dataclass
class Session:
    account: Account
    network: Meta
    tokens: Tokens

    def bare(self) -> Delivery:
        return Delivery({}, "", secrets=self.tokens.words(self.network.facts.secrets))


STORE = "import sys, os; os.umask(0o77); open(sys.argv[1], 'w').write(sys.stdin.read())"


class Shop:
    def __init__(self, folder: Path) -> None:
        self.folder, self.file, self.network = folder, folder / "page", Meta()

    def keep(self, line: str) -> None:
        self.file.write_text(line)
        self.file.chmod(0o600)

    def session(self, store: list[str] | None = None) -> Session:
        place = {"file": str(self.file), "store_command": store or [sys.executable, "-c", STORE, str(self.file)]}
        account = Account(name="ig", platform="meta", secrets={"page": place})
        return Session(account, self.network, Tokens(account, {}))

    def renew(self, session: Session) -> list[str]:
        with Driver(self.folder) as driver:
            return renew_all([session], driver, NOW)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    return Shop(tmp_path)


def kept(token: str, days: float) -> str:
    return json.dumps({"access_token": token, "expires_at": (NOW + timedelta(days=days)).timestamp(), "stored_at": 1})


@pytest.mark.parametrize("line", [OLD, kept(OLD, 6)], ids=["bare, of unknown age", "expires in six days"])
def test_it_is_exchanged_stored_and_then_used(shop: Shop, line: str) -> None:
    shop.keep(line)
    session = shop.session()
    assert shop.renew(session) == []
    assert shop.network.calls == [OLD]
    assert session.tokens.get("page").token.reveal() == NEW
    stored = json.loads(shop.file.read_text())
    assert (stored["access_token"], stored["expires_at"]) == (NEW, int((NOW + timedelta(days=60)).timestamp()))
    assert "refresh_token" not in stored
    assert expiring(shop.session(), NOW) == []
    assert [spec.name for spec in expiring(shop.session(), NOW + timedelta(days=54))] == ["page"]


@pytest.mark.parametrize(("days", "can"), [(30, True), (0.01, True), (0, False), (-1, False)])
def test_only_a_token_that_is_alive_can_be_exchanged(shop: Shop, days: float, can: bool) -> None:
    shop.keep(kept(OLD, days))
    assert can_renew(shop.session(), SPEC, NOW) is can
    assert shop.renew(shop.session()) == []
    assert shop.network.calls == ([OLD] if days == 0.01 else [])


def test_a_store_that_does_not_work_is_found_before_the_exchange(shop: Shop) -> None:
    shop.keep(OLD)
    session = shop.session(["false"])
    [said] = shop.renew(session)
    assert "(`secrets.page.store_command`)" in said
    assert shop.network.calls == []
    assert session.tokens.get("page").token.reveal() == OLD


def test_a_no_leaves_the_old_one_in_use(shop: Shop) -> None:
    shop.keep(kept(OLD, 1))
    shop.network.refuses = True
    session = shop.session()
    [said] = shop.renew(session)
    assert said == "`page` of account `ig` was not renewed: no to [secret]"
    assert session.tokens.get("page").token.reveal() == OLD
    assert json.loads(shop.file.read_text())["access_token"] == OLD
