"""Calls and answers of the Instagram API: what its errors mean, the quota, and the lists of posts.

Sources: https://developers.facebook.com/docs/instagram-platform/reference/error-codes (2 June 2026) and
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import RateLimited
from smmgen.networks import answers, graph, graph_lists
from smmgen.networks.dialect import Dialect
from smmgen.networks.graph import DAY, HOUR, later, refused, unclear, wait
from smmgen.networks.graph_lists import Listing
from smmgen.networks.wire import Delivery, Receipt, Request, Response

HOSTS = {"instagram": "https://graph.instagram.com", "facebook": "https://graph.facebook.com"}
LOOK = "look at the profile, then tell the post's address: `smm resolve KEY --sent URL`"
NO_ADDRESS = "its address is not known yet"
OPEN = "its comments have not been closed"
FIELDS = "id,caption,permalink,shortcode,timestamp,media_type,media_product_type"
COMMENT_FIELDS = "id,text,timestamp"
CUT = "cut or save the video again: MP4, H.264, AAC, 23 to 60 frames a second"
APP = "open Instagram as the account and answer what it asks"

ERRORS = graph.Errors(
    "Instagram",
    {
        2207001: unclear(),
        2207003: later("Instagram could not download the file in time: look at its public address"),
        2207004: refused("save the picture with at most 8 MB"),
        2207005: refused("save the picture as JPEG"),
        2207006: refused("the post it belongs to is gone"),
        2207008: later(),
        2207009: refused("crop the picture to between 4:5 and 1.91:1"),
        2207010: refused("shorten the caption to 2200 characters"),
        2207018: refused("check the names of the collaborators"),
        2207020: later(),
        2207026: refused(CUT),
        2207027: later(),
        2207028: refused("a carousel has two to ten pictures and videos"),
        2207032: later(),
        2207040: refused("use fewer @mentions"),
        2207042: wait(DAY, "the account has published as much as it may in 24 hours"),
        2207050: wait(DAY, APP),
        2207051: unclear(),
        2207052: later("Instagram could not download the file: look at its public address"),
        2207053: later(),
        2207057: refused("`thumb_offset` is beyond the end of the video"),
        2207081: refused("this account has no trial reels: drop `trial`"),
    },
    "get a new token and store it where the account in smm.toml expects it",
    "the token needs the rights to publish and, for first comments, to manage comments",
)
"""2207051 comes for what Instagram takes for spam, and also for posts that went live: it is looked up."""
DIALECT = Dialect("Instagram", LOOK, ERRORS.read)
answer, created = DIALECT.answer, DIALECT.created


def host(delivery: Delivery) -> str:
    return HOSTS.get(str(delivery.settings.get("login")), HOSTS["instagram"])


def own(delivery: Delivery, edge: str = "") -> str:
    """A path below the account."""
    return f"{delivery.settings.get('user_id') or 'me'}{edge}"


def get(delivery: Delivery, path: str, params: Mapping[str, Any], poll_after: float = 0) -> Request:
    return graph.call(delivery, host(delivery), "GET", path, params, poll_after=poll_after)


def post(delivery: Delivery, path: str, params: Mapping[str, Any], creates: bool = False) -> Request:
    return graph.call(delivery, host(delivery), "POST", path, params, creates=creates)


def quota(delivery: Delivery) -> Generator[Request, Response, tuple[int, int]]:
    """How many posts the account has published in the last 24 hours, and how many it may; 0 where that is not said."""
    path = own(delivery, "/content_publishing_limit")
    data = answer((yield get(delivery, path, {"fields": "config,quota_usage"})))
    found = (answers.mappings(answers.mapping(data).get("data")) or [{}])[0]
    most = answers.whole(answers.mapping(found.get("config")).get("quota_total")) or 0
    return answers.whole(found.get("quota_usage")) or 0, most


def require_quota(delivery: Delivery) -> Generator[Request, Response, None]:
    """Raises RateLimited where the quota is used up."""
    used, most = yield from quota(delivery)
    if 0 < most <= used:
        raise RateLimited(f"Instagram takes {most} posts in 24 hours, and {used} are out", HOUR, "post the rest later")


def own_posts(delivery: Delivery, edge: str = "/media") -> Listing:
    """`/media` or `/stories` of the account."""
    return Listing(DIALECT, lambda params: get(delivery, own(delivery, edge), params), FIELDS, text="caption")


def comments(delivery: Delivery, media: str) -> Listing:
    return Listing(DIALECT, lambda params: get(delivery, f"{media}/comments", params), COMMENT_FIELDS)


def number_of(delivery: Delivery, receipt: Receipt) -> Generator[Request, Response, str]:
    """The id of a post that is out."""
    return (yield from graph_lists.number_of(receipt, [own_posts(delivery)]))
