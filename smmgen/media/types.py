"""The type of a media file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from smmgen.media.film import UNTOLD, Film
from smmgen.media.sizes import Box, Ratios


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file beside a post, probed. `path` is POSIX, relative to the project; sizes in bytes and pixels.

    `kind`: one of `smmgen.media.kinds`. `mime` comes from the file's own bytes. `width` and `height` are those of a
    picture, 0 where unknown; what is known of a video or a sound is in `film`, which no payload holds. `alt` and
    `title` are empty when not given; `focus` is (x, y) from -1 to 1. `animated`: a picture that moves. `disputed`: an
    orientation tag (1 to 8) that only some programs heed. `private`: it holds what is not to be sent (see
    `smmgen.media.private`). `artificial`: it says that artificial intelligence has made it. `source`: of what is sent
    instead of the writer's file, that file; `fitted`: to fit the network, and not only because it was private.
    """

    path: str
    sha256: str
    size: int
    kind: str
    mime: str
    width: int = 0
    height: int = 0
    alt: str = ""
    title: str = ""
    focus: tuple[float, float] | None = None
    animated: bool = False
    disputed: int = 1
    film: Film = UNTOLD
    private: bool = False
    artificial: bool = False
    fitted: bool = False
    source: MediaFile | None = None

    @property
    def written(self) -> MediaFile:
        """The writer's file, with what the post says of it."""
        if self.source is None:
            return self
        return replace(self.source, alt=self.alt, title=self.title, focus=self.focus)


class Version(NamedTuple):
    """What a picture is made into. `types`: MIME types, the best first; the last is JPEG, which can be made smaller.

    `box` is what is kept, in pixels of the picture as it is shown; `width` and `height` are those of the result, `most`
    its bytes (None: any number). Whatever is made smaller for them stays within `ratios`.
    """

    types: tuple[str, ...]
    box: Box
    width: int
    height: int
    most: int | None = None
    ratios: Ratios = Ratios()
    is_whole: bool = True
    """Nothing is cut off."""
