"""Uploads against SeaweedFS, a store that somebody else wrote and that checks every signature."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from uploading import BUCKET, KEYS, NOW, STRANGER, Brand, brand_in, to_a_bucket

from smmgen.errors import NotSent, PublishError, Unauthorised
from smmgen.media_upload import MediaUpload
from smmgen.networks import hosting
from smmgen.networks.wire import File, Hosting
from smmgen.publishing.context import Context
from smmgen.publishing.doctor import doctor
from smmgen.secret_sources import SecretSource
from smmgen.transport.redaction import redacted
from smmgen.transport.uploads import hosting_of

pytestmark = pytest.mark.oracle

Run = Callable[[Any], Any]
numbers = itertools.count(1)


def signed(s3: str, method: str, path: str) -> httpx2.Response:
    """A call of the owner, signed in a header."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request = AWSRequest(method, f"{s3}/{path}")
    S3SigV4Auth(Credentials(*KEYS.values()), "s3", "us-east-1").add_auth(request)
    return httpx2.request(method, request.url, headers=dict(request.headers))


def objects(s3: str, bucket: str) -> list[str]:
    answer = signed(s3, "GET", f"{bucket}?list-type=2")
    assert answer.status_code == 200, answer.text
    return re.findall(r"<Key>([^<]+)</Key>", answer.text)


@pytest.fixture
def bucket(s3: str) -> str:
    name = f"{BUCKET}-{next(numbers)}"
    assert signed(s3, "PUT", name).status_code == 200
    return name


@pytest.fixture
def file(tmp_path: Path) -> File:
    (tmp_path / "Латте.jpg").write_bytes(b"a picture")
    return File("Латте.jpg", "image/jpeg", sha256(b"a picture").hexdigest())


def opened(s3: str, bucket: str, keys: dict[str, str] = KEYS) -> Hosting:
    secrets = {"access_key": SecretSource(env="S3_ACCESS"), "secret_key": SecretSource(env="S3_SECRET")}
    made = hosting_of(MediaUpload(bucket=bucket, endpoint=s3, secrets=secrets), keys)
    assert made is not None
    return made


def test_a_file_is_open_to_whoever_has_the_address_until_it_is_removed(
    s3: str, bucket: str, file: File, run: Run
) -> None:
    store = opened(s3, bucket)
    [address] = run(store.put("latte-1:insta:1:1", [file]))
    found = httpx2.get(address)
    assert (found.status_code, found.content, found.headers["content-type"]) == (200, b"a picture", "image/jpeg")
    [name] = objects(s3, bucket)
    plain, _, query = address.partition("?")
    assert plain == f"{s3}/{bucket}/{name}"
    signature = query.rpartition("X-Amz-Signature=")[2]
    wrong = address.replace(signature, signature[::-1])
    assert [httpx2.get(url).status_code for url in (plain, wrong)] == [403, 403]
    assert httpx2.put(address, content=b"x").status_code == 403
    assert signature not in redacted(address)
    run(store.remove([name.removeprefix("smm/")]))
    assert httpx2.get(address).status_code == 404
    assert objects(s3, bucket) == []
    run(store.remove([name.removeprefix("smm/")]))  # as another run may have done


def test_an_address_ends(s3: str, bucket: str, file: File, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "LASTS", 1)
    [address] = run(opened(s3, bucket).put("latte-1:insta:1:1", [file]))
    for _ in range(50):
        if httpx2.get(address).status_code == 403:
            return
        time.sleep(0.1)
    pytest.fail("it can still be fetched")


def test_an_empty_file_and_a_large_one(s3: str, bucket: str, tmp_path: Path, run: Run) -> None:
    for size in (0, 9_000_000):
        (tmp_path / "film.mp4").write_bytes(b"x" * size)
        film = File("film.mp4", "video/mp4", sha256(b"x" * size).hexdigest())
        [address] = run(opened(s3, bucket).put(f"film-{size}:insta:1:1", [film]))
        assert len(httpx2.get(address).content) == size


@pytest.mark.parametrize(
    ("keys", "bucket_name", "raised", "code"),
    [
        (KEYS | {"S3_SECRET": "another-secret-key"}, "", Unauthorised, "SignatureDoesNotMatch (403)"),
        (KEYS | {"S3_ACCESS": "AKIDOFNOBODY000001"}, "", Unauthorised, "InvalidAccessKeyId (403)"),
        (STRANGER, "", Unauthorised, "AccessDenied (403)"),
        (KEYS, "no-such-bucket", NotSent, "NoSuchBucket (404)"),
    ],
)
def test_what_it_refuses(
    keys: dict[str, str], bucket_name: str, raised: type[PublishError], code: str, s3: str, bucket: str, file: File,
    run: Run,
) -> None:  # fmt: skip
    with pytest.raises(raised) as caught:
        run(opened(s3, bucket_name or bucket, keys).put("latte-1:insta:1:1", [file]))
    assert code in caught.value.message
    assert caught.value.hint
    assert objects(s3, bucket) == []


# A whole publication


@pytest.fixture
def brand(tmp_path: Path, s3: str, bucket: str) -> Iterator[Brand]:
    with brand_in(tmp_path) as made:
        made.settle(to_a_bucket(s3, bucket))
        yield made


def test_a_publication_leaves_the_posts_and_nothing_else(brand: Brand, s3: str, bucket: str) -> None:
    report = brand.publish()
    assert report.counts == {"published": 2}
    assert len(brand.posted()) == 2
    assert objects(s3, bucket) == []
    written = brand.texts() + repr(report)
    assert not any(secret in written for secret in ("X-Amz-Signature", *KEYS.values()))


@pytest.mark.parametrize("where", ["sleep", "tell"])
def test_a_killed_publisher_leaves_no_orphan_after_the_next_run(where: str, brand: Brand, s3: str, bucket: str) -> None:
    brand.die(where)
    assert objects(s3, bucket) == [f"smm/{name}" for name in brand.uploads()]
    assert len(brand.uploads()) == 1
    brand.publish()
    assert set(brand.states().values()) == {"published"}
    assert len(brand.posted()) == 2
    assert objects(s3, bucket) == []
    assert brand.uploads() == []


def test_doctor_tries_it(brand: Brand, s3: str, bucket: str) -> None:
    def tried(keys: dict[str, str]) -> Any:
        checks = doctor(Context(brand.project, brand.config, NOW, brand.environ | keys), online=True)
        return [check for check in checks if check.name.startswith("media")][-1]

    assert tried({}).message.endswith("a file was uploaded and fetched, and removed")
    assert tried(STRANGER).verdict == "fail"
    assert "AccessDenied" in tried(STRANGER).message
    assert objects(s3, bucket) == []
