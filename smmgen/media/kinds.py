"""The kinds of media, written out: a new one is a line here. Limits, rules and previews follow from it.

`smmgen.media.probe` tells by its bytes which kind a file is. A network that takes a new kind gives it a limit
(`<kind>.count` in its facts), sends it (`render.py`) and reads it back (`preview.py`); all others refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaKind:
    """`name`: what `MediaFile.kind` says. `thing`: one of it, in reports; with an s, several.

    `element`: the HTML element that shows it on a page, `img`, `video` or `audio`; "" where a link to the file does.
    `assumed`: networks take it unless their limits say otherwise. Any other kind is taken only where facts have a
    limit `<name>.count`.
    """

    name: str
    thing: str
    element: str = ""
    assumed: bool = False


KINDS: dict[str, MediaKind] = {
    kind.name: kind
    for kind in (
        MediaKind("image", "picture", "img", assumed=True),
        MediaKind("video", "video", "video", assumed=True),
        MediaKind("audio", "audio file", "audio", assumed=True),
        MediaKind("document", "document", assumed=True),
    )
}
