"""VK ID's renewal of a user's token, as strict as an authorisation server has to be."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from smmgen.rehearsal import Account, Rehearsal, start

USER, GROUP = "user-token", 230000001
FORM = {
    "grant_type": "refresh_token", "refresh_token": f"refresh.{USER}", "client_id": "51", "device_id": "device-1",
    "state": "s" * 32,
}  # fmt: skip
ACCOUNT = Account("vk", "vk", -GROUP, {"token": "vk1.a.community", "user_token": USER})
Renew = Callable[..., httpx2.Response]


@pytest.fixture
def networks(tmp_path: Any) -> Any:
    running = start(tmp_path, [ACCOUNT], idle=60)
    yield running
    running.stop()


@pytest.fixture
def renew(networks: Rehearsal, http: httpx2.Client) -> Renew:
    return lambda **changes: http.post(
        f"{networks.base_url('vk')}/oauth2/auth",
        data={name: value for name, value in {**FORM, **changes}.items() if value is not None},
    )


def test_a_new_token_is_good_for_calls(networks: Rehearsal, http: httpx2.Client, renew: Renew) -> None:
    given = renew().json()
    assert (given["expires_in"], given["state"], given["token_type"]) == (3600, FORM["state"], "Bearer")
    call = {"access_token": given["access_token"], "v": "5.199", "group_id": str(GROUP)}
    answer = http.post(f"{networks.base_url('vk')}/method/photos.getWallUploadServer", data=call).json()
    assert "upload_url" in answer["response"]


def test_a_refresh_token_works_once_and_on_its_device(renew: Renew) -> None:
    second = renew().json()["refresh_token"]
    assert renew().json()["error"] == "invalid_grant"
    assert renew(refresh_token=second, device_id="device-2").json()["error"] == "invalid_grant"
    assert "access_token" in renew(refresh_token=second).json()


def test_an_access_token_lives_for_an_hour(
    tmp_path: Any, networks: Rehearsal, http: httpx2.Client, renew: Renew
) -> None:
    token = renew().json()["access_token"]
    later = start(tmp_path, [ACCOUNT], now=time.time() + 3700, idle=60)
    call = {"access_token": token, "v": "5.199", "group_id": str(GROUP)}
    answer = http.post(f"{later.base_url('vk')}/method/photos.getWallUploadServer", data=call).json()
    later.stop()
    assert (answer["error"]["error_code"], "expired" in answer["error"]["error_msg"]) == (5, True)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
        ({"refresh_token": None}, "invalid_request"),
        ({"refresh_token": USER}, "invalid_grant"),
        ({"refresh_token": "refresh.None"}, "invalid_grant"),
        ({"client_id": "my app"}, "invalid_request"),
        ({"device_id": ""}, "invalid_request"),
        ({"state": "short"}, "invalid_request"),
        ({"colour": "red"}, "invalid_request"),
    ],
)
def test_refused(renew: Renew, changes: dict[str, Any], error: str) -> None:
    answer = renew(**changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert "access_token" in renew().json(), "what was refused has used nothing up"
