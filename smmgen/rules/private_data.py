"""The picture is sent with its metadata, which may say where it was taken.

smmgen takes private metadata out of JPEG, PNG and WebP pictures. A HEIC or AVIF picture with metadata is sent as JPEG
instead (SMM310), unless it cannot be decoded: HEIC needs smmgen's extra, and animations are not converted.

Wrong: a photo from a phone, `file: IMG_0001.heic`, where smmgen was installed without that extra.

Right: the same photo where it is installed, or saved as JPEG: `file: phone.jpg`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.decoders import absent
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM311", "private-data", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for field, file in subject.media:
        if file.private:
            yield Finding(
                "the picture is sent with its metadata, which may say where it was taken",
                absent(file.mime) or "save it as JPEG, or without metadata",
                (*field, "file"),
                account=subject.account,
            )
