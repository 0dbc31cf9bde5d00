"""The driver: runs every flow over HTTP. It alone decides what a broken connection means.

The creating call gets one attempt: either no byte of it can have left (`NotSent`), or its outcome is unknown
(`Ambiguous`). Everything else may be asked again, with back-off and the network's own retry-after.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

import httpx2

from smmgen import __version__
from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, Rejected, UserError
from smmgen.networks import answers
from smmgen.networks.wire import File, Program, Progress, Request, Response, Step, Uploads
from smmgen.transport import programs, trust
from smmgen.transport.addresses import is_safe_address
from smmgen.transport.answers import bounded
from smmgen.transport.local_files import Checked, answer, open_file
from smmgen.transport.rate_limits import seconds_used_up
from smmgen.transport.redaction import redacted, remember_session
from smmgen.transport.watchdog import Watchdog

Result = TypeVar("Result")
_Place = tuple[str, str]
_Line = tuple[str, str]
"""Scheme, and the file of roots that are trusted as well."""

TRIES = 4
LONGEST_WAIT = 30.0
"""Seconds that a retry-after may ask for before it is the flow's business."""


class Bounds(NamedTuple):
    """Seconds that a whole call may take, whatever its steps take: `answer` from its beginning to the last byte of the
    answer, all its tries together; `upload` more where it sends files."""

    answer: float = 120.0
    upload: float = 600.0


BOUNDS = Bounds()
_TIMEOUT = httpx2.Timeout(60, connect=15)
_GLANCE = httpx2.Timeout(10)
_GLANCED = 20.0
"""Seconds for a look at a server's clock, as a whole."""
_CA_FILE = "smmgen.ca_file"
_BUSY = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_DONE_ELSEWHERE = frozenset({302, 303})
_NOTHING_LEFT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)
"""Raised while connecting or shaking hands, before the request itself."""

for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # they log whole URLs, and a Telegram URL holds the token


