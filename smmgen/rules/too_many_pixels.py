"""A picture has more pixels than smmgen handles: 100 megapixels, or fewer if it is to be cropped.

No network accepts such a picture, and a file of a few bytes can declare billions of pixels to fill the memory of
whoever opens it. Cropping stays within 256 MB: a JPEG of up to 80 megapixels (24.5 if it is progressive), a PNG or GIF
of up to 25, a WebP of up to 12.5, a HEIC of up to 25, an AVIF of up to 20, an animation of up to about 20, all frames
together. A JPEG with hundreds of passes over its pixels takes minutes to decode: it is not sent at all.

Wrong: a panorama of 20000 × 8000 pixels.

Right: the same picture, 5000 pixels wide.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.media.lookup import Attachment
from smmgen.rules.base import Finding, code

CODE = code("SMM308", "too-many-pixels", Severity.ERROR, fact=True, docs=__doc__)


def check_file(attached: Attachment) -> Iterator[Finding]:
    problem = attached.problem
    if problem and problem.kind == "large":
        yield Finding(problem.message, problem.hint)
