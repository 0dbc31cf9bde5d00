"""Writes the generated parts of the reference pages and the promise: `python docs/generate.py`; `--check` only looks.

A page is written by hand around its generated parts, each of which stands between `<!-- generated: NAME -->` and
`<!-- end -->`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel

from smmgen.approvals import codes as approval_codes
from smmgen.cli import COMMANDS, smm
from smmgen.content import schema
from smmgen.content.documents import registry as kinds
from smmgen.content.model import Format
from smmgen.diagnostics import Code
from smmgen.editors import document_schema
from smmgen.media.codecs import CODECS
from smmgen.networks import registry
from smmgen.networks.base import Deleting, Editing, Facts, Network, Safety
from smmgen.networks.capabilities import Capability, capabilities
from smmgen.networks.carries import CARRIES
from smmgen.networks.limits import MEASURES, Limit, Limits, Measure
from smmgen.networks.manual.outlets import OUTLETS
from smmgen.publishing import ledger_codes
from smmgen.rules import codes
from smmgen.rules.law import Row
from smmgen.rules.law import rows as law_rows

DOCS = Path(__file__).resolve().parent
_PART = re.compile(r"(?<=<!-- generated: )([\w.-]+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
Schema = Mapping[str, Any]
FORMATS: tuple[Format, ...] = get_args(Format)


def pages() -> dict[Path, str]:
    """Every page with generated parts as it should be."""
    found = [*sorted((DOCS / "reference").glob("*.md")), DOCS / "promise.md", DOCS / "how-to" / "law.md"]
    return {page: rendered(page.read_text("utf-8")) for page in found}


def networks_known() -> list[Network]:
    """The built-in ones, whatever else is installed on this machine."""
    return [registry.get(name) for name in registry.names()]


def rendered(text: str) -> str:
    """The page with its generated parts made anew."""
    return _PART.sub(lambda found: f"{found[1]}{found[2]}\n{_part(found[1])}\n", text)


def stale() -> list[str]:
    """Paths below docs of the pages that are not as they should be."""
    return [page.relative_to(DOCS).as_posix() for page, text in pages().items() if page.read_text("utf-8") != text]


def _part(name: str) -> str:
    kind, _, rest = name.partition(".")
    return PARTS[kind](rest).rstrip() + "\n"


# Front matter and smm.toml, from the schemas that editors use


def front_matter(name: str) -> str:
    """A table of keys. `name`: a model such as Media, "" for the whole, or options."""
    models = {one.name: one.facts.options for one in networks_known()}
    whole = schema.front_matter_schema(models)
    if name == "options":
        return "".join(_options(one, models[one.name]) for one in networks_known())
    required = _model(whole, name).get("required", ())
    own = {key: value for key, value in _model(whole, name)["properties"].items() if key not in models}
    return _keys(dict(sorted(own.items(), key=lambda item: item[0] not in required)), required)


def documents(name: str) -> str:
    """A table of keys of a kind that is no post; `campaign.Utm` is a table within it."""
    kind, _, model = name.partition(".")
    whole = document_schema(kinds.named(kind))
    found = _model(whole, model)
    required = found.get("required", ())
    return _keys(dict(sorted(found["properties"].items(), key=lambda item: item[0] not in required)), required)


def smm_toml(name: str) -> str:
    """A table of keys. `name`: a model such as Account, "" for the whole, or settings."""
    models = {one.name: one.facts.settings for one in networks_known()}
    whole = schema.config_schema(models)
    if name == "settings":
        return "".join(_options(one, models[one.name]) for one in networks_known())
    found = _model(whole, name)
    return _keys(found["properties"], found.get("required", ()))


def _model(whole: Schema, name: str) -> Schema:
    found: Schema = whole["definitions"][name] if name else whole
    return found


def _options(platform: Network, model: type[BaseModel]) -> str:
    found = model.model_json_schema()
    if not found.get("properties"):
        return f"### {platform.title}\n\nNone.\n\n"
    return f"### {platform.title}\n\n{_keys(found['properties'], found.get('required', ()))}\n"


def _keys(properties: Mapping[str, Schema], required: Any) -> str:
    rows = [
        (f"`{key}`", _kind(one), _default(one, key in required), one.get("description", ""))
        for key, one in properties.items()
    ]
    return _table(("key", "value", "default", "meaning"), rows)


def _kind(found: Schema) -> str:
    """What a value looks like, in words."""
    if len(found.get("allOf", ())) == 1:
        found = found["allOf"][0]
    if "$ref" in found:
        name = str(found["$ref"]).rsplit("/", 1)[-1]
        return KINDS.get(name, name)
    if "enum" in found:
        return ", ".join(f"`{value}`" for value in found["enum"])
    if either := found.get("anyOf") or found.get("oneOf"):
        return " or ".join(_kind(one) for one in either if one.get("type") != "null")
    return _plain(found)


def _plain(found: Schema) -> str:
    match found.get("type"):
        case "array":
            return f"list of {_plural(_kind(found['items']))}"
        case "object" if isinstance(values := found.get("additionalProperties"), dict):
            return f"names with {_plural(_kind(values))}"
        case "string" if found.get("format") == "date":
            return "date: `2027-01-31`"
        case "string":
            return SHAPES.get(found.get("pattern", ""), "text")
        case list(several):
            return " or ".join(_plain({"type": one}) for one in several)
        case "boolean":
            return "`true` or `false`"
        case [*kinds]:
            return " or ".join(_plain({**found, "type": one}) for one in kinds)
        case kind:
            return {"integer": "whole number", "number": "number"}.get(str(kind), "table")


def _plural(words: str) -> str:
    return PLURALS.get(words, words)


def _default(found: Schema, required: bool) -> str:
    if required:
        return "**required**"
    value = found.get("default")
    return "" if value in (None, "") else f"`{str(value).lower() if isinstance(value, bool) else value}`"


KINDS = {
    "Status": "`draft`, `ready`, `hold`",
    "Severity": "`error`, `warning`, `info`, `off`",
    "Account": "account",
    "SecretSource": "secret",
    "MediaUpload": "[table](#media_upload)",
    "Targeting": "[targeting](#targeting)",
    "Place": "[place](#targetingplace)",
    "Media": "[media](#media)",
    "Link": "[link](#link)",
    "Poll": "[poll](#poll)",
    "Ads": "[ads](#ads)",
    "Ai": "[ai](#ai)",
    "Repeat": "[repeat](#repeat)",
    "Evergreen": "[evergreen](#evergreen)",
    "Utm": "[utm](#utm)",
    "Entry": "[entry](#entry)",
    "Draw": "[draw](#draw)",
    "Prize": "[prize](#prize)",
    "Exclude": "[exclude](#exclude)",
    "Organiser": "[organiser](#organiser)",
    "Claim": "[claim](#claim)",
    "Stage": "[stage](#stage)",
    "Charge": "[table](#charge)",
    "Line": "[line](#lines)",
    "ApproveOver": "[table](#approve_over)",
    "Rate": "[rate](#rates)",
    "Expense": "[cost](#cost)",
    "Venue": "[place](#place)",
    "Tickets": "[tickets](#tickets)",
    "Step": "[step](#step)",
    "Money": 'amount such as `1900` or `"1900 EUR"`',
    "Goal": "[goal](#goal)",
    "Creative": "creative",
    "Bet": "bet",
    "Who": "[who](#who)",
    "Near": "place",
    "Group": "group",
    "Size": "[size](#size)",
    "Pick": "[pick](#pick)",
    "Project": "[table](#project)",
    "Rules": "[table](#rules)",
    "Publish": "[table](#publish)",
    "Theme": "[table](#theme)",
    "UtmGrammar": "[table](#utm)",
    "Hooks": "[table](#hooks)",
    "Rubric": "rubric",
    "Audience": "audience",
    "Bounds": "`{at_least, at_most}`",
    "Person": "person",
    "Review": "review",
    "When": "[when](#when)",
    "PlanTheme": "theme",
    "PlanSlot": "slot",
}
SHAPES = {
    r"^[1-9]\d*[smhdw]$": "duration: `90s`, `30m`, `6h`, `3d`, `2w`",
    r"^[1-9]\d*[mhdw]$": "duration: `30m`, `12h`, `3d`, `2w`",
    r"^([01]\d|2[0-3]):[0-5]\d$": "hour: `10:00`",
    r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$": "hours: `08:00-21:00`",
    r"^[1-9]\d?:[1-9]\d?$": "ratio: `4:5`",
    r"^#[0-9a-f]{6}$": "colour: `#c4533a`",
    r"^[a-z0-9][a-z0-9-]{2,63}$": "3 to 64 of `a-z 0-9 -`",
}
PLURALS = {
    "text": "texts",
    "number": "numbers",
    "whole number": "whole numbers",
    "account": "[accounts](#accounts)",
    "secret": "[secrets](#secrets)",
    "rubric": "[rubrics](#rubrics)",
    "audience": "[audiences](#audiences)",
    "person": "[people](#people)",
    "creative": "[creatives](#creatives)",
    "bet": "[bets](#bets)",
    "place": "[places](#near)",
    "group": "[groups](#include-and-exclude)",
    "review": "[reviews](#review)",
    "theme": "[themes](#themes)",
    "slot": "[slots](#slots)",
    "number or text": "numbers",
    "list of texts": "lists of texts",
    "number or `{at_least, at_most}`": "numbers or `{at_least, at_most}`",
}


# Commands


def commands(name: str) -> str:
    """Real `--help` of the program and of every command."""
    found = [f"## smm\n\n```text\n{smm.get_help(TOP)}\n```\n"]
    for one in COMMANDS:
        command: click.Command = import_module(f"smmgen.cli.{one}").command
        found += _helps(command, click.Context(command, info_name=one, parent=TOP))
    return "\n".join(found)


def _helps(command: click.Command, context: click.Context, heading: str = "##") -> Iterator[str]:
    """Of a command, and of those below it."""
    yield f"{heading} {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _helps(below, click.Context(below, info_name=name, parent=context), f"{heading}#")


TOP = click.Context(smm, info_name="smm", terminal_width=100, max_content_width=100, **smm.context_settings)


# Diagnostics


def rules(name: str) -> str:
    """`list`: a table of all codes; `pages`: the page of each, by stage."""
    return "\n".join(_pages()) if name == "pages" else _list()


def all_codes() -> dict[str, Code]:
    """Those of content and rules, and those of the ledger."""
    more = {code.code: code for code in (*ledger_codes.ALL, *approval_codes.ALL)}
    return dict(sorted({**codes(), **more}.items(), key=lambda item: int(item[0][3:])))


def _list() -> str:
    rows = [
        (f"[{code.code}](#{code.code.lower()}-{code.name})", code.name, str(code.severity), _silenced(code))
        for code in all_codes().values()
    ]
    return _table(("code", "name", "severity", "kind"), rows)


def _silenced(code: Code) -> str:
    return "fact" if code.fact else "opinion"


def _pages() -> Iterator[str]:
    stage = ""
    for code in all_codes().values():
        if code.code[:-2] != stage:
            stage = code.code[:-2]
            yield f"## {STAGES[stage]}\n"
        kind = "a fact: it cannot be silenced" if code.fact else "an opinion"
        yield f"### {code.code} {code.name}\n\n*{code.severity}, {kind}*\n\n{code.docs}\n"


STAGES = {
    "SMM1": "1xx: the file and its front matter",
    "SMM2": "2xx: text",
    "SMM3": "3xx: media",
    "SMM4": "4xx: what a network takes",
    "SMM5": "5xx: links",
    "SMM6": "6xx: schedule",
    "SMM7": "7xx: themes and hooks",
    "SMM9": "9xx: the ledger",
    "SMM10": "10xx: what is still to be planned",
    "SMM14": "14xx: contests",
    "SMM15": "15xx: events",
    "SMM16": "16xx: audiences",
    "SMM17": "17xx: budgets",
    "SMM19": "19xx: campaigns",
    "SMM23": "23xx: people and approvals",
    "SMM27": "27xx: the law of Russia",
}


def law(name: str) -> str:
    """The table of Russian law, a row an entry."""
    found = (
        (one.title, STATUSES[one.status], _since(one), ", ".join(map(_code, one.rules)), _urls(one.source), *_read(one))
        for one in law_rows().values()
    )
    return _table(("what", "status", "since", "diagnostics", "source", "read", "to be read again"), list(found))


def _urls(text: str) -> str:
    return re.sub(r"https?://[^\s,;]+", r"<\g<0>>", text)


def _since(row: Row) -> str:
    return "" if row.since == date.max else row.since.isoformat()


def _read(row: Row) -> tuple[str, str]:
    return row.checked.isoformat(), row.review.isoformat()


def _code(code: str) -> str:
    """A link to its page, from one beside the reference."""
    name = all_codes()[code].name
    return f"[{name}](../reference/rules.md#{code.lower()}-{name})"


STATUSES = {
    "banned": "no advertising there",
    "contested": "contested, or unverified",
    "duty": "in force",
    "opinion": "an opinion of lawyers",
    "bill": "not in force",
}


# Platforms


def networks(name: str) -> str:
    """`summary`: one row a platform; `pages`: all about each; `measures` and `carried`: what their tables may name."""
    if name == "measures":
        return measures()
    if name == "carried":
        return _table(("carried as data", "what goes out"), [(f"`{what}`", said) for what, said in CARRIES.items()])
    found = networks_known()
    if name == "capabilities":
        return _capabilities(found)
    if name == "summary":
        return _table(("platform", "in posts", "class", "what is promised"), [_promise(one.facts) for one in found])
    return "\n".join(_platform(one) for one in found)


def _heading(facts: Facts) -> str:
    return f"[{facts.title}](#{facts.title.lower().replace(' ', '-')})"


def _capabilities(found: Iterable[Network]) -> str:
    """A row a network, a column a capability."""
    rows = [(_heading(one.facts), *map(_able, capabilities(one))) for one in found]
    return _table(("network", *CAPABILITIES), rows)


def _able(one: Capability) -> str:
    return _yes(one.value) if isinstance(one.value, bool) else ", ".join(one.value) or "no"


CAPABILITIES = (
    "class", "formats", "media", "carried as data", "threads", "first comment", "own scheduler", "edits", "deletes",
)  # fmt: skip
"""What the rows of `capabilities` are called, in their order."""


def _promise(facts: Facts) -> tuple[str, ...]:
    return (
        _heading(facts),
        f"`{facts.name}`",
        str(facts.safety),
        PROMISES[facts.safety],
    )


def _platform(one: Network) -> str:
    facts = one.facts
    limits = _outlets() if facts.safety is Safety.BY_HAND else _limits(facts, facts.limits) + _of_formats(facts)
    return f"## {facts.title}\n\n{facts.docs}\n\n{_table(('', ''), list(_abilities(one, facts)))}\n{limits}"


def _outlets() -> str:
    """What each outlet has a place for, and its limits."""
    found = (
        f'### {one.title}\n\n`outlet = "{name}"`; carried as data: {_listed(one.carries) or "nothing"}.\n\n'
        + _limits(registry.get("manual").facts, one.limits)
        for name, one in OUTLETS.items()
    )
    return "\n".join(found)


def _of_formats(facts: Facts) -> str:
    """The limits that are others in some format."""
    found = (
        f"\nOthers for `format: {name}`:\n\n{_limits(facts, facts.format_limits[name])}"
        for name in FORMATS
        if name in facts.format_limits
    )
    return "".join(found)


def _listed(carries: Iterable[str]) -> str:
    return ", ".join(what for what in CARRIES if what in carries)


def _abilities(one: Network, facts: Facts) -> Iterator[tuple[str, str]]:
    yield "written in `platforms` as", f"`{facts.name}`, or an account's name"
    yield "safety", f"class {facts.safety}: {PROMISES[facts.safety]}"
    for format, safety in facts.format_safety.items():
        yield f"safety of `format: {format}`", f"class {safety}: {PROMISES[safety]}"
    if facts.safety is Safety.KEYED:
        yield "remembers the de-duplication key", _memory(facts)
    yield "account keys it needs", ", ".join(f"`{key}`" for key in facts.needs) or "none"
    for spec in facts.secrets:
        yield f"secret `{spec.name}`" + ("" if spec.required else ", optional"), f"{spec.title}. {spec.about}"
    yield 'a scheduler of its own (`delivery = "native"`)', _yes(facts.native_schedule)
    yield "edits of what is out", _edits(facts) if isinstance(one, Editing) else "no"
    yield "deleting what is out", _yes(isinstance(one, Deleting))
    yield "formats", ", ".join(f"`{name}`" for name in FORMATS if name in facts.formats)
    yield "threads", _yes(facts.threads)
    yield "first comment", _yes(facts.first_comment)
    yield "formatting it keeps", ", ".join(sorted(facts.style.marks)) or "none: formatting becomes plain text"
    yield "carried as data", _listed(facts.carries) or "nothing"
    yield from _codecs(facts)
    yield "lengths are counted in", facts.unit


def _codecs(facts: Facts) -> Iterator[tuple[str, str]]:
    """How videos may be coded, and in which formats that is something else."""
    sure = "" if facts.video_codecs_sure else "; not official: others are only a warning"
    known = {"codecs of videos": facts.video_codecs}
    known |= {f"codecs of videos, `format: {format}`": codecs for format, codecs in facts.format_codecs.items()}
    for row, codecs in known.items():
        if codecs:
            yield row, ", ".join(codec.title for name, codec in CODECS.items() if name in codecs) + sure


def _memory(facts: Facts) -> str:
    return "for ever" if facts.key_seconds is None else f"for {facts.key_seconds // 60} minutes"


def _edits(facts: Facts) -> str:
    waiting = f"; waiting in its scheduler: {', '.join(sorted(facts.edits_waiting))}" if facts.native_schedule else ""
    return ", ".join(sorted(facts.edits)) + waiting


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _limits(facts: Facts, limits: Limits) -> str:
    """A row a limit."""
    given = [(name, limit) for name in MEASURES for limit in limits.get(name, ())]
    rows = [(f"`{name}`", *_bounds(limit), _unit(name, facts), *_origin(limit)) for name, limit in given]
    head = ("measure", "at least", "at most", "unit", "source", "read", "to be read again", "sure")
    return _table(head, rows) if rows else "Nothing is limited.\n"


def _bounds(limit: Limit) -> tuple[str, ...]:
    return tuple("" if one is None else f"{one:,}".replace(",", " ") for one in (limit.at_least, limit.at_most))


def _origin(limit: Limit) -> tuple[str, ...]:
    return _linked(limit.source), limit.checked, limit.review, "yes" if limit.sure else "no: only a warning"


def _unit(name: str, facts: Facts | None = None) -> str:
    unit = MEASURES[name].unit or (facts.unit if facts else "the network's own, such as characters")
    return unit.removeprefix("-")


def measures() -> str:
    """A row a measure: what it is and which diagnostics report it."""
    rows = [(f"`{name}`", one.meaning, _unit(name), _reported(one)) for name, one in MEASURES.items()]
    return _table(("measure", "of what", "unit", "reported as"), rows)


def _reported(one: Measure) -> str:
    pages = {known.name: f"rules.md#{known.code.lower()}-{known.name}" for known in all_codes().values()}
    names = dict.fromkeys(filter(None, (one.above, one.below)))
    return ", ".join(f"[{name}]({pages[name]})" for name in names) or "not compared with a post"


def _linked(source: str) -> str:
    return f"<{source}>" if source.startswith("http") else source


def promises(name: str) -> str:
    """A row a platform, and one for each format that is promised something else: what its class promises there, and the
    test that holds it."""
    found = [one.facts for one in networks_known() if one.facts.safety is not Safety.BY_HAND]
    rows = [
        (title, str(safety), PROMISES[safety], _known_for(facts, safety), _held(title, safety))
        for facts in found
        for title, safety in _classes(facts)
    ]
    return _table(("network", "class", "what is promised", "how it knows a post again", "held by"), rows)


def _classes(facts: Facts) -> Iterator[tuple[str, Safety]]:
    yield facts.title, facts.safety
    for format, safety in facts.format_safety.items():
        yield f"{facts.title}, `format: {format}`", safety


def _known_for(facts: Facts, safety: Safety) -> str:
    if safety is Safety.KEYED:
        return f"by a key, {_memory(facts)}"
    return "by its exact text, read back" if safety is Safety.READABLE else "not at all"


def _held(title: str, safety: Safety) -> str:
    test = HOLDERS.get(title, f"test_class_{safety.lower()}_killed_300_times")
    return f"[{test}](../tests/promise/test_promise_kills.py)"


HOLDERS = {"VK, `format: story`": "test_stories_killed_300_times"}
"""What another test holds than the rest of its class."""
PROMISES = {
    Safety.KEYED: "never twice, never lost: it recognises a post it has",
    Safety.READABLE: "never twice, never lost, after a look at what is there",
    Safety.BLIND: "never twice; a doubtful one is reported as unknown and waits for a person",
    Safety.BY_HAND: "nothing is sent: a person posts it and says so",
}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


PARTS: Mapping[str, Callable[[str], str]] = {
    "front-matter": front_matter,
    "documents": documents,
    "smm-toml": smm_toml,
    "commands": commands,
    "rules": rules,
    "platforms": networks,
    "promises": promises,
    "law": law,
}


def overdue(today: date) -> Iterator[str]:
    """A line for each network with limits whose source should have been read again by now. Fails nothing: an old
    checkout goes on passing."""
    for name in registry.names():
        given = registry.get(name).facts.limits.items()
        reviews = ((measure, limit.review) for measure, limits in given for limit in limits)
        if due := sorted({measure for measure, review in reviews if review and review < today.isoformat()}):
            yield f"smmgen/networks/{name}/facts.py: due for review: {', '.join(due)}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the generated parts of the pages.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is out of date")
    if parser.parse_args().check:
        for name in (found := stale()):
            print(f"docs/{name} is out of date: run python docs/generate.py", file=sys.stderr)
        for line in overdue(datetime.now(UTC).date()):
            print(line, file=sys.stderr)
        return 1 if found else 0
    for page, text in pages().items():
        page.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
