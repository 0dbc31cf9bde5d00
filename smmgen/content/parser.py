"""`Source` to `Post`: types, names and times checked, all mistakes at once, each at the smallest span."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.composed import composed
from smmgen.content.documents.audience import Audience
from smmgen.content.documents.doubtful_sums import check_sums
from smmgen.content.front_matter import MAX_TEXT, too_long
from smmgen.content.model import Fields, FrontMatter, Post
from smmgen.content.names import slug_of
from smmgen.content.overrides import Overrides, overridden
from smmgen.content.repeat_problems import check_series, moments_of_slots
from smmgen.content.schedule import Moment, TimeProblem, resolve
from smmgen.content.schema_errors import kind_of
from smmgen.content.source import Field, Source, lines_of
from smmgen.content.validate import own_data, validated
from smmgen.content.vocabulary import Vocabulary, accounts_of, check_names
from smmgen.diagnostics import Diagnostic, Fix, Span
from smmgen.keys import POST
from smmgen.markup import document as markdown
from smmgen.markup.blocks import MarkupProblem
from smmgen.markup.document import Document
from smmgen.suggest import nearest

__all__ = ["Vocabulary", "parse"]

_END_OF_DAY = "23:59"
_Moments = dict[str, Moment | None]


def parse(
    source: Source, vocabulary: Vocabulary, kind: str = POST, model: type[FrontMatter] = FrontMatter
) -> tuple[Post | None, list[Diagnostic]]:
    """The post, and everything that is wrong with it. `model`: the keys of a kind that has more than a post.

    Wrong keys are left away, so that a preview can be made of the rest; None when nothing sensible is left.
    """
    if len(source.body) > MAX_TEXT:
        start = len(source.text) - len(source.body)
        return None, [too_long(source.path, source.text, "text", start, len(source.body))]
    report = Report(source)
    names, options = vocabulary.names, vocabulary.options
    data = own_data(source.data, names, report, model)
    meant = _meant(data, vocabulary)
    front = validated(model, data, (), options, report, names, vocabulary.networks(), meant)
    given = _overrides(source.data, vocabulary, report)
    if front is None:
        return None, report.found
    check_names(front, (), vocabulary, report)
    if front.cost:
        check_sums(source, front, report)
    accounts = _accounts(front, given, vocabulary, report)
    fields, origins = _fields(front, given, accounts, vocabulary)
    return _post(source, kind, front, fields, origins, vocabulary, report), report.found


def _meant(data: Mapping[str, Any], vocabulary: Vocabulary) -> dict[Field, str]:
    """`targeting: students` is an audience; an account in it stands for its network, where it has no other account."""
    name = data.get("targeting")
    if isinstance(name, dict):
        networks = {key: vocabulary.networks(key)[0] for key in name if key in vocabulary.config.accounts}
        alone = {key: one for key, one in networks.items() if vocabulary.targets[one] == (key,)}
        return {("targeting", key): platform for key, platform in alone.items()}
    known = isinstance(name, str) and (
        name in vocabulary.config.audiences or name in vocabulary.documents.get("audience", ())
    )
    return {("targeting",): f"{{audience: {name}}}"} if known else {}


def _overrides(data: Mapping[str, Any], vocabulary: Vocabulary, report: Report) -> dict[str, BaseModel]:
    """Platform or account name -> what is written under it."""
    given: dict[str, BaseModel] = {}
    for name in (key for key in data if key in vocabulary.names):
        if isinstance(value := data[name], dict):
            networks = vocabulary.networks(name)
            override = validated(Overrides, value, (name,), vocabulary.options, report, networks=networks)
            if override is not None:
                check_names(override, (name,), vocabulary, report)
                given[name] = override
        elif value is not None:
            message = f"`{name}` must hold the keys that differ there, not {kind_of(value)}"
            fixes = _as_schedule((name,), value, vocabulary, report)
            hint = f"write `{name}: {{schedule: 2026-11-27 12:00}}`"
            report.field(codes.INVALID_VALUE, (name,), message, hint, fixes=fixes)
    return given


def _as_schedule(field: Field, value: object, vocabulary: Vocabulary, report: Report) -> tuple[Fix, ...]:
    """`vk: 2026-11-27 12:00` is when it goes out there."""
    place = report.source.values.get(field)
    if not isinstance(value, str) or place is None or place.line != place.end_line or not value[:1].isdigit():
        return ()
    moment, problem = resolve(value, vocabulary.config.project.timezone, _END_OF_DAY)
    if moment is None or problem:
        return ()
    return (
        Fix(place._replace(end_line=place.line, end_column=place.column), "{schedule: ", False),
        Fix(place._replace(line=place.end_line, column=place.end_column), "}", False),
    )


def _is_misspelt(key: str, data: Mapping[str, Any], model: type[FrontMatter]) -> bool:
    """Another key was meant to be this one, and is reported as such."""
    return any(name not in model.model_fields and nearest(name, model.model_fields) == key for name in data)


def _accounts(
    front: FrontMatter, given: Mapping[str, BaseModel], vocabulary: Vocabulary, report: Report
) -> tuple[str, ...]:
    data = report.source.data
    accounts = accounts_of(front.platforms, vocabulary, report)
    if not front.platforms and not data.get("platforms") and not _is_misspelt("platforms", data, type(front)):
        message = "`platforms` is empty" if "platforms" in data else "`platforms` is missing"
        names = ", ".join(list(vocabulary.targets)[:3]) or "vk, telegram"
        report.field(codes.MISSING_KEY, ("platforms",), message, f"say where the post goes: `platforms: [{names}]`")
    for name in given:
        if front.platforms and not set(vocabulary.targets.get(name, ())) & set(accounts):
            hint = f"add `{name}` to `platforms`, or remove these keys"
            report.key(codes.OVERRIDE_UNUSED, (name,), f"the post does not go to `{name}`", hint)
    return accounts


class _Applied(NamedTuple):
    fields: dict[str, Fields]
    origins: dict[str, dict[str, str]]


def _fields(
    front: FrontMatter, given: Mapping[str, BaseModel], accounts: tuple[str, ...], vocabulary: Vocabulary
) -> _Applied:
    """Every account's fields, and where the overridden ones are written."""
    if not given and not front.targeting.audience:
        return _Applied(dict.fromkeys(accounts, front), {})
    applied = _Applied({}, {})
    for account in accounts:
        names = (vocabulary.config.accounts[account].platform, account)
        fields, origins = overridden(front, {name: given[name] for name in names if name in given})
        applied.fields[account] = _for_audience(fields, names[0], vocabulary)
        if origins:
            applied.origins[account] = origins
    return applied


