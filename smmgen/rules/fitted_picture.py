"""Another version of the picture is sent, because the network does not take the file as it is.

It is scaled down, saved as JPEG (on white, or at a lower quality), or cut to a ratio around the `focus` that the post
declares, whatever the network's limits require. The preview shows the version that is sent; it is in `build/media`, and
the payload names it.

Wrong, where you want to choose what is sent: a panorama of 9000 × 2000 pixels on Telegram, `file: panorama.png`.

Right: a picture that fits, `file: latte.jpg`; or `ignore: [fitted-picture]` if you mean it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.types import MediaFile
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM310", "fitted-picture", Severity.INFO, fact=False, docs=__doc__)

_NAMES = {
    "image/jpeg": "a JPEG",
    "image/png": "a PNG",
    "image/gif": "a GIF",
    "image/webp": "a WebP",
    "image/heic": "a HEIC",
    "image/avif": "an AVIF",
}


def check_variant(subject: Subject) -> Iterator[Finding]:
    for field, file in subject.media:
        if file.fitted and file.source:
            yield Finding(
                f"the file is {_said(file.source)}; where that is not accepted, {_sent(file, file.source)} is sent",
                "to choose what is sent, name a picture that fits under the account's name",
                (*field, "file"),
                account=subject.account,
            )


def _sent(sent: MediaFile, file: MediaFile) -> str:
    if _said(sent) == _said(file):
        return "one of lower quality"
    return f"{_said(sent)}, cut around the focus," if file.focus and not sent.focus else _said(sent)


def _said(file: MediaFile) -> str:
    return f"{_NAMES[file.mime]} of {file.width} × {file.height} pixels"
