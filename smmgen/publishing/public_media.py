"""What `smm doctor` says of the addresses from which networks fetch media."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from smmgen.errors import SmmError
from smmgen.media_upload import MediaUpload
from smmgen.networks.hosting import name_for
from smmgen.networks.wire import File, Hosting, Request, Trial
from smmgen.publishing.accounts import AccountSession
from smmgen.publishing.checks import Check
from smmgen.publishing.context import Context
from smmgen.publishing.payloads import Planned
from smmgen.safe_files import Inside
from smmgen.transport.uploads import problems, where

Run = Callable[[Trial], str]
NAME = "smm-doctor.jpg"
"""The file that is uploaded to try it, for as long as that takes."""
_KEY = "smm-doctor"
_THERE = "look at it in a browser: it must be there for everyone"


def offline(project: Path, sessions: Iterable[AccountSession]) -> Iterator[Check]:
    """What is missing for uploads, without trying one."""
    for title, upload, session in _uploads(sessions):
        if missing := list(problems(upload, session.tokens.environ)):
            yield Check(title, "warn", "; ".join(missing), "it is needed where `smm publish` runs")
            continue
        programs = [command[0] for command in (upload.command, upload.remove_command) if command]
        lost = [name for name in programs if shutil.which(project / name if "/" in name else name) is None]
        if lost:
            hint = "paths are relative to smm.toml; `chmod +x` makes a file a program"
            yield Check(title, "fail", f"{' and '.join(f'`{name}`' for name in lost)} cannot be run", hint)
        else:
            yield Check(title, "ok", f"uploaded by {where(upload)}" if programs else f"uploaded to {where(upload)}")


def online(context: Context, sessions: Sequence[AccountSession], plan: Sequence[Planned], run: Run) -> Iterator[Check]:
    """Puts a small file where the public finds it, fetches it and removes it; for `media_base_url`, looks for a file of
    the next post."""
    for session in sessions:
        if session.network.facts.fetches_media and (base := session.account.media_base_url):
            yield from _look(session.account.name, base, plan, run)
    for title, upload, session in _uploads(sessions):
        if session.hosting and not list(problems(upload, session.tokens.environ)):
            yield _try(title, upload, session.hosting, context.project, run)


def _uploads(sessions: Iterable[AccountSession]) -> Iterator[tuple[str, MediaUpload, AccountSession]]:
    """Each way of uploading once: what it is called, and one of the accounts that use it."""
    found: list[tuple[MediaUpload, list[AccountSession]]] = []
    for session in sessions:
        upload = session.account.media_upload
        if upload and session.network.facts.fetches_media and not session.account.media_base_url:
            same = next((users for known, users in found if known == upload), None)
            if same is None:
                found.append((upload, [session]))
            else:
                same.append(session)
    for upload, users in found:
        yield f"media of {', '.join(user.account.name for user in users)}", upload, users[0]


def _look(name: str, base: str, plan: Sequence[Planned], run: Run) -> Iterator[Check]:
    media = next((item for planned in plan if planned.account == name for item in planned.media), None)
    if media is None:
        return
    try:
        yield Check(f"media of {name}", "ok", run(_looked(base, media)))
    except SmmError as error:
        yield Check(f"media of {name}", "fail", error.message, error.hint)


def _looked(base: str, media: Mapping[str, Any]) -> Trial:
    answer = yield Request("HEAD", f"{base.rstrip('/')}/{quote(media['path'])}")
    if answer.status != 200:
        raise SmmError(
            f"{media['path']} is not below `media_base_url`: the server answers with {answer.status}", _THERE
        )
    size = answer.headers.get("content-length", "")
    if size.isdigit() and int(size) != media["size"]:
        raise SmmError(
            f"{media['path']} below `media_base_url` is another file ({size} bytes)", "put the new one there"
        )
    return f"{media['path']} can be fetched below {base}"


def _try(title: str, upload: MediaUpload, hosting: Hosting, project: Path, run: Run) -> Check:
    try:
        with _small_file(project) as (file, data):
            address = run(_put(hosting, file))
            try:
                run(_fetched(address, data))
            finally:
                said = run(_removed(hosting, file, address, bool(upload.bucket or upload.remove_command)))
        return Check(title, "ok", f"{where(upload)}: a file was uploaded and fetched{said}")
    except SmmError as error:
        return Check(title, "fail", error.message, error.hint)


def _put(hosting: Hosting, file: File) -> Trial:
    [address] = yield from hosting.put(_KEY, [file])
    return address


def _fetched(address: str, data: bytes) -> Trial:
    answer = yield Request("GET", address)
    if answer.status != 200 or answer.body != data:
        why = f"answers with {answer.status}" if answer.status != 200 else "gives another file"
        raise SmmError(f"a file was uploaded, but its address {why}", "it must be there for whoever has the address")
    return address


def _removed(hosting: Hosting, file: File, address: str, can_be: bool) -> Trial:
    yield from hosting.remove([name_for(_KEY, file)])
    if not can_be:
        return "; without `remove_command` it stays there"
    if (yield Request("GET", address)).status == 200:
        raise SmmError("a file was uploaded, and is still there after it was removed", "remove it by hand")
    return ", and removed"


@contextmanager
def _small_file(project: Path) -> Iterator[tuple[File, bytes]]:
    """A grey picture in the project."""
    from PIL import Image

    drawn = BytesIO()
    Image.new("RGB", (320, 320), "grey").save(drawn, "JPEG")
    data = drawn.getvalue()
    with Inside(project) as files:
        if files.stat(NAME) is not None:
            raise SmmError(f"there is a file {NAME} in the project already", "remove it")
        files.replace(NAME, data)
        try:
            yield File(NAME, "image/jpeg", sha256(data).hexdigest()), data
        finally:
            files.remove(NAME)
