from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Generator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from stage import TOKEN, Clock, FakeServer, free_port

from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, Rejected, Unavailable
from smmgen.networks.wire import File, Progress, Request, Response
from smmgen.transport.driver import Driver
from smmgen.transport.rate_limits import seconds_used_up
from smmgen.transport.redaction import redacted, remember


@pytest.fixture
def driver(tmp_path: Path, clock: Clock) -> Iterator[Driver]:
    with Driver(tmp_path, sleep=clock.sleep, timeout=httpx2.Timeout(1)) as one:
        yield one


def flow(*requests: Request) -> Generator[Request, Response, list[int]]:
    statuses = []
    for request in requests:
        response = yield request
        statuses.append(response.status)
    return statuses


def create(net: FakeServer, **more: Any) -> Request:
    return Request("POST", f"{net.url}/posts", json={"text": "hi", "key": "k"}, creates=True, **more)


CREATING = [
    # effect, what the driver says, posts made
    ("reset-before", Ambiguous, 0),
    ("reset-after", Ambiguous, 1),
    ("truncate", Ambiguous, 1),
    ("huge", Ambiguous, 1),
    ("301", Rejected, 0),
    ("303", Ambiguous, 0),
]


@pytest.mark.parametrize(("effect", "error", "made"), CREATING, ids=[t[0] for t in CREATING])
def test_the_creating_call_gets_one_attempt(
    net: FakeServer, driver: Driver, effect: str, error: type[PublishError], made: int
) -> None:
    net.effects["/posts"] = [effect]
    with pytest.raises(error):
        driver.run(flow(create(net)), lambda: None)
    assert net.count("/posts") == 1
    assert len(net.posts) == made


@pytest.mark.parametrize("status", ["500", "502", "429", "400", "308"])
def test_an_answer_to_the_creating_call_is_the_flows_business(net: FakeServer, driver: Driver, status: str) -> None:
    net.effects["/posts"] = [status, status]
    assert driver.run(flow(create(net)), lambda: None) == [int(status)]
    assert net.count("/posts") == 1


def test_nothing_listens_so_nothing_was_sent(driver: Driver, clock: Clock) -> None:
    called = []
    request = Request("POST", f"http://127.0.0.1:{free_port()}/posts", json={}, creates=True)
    with pytest.raises(NotSent, match=r"no connection to 127\.0\.0\.1"):
        driver.run(flow(request), lambda: called.append(1))
    assert called == [1]
    assert clock.slept == []


def test_no_such_host_so_nothing_was_sent(tmp_path: Path) -> None:
    def no_such_host(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("Name or service not known", request=request)

    with Driver(tmp_path, transport=httpx2.MockTransport(no_such_host)) as driver, pytest.raises(NotSent):
        driver.run(flow(Request("POST", "https://no.example/posts", json={}, creates=True)), lambda: None)


BREAKS = [
    # where the line breaks, what the driver says of a creating call
    (httpx2.ConnectError, NotSent),
    (httpx2.ConnectTimeout, NotSent),
    (httpx2.PoolTimeout, NotSent),
    (httpx2.ProxyError, NotSent),
    (httpx2.WriteError, Ambiguous),
    (httpx2.WriteTimeout, Ambiguous),
    (httpx2.ReadError, Ambiguous),
    (httpx2.ReadTimeout, Ambiguous),
    (httpx2.CloseError, Ambiguous),
    (httpx2.RemoteProtocolError, Ambiguous),
    (httpx2.LocalProtocolError, Ambiguous),
    (httpx2.DecodingError, Ambiguous),
    (ConnectionResetError, Ambiguous),
    (ssl.SSLError, Ambiguous),
]


@pytest.mark.parametrize(("broke", "error"), BREAKS, ids=[one[0].__name__ for one in BREAKS])
def test_only_a_line_that_never_stood_has_carried_nothing(
    tmp_path: Path, broke: type[Exception], error: type[PublishError]
) -> None:
    """While the call is being written, any part of it may have arrived, and the last byte too."""

    def breaks(request: httpx2.Request) -> httpx2.Response:
        raise broke("it broke")

    with Driver(tmp_path, transport=httpx2.MockTransport(breaks)) as driver, pytest.raises(error):
        driver.run(flow(Request("POST", "https://example.com/posts", json={}, creates=True)), lambda: None)


@pytest.mark.parametrize(
    "url", ["http://[", "https://[::1", "https://exa mple", "http://\ud800/", "", "x", "//a", "https://"]
)
@pytest.mark.parametrize("creates", [True, False])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str, creates: bool) -> None:
    """Networks name addresses to upload to."""
    with Driver(tmp_path, sleep=lambda seconds: None) as driver, pytest.raises(PublishError):
        driver.run(flow(Request("POST", url, json={}, creates=creates)), lambda: None)


