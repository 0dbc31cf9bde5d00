"""Bluesky: the records of a repository (com.atproto.repo), and what a lexicon alone does not say of a post."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from smmgen.rehearsal.engine.http import Account, Call
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.bluesky import blobs
from smmgen.rehearsal.networks.bluesky.lexicon import TID, Invalid, Lookup, check_record
from smmgen.rehearsal.networks.bluesky.sessions import ERRORS, did, failed, handle, invalid

POST = "app.bsky.feed.post"
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def create(visit: Visit) -> dict[str, Any]:
    """A used rkey is an error of the server's, as with the real one."""
    value, account = visit.params, _repo(visit)
    rkey = value.get("rkey") or _next_tid(visit)
    uri, cid, media = _checked(visit, account, value["collection"], rkey, value["record"])
    if visit.state.get("record", uri) is not None:
        raise ERRORS["broken"]()
    return _write(visit, uri, cid, media)


def put(visit: Visit) -> dict[str, Any]:
    """The same record again changes nothing."""
    value, account = visit.params, _repo(visit)
    uri, cid, media = _checked(visit, account, value["collection"], value["rkey"], value["record"])
    known = visit.state.get("record", uri)
    if "swapRecord" in value and value["swapRecord"] != (known["cid"] if known else None):
        raise failed(400, "InvalidSwap", f"Record was at {known['cid'] if known else 'null'}")
    if known is None:
        return _write(visit, uri, cid, media)
    if known["cid"] != cid:
        visit.state.put("record", uri, {"cid": cid, "value": value["record"]})
        visit.state.change_post(uri, "published", edit=value["record"])
    return {"uri": uri, "cid": cid, "validationStatus": "valid"}


def get(visit: Visit) -> dict[str, Any]:
    asked = visit.params
    uri = f"at://{did(_owner(visit))}/{asked['collection']}/{asked['rkey']}"
    kept = visit.state.get("record", uri)
    if kept is None or asked.get("cid", kept["cid"]) != kept["cid"]:
        raise failed(400, "RecordNotFound", f"Could not locate record: {uri}")
    return {"uri": uri, **kept}


def delete(visit: Visit) -> dict[str, Any]:
    """Also of a record that is not there."""
    uri = f"at://{did(_repo(visit))}/{visit.params['collection']}/{visit.params['rkey']}"
    visit.state.drop("record", uri)
    visit.state.change_post(uri, "deleted")
    return {}


def listed(visit: Visit) -> dict[str, Any]:
    """Newest first, unless `reverse`."""
    asked = visit.params
    start, reverse = f"at://{did(_owner(visit))}/{asked['collection']}/", asked.get("reverse", False)
    found = {uri: kept for uri, kept in visit.state.find("record").items() if uri.startswith(start)}
    cursor = asked.get("cursor")
    names = sorted((uri.removeprefix(start) for uri in found), reverse=not reverse)
    if cursor is not None:
        names = [name for name in names if (name > cursor if reverse else name < cursor)]
    page = names[: asked.get("limit", 50)]
    answer: dict[str, Any] = {"records": [{"uri": start + name, **found[start + name]} for name in page]}
    return {**answer, "cursor": page[-1]} if page else answer


def resolve_handle(visit: Visit) -> dict[str, Any]:
    """Of the accounts this server knows."""
    for account in visit.accounts:
        if handle(account) == visit.params["handle"].lower():
            return {"did": did(account)}
    raise invalid("Unable to resolve handle")


def _repo(visit: Visit) -> Account:
    """The account whose repository is written to."""
    if visit.params["repo"].lower() not in (did(visit.account), handle(visit.account)):
        raise failed(403, "AuthScopeNotAllowed", "the repo is not the session's own")
    if "swapCommit" in visit.params:
        raise failed(400, "InvalidSwap", "Commit was at another CID")
    return visit.account


def _owner(visit: Visit) -> Account:
    """The account whose repository is read."""
    repo = visit.params["repo"].lower()
    for account in visit.accounts:
        if repo in (did(account), handle(account)):
            return account
    raise invalid(f"Could not find repo: {repo}")


def _checked(
    call: Call, account: Account, collection: str, rkey: str, record: Mapping[str, Any]
) -> tuple[str, str, list[str]]:
    """The URI and CID of a record that may be written, and the SHA-256s of its blobs."""
    if not TID.fullmatch(rkey):
        raise invalid(f"Invalid record key: {rkey} is not a TID")
    uri, media = f"at://{did(account)}/{collection}/{rkey}", list[str]()
    lookup = Lookup(
        blob=lambda path, blob: media.append(blobs.check(call, account, path, blob)),
        strong_ref=lambda path, ref: _check_ref(call, path, ref),
    )
    try:
        check_record(collection, record, lookup)
        _EXTRA[collection](call, uri, record)
    except Invalid as error:
        raise failed(400, "InvalidRequest", f"Invalid {collection} record: {error}") from error
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return uri, blobs.cid(blobs.DAG_CBOR, text.encode()), media


