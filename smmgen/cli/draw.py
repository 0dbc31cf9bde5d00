from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli.project import json_option

if TYPE_CHECKING:
    from typing import BinaryIO

    from smmgen.cli.project import Opened
    from smmgen.content.documents.contest import Contest
    from smmgen.drawing import Drawing


@click.group()
def command() -> None:
    """Draw the winners of a contest so that anybody can check it.

    Before the draw, `commit` fixes who takes part; then `reveal` draws with a number of the public service drand that
    nobody knew before. docs/reference/draw.md is the specification.
    """


contest_argument = click.argument("contest")


@command.command()
@contest_argument
@click.argument("entrants", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Fix another list than before; what was posted of the first is void.")
@click.pass_obj
def commit(directory: Path | None, contest: str, entrants: Path, replace: bool) -> int:
    """Fix who takes part, before the number of the draw is known.

    ENTRANTS is a CSV file with a column `id` or a JSON list such as ["vk:1", "vk:2"]; it stays out of the repository.
    Writes data/contests/CONTEST/entries.json and terms.json, without a name in them, and prints what to post.
    """
    from smmgen.cli.failure import FINE

    drawing = _drawing(directory, contest)
    fixed = drawing.commit(entrants, replace=replace)
    click.echo(fixed.post)
    for line in fixed.notes:
        click.echo(line, err=True)
    return FINE


@command.command()
@contest_argument
@click.argument("answer", type=click.File("rb"))
@json_option
@click.pass_obj
def reveal(directory: Path | None, contest: str, answer: BinaryIO, as_json: bool) -> int:
    """Draw, with drand's answer for the round that was fixed.

    ANSWER is the JSON that any mirror of drand gives for the round, in a file; - reads it from stdin. smmgen calls no
    network for it. Writes data/contests/CONTEST/draw.json and prints who won, which only this machine can tell.
    """
    from smmgen.cli.failure import FINE
    from smmgen.cli.output import print_json, print_table
    from smmgen.draw.files import place_of
    from smmgen.draw.names import MOST_BYTES

    drawing = _drawing(directory, contest)
    places = drawing.reveal(answer.read(MOST_BYTES))
    if as_json:
        print_json([place._asdict() for place in places])
    else:
        cells = [[str(one.place), "wins" if one.wins else "reserve", one.id, one.leaf] for one in places]
        print_table(["PLACE", "RESULT", "ID", "LEAF"], cells)
    click.echo(f"drawn in {place_of(contest)}: commit draw.json, and build the page of the proof", err=True)
    return FINE


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def verify(directory: Path | None, folder: Path, as_json: bool) -> int:
    """Compute a draw again and name what is wrong. Anybody can do this, with the files alone.

    DIR is a folder with entries.json, terms.json and draw.json, or the uid of a contest. Of a contest of this project,
    its file is compared, too. Exits with 1 when something is wrong.
    """
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.output import print_json
    from smmgen.draw.names import DRAW
    from smmgen.drawing import verified
    from smmgen.printable import printable_line

    place = folder if folder.is_dir() else _place_in_project(directory, str(folder))
    steps = verified(place, _contest_of(place))
    if as_json:
        print_json([step._asdict() for step in steps])
    else:
        for step in steps:
            said = f"WRONG  {step.file}: {step.wrong}" if step.wrong else f"ok     {step.what}"
            click.echo(printable_line(said))
    wrong = sum(bool(step.wrong) for step in steps)
    click.echo(_verdict(wrong, drawn=(place / DRAW).exists()), err=True)
    return CONTENT if wrong else FINE


def _verdict(wrong: int, *, drawn: bool) -> str:
    if wrong:
        return f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong"
    compare = "compare the root, the terms and the round with what was posted before the round"
    return f"nothing is wrong; {compare}" if drawn else f"nothing is wrong so far, and nobody is drawn yet; {compare}"


@command.command()
@contest_argument
@click.argument("id")
@json_option
@click.pass_obj
def nonce(directory: Path | None, contest: str, id: str, as_json: bool) -> int:
    """Print what an entrant needs to find their leaf on the contest's page.

    Give it to nobody else: who has the nonce can tell that this id takes part.
    """
    from smmgen.cli.failure import FINE
    from smmgen.cli.output import print_json

    found = _drawing(directory, contest).entrant(id)
    if as_json:
        print_json(found)
    else:
        for name in ("id", "nonce", "leaf", "place"):
            if name in found:
                click.echo(f"{name:6} {found[name]}")
    return FINE


def _place_in_project(directory: Path | None, uid: str) -> Path:
    """The folder of the records of a contest of this project. Raises UserError."""
    from smmgen.cli.project import find
    from smmgen.draw.files import FOLDER
    from smmgen.errors import UserError
    from smmgen.suggest import did_you_mean

    folder = find(directory) / FOLDER
    there = [one.name for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    if uid not in there:
        raise UserError(f"there is no folder `{uid}`, and none of that name in {FOLDER}", did_you_mean(uid, there))
    return folder / uid


def _contest_of(place: Path) -> Contest | None:
    """The contest whose records these are, where they are a project's."""
    from smmgen.cli.project import opened
    from smmgen.content.layout import find_project
    from smmgen.draw.files import place_of
    from smmgen.errors import UserError

    where = place.resolve()
    try:
        path = find_project(where)
    except UserError:
        return None
    if where != path / place_of(where.name):
        return None
    return _contests(opened(path, read_limits=False)).get(where.name)


def _drawing(directory: Path | None, contest: str) -> Drawing:
    """Of one contest of the project. Raises UserError."""
    import os
    from datetime import UTC, datetime

    from smmgen.cli.project import opened
    from smmgen.draw.files import VARIABLE
    from smmgen.drawing import Drawing
    from smmgen.errors import UserError
    from smmgen.inherited import keep_secret
    from smmgen.suggest import did_you_mean

    keep_secret([VARIABLE])
    project = opened(directory, read_limits=False)
    contests = _contests(project)
    if contest not in contests:
        hint = did_you_mean(contest, contests) or "`smm list --kind contest` lists them; `smm check` says what is wrong"
        raise UserError(f"there is no contest `{contest}`, or its file has errors", hint)
    language = project.config.project.language
    return Drawing(project.path, contests[contest], language, os.environ, datetime.now(UTC))


def _contests(project: Opened) -> dict[str, Contest]:
    from smmgen.building.scan import scan
    from smmgen.content.documents.contest import CONTEST, Contest
    from smmgen.documents import with_documents
    from smmgen.hooks import Hooks
    from smmgen.recipe import recipe

    work = recipe(project.path, project.config, project.networks, Hooks())
    found = with_documents(work, scan(project.path)).vocabulary.documents[CONTEST.name]
    return {uid: one for uid, one in found.items() if isinstance(one, Contest)}
