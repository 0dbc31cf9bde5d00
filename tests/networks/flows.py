"""Variants made by hand, and flows driven by hand, for the tests of platforms and for the real servers."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from smmgen.config import Account
from smmgen.content.model import Fields, FrontMatter, Post
from smmgen.content.schedule import Moment
from smmgen.content.source import Source
from smmgen.markup.document import Document
from smmgen.markup.text import Mark, RichText
from smmgen.media.types import MediaFile
from smmgen.networks.base import Network
from smmgen.networks.wire import Delivery, Progress, Receipt, Request, Response
from smmgen.secret import Secret, Secrets
from smmgen.variants.payload import build
from smmgen.variants.types import Added, LinkCard, Part, Variant

PLANNED = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
MOMENT = Moment(PLANNED, "2026-11-27T10:00", "Europe/Moscow")


def picture(path: str = "content/media/latte.jpg", **more: Any) -> MediaFile:
    known = {"sha256": "a" * 64, "size": 1000, "kind": "image", "mime": "image/jpeg", "width": 800, "height": 600}
    return MediaFile(path, **(known | {"alt": "A latte"} | more))


def video(path: str = "content/media/pour.mp4", **more: Any) -> MediaFile:
    known = {"sha256": "b" * 64, "size": 5000, "kind": "video", "mime": "video/mp4", "width": 1280, "height": 720}
    return MediaFile(path, **(known | more))


def text(body: str, *marks: Mark, media: Sequence[MediaFile] = (), role: str = "text", limit: int = 500) -> Part:
    return Part(role, RichText(body, marks), tuple(media), len(body), limit)


def variant(
    platform: str,
    *parts: Part,
    account: Mapping[str, Any] | None = None,
    fields: Mapping[str, Any] | None = None,
    at: Moment | None = MOMENT,
    card: LinkCard | None = None,
    document: Document | None = None,
    hashtags: tuple[str, ...] = (),
    added: tuple[Added, ...] = (),
    uid: str = "bf-latte",
) -> Variant:
    """One post on the account `acc` of the network called `platform`."""
    settings = {"name": "acc", "platform": platform, **(account or {})}
    chosen = Fields(**(fields or {}))
    path = "content/posts/bf.md"
    post = Post(
        path=path,
        slug="bf",
        uid=uid,
        source=Source(path, {}, "", 1, {}, {}),
        front=FrontMatter(title=chosen.title),
        accounts=("acc",),
        fields={"acc": chosen},
        moments={"acc": at},
        deadlines={"acc": None},
        document=document or Document(),
    )
    mine = post.document.select(frozenset({platform, "acc"}))
    return Variant(post, Account(**settings), chosen, at, None, parts, hashtags, card, document=mine, added=added)


def delivery(made: Variant, network: Network, index: int = 0, **more: Any) -> Delivery:
    """What the publisher would hand to the flow for this part. Tokens may be given as they are."""
    part = json.loads(json.dumps(build(made, network)["parts"][index]))
    known = {
        "target": str(made.account.target or ""),
        "base_url": made.account.base_url or "",
        "token": "s3cret",
        "settings": made.account.settings,
        "at": made.at and made.at.instant,
    }
    more = known | more
    names = {"token", "user_token", *(spec.name for spec in network.facts.secrets)}
    secrets = {name: Secret(more.pop(name)) for name in names if name in more}
    return Delivery(part, part["key"], secrets=Secrets(secrets), **more)


def answer(status: int = 200, data: Any = None, **headers: str) -> Response:
    body = data if isinstance(data, bytes) else json.dumps({} if data is None else data).encode()
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def drive(flow: Generator[Request | Progress, Response, Any], *answers: Response) -> tuple[list[Request], Any]:
    """The requests of a flow that gets these answers, and what it returned. All answers must be wanted."""
    requests, _, result = drive_kept(flow, *answers)
    return requests, result


def drive_kept(
    flow: Generator[Request | Progress, Response, Any], *answers: Response
) -> tuple[list[Request], dict[str, Any], Any]:
    """The same, and what the flow wanted to be kept."""
    requests: list[Request] = []
    kept: dict[str, Any] = {}
    waiting = list(answers)
    try:
        step = next(flow)
        while True:
            if isinstance(step, Progress):
                kept |= step.known
                step = next(flow)
                continue
            requests.append(step)
            assert waiting, f"the flow asks for more: {requests[-1]}"
            step = flow.send(waiting.pop(0))
    except StopIteration as end:
        assert not waiting, "the flow ended before it had read every answer"
        return requests, kept, end.value


def receipt(**reference: Any) -> Receipt:
    return Receipt("before", reference=reference)


def broken_off(flow: Any, *answers: Response) -> dict[str, Any]:
    """What was kept when the run died after these answers."""
    kept: dict[str, Any] = {}
    waiting, step = list(answers), next(flow)
    while True:
        if isinstance(step, Progress):
            kept |= step.known
            step = next(flow)
        elif waiting:
            step = flow.send(waiting.pop(0))
        else:
            flow.close()
            return kept


def paths(requests: list[Request]) -> list[str]:
    return [request.url.partition("/method/")[2] or request.url.split("/", 3)[3] for request in requests]
