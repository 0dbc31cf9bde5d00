"""Odnoklassniki's calls and answers: signatures, errors inside HTTP 200, and what each error code means for a post.

Sources: https://apiok.ru/dev/methods (signature) and https://apiok.ru/en/dev/errors; what a code means for sending
again is our own reading.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import md5
from typing import Any

from smmgen.errors import RateLimited, Rejected, Unauthorised, UserError
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes, by_status
from smmgen.networks.wire import Delivery, Request, Response
from smmgen.secret import Secret, Secrets

HOST = "https://api.ok.ru"
LOOK = "look at the group, then tell the address: `smm resolve KEY --sent URL`"
NOT_FOUND = 300
MINUTE, HOUR = 60, 3600
UNSIGNED = frozenset({"sig", "access_token", "session_key"})


def group_id(target: str | int | None) -> str:
    """The group's number. Raises `UserError` for anything else."""
    text = str(target or "").strip()
    if text.isascii() and text.isdecimal() and int(text):
        return text
    raise UserError(
        f"`{text}` is not the number of an Odnoklassniki group",
        "write `target` as the number, such as 70000000000001; docs/how-to/tokens.md says where to find it",
    )


def call(delivery: Delivery, method: str, params: Mapping[str, Any], creates: bool = False) -> Request:
    """One signed call. The token travels in the body, so that no URL holds it: OK takes it in no header."""
    token, key = delivery.secrets["token"], str(delivery.settings.get("application_key") or "")
    if not token:
        raise Unauthorised("there is no access token", "store it where the account in smm.toml expects it")
    if not key:
        raise Unauthorised("the account has no `application_key`", "write your application's public key into smm.toml")
    form = {"method": method, "application_key": key, "format": "json"}
    form |= {name: _form_value(value) for name, value in params.items() if value is not None}
    signed = form | {"access_token": token.reveal(), "sig": signature(form, _signing_key(delivery.secrets))}
    return Request("POST", f"{(delivery.base_url or HOST).rstrip('/')}/fb.do", form=signed, creates=creates)


def _form_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _signing_key(secrets: Secrets) -> Secret:
    """The session's secret key, or the one made from the token and the application's secret key."""
    if secrets["session_secret"]:
        return secrets["session_secret"]
    if not secrets["application_secret"]:
        raise Unauthorised("there is no key to sign calls with", SIGNING_KEY)
    return session_key(secrets["token"], secrets["application_secret"])


def session_key(token: Secret, application_secret: Secret) -> Secret:
    """MD5 of the two words, one after the other, in lower-case hexadecimal digits."""
    return Secret(_md5(token.reveal() + application_secret.reveal()))


def signature(params: Mapping[str, str], key: Secret) -> str:
    """MD5 of `name=value` of every parameter, sorted by name, and the key, in UTF-8 and without separators.

    The token and the signature itself are not signed.
    """
    words = "".join(f"{name}={params[name]}" for name in sorted(params) if name not in UNSIGNED)
    return _md5(words + key.reveal())


def _md5(words: str) -> str:
    return md5(words.encode(), usedforsecurity=False).hexdigest()


def _read(response: Response) -> Meaning:
    """OK's errors come inside HTTP 200, each with a number, which a header repeats."""
    data = answers.mapping(response.data)
    code = answers.whole(data.get("error_code"))
    if code is None:
        code = answers.whole(response.headers.get("invocation-error"))
    if code is not None:
        return _refusal(data, code)
    return Yes(response.data) if response.status == 200 else Unclear()


def _refusal(data: Mapping[str, Any], code: int) -> Meaning:
    said = f"{answers.said(data.get('error_msg')) or 'error'} (error {code})"
    message = f"Odnoklassniki says: {said}"
    if code in UNCERTAIN:
        return Unclear(said)
    if code in PAUSES:
        pause, hint = PAUSES[code]
        return RateLimited(message, pause, hint)
    if code in TOKENS:
        return Unauthorised(message, TOKENS[code])
    return Rejected(message, REASONS.get(code, ""))


def error_code(response: Response) -> int | None:
    """The code of the error that the answer says."""
    return answers.whole(answers.mapping(response.data).get("error_code"))


UNCERTAIN = frozenset({1, 2, 31})
"""Unknown error, service temporarily unavailable, time-out: OK cannot tell either."""
PAUSES: Mapping[int, tuple[float, str]] = {
    8: (10 * MINUTE, "OK sees a flood of equal actions: post less often, or write the posts differently"),
    11: (HOUR, "the limit of this method is reached; it is tried again later"),
    26: (HOUR, "the limit of this application is reached; it is tried again later"),
}
"""Code -> seconds to wait, which OK does not say, and what to do about it."""
SIGNING_KEY = "set `secrets.session_secret` or `secrets.application_secret` of the account"
RENEW = "get a new access token and store it where the account in smm.toml expects it"
RIGHTS = "ask api-support@ok.ru for the rights VALUABLE_ACCESS, GROUP_CONTENT, PHOTO_CONTENT and VIDEO_CONTENT"
KEYS = "check `application_key` and the secret key: both must be those of the application that the token is of"
TOKENS: Mapping[int, str] = {
    7: "OK has blocked this action for the token's owner: see the notifications there",
    9: "OK has blocked this machine's address: publish from another one",
    10: RIGHTS,
    22: "the token's owner must activate the profile",
    50: "the token's owner must be an administrator or editor of the group",
    101: KEYS,
    102: RENEW,
    103: RENEW,
    104: KEYS,
    105: KEYS,
    200: RIGHTS,
    210: "the application is switched off: see its settings",
    453: RENEW,
}
PROGRAM = "this is a mistake in the request: report it with the payload file"
REASONS: Mapping[int, str] = {
    3: PROGRAM,
    4: PROGRAM,
    21: PROGRAM,
    24: "the token's owner does not own this: check `target`",
    30: "make the text or the files smaller",
    100: "OK does not take one of the values: check `target`, the link, the poll and the time",
    120: "OK does not take the uploaded photo: save it again, or choose another one",
    121: "OK does not take the uploaded photo: save it again, or choose another one",
    160: "check `target`: the number of the group",
    NOT_FOUND: "check `target`, and that the topic is still there",
    454: "OK's censor does not take these words: write the text differently",
    456: "the group restricts this action: see its settings",
}
"""Plain refusals: sending the same again is no use. Names: https://apiok.ru/en/dev/errors."""

_DIALECT = Dialect("Odnoklassniki", LOOK, _read)
answer, created = _DIALECT.answer, _DIALECT.created


UPLOADS = "Odnoklassniki's upload host"


def _read_upload(response: Response) -> Meaning:
    """Of the upload hosts, which answer a video with no JSON. Too many calls say nothing of the file."""
    data, code = answers.mapping(response.data), error_code(response)
    if code is not None and (code in PAUSES or code in UNCERTAIN):
        return _refusal(data, code)
    if response.status == 429:
        return by_status(UPLOADS, response)
    if data.get("error_code") or data.get("error") or 400 <= response.status < 500:
        said = next(filter(None, (answers.said(data.get(name)) for name in ("error_msg", "error_data", "error"))), "")
        message = f"{UPLOADS} rejected the file: {said}".rstrip(": ")
        return Rejected(message, "save the file again, or make it smaller")
    return Yes(data) if 200 <= response.status < 300 else Unclear()


uploaded = Dialect(UPLOADS, LOOK, _read_upload).answer
