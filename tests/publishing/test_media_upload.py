"""Files are uploaded when a network is about to fetch them, and removed when nobody needs them, whatever happens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from published import missing
from uploading import BUCKET, KEYS, NOW, Brand, Store, brand_in, store, to_a_bucket

from smmgen.config import Config
from smmgen.errors import UserError
from smmgen.publishing.context import Context
from smmgen.publishing.doctor import doctor
from smmgen.publishing.dry_run import dry_run
from smmgen.publishing.idle import idle
from smmgen.publishing.payloads import read_build
from smmgen.publishing.rehearse import FOLDER, rehearse, wipe
from smmgen.rehearsal import read_posts

ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Brand, Store]]:
    """The networks, the store and the built brand of all tests."""
    with store() as running, brand_in(tmp_path_factory.mktemp("stage")) as made:
        made.settle(to_a_bucket(running.url))
        yield made, running


@pytest.fixture
def brand(stage: tuple[Brand, Store], tmp_path: Path) -> Brand:
    return stage[0].copied(tmp_path / "brand")


@pytest.fixture
def bucket(stage: tuple[Brand, Store]) -> Store:
    """Empty again."""
    stage[1].clear()
    return stage[1]


@pytest.fixture
def ready(brand: Brand, bucket: Store) -> Brand:
    """The brand, with what it takes to upload to the bucket."""
    if find_spec("botocore") is None:
        missing("no botocore: pip install -e '.[s3]'")
    return brand


def later(by: timedelta) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) + by


def test_it_is_there_while_it_is_fetched_and_gone_when_the_post_is_out(ready: Brand, bucket: Store) -> None:
    report = ready.publish()
    assert report.counts == {"published": 2}
    assert report.notices == []
    data = (ready.project / "content/media/Латте.jpg").read_bytes()
    assert len(ready.posted()) == 2
    assert len(data) > 1000
    put = bucket.of("PUT")
    assert len(set(put)) == 2  # the accounts do not share a file: one of them may be done with it earlier
    assert all(re.fullmatch(rf"/{BUCKET}/smm/[0-9a-f]{{32}}\.jpg", path) for path in put)
    assert sorted(bucket.of("DELETE")) == sorted(put)
    assert bucket.objects == {}
    assert ready.uploads() == []
    assert ready.publish().counts == {}
    assert len(bucket.of("PUT")) == 2


def test_no_signature_and_no_key_is_written_down(ready: Brand, bucket: Store) -> None:
    bucket.refuse["PUT"] = 403
    report = ready.publish()
    assert report.counts == {"failed": 2}
    bucket.refuse.clear()
    ready.publish()
    told = ready.texts() + repr(report)
    assert "X-Amz-Signature" not in told
    assert not any(secret in told for secret in KEYS.values())


def test_a_store_that_refuses_is_told_and_tried_again(ready: Brand, bucket: Store) -> None:
    bucket.refuse["PUT"] = 403
    report = ready.publish()
    assert "cannot be uploaded to the bucket `teplo-media`" in report.rows[0].reason
    assert "AccessDenied (403); give the key the rights" in report.rows[0].reason
    assert ready.posted() == []
    bucket.refuse.clear()
    assert ready.publish().counts == {"published": 2}
    assert bucket.objects == {}


@pytest.mark.parametrize("where", ["sleep", "tell"])
def test_a_killed_run_leaves_nothing_after_the_next_one(where: str, ready: Brand, bucket: Store) -> None:
    """While the network was still busy, and when the post was out and its file not yet removed."""
    ready.die(where)
    assert len(bucket.objects) == len(ready.uploads()) == 1
    assert ready.publish().counts["published"] >= 1
    assert set(ready.states().values()) == {"published"}
    assert len(ready.posted()) == 2
    assert bucket.objects == {}
    assert ready.uploads() == []


def test_a_run_that_only_has_to_remove_something_is_not_skipped(ready: Brand, bucket: Store) -> None:
    ready.publish()
    assert idle(ready.project, NOW, NOW) is not None
    row = ready.rows()[0]
    with ready.ledger() as ledger:
        ledger.move(row, replace(row, uploads="left.jpg"))
    assert idle(ready.project, NOW, NOW) is None
    assert ready.publish().counts == {}
    assert bucket.of("DELETE")[-1] == f"/{BUCKET}/smm/left.jpg"
    assert idle(ready.project, NOW, NOW) is not None


def test_what_is_needed_again_is_uploaded_again_under_its_name(ready: Brand, bucket: Store) -> None:
    """The address of the killed run need not be valid any more, and the file need not be there."""
    ready.write("insta")
    ready.build()
    ready.die("sleep")
    bucket.objects.clear()
    [row] = ready.rows()
    known = row.reference["known"]
    with ready.ledger() as ledger:
        ledger.move(row, replace(row, reference={}))
    assert known
    assert ready.publish().counts == {"published": 1}
    assert len(bucket.of("PUT")) == 2
    assert len(set(bucket.of("PUT"))) == 1
    assert bucket.objects == {}


def test_a_container_that_is_ready_needs_no_second_upload(ready: Brand, bucket: Store) -> None:
    ready.write("insta")
    ready.build()
    ready.die("sleep")
    assert ready.publish().counts == {"published": 1}
    assert len(bucket.of("PUT")) == 1
    assert bucket.objects == {}


def test_a_file_that_was_replaced_meanwhile_leaves_no_trace_either(ready: Brand, bucket: Store) -> None:
    ready.die("sleep")
    ready.draw("#dddddd")
    ready.build()
    assert ready.publish().counts == {"published": 2}
    assert len(set(bucket.of("PUT"))) == 3
    assert bucket.objects == {}


def test_it_is_removed_when_the_post_came_too_late(ready: Brand, bucket: Store) -> None:
    ready.die("sleep")
    assert ready.publish(now=NOW + 30 * ONE_DAY).counts["missed"] == 2
    assert bucket.objects == {}
    assert ready.uploads() == []


def test_it_stays_while_the_next_run_may_need_it_and_no_longer(ready: Brand, bucket: Store) -> None:
    """A post that was taken out of the build after a run was killed."""
    ready.die("sleep")
    ready.write("threads")
    ready.build()
    ready.publish()
    assert len(bucket.objects) == 1
    ready.publish(clock=later(timedelta(hours=4)))
    assert bucket.objects == {}


def test_it_is_removed_when_the_network_refuses_the_post(ready: Brand, bucket: Store) -> None:
    ready.write("insta")
    ready.build()
    bucket.gives = b"GIF89a, not a JPEG"
    report = ready.publish()
    assert report.counts == {"failed": 1}
    [row] = ready.rows()
    assert not row.retryable
    assert bucket.objects == {}
    assert row.uploads == ""


def test_what_cannot_be_removed_is_said_and_tried_again(ready: Brand, bucket: Store) -> None:
    bucket.refuse["DELETE"] = 403
    report = ready.publish()
    assert report.counts == {"published": 2}
    assert [note.partition(":1:1: ")[2] for note in report.notices] == [
        f"what was uploaded for it is still there; the next run tries again: {name} cannot be removed from the bucket "
        f"`{BUCKET}` at {bucket.url.removeprefix('http://')}: AccessDenied (403); give the key the rights to put, get "
        "and delete objects in this bucket"
        for name in (entry.uploads for entry in ready.rows())
    ]
    bucket.refuse.clear()
    assert ready.publish().notices == []
    assert bucket.objects == {}


def test_settings_that_are_gone_are_said_once(ready: Brand, bucket: Store) -> None:
    ready.die("tell")
    [name] = ready.uploads()
    ready.settle("", 'media_base_url = "https://files.example"')
    notices = [note for note in ready.publish().notices if "remove these files yourself" in note]
    assert len(notices) == 1
    assert name in notices[0]
    assert not any("remove these" in note for note in ready.publish().notices)


def test_missing_keys_are_told_with_the_tokens_before_anything_is_sent(ready: Brand, bucket: Store) -> None:
    del ready.environ["S3_SECRET"], ready.environ["B"]
    with pytest.raises(UserError) as caught:
        ready.publish()
    assert "`B` is not set" in caught.value.message
    assert caught.value.message.count("`S3_SECRET` is not set (`media_upload.secrets.secret_key.env`)") == 1
    assert bucket.calls == []


def test_nothing_is_uploaded_in_a_build_a_dry_run_or_a_rehearsal(ready: Brand, bucket: Store) -> None:
    with ready.ledger() as ledger:
        shown = dry_run(Context(ready.project, ready.config, NOW), ledger)
    calls = [json.dumps(part.first, ensure_ascii=False) for part in shown.parts]
    assert any("https://<media_upload>/content/media/" in call for call in calls)
    try:
        report = rehearse(Context(ready.project, ready.config, NOW, sleep=lambda seconds: None)).report
        assert report.counts == {"published": 2}
        assert len(read_posts(ready.project / FOLDER)) == 2
    finally:
        wipe(ready.project)
    assert bucket.calls == []


def test_the_way_to_a_public_address_changes_no_payload(ready: Brand) -> None:
    def payloads() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in (ready.project / "build/payloads").rglob("*.json")}

    before = payloads()
    ready.settle('[media_upload]\ncommand = ["scripts/put"]\n')
    assert payloads() == before
    assert len(before) == 2


def looked(brand: Brand, online: bool = True) -> dict[str, Any]:
    checks = doctor(Context(brand.project, brand.config, NOW, brand.environ), online=online)
    return {f"{check.name}, {number}": check for number, check in enumerate(checks) if check.name.startswith("media")}


def test_doctor_puts_fetches_and_removes_a_picture_once_for_all_accounts(ready: Brand, bucket: Store) -> None:
    offline = looked(ready, online=False)
    assert [check.verdict for check in offline.values()] == ["ok"]
    assert bucket.calls == []
    [_, tried] = looked(ready).values()
    assert tried.name == "media of insta, threads"
    assert tried.verdict == "ok"
    assert tried.message.endswith("a file was uploaded and fetched, and removed")
    assert [method for method, _ in bucket.calls] == ["PUT", "GET", "DELETE", "GET"]
    assert bucket.objects == {}
    assert not (ready.project / "smm-doctor.jpg").exists()


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("PUT", "smm-doctor.jpg cannot be uploaded"),
        ("GET", "its address answers with 403"),
        ("DELETE", "cannot be removed"),
    ],
)
def test_doctor_says_what_fails(method: str, message: str, ready: Brand, bucket: Store) -> None:
    bucket.refuse[method] = 403
    [_, tried] = looked(ready).values()
    assert tried.verdict == "fail"
    assert message in tried.message
    assert tried.hint


def test_doctor_says_that_a_key_is_missing(ready: Brand, bucket: Store) -> None:
    del ready.environ["S3_ACCESS"]
    [check] = looked(ready).values()
    assert (check.verdict, check.message) == ("warn", "`S3_ACCESS` is not set (`media_upload.secrets.access_key.env`)")
    assert bucket.calls == []


# A server that has the files


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def served(brand: Brand) -> Iterator[Config]:
    """The brand's configuration, with its folder on a server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(brand.project)))
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    base, found = f"http://127.0.0.1:{server.server_port}/", brand.config
    accounts = {name: one.model_copy(update={"media_base_url": base}) for name, one in found.accounts.items()}
    yield found.model_copy(update={"accounts": accounts})
    server.shutdown()
    server.server_close()
    thread.join()


