"""The videos of a post that one of its networks does not take, and what is made of them beside the originals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from smmgen.content.model import Post
from smmgen.documents import read_document
from smmgen.errors import UserError
from smmgen.media import probe
from smmgen.media.conversion import Focus, is_taken, wanted
from smmgen.media.ffmpeg import Wanted, converted
from smmgen.media.fitting import Takes
from smmgen.media.probe import MediaProblem
from smmgen.media.types import MediaFile
from smmgen.pipeline import takes_of
from smmgen.recipe import Recipe
from smmgen.safe_files import Inside


class Video(NamedTuple):
    """One to be converted. `named`: as the post names it."""

    named: str
    source: MediaFile
    wanted: Wanted

    @property
    def target(self) -> str:
        """The path of what is made of it: `clip.mp4` of `clip.mov`, `clip-converted.mp4` of `clip.mp4`, `clip-cut.mp4`
        of a part of either."""
        path = PurePosixPath(self.source.path)
        return f"{path.with_name(self._name_of(path))}"

    @property
    def new_name(self) -> str:
        """What the post has to name instead."""
        path = PurePosixPath(self.named)
        return f"{path.with_name(self._name_of(path))}"

    def _name_of(self, path: PurePosixPath) -> str:
        if self.wanted.cut:
            return f"{path.stem}-cut.mp4"
        return f"{path.stem}{'-converted' if path.suffix.lower() == '.mp4' else ''}.mp4"


def videos(path: str, recipe: Recipe, every: bool = False) -> Iterator[Video]:
    """Those that one account or several do not take, or `every` one. Raises UserError for what cannot be read."""
    for (name, focus), takes in _named(path, recipe).items():
        place = probe.find(recipe.project, path, name)
        if isinstance(place, MediaProblem):
            raise UserError(place.message, place.hint)
        source = probe.probe(recipe.project, place, lambda kind: 0)  # its digest is of no use here
        if source.kind == "video" and (every or not all(is_taken(source, one, focus) for one in takes)):
            yield Video(name, source, wanted(source, takes, focus))


def _named(path: str, recipe: Recipe) -> dict[tuple[str, Focus | None], list[Takes]]:
    """The files of a post, by their names in it and their focus, with what the accounts take that are sent each."""
    post, _ = read_document(path, recipe)
    if not isinstance(post, Post):
        raise UserError(f"{path} cannot be read as a post", f"see `smm check {path}`")
    post = recipe.hooks.change("on_post", post, post.path)
    found: dict[tuple[str, Focus | None], list[Takes]] = {}
    for account, takes in takes_of(post, recipe).items():
        for item in post.fields[account].media:
            focus = (item.focus[0], item.focus[1]) if item.focus else None
            found.setdefault((item.file, focus), []).append(takes)
    return found


def convert(video: Video, recipe: Recipe) -> int | None:
    """Make it, and return how many bytes it has; None where a file of that name is kept. Raises UserError."""
    with Inside(recipe.project) as files:
        if files.stat(video.target) is not None:
            return None
        with converted(recipe.project, video.source, video.wanted) as made, made.open("rb") as data:
            files.replace(video.target, data)
            return data.tell()
