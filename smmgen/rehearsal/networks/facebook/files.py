"""Facebook Pages: photos, videos, reels and stories."""

from __future__ import annotations

from typing import Any

from smmgen.rehearsal.engine import pieces
from smmgen.rehearsal.engine.http import Refused, Upload
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph import containers, media, rupload
from smmgen.rehearsal.graph.errors import bad, failed
from smmgen.rehearsal.graph.nodes import Kept, next_id, own_user, owned
from smmgen.rehearsal.networks.facebook import feed, params

_PICTURES = media.Bounds(("image/jpeg", "image/png", "image/gif"), 4 * 1024 * 1024)
_VIDEO_BYTES, _ANY_SECONDS, _REEL_SECONDS = 10 * 1024**3, (0.0, 14_400.0), (3.0, 90.0)
_PROBLEMS = {"length": 1363128, "format": 1363019, "large": 1363019}


def photo(visit: Visit) -> dict[str, str]:
    """POST /{page}/photos: published by itself, or kept to be attached (`published=false`)."""
    own_user(visit)
    given = visit.params
    text = given.get("caption", given.get("message", ""))
    params.check_text(text)
    params.check_audience(given)
    seen = _picture(visit)
    visit.state.describe_file(seen.sha256, given.get("alt_text_custom", ""))
    name = next_id(visit, 122_000_000_000_000)
    is_kept = given.get("published") is False and "scheduled_publish_time" not in given
    if given.get("temporary") and not is_kept:
        raise bad("a temporary photo is not published by itself")
    at = None if is_kept else params.when(visit, 30)
    post = None if is_kept else feed.add(visit, "POST /photos", at, [seen.sha256], text)
    kept = {"account": visit.account.account, "sha256": seen.sha256, "post": post}
    visit.state.put("photo", name, kept)
    return {"id": name, **({"post_id": post} if post and at is None else {})}


def video(visit: Visit) -> dict[str, Any]:
    """POST /{page}/videos: from an address, in one piece, or in several by its phases."""
    own_user(visit)
    given = visit.params
    phase = given.get("upload_phase")
    if phase in ("start", "transfer"):
        return _start(visit) if phase == "start" else _transfer(visit)
    params.check_text(given.get("description", ""))
    params.check_audience(given)
    if len(given.get("title", "")) > 254:
        raise bad("Param title must be at most 254 characters long")
    if phase == "finish":
        return _finish(visit)
    if ("source" in visit.files) == ("file_url" in given):
        raise bad("one of source and file_url is required")
    if "source" in visit.files:
        film = media.judged_video(visit, visit.files["source"], _VIDEO_BYTES, _ANY_SECONDS)
    else:
        film = media.video(visit, given["file_url"], _VIDEO_BYTES, _ANY_SECONDS)
    if film.problem:
        raise _not_taken(film)
    name = _new_video(visit, film.sha256)
    _post_video(visit, name, params.when(visit, 180), "POST /videos")
    return {"id": name}


def reel(visit: Visit) -> dict[str, Any]:
    """POST /{page}/video_reels."""
    own_user(visit)
    given = visit.params
    if given["upload_phase"] == "start":
        return _start_reel(visit)
    params.check_text(given.get("description", ""))
    params.check_audience(given)
    name, kept = _uploaded(visit)
    state, at = given.get("video_state", "PUBLISHED"), given.get("scheduled_publish_time")
    if state == "DRAFT" or (state == "SCHEDULED") != (at is not None):
        raise bad("video_state is PUBLISHED, or SCHEDULED with a scheduled_publish_time")
    if at is not None:
        params.check_time(visit, at, 29)
    if containers.within_a_day(visit, "reel") >= visit.limits["reels"]:
        raise failed(613, "(#613) Calls to this api have exceeded the rate limit.")
    visit.state.put("reel", name, {"account": kept["account"], "created": visit.now})
    return {"success": True, "post_id": _post_video(visit, name, at, "POST /video_reels")}


