"""Where files get a public address: flows driven by hand."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from smmgen.errors import NotSent, PublishError, Rejected, Unauthorised, Unavailable
from smmgen.networks.hosting import LASTS, Bucket, ByProgram, name_for
from smmgen.networks.wire import Delivery, File, Program, Request, Response, Uploads

LATTE = File("content/media/Латте.JPG", "image/jpeg", "a" * 64)
RAF = File("content/media/raf.jpeg", "image/jpeg", "b" * 64)
KEY = "latte-1:insta:1:1"
NAMES = [name_for(KEY, LATTE), name_for(KEY, RAF)]


def signed(*words: object) -> str:
    return "https://s3.example/" + "|".join(map(str, words))


BUCKET = Bucket("the bucket `b-x` at s3.example", "smm/", signed)


def drive(flow: Generator[Any, Response, Any], *answers: Response) -> tuple[list[Any], Any]:
    """All steps of a flow that gets these answers, and what it returned."""
    steps, waiting = [], list(answers)
    try:
        step = next(flow)
        while True:
            steps.append(step)
            step = next(flow) if isinstance(step, Uploads) else flow.send(waiting.pop(0))
    except StopIteration as end:
        assert not waiting
        return steps, end.value


def printed(text: str | bytes) -> Response:
    return Response(200, body=text if isinstance(text, bytes) else text.encode())


def error(code: str, status: int) -> Response:
    return Response(status, body=f"<Error><Code>{code}</Code><Message>secret words</Message></Error>".encode())


def test_a_name_belongs_to_one_file_of_one_part_and_tells_nothing() -> None:
    assert name_for(KEY, LATTE) == NAMES[0]
    others = [name_for("latte-1:threads:1:1", LATTE), name_for(KEY, RAF), name_for(KEY, File(LATTE.path, "", "c" * 64))]
    assert len({NAMES[0], *others}) == 4
    assert NAMES[0].endswith(".jpg")
    assert NAMES[1].endswith(".jpeg")
    for name in (*NAMES, name_for(KEY, File("a/b.кофе", "", "")), name_for(KEY, File("a/no-ending", "", ""))):
        assert name.isascii()
        assert not {"/", " ", "л"} & set(name.lower())


def test_a_bucket_gets_each_file_and_gives_signed_addresses() -> None:
    steps, addresses = drive(BUCKET.put(KEY, [LATTE, RAF]), Response(200), Response(200))
    assert steps[0] == Uploads(NAMES)
    assert [(step.method, step.url, step.upload) for step in steps[1:]] == [
        ("PUT", f"https://s3.example/PUT|smm/{name}|900", file) for name, file in zip(NAMES, (LATTE, RAF), strict=True)
    ]
    assert addresses == [f"https://s3.example/GET|smm/{name}|{LASTS}" for name in NAMES]
    assert not any(step.creates for step in steps[1:])


def test_what_is_gone_is_removed() -> None:
    steps, _ = drive(BUCKET.remove(NAMES), Response(204), error("NoSuchKey", 404))
    assert [(step.method, step.url) for step in steps] == [
        ("DELETE", f"https://s3.example/DELETE|smm/{name}|900") for name in NAMES
    ]


@pytest.mark.parametrize(
    ("answer", "raised", "words", "hint"),
    [
        (error("SignatureDoesNotMatch", 403), Unauthorised, "SignatureDoesNotMatch (403)", "secrets.secret_key`"),
        (error("InvalidAccessKeyId", 403), Unauthorised, "InvalidAccessKeyId (403)", "secrets.access_key`"),
        (error("AccessDenied", 403), Unauthorised, "AccessDenied (403)", "rights to put, get and delete"),
        (error("NoSuchBucket", 404), NotSent, "NoSuchBucket (404)", "create the bucket"),
        (error("RequestTimeTooSkewed", 403), Unauthorised, "RequestTimeTooSkewed", "clock"),
        (error("EntityTooLarge", 400), NotSent, "EntityTooLarge (400)", "smm doctor --online"),
        (error("SlowDown", 503), Unavailable, "SlowDown (503)", "next run"),
        (Response(500, body=b"\xff<html>"), Unavailable, "the storage answers with 500", "next run"),
        (Response(411), NotSent, "the storage answers with 411", "`media_upload`"),
    ],
)
def test_what_a_storage_refuses(answer: Response, raised: type[PublishError], words: str, hint: str) -> None:
    with pytest.raises(PublishError) as caught:
        drive(BUCKET.put(KEY, [LATTE]), answer)
    assert type(caught.value) is raised
    assert caught.value.retryable
    assert caught.value.message.startswith(f"{LATTE.path} cannot be uploaded to the bucket `b-x` at s3.example: ")
    assert words in caught.value.message
    assert "secret words" not in caught.value.message
    assert hint in caught.value.hint


def test_a_bucket_that_is_gone_cannot_be_cleared() -> None:
    with pytest.raises(NotSent, match=r"cannot be removed from the bucket `b-x` at s3\.example: NoSuchBucket"):
        drive(BUCKET.remove(NAMES), error("NoSuchBucket", 404))


def test_a_program_gets_the_file_and_a_name_and_prints_the_address() -> None:
    hosting = ByProgram(["scripts/put", "-q"], ["scripts/remove"])
    steps, addresses = drive(hosting.put(KEY, [LATTE]), printed(f"\n https://m.example/{NAMES[0]}?a=b \r\n"))
    assert steps == [Uploads(NAMES[:1]), Program(["scripts/put", "-q"], NAMES[0], LATTE)]
    assert addresses == [f"https://m.example/{NAMES[0]}?a=b"]
    assert drive(hosting.remove(NAMES[:1]), printed("ok"))[0] == [Program(["scripts/remove"], NAMES[0])]


def test_without_a_way_to_remove_nothing_is_kept_to_be_removed() -> None:
    steps, _ = drive(ByProgram(["put"]).put(KEY, [LATTE]), printed("https://m.example/x"))
    assert steps == [Program(["put"], NAMES[0], LATTE)]
    assert drive(ByProgram(["put"]).remove(NAMES)) == ([], None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "printed no address"),
        (" \n\n", "printed no address"),
        ("uploading...\nhttps://m.example/x", "printed 2 lines"),
        ("http://m.example/x?key=abc", "printed an address without encryption (http)"),
        ("https://u:secret@m.example/x", "printed an address with a name or password"),
        ("m.example/x", "printed something that is no address"),
        ("ftp://m.example/x", "printed something that is no address"),
        ("https://", "printed something that is no address"),
        ("https://[", "printed something that is no address"),
        ("https://m.example/a b", "printed something that is no address"),
        ("https://m.example/латте.jpg", "printed something that is no address"),
        (b"\xff\xfe\x00", "printed something that is no address"),
        ("https://m.example/\x1b[31m", "printed something that is no address"),
    ],
)
def test_what_is_no_address(text: str | bytes, why: str) -> None:
    with pytest.raises(NotSent) as caught:
        drive(ByProgram(["scripts/put"]).put(KEY, [LATTE]), printed(text))
    assert caught.value.message == f"`scripts/put` {why}"
    assert "one line, the https:// address" in caught.value.hint


def delivery(**more: Any) -> Delivery:
    media = [{"path": file.path, "type": file.mime, "sha256": file.sha256} for file in (LATTE,)]
    return Delivery({"media": media}, KEY, **more)


def test_a_server_that_has_the_files_goes_first() -> None:
    steps, addresses = drive(delivery(media_base_url="https://files.example/a/", hosting=BUCKET).addresses())
    assert (steps, addresses) == ([], ["https://files.example/a/content/media/%D0%9B%D0%B0%D1%82%D1%82%D0%B5.JPG"])


def test_a_part_without_files_needs_no_address() -> None:
    assert drive(Delivery({"media": []}, KEY).addresses()) == ([], [])
    assert drive(Delivery({"media": []}, KEY, hosting=BUCKET).addresses()) == ([], [])


def test_an_account_without_any_way_is_told_all_three() -> None:
    with pytest.raises(Rejected) as caught:
        drive(delivery().addresses())
    assert "media_base_url" in caught.value.hint
    assert "with a bucket or a program" in caught.value.hint


def test_a_request_that_uploads_shows_no_signature() -> None:
    steps, _ = drive(BUCKET.put(KEY, [LATTE]), Response(200))
    assert isinstance(steps[1], Request)
    assert repr(steps[1]) == "<Request PUT s3.example>"
    assert "sign" not in repr(BUCKET)
