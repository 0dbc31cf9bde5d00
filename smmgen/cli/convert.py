from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from smmgen.cli.project import no_hooks_option


@click.command()
@click.argument("post", metavar="PATH", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--all", "every", is_flag=True, help="Convert those that are taken as they are, too.")
@no_hooks_option
@click.pass_obj
def command(directory: Path | None, post: Path, every: bool, no_hooks: bool) -> None:
    """Convert the videos of a post that a network does not take, with the ffmpeg of this machine.

    A video of another type or codec, or with too many bytes, pixels or frames a second, becomes an MP4 beside it that
    all accounts of the post take. It is cut to another shape only around a `focus` that the post declares. Watch it,
    name it in the post, and commit it: smmgen never converts videos by itself. No file is overwritten.
    """
    from smmgen.building.convert import convert, videos
    from smmgen.building.scan import scan
    from smmgen.cli.check import relative
    from smmgen.cli.project import opened
    from smmgen.documents import with_documents

    project = opened(directory)
    path = relative(post, project.path, "PATH").as_posix()
    work = project.recipe(no_hooks)
    found = [*videos(path, with_documents(work, scan(project.path)), every)]
    if not found:
        what = "the post has no video, or none that another size or codec makes better"
        click.echo(f"nothing to convert: {what}; a shape that is not taken is cut only around a `focus`", err=True)
    with _interrupted_by_sigterm():
        for video in found:
            size = convert(video, work)
            if size is None:
                what = f"{video.target} exists already and is kept; if it is another video, rename it"
            else:
                what = f"{video.source.path} ({_size(video.source.size)}) is now {video.target} ({_size(size)})"
            click.echo(what)
            click.echo(f"  write `file: {video.new_name}` in {path} and commit that file, too", err=True)


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """As by Ctrl-C, so that ffmpeg ends and its file is removed."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
