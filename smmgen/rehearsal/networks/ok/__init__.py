"""Odnoklassniki's REST API as it behaves for a group: `/ok/fb.do`, `/ok/api/GROUP/NAME`, and the upload host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smmgen.rehearsal.engine.bodies import Form
from smmgen.rehearsal.engine.http import Call
from smmgen.rehearsal.engine.stage import Endpoint, Stage, Visit
from smmgen.rehearsal.networks.ok import comments, files, topics
from smmgen.rehearsal.networks.ok.params import KINDS, METHODS, REFUSALS, read_call, route, signed
from smmgen.rehearsal.networks.ok.shown import shown

LIMITS: dict[str, float] = {
    "text": 32_000, "photos": 20, "poll_answers": 10, "video_least_bytes": 16 * 1024, "video_bytes": 1024**3,
    "statistics_seconds": 0, "moderation_seconds": 0,
}  # fmt: skip
"""`text`, `photos` and `poll_answers` are unverified. `statistics_seconds`: how old a topic is before
`group.getStatTopics` knows it; `moderation_seconds`: how long each new topic waits for the group's moderators."""

_DOES: dict[str, Callable[[Visit], Any]] = {
    "mediatopic.post": topics.post,
    "mediatopic.edit": topics.edit,
    "mediatopic.deleteTopic": topics.delete,
    "mediatopic.getByIds": topics.get,
    "mediatopic.getRepublishedTopic": topics.republished,
    "group.pinGroupFeed": topics.pin,
    "group.getStatTopic": topics.statistics_of_one,
    "group.getStatTopics": topics.statistics,
    "group.getInfo": comments.groups,
    "group.getUserGroupsByIds": comments.memberships,
    "discussions.addDiscussionComment": comments.add,
    "discussions.getComments": comments.listed,
    "discussions.editDiscussionComment": comments.edit,
    "discussions.deleteDiscussionComment": comments.delete,
    "photosV2.getUploadUrl": files.photo_address,
    "video.getUploadUrl": files.video_address,
    "video.update": files.update_video,
    "users.getCurrentUser": comments.user,
    "users.hasAppPermission": lambda visit: True,
    "users.getCallsLeft": comments.calls_left,
}


def _method(name: str) -> Endpoint:
    params, required = METHODS[name]
    return Endpoint("GET|POST", f"/api/{name.replace('.', '/')}", params, required, does=_DOES[name])


def _by_itself(call: Call) -> Form:
    """For the upload host, which reads its bodies itself."""
    return Form()


STAGE = Stage(
    name="ok",
    title="Odnoklassniki",
    endpoints=[
        *map(_method, METHODS),
        Endpoint("POST", "/{ticket}", does=files.receive, host="upload", open=True, reads=_by_itself),
    ],
    errors=REFUSALS,
    limits=LIMITS,
    kinds=KINDS,
    signs=signed,
    route=route,
    reads=read_call,
    before=topics.publish_due,
    shown=shown,
    unlogged=r"(?<=^/)[\w-]{22}$",
)
