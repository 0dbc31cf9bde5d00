"""Signed addresses of a bucket: the example of AWS's own documentation, and where keys come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from published import missing

from smmgen.errors import NotSent
from smmgen.media_upload import MediaUpload
from smmgen.networks.hosting import Bucket
from smmgen.secret_sources import SecretSource
from smmgen.transport.redaction import redacted
from smmgen.transport.uploads import hosting_of, problems

KEYS = {
    "ID": "AKIAIOSFODNN7EXAMPLE",
    "KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "SESSION": "a-session-token/+=",
}
SECRETS = {"access_key": SecretSource(env="ID"), "secret_key": SecretSource(env="KEY")}
NOON = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _has_signer() -> None:
    if find_spec("botocore") is None:
        missing("no botocore: pip install -e '.[s3]'")


def bucket(environ: Mapping[str, str] = KEYS, **more: Any) -> Bucket:
    usual = {"bucket": "examplebucket", "endpoint": "https://s3.amazonaws.com", "secrets": SECRETS}
    made = hosting_of(MediaUpload(**{**usual, **more}), environ)
    assert isinstance(made, Bucket)
    return made


@time_machine.travel(NOON, tick=False)
def test_the_example_of_the_documentation() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html"""
    assert bucket(path_style=False).sign("GET", "test.txt", 86400) == (
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
        "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


def test_the_bucket_is_in_the_path_unless_asked_otherwise() -> None:
    found = urlsplit(bucket(region="ru-central1").sign("PUT", "smm/a b.jpg", 900))
    assert (found.netloc, found.path) == ("s3.amazonaws.com", "/examplebucket/smm/a%20b.jpg")
    assert "/ru-central1/s3/aws4_request" in parse_qs(found.query)["X-Amz-Credential"][0]


def test_variables_of_other_tools_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(NOON, tick=False):
        before = bucket().sign("GET", "test.txt", 60)
        for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "REGION", "PROFILE", "ENDPOINT_URL_S3"):
            monkeypatch.setenv(f"AWS_{name}", "another-one")
        assert bucket().sign("GET", "test.txt", 60) == before


def test_temporary_keys() -> None:
    url = bucket(secrets=SECRETS | {"session_token": SecretSource(env="SESSION")}).sign("GET", "a.jpg", 60)
    assert parse_qs(urlsplit(url).query)["X-Amz-Security-Token"] == [KEYS["SESSION"]]


def test_signature_and_keys_are_secrets_from_then_on() -> None:
    url = bucket().sign("GET", "a.jpg", 60)
    shown = redacted(f"failed: {url} with {KEYS['KEY']}")
    assert "X-Amz-Signature=[secret] with [secret]" in shown
    assert KEYS["ID"] not in shown
    assert url.rpartition("=")[2] not in redacted(url.replace("&", "&amp;"))


def test_a_key_that_is_missing_is_named() -> None:
    with pytest.raises(NotSent, match=r"`KEY` is not set \(`media_upload\.secrets\.secret_key\.env`\)"):
        bucket({"ID": KEYS["ID"]}).sign("GET", "a.jpg", 60)
    upload = MediaUpload(bucket="b-x", endpoint="https://s3.example", secrets=SECRETS)
    assert list(problems(upload, {"ID": "abc", "KEY": "two words"})) == [
        "the token is too short: it has 3 characters, not 6 or more (`media_upload.secrets.access_key.env`)",
        "the token contains whitespace (`media_upload.secrets.secret_key.env`)",
    ]
