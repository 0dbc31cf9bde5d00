"""A WebP picture is rotated by an Exif tag, which some programs follow and others ignore.

Chromium and browsers based on it show the picture as it is stored; Safari and most networks' own apps rotate it. Some
readers will see it on its side. All programs follow the tag in JPEG and PNG files.

Wrong: a WebP file saved with the camera's orientation tag.

Right: the same picture rotated and saved without the tag, or saved as JPEG; or cropped, which rotates it for good.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.lookup import Attachment
from smmgen.rules.base import Finding, code

CODE = code("SMM309", "disputed-turn", Severity.WARNING, fact=False, docs=__doc__)


def check_file(attached: Attachment) -> Iterator[Finding]:
    if attached.media and attached.media.disputed > 1:
        yield Finding(
            f"`{attached.file}` is rotated by an Exif tag, which some programs ignore in WebP",
            "save it rotated without the tag, or as JPEG",
        )
