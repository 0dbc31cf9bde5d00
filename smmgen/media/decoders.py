"""Decoders that not every machine has: HEIC needs the extra `heic`, AVIF a Pillow that was built with it."""

from __future__ import annotations

from importlib.util import find_spec

_ABSENT = {
    "image/heic": "save it as JPEG, or `pip install 'smmgen[heic]'`, which converts it",
    "image/avif": "save it as JPEG, or install a Pillow that was built with AVIF, which converts it",
}


def absent(mime: str) -> str:
    """What to do about a picture that cannot be decoded here; "" where it can."""
    return "" if mime not in _ABSENT or _is_here(mime) else _ABSENT[mime]


def _is_here(mime: str) -> bool:
    if mime == "image/heic":
        return find_spec("pillow_heif") is not None
    from PIL import features

    return bool(features.check("avif"))


def heic_version() -> str:
    """Of the package that decodes HEIC, "" where it is absent."""
    from importlib.metadata import PackageNotFoundError, version  # it takes a while to import

    try:
        return version("pillow-heif")
    except PackageNotFoundError:
        return ""


def prepare(kind: str) -> None:
    """Let Pillow open pictures of this format."""
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
