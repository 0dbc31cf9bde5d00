"""One side of a comparison: a commit, whose files are written to a folder of ours as far as they are needed, or the
work tree as it is."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from smmgen import hooks
from smmgen.approvals import codes as approval_codes
from smmgen.building.scan import scan, tree
from smmgen.config import Config, Theme
from smmgen.content.archetypes import ARCHETYPE
from smmgen.content.documents.registry import kind_of
from smmgen.content.layout import CONFIG, LIMITS, is_scanned
from smmgen.content.load_config import load_config
from smmgen.documents import with_documents
from smmgen.errors import UserError
from smmgen.networks import registry
from smmgen.networks.read_limits import with_read_limits
from smmgen.phrases import Phrase
from smmgen.publishing import ledger_codes
from smmgen.recipe import Recipe, recipe
from smmgen.review.objects import Objects
from smmgen.rules.engine import check_settings
from smmgen.safe_files import Inside, open_content, real_name

OTHERWISE = "otherwise"
"""Stands for the id of a file of the work tree that is certainly not the one it is compared with."""


_IN_LFS = "{path}: its bytes are in Git LFS and not on this machine"


class WrongSettings(UserError):
    """No recipe can be made of the settings of a side."""


@dataclass
class Side:
    """`files`: path below content/ -> id of its bytes; `shared`: the same of what many posts depend on, wherever it
    lies; `settings`: smm.toml as written. `notes`: what a reader has to know of files that could not be read."""

    name: str
    folder: Path
    files: Mapping[str, str]
    shared: Mapping[str, str]
    settings: Mapping[str, Any]
    recipe: Recipe
    bring: Callable[[Iterable[str]], None] = field(default=lambda paths: None, repr=False)
    """Make these files of content/ readable, as far as there are any."""
    notes: list[str] = field(default_factory=list)

    @property
    def config(self) -> Config:
        return self.recipe.config

    def has(self, path: str) -> bool:
        return path in self.files


@dataclass(frozen=True)
class Sides:
    """`old` is where the branch left its base, `new` the branch, `base` the base by now; the same object as `old` where
    nothing has happened there since. `notes`: why one of them is None."""

    old: Side | None
    new: Side
    base: Side | None
    notes: tuple[str, ...] = ()


def of_commit(objects: Objects, commit: str, name: str, folder: Path, with_code: bool) -> Side | None:
    """The project in a commit; None where there is none. `folder`: an empty one of ours. `with_code`: its hooks are
    loaded and its theme is used. Raises UserError that names the side, GitError."""
    listed = objects.tree(commit, objects.prefix())
    if CONFIG not in listed.files:
        return None
    first = {CONFIG, ARCHETYPE, *_below(listed.files, LIMITS)} & listed.files.keys()
    objects.write({path: listed.files[path] for path in first}, folder)
    settings = _settings(folder)
    files = {path: oid for path, oid in listed.files.items() if _is_content(path)}
    documents = {path: oid for path, oid in files.items() if (kind := kind_of(path)) and not kind.sends}
    code = {path: listed.files[path] for path in _named(settings) if path in listed.files}
    theme = _text(settings, "theme", "path").strip("/")
    look = {path: listed.files[path] for path in _below(listed.files, theme)} if theme else {}
    avatars = {path: listed.files[path] for path in _avatars(settings) if path in listed.files}
    now = {**documents, **code, **avatars, **(look if with_code else {})}
    objects.write({path: oid for path, oid in now.items() if path not in first}, folder)
    if look and not with_code:
        Inside(folder).make_folder(theme)  # smm.toml is right where it is there
    written = {*first, *now}
    side = Side(
        name,
        folder,
        files,
        {**{path: listed.files[path] for path in first}, **code, **look, **avatars},
        settings,
        _recipe(folder, name, files, with_code),
        notes=[*_refused(listed.refused)],
    )

    def bring(paths: Iterable[str]) -> None:
        wanted = {path: files[path] for path in paths if path in files and path not in written}
        written.update(wanted)
        pointers = objects.write(wanted, folder)
        side.notes += [Phrase(_IN_LFS, path=path) for path in sorted(pointers)]

    side.bring = bring
    return side


def _refused(found: Mapping[str, str]) -> Iterator[str]:
    for path, why in sorted(found.items()):
        if is_scanned(path):
            yield Phrase("{path}: {why}", path=path, why=Phrase(why))


def of_work_tree(objects: Objects, project: Path, before: Side | None, with_code: bool) -> Side:
    """The project as it is on disk. `before`: what it is compared with. Raises UserError."""
    settings = _settings(project)
    files = [*scan(project)]
    theme = real_name(project, _text(settings, "theme", "path") or ".")
    look = [name for name in tree(project, project / theme) if (project / name).is_file()] if theme else []
    limits = [f"{LIMITS}/{path.name}" for path in sorted((project / LIMITS).glob("*.json"))]
    shared = [CONFIG, ARCHETYPE, *limits, *_named(settings), *look, *_avatars(settings)]
    known = {**before.shared, **before.files} if before else {}
    sizes = objects.sizes(known.values())
    with Inside(project) as opened:
        every = dict.fromkeys([*files, *shared])
        ids = {path: _id(project, opened, path, known.get(path, ""), sizes) for path in every}
    work = _recipe(project, "", files, with_code)
    present = {path: ids[path] for path in shared if os.path.lexists(project / path)}
    return Side("the work tree", project, {path: ids[path] for path in files}, present, settings, work)


def _recipe(folder: Path, name: str, files: Collection[str], with_code: bool) -> Recipe:
    try:
        config = load_config(folder, registry.Models("settings"), registry.secret_names)
        check_settings(config, [*ledger_codes.ALL, *approval_codes.ALL])
        config = with_read_limits(config, folder)
        code = hooks.load(folder, config.hooks.files, config.hooks.settings) if with_code else hooks.Hooks()
    except UserError as error:
        raise WrongSettings(f"{name}: {error.message}" if name else error.message, error.hint) from None
    if not with_code:
        config = config.model_copy(update={"theme": Theme()})
    networks = {one.platform: registry.get(one.platform) for one in config.accounts.values()}
    work = replace(recipe(folder, config, networks, code), files=Inside(folder))
    return with_documents(work, files)


def hooks_of(objects: Objects, commit: str, folder: Path) -> dict[str, str]:
    """The hooks that a commit lists: path -> id of its bytes, "" where there is no such file. `folder`: an empty one of
    ours. None of them is run. Raises UserError, GitError."""
    listed = objects.tree(commit, objects.prefix()).files
    objects.write({path: oid for path, oid in listed.items() if path == CONFIG}, folder)
    return {path: listed.get(path, "") for path in _named(_settings(folder))}


def _settings(folder: Path) -> dict[str, Any]:
    """smm.toml as written; {} where it is no TOML, which is reported when it is read."""
    try:
        with open_content(folder, CONFIG) as file:
            return tomllib.loads(file.read().decode("utf-8-sig").replace("\r\n", "\n"))
    except (OSError, ValueError, RecursionError):
        return {}


def _text(settings: Mapping[str, Any], table: str, key: str) -> str:
    found = settings.get(table)
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _named(settings: Mapping[str, Any]) -> list[str]:
    """The hook files that it lists."""
    table = settings.get("hooks")
    listed = table.get("files") if isinstance(table, dict) else None
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []


def _avatars(settings: Mapping[str, Any]) -> Iterator[str]:
    accounts = settings.get("accounts")
    for account in accounts.values() if isinstance(accounts, dict) else ():
        if isinstance(account, dict) and isinstance(avatar := account.get("avatar"), str):
            yield avatar


def _below(files: Iterable[str], folder: str) -> list[str]:
    return [path for path in files if path.startswith(f"{folder}/")]


def _is_content(path: str) -> bool:
    """As `scan` finds them: nothing hidden."""
    return is_scanned(path) and not any(part.startswith(".") for part in path.split("/"))


def _id(project: Path, opened: Inside, path: str, known: str, sizes: Mapping[str, int]) -> str:
    """The git object id of a file's bytes where these may be the known ones."""
    try:
        if known not in sizes:
            return OTHERWISE
        with open_content(project, path, opened) as file:
            size = os.fstat(file.fileno()).st_size
            if sizes.get(known) != size:
                return OTHERWISE
            digest = hashlib.new(
                "sha256" if len(known) == 64 else "sha1", f"blob {size}\0".encode(), usedforsecurity=False
            )
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return OTHERWISE
    return digest.hexdigest()
