"""Videos that `smm convert` makes: with a script that stands for ffmpeg, and with ffmpeg where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from small_project import ROOT, Project, Result, child_environment, post

from smmgen.media import ffmpeg
from smmgen.media.ffmpeg import Cut, Wanted, arguments
from smmgen.media.probe import probe

CLIP = ROOT / "content/media/pour.mp4"
AVI = b"RIFF\x40\0\0\0AVI " + bytes(60)
CONFIG = """\
[project]
name = "Warm"
timezone = "Europe/Moscow"

[accounts.ig]
platform = "instagram"
target = "17841400000000001"
token_env = "IG"
media_base_url = "https://m.example"
"""
POST = "content/posts/a.md"
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="a script stands for ffmpeg")

Smm = Callable[..., Result]
Stand = Callable[[str], Path]


def of(file: str) -> str:
    return post("A", platforms="[ig]", media=f'[{{file: "{file}", alt: Pouring}}]')


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    return make_project({POST: of("clip.avi"), "content/media/clip.avi": AVI}, config=CONFIG)


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """A script in place of ffmpeg. It has to write `$target`; each call adds a line to the file that is returned."""

    def place(script: str) -> Path:
        program, calls = tmp_path / "bin/ffmpeg", tmp_path / "calls"
        program.parent.mkdir()
        head = f'#!/bin/sh\necho "$*" >> "{calls}"\nfor last; do :; done\ntarget="${{last#file:}}"\n'
        program.write_text(f'{head}clip="{CLIP}"\n{script}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        return calls

    return place


def names(project: Project) -> list[str]:
    return sorted(path.name for path in (project.path / "content/media").iterdir())


def test_arguments() -> None:
    told = arguments(Path("/brand/-f concat|x.mov"), Path("/made/film.mp4"), Wanted(9_000_000, 30))
    assert told[told.index("-i") + 1] == "file:/brand/-f concat|x.mov"
    assert told[-1] == "file:/made/film.mp4"
    pairs = list(pairwise(told))
    for pair in (
        ("-protocol_whitelist", "file"),
        ("-format_whitelist", "mov,matroska,avi"),
        ("-map_metadata", "-1"),
        ("-map_chapters", "-1"),
        ("-movflags", "+faststart"),
        ("-pix_fmt", "yuv420p"),
        ("-fpsmax", "30"),
        ("-crf", "23"),
    ):
        assert pair in pairs
    assert told.index("-protocol_whitelist") < told.index("-i")


def test_arguments_for_few_bytes() -> None:
    told = arguments(Path("/a.mov"), Path("/b.mp4"), Wanted(), 1280, 500_000)
    assert told[told.index("-b:v") + 1] == "500000"
    assert "-crf" not in told


def filters(wanted: Wanted, side: int = 1920) -> str:
    told = arguments(Path("/a.mov"), Path("/b.mp4"), wanted, side)
    return told[told.index("-vf") + 1]


def test_what_is_made_fits_into_the_sides() -> None:
    assert "scale=w='min(720,iw)':h='min(1280,ih)':" in filters(Wanted(sides=(720, 1280)))
    assert "scale=w='min(1920,iw)':h='min(1200,ih)':" in filters(Wanted(sides=(3840, 1200)))
    assert "scale=w='min(720,iw)':h='min(1280,ih)':" in filters(Wanted(sides=(720, 3000)), side=1280)
    assert "crop" not in filters(Wanted())


def test_what_is_cut_is_cut_before_it_is_scaled() -> None:
    found = filters(Wanted(sides=(600, 600), cut=Cut((420, 0, 1500, 1080), (1920, 1080))))
    assert found.index("setsar=1,crop=iw*1080/1920:ih*1080/1080:iw*420/1920:ih*0/1080,scale=") > 0


@needs_scripts
def test_the_result_is_put_beside_the_original(brand: Project, smm: Smm, stand: Stand) -> None:
    calls = stand('cp "$clip" "$target"')
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 0
    assert "content/media/clip.avi (0.0 MB) is now content/media/clip.mp4" in result.out
    assert result.err == f"  write `file: clip.mp4` in {POST} and commit that file, too\n"
    assert (brand.path / "content/media/clip.mp4").read_bytes() == CLIP.read_bytes()
    assert names(brand) == ["clip.avi", "clip.mp4"]
    assert f"-i file:{brand.path.resolve()}/content/media/clip.avi -map" in calls.read_text()


@needs_scripts
def test_a_file_of_that_name_is_kept(brand: Project, smm: Smm, stand: Stand) -> None:
    stand('cp "$clip" "$target"')
    brand.write({"content/media/clip.mp4": b"mine"})
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert (result.code, brand.text("content/media/clip.mp4")) == (0, "mine")
    assert "exists already and is kept" in result.out


@needs_scripts
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo one >&2; printf 'Unknown \\033[1mencoder\\n' >&2; exit 1", ": Unknown \\u001b[1mencoder\n"),
        ("exit 3", "error: ffmpeg cannot convert content/media/clip.avi\n"),
        ("exit 0", "error: ffmpeg made nothing of content/media/clip.avi\n"),
        ('head -c 3000 "$clip" > "$target"', "error: what ffmpeg made of content/media/clip.avi is cut short\n"),
        ('echo text > "$target"', "error: what ffmpeg made of content/media/clip.avi is no MP4\n"),
        (': > "$target"', "error: what ffmpeg made of content/media/clip.avi is no MP4\n"),
    ],
)
def test_failures_leave_nothing(script: str, said: str, brand: Project, smm: Smm, stand: Stand) -> None:
    stand(script)
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 2
    assert said in result.err
    assert "  hint: " in result.err
    assert names(brand) == ["clip.avi"]


@needs_scripts
def test_time_is_bounded(brand: Project, smm: Smm, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "SECONDS", 0.2)
    stand("exec sleep 600")
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 2
    assert "ffmpeg did not finish content/media/clip.avi within" in result.err
    assert names(brand) == ["clip.avi"]


def test_without_ffmpeg(brand: Project, smm: Smm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 2
    assert result.err == (
        "error: ffmpeg, which converts videos, is not installed on this machine\n"
        "  hint: install it (https://ffmpeg.org), or save the video as MP4 (H.264, AAC) with another program\n"
    )


@needs_scripts
def test_too_many_bytes_are_made_fewer(brand: Project, smm: Smm, stand: Stand) -> None:
    """The second try is told how many there may be; the account allows fewer than the first result has."""
    seconds, size = probe(CLIP.parent, CLIP.name).film.seconds, CLIP.stat().st_size
    brand.write({"smm.toml": f'{CONFIG}limits = {{"video.bytes" = {size - 1}}}\n'})
    calls = stand('cp "$clip" "$target"')
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 2
    assert "is too long to be made as small as" in result.err
    bits = int((size - 1) * 8 * 0.92 / (seconds + 1)) - 128_000
    told = calls.read_text().splitlines()
    assert [f"-b:v {bits} " in line for line in told] == ([False, True] if bits >= 200_000 else [False])
    assert names(brand) == ["clip.avi"]


@needs_scripts
def test_sigterm_ends_ffmpeg_and_leaves_nothing(brand: Project, stand: Stand, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    stand(f'echo half > "$target"; echo $$ > "{pid}.new"; mv "{pid}.new" "{pid}"; exec sleep 600')
    work = tmp_path / "work"
    work.mkdir()
    command = [sys.executable, "-m", "smmgen", "-C", str(brand.path), "convert", str(brand.path / POST)]
    with subprocess.Popen(command, env=child_environment(TMPDIR=str(work)), stderr=subprocess.PIPE) as running:
        while not pid.exists() and running.poll() is None:
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=60)
    assert (running.returncode, said.strip()) == (130, b"interrupted")
    assert (names(brand), list(work.iterdir())) == (["clip.avi"], [])
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_what_is_taken_is_left_alone(brand: Project, smm: Smm) -> None:
    brand.write({POST: of("pour.mp4"), "content/media/pour.mp4": CLIP.read_bytes()})
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert (result.code, result.out) == (0, "")
    assert result.err == (
        "nothing to convert: the post has no video, or none that another size or codec makes better; "
        "a shape that is not taken is cut only around a `focus`\n"
    )


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("gone.avi", None, "there is no file `gone.avi`"),
        ("clip.avi", "---\n[\n---\n", f"{POST} cannot be read as a post"),
    ],
)
def test_posts_that_cannot_be_converted(file: str, text: str | None, said: str, brand: Project, smm: Smm) -> None:
    brand.write({POST: text or of(file)})
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 2
    assert said in result.err


def test_a_damaged_video_is_not_converted(brand: Project, smm: Smm, stand: Stand) -> None:
    calls = stand('cp "$clip" "$target"')
    brand.write({POST: of("half.mp4"), "content/media/half.mp4": CLIP.read_bytes()[:3000]})
    result = smm("-C", brand.path, "convert", "--all", brand.path / POST)
    assert (result.code, calls.exists()) == (2, False)
    assert "content/media/half.mp4 is cut short" in result.err


def made(path: Path, *options: str, size: str = "320x180", rate: int = 25) -> None:
    """A film of two seconds with the name of a place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate={rate}", "-f", "lavfi", "-i", "sine"]
    place = ["-metadata", "location=+55.7558+037.6173/", "-t", "2"]
    subprocess.run(["ffmpeg", "-v", "error", *source, *place, *options, f"file:{path}"], check=True)


