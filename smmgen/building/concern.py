"""Which diagnostics changed files may have caused: those of the files, and those of posts that depend on them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from smmgen.building.changed_files import ChangedFiles
from smmgen.building.stored import StoredDocument, StoredPost
from smmgen.content.archetypes import ARCHETYPE
from smmgen.content.documents.plan import PLAN
from smmgen.content.documents.registry import kind_of
from smmgen.content.layout import CONFIG, LIMITS, MEDIA
from smmgen.content.small_text import small_text
from smmgen.diagnostics import Diagnostic
from smmgen.networks.read_limits import path_of
from smmgen.recipe import Recipe
from smmgen.safe_files import real_name

_BY_NAME = ("hashtags", "rubrics", "audiences")
"""Tables of smm.toml whose entries concern only what names them."""


@dataclass(frozen=True)
class Concern:
    """What the changed files concern. `posts` and `documents`: all there are now."""

    changed: ChangedFiles
    recipe: Recipe
    posts: Sequence[StoredPost]
    documents: Sequence[StoredDocument]
    _real: dict[str, bool] = field(default_factory=dict)

    def of(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Those of the diagnostics that the changed files may have caused, in the same order."""
        return [*found] if self._everything else [one for one in found if self._is_about(one)]

    def _is_about(self, found: Diagnostic) -> bool:
        if self._has(found.path) or any(map(self._has, found.others)):
            return True
        if found.path.startswith(f"{MEDIA}/"):
            return found.path.rpartition("/")[2] in self.changed.lost_lines
        return found.path in self._dependent or self._names_changed(found.path)

    def _has(self, path: str) -> bool:
        """The file has changed, or the one that a link in its place leads to."""
        if path not in self._real:
            real = real_name(self.recipe.project, path)
            self._real[path] = self.changed.has(path) or bool(real and self.changed.has(real))
        return self._real[path]

    @cached_property
    def _everything(self) -> bool:
        """Settings, hooks or the archetype have changed in a way that may concern every post."""
        common = (*self.recipe.config.hooks.files, ARCHETYPE)
        return any(map(self._has, common)) or self._settings is None

    @cached_property
    def _settings(self) -> Mapping[str, set[str]] | None:
        """The entries of smm.toml's tables that differ; None when something else in it does."""
        if not self._has(CONFIG):
            return {}
        was, now = _toml(self.changed.before(CONFIG)), _toml(small_text(self.recipe.project, CONFIG) or "")
        if was is None or now is None or _differing(was, now) - {"accounts", *_BY_NAME}:
            return None
        tables = {name: (was.get(name, {}), now.get(name, {})) for name in ("accounts", *_BY_NAME)}
        if not all(isinstance(table, dict) for both in tables.values() for table in both):
            return None
        before, after = tables["accounts"]
        return None if before.keys() != after.keys() else {name: _differing(*both) for name, both in tables.items()}

    @cached_property
    def _accounts(self) -> set[str]:
        """Those whose settings or limits have changed."""
        limits = {name for name in self.recipe.config.accounts if self._has(path_of(name))} if self._any_limits else ()
        return {*(self._settings or {}).get("accounts", ()), *limits}

    @property
    def _any_limits(self) -> bool:
        return any(path.startswith("data") or LIMITS.startswith(path) for path in self.changed.paths)

    @cached_property
    def _dependent(self) -> frozenset[str]:
        """Posts and other documents that use what has changed."""
        names = self._documents
        posts = (post.path for post in self.posts if self._is_dependent(post, names))
        changed = names | {post.row.uid for post in self.posts if self._has(post.path)}
        documents = (one.path for one in self.documents if changed.intersection(one.row.refers))
        return frozenset(chain(posts, documents))

    def _is_dependent(self, post: StoredPost, documents: set[str]) -> bool:
        """A post that could not be read may go to any account."""
        accounts = {row.account for row in post.plan} or self.recipe.config.accounts.keys()
        return (
            not documents.isdisjoint(post.row.refers)
            or bool(post.row.slot and self._any_plans)
            or not self._accounts.isdisjoint(accounts)
            or any(map(self._has, post.row.media))
        )

    @cached_property
    def _any_plans(self) -> bool:
        """A content plan has changed or is gone: what names a slot may be in none by now."""
        return any(kind is PLAN for kind in map(kind_of, self.changed.paths))

    @cached_property
    def _documents(self) -> set[str]:
        """Names of documents that have changed, are gone, or refer to such."""
        names = {document.row.name for document in self.documents if self._has(document.path)}
        known = {document.row.name for document in self.documents}
        gone = {kind.name for path in self.changed.paths if (kind := kind_of(path)) and not kind.sends}
        wanted = chain.from_iterable(post.row.refers for post in self.posts)
        names |= {name for name in wanted if name not in known and name.partition("/")[0] in gone}
        while more := {one.row.name for one in self.documents if names.intersection(one.row.refers)} - names:
            names |= more
        return names

    def _names_changed(self, path: str) -> bool:
        """Its text has the name of a hashtag set, a rubric or an audience that smm.toml has changed."""
        if not self._names:
            return False
        text = small_text(self.recipe.project, path)
        return text is None or bool(re.search(self._names, text))

    @cached_property
    def _names(self) -> str:
        settings = self._settings or {}
        return "|".join(sorted(_patterns(settings)))


def _patterns(settings: Mapping[str, set[str]]) -> Iterator[str]:
    for table in _BY_NAME:
        for name in settings.get(table, ()):
            yield rf"(?<!\w){re.escape(f'${name}' if table == 'hashtags' else name)}(?!\w)"


def _toml(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
