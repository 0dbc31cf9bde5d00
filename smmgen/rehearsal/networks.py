"""The networks that can be rehearsed, written out."""

from __future__ import annotations

from smmgen.rehearsal import bluesky, mastodon, telegram, vk
from smmgen.rehearsal.exchange import Network

NETWORKS: tuple[Network, ...] = (bluesky.NETWORK, mastodon.NETWORK, telegram.NETWORK, vk.NETWORK)


def network_at(prefix: str) -> Network | None:
    """The network whose addresses start with this folder."""
    return next((network for network in NETWORKS if prefix in network.prefixes), None)