def _write(visit: Visit, uri: str, cid: str, media: list[str]) -> dict[str, Any]:
    value, account = visit.params, visit.account
    visit.state.put("record", uri, {"cid": cid, "value": value["record"]})
    is_post = value["collection"] == POST
    rkey = uri.rpartition("/")[2]
    visit.state.add_post(
        account.account, visit.path.rpartition("/")[2], uri, dict(value), now=visit.now, media=media,
        url=f"https://bsky.app/profile/{handle(account)}/post/{rkey}" if is_post else None,
        kind="post" if is_post else "record",
    )  # fmt: skip
    return {"uri": uri, "cid": cid, "validationStatus": "valid"}


def _check_ref(call: Call, path: str, ref: Mapping[str, Any]) -> None:
    kept = call.state.get("record", ref["uri"])
    if kept is None or kept["cid"] != ref["cid"]:
        raise Invalid(f"{path}: there is no record {ref['uri']} of this cid")


# what the lexicon does not say


def _check_post(call: Call, uri: str, record: Mapping[str, Any]) -> None:
    embed = record.get("embed", {})
    if not record["text"].strip() and not embed:
        raise Invalid("Record/text is empty and there is no embed")
    _check_facets(record["text"].encode(), record.get("facets", []))
    if embed.get("$type") == "app.bsky.embed.images" and not embed["images"]:
        raise Invalid("Record/embed/images is empty")
    if "reply" in record:
        _check_reply(call, record["reply"])


def _check_facets(text: bytes, facets: list[dict[str, Any]]) -> None:
    spans = []
    for facet in facets:
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        if not start < end <= len(text):
            raise Invalid(f"Record/facets: {start}..{end} is not inside the text of {len(text)} bytes")
        try:
            covered = text[start:end].decode()
        except UnicodeDecodeError as error:
            raise Invalid(f"Record/facets: {start}..{end} splits a character") from error
        _check_features(facet["features"], covered)
        spans.append((start, end))
    for (_, end), (start, _) in pairwise(sorted(spans)):
        if start < end:
            raise Invalid(f"Record/facets: two overlap at byte {start}")


def _check_features(features: list[dict[str, Any]], covered: str) -> None:
    if not features:
        raise Invalid("Record/facets: one has no feature")
    for feature in features:
        kind = feature["$type"].partition("#")[2]
        if kind == "tag" and covered not in (f"#{feature['tag']}", f"＃{feature['tag']}"):
            raise Invalid(f"Record/facets: the tag {feature['tag']!r} covers {covered!r}")
        if kind == "mention" and not covered.startswith("@"):
            raise Invalid(f"Record/facets: a mention covers {covered!r}")
        if kind == "link" and not feature["uri"].startswith(("http://", "https://")):
            raise Invalid(f"Record/facets: the link {feature['uri']!r} has no http scheme")
        if covered != covered.strip():
            raise Invalid(f"Record/facets: a {kind} covers white space at its end: {covered!r}")


def _check_reply(call: Call, reply: Mapping[str, Any]) -> None:
    parent = call.state.get("record", reply["parent"]["uri"])["value"]
    root = parent["reply"]["root"] if "reply" in parent else reply["parent"]
    if (reply["root"]["uri"], reply["root"]["cid"]) != (root["uri"], root["cid"]):
        raise Invalid("Record/reply/root is not the root of the parent's thread")


def _check_gate(call: Call, uri: str, record: Mapping[str, Any]) -> None:
    """A gate lies beside its post: same repository, same rkey."""
    owner, _, rkey = uri.removeprefix("at://").split("/")
    if record["post"] != f"at://{owner}/{POST}/{rkey}":
        raise Invalid("Record/post is not the post with the rkey of this record")
    if call.state.get("record", record["post"]) is None:
        raise Invalid(f"Record/post: there is no {record['post']}")


_EXTRA: dict[str, Callable[[Call, str, Mapping[str, Any]], None]] = {
    POST: _check_post,
    "app.bsky.feed.threadgate": _check_gate,
    "app.bsky.feed.postgate": _check_gate,
}


def _next_tid(call: Call) -> str:
    """A TID of now, one microsecond after the last one at least."""
    number = max(time.time_ns() // 1000, call.state.get("clock", "tid") or 0) + 1
    call.state.put("clock", "tid", number)
    bits = number << 10
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(60, -1, -5))
