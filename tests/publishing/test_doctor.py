from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stage import NOON, TOKEN, Clock, FakeServer, Network, config, find_network, ledger_of, payload
from written_build import write_build

from smmgen.config import Account, Config, Project
from smmgen.networks.base import ApiVersion, Safety
from smmgen.networks.limits import Limit, Limits
from smmgen.people import Person
from smmgen.publishing.context import Context
from smmgen.publishing.doctor import Check, doctor
from smmgen.publishing.publish import publish

TOKENS = {"KEYED_TOKEN": TOKEN, "BLIND_TOKEN": TOKEN}


def look(project: Path, brand: Any, now: datetime = NOON, environ: Any = TOKENS, **more: Any) -> dict[str, Check]:
    return {
        check.name: check for check in doctor(Context(project, brand, now, environ, find_network=find_network), **more)
    }


def test_a_healthy_project(tmp_path: Path, net: FakeServer) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed", NOON + timedelta(days=6))])
    checks = look(tmp_path, config({"keyed": ("keyed", net.url)}), online=True)
    assert {check.verdict for check in checks.values()} == {"ok"}
    assert checks["token of keyed"].message == "brand"
    assert checks["time zone"].message.startswith("Europe/Moscow, now UTC+03:00")


def test_offline_nothing_is_called(tmp_path: Path, net: FakeServer) -> None:
    look(tmp_path, config({"keyed": ("keyed", net.url)}))
    assert net.requests == []


def test_what_would_go_wrong(tmp_path: Path, net: FakeServer) -> None:
    brand = config({"keyed": ("keyed", "http://mastodon.example"), "blind": ("blind", net.url)})
    brand = brand.model_copy(
        update={
            "project": brand.project.model_copy(update={"timezone": "Europe/Moskva"}),
            "publish": brand.publish.model_copy(update={"ledger": "redis:x"}),
        }
    )
    write_build(tmp_path, [payload("bf", "keyed", "keyed", NOON + timedelta(days=8))])
    checks = look(tmp_path, brand, datetime(1970, 1, 1, tzinfo=UTC), {"KEYED_TOKEN": TOKEN})
    assert {name: check.verdict for name, check in checks.items()} == {
        "time zone": "fail", "clock": "fail", "account keyed": "fail", "account blind": "warn", "ledger": "fail",
        "build": "ok", "plan of keyed": "warn", "plan of blind": "warn",
    }  # fmt: skip
    assert "`BLIND_TOKEN` is not set" in checks["account blind"].message
    assert all(check.hint for check in checks.values() if check.verdict != "ok")


def test_posts_with_errors_are_told(tmp_path: Path, net: FakeServer) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed", NOON + timedelta(days=6))])
    path = tmp_path / "build" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | {"broken": {"content/posts/a.md": 2}}
    path.write_text(json.dumps(manifest), "utf-8")
    found = doctor(Context(tmp_path, config({"keyed": ("keyed", net.url)}), NOON, TOKENS, find_network=find_network))
    assert [check for check in found if check.name == "build"] == [
        Check("build", "ok", "1 post"),
        Check("build", "warn", "content/posts/a.md cannot be published: it has 2 errors", "see `smm check`"),
    ]


def test_one_of_two_secrets_is_needed(tmp_path: Path, net: FakeServer) -> None:
    brand = config({"keyed": ("keyed", net.url)})
    context = Context(tmp_path, brand, NOON, TOKENS, find_network=aged(one_of=("session", "token")))
    assert {check.name: check.verdict for check in doctor(context)}["account keyed"] == "ok"
    context = Context(tmp_path, brand, NOON, TOKENS, find_network=aged(one_of=("session", "user_token")))
    check = next(check for check in doctor(context) if check.name == "account keyed")
    assert check.verdict == "fail"
    assert check.message.endswith(" needs `secrets.session.env` or `user_token_env`")


def test_the_key_that_says_where_a_token_is_is_named(tmp_path: Path, net: FakeServer) -> None:
    brand = config({"tg": ("telegram", net.url)})
    brand = brand.model_copy(update={"accounts": {"tg": brand.accounts["tg"].model_copy(update={"secrets": {}})}})
    checks = doctor(Context(tmp_path, brand, NOON))
    found = next(check for check in checks if check.name == "account tg")
    assert (found.verdict, "`token_env`" in found.message) == ("fail", True)


def test_a_refused_token_is_told_without_the_token(tmp_path: Path, net: FakeServer) -> None:
    net.effects["/me"] = ["401"]
    checks = look(tmp_path, config({"keyed": ("keyed", net.url)}), online=True)
    assert checks["token of keyed"].verdict == "fail"
    assert "canary" not in json.dumps([check._asdict() for check in checks.values()])


def test_unknown_posts_are_listed(tmp_path: Path, net: FakeServer, clock: Clock) -> None:
    net.effects["/posts"] = ["reset-after"]
    brand, ledger = config({"blind": ("blind", net.url)}), ledger_of(tmp_path)
    write_build(tmp_path, [payload("bf", "blind", "blind")])
    publish(Context(tmp_path, brand, NOON, TOKENS, clock=clock, sleep=clock.sleep, find_network=find_network), ledger)
    ledger.close()
    checks = look(tmp_path, brand)
    assert checks["post bf:blind:1:1"].verdict == "warn"
    assert "did not send a complete answer" in checks["post bf:blind:1:1"].message


