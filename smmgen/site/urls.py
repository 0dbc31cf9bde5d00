"""Where pages and copies of media are, below build/site."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from smmgen.content.documents.registry import kind_of
from smmgen.content.names import page_of, slug_of

DOWNLOAD = "bin"
"""The suffix of whatever a browser is not to open."""

_SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/bmp": "bmp",
    "image/tiff": "tiff",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/wav": "wav",
}
_TYPES = {suffix: mime for mime, suffix in _SUFFIXES.items()}


def media_name(sha256: str, mime: str) -> str:
    """Where the build copies a file to, below build/site: `media/<first 16 digits>.<suffix>`.

    The suffix says what the bytes are, whatever the file is called, because a web server goes by it: a document of any
    kind, and so whatever may hold a script, becomes `.bin`, which no browser opens.
    """
    return f"media/{sha256[:16]}.{_SUFFIXES.get(mime, DOWNLOAD)}"


def media_type(name: str) -> str:
    """What the bytes of a copy are, by its name; "" of whatever a browser is not to open."""
    return _TYPES.get(name.rpartition(".")[2], "")


@lru_cache(maxsize=64)
def url(page: str) -> str:
    """The page's address below build/site, fit for an attribute."""
    return quote(page)


def document_url(place: str, slug: str) -> str:
    """The page of a document that is no post, below build/site. `place`: of its kind."""
    return f"{place}/{quote(slug)}/index.html"


def url_of(path: str) -> str:
    """The address of a document's page by its file, below build/site; "" of what has none."""
    kind = kind_of(path)
    if kind is None or not kind.page:
        return ""
    return url(page_of(path)) if kind.sends else document_url(kind.place, slug_of(path))


@lru_cache(maxsize=64)
def anchor(page: str) -> str:
    """The place on an account page of what has this page. `posts/` is left out; no slug has a `:` once it is quoted."""
    folder, _, name = page.removesuffix(".html").partition("/")
    return quote(name, safe="") if folder == POSTS else f"{folder}:{quote(name, safe='')}"


POSTS = "posts"
"""The folder of posts' pages."""