@needs_ffmpeg
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("-a film.mov", ["-c:v", "mpeg4", "-c:a", "aac"]),
        ("film.avi", ["-c:v", "mpeg4", "-c:a", "mp3", "-s", "321x181"]),
        ("film.mkv", ["-c:v", "mpeg4", "-an", "-s", "1926x40"]),
    ],
)
def test_ffmpeg_itself(name: str, options: list[str], brand: Project, smm: Smm) -> None:
    made(brand.path / "content/media" / name, *options)
    brand.write({POST: of(name)})
    result = smm("-C", brand.path, "convert", "--all", brand.path / POST)
    assert result.code == 0, result.err
    found = probe(brand.path, f"content/media/{Path(name).stem}.mp4")
    assert (found.kind, found.mime, found.film.codec, found.film.frame_rate) == ("video", "video/mp4", "avc1", 25)
    assert found.film.seconds == pytest.approx(2, abs=0.2)
    data = (brand.path / found.path).read_bytes()
    assert b"55.7558" not in data
    assert data.index(b"moov") < data.index(b"mdat")


@needs_ffmpeg
@pytest.mark.slow
def test_ffmpeg_makes_it_small_enough(brand: Project, smm: Smm) -> None:
    made(brand.path / "content/media/film.avi", "-c:v", "mpeg4", "-c:a", "mp3", "-vf", "noise=alls=80:allf=t")
    brand.write({POST: of("film.avi"), "smm.toml": f'{CONFIG}limits = {{"video.bytes" = 150_000}}\n'})
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 0, result.err
    assert (brand.path / "content/media/film.mp4").stat().st_size <= 150_000