def _for_audience(fields: Fields, platform: str, vocabulary: Vocabulary) -> Fields:
    """With the network's options that its audience's file has, where the post does not say them."""
    targeting = fields.targeting
    audience = vocabulary.documents.get("audience", {}).get(targeting.audience or "") if targeting.audience else None
    given = audience.options.get(platform) if isinstance(audience, Audience) else None
    if not given:
        return fields
    options = {platform: {**given, **targeting.options(platform)}}
    return fields.model_copy(update={"targeting": targeting.model_copy(update=options)})


def _post(
    source: Source,
    kind: str,
    front: FrontMatter,
    fields: dict[str, Fields],
    origins: dict[str, dict[str, str]],
    vocabulary: Vocabulary,
    report: Report,
) -> Post:
    path, slug, accounts = source.path, slug_of(source.path), tuple(fields)
    document = _document(source.body, source.body_line, vocabulary, report)
    moments, deadlines, comments = _Moments(), _Moments(), dict[str, Document]()
    post = Post(
        path=path,
        slug=slug,
        uid=composed(front.uid or (path if kind == POST else slug)),
        kind=kind,
        source=source,
        front=front,
        accounts=accounts,
        fields=fields,
        moments=moments,
        deadlines=deadlines,
        document=document,
        comments=comments,
        origins=origins,
        filled=moments_of_slots(front, vocabulary.config, report),
    )
    if not accounts:
        _check_times(front, vocabulary, report)
    for account in accounts:
        moments[account] = _moment(post, account, "schedule", vocabulary, report)
        deadlines[account] = _moment(post, account, "not_after", vocabulary, report)
        _check_order(post, account, vocabulary, report)
        if comment := fields[account].first_comment:
            line = _text_line(source, post.written(account, ("first_comment",)))
            comments[account] = _document(comment, line, vocabulary, report)
    check_series(post, vocabulary.config, report)
    return post


