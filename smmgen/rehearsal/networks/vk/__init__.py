"""VK API 5.199 as it behaves for a community's wall: `/vk/method/NAME`, the upload addresses it gives out, and VK ID's
`/vk/oauth2/auth`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from smmgen.rehearsal.engine.http import Answer, Call, Stage
from smmgen.rehearsal.networks.vk import tokens, uploads, wall
from smmgen.rehearsal.networks.vk.params import Visitor, bad, failed, read_call
from smmgen.rehearsal.networks.vk.shown import shown

LIMITS = {"message_length": 16_384.0, "guid_seconds": 3600.0}
_UPLOAD = re.compile(r"/upload/(photo|doc|video)/([\w-]+)")

Params = Mapping[str, Any]


def answer(call: Call) -> Answer:
    """Answer one method, or take a file."""
    upload = _UPLOAD.fullmatch(call.path)
    if upload:
        return uploads.receive(call, *upload.groups())
    if call.path == "/oauth2/auth":
        return tokens.renew(call)
    folder, _, name = call.path.removeprefix("/").partition("/")
    if folder != "method" or call.method not in ("GET", "POST"):
        raise failed(3)
    wall.publish_due(call)
    visitor, params = read_call(call, name)
    if call.method == "GET" and name not in _READING:
        raise failed(8, "what creates or changes is sent by POST")
    return Answer(200, {"response": _ANSWERS[name](call, visitor, params)})


def _create_poll(call: Call, visitor: Visitor, params: Params) -> dict[str, Any]:
    """polls.create."""
    answers = _poll_answers(params["add_answers"])
    if not params["question"].strip():
        raise bad("question is undefined")
    if params["owner_id"] != int(visitor.account.target or 0):
        raise failed(15, "no access to this wall")
    if params.get("end_date", call.now + 1) <= call.now:
        raise bad("end_date is not in the future")
    owner, number = params["owner_id"], call.state.next("vk", "media")
    poll = {
        "question": params["question"],
        "options": answers,
        "multiple": params.get("is_multiple", False),
        "anonymous": params.get("is_anonymous", False),
    }
    uploads.remember(call, "poll", owner, number, {"key": None, "sha256": None, "poll": poll})
    return {
        "id": number, "owner_id": owner, "question": params["question"], "created": int(call.now), "votes": 0,
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


def _groups(call: Call, visitor: Visitor, params: Params) -> dict[str, Any]:
    """groups.getById: the communities of the accounts; a community's token alone means its own."""
    own = [account for account in call.accounts if int(account.target or 0) < 0]
    wanted = params.get("group_ids") or ([params["group_id"]] if "group_id" in params else [])
    if not wanted and not visitor.is_community:
        raise bad("group_ids is undefined")
    names = wanted or [str(-int(visitor.account.target or 0))]
    found = [(int(account.target or 0), account) for account in own if str(-int(account.target or 0)) in names]
    groups = [
        {"id": -wall, "name": account.account, "screen_name": f"club{-wall}", "is_closed": 0, "type": "page"}
        for wall, account in found
    ]
    return {"groups": groups, "profiles": []}


def _users(call: Call, visitor: Visitor, params: Params) -> list[dict[str, Any]]:
    """users.get: the person behind a user token; nobody with a community's."""
    own = uploads.user_id(visitor.account)
    if visitor.is_community or params.get("user_ids", [str(own)]) != [str(own)]:
        return []
    return [{"id": own, "first_name": "Rehearsal", "last_name": visitor.account.account, "is_closed": False}]


_READING = ("wall.get", "wall.getById", "wall.getComments", "groups.getById", "users.get")
_ANSWERS: dict[str, Callable[[Call, Visitor, Params], Any]] = {
    "wall.post": wall.post,
    "wall.edit": wall.edit,
    "wall.delete": wall.delete,
    "wall.get": wall.get,
    "wall.getById": wall.get_by_id,
    "wall.createComment": wall.create_comment,
    "wall.getComments": wall.get_comments,
    "wall.editComment": wall.edit_comment,
    "wall.deleteComment": wall.delete_comment,
    "photos.getWallUploadServer": lambda call, visitor, params: uploads.server_for("photo", call, visitor, params),
    "photos.saveWallPhoto": uploads.save_photo,
    "docs.getWallUploadServer": lambda call, visitor, params: uploads.server_for("doc", call, visitor, params),
    "docs.save": uploads.save_doc,
    "video.save": uploads.save_video,
    "polls.create": _create_poll,
    "groups.getById": _groups,
    "users.get": _users,
}

STAGE = Stage(
    name="vk",
    title="VK",
    limits=LIMITS,
    answer=answer,
    rate_limited=lambda seconds, now: failed(6).answer,
    broken=lambda: Answer(500, failed(10).answer.value),
    unreadable=lambda reason: failed(8, reason).answer,
    shown=shown,
)
