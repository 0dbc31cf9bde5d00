"""Reviews as forges give them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smmgen.approvals.forge import ForgeReview, person_of, read_reviews
from smmgen.config import Config, Project
from smmgen.errors import UserError
from smmgen.people import Person

PULL = "https://github.com/teplo/brand/pull/12"


def github(login: str | None, state: str, at: str, **more: Any) -> dict[str, Any]:
    """The keys that GitHub's documentation shows, as far as they are read, and some that are not."""
    user = {"login": login, "id": 1, "type": "User", "site_admin": False} if login else None
    return {
        "id": 80, "node_id": "MDE3OlB1bGxSZXF1ZXN0UmV2aWV3ODA=", "user": user, "body": "Here is the body.",
        "state": state, "html_url": f"{PULL}#pullrequestreview-80", "pull_request_url": PULL,
        "submitted_at": f"2026-12-0{at}T17:43:43Z", "commit_id": f"{at}" * 40, "author_association": "COLLABORATOR",
    } | more  # fmt: skip


def said(login: str, approves: bool, at: str) -> ForgeReview:
    return ForgeReview(login, approves, at * 40, f"2026-12-0{at}T17:43:43Z", f"{PULL}#pullrequestreview-80")


CASES: dict[str, tuple[Any, list[ForgeReview]]] = {
    "none": ([], []),
    "one": ([github("maria", "APPROVED", "1")], [said("maria", True, "1")]),
    "the last word counts": (
        [github("maria", "APPROVED", "1"), github("maria", "CHANGES_REQUESTED", "2")], [said("maria", False, "2")],
    ),
    "a comment is no word": (
        [github("maria", "APPROVED", "1"), github("maria", "COMMENTED", "2")], [said("maria", True, "1")],
    ),
    "dismissed": ([github("maria", "DISMISSED", "1")], [said("maria", False, "1")]),
    "in any order": (
        [github("maria", "CHANGES_REQUESTED", "2"), github("maria", "APPROVED", "3"), github("maria", "APPROVED", "1")],
        [said("maria", True, "3")],
    ),
    "still being written": ([{**github("maria", "PENDING", "1"), "submitted_at": None}], []),
    "somebody who has left": ([github(None, "APPROVED", "1")], []),
    "several people in pages": (
        [[github("maria", "APPROVED", "2")], [github("anna", "APPROVED", "1")]],
        [said("anna", True, "1"), said("maria", True, "2")],
    ),
    "Forgejo, dismissed": ([github("maria", "APPROVED", "1", dismissed=True)], [said("maria", False, "1")]),
    "Forgejo, changes asked for": ([github("maria", "REQUEST_CHANGES", "1")], [said("maria", False, "1")]),
    "GitLab": (
        {"id": 5, "approved_by": [{"user": {"id": 1, "username": "root"}, "approved_at": "2026-12-01"}]},
        [ForgeReview("root", True, at="2026-12-01")],
    ),
    "GitLab of old": ({"approved_by": [{"user": {"username": "root"}}]}, [ForgeReview("root", True)]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_the_last_word_of_each(given: Any, expected: list[ForgeReview]) -> None:
    assert read_reviews(json.dumps(given).encode(), "reviews.json") == expected


BROKEN = [b"", b"{", b"{}", b"7", b'"x"', b"[7]", b"[{}]", b'[{"state": "APPROVED", "user": 7}]', b'{"approved_by": 7}',
          b'{"approved_by": [{}]}', b'[{"state": "APPROVED", "user": {"login": 7}, "submitted_at": ""}]',
          b'{"message": "Not Found", "status": "404"}', b"[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("data", BROKEN)
def test_what_is_no_answer_of_a_forge(data: bytes) -> None:
    with pytest.raises(UserError, match=r"reviews\.json"):
        read_reviews(data, "reviews.json")


def test_whose_login_it_is() -> None:
    people = {"maria": Person(role="client", forge="Maria-Teplo"), "anna": Person(role="client")}
    config = Config(project=Project(name="x"), people=people)
    assert person_of(ForgeReview("maria-teplo", True), config) == "maria"
    assert person_of(ForgeReview("anna", True), config) == ""
