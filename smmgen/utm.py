"""UTM marks of links: what they say to a site's statistics, who gets which, and what may stand in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Annotated, NamedTuple, Self
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import SchemaError, SchemaValidator, ValidationError, core_schema

from smmgen.people import Names
from smmgen.secret_sources import Table

MARKS = ("source", "medium", "campaign", "content", "term")
"""The marks that statistics know, each `utm_<name>` in an address."""


class Utm(Table):
    """What links get, so that the site's statistics know where people came from; a link's own marks go before."""

    source: str | None = Field(None, description="utm_source (default: the network's name)")
    medium: str = Field("social", description="utm_medium")
    campaign: str | None = Field(None, description="utm_campaign (default: the campaign's name)")
    content: str | None = Field(None, description="utm_content (default: the post's name)")
    term: str | None = Field(None, description="utm_term")
    sites: Names = Field(
        default_factory=list, description="Hosts whose links get the parameters (default: that of `url` in [project])"
    )


class Marking(NamedTuple):
    """The marks of a post's links on one network, `{"utm_source": "vk", ...}`, and the hosts whose links get them."""

    marks: Mapping[str, str] = {}
    hosts: frozenset[str] = frozenset()

    def marked(self, url: str) -> str:
        return marked(url, self.marks, self.hosts)


def marking(post: str, platform: str, campaign: str, own: Utm | None, project: Utm | None, site: str | None) -> Marking:
    """For the links of a post. `campaign` is the one it belongs to, "" without one, and has the marks `own`; links of
    every post get `project`; `site` is the project's own."""
    utm = _joined(campaign, own, project)
    if utm is None:
        return Marking()
    marks = {
        "utm_source": utm.source or platform,
        "utm_medium": utm.medium,
        "utm_campaign": utm.campaign or campaign or post,
        "utm_content": utm.content or (post if utm.campaign or campaign else ""),
        "utm_term": utm.term or "",
    }
    return Marking({name: value for name, value in marks.items() if value}, hosts_of(utm, site))


def _joined(campaign: str, own: Utm | None, project: Utm | None) -> Utm | None:
    """A campaign's marks, and the project's where it is silent. The project's `campaign` is that of posts without."""
    if project is None or not campaign:
        return own or project
    given = project.model_dump(exclude_unset=True, exclude={"campaign"})
    return Utm.model_validate({**given, **(own.model_dump(exclude_unset=True) if own else {})})


# What marks may be


@lru_cache(maxsize=64)
def _matcher(pattern: str) -> SchemaValidator:
    """Of whole texts. The engine takes linear time, whatever the pattern. Raises SchemaError."""
    return SchemaValidator(core_schema.str_schema(pattern=f"^(?:{pattern})$"))


def _checked_pattern(pattern: str) -> str:
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))  # alone, too: `a)|(b` is none
        _matcher(pattern)
    except SchemaError:
        raise ValueError(f"`{pattern[:60]}` is not a regular expression") from None
    return pattern


def matches(pattern: str, text: str) -> bool:
    try:
        _matcher(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


Pattern = Annotated[str, AfterValidator(_checked_pattern)]


class UtmGrammar(Table):
    """`[utm]`: what UTM marks may be, and what links of every post get."""

    source: Pattern | None = Field(None, description="What utm_source may be: a regular expression such as `[a-z]+`")
    medium: Pattern | None = Field(None, description="What utm_medium may be, such as `social|cpc|email`")
    campaign: Pattern | None = Field(None, description="What utm_campaign may be, such as `[a-z0-9-]+`")
    content: Pattern | None = Field(None, description="What utm_content may be")
    term: Pattern | None = Field(None, description="What utm_term may be")
    marks: Utm | None = Field(
        None, description="UTM parameters for links of every post, as in a campaign's `utm`; {} for the default ones"
    )

    @model_validator(mode="after")
    def _own_marks(self) -> Self:
        own = self.marks.model_dump(include={*MARKS}, exclude_none=True) if self.marks else {}
        for name, value, pattern in self.broken({f"utm_{mark}": value for mark, value in own.items()}):
            raise ValueError(f"`marks` says {name}={value}, which does not match `{pattern}`")
        return self

    @property
    def restricts(self) -> bool:
        """Whether it says of any mark what it may be."""
        return any(getattr(self, mark) for mark in MARKS)

    def pattern(self, name: str) -> str | None:
        """Of `utm_campaign`; None where anything goes, or of what is no mark."""
        mark = name.removeprefix("utm_")
        return getattr(self, mark) if mark in MARKS and mark != name else None

    def broken(self, marks: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        """Marks that are not as they should be: name, value, pattern."""
        for name, value in marks.items():
            if (pattern := self.pattern(name)) and not matches(pattern, value):
                yield name, value, pattern


# Addresses


def marked(url: str, marks: Mapping[str, str], hosts: Collection[str]) -> str:
    """The address with these marks, where it leads to one of these hosts. A mark that it carries already stays."""
    parts = _parts(url)
    if parts is None or not _leads_to(parts, hosts):
        return url
    present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in marks.items() if name not in present}, quote_via=quote)
    return parts._replace(query="&".join(filter(None, (parts.query, added)))).geturl() if added else url


def written_marks(url: str) -> dict[str, str]:
    """The UTM marks that an address carries, by name; of two alike the first."""
    parts = _parts(url) if "utm_" in url.casefold() else None
    if parts is None:
        return {}
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}
    return {name: value for name, value in reversed(pairs) if name.casefold().startswith("utm_")}


def is_of(url: str, hosts: Collection[str]) -> bool:
    """Whether the address leads to one of these hosts, where marks may be added."""
    parts = _parts(url)
    return parts is not None and _leads_to(parts, hosts)


def hosts_of(utm: Utm, site: str | None) -> frozenset[str]:
    """Of the links that get marks: what `sites` names, or the project's own site."""
    return frozenset(map(host_of, utm.sites or filter(None, [site]))) - {""}


def host_of(site: str) -> str:
    """The host of `https://www.teplo.example/menu` or of `teplo.example`: `teplo.example`; "" of what is neither."""
    parts = _parts(site if "//" in site else f"https://{site}")
    return bare_host(parts.hostname or "") if parts else ""


def bare_host(host: str) -> str:
    return host.casefold().removeprefix("www.")


def _leads_to(parts: SplitResult, hosts: Collection[str]) -> bool:
    return parts.scheme in ("http", "https") and bare_host(parts.hostname or "") in hosts


def _parts(url: str) -> SplitResult | None:
    """None for what is no address, such as `https://[your-site]/`."""
    try:
        parts = urlsplit(url)
        parts.hostname  # noqa: B018 - to see that it has one
    except ValueError:
        return None
    return parts