@needs_ffmpeg
def test_ffmpeg_reads_no_playlist(brand: Project, smm: Smm) -> None:
    """What looks like a video to smmgen and like a playlist to ffmpeg names no other file."""
    brand.write({"content/media/clip.avi": b"RIFF\x40\0\0\0AVI \n#EXTM3U\n" + bytes(60)})
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert (result.code, names(brand)) == (2, ["clip.avi"])
    assert "error: ffmpeg cannot convert content/media/clip.avi: " in result.err


@needs_ffmpeg
@pytest.mark.parametrize(("rate", "expected"), [(15, 30), (120, 60)])
def test_frames_a_second(rate: int, expected: int, brand: Project, smm: Smm) -> None:
    """Instagram takes 23 to 60."""
    made(brand.path / "content/media/film.mp4", "-c:v", "mpeg4", rate=rate)
    brand.write({POST: of("film.mp4")})
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 0, result.err
    assert probe(brand.path, "content/media/film-converted.mp4").film.frame_rate == expected


STORY = """
[accounts.vk]
platform = "vk"
target = "-1"
token_env = "VK"
"""


@needs_ffmpeg
@pytest.mark.slow
@pytest.mark.parametrize(
    ("account", "format", "focus", "stored", "expected"),
    [
        ("vk", "story", "", "810x1440", (720, 1280)),
        ("fb", "reel", "", "1920x1080", None),
        ("fb", "reel", ", focus: [1, 0]", "1920x1080", (614, 1080)),  # 1080 * 0.57, even
    ],
    ids=["too high for a story on VK", "too wide a shape, and nobody says what may go", "cut around the focus"],
)
def test_sides(
    account: str, format: str, focus: str, stored: str, expected: tuple[int, int] | None, brand: Project, smm: Smm
) -> None:
    """A video of one colour on the left and another on the right: what is kept is on the right."""
    path = brand.path / "content/media/film.mp4"
    red = f"color=red:size={stored}:rate=25:duration=1,drawbox=x=iw/2:w=iw:color=blue:t=fill"
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", red, "-c:v", "libx264", str(path)], check=True)
    toml = f'{CONFIG}{STORY}\n[accounts.fb]\nplatform = "facebook"\ntarget = "1"\ntoken_env = "FB"\n'
    front = post("A", platforms=f"[{account}]", format=format, media=f'[{{file: "film.mp4", alt: Pouring{focus}}}]')
    brand.write({POST: front, "smm.toml": toml})
    result = smm("-C", brand.path, "convert", brand.path / POST)
    assert result.code == 0, result.err
    made = brand.path / f"content/media/film-{'cut' if focus else 'converted'}.mp4"
    assert made.exists() == (expected is not None)
    if expected:
        found = probe(made.parent, made.name).film
        assert (found.width, found.height) == expected
        if focus:
            one = ["ffmpeg", "-v", "error", "-i", str(made), "-vf", "scale=1:1", "-frames:v", "1", "-f", "rawvideo"]
            pixel = subprocess.run([*one, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
            assert pixel[2] > 200 > pixel[0]
