"""Requests, answers and the flows made of them.

A flow is a generator that yields `Request`s, is sent `Response`s and returns a `Receipt`. It touches no network, clock
or disk; `smmgen.transport.driver` does. A flow reads the answer itself (HTTP 200 proves nothing) and raises from the
`smmgen.errors.PublishError` tree.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, urlsplit

from smmgen.errors import NotSent, Rejected
from smmgen.networks import answers
from smmgen.secret import Secrets


def filled(value: Any, media: Sequence[Any], previous: Sequence[Receipt] = (), addresses: Sequence[str] = ()) -> Any:
    """A part's request with its placeholders replaced.

    `{"$media": 0}` becomes `media[0]`; `{"$previous": "post_id"}` that entry of the reference of the receipt before;
    `{"$address": 0}` becomes `addresses[0]`, the public address of a file (`Delivery.addresses`).
    """
    match value:
        case {"$media": index}:
            return media[index]
        case {"$address": index}:
            return addresses[index]
        case {"$previous": name}:
            return previous[-1].reference[name]
        case dict():
            return {key: filled(item, media, previous, addresses) for key, item in value.items()}
        case list():
            return [filled(item, media, previous, addresses) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class File:
    """A file of the project, or `length` bytes of it from `offset` on (None: to its end), for `Request.files` and
    `Request.upload`. `sha256` is that of the whole file.
    """

    path: str
    mime: str
    sha256: str = ""
    offset: int = 0
    length: int | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    def slices(self, size: int, largest: int, accepted: int = 0) -> Iterator[File]:
        """What is left of a file of `size` bytes after the first `accepted`, in slices of at most `largest` bytes."""
        for offset in range(accepted, size, largest):
            yield replace(self, offset=offset, length=min(largest, size - offset))


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One HTTP request, or with a `file:` URL one file of the project (`PUT` writes, `GET` reads, `DELETE`).

    At most one of `json`, `form` (with or without `files`), `content` and `upload` is set. `creates` marks the one call
    that brings the post into being: it gets one attempt. `upload` streams a file of the project, or a
    slice of one, as the whole body. `poll_after` > 0: wait that many seconds before sending (asking again whether media
    is ready). `ca_file`: a file of the project with root certificates that are trusted for this call in addition to
    those of the system, in PEM; "" for none.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, File] | None = None
    content: bytes | None = None
    upload: File | None = None
    creates: bool = False
    poll_after: float = 0
    ca_file: str = ""

    def __repr__(self) -> str:
        """Without address, headers and body: any of them may hold a token."""
        parts = urlsplit(self.url)
        return f"<Request {self.method} {parts.hostname or parts.scheme}{' creates' if self.creates else ''}>"


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def data(self) -> Any:
        """The JSON body; an empty dict when it is not JSON, or none that a network means (see `answers.decoded`)."""
        return answers.decoded(self.body)


class Progress(NamedTuple):
    """What a flow yields, and gets no answer to, when it knows something that need not be done again.

    It is kept at once, so that another run goes on from there: the id of an upload, JSON types only. The next try finds
    it in `Delivery.known`, as long as the part is the same and the network can be taken to keep the upload.
    """

    known: Mapping[str, Any]


class Uploads(NamedTuple):
    """What a flow yields, and gets no answer to, before it puts files under these names where the network finds them.

    They are kept with the part, whatever becomes of it, until what was put there is removed.
    """

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the project's, run without a shell: its arguments are those of `command`, the path of `file` where
    there is one, and `name`. A flow that yields it is sent a `Response` with what it printed as its body."""

    command: Sequence[str]
    name: str
    file: File | None = None


Step = Request | Progress | Uploads | Program
Hosted = Generator[Step, Response, list[str]]
Trial = Generator[Step, Response, str]
"""Of something that may be put somewhere and removed again; what came of it in a sentence."""


class Hosting(Protocol):
    """Where files get a public address for a while."""

    def put(self, key: str, files: Sequence[File]) -> Hosted:
        """Put the files of the part with this ledger key there; their addresses, in order."""

    def remove(self, names: Sequence[str]) -> Generator[Step, Response, None]:
        """Remove what was put there. What is missing is no error."""


class Receipt(NamedTuple):
    """The network's yes. `reference` is whatever a later part or edit needs (ids, cids), JSON types only.

    `follow_up` in it says in words what is still to be done now that the post is out (see `Finishing`).
    """

    id: str
    url: str = ""
    scheduled: bool = False
    reference: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Everything that a flow knows about the part it sends.

    `part` is one entry of the payload's `parts`. `key` is the ledger key, the same for ever; `attempt` counts plain
    refusals of the creating call before this try, from 0. `previous` are the receipts of the earlier parts, in order.
    `at` is the planned instant; `native` asks the network's own scheduler to publish then. `target`, `base_url` ("" =
    the network's own), `secrets` and `settings` come from the account. `known` is what earlier tries left behind
    (`Progress`). A secret's word (`reveal`) goes into calls and nowhere else. `find` gets the same object.
    """

    part: Mapping[str, Any]
    key: str
    target: str = ""
    base_url: str = ""
    media_base_url: str = ""
    """Where the public finds the project's files: `media_base_url` of the account; "" where they are not public."""
    hosting: Hosting | None = None
    """Where files are uploaded to become public, see `media_upload` in smm.toml."""
    secrets: Secrets = field(default_factory=Secrets)
    settings: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 0
    previous: Sequence[Receipt] = ()
    at: datetime | None = None
    native: bool = False
    known: Mapping[str, Any] = field(default_factory=dict)
    live: Receipt | None = None
    """For `edit`, `delete`, `finish`: what the network said to the post that is out; `native` then says that it still
    waits in the network's own scheduler."""
    changed: frozenset[str] = frozenset()
    """For `edit`: the aspects in which `part` differs from what is live."""

    def addresses(self) -> Hosted:
        """The public address of each file of the part, for networks that fetch media themselves: to be asked for with
        `yield from` when they are needed, as files may be uploaded for it.

        Raises Rejected where the account has no way to make files public.
        """
        files = [File(media["path"], media["type"], media["sha256"]) for media in self.part["media"]]
        if self.hosting and files and not self.media_base_url:
            return (yield from self.hosting.put(self.key, files))
        if files and not self.media_base_url:
            raise Rejected("the network fetches media from a public address, and the account has none", PUBLIC)
        return [f"{self.media_base_url.rstrip('/')}/{quote(file.path)}" for file in files]

    def require_live(self) -> Receipt:
        """`live`. Raises `NotSent` where nothing has been published."""
        if self.live is None:
            raise NotSent("the post has not been published")
        return self.live


PUBLIC = (
    'say how in smm.toml: media_base_url = "https://..." where a server has the project\'s files, else '
    "`[media_upload]` with a bucket or a program (docs/how-to/public-media.md)"
)

Flow = Generator[Step, Response, Receipt]


Search = Generator[Request, Response, Receipt | None]


Probe = Generator[Request, Response, str]


Removal = Generator[Request, Response, None]
