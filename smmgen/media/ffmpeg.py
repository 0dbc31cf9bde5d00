"""A video as H.264 and AAC in an MP4, made by the ffmpeg of this machine.

Only for people who ask for it: other versions of ffmpeg make other bytes, so the file is kept beside the post like one
that the writer made. Options: ffmpeg(1), ffmpeg-formats(1) and ffmpeg-protocols(1) of ffmpeg 5.1, read 2026-11-26.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from smmgen.errors import UserError
from smmgen.inherited import inherited
from smmgen.media import integrity, probe
from smmgen.media.sizes import Box
from smmgen.media.types import MediaFile
from smmgen.safe_files import open_content

SIDE = 1920
"""Pixels of the longer side: enough for every feed."""
SMALL_SIDE = 1280
"""The same where the bytes are few."""
FRAME_RATE = 60
"""Frames a second at most."""
USUAL_RATE = 30
"""The same of what had too few."""
SECONDS = 3600
"""How long ffmpeg may take for one file."""
_SOUND = 128_000
"""Bits a second."""
_LEAST = 200_000
"""Bits a second; a picture with fewer is not worth looking at."""
_MARGIN = 0.92
"""Of the bytes that are allowed: an average is not met exactly, and the container needs some."""
_BUFFERED = 1
"""Seconds: a file may begin with as many bits as its buffer holds, which is one second of them."""
_LOST = 2.0
"""Seconds by which the result may be shorter: containers round, and the sound may end later than the picture."""
_FORMATS = "mov,matroska,avi"
"""What is read. A playlist, which names other files, is not."""


class NotConverted(UserError):
    """Nothing was written."""


class Cut(NamedTuple):
    """What is kept: a part of a picture with these sides."""

    box: Box
    whole: tuple[int, int]


class Wanted(NamedTuple):
    """What the result must not exceed: bytes, frames a second, width and height."""

    size: int = probe.MAX_BYTES
    frame_rate: float = FRAME_RATE
    is_slow: bool = False
    """The original has fewer than are taken: frames are shown twice."""
    sides: tuple[int, int] = (SIDE, SIDE)
    cut: Cut | None = None


class _Effort(NamedTuple):
    side: int = SIDE
    bits: int = 0
    """A second, for the pictures; 0: as many as a constant quality takes."""


def arguments(source: Path, target: Path, wanted: Wanted, side: int = SIDE, bits: int = 0) -> list[str]:
    """What ffmpeg is told. Names cannot be taken for options or addresses, whatever they begin with.

    The first picture track and the first sound are kept. Metadata, chapters and other tracks, where cameras write
    places, are not.
    """
    width, height = (min(side, most) for most in wanted.sides)
    box = f"scale=w='min({width},iw)':h='min({height},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2"
    shown = ",".join(filter(None, (_SQUARE, _cropped(wanted.cut), box)))
    quality = ["-b:v", f"{bits}", "-maxrate", f"{bits}", "-bufsize", f"{bits}"] if bits else ["-crf", "23"]
    rate = (
        ["-r", f"{min(USUAL_RATE, wanted.frame_rate):g}"] if wanted.is_slow else ["-fpsmax", f"{wanted.frame_rate:g}"]
    )
    return [
        *("-nostdin", "-hide_banner", "-loglevel", "error", "-xerror"),
        *("-protocol_whitelist", "file", "-format_whitelist", _FORMATS, "-i", f"file:{source}"),
        *("-map", "0:V:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-vf", shown, *rate, "-c:v", "libx264", "-pix_fmt", "yuv420p", *quality),
        *("-c:a", "aac", "-b:a", f"{_SOUND}", "-ac", "2", "-movflags", "+faststart"),
        *("-fs", f"{probe.MAX_BYTES}", "-f", "mp4", "-y", f"file:{target}"),
    ]  # fmt: skip


_SQUARE = "scale=w='round(iw*sar)':h=ih,setsar=1"
"""Pixels as they are shown, whose sides everybody reads."""


def _cropped(cut: Cut | None) -> str:
    """By shares: the decoder may find other sides than the headers say."""
    if cut is None:
        return ""
    (left, top, right, bottom), (width, height) = cut
    return f"crop=iw*{right - left}/{width}:ih*{bottom - top}/{height}:iw*{left}/{width}:ih*{top}/{height}"


@contextmanager
def converted(project: Path, source: MediaFile, wanted: Wanted) -> Iterator[Path]:
    """The result, for as long as it is needed: a temporary file, removed whatever happens.

    If it has too many bytes, it is made once more with as many as there may be. Raises NotConverted.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        hint = "install it (https://ffmpeg.org), or save the video as MP4 (H.264, AAC) with another program"
        raise NotConverted("ffmpeg, which converts videos, is not installed on this machine", hint)
    with open_content(project, source.path) as file:
        if flaw := integrity.damage(file, source.mime, source.size):
            raise NotConverted(f"{source.path} {flaw}", "export it once more, or copy it again from where it came")
    with tempfile.TemporaryDirectory(prefix="smm-convert-") as folder:
        target = Path(folder) / "made.mp4"
        made = _made(program, project, source, target, wanted, _Effort())
        if made.size > wanted.size:
            effort = _Effort(SMALL_SIDE, _bits(source, made, wanted))
            made = _made(program, project, source, target, wanted, effort)
        if made.size > wanted.size:
            raise _too_long(source, wanted)
        if made.film.seconds < source.film.seconds - _LOST:
            what = f"{made.film.seconds:.0f} of its {source.film.seconds:.0f} seconds"
            raise NotConverted(f"ffmpeg made only {what} of {source.path}", _LOOK)
        yield target


