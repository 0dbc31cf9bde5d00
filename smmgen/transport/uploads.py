"""The hosting that an account's `media_upload` describes: its keys are read, and addresses are signed, when needed.

Signing is botocore's, the implementation of those who define the signature, and nothing else of it is used: calls go
through the driver, as those of networks do. Its signers read neither the environment nor files in the home folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import quote, urlsplit

from smmgen.errors import NotSent, UserError
from smmgen.media_upload import KEYS, MediaUpload
from smmgen.networks.hosting import Bucket, ByProgram
from smmgen.networks.wire import Hosting
from smmgen.secret import NO_SECRET, Secret
from smmgen.transport import token_sources
from smmgen.transport.redaction import remember_session
from smmgen.transport.tokens import held

_EXTRA = "run `pip install 'smmgen[s3]'`"


def hosting_of(upload: MediaUpload | None, environ: Mapping[str, str]) -> Hosting | None:
    """Nothing is read or started before it is used."""
    if upload is None:
        return None
    if upload.command:
        return ByProgram(upload.command, upload.remove_command or ())
    return Bucket(where(upload), upload.prefix, _Signer(upload, environ).sign)


def where(upload: MediaUpload) -> str:
    """The bucket or program, for people."""
    if upload.command:
        return f"`{upload.command[0]}`"
    return f"the bucket `{upload.bucket}` at {urlsplit(upload.endpoint or '').netloc}"


def problems(upload: MediaUpload, environ: Mapping[str, str]) -> Iterator[str]:
    """Why nothing can be uploaded, one line each."""
    if not upload.bucket:
        return
    if find_spec("botocore") is None:
        yield f"`media_upload.bucket` needs an extra: {_EXTRA}"
    for name in KEYS:
        try:
            _secret(upload, name, environ)
        except UserError as error:
            yield error.message


def _secret(upload: MediaUpload, name: str, environ: Mapping[str, str]) -> Secret:
    source = upload.source(name)
    if source is None:
        return NO_SECRET
    try:
        return held(token_sources.read_source(source, "", environ)).token
    except UserError as error:
        where = f"(`{source.key}`)"
        raise error if where in error.message else UserError(f"{error.message} {where}", error.hint) from None


@dataclass(slots=True)
class _Signer:
    """Signs addresses of objects in a bucket (AWS Signature Version 4, in the query)."""

    upload: MediaUpload
    environ: Mapping[str, str] = field(repr=False)
    _secrets: Mapping[str, Secret] = field(default_factory=dict, repr=False)

    def sign(self, method: str, name: str, seconds: int) -> str:
        """The address at which this can be done to the object for so long. Raises NotSent."""
        try:
            from botocore.auth import S3SigV4QueryAuth
            from botocore.awsrequest import AWSRequest
            from botocore.credentials import Credentials
        except ImportError:
            raise NotSent("`media_upload.bucket` needs an extra", _EXTRA) from None
        words = [secret.reveal() for secret in self._read()]
        request = AWSRequest(method, self._address(name))
        credentials = Credentials(words[0], words[1], words[2] or None)
        S3SigV4QueryAuth(credentials, "s3", self.upload.region, expires=seconds).add_auth(request)
        url = str(request.url)
        remember_session(url.partition("X-Amz-Signature=")[2].partition("&")[0])
        return url

    def _read(self) -> list[Secret]:
        if not self._secrets:
            try:
                self._secrets = {name: _secret(self.upload, name, self.environ) for name in KEYS}
            except UserError as error:
                raise NotSent(error.message, error.hint) from error
        return [self._secrets[name] for name in KEYS]

    def _address(self, name: str) -> str:
        upload, path = self.upload, quote(name)
        if upload.path_style:
            return f"{upload.endpoint}/{upload.bucket}/{path}"
        scheme, _, host = (upload.endpoint or "").partition("://")
        return f"{scheme}://{upload.bucket}.{host}/{path}"
