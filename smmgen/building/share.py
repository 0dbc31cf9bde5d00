"""A site for somebody outside the team: `smm build --for client`.

What the share does not name is not even there: the content is first written, without it, into a folder of its own below
`.smm/shares/`, and that is built like any project. So nothing that is left out can be on a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from smmgen.building.build import build
from smmgen.building.scan import scan, tree
from smmgen.building.summary import Report
from smmgen.config import Config
from smmgen.content.documents.base import Document
from smmgen.content.documents.budget import BUDGET, Budget
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.registry import KINDS, kind_of, named
from smmgen.content.documents.share import SHARE, Share
from smmgen.content.layout import CONFIG
from smmgen.content.model import Post, Status
from smmgen.content.schedule import Moment, zone_of
from smmgen.content.series import occurrences
from smmgen.content.source import Field
from smmgen.documents import read_document, with_documents
from smmgen.errors import UserError
from smmgen.keys import ONCE, sent_name_of
from smmgen.networks.read_limits import path_of
from smmgen.pipeline import places
from smmgen.recipe import Recipe, recipe
from smmgen.safe_files import Inside, open_content
from smmgen.site.model import State
from smmgen.suggest import did_you_mean

_TEAM_ONLY = ("problems.html", "networks.html", "404.html", "data/needs.js")
"""What is not copied."""


def build_for(
    name: str, work: Recipe, states: Sequence[State], jobs: int | None = None, clean: bool = False
) -> tuple[Report, str]:
    """Build the site for the share of this name. Returns what the build says of it, and the site's folder, relative to
    the project. `states`: what the ledger knows; `clean`: everything is made anew. Raises UserError where there is no
    such share."""
    share, whole = _share(name, work)
    shown = _Shown(share, whole)
    project, folder = work.project, f".smm/shares/{share.uid}"
    there = project / folder
    with Inside(project) as files:
        if clean:
            files.remove_tree(folder)
        _write(files, folder, _content(shown), work)
    config = _config(share, work.config)
    networks = {one.platform: work.networks[one.platform] for one in config.accounts.values()}
    shared = replace(recipe(there, config, networks, work.hooks), shared=True)
    report = build(shared, [state for state in states if (state.sent_name, state.account) in shown.sent], jobs=jobs)
    site = f"build/shares/{share.uid}"
    with Inside(project) as files:
        _mirror(files, f"{folder}/build/site", site)
    return report, site


def _share(name: str, work: Recipe) -> tuple[Share, Recipe]:
    files = scan(work.project)
    whole = with_documents(work, files)
    shares = whole.vocabulary.documents.get(SHARE.name, {})
    if not isinstance(found := shares.get(name), Share):
        hint = did_you_mean(name, shares) or f"write `{SHARE.folder}/{name}.md`; `smm new share` makes one"
        raise UserError(f"there is no share `{name}`", hint)
    if whole.library and any(one.severity == "error" for one in whole.library.made(found.path).diagnostics):
        raise UserError(f"{found.path} has errors", "see `smm check`")
    return found, replace(whole, files=None)


def _config(share: Share, config: Config) -> Config:
    """smm.toml with the accounts that are shown, and without what is the team's alone."""
    accounts = {name: config.accounts[name] for name in share.accounts}
    return config.model_copy(update={"accounts": accounts, "people": {}, "review": []})


def _content(shown: _Shown) -> dict[str, bytes | None]:
    """Path -> its bytes, None for a file that is taken as it is."""
    found: dict[str, bytes | None] = {}
    for post in shown.posts:
        found[post.path] = shown.text(post)
        found |= dict.fromkeys(places(post))
    for document in shown.documents:
        found[document.path] = shown.text(document)
    return found | dict(shown.data())


