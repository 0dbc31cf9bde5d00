"""VK ID: a new user's token for an old one.

Sources: https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/tokens/access-token (a token lives for
an hour) and .../api-integration/api-description. That every answer brings another refresh token, and which parameters
are sent, is how other open programs do it; what VK ID does with a refresh token that was used is not documented.
"""

from __future__ import annotations

from hashlib import sha256

from smmgen.errors import Ambiguous, RateLimited, Unauthorised
from smmgen.networks import answers
from smmgen.networks.base import Grant, Renewal, Renewed
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes
from smmgen.networks.wire import Delivery, Request, Response
from smmgen.secret import Secret

HOST = "https://id.vk.com"
LONGEST_LIFE = 10 * 366 * 86400
"""Seconds; no token lives for longer."""
SIGN_IN = "sign in with VK ID again and store what it answers; see docs/how-to/tokens.md"


def renew(delivery: Delivery, grant: Grant) -> Renewal:
    """Exchange the refresh token. Raises `Unauthorised` when VK ID does not take it."""
    app = str(delivery.settings.get("vk_id_app") or "")
    device = str(grant.details.get("device_id") or "")
    if not app or not device:
        raise Unauthorised("vk renews a token only with `vk_id_app` in smm.toml and a kept `device_id`", SIGN_IN)
    state = sha256(grant.refresh_token.reveal().encode()).hexdigest()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": grant.refresh_token.reveal(),
        "client_id": app,
        "device_id": device,
        "state": state,
    }
    host = str(delivery.settings.get("vk_id_url") or HOST).rstrip("/")
    data = _DIALECT.created((yield Request("POST", f"{host}/oauth2/auth", form=form, creates=True)))
    if data.get("state", state) != state:
        raise Ambiguous("vk id answered another call than ours", SIGN_IN)
    seconds = answers.whole(data.get("expires_in")) or 0
    tokens = answers.text(data.get("access_token")), answers.text(data.get("refresh_token"))
    if not all(tokens) or not 0 < seconds <= LONGEST_LIFE:
        raise Ambiguous("vk id answered without a token or a no", SIGN_IN)
    return Renewed(Secret(tokens[0]), Secret(tokens[1]), seconds)


def _read(response: Response) -> Meaning:
    """A refusal comes as `error` and `error_description` (RFC 6749, 5.2), whatever the HTTP status."""
    data = answers.mapping(response.data)
    if response.status == 429 or data.get("error") == "slow_down":
        return RateLimited("vk id was asked too often", 60)
    if response.status >= 500:
        return Unclear()
    if isinstance(data.get("error"), str):
        said = answers.said(data.get("error_description")) or answers.said(data["error"])
        return Unauthorised(f"vk id does not renew the token: {said}", SIGN_IN)
    return Yes(data)


_DIALECT = Dialect("vk id", SIGN_IN, _read)
