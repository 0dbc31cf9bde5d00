"""VK ID's `/oauth2/auth` for renewing a user's token: a refresh token works once, an access token lives for an hour.

Each account's first refresh token is its user token with `refresh.` before it, from whatever device. Errors are those
of RFC 6749, 5.2. The state keeps the digests of tokens only.
"""

from __future__ import annotations

import secrets
from typing import Any

from smmgen.rehearsal.engine.bodies import Malformed, read_form
from smmgen.rehearsal.engine.http import Account, Answer, Call, Refused, sha256

SECONDS = 3600
_NEEDED = ("grant_type", "refresh_token", "client_id", "device_id", "state")
_SHORTEST_STATE = 32


def renew(call: Call) -> Answer:
    """A new access token and a new refresh token for the old one."""
    form = _form(call)
    if form["grant_type"] != "refresh_token":
        raise _failed("unsupported_grant_type", "only refresh_token can be rehearsed")
    if not form["client_id"].isdecimal() or len(form["state"]) < _SHORTEST_STATE:
        raise _failed("invalid_request", "client_id is a number, state has 32 characters or more")
    account = _account(call, form["refresh_token"], form["device_id"])
    access, refresh = (f"vk2.a.{secrets.token_urlsafe(48)}" for _ in range(2))
    call.state.put("issued", _digest(access), {"account": account.account, "until": call.now + SECONDS})
    call.state.put("refresh", account.account, {"token": _digest(refresh), "device": form["device_id"]})
    return Answer(200, {
        "access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": SECONDS,
        "state": form["state"], "user_id": abs(int(account.target or 1)), "scope": form.get("scope", "wall photos"),
    })  # fmt: skip


def issued(call: Call, token: str) -> tuple[str, bool]:
    """The name of the account this token was given to, "" for none, and whether it is alive."""
    found = call.state.get("issued", _digest(token))
    return (found["account"], call.now < found["until"]) if found else ("", False)


def _form(call: Call) -> dict[str, Any]:
    if call.method != "POST" or call.query:
        raise _failed("invalid_request", "what is sent is a form, by POST")
    try:
        form = read_form(call)
    except Malformed as error:
        raise _failed("invalid_request", str(error)) from error
    if form.files or set(form.values) - {*_NEEDED, "scope"}:
        raise _failed("invalid_request", "there are unknown parameters")
    if missing := [name for name in _NEEDED if not form.values.get(name)]:
        raise _failed("invalid_request", f"{missing[0]} is missing")
    return form.values


def _account(call: Call, refresh: str, device: str) -> Account:
    for account in call.accounts:
        kept = call.state.get("refresh", account.account)
        token = account.secrets.get("user_token")
        right = kept["token"] if kept else _digest(f"refresh.{token}")
        if token and _digest(refresh) == right and (kept is None or kept["device"] == device):
            return account
    raise _failed("invalid_grant", "refresh_token is invalid")


def _digest(token: str) -> str:
    return sha256(token.encode())


def _failed(error: str, description: str) -> Refused:
    return Refused(Answer(400, {"error": error, "error_description": description}))