def story(visit: Visit) -> dict[str, Any]:
    """POST /{page}/video_stories."""
    own_user(visit)
    if visit.params["upload_phase"] == "start":
        return _start_reel(visit)
    name, _ = _uploaded(visit)
    about = {"type": "video", "id": name}
    return {"success": True, "post_id": _post_video(visit, name, None, "POST /video_stories", story=about)}


def photo_story(visit: Visit) -> dict[str, Any]:
    """POST /{page}/photo_stories, with a photo that is not published."""
    own_user(visit)
    name = visit.params["photo_id"]
    kept = owned(visit, "photo", name)
    if kept["post"] is not None:
        raise failed(100, "(#100) The photos were already posted.", 1366051)
    about = {"type": "photo", "id": name}
    post = feed.add(visit, "POST /photo_stories", None, [kept["sha256"]], "", story=about)
    visit.state.put("photo", name, {**kept, "post": post})
    return {"success": True, "post_id": post}


def receive(visit: Visit) -> dict[str, Any]:
    """The bytes of a reel or a story come to the upload host."""
    name = visit.parts["id"]
    kept = visit.state.get("video", name)
    if kept is None:
        raise failed(100, "there is no such upload")
    whole = rupload.received(visit, name, kept["account"])
    if whole is not None:
        film = media.judged_video(visit, whole, _VIDEO_BYTES, _REEL_SECONDS)
        sha256 = film.sha256 if not film.problem else None
        visit.state.put("video", name, {**kept, "sha256": sha256, "problem": film.problem})
    return {"success": True}


def show_video(visit: Visit, name: str) -> Kept:
    """All that can be asked of a video. Asking brings it a step on."""
    kept = owned(visit, "video", name)
    is_done = kept["steps"] >= visit.limits["progress_steps"]
    if not is_done and (kept["sha256"] or kept["problem"]):
        visit.state.put("video", name, {**kept, "steps": kept["steps"] + 1})
    there = "complete" if kept["sha256"] or kept["problem"] else "in_progress"
    phase: Kept = {"status": "complete" if is_done else "in_progress"}
    if kept["problem"] and is_done:
        code = _PROBLEMS[kept["problem"]]
        phase = {"status": "error", "errors": [{"code": code, "message": f"the video is not taken: {kept['problem']}"}]}
    overall = {"in_progress": "processing", "complete": "ready", "error": "error"}[phase["status"]]
    publishing = {"status": "complete" if is_done and kept["post"] else "not_started"}
    return {
        "id": name, "title": kept["title"], "description": kept["description"], "post_id": kept["post"],
        "permalink_url": f"/reel/{name}/", "published": kept["post"] is not None, "length": None,
        "status": {"video_status": overall, "uploading_phase": {"status": there}, "processing_phase": phase,
                   "publishing_phase": publishing},
    }  # fmt: skip


def update_video(visit: Visit, name: str) -> dict[str, bool]:
    """POST /{video}: its name and description."""
    kept = owned(visit, "video", name)
    if unknown := set(visit.params) - {"name", "description"}:
        raise bad(f"{min(unknown)} is not a parameter of a video")
    title, text = visit.params.get("name", kept["title"]), visit.params.get("description", kept["description"])
    visit.state.put("video", name, {**kept, "title": title, "description": text})
    post = visit.state.get("post", kept["post"] or "")
    if post is not None:
        visit.state.put("post", kept["post"], {**post, "message": text})
        visit.state.change_post(kept["post"], "published", edit=dict(visit.received))
    return {"success": True}


def delete_video(visit: Visit, name: str) -> dict[str, bool]:
    kept = owned(visit, "video", name)
    visit.state.drop("video", name)
    if visit.state.get("post", kept["post"] or "") is not None:
        feed.delete(visit, kept["post"])
    return {"success": True}


def _picture(visit: Visit) -> media.Fetched:
    if ("source" in visit.files) == ("url" in visit.params):
        raise bad("one of source and url is required")
    if "source" in visit.files:
        seen = media.judged(visit, visit.files["source"], _PICTURES)
    else:
        seen = media.picture(visit, visit.params["url"], _PICTURES)
    if seen.problem:
        words = "Photos should be less than 4 MB and saved as JPG, PNG or GIF files."
        raise failed(324, "Missing or invalid image file", 1366046, words=f"{words} {seen.reason}")
    return seen


