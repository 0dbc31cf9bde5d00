"""Publishing on Bluesky: a post is a record that we put, under a key of our own, into the account's repository."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from smmgen.errors import Ambiguous, Rejected, Unavailable
from smmgen.networks import answers
from smmgen.networks.bluesky import api
from smmgen.networks.bluesky.api import GATE, HOST, handle_of
from smmgen.networks.bluesky.facts import POST
from smmgen.networks.wire import Delivery, Flow, Probe, Progress, Receipt, Request, Response, Search, filled

VIDEO_SERVICE = "https://video.bsky.app"
OPEN = "who may reply has not been limited"


def publish(delivery: Delivery) -> Flow:
    host = delivery.base_url or HOST
    session = yield from api.sign_in(host, handle_of(delivery.target), delivery.secrets["token"])
    request = dict(delivery.part["request"])
    gate = request.pop("$threadgate", None)
    before = yield from _before(session, delivery)
    put = yield from _completed(request, before, session, delivery)
    answer = api.created((yield _put(session, put, creates=True)))
    receipt = _receipt(answer, request, before, session)
    if gate is None:
        return receipt
    return _follow_up(receipt, OPEN)


def finish(delivery: Delivery) -> Flow:
    """Put the threadgate, a record of its own beside the post; a post that wants none by now is finished."""
    receipt = delivery.live or Receipt("")
    done = receipt._replace(reference={k: v for k, v in receipt.reference.items() if k != "follow_up"})
    if "$threadgate" not in delivery.part["request"]:
        return done
    session = yield from api.sign_in(delivery.base_url or HOST, handle_of(delivery.target), delivery.secrets["token"])
    api.answer((yield _put(session, _gate(receipt, delivery.part["request"]), creates=False)))
    return done


def find(delivery: Delivery) -> Search:
    host = delivery.base_url or HOST
    session = yield from api.sign_in(host, handle_of(delivery.target), delivery.secrets["token"])
    request = delivery.part["request"]
    found = yield from _stored(session, request, POST)
    if not found:
        return None
    receipt = _receipt(found, request, (yield from _before(session, delivery)), session)
    if "$threadgate" in request and not (yield from _stored(session, request, GATE)):
        return _follow_up(receipt, OPEN)
    return receipt


def probe(delivery: Delivery) -> Probe:
    host = delivery.base_url or HOST
    session = yield from api.sign_in(host, handle_of(delivery.target), delivery.secrets["token"])
    return f"@{session.handle} on {urlsplit(host).netloc} ({session.did})"


def _before(session: api.Session, delivery: Delivery) -> Generator[Request, Response, list[Receipt]]:
    """The post to reply to, with the thread's root in its reference; nothing for a first part."""
    if not delivery.previous:
        return []
    root = yield from _reference(session, delivery.previous[0])
    post = yield from _reference(session, delivery.previous[-1])
    return [Receipt(delivery.previous[-1].id, reference={"root": root, "post": post})]


def _reference(session: api.Session, receipt: Receipt) -> api.Call:
    """`{uri, cid}` of a part that is out; where a person reported it, asked for by the record key."""
    if known := receipt.reference.get("post"):
        return known
    found = yield from _stored(session, {"repo": session.did, "rkey": receipt.id.rsplit("/", 1)[-1]}, POST)
    if not found:
        raise Rejected(f"the post before this one is not on Bluesky: {receipt.url or receipt.id}")
    return {"uri": found["uri"], "cid": found["cid"]}


def _completed(
    request: Mapping[str, Any], before: Sequence[Receipt], session: api.Session, delivery: Delivery
) -> Generator[Request | Progress, Response, Any]:
    """The request with blobs for files, DIDs for handles and references to the posts before."""
    blobs = []
    for index, media in enumerate(delivery.part["media"]):
        blobs.append((yield from _uploaded(media, f"media {index}", request, session, delivery)))
    record = dict(request["record"])
    if "facets" in record:
        record["facets"] = yield from _known(record["facets"], session)
    return filled({**request, "record": record}, blobs, before)


def _uploaded(
    media: Mapping[str, Any], name: str, request: Mapping[str, Any], session: api.Session, delivery: Delivery
) -> Generator[Request | Progress, Response, Any]:
    """The blob: as an earlier try left it, or uploaded now and kept. Of a video the job is kept before it is done."""
    if blob := delivery.known.get(name):
        return blob
    service = delivery.settings.get("video_url") or ("" if delivery.base_url else VIDEO_SERVICE)
    file = api.upload_of(media)
    if service and request["record"].get("embed", {}).get("$type") == "app.bsky.embed.video":
        job = str(delivery.known.get(f"{name} job", ""))
        blob = yield from api.upload_video(session, file, str(service), job, f"{name} job")
    else:
        blob = yield from api.upload_blob(session, file)
    yield Progress({name: blob})
    return blob


def _known(marked: Sequence[Mapping[str, Any]], session: api.Session) -> api.Call:
    """Facets with DIDs; the mention of a handle nobody has is left out, and stays plain text."""
    kept = []
    for facet in marked:
        feature = dict(facet["features"][0])
        if isinstance(feature.get("did"), dict):
            feature["did"] = yield from api.resolve_handle(session, feature["did"]["$handle"])
        if feature.get("did", True):
            kept.append({**facet, "features": [feature]})
    return kept


def _put(session: api.Session, parameters: Mapping[str, Any], creates: bool) -> Request:
    url = api.method_url(session.host, "com.atproto.repo.putRecord")
    return Request("POST", url, session.headers, json=dict(parameters), creates=creates)


def _receipt(
    answer: Mapping[str, Any], request: Mapping[str, Any], before: Sequence[Receipt], session: api.Session
) -> Receipt:
    uri, cid = answers.text(answer.get("uri")), answers.text(answer.get("cid"))
    if not uri or not cid:
        raise Ambiguous("Bluesky reported success but returned no address", "look whether the post is there")
    post = {"uri": uri, "cid": cid}
    root = before[0].reference["root"] if before else post
    url = f"https://bsky.app/profile/{session.handle}/post/{request['rkey']}"
    return Receipt(uri, url, reference={"post": post, "root": root})


def _gate(receipt: Receipt, request: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that put the record of who may reply."""
    created = request["record"]["createdAt"]
    gate = {"$type": GATE, "post": receipt.id, "allow": request["$threadgate"], "createdAt": created}
    return {"repo": request["repo"], "collection": GATE, "rkey": request["rkey"], "record": gate}


def _follow_up(receipt: Receipt, text: str) -> Receipt:
    return receipt._replace(reference={**receipt.reference, "follow_up": text})


def _stored(session: api.Session, request: Mapping[str, Any], collection: str) -> api.Call:
    """com.atproto.repo.getRecord: `{uri, cid, value}`, or None when there is no such record."""
    query = {"repo": request["repo"], "collection": collection, "rkey": request["rkey"]}
    url = api.method_url(session.host, "com.atproto.repo.getRecord")
    response = yield Request("GET", url, session.headers, query)
    said = answers.mapping(response.data)
    is_missing = "could not locate record" in answers.text(said.get("message")).lower()
    if 400 <= response.status < 500 and (is_missing or said.get("error") == "RecordNotFound"):
        return None
    stored = api.answer(response)
    if not (answers.text(stored.get("uri")) and answers.text(stored.get("cid"))):
        raise Unavailable("Bluesky's answer about a record made no sense")
    return stored
