"""Publishing a topic in a group: uploads, mediatopic.post, and looking it up later.

Sources: https://apiok.ru/dev/methods (mediatopic.post, photosV2.getUploadUrl, video.getUploadUrl, video.update,
group.getStatTopics, mediatopic.getByIds, mediatopic.getRepublishedTopic) and https://apiok.ru/en/dev/examples.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from smmgen.errors import Ambiguous, NotSent, PublishError, Rejected, Unavailable
from smmgen.networks import answers
from smmgen.networks.ok import api
from smmgen.networks.same_text import Likeness, strict_likeness
from smmgen.networks.wire import Delivery, File, Flow, Probe, Progress, Receipt, Request, Response, Search, filled

Upload = Generator[Request | Progress, Response, str]
PAGE, PAGES = 100, 3
SHOWN = 20
"""Topics that are read at once."""
BLOCKS = 3
"""Blocks of each of them; more cannot be asked for (mediatopic.getByIds, media_limit)."""
CLOCKS = 300
"""Seconds by which our clock and OK's may differ."""
DAY = 86_400


def publish(delivery: Delivery) -> Flow:
    """Upload the files, then mediatopic.post. A topic takes the tokens of uploads; photosV2.commit is for albums."""
    request = delivery.part["request"]
    ids = yield from uploads(delivery)
    params = request["params"] | {"attachment": filled(_timed(request["attachment"], delivery.native), ids)}
    topic = api.created((yield api.call(delivery, request["method"], params, creates=True)))
    identity = _topic_id(answers.text(topic))  # as text alone: of a number that was cut off nobody would notice
    if not identity:
        raise Ambiguous("Odnoklassniki reported success but returned no topic id", api.LOOK)
    return _receipt(identity, delivery, scheduled=delivery.native and "publishAt" in request["attachment"])


def _timed(attachment: Mapping[str, Any], native: bool) -> dict[str, Any]:
    """A topic whose time has come goes out at once, whoever was to send it."""
    return {name: value for name, value in attachment.items() if native or name != "publishAt"}


def _topic_id(said: Any) -> str:
    """A topic's id, or "" for anything else. mediatopic.post answers with it alone."""
    identity = answers.identity(said)
    return identity if identity.isascii() and identity.isdecimal() else ""


def _receipt(identity: str, delivery: Delivery, scheduled: bool = False) -> Receipt:
    url = f"https://ok.ru/group/{api.group_id(delivery.target)}/topic/{identity}"
    return Receipt(identity, url, scheduled, {"topic_id": identity})


def topic_of(live: Receipt) -> str:
    """From the receipt, or from the address a person gave with `smm resolve --sent`."""
    if known := answers.text(live.reference.get("topic_id")):
        return known
    if found := re.search(r"/topic/(\d+)", live.url):
        return found[1]
    raise NotSent(f"`{live.url}` is not the address of a topic", "give one such as https://ok.ru/group/7/topic/17")


# Uploads


def uploads(delivery: Delivery) -> Generator[Request | Progress, Response, list[str]]:
    """What a topic calls its files: a photo's token, a video's id. Those of an earlier try are used again."""
    ids = []
    for index, media in enumerate(delivery.part["media"]):
        known = answers.text(delivery.known.get(f"media {index}"))
        if not known:
            known = yield from (_video if media["type"].startswith("video/") else _photo)(delivery, media)
            yield Progress({f"media {index}": known})
        ids.append(known)
    return ids


def _photo(delivery: Delivery, media: Mapping[str, Any]) -> Upload:
    where = {"gid": api.group_id(delivery.target), "count": 1}
    _, said = yield from _sent(delivery, "photosV2.getUploadUrl", where, "pic1", media)
    photos = [answers.text(answers.mapping(one).get("token")) for one in answers.mapping(said.get("photos")).values()]
    if len(photos) != 1 or not photos[0]:
        raise Unavailable("Odnoklassniki did not name the uploaded photo", "try again later")
    return photos[0]


def _video(delivery: Delivery, media: Mapping[str, Any]) -> Upload:
    """The size may be given as 0 where it is not known (video.getUploadUrl); video.update ends the upload."""
    name = str(media["path"]).rpartition("/")[2]
    where = {"gid": api.group_id(delivery.target), "file_name": name, "file_size": 0, "post_form": True}
    server, _ = yield from _sent(delivery, "video.getUploadUrl", where, "data", media)
    identity = _video_id(server)
    about = {"vid": identity, "title": (media["title"] or media["alt"] or name)[:1000], "privacy": "PUBLIC"}
    api.answer((yield api.call(delivery, "video.update", about)))
    return identity


