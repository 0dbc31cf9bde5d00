"""Instagram's Graph API (v26.0) as it behaves for a professional account: `/instagram/v26.0/me/media`, and the upload
host.

`graph.instagram.com` (Instagram Login) and `graph.facebook.com` (Facebook Login) answer these calls alike.
"""

from __future__ import annotations

from smmgen.rehearsal.engine.stage import Endpoint, Stage
from smmgen.rehearsal.graph import reading, rupload, tokens
from smmgen.rehearsal.graph.errors import REFUSALS, error
from smmgen.rehearsal.graph.nodes import PAGE
from smmgen.rehearsal.networks.instagram import media
from smmgen.rehearsal.networks.instagram.params import CREATE, SUBCODES
from smmgen.rehearsal.networks.instagram.shown import shown

LIMITS: dict[str, float] = {"caption": 2200, "hashtags": 30, "posts": 100, "containers": 400, "progress_steps": 1}
VERSIONS = ("v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0", "v27.0")
_ID = r"{id:\d+}"
_USER = r"{user:\d+|me}"
_FIELDS: reading.Params = {"fields": "str"}
_MESSAGE: reading.Params = {"message": "str"}
ENDPOINTS = (
    Endpoint("POST", f"/{_USER}/media", CREATE, does=media.create),
    Endpoint("POST", f"/{_USER}/media_publish", {"creation_id": "str"}, ("creation_id",), does=media.publish),
    Endpoint("GET", f"/{_USER}/media", PAGE, does=media.listed),
    Endpoint("GET", f"/{_USER}/stories", PAGE, does=media.stories),
    Endpoint("GET", f"/{_USER}/content_publishing_limit", {**_FIELDS, "since": "str"}, does=media.quota),
    Endpoint("GET", "/me", _FIELDS, does=media.profile),
    Endpoint("GET", "/debug_token", {"input_token": "str"}, ("input_token",), does=tokens.debug),
    Endpoint("GET", "/access_token", {"grant_type": "str", "client_secret": "str"}, ("grant_type", "client_secret"),
             does=tokens.exchanger("ig_exchange_token", "")),
    Endpoint("GET", "/refresh_access_token", {"grant_type": "str"}, ("grant_type",),
             does=tokens.renewer("ig_refresh_token")),
    Endpoint("POST", f"/{_ID}/comments", _MESSAGE, ("message",), does=media.comment),
    Endpoint("GET", f"/{_ID}/comments", PAGE, does=media.comments),
    Endpoint("POST", f"/{_ID}/replies", _MESSAGE, ("message",), does=media.comment),
    Endpoint("GET", f"/{_ID}/replies", PAGE, does=media.comments),
    Endpoint("GET", f"/{_ID}", _FIELDS, does=media.read),
    Endpoint("POST", f"/{_ID}", {"comment_enabled": "flag", "hide": "flag"}, does=media.update),
    Endpoint("DELETE", f"/{_ID}", does=media.delete),
    Endpoint("POST", r"/ig-api-upload/{version}/{id:\d+}", does=media.receive, host="upload", open=True,
             reads=rupload.nothing),
)  # fmt: skip
STAGE = Stage(
    name="instagram",
    title="Instagram",
    endpoints=ENDPOINTS,
    # 2207051 may come although the post went live: the fault `refused-after`
    errors={**REFUSALS, "untrue": error(*SUBCODES[2207051], 2207051, title="Action is blocked")},
    limits=LIMITS,
    kinds=reading.KINDS,
    signs=tokens.signer(),
    route=reading.router(VERSIONS),
    reads=reading.read_call,
    ignores=reading.IGNORED,
    settings={"base_url": "{url}/{name}", "media_base_url": "{url}/media"},
    shown=shown,
    alt_texts=True,
)
