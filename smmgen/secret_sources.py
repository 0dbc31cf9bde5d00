"""Where secrets are: the keys of smm.toml that name a place. Never a secret itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, create_model


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class SecretSource(Table):
    """Where one secret is, and what else is known of it. Exactly one of `PLACES` is given."""

    env: str | None = Field(None, description="Name of the environment variable that contains it")
    file: str | None = Field(None, description="File that contains it, readable only by its owner")
    command: list[str] | None = Field(None, description='Command that prints it: ["pass", "show", "tg"]')
    keyring: str | None = Field(None, description="Its entry in the system keyring, `service/name`")
    store_command: list[str] | None = Field(
        None, min_length=1, description="Command that stores a renewed one, which it reads from stdin"
    )
    expires: date | None = Field(None, description="The day on which it expires, if you know it")

    @property
    def place(self) -> tuple[str, Any] | None:
        """The kind of place with its value: `("file", "~/vk")`."""
        return next(((kind, value) for kind in PLACES if (value := getattr(self, kind)) is not None), None)


PLACES = ("env", "file", "command", "keyring")
"""Where a secret may be: keys of `SecretSource`."""
SHORT = ("token", "user_token")
"""Secrets with short keys, which stand in the account's own table: `token_env` is `secrets.token.env`."""
SHORT_KEYS = {f"{secret}_{key}": (secret, key) for secret in SHORT for key in SecretSource.model_fields}
"""Short key -> the secret and the key of its table."""
ShortKeys: type[BaseModel] = create_model(  # type: ignore[call-overload]
    "ShortKeys",
    __base__=Table,
    **{
        short: (
            SecretSource.model_fields[key].rebuild_annotation(),
            Field(None, description=f"Short for `secrets.{secret}.{key}`"),
        )
        for short, (secret, key) in SHORT_KEYS.items()
    },
)
"""The short keys of an account, as a table of their own."""


def example_key(secret: str) -> str:
    """A key that says where this secret is, for hints: the shortest there is."""
    return f"{secret}_env" if secret in SHORT else f"secrets.{secret}.env"


class Source(NamedTuple):
    """Where a secret is: the key as smm.toml writes it, the kind of place (one of `PLACES`), and its value."""

    key: str
    kind: str
    value: Any


def without_short_keys(account: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The keys of an account's table but for the short ones, and what these say: secret -> its keys."""
    short: dict[str, dict[str, Any]] = {}
    for written, (secret, key) in SHORT_KEYS.items():
        if account.get(written) is not None:
            short.setdefault(secret, {})[key] = account[written]
    return {key: value for key, value in account.items() if key not in SHORT_KEYS}, short
