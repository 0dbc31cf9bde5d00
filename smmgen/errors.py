"""Everything that stops a run or a publication.

SmmError
├── UserError          the run cannot go on: wrong usage or set-up (exit code 2)
└── PublishError       the network said no, or nothing
    ├── NotSent            nothing reached the network; safe to try again
    ├── RateLimited        refused for now; `retry_after` seconds
    ├── Unavailable        the network said "not now" and did nothing; safe to try again
    ├── Rejected           the network said no to this content; trying the same again is no use
    ├── Unauthorised       the network said no to this token
    └── Ambiguous          nobody knows whether it was published

Mistakes in content are not exceptions but `smmgen.diagnostics.Diagnostic` values.
"""

from __future__ import annotations


class SmmError(Exception):
    """Base of all; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UserError(SmmError):
    """The run cannot go on: wrong usage or set-up."""


class PublishError(SmmError):
    """A publication did not come out as a receipt. `retryable`: another run may try again by itself."""

    retryable = False


class NotSent(PublishError):
    """Nothing reached the network: connection refused, no such host, no answer to a read."""

    retryable = True


class Unavailable(PublishError):
    """The network answered that it did nothing and may be asked again."""

    retryable = True


class RateLimited(PublishError):
    """Too many calls. `retry_after` is in seconds."""

    retryable = True

    def __init__(self, message: str, retry_after: float, hint: str = "") -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class Rejected(PublishError):
    """The network refused this content."""


class Unauthorised(PublishError):
    """The network refused this token."""

    retryable = True


class Ambiguous(PublishError):
    """The creating call was sent and its outcome is unknown."""