def _start(visit: Visit) -> dict[str, str]:
    size = visit.params.get("file_size", 0)
    if not 0 < size <= _VIDEO_BYTES:
        raise bad("Param file_size is the number of bytes of the video")
    name, session = _new_video(visit, None), next_id(visit)
    visit.state.put("session", session, {"account": visit.account.account, "video": name, "size": size})
    return {"video_id": name, "upload_session_id": session, **_bounds(visit, 0, size)}


def _transfer(visit: Visit) -> dict[str, str]:
    session = visit.params.get("upload_session_id", "")
    kept, offset = owned(visit, "session", session), visit.params.get("start_offset", -1)
    chunk = visit.files.get("video_file_chunk")
    there = pieces.size(visit.state, session)
    if chunk is None or offset != there or offset + len(chunk.data) > kept["size"]:
        message = "There was a problem uploading your video. Please try uploading it again."
        wanted = {name: int(at) for name, at in _bounds(visit, there, kept["size"]).items()}
        raise failed(6001, message, 1363037, data=wanted)
    pieces.add(visit.state, session, offset, chunk.data)
    return _bounds(visit, offset + len(chunk.data), kept["size"])


def _finish(visit: Visit) -> dict[str, bool]:
    session = visit.params.get("upload_session_id", "")
    kept = owned(visit, "session", session)
    if pieces.size(visit.state, session) != kept["size"]:
        raise failed(6000, "The video file you tried to upload is too small. Please try again with a larger file.",
                     1363022)  # fmt: skip
    data = pieces.take(visit.state, session)
    film = media.judged_video(visit, Upload("video.mp4", "", data), _VIDEO_BYTES, _ANY_SECONDS)
    if film.problem:
        raise _not_taken(film)
    old = owned(visit, "video", kept["video"])
    visit.state.put("video", kept["video"], {**old, "sha256": film.sha256})
    visit.state.drop("session", session)
    _post_video(visit, kept["video"], params.when(visit, 180), "POST /videos")
    return {"success": True}


def _bounds(visit: Visit, start: int, size: int) -> dict[str, str]:
    """The bytes that are wanted next; nothing is left where both are the same."""
    return {"start_offset": str(start), "end_offset": str(min(size, start + int(visit.limits["chunk_bytes"])))}


def _start_reel(visit: Visit) -> dict[str, str]:
    name = _new_video(visit, None)
    return {"video_id": name, "upload_url": f"{visit.base}/facebook-upload/video-upload/v26.0/{name}"}


def _uploaded(visit: Visit) -> tuple[str, Kept]:
    """A reel or story whose bytes are there and that is not out yet."""
    name = visit.params.get("video_id", "")
    kept = owned(visit, "video", name)
    if not kept["sha256"] and not kept["problem"]:
        raise failed(6000, "The video is not uploaded yet", 1363022)
    if kept["problem"]:
        raise failed(100, "(#100) The video is not taken", _PROBLEMS[kept["problem"]])
    if kept["post"]:
        raise bad("the video is published already")
    return name, kept


def _new_video(visit: Visit, sha256: str | None) -> str:
    name = next_id(visit, 122_000_000_000_000)
    kept = {
        "account": visit.account.account, "sha256": sha256, "post": None, "steps": 0, "problem": "", "title": "",
        "description": "",
    }  # fmt: skip
    visit.state.put("video", name, kept)
    return name


def _post_video(visit: Visit, name: str, at: float | None, method: str, **more: Any) -> str:
    kept, text = owned(visit, "video", name), visit.params.get("description", "")
    post = feed.add(visit, method, at, [kept["sha256"]], text, video=name, **more)
    about = {"post": post, "title": visit.params.get("title", ""), "description": text}
    visit.state.put("video", name, {**kept, **about})
    return post


def _not_taken(film: media.Fetched) -> Refused:
    if film.problem == "unreachable":
        return failed(389, "Unable to fetch video file from URL.", 1363057, words=film.reason)
    return failed(352, "The video file you selected is in a format that we don't support.", 1363024, words=film.reason)
