"""What of a part people see, as short digests: enough to tell later what an edit would change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from smmgen.networks.base import Editing, Network
from smmgen.variants.likeness import as_written_part

DIGITS = 16
TIME = "time"
"""The aspect that only a post has which still waits in the network's scheduler; another time makes no other post."""


def aspects(network: Network, part: Mapping[str, Any]) -> dict[str, str]:
    """Name of the aspect -> 16 hexadecimal digits of its SHA-256; nothing where the network takes no edits."""
    if not isinstance(network, Editing):
        return {}
    return {name: _digest(value) for name, value in network.aspects(as_written_part(part)).items()}


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:DIGITS]