def _video_id(server: Mapping[str, Any]) -> str:
    if identity := answers.identity(server.get("video_id")):
        return identity
    raise Unavailable("Odnoklassniki did not name the video", "try again later")


Sent = Generator[Request | Progress, Response, tuple[Mapping[str, Any], Mapping[str, Any]]]


def _sent(delivery: Delivery, method: str, where: Mapping[str, Any], field: str, media: Mapping[str, Any]) -> Sent:
    """Upload a file to the address that the method names; what the method and the upload host have said.

    A refusal may be that of an address which has taken the file already, if the first answer was lost; so another
    address is asked for once.
    """
    server = answers.mapping(api.answer((yield api.call(delivery, method, where))))
    try:
        return server, answers.mapping(api.uploaded((yield _upload(server, field, media))))
    except Rejected:
        server = answers.mapping(api.answer((yield api.call(delivery, method, where))))
        return server, answers.mapping(api.uploaded((yield _upload(server, field, media))))


def _upload(server: Mapping[str, Any], field: str, media: Mapping[str, Any]) -> Request:
    url = answers.text(server.get("upload_url"))
    if not url.startswith(("https://", "http://")):
        raise Unavailable("Odnoklassniki did not say where to upload", "try again later")
    return Request("POST", url, form={}, files={field: File(media["path"], media["type"], media["sha256"])})


def probe(delivery: Delivery) -> Probe:
    """Whose token it is, and that it may upload into the group."""
    gid = api.group_id(delivery.target)
    me = answers.mapping(api.answer((yield api.call(delivery, "users.getCurrentUser", {"fields": "uid,name"}))))
    asked = {"uids": gid, "fields": "uid,name"}
    groups = answers.mappings(api.answer((yield api.call(delivery, "group.getInfo", asked)))) or []
    api.answer((yield api.call(delivery, "photosV2.getUploadUrl", {"gid": gid, "count": 1})))
    title = answers.said(groups[0].get("name")) if groups else "?"
    return f"{answers.said(me.get('name')) or 'the token'} posts in the group «{title}»"


# Finding: OK has no marker of ours, so only an equal text since the planned time is a find


def find(delivery: Delivery) -> Search:
    try:
        return (yield from _find(delivery))
    except PublishError as refused:
        raise Ambiguous(f"could not read the group: {refused.message}", refused.hint or api.LOOK) from refused


def _find(delivery: Delivery) -> Search:
    """A topic is ours if its text is equal and it went out within a day of the planned time. One that still waits in
    the scheduler is not among the group's topics, so that nobody can tell then."""
    if not delivery.at:
        raise Ambiguous("without a planned time an older post of the same text could be meant", api.LOOK)
    if found := (yield from _posted(delivery)):
        return found
    if delivery.native:
        raise Ambiguous("Odnoklassniki does not list the topics that its scheduler holds", api.LOOK)
    if not delivery.settings.get("list_is_complete"):
        raise Ambiguous("the group's list does not have it, and leaves topics without statistics out", api.LOOK)
    return None


def _posted(delivery: Delivery) -> Search:
    """The topic among those of the group since the planned time, by its text."""
    ids = yield from _listed(delivery)
    same, unclear = [], 0
    for start in range(0, len(ids), SHOWN):
        for topic in (yield from _topics(delivery, ids[start : start + SHOWN])):
            like = _likeness(topic, delivery.part["request"]["attachment"])
            same += [answers.identity(topic.get("id"))] if like is Likeness.SAME else []
            unclear += like is Likeness.UNCLEAR
    if len(same) == 1:
        return _receipt(same[0], delivery)
    if same or unclear:
        raise Ambiguous(f"{len(same)} topics there are equal to this one, {unclear} resemble it", api.LOOK)
    return None


Ids = Generator[Request, Response, list[str]]
Topics = Generator[Request, Response, list[dict[str, Any]]]


def _listed(delivery: Delivery) -> Ids:
    """Ids of the group's topics from the planned time on, for a day (group.getStatTopics)."""
    planned = int(delivery.at.timestamp()) if delivery.at else 0
    asked: dict[str, Any] = {
        "gid": api.group_id(delivery.target),
        "start_time": (planned - CLOCKS) * 1000,
        "end_time": (planned + DAY) * 1000,
        "count": PAGE,
        "fields": "id,created_ms",
    }
    ids: dict[str, None] = {}
    for _ in range(PAGES):
        page = answers.mapping(api.answer((yield api.call(delivery, "group.getStatTopics", asked))))
        topics = answers.mappings(page.get("topics"))
        if topics is None or not all(answers.identity(topic.get("id")) for topic in topics):
            raise Ambiguous("Odnoklassniki shows the group's topics in an unknown way", api.LOOK)
        fresh = [answers.identity(topic["id"]) for topic in topics if answers.identity(topic["id"]) not in ids]
        ids |= dict.fromkeys(fresh)
        anchor = answers.text(page.get("anchor"))
        if not fresh or not anchor or len(topics) < PAGE:
            return list(ids)
        asked = {**asked, "anchor": anchor}
    raise Ambiguous(f"there are more than {len(ids)} topics since then", api.LOOK)


