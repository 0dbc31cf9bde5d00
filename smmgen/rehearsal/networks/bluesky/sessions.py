"""Bluesky: sessions and service tokens (com.atproto.server).

Tokens look like JWTs; the state keeps their digests only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from smmgen.rehearsal.engine.http import Account, Call, Refused, sha256
from smmgen.rehearsal.engine.stage import Endpoint, Error, Signed, Visit

_LONGEST_SERVICE_TOKEN = 3600


ACCESS, REFRESH, SERVICE = "com.atproto.access", "com.atproto.refresh", "service"
"""What a token is for. A service token is for one method of another service."""


def _error(status: int, error: str, message: str = "{reason}", **headers: str) -> Error:
    return Error(
        status, {"error": error, "message": message}, {name.replace("_", "-"): text for name, text in headers.items()}
    )


ERRORS = {
    "no_token": _error(401, "AuthMissing", "Authentication Required"),
    "unauthorised": _error(400, "InvalidToken", "Token could not be verified"),
    "unknown_call": _error(501, "MethodNotImplemented", "Method Not Implemented"),
    "wrong_method": _error(400, "InvalidRequest"),
    "invalid": _error(400, "InvalidRequest"),
    "broken": _error(500, "InternalServerError", "Internal Server Error"),
    "rate_limited": _error(
        429, "RateLimitExceeded", "Rate Limit Exceeded", RateLimit_Limit="30", RateLimit_Remaining="0",
        RateLimit_Reset="{at}", RateLimit_Policy="30;w=300", Retry_After="{seconds}",
    ),
}  # fmt: skip


def failed(status: int, error: str, message: str) -> Refused:
    return _error(status, error)(reason=message)


def invalid(message: str) -> Refused:
    return failed(400, "InvalidRequest", message)


def did(account: Account) -> str:
    """The target where it is a DID; else one made from the handle."""
    target = str(account.target)
    if target.startswith("did:"):
        return target
    digest = base64.b32encode(hashlib.sha256(target.lower().encode()).digest()).decode().lower()
    return f"did:plc:{digest[:24]}"


def handle(account: Account) -> str:
    target = str(account.target)
    return f"{account.account.lower()}.rehearsal.test" if target.startswith("did:") else target.lower()


def create(visit: Visit) -> dict[str, Any]:
    """The account's token is its (app) password."""
    name, password = visit.params["identifier"].lower(), visit.params["password"]
    for account in visit.accounts:
        if name in (handle(account), did(account)) and password == account.token:
            return _open(visit, account)
    raise failed(401, "AuthenticationRequired", "Invalid identifier or password")


def refresh(visit: Visit) -> dict[str, Any]:
    """The refresh token works once."""
    visit.state.drop("session", sha256(visit.token.encode()))
    return _open(visit, visit.account)


def show(visit: Visit) -> dict[str, Any]:
    return _shown(visit, visit.account)


def service_auth(visit: Visit) -> dict[str, Any]:
    """A token for another service, for a minute unless `exp` says otherwise."""
    asked = visit.params
    if not asked["aud"].startswith("did:"):
        raise invalid("Params must have the property aud, a DID")
    expires = asked.get("exp", int(visit.now) + 60)
    if not visit.now < expires <= visit.now + _LONGEST_SERVICE_TOKEN:
        raise failed(400, "BadExpiration", "expiration is in the past or over an hour ahead")
    about = {"iss": did(visit.account), "aud": asked["aud"], "exp": expires, "lxm": asked.get("lxm")}
    token = _token(about)
    kept = {"account": visit.account.account, **about}
    visit.state.put("service", sha256(token.encode()), kept)
    return {"token": token}


def signed(call: Call, endpoint: Endpoint, parts: Mapping[str, str]) -> Signed | None:
    """Whose session, or whose service token, a call comes with."""
    if SERVICE in endpoint.secrets:
        return Signed(_service_visitor(call, "com.atproto.repo.uploadBlob"), SERVICE, call.bearer)
    if not call.bearer:
        raise ERRORS["no_token"]()
    kept = call.state.get("session", sha256(call.bearer.encode()))
    if kept is None:
        return None
    if kept["expires"] <= call.now:
        raise failed(400, "ExpiredToken", "Token has expired")
    return Signed(_named(call, kept["account"]), "token" if kept["scope"] == ACCESS else kept["scope"], call.bearer)


def _service_visitor(call: Call, method: str) -> Account:
    """The video service wants a token for uploading to this PDS."""
    kept = call.state.get("service", sha256(call.bearer.encode())) if call.bearer else None
    if kept is None or kept["exp"] <= call.now:
        raise failed(401, "AuthenticationRequired", "the service token is missing, unknown or expired")
    if kept["aud"] not in service_dids(call.base) or kept["lxm"] != method:
        raise failed(401, "AuthenticationRequired", f"the service token is for {kept['aud']} and {kept['lxm']}")
    return _named(call, kept["account"])


def service_dids(base: str) -> set[str]:
    """The did:web of this PDS; clients differ in how they write the port."""
    address = urlsplit(base)
    return {f"did:web:{quote(address.netloc)}", f"did:web:{address.netloc}", f"did:web:{address.hostname}"}


def _open(call: Call, account: Account) -> dict[str, Any]:
    tokens = {}
    for name, scope in (("access", ACCESS), ("refresh", REFRESH)):
        expires = call.now + call.limits[f"{name}_seconds"]
        token = _token({"scope": scope, "sub": did(account), "iat": int(call.now), "exp": int(expires)})
        kept = {"account": account.account, "scope": scope, "expires": expires}
        call.state.put("session", sha256(token.encode()), kept)
        tokens[f"{name}Jwt"] = token
    return {**tokens, **_shown(call, account)}


def _shown(call: Call, account: Account) -> dict[str, Any]:
    return {
        "handle": handle(account),
        "did": did(account),
        "didDoc": _did_doc(call, account),
        "active": True,
        "email": "brand@rehearsal.test",
        "emailConfirmed": True,
    }


def _did_doc(call: Call, account: Account) -> dict[str, Any]:
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": f"{call.base}/bluesky",
    }
    return {"id": did(account), "alsoKnownAs": [f"at://{handle(account)}"], "service": [service]}


def _named(call: Call, name: str) -> Account:
    for account in call.accounts:
        if account.account == name:
            return account
    raise failed(400, "InvalidToken", "Token could not be verified")


def _token(payload: dict[str, Any]) -> str:
    head = {"typ": "at+jwt", "alg": "HS256"}
    parts = [json.dumps(part).encode() for part in (head, {**payload, "jti": secrets.token_hex(16)})]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in [*parts, secrets.token_bytes(32)])
