"""A picture has more pixels than we handle: 100 megapixels, fewer for one that is to be cropped.

No network takes such a picture, and a file of a few bytes can promise billions of pixels to fill the memory of whoever
opens it. A crop is made within 256 MB: of a JPEG up to 80 megapixels (24.5 when it is progressive), of a PNG or GIF up
to 25, of a WebP up to 12.5; of an animation up to about 20, all frames together.

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
