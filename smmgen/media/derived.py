"""What is sent instead of a picture: made once, and kept in `build/media` under a name that says what it was made of.

The name is `<16 digits for the picture, the version and what makes it>-<16 digits of the result>`, so that another run
finds it and sees that it is whole. The build removes what no post needs.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from smmgen.media import parts, probe
from smmgen.media.private import without_private
from smmgen.media.sizes import Ratios
from smmgen.media.types import MediaFile, Version
from smmgen.safe_files import open_content

DERIVED = "build/media"
"""Where pictures that are made here are written."""
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}


@dataclass(frozen=True, slots=True)
class Original:
    """A picture of the project; `data` are its bytes where it is no file but was cropped just now."""

    project: Path
    path: str
    sha256: str
    data: bytes | None = field(default=None, compare=False, repr=False)

    def open(self) -> BinaryIO:
        """Raises OSError."""
        return BytesIO(self.data) if self.data is not None else open_content(self.project, self.path)


class Derived(NamedTuple):
    """A file of `build/media`, its bytes and their SHA-256."""

    path: str
    data: bytes
    sha256: str


@lru_cache(maxsize=16)
def fitted(original: Original, version: Version) -> Derived | None:
    """The picture as the version says; None where it cannot be made. Raises OSError.

    Networks that take the same sides are sent the same file, unless one of them allows it too few bytes.
    """
    from smmgen.media.derive import MADE_BY, derive

    key = sha256(f"{original.sha256} {version!r} {MADE_BY}".encode()).hexdigest()[:16]
    if kept := _kept(original.project, key):
        return kept
    common = version._replace(most=None, ratios=Ratios())
    if version != common and ((made := fitted(original, common)) is None or _is_within(made, version)):
        return made
    with original.open() as file:
        data = derive(file, version)
    return named(data, f"{key}-") if data else None


def _is_within(made: Derived, version: Version) -> bool:
    _, _, picture = probe.look_at(BytesIO(made.data))
    is_light = version.most is None or len(made.data) <= version.most
    return is_light and version.ratios.allow(picture.width, picture.height)


def cleared(original: Original, mime: str) -> Derived | None:
    """The picture without what is private; None where that is not taken out of its type. Raises OSError."""
    if mime not in parts.MIMES:
        return None
    with original.open() as file:
        data = without_private(file, mime)
    return named(data)


def named(data: bytes, made_of: str = "") -> Derived:
    """The bytes under their name."""
    digest = sha256(data).hexdigest()
    return Derived(f"{DERIVED}/{made_of}{digest[:16]}{ENDINGS[probe.sniff(data)[1]]}", data, digest)


def described(made: Derived, of: MediaFile) -> MediaFile:
    """The file that is sent, with what the post says of the one that it was made of."""
    kind, mime, picture = probe.look_at(BytesIO(made.data))
    return replace(
        of, path=made.path, sha256=made.sha256, size=len(made.data), kind=kind, mime=mime,
        width=picture.width, height=picture.height, animated=picture.animated, disputed=picture.disputed, private=False,
    )  # fmt: skip


def _kept(project: Path, key: str) -> Derived | None:
    """What an earlier build made, where it still is what it was."""
    with suppress(OSError):
        folder = project / DERIVED
        if not (name := _names(folder, os.stat(folder).st_mtime_ns).get(key)):
            return None
        with open_content(project, f"{DERIVED}/{name}") as file:
            data = file.read()
        digest = sha256(data).hexdigest()
        if digest[:16] == name[17:33]:
            return Derived(f"{DERIVED}/{name}", data, digest)
    return None


@lru_cache(maxsize=1)
def _names(folder: Path, changed: int) -> dict[str, str]:
    """Key -> name of what is there; read again once something was added or removed."""
    return {name[:16]: name for name in os.listdir(folder) if name[16:17] == "-"}
