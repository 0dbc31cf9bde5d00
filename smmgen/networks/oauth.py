"""OAuth without I/O: requests to send and answers to read, for the networks that sign in this way.

OAuth 1.0 signatures (RFC 5849), OAuth 2.0 authorization codes, refresh tokens and client credentials (RFC 6749), and
PKCE (RFC 7636). Requests are put together by `oauthlib`, which is imported when one is. Answers are read as those of
networks are (`answers`): what cannot be true says nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from smmgen.errors import RateLimited, Rejected, Unauthorised
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes
from smmgen.networks.wire import Request, Response
from smmgen.secret import NO_SECRET, Secret

LONGEST_LIFE = 10 * 366 * 86400
"""Seconds; no token lives for longer."""
_REFUSED = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "invalid_token"})
"""Errors that a new sign-in or another client resolves (RFC 6749, 4.1.2.1 and 5.2; RFC 6750, 3.1)."""
_BUSY = frozenset({"slow_down", "temporarily_unavailable"})
_BROKEN = frozenset({"server_error"})
_SHORTEST = 6
"""Characters; a shorter value of a form is not taken out of messages."""


@dataclass(frozen=True, slots=True)
class Client:
    """An application as the network registered it; a public one has no secret."""

    id: str
    secret: Secret = NO_SECRET
    basic: bool = False
    """Its id and secret are sent in a header (RFC 6749, 2.3.1) rather than in the form."""


class Granted(NamedTuple):
    """What the network gave. `seconds` it lives, 0 where the network does not say; `details`: all else it said."""

    token: Secret
    refresh_token: Secret
    seconds: int
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Owner:
    """For OAuth 1.0: the account that let the client act for it; none while it is being asked."""

    token: Secret = NO_SECRET
    secret: Secret = NO_SECRET


def signed(
    request: Request, client: Client, owner: Owner, *, nonce: str | None = None, timestamp: str | None = None
) -> Request:
    """The request with an OAuth 1.0 `Authorization` header, HMAC-SHA1 over method, address, query and form.

    Other bodies are not signed (RFC 5849, 3.4.1.3). `nonce` and `timestamp` (Unix seconds) are made where not given.
    """
    from oauthlib.oauth1 import Client as Signer

    signer = Signer(
        client.id,
        client.secret.reveal(),
        owner.token.reveal() or None,
        owner.secret.reveal() or None,
        nonce=nonce,
        timestamp=timestamp,
    )
    address = request.url
    if request.query:
        address += ("&" if urlsplit(address).query else "?") + urlencode(request.query)
    headers, body = dict(request.headers), None
    if request.form is not None and not request.files:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(request.form)
    _, headers, _ = signer.sign(address, request.method, body, headers)
    return replace(request, headers={**request.headers, "Authorization": headers["Authorization"]})


def challenge(verifier: Secret) -> str:
    """PKCE's `code_challenge` of the verifier, by S256."""
    from oauthlib.oauth2 import WebApplicationClient

    made: str = WebApplicationClient("").create_code_challenge(verifier.reveal(), "S256")
    return made


def authorization_address(
    endpoint: str, client: Client, redirect: str, state: str, verifier: Secret = NO_SECRET, scope: str = ""
) -> str:
    """Where a person signs in. With a `verifier`, only who knows it can use the code that comes of it.

    Raises Rejected for an endpoint without encryption.
    """
    from oauthlib.oauth2 import InsecureTransportError, WebApplicationClient

    more = {"code_challenge": challenge(verifier), "code_challenge_method": "S256"} if verifier else {}
    try:
        address: str = WebApplicationClient(client.id).prepare_request_uri(
            endpoint, redirect_uri=redirect, scope=scope or None, state=state, **more
        )
    except InsecureTransportError:
        raise Rejected(f"nobody signs in without encryption: {endpoint}", "use an https:// address") from None
    return address


