"""OAuth by the examples of its specifications, and by what servers answer instead."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import pytest
from flows import answer

from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised
from smmgen.networks import oauth
from smmgen.networks.oauth import Client, Owner
from smmgen.networks.wire import Request, Response
from smmgen.secret import NO_SECRET, Secret

TOKENS = "https://id.example/token"
APP = Client("canary-id", Secret("canary-client-secret"))
VERIFIER = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""RFC 7636, appendix B."""

# OAuth 1.0


def signature(request: Request) -> str:
    [found] = re.findall('oauth_signature="([^"]*)"', request.headers["Authorization"])
    return unquote(found)


BASE = (
    "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03"
    "%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202"
    "%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal"
)
"""Of the request in RFC 5849, 1.2, put together by 3.4.1, with the version that may be sent (3.1)."""


def test_a_query_is_signed_wherever_it_stands() -> None:
    key = b"kd94hf93k423kf44&pfkkdhi9sl3r4s00"
    assert by_hand(BASE.replace("%26oauth_version%3D1.0", ""), key) == "MdpQcU8iPSUjWoN/UDMsK2sui9I=", (
        "as printed there"
    )
    owner = Owner(Secret("nnch734d00sl2jdk"), Secret("pfkkdhi9sl3r4s00"))
    client, made = Client("dpf43f3p2l4k3l03", Secret("kd94hf93k423kf44")), {"nonce": "chapoH", "timestamp": "137131202"}
    address, query = "http://photos.example.net/photos", {"file": "vacation.jpg", "size": "original"}
    for request in (
        Request("GET", address, query=query),
        Request("GET", f"{address}?file=vacation.jpg&size=original"),
        Request("GET", f"{address}?file=vacation.jpg", query={"size": "original"}),
    ):
        signed = oauth.signed(request, client, owner, **made)
        assert signature(signed) == by_hand(BASE, key)
        assert (signed.url, signed.query) == (request.url, request.query)


def by_hand(base: str, key: bytes) -> str:
    return b64encode(hmac.digest(key, base.encode(), "sha1")).decode()


def test_a_client_without_an_owner_signs() -> None:
    """RFC 5849, 1.2: asking for temporary credentials, which has no token yet."""
    request = Request("POST", "https://photos.example.net/initiate", form={})
    client, made = Client("dpf43f3p2l4k3l03", Secret("kd94hf93k423kf44")), {"nonce": "x", "timestamp": "1"}
    assert "oauth_token=" not in oauth.signed(request, client, Owner(), **made).headers["Authorization"]


def test_a_form_is_signed() -> None:
    """Twitter's published example: https://developer.x.com, Creating a signature."""
    request = Request(
        "POST",
        "https://api.twitter.com/1.1/statuses/update.json",
        query={"include_entities": "true"},
        form={"status": "Hello Ladies + Gentlemen, a signed OAuth request!"},
    )
    client = Client("xvz1evFS4wEEPTGEFPHBog", Secret("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"))
    owner = Owner(
        Secret("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
        Secret("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"),
    )
    signed = oauth.signed(
        request, client, owner, nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", timestamp="1318622958"
    )
    assert signature(signed) == "hCtSmYh+iHYCEqBWrE7C7hYmtUk="
    assert signed.form == request.form


def test_other_bodies_are_not_signed() -> None:
    made = {"nonce": "n", "timestamp": "1"}
    plain, json = (
        oauth.signed(Request("POST", "https://x.example/2/tweets", json=body), APP, Owner(), **made)
        for body in (None, {"text": "Hi"})
    )
    assert signature(plain) == signature(json)
    assert json.json == {"text": "Hi"}


# Signing in


def test_pkce() -> None:
    assert oauth.challenge(VERIFIER) == CHALLENGE


def test_where_a_person_signs_in() -> None:
    address = oauth.authorization_address(
        "https://id.example/authorize?ui=ru", APP, "https://brand.example/cb", "xyz", VERIFIER, "wall photos"
    )
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "ui": "ru", "response_type": "code", "client_id": "canary-id", "redirect_uri": "https://brand.example/cb",
        "scope": "wall photos", "state": "xyz", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    assert VERIFIER.reveal() not in address
    assert "code_challenge" not in oauth.authorization_address("https://id.example/", APP, "https://b.example", "xyz")


def test_nobody_signs_in_without_encryption() -> None:
    with pytest.raises(Rejected, match="without encryption"):
        oauth.authorization_address("http://id.example/authorize", APP, "https://brand.example/cb", "xyz")


def test_the_code_that_comes_back() -> None:
    """RFC 6749, 4.1.2; a program on one's own machine is led back without encryption."""
    for back in ("https://client.example.com/cb", "http://127.0.0.1:8080/cb"):
        code = oauth.code_in(f"{back}?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz", "xyz", "vk id")
        assert code.reveal() == "SplxlOBeZQQYbYS6WxSbIA"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?code=canary-code&state=another", "not the answer to this sign-in"),
        ("?code=canary-code", "not the answer"),
        ("?error=access_denied&state=xyz", "vk id did not sign in: access_denied"),
        ("?error=access_denied&error_description=The+owner+said+no&state=xyz", "The owner said no"),
        ("?state=xyz", "no code was given"),
        ("", "not the answer"),
    ],
)
def test_no_code(query: str, said: str) -> None:
    with pytest.raises(Unauthorised, match=said) as raised:
        oauth.code_in(f"https://client.example.com/cb{query}", "xyz", "vk id")
    assert "canary" not in str(raised.value)


def test_an_address_that_is_none_has_no_code() -> None:
    with pytest.raises(Unauthorised):
        oauth.code_in("https://[", "xyz", "vk id")


# Asking for tokens

