"""Which secrets a network takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretSpec:
    """A secret of an account: a token, a password, a client's key, or an address that is one.

    `name` is its key in the account's `secrets`, `title` what people call it. `about` is a sentence that says what it
    is and where one gets it. `renewable`: the network gives a new one for it (see `Renewing`).
    """

    name: str
    title: str
    about: str
    required: bool = True
    renewable: bool = False
