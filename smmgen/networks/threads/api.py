"""Calls and answers of the Threads API: what its errors mean, containers, and looking a post up.

Sources: https://developers.facebook.com/docs/threads (overview, posts, troubleshooting) and Meta's own collection of
calls, https://github.com/fbsamples/threads_api.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

from smmgen.networks import answers, graph, graph_lists
from smmgen.networks.dialect import Dialect
from smmgen.networks.graph_lists import Found, Listing
from smmgen.networks.wire import Delivery, Receipt, Request, Response

HOST = "https://graph.threads.net"
LOOK = "look at the profile, then tell the post's address: `smm resolve KEY --sent URL`"
NO_ADDRESS = "its address is not known yet"
NOT_FOUND = 4279009
"""`threads_publish` did not find the container: it may be too new or lost (https://github.com/fbsamples/threads_api
/issues/70), or published before."""
UNREACHABLE = 2207052
"""A container whose file cannot be downloaded; it comes with code 1, which is no outage then
(https://github.com/gitroomhq/postiz-app/issues/1364, read on 2026-11-26)."""
FIELDS = "id,text,permalink,shortcode,timestamp,media_type,replied_to"

ERRORS = graph.Errors(
    "Threads",
    {
        NOT_FOUND: graph.unclear(),
        UNREACHABLE: graph.later("Threads could not download the file: look at its public address"),
    },
    "get a new token and store it where the account in smm.toml expects it",
    "the token needs `threads_basic` and `threads_content_publish`; replies need `threads_manage_replies`, removing "
    "posts `threads_delete`",
)
DIALECT = Dialect("Threads", LOOK, ERRORS.read)
answer, created = DIALECT.answer, DIALECT.created


def get(delivery: Delivery, path: str, params: Mapping[str, Any], poll_after: float = 0) -> Request:
    return graph.call(delivery, HOST, "GET", path, params, poll_after=poll_after)


def post(delivery: Delivery, path: str, params: Mapping[str, Any], creates: bool = False) -> Request:
    return graph.call(delivery, HOST, "POST", path, params, creates=creates)


def quota(delivery: Delivery) -> Generator[Request, Response, tuple[int, int]]:
    """How many posts are out in the last 24 hours, and how many may be; 0 where that is not said."""
    data = answer((yield get(delivery, "me/threads_publishing_limit", {"fields": "quota_usage,config"})))
    found = (answers.mappings(answers.mapping(data).get("data")) or [{}])[0]
    most = answers.whole(answers.mapping(found.get("config")).get("quota_total")) or 0
    return answers.whole(found.get("quota_usage")) or 0, most


def listing(delivery: Delivery, path: str) -> Listing:
    """`me/threads` or `me/replies`."""
    return Listing(DIALECT, lambda params: get(delivery, path, params), FIELDS)


def own_posts(delivery: Delivery) -> tuple[Listing, Callable[[Found], bool]]:
    """Where the part is listed, and which of the objects may be it: of replies those to the part before."""
    before = delivery.previous[-1].id if delivery.previous else ""

    def may_be(found: Found) -> bool:
        parent = answers.identity(answers.mapping(found.get("replied_to")).get("id"))
        return not (parent and before.isdecimal() and parent != before)

    return listing(delivery, "me/replies" if before else "me/threads"), may_be


def number_of(delivery: Delivery, receipt: Receipt) -> Generator[Request, Response, str]:
    """The id of a post that is out."""
    return (
        yield from graph_lists.number_of(receipt, [listing(delivery, path) for path in ("me/threads", "me/replies")])
    )