def test_a_long_wait_before_asking_again_is_the_flows_business(net: FakeServer, driver: Driver, clock: Clock) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(429, headers={"Retry-After": "45"})

    with Driver(driver._project, sleep=clock.sleep, transport=httpx2.MockTransport(answer)) as patient:
        assert patient.run(flow(Request("GET", "https://example.com/a"))) == [429]
    assert clock.slept == []


def test_limits_of_an_answer_that_is_an_error_say_nothing_about_the_next_call(tmp_path: Path, clock: Clock) -> None:
    """The flow reads the error itself, and what it says about waiting may be another thing."""
    used_up = {"RateLimit-Remaining": "0", "RateLimit-Reset": "600"}
    statuses = [404, 200]

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(statuses.pop(0), headers=used_up)

    with Driver(tmp_path, sleep=clock.sleep, transport=httpx2.MockTransport(answer)) as driver:
        asking = Request("GET", "https://example.com/a")
        assert driver.run(flow(asking, asking)) == [404, 200]
        with pytest.raises(RateLimited):
            driver.run(flow(asking))


def test_a_plain_server_where_tls_is_due_gets_nothing(net: FakeServer, driver: Driver) -> None:
    with pytest.raises(NotSent):
        driver.run(
            flow(Request("POST", net.url.replace("http:", "https:") + "/posts", json={}, creates=True)), lambda: None
        )
    assert net.bodies == []


def test_the_record_is_made_before_the_creating_call_and_not_before_uploads(net: FakeServer, driver: Driver) -> None:
    seen: list[int] = []
    upload = Request("POST", f"{net.url}/upload", content=b"x")
    driver.run(flow(upload, create(net)), lambda: seen.append(len(net.requests)))
    assert seen == [1]


def test_when_the_record_cannot_be_made_nothing_is_sent(net: FakeServer, driver: Driver) -> None:
    def disk_full() -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        driver.run(flow(create(net)), disk_full)
    assert net.requests == []


def test_what_goes_wrong_after_the_answer_is_a_doubt(net: FakeServer, driver: Driver) -> None:
    request = Request("GET", f"http://127.0.0.1:{free_port()}/permalink")
    with pytest.raises(Ambiguous, match="after the creating call was answered"):
        driver.run(flow(create(net), request), lambda: None)


def test_a_flow_that_only_looks_creates_nothing(net: FakeServer, driver: Driver) -> None:
    with pytest.raises(RuntimeError):
        driver.run(flow(create(net)))
    assert net.requests == []


READS = [
    # effects, answers, requests, waits
    (["reset-before", "truncate"], [200], 3, [1, 2]),
    (["503", "500"], [200], 3, [1, 2]),
    (["429"], [200], 2, [7]),
    (["500"] * 9, [500], 4, [1, 2, 4]),
    (["404"], [404], 1, []),
]


@pytest.mark.parametrize(("effects", "answers", "requests", "waits"), READS, ids=[",".join(t[0]) for t in READS])
def test_reads_and_uploads_may_be_repeated(
    net: FakeServer,
    driver: Driver,
    clock: Clock,
    effects: list[str],
    answers: list[int],
    requests: int,
    waits: list[float],
) -> None:
    net.effects["/upload"] = list(effects)
    assert driver.run(flow(Request("POST", f"{net.url}/upload", content=b"x"))) == answers
    assert net.count("/upload") == requests
    assert clock.slept == waits


def test_a_read_that_never_answers_was_not_sent(net: FakeServer, driver: Driver) -> None:
    net.effects["/me"] = ["reset-before"] * 9
    with pytest.raises(NotSent):
        driver.run(flow(Request("GET", f"{net.url}/me")))
    assert net.count("/me") == 4


def test_waiting_before_asking_again_goes_through_the_clock(net: FakeServer, driver: Driver, clock: Clock) -> None:
    driver.run(flow(Request("GET", f"{net.url}/me", poll_after=2.5)))
    assert clock.slept == [2.5]


