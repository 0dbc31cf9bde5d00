"""Which secrets a network takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SecretSpec:
    """A secret of an account: a token, a password, a client's key, or an address that is one.

    `name` is its key in the account's `secrets`, `title` what people call it. `about` is a sentence that says what it
    is and where one gets it.
    """

    name: str
    title: str
    about: str
    required: bool = True
    renewed_with: Literal["", "refresh_token", "itself"] = ""
    """What the network takes in exchange for a new one (see `Renewing`): a refresh token that is kept with it, or the
    token itself while it is alive; "" where it renews none."""
    renew_before: int = 600
    """Seconds before it expires from which on it is renewed. Some runs are rare: a token that is renewed with itself
    needs days."""