class Driver:
    """Sends what flows ask for. `project` is where their files are; `sleep` takes seconds."""

    def __init__(
        self,
        project: Path,
        *,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx2.BaseTransport | None = None,
        timeout: httpx2.Timeout = _TIMEOUT,
        bounds: Bounds = BOUNDS,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._project = project
        self._stopped = stopped
        self._sleep = sleep
        self._transport = transport
        self._timeout, self._bounds = timeout, bounds
        self._clients: dict[_Line, httpx2.Client] = {}
        self._patience: dict[_Place, float] = {}
        """Place -> when, on the monotonic clock, it takes calls again."""
        self._checked: Checked = set()
        self._opening = threading.Lock()
        self._files = threading.Lock()
        """Held by a flow from its first file on: what it has read must be what it writes back."""

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, *exc: object) -> None:
        for client in self._clients.values():
            client.close()

    def _client(self, url: str, ca_file: str = "") -> httpx2.Client:
        """One client for encrypted addresses, one for each file of roots beside those of the system, and one for
        loopback, which no proxy comes between."""
        scheme = urlsplit(url).scheme
        line = (scheme, ca_file if scheme != "http" else "")
        with self._opening:
            if line not in self._clients:
                self._clients[line] = self._opened(encrypted=scheme != "http", ca_file=ca_file)
            return self._clients[line]

    def _opened(self, encrypted: bool, ca_file: str) -> httpx2.Client:
        return httpx2.Client(
            transport=self._transport,
            verify=self._trusted(ca_file) if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            trust_env=encrypted,
            # A connection that was kept may be closed at the other end: a creating call on it would end unknown.
            limits=httpx2.Limits(max_keepalive_connections=0),
            timeout=self._timeout,
            follow_redirects=False,
            headers={"User-Agent": f"smmgen/{__version__}", "Accept-Encoding": "identity"},
        )

    def _trusted(self, ca_file: str) -> ssl.SSLContext | Literal[True]:
        try:
            return trust.context(self._project, ca_file) if ca_file else True
        except UserError as error:
            raise NotSent(error.message, error.hint) from error

    def date(self, address: str) -> datetime | None:
        """What time it is for the server there, by the Date header of its front page; None where that cannot be told.

        One HEAD without a token. An answer out of a cache tells the time of another day.
        """
        if not is_safe_address(address):
            return None
        parts = urlsplit(address)
        front = f"{parts.scheme}://{parts.netloc}/"
        try:
            built = self._client(front).build_request("HEAD", front, timeout=_GLANCE)
            headers = self._exchange(built, _GLANCED, _GLANCED).headers
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            return None
        return None if "age" in headers else answers.answered_at(headers)

    def run(
        self,
        flow: Generator[Step, Response, Result],
        before_create: Callable[[], None] | None = None,
        keep: Callable[[Mapping[str, Any]], None] | None = None,
        keep_uploads: Callable[[Sequence[str]], None] | None = None,
    ) -> Result:
        """Run the flow to its end. `before_create` is called right before the creating call leaves, `keep` with what
        the flow wants to be kept, `keep_uploads` with the names of files that it is about to put somewhere.

        Raises what the flow raises. Whatever goes wrong after the creating call was answered is `Ambiguous`.
        """
        created = beyond = False
        has_files = False
        try:
            step = next(flow)
            while True:
                if isinstance(step, Progress):
                    if keep:
                        keep(step.known)
                    step = next(flow)
                    continue
                if isinstance(step, Uploads):
                    if keep_uploads:
                        keep_uploads(step.names)
                    step = next(flow)
                    continue
                if isinstance(step, Program):
                    step = flow.send(self._run_program(step))
                    continue
                if _is_file(step) and not has_files:
                    has_files = self._files.acquire()
                response = self._send(step, before_create or _only_looking)
                created = created or step.creates
                step = flow.send(response)
                beyond = created
        except StopIteration as end:
            result: Result = end.value
            return result
        except PublishError as error:
            if beyond and not isinstance(error, Ambiguous):
                raise Ambiguous(f"after the creating call was answered: {error.message}") from error
            raise
        finally:
            flow.close()
            if has_files:
                self._files.release()

    def _run_program(self, program: Program) -> Response:
        self._go_on()
        with ExitStack() as opened:
            if program.file:
                opened.enter_context(self._file(program.file))
            seconds = self._bounds.upload if program.file else self._bounds.answer
            return Response(200, body=programs.run(self._project, program, seconds))

    def _send(self, request: Request, before_create: Callable[[], None]) -> Response:
        if request.poll_after > 0:
            self._sleep(request.poll_after)
        self._wait_for_leave(request)
        if _is_file(request):
            if request.creates:
                before_create()
            return answer(self._project, request)
        if not is_safe_address(request.url):
            raise Rejected(f"{_host(request)} was to be called without encryption", "look at the account's `base_url`")
        return self._create(request, before_create) if request.creates else self._ask(request)

    def _wait_for_leave(self, request: Request) -> None:
        """If the network's rate limit is used up, wait until it resets."""
        place = _place(request.url, request.headers)
        left = self._patience.get(place, 0) - time.monotonic()
        if left > LONGEST_WAIT:
            raise RateLimited(f"{_host(request)} takes no more calls for {left:.0f} seconds", left)
        if left > 0:
            self._sleep(left)
            self._patience.pop(place, None)
        self._go_on()

    def _go_on(self) -> None:
        """Stop between two calls, when none is in progress."""
        if self._stopped():
            raise NotSent("smm was asked to stop before it was sent")

    def _bound(self, request: Request) -> float:
        """Seconds for the whole call."""
        return self._bounds.answer + (self._bounds.upload if request.files or request.upload else 0)

    def _create(self, request: Request, before_create: Callable[[], None]) -> Response:
        with self._built(request) as built:
            before_create()
            try:
                response = self._exchange(built, self._bound(request))
            except _NOTHING_LEFT as error:
                raise NotSent(_words(f"no connection to {_host(request)}", error)) from error
            except (httpx2.HTTPError, OSError) as error:
                raise Ambiguous(_words(f"{_host(request)} did not send a complete answer", error)) from error
        return _not_moved(request, response)

    def _ask(self, request: Request) -> Response:
        ends = time.monotonic() + self._bound(request)
        for tried in range(1, TRIES + 1):
            self._go_on()
            last = tried == TRIES
            try:
                with self._built(request) as built:
                    response = self._exchange(built, ends - time.monotonic())
            except (httpx2.HTTPError, OSError) as error:
                if last or time.monotonic() + _pause(tried) >= ends:
                    raise NotSent(_words(f"no answer from {_host(request)}", error)) from error
                self._sleep(_pause(tried))
                continue
            wait = _wait(response, tried)
            if last or wait is None or time.monotonic() + wait >= ends:
                break
            self._sleep(wait)
        return _not_moved(request, response)

    def _exchange(self, built: httpx2.Request, seconds: float, answer: float | None = None) -> Response:
        """One exchange. Raises httpx2's errors, among them ReadError for an answer that is too long or too slow."""
        with Watchdog(max(seconds, 0.0), answer or self._bounds.answer) as watchdog:
            built.extensions = {**built.extensions, "trace": watchdog.trace}
            try:
                response, body = self._received(built)
            except (httpx2.HTTPError, OSError) as error:
                if not watchdog.is_over or isinstance(error, _NOTHING_LEFT):
                    raise
                raise _too_slow() from error
            if watchdog.is_over:  # a body without a length ends with the connection, whoever ended that
                raise _too_slow()
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.is_success and (used_up := seconds_used_up(headers)):
            self._patience[_place(str(built.url), built.headers)] = time.monotonic() + used_up
        return Response(response.status_code, headers, body)

    def _received(self, built: httpx2.Request) -> tuple[httpx2.Response, bytes]:
        response = self._client(str(built.url), built.extensions.get(_CA_FILE, "")).send(built, stream=True)
        try:
            return response, b"".join(bounded(response))
        finally:
            response.close()

    @contextmanager
    def _built(self, request: Request) -> Iterator[httpx2.Request]:
        """The request ready to go, its files open. Raises Rejected when it cannot be put together."""
        with ExitStack() as opened:
            try:
                built = self._build(request, opened)
            except (httpx2.InvalidURL, ValueError) as error:
                raise Rejected(_words(f"the call to {_host(request)} cannot be put together", error)) from error
            yield built

    def _build(self, request: Request, opened: ExitStack) -> httpx2.Request:
        body: dict[str, Any] = {}
        headers = dict(request.headers)
        if not all(value.isprintable() for value in headers.values()):
            raise ValueError("a header has control characters; look at the token")
        for credentials in (value for name, value in headers.items() if name.lower() == "authorization"):
            remember_session(credentials.partition(" ")[2])
        if request.json is not None:
            body["json"] = request.json
        if request.form is not None:
            body["data"] = dict(request.form)
        if request.files:
            files = {name: (file, opened.enter_context(self._file(file))) for name, file in request.files.items()}
            body["files"] = {name: (file.name, stream, file.mime) for name, (file, stream) in files.items()}
        if request.content is not None:
            body["content"] = request.content
        if request.upload is not None:
            stream = opened.enter_context(self._file(request.upload))
            headers |= {"Content-Length": str(_size(stream))}
            headers.setdefault("Content-Type", request.upload.mime)
            body["content"] = iter(lambda: stream.read(1 << 16), b"")
        return self._client(request.url, request.ca_file).build_request(
            request.method,
            request.url,
            params=dict(request.query) or None,
            headers=headers,
            extensions={_CA_FILE: request.ca_file},
            **body,
        )

    def _file(self, file: File) -> BinaryIO:
        return open_file(self._project, file, self._checked)


