"""A network that takes secrets under names of its own, one of them a whole address: sent, shown, never told."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stage import NOON, FakeServer, Network, free_port, payload
from written_build import write_build

from smmgen.config import Account, Config, Project
from smmgen.errors import Ambiguous, Rejected, UserError
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger
from smmgen.networks.base import Safety
from smmgen.networks.secrets import SecretSpec
from smmgen.networks.wire import Delivery, Flow, Receipt, Request
from smmgen.publishing.context import Context
from smmgen.publishing.doctor import doctor
from smmgen.publishing.dry_run import dry_run
from smmgen.publishing.publish import publish

PATH = "/services/T0CANARY1/B0CANARY2/canary-XXXXXXXXXXXXXXXX"


SECRETS = (
    SecretSpec("webhook", "webhook address", "The channel's settings show it."),
    SecretSpec("signing_key", "signing key", "The application's page shows it."),
    SecretSpec("admin", "administrator's key", "Only for deleting.", required=False),
)


class Hook(Network):
    """Posts to an address that nobody else may know, and signs with a key; a third secret may be left out."""

    def publish(self, delivery: Delivery) -> Flow:
        secrets = delivery.secrets
        headers = {"X-Key": secrets["signing_key"].reveal(), "X-Admin": secrets["admin"].reveal() or "none"}
        address = secrets["webhook"].reveal()
        response = yield Request("POST", address, headers, json={"text": "Hi"}, creates=True)
        if response.status >= 400:
            kind = Rejected if response.status < 500 else Ambiguous
            raise kind(f"{response.status} from {address}", f"look at {PATH}")  # networks do quote addresses back
        return Receipt("1", "", False, {"id": "1"})


HOOK = Hook(Safety.BLIND, secrets=SECRETS)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    write_build(tmp_path, [payload("bf", "shop", "blind")])
    opened = open_ledger("sqlite:.smm/ledger.db", tmp_path)
    yield opened
    opened.close()


def brand(**secrets: Any) -> Config:
    places = {"webhook": {"env": "HOOK"}, "signing_key": {"command": ["printf", "canary-signing-key"]}} | secrets
    account = Account(name="shop", platform="blind", secrets={name: at for name, at in places.items() if at})
    return Config(project=Project(name="Brand", timezone="UTC"), accounts={"shop": account})


def environ(url: str) -> dict[str, str]:
    return {"HOOK": url + PATH, "PATH": os.environ["PATH"]}


def send(project: Path, ledger: Ledger, url: str, config: Config | None = None) -> Any:
    return publish(context(project, environ(url), config or brand()), ledger)


def context(project: Path, environ: dict[str, str], config: Config) -> Context:
    return Context(project, config, NOON, environ, sleep=lambda seconds: None, find_network=lambda name: HOOK)


def test_a_flow_is_given_the_secrets_of_its_network_by_name(tmp_path: Path, ledger: Ledger, net: FakeServer) -> None:
    report = send(tmp_path, ledger, net.url)
    assert net.requests[-1] == ("POST", PATH)
    assert "canary" not in str(report).lower()


@pytest.mark.parametrize("effect", ["404", "301", "500", "reset-before", "reset-after", "truncate", "nobody"])
def test_an_address_that_is_a_secret_is_in_no_message(
    tmp_path: Path, ledger: Ledger, net: FakeServer, effect: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    net.effects[PATH] = [effect]
    report = send(tmp_path, ledger, f"http://127.0.0.1:{free_port()}" if effect == "nobody" else net.url)
    assert report.exit_code != 0
    written = f"{report} {ledger.entries()} {caplog.text} " + (tmp_path / ".smm/ledger.db").read_bytes().hex()
    assert "canary" not in written.lower()
    assert b"CANARY".hex() not in written
    assert effect in ("404", "500") or "127.0.0.1" in str(report), "the host is no secret"


def test_an_address_without_encryption_is_not_called(tmp_path: Path, ledger: Ledger) -> None:
    report = send(tmp_path, ledger, "http://hooks.example")
    assert "without encryption" in str(report)
    assert "canary" not in str(report).lower()


def test_a_dry_run_shows_names(tmp_path: Path, ledger: Ledger) -> None:
    [shown] = dry_run(context(tmp_path, {}, brand()), ledger).parts
    assert shown.first is not None
    assert shown.first["url"] == "<HOOK>"
    assert shown.first["headers"] == {"X-Key": "<secrets.signing_key.command>", "X-Admin": "none"}


def test_what_is_missing_is_named_with_where_to_get_it(tmp_path: Path, ledger: Ledger, net: FakeServer) -> None:
    lacking = brand(webhook=None, signing_key={"env": "NOT_SET"})
    with pytest.raises(UserError) as refused:
        send(tmp_path, ledger, net.url, lacking)
    assert "does not say where its `webhook` is (`secrets.webhook.env` in smm.toml)" in refused.value.message
    assert "`NOT_SET` is not set (`secrets.signing_key.env` of account `shop`)" in refused.value.message
    assert "admin" not in refused.value.message
    checks = {one.name: one for one in doctor(context(tmp_path, {}, lacking))}
    assert "needs `secrets.webhook.env`" in checks["account shop"].message
    assert "The webhook address: The channel's settings show it." in checks["account shop"].hint
