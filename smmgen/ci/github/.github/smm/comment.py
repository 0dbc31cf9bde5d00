"""Writes what a check found below its pull request: one comment, kept up to date.

The artifact `comment` comes from a job that a stranger's pull request may have taken over. It is data: one text of
limited size, and a number that must be that of an open pull request whose head is the commit that was checked.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

from api import BOT, call, download, listed

MARK = "<!-- smmgen: what this changes -->"
"""The first line of the comment, by which it is found again."""
MOST = 1_000_000
"""Bytes of the artifact."""
MOST_TEXT = 60_000
"""Characters of the text; GitHub takes 65,536 in all."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_AT = re.compile(r"@|&#0*64;?|&#[xX]0*40;?|&commat;")
_NUMBER = re.compile(r"(?<!&)#(?=\d)|(?<=\bGH)-(?=\d)")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, UnicodeDecodeError)
_JOINER = "\u2060"


class Refused(Exception):
    """The artifact is not what it should be."""


def main() -> int:
    run = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes())["workflow_run"]
    try:
        found = artifact(int(run["id"]))
        if found is None:
            print("the check left no comment")
            return 0
        number, text = contents(found)
        if problem := mismatch(call("GET", f"pulls/{number}"), run):
            print(f"nothing is written: {problem}")
            return 0
        put(number, f"{MARK}\n{harmless(text)}\n\n{footer(run)}\n")
    except (Refused, OSError) as error:  # urllib's errors are OSErrors
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def artifact(run: int) -> bytes | None:
    """The newest archive of that name; None if there is none. Raises Refused."""
    named = call("GET", f"actions/runs/{run}/artifacts?name=comment&per_page=100")["artifacts"]
    usable = [one for one in named if not one["expired"]]
    if not usable:
        return None
    newest = max(usable, key=lambda one: int(one["id"]))
    archive = download(f"actions/artifacts/{int(newest['id'])}/zip", MOST) if newest["size_in_bytes"] <= MOST else b""
    if not 0 < len(archive) <= MOST:
        raise Refused(f"the artifact has {newest['size_in_bytes']} bytes")
    return archive


def contents(archive: bytes) -> tuple[int, str]:
    """The pull request's number and the text. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            number, text = member(files, "number", 20), member(files, "comment.md", 4 * MOST_TEXT)
    except _UNREADABLE as error:
        raise Refused(f"the artifact cannot be read: {error}") from error
    if not re.fullmatch(r"[1-9][0-9]{0,9}\n?", number):
        raise Refused("the artifact has no number of a pull request")
    return int(number), text


def member(files: zipfile.ZipFile, name: str, most: int) -> str:
    """The text of a file in the archive. Raises Refused if it has more bytes, whatever the archive says."""
    with files.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused(f"{name} has more than {most} bytes")
    return data.decode("utf-8")


def mismatch(pull: Any, run: Any) -> str:
    """Why the run did not check this pull request; "" if it did."""
    if pull["state"] != "open":
        return "the pull request is closed"
    if pull["head"]["sha"] != run["head_sha"]:
        return "the pull request has another commit by now"
    head, checked = pull["head"]["repo"], run["head_repository"]
    if not head or not checked or head["id"] != checked["id"]:
        return "the run belongs to another repository"
    return ""


def harmless(text: str) -> str:
    """The text without what would notify people, link to other discussions or hide letters."""
    short = text if len(text) <= MOST_TEXT else f"*Shortened.*\n\n{text[:MOST_TEXT]}"
    plain = _CONTROL.sub("", short.replace(MARK, ""))
    return _NUMBER.sub(lambda found: found[0] + _JOINER, _AT.sub("@" + _JOINER, plain))


def footer(run: Any) -> str:
    """What the reader must know of the text, in words that are not the pull request's."""
    about = f"[Log and preview]({run['html_url']}) of {run['head_sha'][:12]}"
    fork = run["head_repository"]["full_name"] != os.environ["GITHUB_REPOSITORY"]
    warning = "; this is a pull request from a fork, which can change what its own check says" if fork else ""
    return f"<sub>{about}{warning}</sub>"


def put(number: int, body: str) -> None:
    """Change the comment, or write the first one."""
    ours = (
        one
        for one in listed(f"issues/{number}/comments")
        if one["user"]["login"] == BOT and one["body"].startswith(MARK)
    )
    if before := next(ours, None):
        call("PATCH", f"issues/comments/{before['id']}", {"body": body})
    else:
        call("POST", f"issues/{number}/comments", {"body": body})


if __name__ == "__main__":
    sys.exit(main())
