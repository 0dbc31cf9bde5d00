"""Bluesky: sessions and service tokens (com.atproto.server).

Tokens look like JWTs; the state keeps their digests only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any
from urllib.parse import quote, urlsplit

from smmgen.rehearsal.engine.http import Account, Answer, Call, Refused, sha256

_LONGEST_SERVICE_TOKEN = 3600


def failed(status: int, error: str, message: str) -> Refused:
    return Refused(Answer(status, {"error": error, "message": message}))


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


def create(call: Call, value: dict[str, Any]) -> Answer:
    """com.atproto.server.createSession: the account's token is its (app) password."""
    if not all(isinstance(value.get(name), str) for name in ("identifier", "password")):
        raise invalid("Input must have the properties identifier and password")
    for account in call.accounts:
        if value["identifier"].lower() in (handle(account), did(account)) and value["password"] == account.token:
            return Answer(200, _open(call, account))
    raise failed(401, "AuthenticationRequired", "Invalid identifier or password")


def refresh(call: Call) -> Answer:
    """com.atproto.server.refreshSession: needs the refresh token, which works once."""
    account = visitor(call, "com.atproto.refresh")
    call.state.drop("bluesky", "session", sha256(call.bearer.encode()))
    return Answer(200, _open(call, account))


def show(call: Call) -> Answer:
    """com.atproto.server.getSession."""
    return Answer(200, _shown(call, visitor(call)))


def service_auth(call: Call) -> Answer:
    """com.atproto.server.getServiceAuth: a token for another service, for a minute unless `exp` says otherwise."""
    account, query = visitor(call), call.query
    if not query.get("aud", "").startswith("did:"):
        raise invalid("Params must have the property aud, a DID")
    expires = query.get("exp", str(int(call.now) + 60))
    if not expires.isdecimal() or not call.now < int(expires) <= call.now + _LONGEST_SERVICE_TOKEN:
        raise failed(400, "BadExpiration", "expiration is in the past or over an hour ahead")
    about = {"iss": did(account), "aud": query["aud"], "exp": int(expires), "lxm": query.get("lxm")}
    token = _token(about)
    call.state.put("bluesky", "service", sha256(token.encode()), {"account": account.account, **about})
    return Answer(200, {"token": token})


def visitor(call: Call, scope: str = "com.atproto.access") -> Account:
    """Whose session a call comes with."""
    if not call.bearer:
        raise failed(401, "AuthMissing", "Authentication Required")
    kept = call.state.get("bluesky", "session", sha256(call.bearer.encode()))
    if kept is None or kept["scope"] != scope:
        raise failed(400, "InvalidToken", "Token could not be verified")
    if kept["expires"] <= call.now:
        raise failed(400, "ExpiredToken", "Token has expired")
    return _named(call, kept["account"])


def service_visitor(call: Call, method: str) -> Account:
    """Whose service token a call to the video service comes with: one for uploading to this PDS."""
    kept = call.state.get("bluesky", "service", sha256(call.bearer.encode())) if call.bearer else None
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
    for name, scope in (("access", "com.atproto.access"), ("refresh", "com.atproto.refresh")):
        expires = call.now + call.limits[f"{name}_seconds"]
        token = _token({"scope": scope, "sub": did(account), "iat": int(call.now), "exp": int(expires)})
        kept = {"account": account.account, "scope": scope, "expires": expires}
        call.state.put("bluesky", "session", sha256(token.encode()), kept)
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
