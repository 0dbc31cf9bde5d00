"""What Threads, Instagram and Facebook Pages share of Meta's Graph API: calls, errors, containers, token renewal.

Sources: https://developers.facebook.com/docs/graph-api/guides/error-handling and
https://developers.facebook.com/docs/graph-api/overview/rate-limiting. The documentation sends the token as a parameter;
that an `Authorization: Bearer` header is taken as well is what other open programs rely on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from smmgen.errors import Ambiguous, RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.networks import answers
from smmgen.networks.base import ApiVersion, Grant, Problem, Renewal, Renewed
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes, by_status
from smmgen.networks.wire import PUBLIC, Delivery, Request, Response
from smmgen.secret import NO_SECRET, Secret
from smmgen.variants.types import Variant

_CHANGELOG = "https://developers.facebook.com/docs/graph-api/changelog"
VERSIONS = tuple(
    ApiVersion(name, sunset, _CHANGELOG, "2026-11-26")
    for name, sunset in (
        ("v26.0", ""),
        ("v25.0", "2028-07-29"),
        ("v24.0", "2028-02-18"),
        ("v23.0", "2027-10-08"),
        ("v22.0", "2027-05-20"),
        ("v21.0", "2027-01-21"),
    )
)
"""Those of Instagram and Facebook; Threads has a number of its own."""
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
TOO_MANY = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
"""Error codes of the application's, the page's and the business use case's rate limits."""
SESSION = frozenset({102, 190})
FORBIDDEN = frozenset({3, 10, *range(200, 300)})
BROKEN = frozenset({1, 2})
"""An unknown error, and an outage: neither says whether the call took effect."""
BLOCKED = 368
PARAMETER, UNKNOWN_OBJECT = 100, 33
MISSING = frozenset({24, 803})
"""Error codes for objects that do not exist; a part of the API says it with code 100 and subcode 33."""

_TARGET = re.compile(r"@?[A-Za-z0-9._-]+")

Refusal = Callable[[str], Meaning]
"""What an error stands for, given the network's message."""


def require_target(variant: Variant, what: str, example: str) -> None:
    """Raises `UserError` where the account's `target` is neither an id nor a name, but an address, for example."""
    target = variant.account.target
    if target is not None and not _TARGET.fullmatch(str(target)):
        raise UserError(f"`{target}` is not {what}", f"write `target` as {example}")


def refused(hint: str = "") -> Refusal:
    return lambda message: Rejected(message, hint)


def later(hint: str = "") -> Refusal:
    """The network did nothing; the same call may work in the next run."""
    return lambda message: Unavailable(message, hint)


def wait(seconds: float, hint: str = "") -> Refusal:
    return lambda message: RateLimited(message, seconds, hint)


def unclear() -> Refusal:
    """It may have taken effect in spite of the error."""
    return Unclear


@dataclass(frozen=True, slots=True)
class Errors:
    """How a network of the family words its errors. `own`: subcode or code -> what it stands for there."""

    network: str
    own: Mapping[int, Refusal]
    sign_in: str
    permissions: str

    def read(self, response: Response) -> Meaning:
        data = response.data
        if isinstance(data, dict) and "error" in data:
            return self._error(response, answers.mapping(data["error"]))
        if 200 <= response.status < 300:
            return Yes(data) if isinstance(data, dict) else Unclear()
        return by_status(self.network, response, "", self.sign_in)

    def _error(self, response: Response, error: Mapping[str, Any]) -> Meaning:
        code, subcode = answers.whole(error.get("code")), answers.whole(error.get("error_subcode"))
        if code is None:
            return Unclear()
        said = answers.said(error.get("error_user_msg")) or answers.said(error.get("message")) or "error"
        numbers = f"error {code}" + (f", {subcode}" if subcode else "")
        message = f"{self.network} says: {said} ({numbers})"
        for number in (subcode, code):
            if number is not None and number in self.own:
                return self.own[number](message)
        if code in TOO_MANY or response.status == 429:
            return RateLimited(message, _regained(response.headers))
        if code in SESSION:
            return Unauthorised(message, self.sign_in)
        if code in FORBIDDEN:
            return Unauthorised(message, self.permissions)
        if code == BLOCKED:
            return RateLimited(message, DAY, "the account is blocked for a while: look at its notifications")
        is_broken = code in BROKEN or error.get("is_transient") is True or response.status >= 500
        return Unclear(f"{said} ({numbers})") if is_broken else Rejected(message)


