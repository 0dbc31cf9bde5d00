"""Facebook's Graph API (v26.0) as it behaves for a Page: `/facebook/v26.0/me/feed`, and the upload host."""

from __future__ import annotations

from typing import Any

from smmgen.rehearsal.engine.stage import Endpoint, Stage, Visit
from smmgen.rehearsal.graph import reading, rupload, tokens
from smmgen.rehearsal.graph.errors import REFUSALS, bad, missing
from smmgen.rehearsal.graph.nodes import PAGE, chosen, owned
from smmgen.rehearsal.networks.facebook import feed, files, params
from smmgen.rehearsal.networks.facebook.shown import shown

LIMITS: dict[str, float] = {"reels": 30, "progress_steps": 1, "chunk_bytes": 1_048_576}
VERSIONS = ("v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0", "v27.0")


def _read(visit: Visit) -> dict[str, Any]:
    """GET /{id}."""
    name = visit.parts["id"]
    if name == tokens.user_id(visit.account):
        return feed.page(visit)
    kind = _kind(visit, name)
    if kind == "video":
        return chosen(visit, files.show_video(visit, name), "Video")
    if kind == "comment":
        return chosen(visit, feed.show_comment(name, owned(visit, "comment", name)), "Comment")
    return chosen(visit, feed.show(visit, name, owned(visit, "post", name)), "PagePost")


def _update(visit: Visit) -> dict[str, bool]:
    does = {"post": feed.update, "comment": feed.update_comment, "video": files.update_video}
    return does[_kind(visit, visit.parts["id"])](visit, visit.parts["id"])


def _delete(visit: Visit) -> dict[str, bool]:
    does = {"post": feed.delete, "comment": feed.delete_comment, "video": files.delete_video}
    return does[_kind(visit, visit.parts["id"])](visit, visit.parts["id"])


def _kind(visit: Visit, name: str) -> str:
    for kind in ("post", "comment", "video"):
        if visit.state.get(kind, name) is not None:
            return kind
    raise missing(name)


def _exchange(visit: Visit) -> dict[str, Any]:
    """GET /oauth/access_token: a long-lived user token for a token of the account."""
    if visit.params["grant_type"] != "fb_exchange_token":
        raise bad("grant_type must be fb_exchange_token")
    given = visit.params["fb_exchange_token"]
    owner = next((one for one in visit.accounts if given == one.token), None)
    if owner is None:
        raise REFUSALS["unauthorised"]()
    return {"access_token": tokens.issue(visit, owner), "token_type": "bearer", "expires_in": tokens.LIFE}


def _accounts(visit: Visit) -> dict[str, Any]:
    """GET /me/accounts: the page of the account, with its token."""
    node = {
        "id": tokens.user_id(visit.account), "name": visit.account.account, "access_token": visit.account.token,
        "category": "Brand", "tasks": ["CREATE_CONTENT", "MODERATE", "MANAGE"],
    }  # fmt: skip
    return {"data": [chosen(visit, node, "Page") if "fields" in visit.params else node]}


_ID = r"{id:\d+(?:_\d+)?}"
_PAGE = r"{user:\d+|me}"
_FIELDS: reading.Params = {"fields": "str"}
_EXCHANGE = ("grant_type", "client_id", "client_secret", "fb_exchange_token")
ENDPOINTS = (
    Endpoint("POST", f"/{_PAGE}/feed", params.FEED, does=feed.create),
    Endpoint("GET", f"/{_PAGE}/feed", PAGE, does=feed.published),
    Endpoint("GET", f"/{_PAGE}/published_posts", PAGE, does=feed.published),
    Endpoint("GET", f"/{_PAGE}/scheduled_posts", PAGE, does=feed.scheduled),
    Endpoint("GET", f"/{_PAGE}/stories", {**PAGE, "status": ("published", "archived")}, does=feed.stories),
    Endpoint("POST", f"/{_PAGE}/photos", params.PHOTO, does=files.photo, files=("source",)),
    Endpoint("POST", f"/{_PAGE}/videos", params.VIDEO, does=files.video, files=("source", "video_file_chunk")),
    Endpoint("POST", f"/{_PAGE}/video_reels", params.REEL, ("upload_phase",), does=files.reel),
    Endpoint("POST", f"/{_PAGE}/video_stories", params.STORY, ("upload_phase",), does=files.story),
    Endpoint("POST", f"/{_PAGE}/photo_stories", params.PHOTO_STORY, ("photo_id",), does=files.photo_story),
    Endpoint("GET", "/me/accounts", _FIELDS, does=_accounts),
    Endpoint("GET", "/{user:me}", _FIELDS, does=feed.page),
    Endpoint("GET", "/debug_token", {"input_token": "str"}, ("input_token",), does=tokens.debug),
    Endpoint("GET", "/oauth/access_token", dict.fromkeys(_EXCHANGE, "str"), _EXCHANGE, does=_exchange, open=True),
    Endpoint("POST", f"/{_ID}/comments", params.COMMENT, does=feed.comment),
    Endpoint("GET", f"/{_ID}/comments", PAGE, does=feed.comments),
    Endpoint("GET", f"/{_ID}", _FIELDS, does=_read),
    Endpoint("POST", f"/{_ID}", params.POST, does=_update),
    Endpoint("DELETE", f"/{_ID}", does=_delete),
    Endpoint("POST", r"/video-upload/{version}/{id:\d+}", does=files.receive, host="upload", open=True,
             reads=rupload.nothing),
)  # fmt: skip
STAGE = Stage(
    name="facebook",
    title="Facebook",
    endpoints=ENDPOINTS,
    errors=REFUSALS,
    limits=LIMITS,
    kinds=reading.KINDS,
    signs=tokens.signer(dies=False),
    route=reading.router(VERSIONS),
    reads=reading.read_call,
    ignores=reading.IGNORED,
    before=feed.publish_due,
    settings={"base_url": "{url}/{name}", "media_base_url": "{url}/media"},
    shown=shown,
    alt_texts=True,
)
