"""What is read of films that ffmpeg made, beside what ffprobe reads of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from smmgen.media.codecs import name_of
from smmgen.media.probe import probe

SOURCE = "-f lavfi -i testsrc=size=64x48:rate=24 -f lavfi -i sine -t 1"
FILMS = {
    "a.mp4": "-c:v libx264 -c:a aac",
    "long.mp4": "-c:v libx264 -c:a aac -vf setsar=4/3",
    "odd.mov": "-c:v mpeg4 -c:a pcm_s16le -r 30000/1001",
    "mp3.mp4": "-c:v mpeg4 -c:a libmp3lame",
    "silent.mp4": "-c:v libx264 -an",
    "edit.mov": "-c:v prores -c:a pcm_s24le",
    "a.webm": "-c:v libvpx-vp9 -deadline realtime -c:a libopus",
    "long.webm": "-c:v libvpx -deadline realtime -an -vf setsar=2",
    "a.mkv": "-c:v libx264 -c:a ac3 -r 60",
    "frames.mkv": "-c:v mjpeg -c:a pcm_s16le",
    "a.avi": "-c:v mpeg4 -c:a libmp3lame -r 25",
    "silent.avi": "-c:v mjpeg -an",
}
TURNS = (90, 180, 270)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffmpeg is not installed"),
]


def ffmpeg(folder: Path, *arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *arguments], cwd=folder, check=True)


def compare(folder: Path, name: str) -> None:
    command = ["ffprobe", "-v", "error", "-print_format", "json", "-show_streams", "-show_format", name]
    said = json.loads(subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout)
    picture = next(one for one in said["streams"] if one["codec_type"] == "video")
    sound = [one["codec_name"] for one in said["streams"] if one["codec_type"] == "audio"]
    found = probe(folder, name).film
    assert found.seconds == pytest.approx(float(said["format"]["duration"]), abs=0.05)
    assert found.frame_rate == pytest.approx(float(Fraction(picture["r_frame_rate"])), abs=0.01)
    assert name_of(found.codec) == picture["codec_name"]
    assert [name_of(found.sound)] == [one.partition("_")[0] for one in sound] or [found.sound] == [""] * (not sound)
    wide = round(picture["width"] * Fraction(picture["sample_aspect_ratio"].replace(":", "/")))
    turned = [one.get("rotation", 0) % 180 for one in picture.get("side_data_list", ())]
    sides = (wide, picture["height"])
    assert (found.width, found.height) == (sides[::-1] if any(turned) else sides)


@pytest.mark.parametrize("name", FILMS)
def test_a_film(name: str, tmp_path: Path) -> None:
    ffmpeg(tmp_path, *SOURCE.split(), *FILMS[name].split(), name)
    compare(tmp_path, name)


def test_a_phones_film(tmp_path: Path) -> None:
    """Stored lying, shown upright."""
    ffmpeg(tmp_path, *SOURCE.split(), "-c:v", "libx264", "-c:a", "aac", "film.mp4")
    for turn in TURNS:
        ffmpeg(tmp_path, "-i", "film.mp4", "-c", "copy", "-metadata:s:v", f"rotate={turn}", f"{turn}.mov")
        compare(tmp_path, f"{turn}.mov")
    assert probe(tmp_path, "90.mov").film.width == 48
