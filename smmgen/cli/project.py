"""What most commands need first: the project, its configuration, the current time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from smmgen.cli import completing

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from smmgen.approvals.gate import Gate
    from smmgen.approvals.model import Approval
    from smmgen.config import Config
    from smmgen.content.documents.base import Documents
    from smmgen.content.documents.kind import AnyKind
    from smmgen.hooks import Hooks
    from smmgen.ledger.model import Entry
    from smmgen.ledger.store import Ledger
    from smmgen.networks.base import Network
    from smmgen.publishing.context import Context
    from smmgen.recipe import Recipe
    from smmgen.site.model import State

account_option = click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="NAME",
    shell_complete=completing.accounts,
    help="Only this account; repeatable.",
)
post_option = click.option(
    "--post",
    "posts",
    multiple=True,
    metavar="UID|PATH",
    shell_complete=completing.posts,
    help="Only this post; repeatable.",
)
accounts_argument = click.argument("more", metavar="[ACCOUNT]...", nargs=-1, shell_complete=completing.accounts)
now_option = click.option(
    "--now", metavar="TIME", help="Pretend that it is now this time: 2026-12-05T12:00+03:00, or +14d for in two weeks."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON rows instead of a table.")


class _OneName(click.Option):
    """Help shows its first name; the others go on being understood."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0].split(",")[0], record[1])


class NamesKinds(click.Command):
    """Its help names the kinds of documents that there are, in the place of `{kinds}`."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from smmgen.content.documents import registry

        *most, last = (f"`{name}`" for name in registry.names())
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text((self.help or "").format(kinds=f"{', '.join(most)} or {last}"))


Command = TypeVar("Command", bound=Callable[..., object])


def rehearse_option(help: str) -> Callable[[Command], Command]:
    """`--rehearse`, by every command that has a rehearsal; `--rehearsal` is the name that some had before."""
    return click.option("--rehearse", "--rehearsal", "rehearsal", cls=_OneName, is_flag=True, help=help)


rehearsal_ledger_option = rehearse_option("The ledger of `smm publish --rehearse` instead of the real one.")
rehearsal_networks_option = rehearse_option("On the networks of `smm publish --rehearse` instead.")
no_hooks_option = click.option("--no-hooks", is_flag=True, help="Run no code of the project: neither hooks nor theme.")


@dataclass(frozen=True)
class Opened:
    """A project that was found and whose smm.toml is right."""

    path: Path
    config: Config
    networks: dict[str, Network]
    since: int
    """When reading began, in nanoseconds since the epoch."""

    def hooks(self, no_hooks: bool) -> Hooks:
        from smmgen import hooks

        if no_hooks:
            return hooks.Hooks()
        return hooks.load(self.path, self.config.hooks.files, self.config.hooks.settings)

    def recipe(self, no_hooks: bool) -> Recipe:
        """What making the documents needs. Without hooks, none of the project's code is run: its theme is code too,
        since templates call functions and pages have scripts."""
        from smmgen.config import Theme
        from smmgen.recipe import recipe

        config = self.config.model_copy(update={"theme": Theme()}) if no_hooks else self.config
        return recipe(self.path, config, self.networks, self.hooks(no_hooks))


def find(directory: Path | None) -> Path:
    """The project's folder, from -C or upwards from here. Raises UserError."""
    from smmgen.content.layout import find_project

    return find_project(directory or Path.cwd())


def opened(directory: Path | None, read_limits: bool = True) -> Opened:
    """Find the project and load its smm.toml and, unless not asked to, what the accounts' servers gave. Raises
    UserError with what is wrong in them."""
    from smmgen.approvals import codes as approval_codes
    from smmgen.content.load_config import load_config
    from smmgen.networks import registry
    from smmgen.networks.read_limits import with_read_limits
    from smmgen.publishing import ledger_codes
    from smmgen.rules.engine import check_settings

    since = time.time_ns()
    path = find(directory)
    config = load_config(path, registry.Models("settings"), registry.secret_names)
    check_settings(config, [*ledger_codes.ALL, *approval_codes.ALL])
    config = with_read_limits(config, path) if read_limits else config
    used = {account.platform for account in config.accounts.values()}
    return Opened(path, config, {name: registry.get(name) for name in sorted(used)}, since)


def entries(project: Opened, ask: bool = False) -> list[Entry]:
    """The rows of the project's ledger, which is not made here.

    Unless it is to be asked, a ledger that lies elsewhere is not connected to: what this machine knows of it will do.
    """
    from smmgen.ledger.open import known_entries

    url = project.config.publish.ledger
    if not ask or url.startswith("sqlite:"):
        return known_entries(url, project.path)
    with ledger_of(project) as ledger:
        return ledger.entries()


def gate_of(project: Opened, now: datetime) -> Gate | None:
    """What waits for whose yes, by what this machine knows; None where smm.toml asks for none. For what only looks:
    whoever sends asks anew."""
    if not project.config.review:
        return None
    from smmgen.approvals.checked import Checked
    from smmgen.approvals.gate import Gate

    return Gate(project.path, project.config, now, known_imports(project), Checked(project.path))


def known_imports(project: Opened) -> list[Approval]:
    """What was approved in the reviews of a forge, as far as this machine knows."""
    from smmgen.approvals import imported
    from smmgen.ledger.open import known_notes
    from smmgen.ledger.store import APPROVALS

    if not project.config.review:
        return []
    return imported.read(known_notes(project.config.publish.ledger, project.path).get(APPROVALS, ""))


