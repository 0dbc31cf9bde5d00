"""Files that are uploaded to become public for a while: by a program, or to a bucket of S3-compatible storage.

Flows like those of networks: no network, clock or disk in them. A file gets the same name each time that the same part
is sent, so that what an interrupted run has left is overwritten and removed by a later one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from smmgen.errors import NotSent, PublishError, Unauthorised, Unavailable
from smmgen.networks.wire import File, Hosted, Program, Request, Response, Step, Uploads

LASTS = 3 * 3600
"""Seconds for which an uploaded file can be fetched: networks take up to an hour, and another run may go on waiting."""
QUICKLY = 900
"""Seconds for which the signature of our own call is valid: all its tries together take less."""
_ENDING = re.compile(r"\.[a-z0-9]{1,5}$")

Removing = Generator[Step, Response, None]
Sign = Callable[[str, str, int], str]
"""Method, name in the bucket, seconds -> the address at which this can be done without a key."""


def name_for(key: str, file: File) -> str:
    """The name of a file that is uploaded for the part with this ledger key. It tells nobody what it is."""
    told = sha256(f"{key}\n{file.path}\n{file.sha256}".encode()).hexdigest()[:32]
    ending = _ENDING.search(file.name.lower())
    return told + (ending[0] if ending else "")


@dataclass(frozen=True, slots=True)
class ByProgram:
    """`command` uploads a file and prints its address; `remove_command` removes it, where there is one."""

    command: Sequence[str]
    remove_command: Sequence[str] = ()

    def put(self, key: str, files: Sequence[File]) -> Hosted:
        names = [name_for(key, file) for file in files]
        if self.remove_command:
            yield Uploads(names)
        found = []
        for name, file in zip(names, files, strict=True):
            printed = yield Program(self.command, name, file)
            found.append(_address(self.command[0], printed.body))
        return found

    def remove(self, names: Sequence[str]) -> Removing:
        for name in names if self.remove_command else ():
            yield Program(self.remove_command, name)


def _address(program: str, printed: bytes) -> str:
    """The one line that it printed. Raises NotSent; what it printed may be a secret, and is not repeated."""
    lines = [line.strip() for line in printed.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        raise NotSent(f"`{program}` printed no address", _PRINTS)
    if len(lines) > 1:
        raise NotSent(f"`{program}` printed {len(lines)} lines", _PRINTS)
    try:
        parts = urlsplit(lines[0])
        host = parts.hostname if lines[0].isascii() and lines[0].isprintable() and " " not in lines[0] else ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("https", "http"):
        raise NotSent(f"`{program}` printed something that is no address", _PRINTS)
    if parts.scheme != "https" or parts.username:
        how = "with a name or password" if parts.username else "without encryption (http)"
        raise NotSent(f"`{program}` printed an address {how}", _PRINTS)
    return lines[0]


_PRINTS = "`media_upload.command` prints one line, the https:// address of the file; messages belong on stderr"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket. `where` names it in messages; `prefix` ends with a slash, or is empty."""

    where: str
    prefix: str
    sign: Sign = field(repr=False)

    def put(self, key: str, files: Sequence[File]) -> Hosted:
        names = [name_for(key, file) for file in files]
        yield Uploads(names)
        for name, file in zip(names, files, strict=True):
            self._require((yield self._put(name, file)), f"{file.path} cannot be uploaded to {self.where}")
        return [self.sign("GET", self.prefix + name, LASTS) for name in names]

    def remove(self, names: Sequence[str]) -> Removing:
        for name in names:
            answer = yield Request("DELETE", self.sign("DELETE", self.prefix + name, QUICKLY))
            if answer.status != 404 or _code(answer) == "NoSuchBucket":
                self._require(answer, f"{name} cannot be removed from {self.where}")

    def _put(self, name: str, file: File) -> Request:
        return Request("PUT", self.sign("PUT", self.prefix + name, QUICKLY), upload=file)

    def _require(self, answer: Response, what: str) -> None:
        if not 200 <= answer.status < 300:
            raise _refused(answer, what)


_HINTS = {
    "NoSuchBucket": "create the bucket, or correct `media_upload.bucket`",
    "SignatureDoesNotMatch": "`media_upload.secrets.secret_key` is not the key of that `access_key`",
    "InvalidAccessKeyId": "`media_upload.secrets.access_key` is not known there",
    "AccessDenied": "give the key the rights to put, get and delete objects in this bucket",
    "ExpiredToken": "get new temporary keys",
    "InvalidToken": "`media_upload.secrets.session_token` goes with temporary keys alone",
    "RequestTimeTooSkewed": "set this machine's clock",
    "AuthorizationQueryParametersError": "look at `media_upload.region`",
    "AuthorizationHeaderMalformed": "look at `media_upload.region`",
    "PermanentRedirect": "look at `media_upload.endpoint` and `region`",
}
"""Error code of the storage -> what to do. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html."""


def _refused(answer: Response, what: str) -> PublishError:
    """What an error of the storage stands for: the network itself was asked nothing yet."""
    code = _code(answer)
    message = f"{what}: " + (f"{code} ({answer.status})" if code else f"the storage answers with {answer.status}")
    if answer.status == 429 or answer.status >= 500:
        return Unavailable(message, "the next run tries again")
    hint = _HINTS.get(code, "look at `media_upload` in smm.toml; `smm doctor --online` tries it")
    if answer.status in (401, 403):
        return Unauthorised(message, hint)
    return NotSent(message, hint)


def _code(answer: Response) -> str:
    """`Code` of an XML error; "" where there is none."""
    found = re.search(rb"<Code>\s*([A-Za-z0-9.]{1,80})\s*</Code>", answer.body[:65536])
    return found[1].decode() if found else ""
