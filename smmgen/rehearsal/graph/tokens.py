"""Access tokens that live for 60 days, and their renewal once they are a day old.

An account's own token is taken to be 30 days old when it is first seen. The state keeps the digests of new ones.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from smmgen.rehearsal.engine.http import Account, Call, Refused, sha256
from smmgen.rehearsal.engine.stage import Endpoint, Signed, Visit
from smmgen.rehearsal.graph import reading
from smmgen.rehearsal.graph.errors import REFUSALS, bad, failed

LIFE = 60 * 86_400
YOUNG = 86_400
_FIRST_AGE = 30 * 86_400


def signer(dies: bool = True) -> Callable[[Call, Endpoint, Mapping[str, str]], Signed | None]:
    """Who made a call. `dies`: tokens live for 60 days; a Page's lives for ever."""

    def signed(call: Call, endpoint: Endpoint, parts: Mapping[str, str]) -> Signed | None:
        given = reading.token(call)
        if not given:
            raise REFUSALS["no_token"]()
        account = next((one for one in call.accounts if given == one.token), None)
        born = call.state.get("token", _digest(given))
        if born is None and account is not None:
            born = {"account": account.account, "born": call.now - _FIRST_AGE}
            call.state.put("token", _digest(given), born)
        if born is None:
            return None
        if dies and call.now >= born["born"] + LIFE:
            raise expired(born["born"] + LIFE)
        owner = next((one for one in call.accounts if one.account == born["account"]), None)
        return None if owner is None else Signed(owner, "token", given)

    return signed


def expired(at: float) -> Refused:
    when = datetime.fromtimestamp(at, UTC).strftime("%A, %d-%b-%y %H:%M:%S")
    return failed(190, f"Error validating access token: Session has expired on {when} UTC.", 463)


def renewer(grant: str) -> Callable[[Visit], dict[str, Any]]:
    """`GET /refresh_access_token`: a new token for one that is a day old and alive. The old one lives on."""

    def renew(visit: Visit) -> dict[str, Any]:
        if visit.params["grant_type"] != grant:
            raise bad(f"grant_type must be {grant}")
        born = visit.state.get("token", _digest(visit.token))["born"]
        if visit.now - born < YOUNG:
            raise bad("the access token must be at least 24 hours old to be refreshed")
        return {"access_token": issue(visit, visit.account), "token_type": "bearer", "expires_in": LIFE}

    return renew


def exchanger(grant: str, short: str) -> Callable[[Visit], dict[str, Any]]:
    """A token that lives long for a short-lived one; `short` is the parameter that holds that, "" for the caller's own.

    In a rehearsal any token of the account counts as one.
    """

    def exchange(visit: Visit) -> dict[str, Any]:
        if visit.params["grant_type"] != grant:
            raise bad(f"grant_type must be {grant}")
        if short and visit.params[short] != visit.token:
            raise REFUSALS["unauthorised"]()
        return {"access_token": issue(visit, visit.account), "token_type": "bearer", "expires_in": LIFE}

    return exchange


def debug(visit: Visit) -> dict[str, Any]:
    """`GET /debug_token`."""
    found = visit.state.get("token", _digest(visit.params["input_token"]))
    if found is None:
        return {"data": {"is_valid": False, "scopes": []}}
    ends = int(found["born"] + LIFE)
    told = {"is_valid": visit.now < ends, "expires_at": ends, "issued_at": int(found["born"]), "type": "USER"}
    return {"data": {**told, "user_id": user_id(visit.account), "scopes": []}}


def issue(visit: Visit, account: Account) -> str:
    made = f"EAA{secrets.token_urlsafe(60)}"
    visit.state.put("token", _digest(made), {"account": account.account, "born": visit.now})
    return made


def user_id(account: Account) -> str:
    """The account's id: its target where that is one."""
    target = str(account.target or "")
    return target if target.isdecimal() else str(17_841_400_000_000_000 + int(sha256(account.account.encode())[:8], 16))


def _digest(token: str) -> str:
    return sha256(token.encode())
