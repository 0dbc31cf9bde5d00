"""Looking a post up in a list of the Graph API: own posts, replies, stories, comments.

None of the networks keeps a mark of ours, so that an equal text since the planned time is a find.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from smmgen.errors import Ambiguous, Rejected
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect
from smmgen.networks.wire import Delivery, Receipt, Request, Response, Search

PAGE, PAGES = 50, 3
"""How far back a list is read: at most 150 posts."""
CLOCKS = timedelta(minutes=5)
"""By how much our clock and Meta's may differ."""
Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list. `ask` makes the request for a page with these parameters; the rest names fields of its objects."""

    dialect: Dialect
    ask: Callable[[Mapping[str, Any]], Request]
    fields: str
    text: str = "text"
    time: str = "timestamp"
    address: str = "permalink"

    def posted(self, delivery: Delivery, text: str, may_be: Callable[[Found], bool] = bool) -> Search:
        """The object with this text since the planned time, among those that `may_be` it; None: it is not there.

        Raises Ambiguous for several, for one without a text, and where the list is not read to its end.
        """
        same, seen_all = yield from self._same(delivery, text, may_be)
        if len(same) == 1 and text:
            return self.receipt_of(same[0])
        if same:
            raise Ambiguous(f"{len(same)} posts since then may be this one", self.dialect.look)
        if not seen_all:
            raise Ambiguous(f"the post is not among the latest {PAGE * PAGES}", self.dialect.look)
        return None

    def published(
        self, delivery: Delivery, text: str, may_be: Callable[[Found], bool] = bool
    ) -> Generator[Request, Response, Receipt]:
        """The same object where the network has said that it is there: then one without a text is it, too."""
        same, _ = yield from self._same(delivery, text, may_be)
        if len(same) == 1:
            return self.receipt_of(same[0])
        if same:
            raise Ambiguous(f"it is published, and {len(same)} posts since then may be it", self.dialect.look)
        raise Ambiguous("the network says that it is published, but does not list it yet", self.dialect.look)

    def _same(
        self, delivery: Delivery, text: str, may_be: Callable[[Found], bool]
    ) -> Generator[Request, Response, tuple[list[Found], bool]]:
        found, seen_all = yield from self._since_then(delivery)
        same = [one for one in found if may_be(one) and even(answers.text(one.get(self.text))) == even(text)]
        return list(same), seen_all

    def receipt_of(self, found: Found) -> Receipt:
        """From an object of the list, which has its address."""
        identity = answers.identity(found.get("id"))
        return Receipt(identity, answers.text(found.get(self.address)), False, {"id": identity})

    def page(self, after: str = "") -> Generator[Request, Response, tuple[list[dict[str, Any]], str]]:
        """Objects, each with an id, and the cursor of the next page, "" after the last one."""
        params = {"fields": self.fields, "limit": PAGE, "after": after}
        known = answers.mapping(self.dialect.answer((yield self.ask(params))))
        page = answers.mappings(known.get("data"))
        if page is None or not all(answers.identity(one.get("id")) for one in page):
            raise Ambiguous("the list of posts made no sense", self.dialect.look)
        paging = answers.mapping(known.get("paging"))
        cursor = answers.text(answers.mapping(paging.get("cursors")).get("after"))
        return page, cursor if paging.get("next") and page else ""

    def _since_then(self, delivery: Delivery) -> Generator[Request, Response, tuple[list[dict[str, Any]], bool]]:
        """Objects from the planned time on, and whether those are all."""
        found: list[dict[str, Any]] = []
        after = ""
        for _ in range(PAGES):
            page, after = yield from self.page(after)
            found += [one for one in page if not self._is_older(one, delivery)]
            if not after or self._is_older(page[-1], delivery):
                return found, True
        return found, False

    def _is_older(self, found: Found, delivery: Delivery) -> bool:
        at = answers.moment(found.get(self.time))
        return at is not None and delivery.at is not None and at < delivery.at - CLOCKS


def number_of(receipt: Receipt, listings: Iterable[Listing]) -> Generator[Request, Response, str]:
    """The id of a post that is out; where a person has told its address, it is looked up in these lists."""
    identity = str(receipt.reference.get("id") or receipt.id)
    if identity.replace("_", "").isdecimal():
        return identity
    for listing in listings:
        page, _ = yield from listing.page()
        for one in page:
            if identity in (one.get("shortcode"), _last_piece(answers.text(one.get(listing.address)))):
                return answers.identity(one["id"])
    raise Rejected(f"`{receipt.url or receipt.id}` is not among the latest posts of the account")


def _last_piece(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def even(text: str) -> str:
    """A text without what the networks may change: white space, and the sign of a topic."""
    return " ".join(unicodedata.normalize("NFC", text).replace("#", "").split())