def code_in(redirected: str, state: str, network: str) -> Secret:
    """The code in the address that the person was led to. Raises Unauthorised where there is none for this `state`."""
    try:
        said = dict(parse_qsl(urlsplit(redirected).query))
    except ValueError:
        said = {}
    if said.get("state") != state:
        raise Unauthorised(f"{network}: this is not the answer to this sign-in", "sign in again")
    if not said.get("code"):
        why = answers.said(said.get("error_description")) or answers.said(said.get("error")) or "no code was given"
        raise Unauthorised(f"{network} did not sign in: {why}", "sign in again")
    return Secret(said["code"])


def exchange(endpoint: str, client: Client, code: Secret, redirect: str, verifier: Secret = NO_SECRET) -> Request:
    """Tokens for the code of a sign-in, which is good once."""
    from oauthlib.oauth2 import WebApplicationClient

    body = WebApplicationClient(client.id).prepare_request_body(
        code.reveal(), redirect, include_client_id=False, code_verifier=verifier.reveal() or None
    )
    return _call(endpoint, client, body)


def refresh(endpoint: str, client: Client, refresh_token: Secret, **more: str) -> Request:
    """New tokens for a refresh token, which may be good once. `more`: what this network wants besides."""
    from oauthlib.oauth2 import WebApplicationClient

    body = WebApplicationClient(client.id).prepare_refresh_body(refresh_token=refresh_token.reveal(), **more)
    return _call(endpoint, client, body)


def client_credentials(endpoint: str, client: Client, scope: str = "") -> Request:
    """A token for the application itself."""
    from oauthlib.oauth2 import BackendApplicationClient

    body = BackendApplicationClient(client.id).prepare_request_body(scope=scope or None, include_client_id=False)
    return _call(endpoint, client, body)


def _call(endpoint: str, client: Client, body: str) -> Request:
    """One call that is not repeated: what it is made with may be used up."""
    form, headers = dict(parse_qsl(body, keep_blank_values=True)), {"Accept": "application/json"}
    if client.basic:
        pair = f"{quote_plus(client.id)}:{quote_plus(client.secret.reveal())}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = client.id
        form |= {"client_secret": client.secret.reveal()} if client.secret else {}
    return Request("POST", endpoint, headers, form=form, creates=True)


def granted(request: Request, response: Response, network: str, hint: str) -> Granted:
    """The tokens in the answer to `exchange`, `refresh` or `client_credentials`.

    A refusal is `Unauthorised` where another sign-in mends it (`hint` says how), else `Rejected`; what is neither yes
    nor no is `Ambiguous`. Nothing that was sent is repeated in a message.
    """
    data = Dialect(network, hint, lambda answer: _meaning(request, answer, network, hint)).created(response)
    tokens = {name: answers.text(data.pop(name, "")) for name in ("access_token", "refresh_token")}
    return Granted(Secret(tokens["access_token"]), Secret(tokens["refresh_token"]), _seconds(data), data)


def _meaning(request: Request, response: Response, network: str, hint: str) -> Meaning:
    """A refusal comes as `error` and `error_description`, whatever the HTTP status (RFC 6749, 5.2)."""
    data = answers.mapping(response.data)
    error = answers.text(data.get("error"))
    if response.status == 429 or error in _BUSY:
        wait = answers.retry_after(response.headers)
        return RateLimited(f"{network} was asked for a token too often", 60.0 if wait is None else wait)
    if response.status >= 500 or error in _BROKEN:
        return Unclear()
    if error:
        renewing = (request.form or {}).get("grant_type") == "refresh_token"
        what = "does not renew the token" if renewing else "gives no token"
        said = answers.said(data.get("error_description")) or answers.said(error)
        message = f"{network} {what}: {_without(said, request.form or {})}"
        return Unauthorised(message, hint) if error in _REFUSED else Rejected(message, hint)
    return Yes(data) if answers.text(data.get("access_token")) else Unclear("no token")


def _without(said: str, form: Mapping[str, str]) -> str:
    """What the network said, without what it was sent: a code or a verifier is known to nobody else."""
    for name, value in form.items():
        if name != "grant_type" and len(value) >= _SHORTEST:
            said = said.replace(value, "[secret]")
    return said


def _seconds(data: Mapping[str, Any]) -> int:
    """How long the token lives; 0 where nothing that can be true is said."""
    said = answers.whole(data.get("expires_in")) or 0
    return said if 0 < said <= LONGEST_LIFE else 0
