"""Finding files, knowing what they are, and cutting pictures."""

from __future__ import annotations

import hashlib
import struct
import unicodedata
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from smmgen.media.crop import box, crop
from smmgen.media.pictures import look
from smmgen.media.probe import MediaProblem, candidates, find, probe, sniff

POST = "content/posts/2026-11/latte.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path in ("content/posts/2026-11/near.jpg", "content/media/latte.jpg", "content/media/near.jpg", ".env"):
        file = tmp_path / "project" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xff\xd8\xff\xd9")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("near.jpg", "content/posts/2026-11/near.jpg"),
        ("latte.jpg", "content/media/latte.jpg"),
        ("./latte.jpg", "content/media/latte.jpg"),
        ("../../media/latte.jpg", "content/media/latte.jpg"),
    ],
)
def test_found(file: str, path: str, project: Path) -> None:
    assert find(project, POST, file) == path


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_a_name_is_one_name_in_both_forms(stored: str, written: str, project: Path) -> None:
    name = "Папка/Йогурт и чай.jpg"
    place = project / "content/media" / unicodedata.normalize(stored, name)
    place.parent.mkdir()
    place.write_bytes(b"")
    found = find(project, POST, unicodedata.normalize(written, name))
    assert isinstance(found, str)
    assert (project / found).samefile(place)


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("content/media/latte.jpg", "write `latte.jpg`"),
        ("media/latte.jpg", "did you mean `latte.jpg` in content/media?"),
        ("menu/latte.jpg", "did you mean `latte.jpg` in content/media?"),
        ("/content/media/latte.jpg", "write `latte.jpg`"),
        ("content/posts/2026-11/near.jpg", "write `near.jpg`"),
        ("C:\\site\\content\\media\\latte.jpg", "write `latte.jpg`"),
        ("../../../../content/media/latte.jpg", "write `latte.jpg`"),
        ("latte.JPG", "write `latte.jpg`: capital letters count"),
        ("LATTE.jpg", "write `latte.jpg`: capital letters count"),
        ("https://e.example/media/latte.jpg", "put the file next to the post or into content/media"),
        ("content/media/other.png", "looked for `content/posts/2026-11/content/media/other.png`"),
    ],
)
def test_the_hint_is_what_would_be_found(file: str, hint: str, project: Path) -> None:
    problem = find(project, POST, file)
    assert isinstance(problem, MediaProblem)
    assert problem.hint[: len(hint)] == hint


@pytest.mark.parametrize(
    ("file", "kind", "message"),
    [
        ("Latte.JPG", "missing", "there is no file `Latte.JPG`"),
        ("/etc/passwd", "outside", "`/etc/passwd` is an absolute path"),
        ("C:\\pictures\\a.jpg", "outside", "`C:\\pictures\\a.jpg` is an absolute path"),
        ("c:/pictures/a.jpg", "outside", "`c:/pictures/a.jpg` is an absolute path"),
        ("2026\\a.jpg", "outside", "`2026\\a.jpg` has backslashes"),
        ("https://e.example/a.jpg", "outside", "`https://e.example/a.jpg` is an address"),
        ("../../../../secret.jpg", "outside", "`../../../../secret.jpg` leads out of the project"),
        ("../../../.env", "outside", "`../../../.env` leads out of the project, or to a hidden file"),
        ("", "outside", "the file has no name"),
        ("a\0.jpg", "outside", "the file has no name"),
        ("../../media", "unusable", "`../../media` is a folder"),
    ],
)
def test_refused(file: str, kind: str, message: str, project: Path) -> None:
    problem = find(project, POST, file)
    assert isinstance(problem, MediaProblem)
    assert (problem.kind, problem.message[: len(message)]) == (kind, message)
    assert problem.hint


def test_similar_name(project: Path) -> None:
    problem = find(project, POST, "late.jpg")
    assert isinstance(problem, MediaProblem)
    assert problem.hint == "did you mean `latte.jpg` in content/media?"