def aged(**facts: Any) -> Any:
    found = Network(Safety.KEYED, **facts)
    return lambda name: found


def test_limits_past_their_review_are_told_in_one_line_a_network(tmp_path: Path, net: FakeServer) -> None:
    old, fresh = Limit(at_most=5, checked="2026-01-01"), Limit(at_most=5, checked="2026-12-01")
    names = ("text.length", "alt.length", "media.count", "hashtags.count", "poll.options")
    limits = Limits({**dict.fromkeys(names, old), "title.length": fresh, "text.bytes": Limit(at_most=9)})
    brand = config({"keyed": ("keyed", net.url), "two": ("keyed", net.url)})
    context = Context(tmp_path, brand, NOON, TOKENS, find_network=aged(limits=limits))
    assert [check for check in doctor(context) if check.name.startswith("limits")] == [
        Check(
            "limits of keyed",
            "warn",
            "5 limits were to be read again by 2026-06-30: `alt.length`, `hashtags.count`, `media.count` and 2 more",
            "a newer smmgen may have read them again; where one is wrong, set `limits` of the account in smm.toml",
        )
    ]


VERSIONS = (
    ApiVersion("3.0", source="the changelog"),
    ApiVersion("2.0", "2027-03-05", "the changelog"),
    ApiVersion("1.0", "2026-12-05", "the changelog"),
)


@pytest.mark.parametrize(
    ("versions", "now", "said"),
    [
        (VERSIONS, NOON, None),
        (VERSIONS[1:], NOON, "version 2.0 ends on 2027-03-05 (the changelog)"),
        (VERSIONS[1:], NOON - timedelta(days=1), None),
        (VERSIONS[2:], NOON, "version 1.0 ended on 2026-12-05 (the changelog)"),
        ((), NOON, None),
    ],
)
def test_a_version_near_its_end(
    versions: tuple[ApiVersion, ...], now: datetime, said: str | None, tmp_path: Path, net: FakeServer
) -> None:
    brand = config({"keyed": ("keyed", net.url), "two": ("keyed", net.url)})
    context = Context(tmp_path, brand, now, TOKENS, find_network=aged(api_versions=versions))
    found = [check for check in doctor(context) if check.name == "API of keyed"]
    assert [(check.verdict, check.message) for check in found] == ([("warn", said)] if said else [])


def test_the_version_is_the_one_that_the_account_names(tmp_path: Path, net: FakeServer) -> None:
    brand = config({"keyed": ("keyed", net.url)})
    account = Account(**brand.accounts["keyed"].model_dump(), api_version="2.0")
    brand = brand.model_copy(update={"accounts": {"keyed": account}})
    context = Context(tmp_path, brand, NOON, TOKENS, find_network=aged(api_versions=VERSIONS))
    [found] = [check for check in doctor(context) if check.name == "API of keyed"]
    assert found.message.startswith("version 2.0 ends")


def test_limits_of_an_account_grow_old(tmp_path: Path, net: FakeServer) -> None:
    host = net.url.removeprefix("http://")
    file = tmp_path / "data/limits/keyed.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"limits": {"alt.length": {"at_most": 5}}, "read": "2026-06-01", "server": host}))
    checks = look(tmp_path, config({"keyed": ("keyed", net.url)}))
    assert checks["limits of keyed"].message == "data/limits/keyed.json was read on 2026-06-01"
    assert checks["limits of keyed"].verdict == "warn"


@pytest.mark.parametrize(
    ("content", "message"), [(None, "`ca_file` certs/root.pem cannot be read"), ("hello", "has no certificate")]
)
def test_root_certificates_are_looked_at(tmp_path: Path, content: str | None, message: str) -> None:
    (tmp_path / "certs").mkdir()
    if content is not None:
        (tmp_path / "certs/root.pem").write_text(content)
    account = Account(platform="max", target=-7, ca_file="certs/root.pem")  # type: ignore[call-arg]
    brand = Config(project=Project(name="Teplo", timezone="UTC"), accounts={"max": account})
    checks = {check.name: check for check in doctor(Context(tmp_path, brand, NOON))}
    assert checks["certificates of max"].verdict == "fail"
    assert message in checks["certificates of max"].message


@pytest.mark.parametrize(
    ("email", "environ", "expected"),
    [
        ("oleg@teplo.example", TOKENS, "the role `moderator` may not publish, and the tokens of keyed are here"),
        ("oleg@teplo.example", {}, None),
        ("anna@teplo.example", TOKENS, None),
        ("nobody@teplo.example", TOKENS, None),
    ],
)
def test_tokens_of_somebody_who_may_not_publish(
    tmp_path: Path, net: FakeServer, email: str, environ: dict[str, str], expected: str | None
) -> None:
    brand = config({"keyed": ("keyed", net.url), "blind": ("blind", net.url)})
    people = {name: Person(role=role, email=[f"{name}@teplo.example"]) for name, role in ROLES.items()}
    brand = brand.model_copy(update={"people": people, "roles": {"administrator": ["publish"], "moderator": []}})
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "config", "user.email", email], check=True)
    environ = {name: token for name, token in environ.items() if name == "KEYED_TOKEN"}
    found = look(tmp_path, brand, environ=environ)
    assert {name: check.message for name, check in found.items() if name.startswith("rights")} == (
        {"rights of oleg": expected} if expected else {}
    )


ROLES = {"anna": "administrator", "oleg": "moderator"}
