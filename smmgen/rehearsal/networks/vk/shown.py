"""VK: a post as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Poll, Sent, Shown


def shown(sent: Sent) -> Shown:
    """The post as its readers see it."""
    polls = {name: thing["poll"] for name, thing in sent.kept("thing").items() if "poll" in thing}
    names = str(sent.params.get("attachments") or "").split(",")
    found = next((polls[name] for name in names if name in polls), None)
    poll = found and Poll(str(found["question"]), tuple(map(str, found["options"])), bool(found["multiple"]))
    links = [name for name in (*names, str(sent.params.get("link_url"))) if name.startswith(("http://", "https://"))]
    title = str(sent.params.get("link_title") or sent.params.get("link_text") or "")
    return Shown(
        text=str(sent.params.get("message") or ""),
        poll=poll or None,
        card=(title, *links) if links else (),
        place=", ".join(str(sent.params[name]) for name in ("lat", "long") if sent.params.get(name)),
        parent=str(sent.post["remote_id"]).partition("?")[0] if sent.post["kind"] == "comment" else "",
    )
