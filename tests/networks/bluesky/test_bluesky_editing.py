"""Editing and deleting what is out on Bluesky, flow by flow, with canned answers."""

from __future__ import annotations

from editing import delete
from flows import answer, text

from smmgen.networks.bluesky import NETWORK
from smmgen.networks.wire import Receipt

RECORD = Receipt("at://did:plc:x/app.bsky.feed.post/3abc", "https://bsky.app/profile/t/post/3abc")
SESSION = answer(200, {"did": "did:plc:x", "handle": "teplo.bsky.social", "accessJwt": "jwt"})


def test_bluesky_deletes_the_post_and_who_may_reply() -> None:
    for live in (RECORD, Receipt("3abc", RECORD.url)):
        _, post, gate = delete(NETWORK, live, SESSION, answer(200), answer(200))
        assert post.url == "https://bsky.social/xrpc/com.atproto.repo.deleteRecord"
        assert post.json == {"repo": "did:plc:x", "collection": "app.bsky.feed.post", "rkey": "3abc"}
        assert gate.json == {"repo": "did:plc:x", "collection": "app.bsky.feed.threadgate", "rkey": "3abc"}
    assert len(delete(NETWORK, RECORD, SESSION, answer(200), part=[text("x")])) == 2