def test_files_are_streamed_and_checked(net: FakeServer, driver: Driver, tmp_path: Path) -> None:
    picture = os.urandom(300_000)
    (tmp_path / "кофе.jpg").write_bytes(picture)
    file = File("кофе.jpg", "image/jpeg", "sha256:" + sha256(picture).hexdigest())
    whole = Request("PUT", f"{net.url}/raw", upload=file)
    form = Request("POST", f"{net.url}/upload", form={"alt": "снег"}, files={"photo": file})
    assert driver.run(flow(whole, form)) == [200, 200]
    assert net.bodies[0] == picture
    assert picture in net.bodies[1]
    assert 'name="photo"; filename="кофе.jpg"'.encode() in net.bodies[1]
    assert b"Content-Type: image/jpeg" in net.bodies[1]


@pytest.mark.parametrize("path", ["gone.jpg", "../outside.jpg", "link.jpg", "changed.jpg"])
def test_files_that_are_not_what_was_built_are_not_sent(
    net: FakeServer, driver: Driver, tmp_path: Path, path: str
) -> None:
    outside = tmp_path.parent / "outside.jpg"
    outside.write_bytes(b"secret")
    (tmp_path / "link.jpg").symlink_to(outside)
    (tmp_path / "changed.jpg").write_bytes(b"new")
    file = File(path, "image/jpeg", sha256(b"old").hexdigest())
    with pytest.raises(Rejected):
        driver.run(flow(Request("POST", f"{net.url}/posts", files={"photo": file}, creates=True)), lambda: None)
    assert net.requests == []


def test_files_of_the_project_are_read_and_replaced(driver: Driver, tmp_path: Path) -> None:
    put = Request("PUT", "file:public/лента.xml", content=b"<feed/>", creates=True)
    called: list[bool] = []
    assert driver.run(flow(put), lambda: called.append((tmp_path / "public").exists())) == [204]
    assert called == [False]
    assert (tmp_path / "public" / "лента.xml").read_bytes() == b"<feed/>"
    assert driver.run(flow(Request("GET", "file:public/лента.xml"), Request("GET", "file:none"))) == [200, 404]
    assert [path.name for path in (tmp_path / "public").iterdir()] == ["лента.xml"]


def test_files_outside_the_project_are_out_of_reach(driver: Driver) -> None:
    for url in ("file:../x", "file:///etc/hostname", "file:a/%2e%2e/%2e%2e/x"):
        with pytest.raises(Rejected, match="leads out of the project"):
            driver.run(flow(Request("PUT", url, content=b"x")))


def test_a_file_that_cannot_be_written_was_not_published(driver: Driver, tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file where a folder should be")
    with pytest.raises(Unavailable):
        driver.run(flow(Request("PUT", "file:public/feed.xml", content=b"x", creates=True)), lambda: None)


def test_no_token_travels_unencrypted(driver: Driver) -> None:
    with pytest.raises(Rejected, match="without encryption"):
        driver.run(flow(Request("POST", "http://mastodon.example/api", json={}, creates=True)), lambda: None)


def test_a_token_with_a_line_break_is_refused_before_it_is_sent(net: FakeServer, driver: Driver) -> None:
    with pytest.raises(Rejected, match="cannot be put together"):
        driver.run(flow(create(net, headers={"Authorization": "Bearer a\nb"})), lambda: None)
    assert net.requests == []


def test_tokens_stay_out_of_errors_and_logs(net: FakeServer, driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    remember(TOKEN)
    with caplog.at_level(logging.DEBUG):
        driver.run(flow(Request("GET", f"{net.url}/me", query={"token": TOKEN})))
    assert "token" not in caplog.text
    request = Request("POST", f"{net.url}/bot{TOKEN}/send", {"Authorization": TOKEN}, json={"t": TOKEN}, creates=True)
    assert repr(request) == "<Request POST 127.0.0.1 creates>"
    with pytest.raises(PublishError) as caught:
        driver.run(
            flow(Request("POST", f"http://127.0.0.1:{free_port()}/{TOKEN}", json={}, creates=True)), lambda: None
        )
    assert "canary" not in str(caught.value)


QUOTED = [
    TOKEN,
    "123456%3Acanary-%D1%82%D0%BE%D0%BA%D0%B5%D0%BD%2F%2Bsecret",  # whole
    "123456%3Acanary-%D1%82%D0%BE%D0%BA%D0%B5%D0%BD/%2Bsecret",  # as urllib quotes a path
    "123456:canary-%D1%82%D0%BE%D0%BA%D0%B5%D0%BD/+secret",  # as an HTTP client quotes a path
    r"123456:canary-\u0442\u043e\u043a\u0435\u043d/+secret",  # in JSON
]


@pytest.mark.parametrize("form", QUOTED)
def test_redaction_knows_quoted_forms(form: str) -> None:
    remember(TOKEN)
    assert redacted(f"GET /bot{form}/x!") == "GET /bot[secret]/x!"


def test_short_words_are_no_secrets() -> None:
    remember("", "a", "post")
    assert redacted("a post") == "a post"


DATE = "Sat, 05 Dec 2026 12:00:00 GMT"
USED_UP = [
    # headers, seconds
    ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-12-05T12:05:00.123Z", "date": DATE}, 300.123),
    ({"ratelimit-remaining": "0", "ratelimit-reset": "1796472030", "date": DATE}, 30),
    ({"ratelimit-remaining": "0", "ratelimit-reset": "12"}, 12),
    ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1796472010", "date": DATE}, 10),
    ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "2026-12-05T12:05:00Z", "date": DATE}, 0),
    ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-12-05T11:59:00Z", "date": DATE}, 0),
    ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon", "date": DATE}, 0),
    ({"x-ratelimit-remaining": "0", "date": DATE}, 0),
    ({}, 0),
]


