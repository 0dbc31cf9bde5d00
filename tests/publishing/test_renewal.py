"""VK ID's tokens are renewed against the rehearsal network, and stored by a real program before they are used."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from stage import payload
from written_build import write_build

from smmgen.config import Account, Config, Project
from smmgen.ledger.open import open_ledger
from smmgen.networks.registry import get
from smmgen.networks.vk.facts import Settings
from smmgen.publishing.accounts import open_sessions
from smmgen.publishing.context import Context
from smmgen.publishing.doctor import doctor
from smmgen.publishing.publish import publish
from smmgen.publishing.results import Report
from smmgen.rehearsal import Account as Known
from smmgen.rehearsal import Rehearsal, start
from smmgen.transport.driver import Driver
from smmgen.transport.renewal import renew_all
from smmgen.transport.tokens import Held, Tokens

USER = "vk2.a.canary-user-token"
FIRST = f"refresh.{USER}"
STORE = """
import os, sys
path, = sys.argv[1:]
open(path + '.new', 'w', opener=lambda name, flags: os.open(name, flags, 0o600)).write(sys.stdin.read())
os.replace(path + '.new', path)
open(path + '.count', 'a').write('x')
"""


class Shop:
    """A project with a picture for VK, which takes it only with the user's token; that one is kept in a file."""

    def __init__(self, folder: Path, networks: Rehearsal) -> None:
        self.folder, self.networks, self.secret = folder, networks, folder / "vk-user"
        self.store = [sys.executable, "-c", STORE, str(self.secret)]
        self.now = datetime.now(UTC)
        Image.new("RGB", (60, 40), "brown").save(folder / "latte.png")
        file = (folder / "latte.png").read_bytes()
        media = {"path": "latte.png", "sha256": sha256(file).hexdigest(), "type": "image/png", "alt": "Latte",
                 "title": "", "size": len(file), "width": 60, "height": 40}  # fmt: skip
        params = {"owner_id": -230000001, "from_group": True, "message": "Кофе", "attachments": [{"$media": 0}]}
        request = {"method": "wall.post", "params": params, "needs_user_token": True}
        part = {"key": "bf:vk:1:1", "role": "text", "request": request, "media": [media], "text": "Кофе"}
        write_build(folder, [payload("bf", "vk", "vk", self.now - timedelta(minutes=5), parts=[part])])

    def keep(self, **answer: Any) -> None:
        """What signing in gave."""
        kept = {"access_token": USER, "refresh_token": FIRST, "device_id": "device-1"} | answer
        self.secret.write_text(json.dumps(kept))
        self.secret.chmod(0o600)

    @property
    def kept(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.secret.read_text())
        return found

    @property
    def stored(self) -> int:
        count = Path(f"{self.secret}.count")
        return len(count.read_text()) if count.exists() else 0

    def config(self, **more: Any) -> Config:
        own = {"vk_id_app": 51, "vk_id_url": self.networks.base_url("vk")}
        store = {"user_token_store_command": more.pop("user_token_store_command", self.store)}
        settings = Settings(**(own | more)).model_dump() | store
        account = Account(
            name="vk", platform="vk", target=-230000001, base_url=self.networks.base_url("vk"), token_env="VK",
            user_token_file=str(self.secret), **settings,
        )  # fmt: skip
        return Config(project=Project(name="Brand", timezone="UTC"), accounts={"vk": account})

    def publish(self, now: datetime | None = None, **more: Any) -> Report:
        ledger = open_ledger("sqlite:.smm/ledger.db", self.folder)
        try:
            return publish(
                Context(
                    self.folder,
                    self.config(**more),
                    self.now,
                    self.environ,
                    sleep=lambda seconds: None,
                    clock=lambda: now or datetime.now(UTC),
                ),
                ledger,
            )
        finally:
            ledger.close()

    @property
    def environ(self) -> dict[str, str]:
        return {"VK": "vk1.a.canary-community", "PATH": os.environ["PATH"]}

    def calls(self, path: str) -> int:
        return sum(path in request["path"] for request in self.networks.requests())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    known = [Known("vk", "vk", -230000001, {"token": "vk1.a.canary-community", "user_token": USER})]
    networks = start(tmp_path / "networks", known, idle=60)
    yield Shop(tmp_path, networks)
    networks.stop()


def soon(minutes: float = 5) -> int:
    return int((datetime.now(UTC) + timedelta(minutes=minutes)).timestamp())


def test_a_dying_token_is_renewed_stored_and_then_used(shop: Shop) -> None:
    shop.keep(expires_at=soon(), id_token="canary-id", user_id=7)
    report = shop.publish()
    assert (report.counts, report.notices) == ({"published": 1}, [])
    assert shop.kept["access_token"] not in (USER, "")
    assert shop.kept["refresh_token"] not in (FIRST, "")
    assert (shop.kept["device_id"], shop.kept["user_id"], "id_token" in shop.kept) == ("device-1", 7, False)
    assert soon(58) < shop.kept["expires_at"] < soon(62)
    assert shop.secret.stat().st_mode & 0o777 == 0o600
    assert shop.stored == 2, "the old tokens to try the store, then the new ones"
    assert "canary" not in str(report)


def test_a_token_that_lives_is_left_alone(shop: Shop) -> None:
    shop.keep(expires_at=soon(11))
    assert shop.publish().counts == {"published": 1}
    assert (shop.calls("oauth2"), shop.stored) == (0, 0)


def test_a_token_of_unknown_age_is_renewed(shop: Shop) -> None:
    shop.keep()
    assert shop.publish().counts == {"published": 1}
    assert shop.calls("oauth2") == 1