def _moment(post: Post, account: str, key: str, vocabulary: Vocabulary, report: Report) -> Moment | None:
    text: str | None = getattr(post.fields[account], key)
    if text is None:
        return None
    config = vocabulary.config
    default_time = config.accounts[account].default_time if key == "schedule" else _END_OF_DAY
    moment, problem = resolve(text, config.project.timezone, default_time)
    if problem:
        field = post.written(account, (key,))
        minded, fixes = _minded_by(field, account, vocabulary), _time_fixes(field, text, problem, report)
        report.field(problem.code, field, problem.message, problem.hint, minded, fixes)
    return moment


def _check_times(front: FrontMatter, vocabulary: Vocabulary, report: Report) -> None:
    """Check the times of a post that names no accounts yet."""
    for key in ("schedule", "not_after"):
        if text := getattr(front, key):
            _, problem = resolve(text, vocabulary.config.project.timezone, _END_OF_DAY)
            if problem:
                fixes = _time_fixes((key,), text, problem, report)
                report.field(problem.code, (key,), problem.message, problem.hint, fixes=fixes)


def _time_fixes(field: Field, text: str, problem: TimeProblem, report: Report) -> tuple[Fix, ...]:
    return report.instead(field, text, problem.instead, safe=problem.safe)


def _check_order(post: Post, account: str, vocabulary: Vocabulary, report: Report) -> None:
    at, deadline = post.moments[account], post.deadlines[account]
    if at is None or deadline is None or deadline.instant > at.instant:
        return
    places = [post.written(account, (key,)) for key in ("not_after", "schedule")]
    minded_by = next((name for place in places if (name := _minded_by(place, account, vocabulary))), None)
    message = f"`not_after` ({deadline.wall}) is not later than `schedule` ({at.wall})".replace("T", " ")
    report.field(codes.DEADLINE_BEFORE_SCHEDULE, places[0], message, "move one of the two", minded_by)


def _minded_by(field: Field, account: str, vocabulary: Vocabulary) -> str | None:
    """The account, when the field is written under a name that leads to it alone."""
    return account if vocabulary.targets.get(str(field[0])) == (account,) else None


def _document(text: str, line: int, vocabulary: Vocabulary, report: Report) -> Document:
    document = markdown.parse(text, line, vocabulary.names)
    for problem in document.problems:
        unpaired = problem.kind in ("unclosed-block", "stray-close")
        code = codes.UNCLOSED_BLOCK if unpaired else codes.UNKNOWN_BLOCK
        report.line(code, problem.line, problem.message, problem.hint, _block_fixes(problem, report.source))
    return document


def _block_fixes(problem: MarkupProblem, source: Source) -> tuple[Fix, ...]:
    """Another name in the block's first line, or a line that closes it below its last one."""
    lines = lines_of(source.text)
    first = lines[problem.line - 1]
    if problem.instead and first.count(problem.word) == 1:
        start = first.index(problem.word) + 1
        return (Fix(Span(problem.line, start, problem.line, start + len(problem.word)), problem.instead, False),)
    if problem.last:
        end = len(lines[problem.last - 1]) + 1
        indent = first[: len(first) - len(first.lstrip())]
        return (Fix(Span(problem.last, end, problem.last, end), f"\n{indent}{problem.word}"),)
    return ()


def _text_line(source: Source, field: Field) -> int:
    """The line where a text value begins; that of a block scalar begins below its `|`."""
    span = source.span(field)
    sign = lines_of(source.text)[span.line - 1][span.column - 1 : span.column]
    return span.line + (sign in ("|", ">"))
