"""Reviews of a forge, as its API gives them: who said yes to which commit.

GitHub: `GET /repos/{owner}/{repo}/pulls/{number}/reviews`, a list of reviews with `user.login`, `state`, `commit_id`,
`submitted_at` and `html_url` (https://docs.github.com/rest/pulls/reviews). Forgejo and Gitea answer in the same form.
GitLab: `GET /projects/{id}/merge_requests/{iid}/approvals`, an object with `approved_by`, which names no commit
(https://docs.gitlab.com/api/merge_request_approvals/).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from smmgen.config import Config
from smmgen.errors import UserError

_DECIDES = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
"""States that end what the same person said before; a comment does not. Forgejo calls the second REQUEST_CHANGES."""
_HOW = "save what the forge's API answers: docs/how-to/approvals.md"


class ForgeReview(NamedTuple):
    """The last word of one person. `commit`: what they looked at, "" where the forge does not say; `at`: when, ISO
    8601, or ""; `url`: of the review."""

    login: str
    approves: bool
    commit: str = ""
    at: str = ""
    url: str = ""


def read_reviews(data: bytes, name: str) -> list[ForgeReview]:
    """One for each person, in the order of their last word. `name`: of the file. Raises UserError."""
    try:
        found = orjson.loads(data)
    except ValueError as error:
        raise UserError(f"the reviews in {name} cannot be read: {error}", _HOW) from None
    try:
        if isinstance(found, Mapping):
            return [_of_gitlab(one) for one in found["approved_by"]]
        said = [review for one in _flat(found) if (review := _of_github(one))]
    except (LookupError, TypeError, AttributeError):
        raise UserError(f"{name} holds no reviews of GitHub or GitLab", _HOW) from None
    last = {review.login.casefold(): review for review in sorted(said, key=lambda review: review.at)}
    return list(last.values())


def _flat(found: Any) -> Iterator[Any]:
    """`gh api --paginate --slurp` gives a list of pages."""
    for one in found:
        if isinstance(one, list):
            yield from one
        else:
            yield one


def _of_github(found: Any) -> ForgeReview | None:
    """None of a comment, of a review that is still being written, and of one whose author has left."""
    state = str(found["state"]).replace("REQUEST_CHANGES", "CHANGES_REQUESTED")
    if found["user"] is None or state not in _DECIDES:
        return None
    approves = state == "APPROVED" and not found.get("dismissed")
    texts = (found.get("commit_id"), found["submitted_at"], found.get("html_url"))
    commit, at, url = (text if isinstance(text, str) else "" for text in texts)
    return ForgeReview(_login(found["user"]["login"]), approves, commit, at, url)


def _of_gitlab(found: Any) -> ForgeReview:
    at = found.get("approved_at")
    return ForgeReview(_login(found["user"]["username"]), True, at=at if isinstance(at, str) else "")


def _login(found: Any) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found


def person_of(review: ForgeReview, config: Config) -> str:
    """Whose login it is; "" where nobody in [people] has it."""
    login = review.login.casefold()
    return next((name for name, one in config.people.items() if one.forge and one.forge.casefold() == login), "")
