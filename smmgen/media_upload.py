"""How files come to a public address: keys of smm.toml, for networks that download media themselves."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from smmgen.secret_sources import SecretSource, Source, Table

KEYS = ("access_key", "secret_key", "session_token")
"""The secrets of a bucket; the last one belongs to temporary keys alone."""
_BUCKET = ("bucket", "endpoint", "region", "prefix", "path_style", "secrets")
_FOLDER = "must be an https:// address of a folder, without a query or a password"
_HOW = "write one of the two; docs/how-to/public-media.md says which"
_ENDPOINT = 'such as endpoint = "https://s3.example.com"; the storage\'s documentation has it'
_SERVER = "must be an https:// address of a server, without a query or a password"


def require_public(url: str) -> str:
    """The address, for pydantic. Raises ValueError for one that nobody else can fetch files below."""
    if not is_plain(url):
        raise ValueError(f"`media_base_url` {_FOLDER}", "such as https://files.example.com/project")
    return url


def is_plain(url: str, schemes: tuple[str, ...] = ("https",)) -> bool:
    """Whether it is an encrypted address of nothing but a host and a path."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme in schemes and parts.hostname and not (parts.query or parts.fragment or parts.username)
        return bool(plain) and url.isprintable() and " " not in url and (parts.port or 1) > 0
    except ValueError:
        return False


def _require_server(url: str) -> str:
    """Unencrypted only on this machine, as for `base_url`: a store for tests."""
    if not is_plain(url, ("https", "http")) or (url.startswith("http:") and not _is_here(url)):
        raise ValueError(f"`endpoint` {_SERVER}", "such as https://s3.example.com")
    return url.rstrip("/")


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


PublicAddress = Annotated[str, AfterValidator(require_public)]
Server = Annotated[str, AfterValidator(_require_server)]


class MediaUpload(Table):
    """A program that uploads a file, or a bucket of S3-compatible storage."""

    command: list[str] | None = Field(
        None,
        min_length=1,
        description="Program that uploads a file (arguments: path, name) and prints its address",
    )
    remove_command: list[str] | None = Field(
        None, min_length=1, description="Program that removes what `command` has uploaded (argument: the name)"
    )
    bucket: str | None = Field(
        None, pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", description="Name of the bucket; it need not be public"
    )
    endpoint: Server | None = Field(None, description="Address of the storage: https://s3.example.com")
    region: str = Field("us-east-1", min_length=1, description="Region of the bucket, as the storage names it")
    prefix: str = Field(
        "smm/",
        pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]*/)*$",
        description="Folder in the bucket; everything in it may be removed",
    )
    path_style: bool = Field(
        True, description="Whether the bucket is in the path of addresses (`HOST/BUCKET`) or their host (`BUCKET.HOST`)"
    )
    secrets: dict[str, SecretSource] = Field(
        default_factory=dict, description="Where the keys of the bucket are: `access_key`, `secret_key`"
    )

    @model_validator(mode="after")
    def _is_one_of_two(self) -> MediaUpload:
        kinds: tuple[Literal["command", "bucket"], ...] = ("command", "bucket")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError("`media_upload` needs either a `command` or a `bucket`", _HOW)
        if self.bucket and self.endpoint is None:
            raise ValueError("a `bucket` needs the address of its storage, `endpoint`", _ENDPOINT)
        for key in ("command", "remove_command"):
            if (words := getattr(self, key)) is not None and not words[0].strip():
                raise ValueError(f"`{key}` must begin with a program")
        strangers = ("remove_command",) if self.bucket else _BUCKET
        if stray := [key for key in strangers if key in self.model_fields_set]:
            raise ValueError(f"`{stray[0]}` does not go with a `{given[0]}`")
        return self

    def source(self, secret: str) -> Source | None:
        """Where this secret is; None where smm.toml does not say."""
        place = self.secrets[secret].place if secret in self.secrets else None
        return Source(f"media_upload.secrets.{secret}.{place[0]}", *place) if place else None