def _only_looking() -> None:
    raise RuntimeError("a flow that was started only to look wants to create something")


def _goes_on(response: Response) -> bool:
    """Not a redirect but "send the next slice": 308 without a place to go to, as Google's resumable uploads say it."""
    return response.status == 308 and "location" not in response.headers


def _not_moved(request: Request, response: Response) -> Response:
    """Redirects are not followed: a token must not be carried elsewhere, a creating call not be made twice."""
    if response.status not in _MOVED or _goes_on(response):
        return response
    if request.creates and response.status in _DONE_ELSEWHERE:
        raise Ambiguous(f"{_host(request)} accepted the request and redirected ({response.status})")
    raise Rejected(f"{_host(request)} redirected ({response.status})", "look at the account's `base_url`")


def _wait(response: Response, tried: int) -> float | None:
    """Seconds until the next try; None: take this answer. Networks say so in the header or in the body's parameters."""
    if response.status not in _BUSY:
        return None
    asked = answers.retry_after(response.headers)
    if asked is None:
        asked = answers.seconds(answers.mapping(answers.mapping(response.data).get("parameters")).get("retry_after"))
    wait = _pause(tried) if asked is None else asked
    return wait if wait <= LONGEST_WAIT else None


def _place(url: str, headers: Mapping[str, str]) -> _Place:
    """What the figures of a rate limit are about: one call of one server, by whoever signs it."""
    signed = (value for name, value in headers.items() if name.lower() == "authorization")
    return url.partition("?")[0], next(signed, "")


def _pause(tried: int) -> float:
    return float(2 ** (tried - 1))


def _size(stream: BinaryIO) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _is_file(request: Request) -> bool:
    return request.url.startswith("file:")


def _host(request: Request) -> str:
    """For messages; a network may have named an address that is none."""
    try:
        return urlsplit(request.url).hostname or "the network"
    except ValueError:
        return "the network"


def _words(what: str, error: Exception) -> str:
    said = redacted(str(error)).strip()
    return f"{what}: {said}" if said else f"{what} ({type(error).__name__})"


def _too_slow() -> httpx2.ReadError:
    return httpx2.ReadError("it took longer than a call may take")