_LOOK = "see whether a player shows it to its end; export it once more"


def _made(program: str, project: Path, source: MediaFile, target: Path, wanted: Wanted, effort: _Effort) -> MediaFile:
    """What ffmpeg has made, read by the same reader as every file."""
    given = project.resolve() / source.path
    _run([program, *arguments(given, target, wanted, *effort)], source.path)
    try:
        made = probe.probe(target.parent, target.name)
        with target.open("rb") as file:
            flaw = integrity.damage(file, made.mime, made.size)
    except OSError:
        raise NotConverted(f"ffmpeg made nothing of {source.path}", _LOOK) from None
    if made.mime != "video/mp4" or flaw:
        raise NotConverted(f"what ffmpeg made of {source.path} {flaw or 'is no MP4'}", _LOOK)
    return made


def _run(command: list[str], name: str) -> None:
    """Its words go to a file: of a damaged video it may have many. It is killed when the time is up, or on Ctrl-C."""
    with tempfile.TemporaryFile() as said:
        try:
            running = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, env=_environ(),
                start_new_session=True,
            )  # fmt: skip
            try:
                running.wait(SECONDS)
            finally:
                running.kill()
                running.wait()
        except subprocess.TimeoutExpired:
            hint = "convert it with another program, or cut it"
            raise NotConverted(f"ffmpeg did not finish {name} within {SECONDS // 60} minutes", hint) from None
        except OSError as error:
            reason = (error.strerror or "unknown error").lower()
            raise NotConverted(f"ffmpeg cannot be run: {reason}", "install it again: https://ffmpeg.org") from None
        if running.returncode:
            said.seek(max(0, said.seek(0, 2) - 4096))
            raise NotConverted(f"ffmpeg cannot convert {name}{_last_line(said.read())}", _LOOK)


def _environ() -> dict[str, str]:
    """FFREPORT would make it write a log into the folder."""
    return {name: value for name, value in inherited().items() if name != "FFREPORT"}


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return f": {lines[-1][:200]}" if lines else ""


def _bits(source: MediaFile, made: MediaFile, wanted: Wanted) -> int:
    """A second, for the pictures, so that all of it has the wanted size; a result that is whole tells its length."""
    seconds = source.film.seconds or (made.film.seconds if made.size < probe.MAX_BYTES else 0)
    bits = int(wanted.size * 8 * _MARGIN / (seconds + _BUFFERED)) - _SOUND if seconds else 0
    if bits < _LEAST:
        raise _too_long(source, wanted)
    return bits


def _too_long(source: MediaFile, wanted: Wanted) -> NotConverted:
    message = f"{source.path} is too long to be made as small as {wanted.size / 1e6:g} MB"
    return NotConverted(message, "cut it, or choose other files for the account that takes the least")
