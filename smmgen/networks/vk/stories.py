"""Stories of a community: a file that is uploaded, then saved, which publishes it.

Sources: https://dev.vk.ru/ru/api/upload/story-in-profile and https://dev.vk.ru/ru/method/stories (getPhotoUploadServer,
save, getById, delete), all for tokens of users and of communities with the right `stories`. Nothing there makes a
second call harmless, and no list tells one story from another: they have no text.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import Ambiguous, Unauthorised, Unavailable
from smmgen.networks import answers
from smmgen.networks.vk import api
from smmgen.networks.vk.facts import Options
from smmgen.networks.wire import Delivery, File, Flow, Progress, Receipt, Request, Response
from smmgen.secret import Secret
from smmgen.variants.types import Part, Variant

SAVE = "stories.save"
FIELDS = {"stories.getPhotoUploadServer": "file", "stories.getVideoUploadServer": "video_file"}
"""What tells the upload address -> the field of the file there."""
BUTTON = "learn_more"
"""What VK writes on the button of a link without words."""
EXPIRED = 1600


def render(variant: Variant, part: Part) -> dict[str, Any]:
    """`{"method": "stories.save", "params": {...}}`, and in `upload` the call that tells where the file goes, which
    takes the link."""
    is_video = any(item.kind == "video" for item in part.media)
    options = Options.model_validate(variant.fields.targeting.options("vk"))
    card = variant.card if variant.fields.link and variant.card and variant.card.preview != "none" else None
    link = {"link_text": options.link_text or BUTTON, "link_url": card.url} if card else {}
    server = "stories.getVideoUploadServer" if is_video else "stories.getPhotoUploadServer"
    group = -api.owner_id(variant.account.target)
    return {
        "method": SAVE,
        "params": {"upload_results": [{"$media": number} for number in range(len(part.media))]},
        "upload": {"method": server, "params": {"group_id": group, "add_to_news": True, **link}},
    }


def is_story(request: Mapping[str, Any]) -> bool:
    return request.get("method") == SAVE


def publish(delivery: Delivery) -> Flow:
    """Upload the file, then stories.save. An upload alone is seen by nobody."""
    token = token_of(delivery)
    if not token:
        raise Unauthorised("there is no token to post with", "store it where the account in smm.toml expects it")
    uploaded = yield from _uploaded(delivery, token)
    call = api.call(delivery, SAVE, {"upload_results": [uploaded]}, token, creates=True)
    return _receipt(api.STORIES.created((yield call)))


def token_of(delivery: Delivery) -> Secret:
    """The token that posts, or the only one there is."""
    tokens = [delivery.secrets["token"], delivery.secrets["user_token"]]
    if delivery.settings.get("post_with") == "user":
        tokens.reverse()
    return tokens[0] or tokens[1]


def _uploaded(delivery: Delivery, token: Secret) -> Generator[Request | Progress, Response, str]:
    """What the upload host says of the file; VK may have refused what an earlier try has uploaded."""
    known = delivery.known.get("story")
    if known and not delivery.attempt:
        return str(known)
    upload, media = delivery.part["request"]["upload"], delivery.part["media"][0]
    server = answers.mapping(api.answer((yield api.call(delivery, upload["method"], upload["params"], token))))
    url = answers.text(server.get("upload_url"))
    if not url.startswith(("https://", "http://")):
        raise Unavailable("VK did not say where to upload", "try again later")
    file = File(media["path"], media["type"], media["sha256"])
    response = yield Request("POST", url, form={}, files={FIELDS[upload["method"]]: file})
    found = str(api.uploaded(response, "upload_result")["upload_result"])
    yield Progress({"story": found})
    return found


def _receipt(saved: Any) -> Receipt:
    items = answers.mappings(answers.mapping(saved).get("items"))
    story = items[0] if items else {}
    owner, number = answers.whole(story.get("owner_id")), answers.whole(story.get("id"))
    if owner is None or number is None:
        raise Ambiguous("VK reported success but returned no story", api.LOOK_AT_STORIES)
    reference = {"owner_id": owner, "story_id": number}
    return Receipt(f"{owner}_{number}", f"https://vk.com/story{owner}_{number}", False, reference)


def numbers_of(live: Receipt) -> tuple[int, int] | None:
    """Owner and number of a story, from its receipt or the address that a person gave; None: it is no story."""
    if "story_id" in live.reference:
        return int(live.reference["owner_id"]), int(live.reference["story_id"])
    found = re.search(r"\bstory(-?\d+)_(\d+)", live.url)
    return (int(found[1]), int(found[2])) if found else None


def delete(delivery: Delivery, owner: int, number: int) -> Generator[Request, Response, None]:
    """stories.delete. VK does not say what it answers for one that is gone, as each is after a day."""
    named, token = {"owner_id": owner, "story_id": number}, token_of(delivery)
    response = yield api.call(delivery, "stories.delete", named, token)
    if api.refusal(response) is None or not (yield from _is_gone(delivery, f"{owner}_{number}", token)):
        api.answer(response)


def _is_gone(delivery: Delivery, name: str, token: Secret) -> Generator[Request, Response, bool]:
    response = yield api.call(delivery, "stories.getById", {"stories": name}, token)
    if api.refusal(response) == EXPIRED:
        return True
    items = answers.mappings(answers.mapping(api.answer(response)).get("items"))
    return items is not None and all(one.get("is_deleted") or one.get("is_expired") for one in items)