def test_doctor_looks_whether_the_server_has_the_next_file(brand: Brand, served: Config) -> None:
    def look() -> list[tuple[str, str, str]]:
        checks = doctor(Context(brand.project, served, NOW, brand.environ), online=True)
        return [(one.name, one.verdict, one.message) for one in checks if "media" in one.name]

    [path] = {item["path"] for planned in read_build(brand.project) for item in planned.media}
    assert [(name, verdict) for name, verdict, _ in look()] == [("media of insta", "ok"), ("media of threads", "ok")]
    (brand.project / path).write_bytes(b"another file")
    assert all("is another file (12 bytes)" in message for _, _, message in look())
    (brand.project / path).unlink()
    assert {verdict for _, verdict, _ in look()} == {"fail"}
    assert all("the server answers with 404" in message for _, _, message in look())


# A program


def program(brand: Brand, name: str, text: str) -> None:
    path = brand.project / "scripts" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh -eu\n{text}\n")
    path.chmod(0o755)


BY_PROGRAM = '[media_upload]\ncommand = ["scripts/put"]\nremove_command = ["scripts/remove"]\n'


def test_a_program_uploads_at_publication_and_removes_at_its_end(brand: Brand) -> None:
    """Its address is one that the network cannot fetch: it is asked for it all the same."""
    brand.settle(BY_PROGRAM)
    program(brand, "put", 'cp "$1" "up-$2"; echo "put $2" >>log; echo "https://m.example/$2?key=0123456789abcdef"')
    program(brand, "remove", 'rm -f "up-$1"; echo "remove $1" >>log')
    report = brand.publish()
    assert report.counts == {"failed": 2}
    log = (brand.project / "log").read_text().split()[::2]
    assert log.count("put") == 2
    assert "0123456789abcdef" not in brand.texts().replace("?key=0123456789abcdef", "", 1) + repr(report)
    left = [path.name.removeprefix("up-") for path in brand.project.glob("up-*")]
    assert sorted(left) == brand.uploads()
    brand.publish(now=NOW + 30 * ONE_DAY)
    assert not list(brand.project.glob("up-*"))
    assert brand.uploads() == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("true", "`scripts/put` printed no address"),
        ("echo http://m.example/x", "`scripts/put` printed an address without encryption (http)"),
        ("echo a; echo b", "`scripts/put` printed 2 lines"),
        ("echo full >&2; exit 3", "`scripts/put` ended with 3: full"),
    ],
)
def test_a_program_that_fails(text: str, why: str, brand: Brand) -> None:
    brand.settle(BY_PROGRAM)
    program(brand, "put", text)
    program(brand, "remove", "true")
    report = brand.publish()
    assert report.counts == {"failed": 2}
    assert all(row.reason.startswith(why) for row in report.rows)
    assert brand.posted() == []


def test_a_program_that_cannot_be_run(brand: Brand) -> None:
    brand.settle(BY_PROGRAM)
    [check] = looked(brand, online=False).values()
    assert (check.verdict, check.message) == ("fail", "`scripts/put` and `scripts/remove` cannot be run")
    assert all(row.reason.startswith("`scripts/put` cannot be run: no such file") for row in brand.publish().rows)
    program(brand, "put", "echo https://m.example/x")
    (brand.project / "scripts/put").chmod(0o644)
    assert all(row.reason.startswith("`scripts/put` cannot be run: permission denied") for row in brand.publish().rows)
