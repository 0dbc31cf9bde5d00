"""The network does not accept files of this type, whatever their name.

WebP, HEIC and AVIF pictures that do not move are sent as JPEG instead (SMM310); for HEIC, smmgen needs its extra:
`pip install 'smmgen[heic]'`. Where the ratio is not taken either, only that is reported (SMM406). Of a video,
`smm convert` makes an MP4 beside it, if ffmpeg is installed.

Wrong: a TIFF picture on VK, which accepts JPEG, PNG and GIF.

Right: save it as JPEG or PNG.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.diagnostics import Severity
from smmgen.media.decoders import absent
from smmgen.media.fitting import Takes, awaits_cut
from smmgen.media.types import MediaFile
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.media_type import TYPES

CODE = code("SMM407", "unsupported-type", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    types = subject.network.facts.types
    takes = Takes(subject.limits, types)
    for field, file in subject.media if types else ():
        taken = sorted({_ending(mime) for mime in types if mime.startswith(f"{file.kind}/")})
        missing = absent(file.mime)
        if taken and file.mime not in types and (missing or not awaits_cut(file, takes)):
            yield Finding(
                f"{subject.network.title} does not take {file.mime}",
                missing or _hint(subject, file, taken),
                (*field, "file"),
                account=subject.account,
            )


def _hint(subject: Subject, file: MediaFile, taken: list[str]) -> str:
    save = f"save it as {either(taken)}"
    if file.kind != "video" or ".mp4" not in taken:
        return save
    return f"{save}: `{subject.conversion}` does it with ffmpeg"


def either(names: Sequence[str]) -> str:
    """`a, b or c`"""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _ending(mime: str) -> str:
    """`.jpg` for image/jpeg: what people see of a type."""
    return next((ending for ending, types in TYPES.items() if types[0] == mime), mime)
