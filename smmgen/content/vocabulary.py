"""The names a post may use, and what they refer to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from smmgen.config import Config
from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents.base import Documents
from smmgen.content.model import FrontMatter
from smmgen.content.other_words import network, separated, unsupported
from smmgen.content.source import Field
from smmgen.diagnostics import Code, Fix
from smmgen.suggest import did_you_mean, intended, only


@dataclass(frozen=True)
class Vocabulary:
    """`config` is smm.toml; `options` every known platform's model of `targeting.<platform>`."""

    config: Config
    options: Mapping[str, type[BaseModel]]
    documents: Documents = field(default_factory=dict)
    """The documents that posts may refer to."""

    @property
    def names(self) -> Names:
        """All platform and account names."""
        return Names(self.config.accounts, self.options)

    @cached_property
    def targets(self) -> dict[str, tuple[str, ...]]:
        """Platform or account name -> accounts, in the order of smm.toml. A platform's name means all its accounts."""
        accounts = self.config.accounts
        platforms = dict.fromkeys(account.platform for account in accounts.values())
        found = {name: (name,) for name in accounts}
        return found | {name: tuple(a for a in accounts if accounts[a].platform == name) for name in platforms}

    def networks(self, name: str = "") -> list[str]:
        """The networks of the project's accounts; of those that this account's or network's name means."""
        accounts = self.config.accounts
        meant = self.targets.get(name) if name else accounts
        return [name] if meant is None else list(dict.fromkeys(accounts[one].platform for one in meant))


@dataclass(frozen=True, slots=True)
class Names(Collection[str]):
    """All platform and account names.

    Installed packages are searched for networks only when a name is neither a key of front matter nor an account:
    `platforms` may be slow to answer.
    """

    accounts: Collection[str]
    platforms: Collection[str]

    def __contains__(self, name: object) -> bool:
        return name in self.accounts or (name not in FrontMatter.model_fields and name in self.platforms)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.platforms, *self.accounts)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def accounts_of(
    platforms: Sequence[str], vocabulary: Vocabulary, report: Report, key: str = "platforms", under: Field = ()
) -> tuple[str, ...]:
    """The accounts that the names under this key mean, in the order of smm.toml. `under`: where the key stands."""
    named: set[str] = set()
    for index, name in enumerate(platforms):
        if report.is_full(codes.UNKNOWN_PLATFORM):
            break
        if name in vocabulary.targets:
            named.update(vocabulary.targets[name])
        elif name in vocabulary.options:
            report.field(codes.NO_SUCH_ACCOUNT, (*under, key, index), *no_account(name))
        elif names := separated(name, vocabulary.targets):
            _without_brackets((*under, key), name, names, len(platforms), report)
        else:
            message, meant = f"unknown platform or account `{name}`", _target(name, platforms, vocabulary)
            fixes = report.instead((*under, key, index), name, meant)
            hint = _meant(key, name, vocabulary)
            report.field(codes.UNKNOWN_PLATFORM, (*under, key, index), message, hint, fixes=fixes)
    return tuple(account for account in vocabulary.config.accounts if account in named)


def _without_brackets(field: Field, name: str, names: Sequence[str], count: int, report: Report) -> None:
    """`platforms: vk, tg` is one name in YAML."""
    meant = f"[{', '.join(names)}]"
    fixes = (Fix(report.source.span(field), meant),) if count == 1 else ()
    message, hint = f"`{name}` is one name, not a list", f"write a list: `{field[-1]}: {meant}`"
    report.field(codes.UNKNOWN_PLATFORM, field, message, hint, fixes=fixes)


def _target(name: str, listed: Sequence[str], vocabulary: Vocabulary) -> str:
    """The account or network that a wrong name surely stands for, unless it is listed as well."""
    targets = vocabulary.targets
    meant = network(name) if network(name) in targets else only(name, targets)
    return "" if meant in listed or unsupported(name) else meant


def _meant(key: str, name: str, vocabulary: Vocabulary) -> str:
    """A suggestion for an unknown name."""
    targets = vocabulary.targets
    if name.casefold() in ("all", "*", "everywhere", "все", "везде"):
        return f"name them: `{key}: [{', '.join(vocabulary.config.accounts)}]`"
    title = unsupported(name)
    same = next((one for one in targets if one.casefold() == name.casefold()), "")
    other = same or network(name) or title.casefold()  # a package, or a later version, may publish there
    if title and other not in vocabulary.options:
        return (
            f"smmgen does not publish to {title}; this project has {', '.join(f'`{one}`' for one in sorted(targets))}"
        )
    return near_target(other or name, targets, vocabulary.options)


def near_target(name: str, targets: Collection[str], networks: Collection[str]) -> str:
    """A hint for an unknown name: an account or a network of the project, else a network on which it has no account."""
    if not intended(name, targets) and (other := intended(name, networks)):
        _, hint = no_account(other)
        return f"did you mean `{other}`? it is a network on which this project has no account: {hint}"
    return did_you_mean(name, targets) or "see [accounts] in smm.toml"


def no_account(network: str) -> tuple[str, str]:
    """The message and the hint for a network on which the project has no account."""
    hint = f'add [accounts.<name>] with platform = "{network}" to smm.toml'
    return f"smm.toml has no account on the network `{network}`", hint


def check_names(fields: Any, prefix: Field, vocabulary: Vocabulary, report: Report) -> None:
    """What `Fields` or an override name must be declared: in smm.toml, an audience there or in a file of its own."""
    config = vocabulary.config
    for index, tag in enumerate(fields.hashtags or ()):
        if tag.startswith("$"):
            _declared(tag[1:], config.hashtags, (*prefix, "hashtags", index), _HASHTAGS, report)
    check_rubric(fields.kind, (*prefix, "kind"), vocabulary, report)
    audience = fields.targeting.audience if fields.targeting else None
    if audience and audience not in config.audiences:
        known = {*config.audiences, *vocabulary.documents.get("audience", ())}
        _declared(audience, known, (*prefix, "targeting", "audience"), _AUDIENCE, report)


def check_rubric(name: str | None, field: Field, vocabulary: Vocabulary, report: Report) -> None:
    """The rubric that stands there, if any, must be declared in smm.toml."""
    if name:
        _declared(name, vocabulary.config.rubrics, field, _RUBRIC, report)


_HASHTAGS = (codes.UNKNOWN_HASHTAG_SET, "hashtag set", "`{0} = [...]` under [hashtags]", "$")
_RUBRIC = (codes.UNKNOWN_RUBRIC, "rubric", "[rubrics.{0}]", "")
_AUDIENCE = (codes.UNKNOWN_AUDIENCE, "audience", "[audiences.{0}], or write `content/audiences/{0}.md`", "")


def _declared(name: str, known: Iterable[str], field: Field, what: tuple[Code, str, str, str], report: Report) -> None:
    code, noun, declare, sign = what
    if name not in known and not report.is_full(code):
        names = [sign + word for word in known]
        hint = did_you_mean(sign + name, names) or f"declare it in smm.toml: {declare.format(name)}"
        fixes = report.instead(field, sign + name, only(sign + name, names))
        report.field(code, field, f"unknown {noun} `{sign}{name}`", hint, fixes=fixes)
