"""The audience: whom posts are for. `targeting: {audience: neighbours}` in a post names it.

A file says more of it than a line under `[audiences]` in smm.toml, which goes on being one: who they are, whom paid
posts include and exclude, and what unpaid posts for them are given as options of a network. Nobody's name, number or
address is in it: lists of people are outside the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from smmgen.content.codes import INVALID_VALUE, UNKNOWN_PLATFORM
from smmgen.content.collector import Report
from smmgen.content.documents.base import Document, Front, Model, Names
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.documents.values import Day, Share
from smmgen.content.source import Source
from smmgen.content.validate import validated
from smmgen.content.vocabulary import Vocabulary, near_target
from smmgen.suggest import only

AGE = r"^\d{1,2}(-\d{1,2}|\+)?$"


class Near(Model):
    """A circle on the map, in degrees (WGS 84) and kilometres."""

    lat: Annotated[float, Field(ge=-90, le=90, description="Latitude")]
    lon: Annotated[float, Field(ge=-180, le=180, description="Longitude")]
    km: Annotated[float, Field(gt=0, le=500, description="Kilometres around it")]


class Who(Model):
    """Who they are."""

    age: Annotated[str, Field(pattern=AGE)] | None = Field(None, description="From and to: 20-45, or 18+")
    near: list[Near] = Field(default_factory=list, description="Where they are: [{lat: 55.77, lon: 37.61, km: 1.5}]")
    interests: Names = Field(default_factory=list, description="What they care about")
    language: Names = Field(default_factory=list, description="Language codes such as ru or en")

    @property
    def ages(self) -> tuple[int, int]:
        """The youngest and the oldest; 0 and 99 where nothing is said."""
        first, sign, last = re.split(r"([-+]|$)", self.age or "0+", maxsplit=1)
        return int(first), int(last) if last else (99 if sign == "+" else int(first))

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        youngest, oldest = self.ages
        if oldest < youngest:
            raise ValueError(f"the age `{self.age}` ends before it begins")
        return self


class Group(Model):
    """People who are counted in or out: those who have done something, members of a page, or a list."""

    engaged: str | None = Field(None, description="Those who reacted on this account")
    members: str | None = Field(None, description="Those who follow this account")
    days: Annotated[int, Field(ge=1, le=3650)] | None = Field(None, description="Within so many days")
    by: Names = Field(default_factory=list, description="What they have done: like, comment, repost")
    list: str | None = Field(None, description="A list outside the project: env:NAME of a variable with its path")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len([one for one in (self.engaged, self.members, self.list) if one]) != 1:
            raise ValueError("say one of `engaged`, `members` and `list`", "write {members: vk}, or {list: env:CRM}")
        return self


class Size(Model):
    """How many they are, by who says so: `{vk-ads: 18400, checked: 2026-11-20}`."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, defer_build=True)
    __pydantic_extra__: dict[str, Annotated[int, Field(ge=0)]] = Field(init=False)

    checked: Day | None = Field(None, description="The day on which that was read")

    @property
    def figures(self) -> Mapping[str, int]:
        return dict(self.__pydantic_extra__ or {})


class Pick(Model):
    """Which posts are worth being advertised to them."""

    metric: str = Field("er_views", description="What tells: er_views, clicks")
    age: str = Field("24h", description="Posts are compared at this age")
    top: Share | None = Field(None, description="The best so many percent: 20%")
    min_views: Annotated[int, Field(ge=0)] | None = Field(None, description="Of posts seen at least so often")
    kinds: Names = Field(default_factory=list, description="Rubrics")


class AudienceFront(Front):
    """The keys of an audience; the text under them describes it."""

    title: str = Field(description="Name shown in the preview")
    who: Who = Field(default_factory=Who, description="Who they are: {age: 20-45, interests: [coffee], language: ru}")
    include: list[Group] = Field(
        default_factory=list, description="Whom paid posts are for: [{engaged: vk, days: 90}, {list: env:CRM}]"
    )
    exclude: list[Group] = Field(default_factory=list, description="Whom paid posts are not for: [{members: vk}]")
    organic: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="Options of a network that unpaid posts for them get, as under `targeting`",
    )
    ads: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Settings for paid posts, by network: {vk: {objective: socialengagement}}"
    )
    size: Size | None = Field(None, description="How many they are: {vk-ads: 18400, checked: 2026-11-20}")
    pick: Pick | None = Field(None, description="Which posts are worth advertising to them")
    consent: Annotated[str, Field(min_length=1)] | dict[str, str] | None = Field(
        None, description="Why people on lists may be addressed: {list: agreement 14}"
    )


@dataclass(frozen=True, slots=True)
class Audience(Document):
    """`options`: network -> what `targeting.<network>` of posts for them is, where they do not say it."""

    front: AudienceFront
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The audience, and what is wrong with its file."""
    front, report = read_front(source, AudienceFront)
    if front is None:
        return None, report.found
    _check_accounts(front, vocabulary, report)
    options = dict(_options(front, vocabulary, report))
    return Audience(**identity(source, front), kind=AUDIENCE.name, options=options), report.found


def _check_accounts(front: AudienceFront, vocabulary: Vocabulary, report: Report) -> None:
    for key in ("include", "exclude"):
        for at, group in enumerate(getattr(front, key)):
            for word in ("engaged", "members"):
                name = getattr(group, word)
                if name and name not in vocabulary.targets:
                    hint = near_target(name, vocabulary.targets, vocabulary.options)
                    fixes = report.instead((key, at, word), name, only(name, vocabulary.targets))
                    report.field(
                        UNKNOWN_PLATFORM, (key, at, word), f"unknown platform or account `{name}`", hint, fixes=fixes
                    )


def _options(front: AudienceFront, vocabulary: Vocabulary, report: Report) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What each network makes of `organic`. Options that it does not have are left out: a rule reports them."""
    for name, given in front.organic.items():
        if name not in vocabulary.options:
            account = vocabulary.config.accounts.get(name)
            hint = f"write its network, `{account.platform}`" if account else near_target(name, (), vocabulary.options)
            report.key(INVALID_VALUE, ("organic", name), f"`{name}` is not a network", hint)
            continue
        model = vocabulary.options[name]
        known = {key: value for key, value in given.items() if key in model.model_fields}
        if (found := validated(model, known, ("organic", name), {}, report)) is not None:
            yield name, found.model_dump(exclude_unset=True)


AUDIENCE = Kind(
    name="audience",
    folder="content/audiences",
    summary="Whom posts are for: `targeting: {audience: NAME}`",
    model=AudienceFront,
    parse=parse,
    archetype="""\
---
title: {{ title }}
who: {}           # {age: 20-45, interests: [coffee], language: ru}
---
Who they are, what they care about, where they are met.
""",
    page="audience.html",
    private=(("notes",), ("text",), ("include",), ("exclude",), ("ads",), ("consent",)),
)