@dataclass(frozen=True)
class _Shown:
    """What of the project is shown, and how much of it."""

    share: Share
    whole: Recipe

    @cached_property
    def documents(self) -> list[Document]:
        kinds = [kind for kind in self.share.front.kinds if not named(kind).sends]
        found = (self.whole.vocabulary.documents.get(kind, {}).values() for kind in kinds)
        return [document for listed in found for document in listed if self._is_within(document.days)]

    @cached_property
    def posts(self) -> list[Post]:
        found = (read_document(path, self.whole)[0] for path in sorted(scan(self.whole.project)) if self._is_sent(path))
        return [post for post in found if isinstance(post, Post) and self._shows(post)]

    def data(self) -> Iterator[tuple[str, bytes]]:
        """Files of data that go with what is shown, without the rest of them."""
        library = self.whole.vocabulary.documents
        for kind in KINDS:
            if kind.shown and kind.goes_with in self.share.front.kinds:
                for document in library.get(kind.name, {}).values():
                    if (data := kind.shown(document, library, self._names)) is not None:
                        yield document.path, data

    @cached_property
    def sent(self) -> frozenset[tuple[str, str]]:
        """What goes out: its name as ledgers have it, and the account."""
        times = [one for post in self.posts for one in occurrences(post)]
        return frozenset(
            (sent_name_of(one.name, one.occurrence), account) for one in times for account in self._accounts(one)
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        """Of all that is shown, as references have them."""
        return frozenset(one.name for one in (*self.documents, *self.posts))

    @cached_property
    def _hidden_lines(self) -> frozenset[str]:
        """Of budgets: what is paid from them is on no page, whatever the share names."""
        budgets = self.whole.vocabulary.documents.get(BUDGET.name, {}).values()
        lines = (line for budget in budgets if isinstance(budget, Budget) for line in budget.front.lines)
        return frozenset(line.uid for line in lines if line.hidden)

    @cached_property
    def _foreign(self) -> frozenset[str]:
        """Names of accounts and networks that are not shown: what stands under them is overridden for them alone."""
        config = self.whole.config
        shown = {*self.share.accounts, *(config.accounts[name].platform for name in self.share.accounts)}
        return frozenset({*config.accounts, *(one.platform for one in config.accounts.values())} - shown)

    def _is_sent(self, path: str) -> bool:
        kind = kind_of(path)
        return bool(kind and kind.sends and kind.name in self.share.front.kinds)

    def _shows(self, post: Post) -> bool:
        if post.front.status is not Status.READY and not self.share.front.drafts:
            return False
        return any(self._accounts(one) for one in occurrences(post))

    def _accounts(self, post: Post) -> list[str]:
        """Those that are shown and send the post, one of its times, on a day that is shown."""
        return [name for name in post.accounts if name in self.share.accounts and self._has(post.moments[name])]

    def _has(self, moment: Moment | None) -> bool:
        if moment is None:
            return self.share.dates is None
        day = moment.instant.astimezone(zone_of(self.whole.config.project.timezone)).date()
        return self._is_within((day, day))

    def _is_within(self, days: tuple[date, date] | None) -> bool:
        dates = self.share.dates
        return dates is None or days is None or (days[0] <= dates[1] and dates[0] <= days[1])

    def text(self, document: Document) -> bytes:
        """The document's file, without what is not shown."""
        kind, data = named(document.kind), deepcopy(dict(document.source.data))
        if isinstance(document, Post):
            data = {key: value for key, value in data.items() if key not in self._foreign}
            self._limit(document, data)
        data.pop("ignore", None)
        hidden = [reference for reference in document.references if reference.name not in self._names]
        for reference in reversed(hidden):  # entries of lists from the last to the first
            _remove(data, reference.field if reference.is_apart else _entry(reference.field))
        if "audience" not in self.share.front.kinds:
            _without_audience(data)
        for cost in document.costs:
            if cost.line in self._hidden_lines:
                _remove(data, cost.field[:1] if cost.field[-1] == "amount" else cost.field)
                _remove(data, cost.named or cost.field)
        private = [field for field in kind.private if not self._is_named(kind, field)]
        for field in private:
            _remove(data, field)
        body = "" if ("text",) in private else document.source.body
        return f"---\n{json.dumps(_visible(data), ensure_ascii=False, indent=1)}\n---\n{body}".encode()

    def _limit(self, post: Post, data: dict[str, Any]) -> None:
        """To accounts that are shown and, of what goes out more than once, to the times that are."""
        times = {one.occurrence: self._accounts(one) for one in occurrences(post)}
        shown = {name for accounts in times.values() for name in accounts}
        data["platforms"] = [name for name in post.accounts if name in shown]
        hidden = [time for time, accounts in times.items() if time != ONCE and not accounts]
        if post.front.evergreen and hidden:
            slots = [text for text in post.front.evergreen.slots if text.strip()[:10] not in hidden]
            data["evergreen"] = {**_mapping(data["evergreen"]), "slots": slots}
        elif post.front.repeat and hidden:
            repeat = _mapping(data["repeat"])
            moved = {day: to for day, to in _mapping(repeat.get("move")).items() if day not in hidden}
            data["repeat"] = {**repeat, "skip": [*post.front.repeat.skip, *hidden], "move": moved}

    def _is_named(self, kind: AnyKind, field: Field) -> bool:
        return f"{kind.name}.{'.'.join(map(str, field))}" in self.share.front.fields


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _visible(value: Any) -> Any:
    """Without entries of lists that say that they are hidden."""
    if isinstance(value, list):
        return [_visible(one) for one in value if not (isinstance(one, dict) and one.get("hidden") is True)]
    return {key: _visible(one) for key, one in value.items()} if isinstance(value, dict) else value


def _entry(field: Field) -> Field:
    """The innermost entry of a list that the field is in; the field itself where it is in none."""
    at = max((index for index, name in enumerate(field) if isinstance(name, int)), default=len(field) - 1)
    return field[: at + 1]


def _remove(value: Any, field: Field) -> None:
    """Take a field away, where it is. `*` stands for every entry of a list."""
    *above, last = field
    found = [value]
    for name in above:
        found = [below for one in found for below in _below(one, name)]
    for one in found:
        if isinstance(one, dict):
            one.pop(last, None)
        elif isinstance(one, list) and isinstance(last, int) and last < len(one):
            del one[last]


def _below(value: Any, name: str | int) -> list[Any]:
    if name == "*":
        return value if isinstance(value, list) else []
    if isinstance(value, dict):
        return [value[name]] if name in value else []
    return [value[name]] if isinstance(value, list) and isinstance(name, int) and name < len(value) else []


def _without_audience(data: dict[str, Any]) -> None:
    """Of a post, and of what it overrides; of a campaign. Those of smm.toml are no documents that one refers to."""
    data.pop("audiences", None)
    for fields in (data, *(one for one in data.values() if isinstance(one, dict))):
        if isinstance(targeting := fields.get("targeting"), dict):
            targeting.pop("audience", None)


def _write(files: Inside, folder: str, content: Mapping[str, bytes | None], work: Recipe) -> None:
    """Make `folder` a project of this content; what is else in its content/ is removed."""
    config, project = work.config, work.project
    avatars = [account.avatar for account in config.accounts.values() if account.avatar]
    theme = tree(project, project / config.theme.path) if config.theme.path else []
    settings = [CONFIG, *map(path_of, config.accounts), *config.hooks.files, *avatars, *theme]
    wanted = {**dict.fromkeys(settings), **content}
    for path, text in wanted.items():
        if text is None:
            _copy(files, path, f"{folder}/{path}")
        else:
            files.overwrite(f"{folder}/{path}", text)
    for path in scan(files.root / folder).keys() - wanted.keys():
        files.remove(f"{folder}/{path}")


def _copy(files: Inside, path: str, to: str) -> bool:
    """Copy what is there; False for what is not a file of the project."""
    try:
        with open_content(files.root, path, files) as file:
            return files.copy(to, file)
    except OSError:
        return False


def _mirror(files: Inside, site: str, to: str) -> None:
    """The same files there, and no others."""
    wanted = {name for name in _walk(files, site) if name not in _TEAM_ONLY}
    for name in wanted:
        with files.open(f"{site}/{name}") as file:
            files.copy(f"{to}/{name}", file)
    for name in set(_walk(files, to)) - wanted:
        files.remove(f"{to}/{name}")


def _walk(files: Inside, folder: str, below: str = "") -> Iterator[str]:
    for name, is_folder in files.entries(f"{folder}/{below}".rstrip("/")):
        if is_folder:
            yield from _walk(files, folder, f"{below}{name}/")
        else:
            yield f"{below}{name}"