def _topics(delivery: Delivery, ids: Sequence[str]) -> Topics:
    """mediatopic.getByIds. Raises Ambiguous unless all of them are shown."""
    asked = {"topic_ids": ",".join(ids), "media_limit": BLOCKS, "fields": "media_topic.*"}
    said = answers.mapping(api.answer((yield api.call(delivery, "mediatopic.getByIds", asked))))
    topics = answers.mappings(said.get("media_topics"))
    if topics is None or {answers.identity(topic.get("id")) for topic in topics} != set(ids):
        raise Ambiguous("Odnoklassniki does not show all of the group's topics", api.LOOK)
    return topics


def _likeness(topic: Mapping[str, Any], attachment: Mapping[str, Any]) -> Likeness:
    """By the text; where ours has none, nobody can tell it from others without one."""
    shown, sent = _text_of(topic), _text_of(attachment)
    if not sent.strip():
        return Likeness.OTHER if shown.strip() else Likeness.UNCLEAR
    return strict_likeness(shown, sent) if shown.strip() else Likeness.OTHER


def _text_of(holder: Mapping[str, Any]) -> str:
    blocks = answers.mappings(holder.get("media")) or []
    return "\n".join(answers.text(block.get("text")) for block in blocks if block.get("type") == "text")


# Other ids: a topic gets a new one when the scheduler posts it, and after moderation


def republished(delivery: Delivery, identity: str) -> Generator[Request, Response, str]:
    """The id that the topic has by now (mediatopic.getRepublishedTopic); "" where it is still the same."""
    response = yield api.call(delivery, "mediatopic.getRepublishedTopic", {"topic_id": identity})
    if api.error_code(response) in (api.NOT_FOUND, 100):
        return ""
    said = api.answer(response)
    named = (
        next((said[name] for name in ("topicId", "topic_id", "mid") if name in said), "")
        if isinstance(said, dict)
        else said
    )
    found = _topic_id(named)
    return "" if found == identity else found


def released(delivery: Delivery) -> Search:
    """The topic that was `live` in OK's scheduler, under the id that it has since then. Where OK does not name that, it
    is looked for by its text."""
    live = delivery.require_live()
    if found := (yield from republished(delivery, topic_of(live))):
        return _receipt(found, delivery)
    if delivery.part and delivery.at and (posted := (yield from _posted(delivery))):
        return posted
    if (yield from _is_there(delivery, topic_of(live))):
        return None
    raise Ambiguous("Odnoklassniki's scheduler has it no longer, and it is not among the group's topics", api.LOOK)


def _is_there(delivery: Delivery, identity: str) -> Generator[Request, Response, bool]:
    response = yield api.call(delivery, "mediatopic.getByIds", {"topic_ids": identity, "fields": "media_topic.*"})
    if api.error_code(response) == api.NOT_FOUND:
        return False
    topics = answers.mappings(answers.mapping(api.answer(response)).get("media_topics")) or []
    return any(answers.identity(topic.get("id")) == identity for topic in topics)


def current(delivery: Delivery) -> Generator[Request, Response, Receipt]:
    """`live`, under the id that OK's scheduler has given it if it has posted it."""
    live = delivery.require_live()
    if delivery.native or not live.scheduled:
        return live
    try:
        return (yield from released(delivery)) or live
    except Ambiguous as unseen:
        raise Rejected(unseen.message, api.LOOK) from unseen


def changed(
    delivery: Delivery, method: str, live: Receipt, params: Mapping[str, Any]
) -> Generator[Request, Response, tuple[Response, Receipt]]:
    """The answer to a call about the topic, made again under another id where the one we know is not found, and the
    topic under the id that it has."""
    identity = topic_of(live)
    response = yield api.call(delivery, method, {"topic_id": identity, **params})
    if api.error_code(response) != api.NOT_FOUND or not (found := (yield from republished(delivery, identity))):
        return response, live
    moved = _receipt(found, delivery)
    return (yield api.call(delivery, method, {"topic_id": found, **params})), moved