def test_symbolic_links_may_not_leave(project: Path) -> None:
    media = project / "content/media"
    (media / "out.jpg").symlink_to(project.parent / "secret.jpg")
    (media / "folder").symlink_to(project.parent)
    (media / "hidden.jpg").symlink_to(project / ".env")
    (media / "broken.jpg").symlink_to(media / "nothing.jpg")
    (media / "inside.jpg").symlink_to(media / "latte.jpg")
    kinds = {}
    for name in ("out.jpg", "folder/secret.jpg", "hidden.jpg", "broken.jpg", "inside.jpg"):
        found = find(project, POST, name)
        kinds[name] = found if isinstance(found, str) else found.kind
    assert kinds == {
        "out.jpg": "outside",
        "folder/secret.jpg": "outside",
        "hidden.jpg": "outside",
        "broken.jpg": "missing",
        "inside.jpg": "content/media/inside.jpg",
    }


def test_candidates() -> None:
    assert candidates(POST, "a.jpg") == ("content/posts/2026-11/a.jpg", "content/media/a.jpg")
    assert candidates(POST, "../../media/a.jpg") == ("content/media/a.jpg", "media/a.jpg")
    assert candidates(POST, "../../../../a.jpg") == ()


@pytest.mark.parametrize(
    ("head", "kind", "mime"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image", "image/png"),
        (b"GIF89a\x01\0\x01\0", "image", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image", "image/webp"),
        (b"\0\0\0\x20ftypheic\0\0\0\0mif1heic", "image", "image/heic"),
        (b"\0\0\0\x20ftypavif\0\0\0\0avifmif1", "image", "image/avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image", "image/avif"),
        (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", "video", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video", "video/quicktime"),
        (b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42", "audio", "audio/mp4"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "video", "video/webm"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", "video", "video/x-matroska"),
        (b"ID3\x03\0", "audio", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio", "audio/aac"),
        (b"OggS\0\x02", "audio", "audio/ogg"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio", "audio/wav"),
        (b"%PDF-1.7", "document", "application/pdf"),
        (b"PK\x03\x04\x14", "document", "application/zip"),
        (b"<html>", "document", "application/octet-stream"),
        (b"", "document", "application/octet-stream"),
    ],
)
def test_kind_by_first_bytes(head: bytes, kind: str, mime: str) -> None:
    assert sniff(head) == (kind, mime)


@given(st.binary(max_size=120))
def test_any_bytes_have_a_kind_and_a_size(data: bytes) -> None:
    kind, _ = sniff(data)
    assert kind in ("image", "video", "audio", "document")
    starts = {"image/jpeg": b"\xff\xd8", "image/png": b"\x89PNG", "image/webp": b"RIFF", "image/gif": b""}
    for mime, start in starts.items():
        picture = look(BytesIO(start + data), mime)
        assert picture.width >= 0
        assert picture.height >= 0


def encoded(width: int, height: int, kind: str, **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#c0392b").save(out, kind, **options)
    return out.getvalue()


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize(
    ("data", "mime", "size"),
    [
        (encoded(300, 200, "JPEG"), "image/jpeg", (300, 200)),
        (encoded(300, 200, "JPEG", progressive=True, comment=b"x" * 9000), "image/jpeg", (300, 200)),
        (encoded(300, 200, "JPEG", exif=turned(6)), "image/jpeg", (200, 300)),
        (encoded(300, 200, "JPEG", exif=turned(3)), "image/jpeg", (300, 200)),
        (encoded(300, 200, "PNG"), "image/png", (300, 200)),
        (encoded(300, 200, "GIF"), "image/gif", (300, 200)),
        (encoded(300, 200, "WEBP"), "image/webp", (300, 200)),
        (encoded(300, 200, "WEBP", lossless=True), "image/webp", (300, 200)),
        (encoded(300, 200, "WEBP", exif=turned(1)), "image/webp", (300, 200)),
        (encoded(300, 200, "WEBP", exif=turned(6)), "image/webp", (300, 200)),
        (encoded(300, 200, "PNG", exif=turned(8)), "image/png", (200, 300)),
        (encoded(300, 200, "PNG", exif=turned(4)), "image/png", (300, 200)),
    ],
)
def test_probe(data: bytes, mime: str, size: tuple[int, int], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    info = probe(tmp_path, "a")
    assert (info.mime, info.kind, info.size, info.width, info.height) == (mime, "image", len(data), *size)
    assert info.sha256 == hashlib.sha256(data).hexdigest()


def test_cut_off_picture_has_no_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(encoded(300, 200, "PNG")[:12])
    found = probe(tmp_path, "a")
    assert (found.kind, found.mime, found.width, found.height) == ("image", "image/png", 0, 0)


@pytest.mark.parametrize(
    ("size", "ratio", "focus", "expected"),
    [
        ((400, 300), "1:1", (0, 0), (50, 0, 350, 300)),
        ((400, 300), "1:1", (-1, 0), (0, 0, 300, 300)),
        ((400, 300), "1:1", (1, 0), (100, 0, 400, 300)),
        ((300, 400), "1:1", (0, 1), (0, 0, 300, 300)),
        ((300, 400), "1:1", (0, -1), (0, 100, 300, 400)),
        ((1000, 1000), "4:5", (0, 0), (100, 0, 900, 1000)),
        ((1000, 1000), "16:9", (0, 0), (0, 219, 1000, 781)),
        ((400, 500), "4:5", (1, 1), (0, 0, 400, 500)),
        ((5, 1), "1:99", (0, 0), (2, 0, 3, 1)),
    ],
)
def test_box(size: tuple[int, int], ratio: str, focus: tuple[int, int], expected: tuple[int, ...]) -> None:
    assert box(*size, ratio, focus) == expected


@given(
    st.integers(1, 5000), st.integers(1, 5000),
    st.integers(1, 99), st.integers(1, 99),
    st.floats(-1, 1), st.floats(-1, 1),
)  # fmt: skip
def test_box_is_inside(width: int, height: int, across: int, down: int, x: float, y: float) -> None:
    left, top, right, bottom = box(width, height, f"{across}:{down}", (x, y))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left == width or bottom - top == height


def cropped(data: bytes, tmp_path: Path, ratio: str = "1:1", focus: tuple[float, float] | None = None) -> Image.Image:
    (tmp_path / "a").write_bytes(data)
    first, second = crop(tmp_path, "a", ratio, focus), crop(tmp_path, "a", ratio, focus)
    assert isinstance(first, bytes)
    assert first == second
    return Image.open(BytesIO(first))


@pytest.mark.parametrize(("kind", "kept"), [("PNG", "PNG"), ("JPEG", "JPEG"), ("WEBP", "JPEG"), ("GIF", "JPEG")])
def test_crop_keeps_png_and_jpeg(kind: str, kept: str, tmp_path: Path) -> None:
    picture = cropped(encoded(300, 200, kind), tmp_path)
    assert (picture.format, picture.size) == (kept, (200, 200))


def test_crop_turns_and_forgets_exif(tmp_path: Path) -> None:
    """Orientation 6: the stored left side is shown at the top."""
    stored = Image.new("RGB", (300, 200), "white")
    stored.paste("black", (0, 0, 100, 200))
    exif = turned(6)
    exif[0x010F] = "Camera"
    out = BytesIO()
    stored.save(out, "JPEG", exif=exif)
    picture = cropped(out.getvalue(), tmp_path, "2:1", (0, 1))
    assert picture.size == (200, 100)
    assert dict(picture.getexif()) == {}
    assert picture.convert("L").getpixel((100, 50)) == pytest.approx(0, abs=8)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ratio", ["1:1", "1:3", "3:1"])
def test_crop_of_a_turned_picture_is_that_of_the_upright_one(
    kind: str, orientation: int, ratio: str, tmp_path: Path
) -> None:
    stored = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    stored.paste("black", (0, 0, 20, 10))
    out = BytesIO()
    stored.save(out, kind, exif=turned(orientation), **({"lossless": True} if kind == "WEBP" else {}))
    upright = ImageOps.exif_transpose(Image.open(BytesIO(out.getvalue())))
    expected = upright.crop(box(*upright.size, ratio, (0.5, 0.5))).convert("L")
    found = cropped(out.getvalue(), tmp_path, ratio, (0.5, 0.5)).convert("L")
    assert found.size == expected.size
    assert max(ImageChops.difference(found, expected).getextrema()) <= 24  # JPEG, written anew


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
@pytest.mark.parametrize("ground", ["#222222ff", "#00000000"])
def test_crop_of_an_animation_moves_as_before(kind: str, ground: str, tmp_path: Path) -> None:
    frames = []
    for step in range(5):
        frames.append(Image.new("RGBA", (60, 40), ground))
        frames[-1].paste((230, 20, 30, 255), (10 * step, 5, 10 * step + 15, 35))
    out = BytesIO()
    durations = [60, 120, 60, 200, 40]
    more = {"lossless": True} if kind == "WEBP" else {"disposal": 2} if kind == "GIF" else {}
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=durations, loop=3, **more)
    picture = cropped(out.getvalue(), tmp_path, "1:1")
    assert (picture.format, picture.size) == (kind, (40, 40))
    assert getattr(picture, "n_frames", 1) == 5
    assert picture.info["loop"] == 3
    for number, frame in enumerate(frames):
        picture.seek(number)
        shown, expected = picture.convert("RGBA"), frame.crop((10, 0, 50, 40))
        assert picture.info["duration"] == durations[number]
        assert opaque(shown) == pytest.approx(opaque(expected), abs=kind == "WEBP"), number
        assert shown.getpixel((3 + 10 * max(0, number - 1), 20))[0] > 150  # type: ignore[index]


def opaque(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where it is red."""
    return picture.convert("RGBA").point(lambda value: 255 if value > 128 else 0).getchannel("R").getbbox() or (
        0,
        0,
        0,
        0,
    )


def test_an_animation_too_large_to_be_cropped(tmp_path: Path) -> None:
    frames = [Image.new("P", (2000, 2000), colour) for colour in range(20)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50)
    (tmp_path / "a").write_bytes(out.getvalue())
    problem = crop(tmp_path, "a", "1:1")
    assert isinstance(problem, MediaProblem)
    assert problem.message == "`a` is too large an animation to be cropped: 20 frames of 2000 × 2000"


def test_a_large_jpeg_is_cut_at_half_its_size(tmp_path: Path) -> None:
    assert cropped(encoded(6000, 4500, "JPEG"), tmp_path, "1:1").size == (2250, 2250)
    assert cropped(encoded(4500, 3000, "JPEG", progressive=True), tmp_path, "1:1").size == (1500, 1500)
    assert cropped(encoded(6000, 4000, "JPEG"), tmp_path, "1:1").size == (4000, 4000)


def test_crop_of_png_forgets_text_and_keeps_transparency(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "private")
    out = BytesIO()
    Image.new("RGBA", (30, 20), (255, 0, 0, 0)).save(out, "PNG", pnginfo=info)
    picture = cropped(out.getvalue(), tmp_path)
    picture.load()
    assert (picture.mode, picture.getpixel((5, 5)), picture.info) == ("RGBA", (255, 0, 0, 0), {})


def test_transparent_webp_is_put_on_white(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGBA", (30, 20), (255, 0, 0, 0)).save(out, "WEBP", lossless=True)
    assert cropped(out.getvalue(), tmp_path).getpixel((5, 5)) == (255, 255, 255)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, before: bytes = b"") -> bytes:
    """And not a pixel."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + before + header


COMMENT = chunk(b"tEXt", struct.pack(">II", 10, 10) + b"words")
"""Where it stands before the header, it is taken for one: ten pixels by ten."""
NO_PIXELS = chunk(b"IDAT", b"")


def gif_of(*sizes: int) -> bytes:
    """Square frames on a screen of one pixel; none is drawn."""
    frames = b"".join(b"," + struct.pack("<HHHHB", 0, 0, size, size, 0) + b"\x02\x02\x44\x01\0" for size in sizes)
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0) + frames + b";"


def endless(passes: int) -> bytes:
    """A small file with so many passes more than its own over 16 megapixels."""
    data = encoded(4000, 4000, "JPEG")
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + passes * data[last : last + 20] + data[end:]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (png_header(5_000, 5_001), "`a` has too many pixels to be cropped: 5000 × 5001"),
        (png_header(30, 20), "`a` is damaged"),
        (png_header(10_000, 10_000, COMMENT) + NO_PIXELS, "`a` has too many pixels to be cropped: 10000 × 10000"),
        (png_header(20_000, 20_000, COMMENT) + NO_PIXELS, "`a` is damaged"),
        (gif_of(65_535), "`a` is damaged"),
        (gif_of(6_000), "`a` has too many pixels to be cropped: 6000 × 6000"),
        (gif_of(1, 6_000), "`a` is damaged"),
        (encoded(300, 200, "JPEG")[:700], "`a` is cut short"),
        (b"%PDF-1.7", "`a` is not a picture that can be cropped"),
        (endless(1000), "`a` takes too long to be cropped: it has 1001 passes"),
    ],
)
def test_crop_refuses(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    problem = crop(tmp_path, "a", "1:1")
    assert isinstance(problem, MediaProblem)
    assert problem.message == message
