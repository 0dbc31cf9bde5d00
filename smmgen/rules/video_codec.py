"""The network does not take videos whose pictures or sound are coded like this, whatever the file's type.

The codecs come from the file's own headers, of MP4, MOV, WebM, Matroska and AVI; a video that does not say how it is
coded is not reported. Where what a network takes is not official, this is a warning.

Wrong: a ProRes video, as cameras and editors save it, on Instagram.

Right: save it as H.264 with the command in the hint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.diagnostics import Severity
from smmgen.media.codecs import CODECS, alike, untaken
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.unsupported_type import either

CODE = code("SMM426", "video-codec", Severity.ERROR, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    facts = subject.network.facts
    taken = facts.codecs_of(subject.variant.format)
    for field, file in subject.media if taken else ():
        for name in untaken(file.film, taken) if file.kind == "video" else ():
            usual = alike(name, taken)
            titles = either([CODECS[known].title for known in usual])
            what = "the video's sound" if CODECS[name].is_sound else "the video"
            yield Finding(
                f"{what} is coded as {CODECS[name].title}, but {subject.network.title} takes {titles}",
                _hint(subject, usual, titles) + ("" if facts.video_codecs_sure else "; what it takes is not official"),
                (*field, "file"),
                account=subject.account,
                severity=None if facts.video_codecs_sure else Severity.WARNING,
            )


_MADE = ("h264", "aac")
"""What `smm convert` makes."""


def _hint(subject: Subject, taken: Sequence[str], titles: str) -> str:
    made = next((CODECS[name].title for name in _MADE if name in taken), "")
    return f"save it as {made}: `{subject.conversion}` does it with ffmpeg" if made else f"save it as {titles}"
