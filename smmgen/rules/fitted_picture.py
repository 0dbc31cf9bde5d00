"""Another version of the picture is sent, because the network does not take the file as it is.

It is scaled down, saved as JPEG (on white, or at a lower quality) or cut to a ratio, whatever the network's limits
require. The preview shows the version that is sent; it is in `build/media`, and the payload names it.

Wrong, where you want to choose what is sent: a panorama of 9000 × 2000 pixels on Telegram, `file: panorama.png`.

Right: a picture that fits, `file: latte.jpg`; or `ignore: [fitted-picture]` if you mean it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.types import MediaFile
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM310", "fitted-picture", Severity.INFO, fact=False, docs=__doc__)

_NAMES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WebP"}


def check_variant(subject: Subject) -> Iterator[Finding]:
    for field, file in subject.media:
        if file.fitted and file.source:
            yield Finding(
                f"{subject.network.title} gets the picture {_changed(file, file.source)}",
                f"to choose yourself, save one that fits and name it under `{subject.account}:`",
                (*field, "file"),
                account=subject.account,
            )


def _changed(sent: MediaFile, file: MediaFile) -> str:
    before, after = _said(file), _said(sent)
    return f"as {after}; the file is {before}" if before != after else f"at a lower quality ({after})"


def _said(file: MediaFile) -> str:
    return f"{_NAMES[file.mime]} of {file.width} × {file.height} pixels"
