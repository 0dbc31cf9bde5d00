"""Words that must not be seen: one, and those of an account by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hmac import compare_digest
from typing import Any, NoReturn, final


@final
class Secret:
    """A token or password. Printed, formatted or looked at it shows `[secret]`; it is neither JSON nor to be pickled.

    `reveal` gives the word itself: for the headers, address or body of a call, and for nothing else.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        """The word itself."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "[secret]" if self._value else "[no secret]"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: Any) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret must not be stored")


NO_SECRET = Secret()


@final
class Secrets(Mapping[str, Secret]):
    """The secrets of an account by name, such as `token`. One that it does not have is `NO_SECRET`."""

    __slots__ = ("_by_name",)

    def __init__(self, by_name: Mapping[str, Secret] | None = None) -> None:
        self._by_name = dict(by_name or {})

    def __getitem__(self, name: str) -> Secret:
        return self._by_name.get(name, NO_SECRET)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return repr(self._by_name)

    def __deepcopy__(self, memo: Any) -> Secrets:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets must not be stored")