def context_of(project: Opened, now: datetime, **more: Any) -> Context:
    """What publishing is given; the tokens are in this process's environment."""
    from smmgen.publishing.context import Context

    return Context(project.path, project.config, now, os.environ, **more)


def require_current(project: Opened, no_hooks: bool) -> None:
    """What a reviewer saw is what is sent: a build that is behind the content is not published."""
    from smmgen.building.check import changed
    from smmgen.errors import UserError

    if not (project.path / ".smm" / "cache.db").exists():
        return  # built on another machine: the manifest vouches for it
    work = project.recipe(no_hooks)
    if what := changed(work):
        raise UserError(f"{what} has changed since the last build", "run `smm build`, look at it, then publish")


@contextmanager
def ledger_of(project: Opened, rehearsal: bool = False) -> Iterator[Ledger]:
    """The project's ledger or that of its rehearsals, open for as long as it is needed."""
    from smmgen.ledger.open import open_ledger

    if not rehearsal:
        with closing(open_ledger(project.config.publish.ledger, project.path)) as ledger:
            yield ledger
        return
    from smmgen.publishing.rehearse import LEDGER, advised

    with advised(), closing(open_ledger(LEDGER, project.path)) as ledger:
        yield ledger


@contextmanager
def changing_ledger(project: Opened, rehearsal: bool = False) -> Iterator[Ledger]:
    """The same for what changes it; the preview shows afterwards what became of it."""
    try:
        with ledger_of(project, rehearsal) as ledger:
            yield ledger
    finally:
        if not rehearsal:
            refresh_site(project)


def refresh_site(project: Opened) -> None:
    """A page that cannot be written is reported but does not fail the command."""
    try:
        from datetime import UTC, datetime

        from smmgen.building.refresh import refresh
        from smmgen.ledger.open import known_files

        config = project.config
        ledger = known_files(config.publish.ledger, project.path)
        gate = gate_of(project, datetime.now(UTC))
        refresh(project.path, config.project.language, ledger, lambda: states(project), gate)
    except Exception as error:
        said = getattr(error, "message", "") or f"{type(error).__name__}: {error}"
        click.echo(f"the preview does not show this yet: {said}; `smm build` brings it up to date", err=True)


def states(project: Opened) -> list[State]:
    """What the preview shows of the ledger."""
    from smmgen.keys import sent_name_of
    from smmgen.site.model import State

    return [
        State(sent_name_of(entry.post, entry.occurrence), entry.account, entry.standing, entry.url)
        for entry in entries(project)
    ]


def audiences_in_files(project: Opened) -> list[str]:
    """The audiences that are not in smm.toml."""
    return [*_documents(project)["audience"]]


def require_documents(project: Opened, named: Mapping[str, str]) -> None:
    """`named`: kind -> uid. Raises UserError for a document that there is not."""
    from smmgen.content.documents.registry import named as kind_of
    from smmgen.errors import UserError
    from smmgen.suggest import did_you_mean

    library = _documents(project) if named else {}
    for kind, uid in named.items():
        if uid not in (known := library[kind]):
            listed = f"there are {', '.join(known)}" if known else f"`smm new {kind}` makes one"
            folder = kind_of(kind).folder
            raise UserError(f"there is no {kind} `{uid}` in {folder}", did_you_mean(uid, known) or listed)


def _documents(project: Opened) -> Documents:
    from smmgen.building.scan import scan
    from smmgen.documents import with_documents
    from smmgen.hooks import Hooks
    from smmgen.recipe import recipe

    work = recipe(project.path, project.config, project.networks, Hooks())
    return with_documents(work, scan(project.path)).vocabulary.documents


def kind_named(name: str) -> AnyKind:
    """The kind of document that the user means. Raises UserError."""
    from smmgen.content.documents import registry
    from smmgen.errors import UserError
    from smmgen.suggest import did_you_mean

    if name not in registry.names():
        raise UserError(f"there is no kind of document `{name}`", did_you_mean(name, registry.names()))
    return registry.named(name)


def shown(path: Path) -> str:
    """Relative to where the person is, when it lies below."""
    here, resolved = Path.cwd().resolve(), path.resolve()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(resolved)


def clock(now: str | None, timezone: str | None = None, option: str = "--now") -> datetime:
    """The one reading of the clock, or what --now says, which may be so much later: `+14d`. Aware."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    if now is None:
        return datetime.now(UTC)
    try:
        if now.startswith("+"):
            return datetime.now(UTC) + _span(now)
        given = datetime.fromisoformat(now)
    except ValueError as error:
        raise click.BadParameter("write it as 2026-12-05T12:00+03:00 or +14d", param_hint=option) from error
    if given.tzinfo:
        return given
    return given.replace(tzinfo=ZoneInfo(timezone) if timezone else UTC)


def duration(text: str, option: str) -> timedelta:
    """`3h`. Raises click.BadParameter."""
    try:
        return _span(f"+{text}")
    except ValueError as error:
        raise click.BadParameter("write it as 90s, 30m, 3h, 7d or 2w", param_hint=option) from error


def horizon(now: str | None, timezone: str | None = None) -> tuple[datetime, datetime]:
    """The current time, and the time up to which to look ahead: they differ where --now says so much later."""
    until = clock(now, timezone)
    return (until - _span(now), until) if now and now.startswith("+") else (until, until)


def _span(later: str) -> timedelta:
    """`+14d`. Raises ValueError."""
    import re
    from datetime import timedelta

    from smmgen.config import DURATION, require_short, seconds

    duration = later.removeprefix("+")
    if not re.fullmatch(DURATION, duration):
        raise ValueError(later)
    return timedelta(seconds=seconds(require_short(duration)))
