"""Calls and answers of the Graph API for Pages: what its errors mean, and the lists of posts.

Sources: https://developers.facebook.com/docs/graph-api/guides/error-handling; what the subcodes mean is the experience
of other open programs (https://github.com/gitroomhq/postiz-app, facebook.provider.ts).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.networks import graph, graph_lists
from smmgen.networks.dialect import Dialect
from smmgen.networks.graph import HOUR, later, refused, unclear, wait
from smmgen.networks.graph_lists import Listing
from smmgen.networks.wire import Delivery, Receipt, Request, Response
from smmgen.secret import Secret

HOST = "https://graph.facebook.com"
PAGE_OF = "https://www.facebook.com"
LOOK = "look at the Page, then tell the post's address: `smm resolve KEY --sent URL`"
FIELDS = "id,message,created_time,permalink_url"
COMMENT_FIELDS = "id,message,created_time"
WAITING_FIELDS = "id,message,scheduled_publish_time"
REEL = "save the video as MP4, 9:16, at least 540 by 960 pixels, 24 to 60 frames a second, 3 to 90 seconds"

ERRORS = graph.Errors(
    "Facebook",
    {
        506: unclear(),
        1346003: refused("Facebook takes it for abusive: write it differently"),
        1363019: later(),
        1363030: later(),
        1363040: refused(REEL),
        1363047: later(),
        1363127: refused(REEL),
        1363128: refused(REEL),
        1363129: refused(REEL),
        1366046: refused("save the picture as JPEG or PNG with less than 4 MB"),
        1366051: unclear(),
        1390008: wait(HOUR, "Facebook finds that the Page posts too fast"),
        1404078: refused("the Page needs a Page Publishing Authorization: see its settings"),
        1609005: refused("Facebook cannot read the page of the link: look whether everybody can open it"),
        1609010: later(),
    },
    "get a new token of the Page and store it where the account in smm.toml expects it",
    "the token must be the Page's own, with `pages_manage_posts`; comments need `pages_manage_engagement`",
)
"""506: the same as the post before; 1366051: photos that were posted. Both may be what an earlier try has left."""
DIALECT = Dialect("Facebook", LOOK, ERRORS.read)
answer, created = DIALECT.answer, DIALECT.created


def get(delivery: Delivery, path: str, params: Mapping[str, Any]) -> Request:
    return graph.call(delivery, HOST, "GET", path, params)


def post(delivery: Delivery, path: str, params: Mapping[str, Any], creates: bool = False) -> Request:
    return graph.call(delivery, HOST, "POST", path, params, creates=creates)


def authorization(token: Secret) -> str:
    """For uploads, which want another scheme than calls."""
    return f"OAuth {token.reveal()}"


def posts(delivery: Delivery) -> Listing:
    return Listing(
        DIALECT,
        lambda params: get(delivery, f"{delivery.target}/published_posts", params),
        FIELDS,
        text="message",
        time="created_time",
        address="permalink_url",
    )


def waiting(delivery: Delivery) -> Listing:
    """Those in Facebook's own scheduler, the soonest first."""
    return Listing(
        DIALECT,
        lambda params: get(delivery, f"{delivery.target}/scheduled_posts", params),
        WAITING_FIELDS,
        text="message",
        time="",
        address="",
    )


def comments(delivery: Delivery, identity: str) -> Listing:
    return Listing(
        DIALECT,
        lambda params: get(delivery, f"{identity}/comments", params),
        COMMENT_FIELDS,
        text="message",
        time="created_time",
        address="",
    )


def number_of(delivery: Delivery, receipt: Receipt) -> Generator[Request, Response, str]:
    """The id of a post that is out."""
    return (yield from graph_lists.number_of(receipt, [posts(delivery)]))
