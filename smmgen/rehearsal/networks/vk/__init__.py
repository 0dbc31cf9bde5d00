"""VK API 5.199 as it behaves for a community's wall: `/vk/method/NAME`, the upload addresses it gives out, and VK ID's
`/vk/oauth2/auth`."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from smmgen.rehearsal.engine.bodies import Form
from smmgen.rehearsal.engine.http import Call
from smmgen.rehearsal.engine.stage import Endpoint, Stage, Visit
from smmgen.rehearsal.networks.vk import stories, tokens, uploads, wall
from smmgen.rehearsal.networks.vk.params import (
    BY_COMMUNITIES,
    KINDS,
    METHODS,
    REFUSALS,
    bad,
    failed,
    is_community,
    read_call,
    signed,
)
from smmgen.rehearsal.networks.vk.shown import shown

LIMITS = {"message_length": 16_384.0, "guid_seconds": 3600.0}


def _create_poll(visit: Visit) -> dict[str, Any]:
    """polls.create."""
    params = visit.params
    answers = _poll_answers(params["add_answers"])
    if not params["question"].strip():
        raise bad("question is undefined")
    if params["owner_id"] != int(visit.account.target or 0):
        raise failed(15, "no access to this wall")
    if params.get("end_date", visit.now + 1) <= visit.now:
        raise bad("end_date is not in the future")
    owner, number = params["owner_id"], visit.state.next("media")
    poll = {
        "question": params["question"],
        "options": answers,
        "multiple": params.get("is_multiple", False),
        "anonymous": params.get("is_anonymous", False),
    }
    uploads.remember(visit, "poll", owner, number, {"key": None, "sha256": None, "poll": poll})
    return {
        "id": number, "owner_id": owner, "question": params["question"], "created": int(visit.now), "votes": 0,
        "answers": [{"id": n, "text": text, "votes": 0, "rate": 0} for n, text in enumerate(answers, number * 100)],
        "anonymous": params.get("is_anonymous", False), "multiple": params.get("is_multiple", False),
        "end_date": params.get("end_date", 0), "closed": False,
    }  # fmt: skip


def _poll_answers(text: str) -> list[str]:
    try:
        answers = json.loads(text)
    except ValueError as error:
        raise bad("add_answers is a JSON list") from error
    if not isinstance(answers, list) or not 1 <= len(answers) <= 10:
        raise bad("add_answers has 1-10 answers")
    if any(not isinstance(one, str) or not one.strip() or len(one) > 100 for one in answers):
        raise bad("add_answers: an answer has 1-100 characters")
    if len(set(answers)) < len(answers):
        raise bad("add_answers: one is given twice")
    return answers


def _groups(visit: Visit) -> dict[str, Any]:
    """groups.getById: the communities of the accounts; a community's token alone means its own."""
    params = visit.params
    own = [account for account in visit.accounts if int(account.target or 0) < 0]
    wanted = params.get("group_ids") or ([params["group_id"]] if "group_id" in params else [])
    if not wanted and not is_community(visit):
        raise bad("group_ids is undefined")
    names = wanted or [str(-int(visit.account.target or 0))]
    found = [(int(account.target or 0), account) for account in own if str(-int(account.target or 0)) in names]
    groups = [
        {"id": -wall, "name": account.account, "screen_name": f"club{-wall}", "is_closed": 0, "type": "page"}
        for wall, account in found
    ]
    return {"groups": groups, "profiles": []}


def _users(visit: Visit) -> list[dict[str, Any]]:
    """users.get: the person behind a user token; nobody with a community's."""
    params = visit.params
    own = uploads.user_id(visit.account)
    if is_community(visit) or params.get("user_ids", [str(own)]) != [str(own)]:
        return []
    return [{"id": own, "first_name": "Rehearsal", "last_name": visit.account.account, "is_closed": False}]


_READING = ("wall.get", "wall.getById", "wall.getComments", "stories.getById", "groups.getById",
            "users.get")  # fmt: skip
_DOES: dict[str, Callable[[Visit], Any]] = {
    "wall.post": wall.post,
    "wall.edit": wall.edit,
    "wall.delete": wall.delete,
    "wall.get": wall.get,
    "wall.getById": wall.get_by_id,
    "wall.createComment": wall.create_comment,
    "wall.getComments": wall.get_comments,
    "wall.editComment": wall.edit_comment,
    "wall.deleteComment": wall.delete_comment,
    "photos.getWallUploadServer": partial(uploads.server_for, "photo"),
    "photos.saveWallPhoto": uploads.save_photo,
    "docs.getWallUploadServer": partial(uploads.server_for, "doc"),
    "docs.save": uploads.save_doc,
    "video.save": uploads.save_video,
    "wall.openComments": partial(wall.open_comments, True),
    "wall.closeComments": partial(wall.open_comments, False),
    "stories.getPhotoUploadServer": partial(stories.server_for, "photo_story"),
    "stories.getVideoUploadServer": partial(stories.server_for, "video_story"),
    "stories.save": stories.save,
    "stories.getById": stories.get_by_id,
    "stories.delete": stories.delete,
    "polls.create": _create_poll,
    "groups.getById": _groups,
    "users.get": _users,
}


def _method(name: str) -> Endpoint:
    params, required = METHODS[name]
    return Endpoint(
        "GET|POST" if name in _READING else "POST", f"/method/{name}", params, required, does=_DOES[name],
        secrets=("token", "user_token") if name in BY_COMMUNITIES else ("user_token",),
    )  # fmt: skip


def _nothing(call: Call) -> Form:
    """For calls that read their bodies themselves, and say in words of their own what is wrong with them."""
    return Form()


STAGE = Stage(
    name="vk",
    title="VK",
    endpoints=[
        *map(_method, METHODS),
        Endpoint(
            "GET|POST",
            "/upload/{kind:photo_story|video_story|photo|doc|video}/{ticket}",
            does=partial(uploads.receive, uploads.ROUTES | stories.ROUTES),
            answer="{result}",
            open=True,
            reads=_nothing,
        ),
        Endpoint("GET|POST", "/oauth2/auth", does=tokens.renew, open=True, reads=_nothing),
    ],
    answer={"response": "{result}"},
    errors=REFUSALS,
    limits=LIMITS,
    kinds=KINDS,
    signs=signed,
    reads=read_call,
    ignores=("access_token", "v", "lang", "test_mode"),
    before=wall.publish_due,
    shown=shown,
)
