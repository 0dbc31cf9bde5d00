"""VK ID: a new user's token for an old one.

Sources: https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/tokens/access-token (a token lives for
an hour) and .../api-integration/api-description. That every answer brings another refresh token, and which parameters
are sent, is how other open programs do it; what VK ID does with a refresh token that was used is not documented.
"""

from __future__ import annotations

from hashlib import sha256

from smmgen.errors import Ambiguous, Unauthorised
from smmgen.networks import oauth
from smmgen.networks.base import Grant, Renewal, Renewed
from smmgen.networks.wire import Delivery

HOST = "https://id.vk.com"
SIGN_IN = "sign in with VK ID again and store what it answers; see docs/how-to/tokens.md"


def renew(delivery: Delivery, grant: Grant) -> Renewal:
    """Exchange the refresh token. Raises `Unauthorised` when VK ID does not take it."""
    app = str(delivery.settings.get("vk_id_app") or "")
    device = str(grant.details.get("device_id") or "")
    if not app or not device:
        raise Unauthorised("VK renews a token only with `vk_id_app` in smm.toml and a kept `device_id`", SIGN_IN)
    state = sha256(grant.refresh_token.reveal().encode()).hexdigest()
    host = str(delivery.settings.get("vk_id_url") or HOST).rstrip("/")
    client = oauth.Client(app)
    request = oauth.refresh(f"{host}/oauth2/auth", client, grant.refresh_token, device_id=device, state=state)
    given = oauth.granted(request, (yield request), "VK ID", SIGN_IN)
    if given.details.get("state", state) != state:
        raise Ambiguous("VK ID answered another call than ours", SIGN_IN)
    if not given.refresh_token or not given.seconds:
        raise Ambiguous("VK ID answered without a token or a no", SIGN_IN)
    return Renewed(given.token, given.refresh_token, given.seconds)
