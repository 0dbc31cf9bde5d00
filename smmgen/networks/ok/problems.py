"""What a post asks for that Odnoklassniki does not take."""

from __future__ import annotations

from collections.abc import Sequence

from smmgen.networks.base import Problem, only_here
from smmgen.networks.ok.api import SIGNING_KEY
from smmgen.variants.types import Variant


def problems(variant: Variant) -> Sequence[Problem]:
    return [*_key_problems(variant), *_poll_problems(variant), *_wish_problems(variant)]


def _key_problems(variant: Variant) -> list[Problem]:
    """Of an account that has a token: one for previews alone needs no keys."""
    account = variant.account
    if not account.has_secret("token"):
        return []
    found = []
    if not account.has("application_key"):
        hint = "write your application's public key into smm.toml: `application_key`"
        found.append(Problem(f"`{account.name}` has no application key, without which OK takes no call", hint))
    if not (account.has_secret("session_secret") or account.has_secret("application_secret")):
        found.append(Problem(f"`{account.name}` has no key to sign calls with", SIGNING_KEY))
    return found


def _poll_problems(variant: Variant) -> list[Problem]:
    poll = variant.fields.poll
    found = []
    if poll and poll.answer:
        message = "Odnoklassniki has no quizzes: everyone sees a plain poll"
        found.append(Problem(message, "", ("poll", "answer"), fact=False))
    if poll and poll.closes:
        hint = "close it by hand; " + only_here(variant.account.name, "poll", "closes")
        found.append(Problem("Odnoklassniki's API cannot close a poll by itself", hint, ("poll", "closes"), fact=False))
    return found


def _wish_problems(variant: Variant) -> list[Problem]:
    if variant.fields.targeting.replies not in ("followers", "mentioned"):
        return []
    return [
        Problem(
            "on Odnoklassniki either everyone or nobody can comment",
            f"under `{variant.account.name}:`, a `targeting` with `replies: nobody` closes them",
            ("targeting", "replies"),
            fact=False,
        )
    ]
