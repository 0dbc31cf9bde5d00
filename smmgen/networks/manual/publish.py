"""Nothing is sent: a person posts, and says so with `smm resolve --sent`."""

from __future__ import annotations

from smmgen.errors import Ambiguous, Rejected
from smmgen.networks.wire import Delivery, Flow, Probe, Search


def publish(delivery: Delivery) -> Flow:
    raise Rejected("this account is posted to by hand")
    yield


def find(delivery: Delivery) -> Search:
    raise Ambiguous("only a person can look for what was posted by hand")
    yield


def probe(delivery: Delivery) -> Probe:
    return "posted by hand; needs no token"
    yield
