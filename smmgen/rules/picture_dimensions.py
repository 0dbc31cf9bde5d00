"""A picture has more pixels, or a longer shape, than the network takes.

Telegram takes pictures whose width and height together are at most 10 000 pixels and whose sides differ at most twenty
times; VK and Mastodon have figures of their own.

Wrong: a panorama of 9000 × 2000 pixels on Telegram.

Right: scale or crop it: `crop: "16:9"` cuts it around its focus.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.types import MediaFile
from smmgen.networks.limits import Limit, Limits
from smmgen.rules.base import Finding, Subject, code, figure

CODE = code("SMM406", "picture-dimensions", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for field, file in subject.media:
        if file.kind != "image" or not file.width or not file.height:
            continue
        for what, value, limit in _measures(subject.limits, file):
            if limit and value > limit.value:
                yield subject.over(
                    limit,
                    f"the picture is {file.width} × {file.height} pixels: {what} {value:.10g} is more than the "
                    f"{figure(limit.value)} that {subject.platform.title} takes",
                    'scale or crop it, for example with `crop: "4:5"`',
                    (*field, "file"),
                )


def _measures(limits: Limits, file: MediaFile) -> Iterator[tuple[str, float, Limit | None]]:
    long, short = max(file.width, file.height), min(file.width, file.height)
    yield "width plus height", long + short, limits.image_side_sum
    yield "the ratio of its sides", -(-long * 100 // short) / 100, limits.image_ratio
    yield "their number", long * short, limits.image_pixels