def _regained(headers: Mapping[str, str]) -> float:
    """Seconds until calls are taken again: `estimated_time_to_regain_access` is in minutes."""
    try:
        usage = json.loads(headers.get("x-business-use-case-usage", ""))
    except (ValueError, RecursionError):
        usage = {}
    kinds = [kind for found in answers.mapping(usage).values() for kind in answers.mappings(found) or []]
    minutes = [answers.seconds(kind.get("estimated_time_to_regain_access")) or 0.0 for kind in kinds]
    asked = max(minutes, default=0.0) * MINUTE or answers.retry_after(headers) or 15 * MINUTE
    return min(asked, answers.LONGEST)


def is_missing(response: Response) -> bool:
    """There is no such object, or none that the token may see."""
    error = answers.mapping(answers.mapping(response.data).get("error"))
    code, subcode = answers.whole(error.get("code")), answers.whole(error.get("error_subcode"))
    return code in MISSING or (code == PARAMETER and subcode == UNKNOWN_OBJECT)


# Calls


def call(
    delivery: Delivery,
    host: str,
    method: str,
    path: str,
    params: Mapping[str, Any] | None = None,
    *,
    creates: bool = False,
    poll_after: float = 0,
    token: Secret = NO_SECRET,
) -> Request:
    """One call. `params` are a query or a form; None and "" are left out; lists and objects are written as JSON."""
    url = f"{(delivery.base_url or host).rstrip('/')}/{delivery.settings.get('api_version')}/{path}"
    written = {name: _written(value) for name, value in (params or {}).items() if value not in (None, "")}
    headers = {"Authorization": f"Bearer {(token or delivery.secrets['token']).reveal()}"}
    if method == "POST":
        return Request(method, url, headers, form=written, creates=creates, poll_after=poll_after)
    return Request(method, url, headers, written, creates=creates, poll_after=poll_after)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Tokens


@dataclass(frozen=True, slots=True)
class Renewing:
    """The call that takes a token alive, at least a day old, and answers with one for another sixty days."""

    host: str
    grant_type: str
    dialect: Dialect = field(repr=False)

    def renew(self, delivery: Delivery, grant: Grant) -> Renewal:
        url = f"{(delivery.base_url or self.host).rstrip('/')}/refresh_access_token"
        headers = {"Authorization": f"Bearer {grant.token.reveal()}"}
        answer = yield Request("GET", url, headers, {"grant_type": self.grant_type}, creates=True)
        data = answers.mapping(self.dialect.created(answer))
        token, seconds = answers.text(data.get("access_token")), answers.whole(data.get("expires_in")) or 0
        if not token or not 0 < seconds < 10 * 366 * DAY:
            raise Ambiguous("the network answered without a token or a no", "store a new token")
        return Renewed(Secret(token), NO_SECRET, seconds)


# What accounts need


def public_problems(variant: Variant, title: str) -> Iterator[Problem]:
    """Meta downloads the files by itself, so they must be on the public web."""
    account = variant.account
    if account.media_base_url or account.media_upload or not any(part.media for part in variant.parts):
        return
    yield Problem(
        f"{title} downloads media from a public address, but `{account.name}` has neither `media_base_url` nor "
        "`media_upload`",
        PUBLIC,
        ("media",),
    )


def carousel_problems(variant: Variant, title: str) -> Iterator[Problem]:
    """`format: carousel` of a single file; several files are one, whatever the post calls itself."""
    if variant.format == "carousel" and len(variant.parts[0].media) < 2:
        yield Problem(f"a carousel on {title} has at least two pictures or videos", "add files", ("format",))