ASKED: dict[str, tuple[Request, dict[str, str]]] = {
    "code": (
        oauth.exchange(TOKENS, APP, Secret("canary-code"), "https://brand.example/cb", VERIFIER),
        {"grant_type": "authorization_code", "code": "canary-code", "redirect_uri": "https://brand.example/cb",
         "code_verifier": VERIFIER.reveal()},
    ),
    "refresh": (
        oauth.refresh(TOKENS, APP, Secret("canary+refresh/="), device_id="d1"),
        {"grant_type": "refresh_token", "refresh_token": "canary+refresh/=", "device_id": "d1"},
    ),
    "client": (
        oauth.client_credentials(TOKENS, APP, "read write"),
        {"grant_type": "client_credentials", "scope": "read write"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "form"), ASKED.values(), ids=ASKED)
def test_one_call_with_a_form(request_: Request, form: dict[str, str]) -> None:
    assert (request_.method, request_.url, request_.creates) == ("POST", TOKENS, True)
    assert request_.form == form | {"client_id": "canary-id", "client_secret": "canary-client-secret"}
    assert "canary" not in repr(request_)


def test_a_public_client_has_no_secret_to_send() -> None:
    request = oauth.refresh(TOKENS, Client("id"), Secret("refresh"))
    assert request.form == {"grant_type": "refresh_token", "refresh_token": "refresh", "client_id": "id"}


def test_a_client_may_sign_in_by_header() -> None:
    """RFC 6749, 2.3.1: id and secret are encoded as forms are before they are joined."""
    client = Client("s6BhdRkqt3", Secret("gX1f:BaT3 bV"), basic=True)
    request = oauth.client_credentials(TOKENS, client)
    assert b64decode(request.headers["Authorization"].removeprefix("Basic ")) == b"s6BhdRkqt3:gX1f%3ABaT3+bV"
    assert request.form == {"grant_type": "client_credentials"}


# What is answered

CODE, REFRESH = ASKED["code"][0], ASKED["refresh"][0]


def given(response: Response, request: Request = REFRESH) -> oauth.Granted:
    return oauth.granted(request, response, "vk id", "sign in again")


def test_a_yes() -> None:
    """RFC 6749, 5.1."""
    found = given(
        answer(200, {"access_token": "2YotnFZFEjr1zCsicMWpAA", "token_type": "example", "expires_in": 3600,
                     "refresh_token": "tGzv3JOkF0XG5Qx2TlKWIA", "example_parameter": "example_value"})
    )  # fmt: skip
    assert found.token == Secret("2YotnFZFEjr1zCsicMWpAA")
    assert found.refresh_token == Secret("tGzv3JOkF0XG5Qx2TlKWIA")
    assert found.seconds == 3600
    assert found.details == {"token_type": "example", "expires_in": 3600, "example_parameter": "example_value"}


@pytest.mark.parametrize("life", [None, "soon", -1, 0, 10**18, True, [], "1e9"])
def test_a_token_of_unknown_life_without_a_refresh_token(life: Any) -> None:
    found = given(answer(200, {"access_token": "word", "expires_in": life}))
    assert (found.seconds, found.refresh_token) == (0, NO_SECRET)


@pytest.mark.parametrize(
    ("response", "error", "said"),
    [
        (answer(400, {"error": "invalid_grant"}), Unauthorised, "does not renew the token: invalid_grant"),
        (answer(400, {"error": "invalid_grant", "error_description": "It is used up"}), Unauthorised, "It is used up"),
        (answer(401, {"error": "invalid_client"}), Unauthorised, "invalid_client"),
        (answer(200, {"error": "unauthorized_client"}), Unauthorised, "unauthorized_client"),
        (answer(400, {"error": "invalid_request"}), Rejected, "invalid_request"),
        (answer(400, {"error": "unsupported_grant_type"}), Rejected, "unsupported_grant_type"),
        (answer(400, {"error": "invalid_scope"}), Rejected, "invalid_scope"),
        (answer(400, {"error": "slow_down"}), RateLimited, "too often"),
        (answer(503, {"error": "temporarily_unavailable"}), RateLimited, "too often"),
        (answer(429, {}, retry_after="9"), RateLimited, "too often"),
        (answer(400, {"error": "server_error"}), Ambiguous, "unknown"),
        (answer(500, {"error": "invalid_grant"}), Ambiguous, "unknown"),
        (answer(200, {}), Ambiguous, "unknown"),
        (answer(200, {"access_token": 5}), Ambiguous, "unknown"),
        (answer(200, b"<html>"), Ambiguous, "unknown"),
        (answer(200, b"access_token=word"), Ambiguous, "unknown"),
        (answer(404, b""), Ambiguous, "unknown"),
        (answer(400, {"error": {"code": 1}}), Ambiguous, "unknown"),
    ],
)
def test_no_token(response: Response, error: type[PublishError], said: str) -> None:
    with pytest.raises(error, match=said):
        given(response)


def test_what_was_sent_is_not_repeated() -> None:
    """A code or a verifier is remembered by nobody who could take it out later."""
    for request in (CODE, REFRESH):
        echo = answer(400, {"error": "invalid_grant", "error_description": f"no to {dict(request.form or {})}"})
        with pytest.raises(Unauthorised) as raised:
            given(echo, request)
        words = str(raised.value) + raised.value.hint
        assert "canary" not in words
        assert VERIFIER.reveal() not in words


def test_a_code_that_is_refused_is_not_called_a_renewal() -> None:
    with pytest.raises(Unauthorised, match="vk id gives no token: invalid_grant"):
        given(answer(400, {"error": "invalid_grant"}), CODE)


def test_the_query_of_an_endpoint_is_kept() -> None:
    assert parse_qs(urlsplit(oauth.refresh(f"{TOKENS}?v=2", APP, Secret("r")).url).query) == {"v": ["2"]}
