"""A file's name says one type and its bytes another.

Networks look at the bytes, some at the name; a WebP picture called .jpg is refused by one and shown by another.

Wrong: latte.jpg that was saved as WebP.

Right: save it as JPEG, or name it latte.webp.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import PurePosixPath

from smmgen.diagnostics import Severity
from smmgen.platforms.attachments import Attachment
from smmgen.rules.base import Finding, code

CODE = code("SMM303", "media-type", Severity.ERROR, fact=True, docs=__doc__)


SAME = {"audio/mp4a-latm": "audio/mp4", "audio/x-m4a": "audio/mp4", "video/x-m4v": "video/mp4"}
"""Names of one type under two."""


def check_file(attached: Attachment) -> Iterator[Finding]:
    media = attached.media
    if media is None or media.mime == "application/octet-stream" or attached.data is not None:
        return
    named = mimetypes.guess_type(media.path)[0]
    if named and SAME.get(named, named) != media.mime and named.split("/")[0] in ("image", "video", "audio"):
        yield Finding(
            f"`{attached.file}` is called {PurePosixPath(media.path).suffix} but holds {media.mime}",
            f"save it as {named}, or give it the name of what it is",
        )
