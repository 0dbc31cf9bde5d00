"""Threads API v1.0 as it behaves: `/threads/v1.0/me/threads`, and the exchange of tokens."""

from __future__ import annotations

from smmgen.rehearsal.engine.stage import Endpoint, Stage
from smmgen.rehearsal.graph import reading, tokens
from smmgen.rehearsal.graph.errors import REFUSALS
from smmgen.rehearsal.graph.nodes import PAGE
from smmgen.rehearsal.networks.threads import posts
from smmgen.rehearsal.networks.threads.params import CREATE
from smmgen.rehearsal.networks.threads.shown import shown

LIMITS: dict[str, float] = {
    "text": 500, "links": 5, "posts": 250, "replies": 1000, "deletions": 100, "searches": 500, "progress_steps": 1,
}  # fmt: skip
_ID = r"{id:\d+}"
_USER = r"{user:\d+|me}"
_FIELDS: reading.Params = {"fields": "str"}
_BELOW: reading.Params = {**PAGE, "reverse": "flag"}
ENDPOINTS = (
    Endpoint("POST", f"/{_USER}/threads", CREATE, ("media_type",), does=posts.create),
    Endpoint("POST", f"/{_USER}/threads_publish", {"creation_id": "str"}, ("creation_id",), does=posts.publish),
    Endpoint("GET", f"/{_USER}/threads", PAGE, does=posts.listed),
    Endpoint("GET", "/{user:me}/replies", PAGE, does=posts.replies_of_user),
    Endpoint("GET", f"/{_USER}/threads_publishing_limit", _FIELDS, does=posts.quota),
    Endpoint("GET", "/{user:me}", _FIELDS, does=posts.profile),
    Endpoint("GET", "/location_search", {**_FIELDS, "q": "str", "latitude": "str", "longitude": "str"},
             does=posts.places),
    Endpoint("GET", f"/{_ID}", _FIELDS, does=posts.read),
    Endpoint("DELETE", f"/{_ID}", does=posts.delete),
    Endpoint("POST", f"/{_ID}/repost", does=posts.repost),
    Endpoint("GET", f"/{_ID}/replies", _BELOW, does=posts.replies),
    Endpoint("GET", f"/{_ID}/conversation", _BELOW, does=posts.conversation),
    Endpoint("POST", f"/{_ID}/manage_reply", {"hide": "flag"}, ("hide",), does=posts.manage_reply),
    Endpoint("GET", "/access_token", {"grant_type": "str", "client_secret": "str"}, ("grant_type", "client_secret"),
             does=tokens.exchanger("th_exchange_token", "")),
    Endpoint("GET", "/refresh_access_token", {"grant_type": "str"}, ("grant_type",),
             does=tokens.renewer("th_refresh_token")),
    Endpoint("GET", "/debug_token", {"input_token": "str"}, ("input_token",), does=tokens.debug),
)  # fmt: skip
STAGE = Stage(
    name="threads",
    title="Threads",
    endpoints=ENDPOINTS,
    errors=REFUSALS,
    limits=LIMITS,
    kinds=reading.KINDS,
    signs=tokens.signer(),
    route=reading.router(("v1.0",)),
    reads=reading.read_call,
    ignores=reading.IGNORED,
    settings={"base_url": "{url}/{name}", "media_base_url": "{url}/media"},
    shown=shown,
    alt_texts=True,
)
