"""VK ID driven by hand."""

from __future__ import annotations

from typing import Any

import pytest
from flows import answer, drive

from smmgen.errors import Ambiguous, PublishError, RateLimited, Unauthorised
from smmgen.networks.base import Grant, Renewed, Renewing
from smmgen.networks.vk import NETWORK
from smmgen.networks.wire import Delivery
from smmgen.secret import Secret

GRANT = Grant(Secret("canary-old"), Secret("canary-refresh"), {"device_id": "device-1", "expires_at": 5})
GIVEN = {"access_token": "vk2.a.new", "refresh_token": "vk2.a.next", "expires_in": 3600, "user_id": 7}


def renew(*answers: Any, grant: Grant = GRANT, **settings: Any) -> tuple[list[Any], Renewed]:
    delivery = Delivery({}, "", settings={"vk_id_app": 51, "vk_id_url": None} | settings)
    return drive(NETWORK.renew(delivery, grant), *answers)


def test_vk_says_that_it_renews() -> None:
    assert isinstance(NETWORK, Renewing)
    assert [spec.name for spec in NETWORK.facts.secrets if spec.renewed_with == "refresh_token"] == ["user_token"]


def test_one_call_that_is_never_repeated() -> None:
    [request], renewed = renew(answer(200, GIVEN))
    assert (request.method, request.url, request.creates) == ("POST", "https://id.vk.com/oauth2/auth", True)
    form = dict(request.form)
    state = form.pop("state")
    assert form == {
        "grant_type": "refresh_token", "refresh_token": "canary-refresh", "client_id": "51", "device_id": "device-1",
    }  # fmt: skip
    assert len(state) >= 32
    assert "canary" not in state
    assert renewed == Renewed(Secret("vk2.a.new"), Secret("vk2.a.next"), 3600)


def test_another_address() -> None:
    [request], _ = renew(answer(200, GIVEN), vk_id_url="https://proxy.example/id/")
    assert request.url == "https://proxy.example/id/oauth2/auth"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(400, {"error": "invalid_grant", "error_description": "refresh token expired"}), Unauthorised),
        (answer(200, {"error": "invalid_client"}), Unauthorised),
        (answer(200, {"error": "slow_down"}), RateLimited),
        (answer(429), RateLimited),
        (answer(500, {"error": "server_error"}), Ambiguous),
        (answer(502, b"<html>"), Ambiguous),
        (answer(200, GIVEN | {"refresh_token": ""}), Ambiguous),
        (answer(200, GIVEN | {"expires_in": None}), Ambiguous),
        (answer(200, GIVEN | {"state": "of another call"}), Ambiguous),
        (answer(200, []), Ambiguous),
    ],
)
def test_what_is_no_token(reply: Any, error: type[PublishError]) -> None:
    with pytest.raises(error) as raised:
        renew(reply)
    assert "vk2" not in str(raised.value)


@pytest.mark.parametrize(("more", "grant"), [({"vk_id_app": None}, GRANT), ({}, GRANT._replace(details={}))])
def test_nothing_is_sent_without_application_and_device(more: dict[str, Any], grant: Grant) -> None:
    with pytest.raises(Unauthorised, match="vk_id_app"):
        renew(grant=grant, **more)
