"""A video is larger in pixels, smaller, or of another shape than the network allows.

The sides are those that viewers see: of a phone's video that is stored lying and turned, those of the upright one. They
come from the headers of MP4, MOV, WebM, Matroska and AVI files; a video that does not tell them is not reported. `smm
convert` makes a video smaller, and cuts it only around a `focus` that you declare. Figures that are not official give a
warning.

Wrong: a lying video of 1920 × 1080 pixels as a reel on Facebook, which takes 9:16.

Right: a video of 1080 × 1920 pixels, exported so, or cut by smm around what you say must stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM427", "video-dimensions", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