def test_the_next_run_renews_with_the_new_refresh_token(shop: Shop) -> None:
    shop.keep()
    shop.publish()
    first = shop.kept
    shop.secret.write_text(json.dumps(first | {"expires_at": soon()}))
    sessions = open_sessions(Context(shop.folder, shop.config(), shop.now, shop.environ, find_network=get), ["vk"])
    with Driver(shop.folder) as driver:
        assert renew_all(sessions.values(), driver, datetime.now(UTC)) == []
    assert shop.kept["refresh_token"] != first["refresh_token"]
    assert sessions["vk"].tokens.get("user_token").token.reveal() == shop.kept["access_token"]


@pytest.mark.parametrize(
    ("store", "said"),
    [
        (
            lambda shop: [sys.executable, "-c", "import sys; sys.exit('store is locked ' + sys.stdin.read())"],
            "is locked",
        ),
        (lambda shop: ["true"], "is not what `user_token_file` gives back"),
        (lambda shop: ["no-such-program"], "cannot be run: no such file or directory (`user_token_store_command`)"),
        (lambda shop: [sys.executable, "-c", STORE, str(shop.folder / "elsewhere")], "is not what `user_token_file`"),
    ],
)
def test_a_store_that_does_not_work_costs_no_sign_in(shop: Shop, store: Callable[[Shop], list[str]], said: str) -> None:
    """It is tried with the old tokens, which have five minutes to live and are used."""
    shop.keep(expires_at=soon())
    before = shop.secret.read_text()
    report = shop.publish(user_token_store_command=store(shop))
    assert shop.secret.read_text() == before
    assert shop.calls("oauth2") == 0
    assert said in report.notices[0]
    assert report.counts == {"published": 1}
    assert "canary" not in str(report.notices)


def test_a_token_is_stored_before_it_is_used(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it the other way about, a store that fails would leave a token in use that nobody has kept."""
    stored: list[bool] = []
    put = Tokens.put

    def noted(tokens: Tokens, name: str, held: Held) -> None:
        stored.append(shop.kept["access_token"] == held.token.reveal())
        put(tokens, name, held)

    shop.keep(expires_at=soon())
    monkeypatch.setattr(Tokens, "put", noted)
    assert shop.publish().counts == {"published": 1}
    assert stored == [True]


def test_a_refused_renewal_is_told_and_the_rest_goes_on(shop: Shop) -> None:
    shop.keep(refresh_token="refresh.wrong", expires_at=soon())
    report = shop.publish()
    assert "VK ID does not renew the token: refresh_token is invalid; sign in with VK ID again" in report.notices[0]
    assert report.counts == {"published": 1}
    assert shop.kept["refresh_token"] == "refresh.wrong"


@pytest.mark.parametrize("effect", ["refuse", "reset-after", "error-500-after", "truncate", "rate-limit"])
def test_a_renewal_is_asked_for_once(shop: Shop, effect: str) -> None:
    """The refresh token may be used up: asking again could end the sign-in."""
    shop.keep(expires_at=soon())
    shop.networks.order_faults([{"platform": "vk", "effect": effect, "match": "oauth2"}])
    report = shop.publish()
    assert shop.calls("oauth2") == 1
    assert "was not renewed" in report.notices[0]
    assert report.counts == {"published": 1}
    assert "canary" not in str(report)


def test_what_another_run_renewed_is_taken(shop: Shop) -> None:
    """Two runs at once: the loser's refresh token is used up, and the winner's tokens lie in the store, untouched."""
    shop.keep()
    shop.publish()
    shop.secret.write_text(json.dumps(shop.kept | {"expires_at": soon()}))
    one, other = (
        open_sessions(Context(shop.folder, shop.config(), shop.now, shop.environ, find_network=get), ["vk"])
        for _ in range(2)
    )
    assert one["vk"].tokens.get("user_token").token == other["vk"].tokens.get("user_token").token
    with Driver(shop.folder) as driver:
        assert renew_all(other.values(), driver, datetime.now(UTC)) == []
        won = shop.secret.read_text()
        assert renew_all(one.values(), driver, datetime.now(UTC)) == []
    assert shop.secret.read_text() == won
    assert one["vk"].tokens.get("user_token").token.reveal() == json.loads(won)["access_token"]
    assert shop.calls("oauth2") == 3


def test_a_token_is_not_renewed_without_a_store_or_an_application(shop: Shop) -> None:
    shop.keep(expires_at=soon())
    assert shop.publish(user_token_store_command=None).counts == {"published": 1}
    assert shop.calls("oauth2") == 0


def test_without_an_application_it_is_told_what_is_missing(shop: Shop) -> None:
    shop.keep(expires_at=soon())
    assert "`vk_id_app`" in shop.publish(vk_id_app=None).notices[0]
    assert shop.calls("oauth2") == 0


def test_the_doctor_neither_renews_nor_tries_it(shop: Shop) -> None:
    shop.keep(expires_at=soon(-60))
    checks = {one.name: one for one in doctor(Context(shop.folder, shop.config(), shop.now, shop.environ), online=True)}
    assert checks["token of vk"].verdict == "ok"
    assert "the next `smm publish` renews `user_token`" in checks["token of vk"].message
    assert "expiry of vk" not in checks
    assert shop.calls("/") == 0
    dead = shop.config(user_token_store_command=None)
    checks = {one.name: one for one in doctor(Context(shop.folder, dead, shop.now, shop.environ))}
    assert checks["expiry of vk"].verdict == "fail"
