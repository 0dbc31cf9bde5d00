"""A WebP picture is turned by an Exif tag, which some programs heed and others do not.

Chromium and the browsers made from it show it as it is stored, Safari and most of the networks' own programs turn it:
it will lie on its side for somebody. In JPEG and PNG the tag is heeded by all.

Wrong: a WebP saved with the orientation tag of the camera.

Right: the same picture turned and saved without the tag, or as JPEG; or cropped, which turns it for good.
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
            f"`{attached.file}` is turned by an Exif tag, which not all programs heed in a WebP",
            "save it turned, without the tag, or as JPEG",
        )