@pytest.mark.parametrize(("headers", "seconds"), USED_UP)
def test_when_a_network_takes_calls_again(headers: dict[str, str], seconds: float) -> None:
    assert seconds_used_up(headers) == pytest.approx(seconds)


def saying(tmp_path: Path, clock: Clock, answers: list[dict[str, str]], asked: list[str]) -> Driver:
    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(200, headers=answers.pop(0) if answers else {}, json={})

    return Driver(tmp_path, sleep=clock.sleep, transport=httpx2.MockTransport(answer))


def test_used_up_calls_are_waited_for_before_the_next_one_and_for_that_call_alone(tmp_path: Path, clock: Clock) -> None:
    asked: list[str] = []
    with saying(tmp_path, clock, [{"RateLimit-Remaining": "0", "RateLimit-Reset": "20"}], asked) as driver:
        driver.run(flow(Request("GET", "https://example.com/a?x=1"), Request("GET", "https://example.com/b")))
        assert clock.slept == []
        driver.run(flow(Request("POST", "https://example.com/a", json={}, creates=True)), lambda: None)
        assert clock.slept == [pytest.approx(20, abs=2)]
        driver.run(flow(Request("GET", "https://example.com/a")))
    assert asked == ["/a", "/b", "/a", "/a"]
    assert len(clock.slept) == 1


def test_used_up_calls_are_those_of_one_token(tmp_path: Path, clock: Clock) -> None:
    """Two accounts of one server: what the first has used up is not what the second has."""
    asked: list[str] = []
    used_up = {"RateLimit-Remaining": "0", "RateLimit-Reset": "600"}
    ours, theirs = ({"Authorization": f"Bearer {name}-of-an-account"} for name in ("first", "second"))
    with saying(tmp_path, clock, [used_up], asked) as driver:
        driver.run(flow(Request("GET", "https://example.com/a", headers=ours)))
        driver.run(flow(Request("GET", "https://example.com/a", headers=theirs)))
        with pytest.raises(RateLimited):
            driver.run(flow(Request("GET", "https://example.com/a", headers=ours)))
    assert (asked, clock.slept) == (["/a", "/a"], [])


def test_a_long_wait_is_not_slept_out_and_nothing_leaves(tmp_path: Path, clock: Clock) -> None:
    asked: list[str] = []
    called: list[int] = []
    with saying(tmp_path, clock, [{"RateLimit-Remaining": "0", "RateLimit-Reset": "600"}], asked) as driver:
        driver.run(flow(Request("GET", "https://example.com/a")))
        create_it = Request("POST", "https://example.com/a", json={}, creates=True)
        for _ in range(2):
            with pytest.raises(RateLimited) as caught:
                driver.run(flow(create_it), lambda: called.append(1))
            assert caught.value.retry_after == pytest.approx(600, abs=5)
    assert (asked, called, clock.slept) == (["/a"], [], [])


def test_what_a_flow_wants_kept_is_kept_before_its_next_call(net: FakeServer, driver: Driver) -> None:
    kept: list[object] = []

    def uploading() -> Generator[Request | Progress, Response, None]:
        yield Progress({"a": 1})
        yield Request("GET", f"{net.url}/me")
        assert kept == [{"a": 1}]
        yield Progress({"b": 2})

    driver.run(uploading(), keep=kept.append)
    assert kept == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("creates", [False, True])
def test_told_to_stop_it_begins_no_call(net: FakeServer, tmp_path: Path, creates: bool) -> None:
    with Driver(tmp_path, stopped=lambda: True) as driver, pytest.raises(NotSent, match="asked to stop"):
        driver.run(flow(Request("POST", f"{net.url}/posts", json={}, creates=creates)), lambda: None)
    assert net.requests == []
