"""A picture has more pixels, or a longer shape, than the network takes.

Telegram takes pictures whose width and height together are at most 10 000 pixels and whose sides differ at most twenty
times; VK and Mastodon have figures of their own.

Wrong: a panorama of 9000 × 2000 pixels on Telegram.

Right: scale or crop it: `crop: "16:9"` cuts it around `focus`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.platforms.base import Limit, MediaFile
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM406", "picture-dimensions", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for index, file in enumerate(file for part in subject.variant.parts for file in part.media):
        if file.kind == "image" and file.width and file.height:
            for what, value, limit in _measures(subject, file):
                if limit and value > limit.value:
                    yield Finding(
                        f"`{file.path}` is {file.width} × {file.height} pixels: {what} {value:g} is more than the "
                        f"{limit.value:g} that {subject.platform.title} takes",
                        'scale or crop it, for example with `crop: "4:5"`',
                        field=("media", index, "file"),
                        account=subject.variant.account.name,
                        severity=None if limit.sure else Severity.WARNING,
                    )


def _measures(subject: Subject, file: MediaFile) -> Iterator[tuple[str, float, Limit | None]]:
    limits = subject.limits
    yield "width plus height", file.width + file.height, limits.image_side_sum
    yield (
        "a ratio of sides of",
        round(max(file.width, file.height) / min(file.width, file.height), 1),
        limits.image_ratio,
    )
    yield "a number of pixels of", file.width * file.height, limits.image_pixels
