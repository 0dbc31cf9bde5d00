"""Which version of a picture a network needs, and that what is made keeps every limit."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from smmgen.media.derive import derive
from smmgen.media.fitting import Takes, version
from smmgen.media.probe import look_at
from smmgen.media.types import MediaFile, Version
from smmgen.networks.limits import Limit, Limits

MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def limits(**most: float) -> Limits:
    return Limits({f"image.{name}": Limit(at_most=figure) for name, figure in most.items()})


def takes(*types: str, **most: float) -> Takes:
    return Takes(limits(**most), frozenset(f"image/{one}" for one in types))


def file(mime: str = "png", width: int = 400, height: int = 300, size: int = 5000, **more: Any) -> MediaFile:
    return MediaFile("a", "0", size, "image", f"image/{mime}", width, height, **more)


WHOLE = (0, 0, 400, 300)
NEEDED: dict[str, tuple[MediaFile, Takes, tuple[Any, ...] | None]] = {
    "nothing": (file(), takes(), None),
    "all limits kept": (file(), takes("png", bytes=5000, width=400, pixels=120_000, side_sum=700), None),
    "another type": (file("webp"), takes("jpeg", "png"), (("image/jpeg",), WHOLE, 400, 300)),
    "types of other kinds of files": (file("webp"), Takes(types=frozenset({"audio/mpeg"})), None),
    "no jpeg is taken": (file("webp"), takes("png", width=100), None),
    "too wide": (file(), takes(width=200), (("image/png", "image/jpeg"), WHOLE, 200, 150)),
    "too wide for a jpeg": (file("jpeg"), takes(width=200), (("image/jpeg",), WHOLE, 200, 150)),
    "too high": (file(), takes(height=30), (("image/png", "image/jpeg"), WHOLE, 40, 30)),
    "too many pixels": (file(), takes(pixels=30_000), (("image/png", "image/jpeg"), WHOLE, 200, 150)),
    "width and height": (file(), takes(side_sum=70), (("image/png", "image/jpeg"), WHOLE, 40, 30)),
    "too many bytes": (file(), takes(bytes=4999), (("image/jpeg",), WHOLE, 400, 300)),
    "too wide a shape": (file(), takes("png", "jpeg", ratio=1, width=9), None),
    "around a focus in the middle": (
        file(focus=(0, 0)),
        takes("png", "jpeg", ratio=1),
        (("image/png", "image/jpeg"), (50, 0, 350, 300), 300, 300),
    ),
    "around the focus": (
        file(focus=(1, 0)),
        takes("png", "jpeg", ratio=1),
        (("image/png", "image/jpeg"), (100, 0, 400, 300), 300, 300),
    ),
    "animated": (file("gif", animated=True), takes("jpeg", bytes=1), None),
    "a type that is not read": (file("tiff"), takes("jpeg"), None),
    "heic": (file("heic"), takes("jpeg", "png"), (("image/jpeg",), WHOLE, 400, 300)),
    "heic, where nothing is said": (file("heic"), takes(), (("image/jpeg",), WHOLE, 400, 300)),
    "heic, where it is taken": (file("heic"), takes("jpeg", "heic"), None),
    "heic with Exif": (file("heic", private=True), takes("jpeg", "heic"), (("image/jpeg",), WHOLE, 400, 300)),
    "jpeg with Exif, which is taken out of it": (file("jpeg", private=True), takes("jpeg"), None),
    "of unknown size": (file(width=0, height=0), takes(bytes=1), None),
    "lying": (file("webp", disputed=6), takes("jpeg"), (("image/jpeg",), (0, 0, 300, 400), 300, 400)),
}


@pytest.mark.parametrize(("given", "taken", "expected"), NEEDED.values(), ids=NEEDED)
def test_version(given: MediaFile, taken: Takes, expected: tuple[Any, ...] | None) -> None:
    found = version(given, taken)
    assert (found and found[:4]) == expected


def noise(width: int, height: int, mode: str = "RGB", seed: int = 1) -> Image.Image:
    data = random.Random(seed).randbytes(width * height * len(Image.new(mode, (1, 1)).getbands()))
    return Image.frombytes(mode, (width, height), data)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def probed(data: bytes, **more: Any) -> MediaFile:
    kind, mime, seen = look_at(BytesIO(data))
    more = {"disputed": seen.disputed, "animated": seen.animated, **more}
    return MediaFile("a", "0", len(data), kind, mime, seen.width, seen.height, **more)


def made(data: bytes, wanted: Version | None) -> bytes:
    assert wanted is not None
    found = derive(BytesIO(data), wanted)
    assert found is not None
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([("RGB", "JPEG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "PNG"), ("LA", "PNG"), ("RGB", "WEBP"),
                     ("P", "GIF"), ("P", "PNG"), ("RGB", "AVIF")]),
    st.tuples(st.integers(1, 150), st.integers(1, 150)),
    st.integers(1, 8),
    st.dictionaries(st.sampled_from(["width", "height", "side_sum"]), st.integers(20, 300)),
    st.integers(50, 30_000),
    st.integers(1000, 60_000),
    st.sampled_from([(0.8, 1.91), (1.0, 1.0), (0.5, 2.0), (0.01, 100.0)]),
    st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
)  # fmt: skip
def test_what_is_made_keeps_every_limit(
    form: tuple[str, str],
    sides: tuple[int, int],
    orientation: int,
    most: dict[str, int],
    pixels: int,
    size: int,
    ratio: tuple[float, float],
    focus: tuple[float, float],
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    mode, kind = form
    options = {} if kind == "GIF" else {"exif": exif}
    data = saved(noise(*sides, mode), kind, **options)
    bounds = limits(**most, pixels=pixels, bytes=size)
    bounds = Limits({**bounds, "image.ratio": Limit(*ratio)})
    taken = Takes(bounds, frozenset({"image/jpeg", "image/png"}))
    wanted = version(probed(data, focus=focus), taken)
    sent = data if wanted is None else made(data, wanted)
    found = probed(sent)
    assert found.mime in taken.types
    assert found.disputed == 1
    figures = {
        "width": found.width, "height": found.height, "side_sum": found.width + found.height,
        "pixels": found.width * found.height, "bytes": found.size,
    }  # fmt: skip
    for name, figure in figures.items():
        assert figure <= (bounds.most(f"image.{name}") or figure), name
    assert ratio[0] <= found.width / found.height <= ratio[1] or 1 in (found.width, found.height)
    assert version(found, taken) is None
    if wanted is not None:
        assert made(data, wanted) == sent


def test_transparency_is_white() -> None:
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    sent = made(saved(clear, "WEBP", lossless=True), version(file("webp", 40, 30), takes("jpeg")))
    with Image.open(BytesIO(sent)) as opened:
        assert opened.format == "JPEG"
        assert opened.getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_upright(orientation: int, kind: str) -> None:
    """Red above and blue below, as the tag says, whatever the bytes say."""
    from PIL import ImageOps

    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = Image.new("RGB", (80, 60), "red")
    lying.paste("blue", (0, 30, 80, 60))
    data = saved(lying, kind, exif=exif, **({"lossless": True} if kind == "WEBP" else {}))
    with Image.open(BytesIO(data)) as opened:
        expected = ImageOps.exif_transpose(opened).convert("RGB").resize((40, 30) if orientation < 5 else (30, 40))
    wanted = version(probed(data), takes("jpeg", pixels=1200))
    with Image.open(BytesIO(made(data, wanted))) as sent:
        assert sent.size == expected.size
        assert not sent.getexif()
        for at in ((2, 2), (expected.width - 3, 2), (2, expected.height - 3)):
            near = zip(sent.getpixel(at), expected.getpixel(at), strict=True)  # type: ignore[arg-type]
            assert all(abs(one - other) < 40 for one, other in near)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_the_profile_is_kept_and_nothing_else(mode: str) -> None:
    data = saved(noise(40, 30, "P" if mode == "P" else mode), "PNG", icc_profile=PROFILE, dpi=(300, 300))
    sent = made(data, version(probed(data), takes("jpeg")))
    with Image.open(BytesIO(sent)) as opened:
        assert opened.info["icc_profile"] == PROFILE
        assert not opened.getexif()


def test_a_flat_png_stays_one_and_a_heavy_one_does_not() -> None:
    flat, heavy = (saved(one, "PNG") for one in (Image.new("RGB", (400, 300), "red"), noise(400, 300)))
    small = takes("png", "jpeg", width=200, bytes=400_000)
    assert probed(made(flat, version(probed(flat), small))).mime == "image/png"
    tight = takes("png", "jpeg", width=390, bytes=360_500)
    assert version(probed(heavy), tight) is not None
    assert probed(made(heavy, version(probed(heavy), tight))).mime == "image/jpeg"


def endless() -> bytes:
    """A small file with a thousand passes over 16 megapixels."""
    data = saved(Image.new("L", (4000, 4000)), "JPEG", progressive=True)
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + 1000 * data[last:end] + data[end:]


UNMADE = {
    "decoding takes minutes": endless(),
    "too many pixels for the memory": saved(Image.new("1", (5200, 5000)), "PNG"),
    "too many pixels with transparency": saved(Image.new("LA", (4001, 4000)), "PNG"),
    "16 bits a channel": saved(Image.new("I;16", (300, 200)), "PNG"),
    "damaged": saved(noise(300, 200), "PNG")[:5000],
}


@pytest.mark.parametrize("data", UNMADE.values(), ids=UNMADE)
def test_what_cannot_be_made(data: bytes) -> None:
    wanted = version(probed(data), takes(width=100))
    assert wanted is not None
    assert derive(BytesIO(data), wanted) is None
