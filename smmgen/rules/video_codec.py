"""The network does not take videos that are coded like this, whatever the file's type.

The codec comes from the file's own headers. Those of MP4 and MOV are read; a video that does not say how it is coded is
not reported. Where what a network takes is not official, this is a warning.

Wrong: a ProRes video, as cameras and editors save it, on Instagram.

Right: save it as H.264 with the command in the hint.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.codecs import CODECS, name_of
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.unsupported_type import either

CODE = code("SMM426", "video-codec", Severity.ERROR, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    facts = subject.network.facts
    taken = facts.codecs_of(subject.variant.format)
    for field, file in subject.media if taken else ():
        name = name_of(file.codec) if file.kind == "video" else ""
        if name and name not in taken:
            titles = either([codec.title for known, codec in CODECS.items() if known in taken])
            yield Finding(
                f"the video is coded as {CODECS[name].title}, but {subject.network.title} takes {titles}",
                _hint(subject, taken, titles) + ("" if facts.video_codecs_sure else "; what it takes is not official"),
                (*field, "file"),
                account=subject.account,
                severity=None if facts.video_codecs_sure else Severity.WARNING,
            )


def _hint(subject: Subject, taken: frozenset[str], titles: str) -> str:
    if "h264" not in taken:
        return f"save it as {titles}"
    return f"save it as H.264: `{subject.conversion}` does it with ffmpeg"
