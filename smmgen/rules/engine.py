"""Runs the rules, finds the place of each finding, and applies what the project and the post say about opinions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from types import ModuleType
from typing import NamedTuple

from smmgen.config import Config
from smmgen.content.documents.base import Document
from smmgen.content.mending import replaced, without_entry
from smmgen.content.model import Post
from smmgen.diagnostics import MOST, Code, Diagnostic, Severity, Span
from smmgen.errors import UserError
from smmgen.rules import (
    DOCUMENT_RULES,
    FILE_RULES,
    PLAN_RULES,
    POST_RULES,
    VARIANT_RULES,
    codes,
    hook_finding,
    ignored_fact,
    inadvisable,
    refused,
    unused_ignore,
)
from smmgen.rules.base import DocumentSubject, Finding, Plan, PostSubject, Subject
from smmgen.rules.places import text_span
from smmgen.suggest import did_you_mean, only
from smmgen.variants.rows import DocumentRow, PostRow

_CALENDAR = frozenset(rule.CODE.code for rule in PLAN_RULES)
"""What checking one post alone cannot find: whether an `ignore` of one is used is known when the whole plan is seen."""
_BY_THE_CLOCK = frozenset(rule.CODE.code for rule in PLAN_RULES if getattr(rule, "NEEDS_CLOCK", False))
"""An `ignore` of one is used when its day comes."""
_OF_ONE = frozenset(rule.CODE.code for rule in (*POST_RULES, *DOCUMENT_RULES))
"""An `ignore` of one that is among the others, too, may have been used when the document was checked alone."""
_BETWEEN = _CALENDAR - _BY_THE_CLOCK - _OF_ONE


class Rules(NamedTuple):
    """The rules about one post that a project asks; see `rules_of`."""

    post: tuple[ModuleType, ...]
    variant: tuple[ModuleType, ...]


def rules_of(config: Config) -> Rules:
    """All but those that find nothing in this project: of a law that it does not ask for, or off by themselves."""
    return Rules(*(tuple(rule for rule in rules if _is_asked(rule, config)) for rules in (POST_RULES, VARIANT_RULES)))


def _is_asked(rule: ModuleType, config: Config) -> bool:
    is_on = rule.CODE.severity is not Severity.OFF or _is_set(rule.CODE, config)
    return is_on and (not hasattr(rule, "ONLY_IF") or rule.ONLY_IF(config))


def check_post(
    about: PostSubject,
    subjects: Sequence[Subject],
    rules: Rules,
    problems: Sequence[Diagnostic] = (),
    remarks: Iterable[str] = (),
) -> list[Diagnostic]:
    """Everything wrong with one post, its files and its variants; opinions it ignores left out.

    `problems` is what reading it has found, `remarks` what the project's own hooks say about it.
    """
    post = about.post
    found = [
        *problems,
        *_about_post(about, rules.post),
        *_about_files(post, subjects),
        *_about_variants(post, subjects, rules.variant),
    ]
    found += [_diagnostic(hook_finding.CODE, post.path, Span(), Finding(remark)) for remark in remarks]
    if not found and not post.front.ignore:
        return found
    return apply_settings(_apply_ignores(post, _merged(found)), about.config)


def check_document(about: DocumentSubject, problems: Sequence[Diagnostic] = ()) -> list[Diagnostic]:
    """Everything wrong with a document that is no post; opinions it ignores left out. `problems`: of reading it."""
    document = about.document
    found = [
        *problems,
        *(
            _placed(rule.CODE, document, finding)
            for rule in DOCUMENT_RULES
            for finding in islice(rule.check_document(about), MOST)
        ),
    ]
    return apply_settings(_apply_ignores(document, _merged(found)), about.config)


def check_plan(plan: Plan, documents: Sequence[PostRow | DocumentRow]) -> list[Diagnostic]:
    """Everything wrong between documents. `documents`: all of them, also posts that go nowhere."""
    ignores = {one.path: one.ignore for one in documents if one.ignore}
    found = _merged(
        _diagnostic(rule.CODE, path, Span(*finding.span) if finding.span else Span(), finding)
        for rule in PLAN_RULES
        if _is_asked(rule, plan.config) and (plan.looks_ahead or not getattr(rule, "LOOKS_AHEAD", False))
        for path, finding in rule.check_plan(plan)
    )
    silenced = [d for d in found if not _is_fact(d) and _is_named(d, ignores.get(d.path, ()))]
    kept = _without(found, silenced)
    return apply_settings([*kept, *_unused_between(documents, silenced)], plan.config)


def check_settings(config: Config, more: Iterable[Code] = ()) -> None:
    """Raise UserError when `[rules.severity]` names an unknown code or a fact. `more`: codes that no rule reports."""
    known = {name: code for code in (*codes().values(), *more) for name in (code.code, code.name)}
    for name in config.rules.severity:
        if name not in known:
            raise UserError(
                f"smm.toml: `[rules.severity]` names `{name}`, but there is no such diagnostic",
                did_you_mean(name, known, "`smm explain` lists them all"),
            )
        if known[name].fact:
            raise UserError(
                f"smm.toml: `[rules.severity]` names `{name}`, which is a fact and cannot be changed",
                "if an account really allows more, give it `limits = {…}`",
            )


# Running


def _about_post(about: PostSubject, rules: Iterable[ModuleType]) -> Iterator[Diagnostic]:
    for rule in rules:
        for finding in islice(rule.check_post(about), MOST):
            yield _placed(rule.CODE, about.post, finding)


def _is_set(code: Code, config: Config) -> bool:
    return code.code in config.rules.severity or code.name in config.rules.severity


def _about_files(post: Post, subjects: Sequence[Subject]) -> Iterator[Diagnostic]:
    seen = set()
    for attached in (one for subject in subjects for one in subject.files):
        if attached.field in seen:
            continue
        seen.add(attached.field)
        for rule in FILE_RULES:
            for finding in islice(rule.check_file(attached), MOST):
                yield _diagnostic(rule.CODE, post.path, post.source.span(attached.field), finding)


def _about_variants(post: Post, subjects: Sequence[Subject], rules: Sequence[ModuleType]) -> Iterator[Diagnostic]:
    for subject in subjects:
        found = []
        for rule in rules:
            for finding in islice(rule.check_variant(subject), MOST):
                found.append(_placed(rule.CODE, post, finding, subject.variant.account.name))
        yield from _one_a_cause(found) if len(found) > 1 else found


def _one_a_cause(found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Without what the network says in its own words where a rule of ours says it already.

    A fact gives way to a fact only: an opinion may be silenced.
    """
    own = (refused.CODE.code, inadvisable.CODE.code)
    said = {d.span for d in found if d.code not in own}
    facts = {d.span for d in found if d.code not in own and codes()[d.code].fact}
    for d in found:
        if not (d.code == own[0] and d.span in facts) and not (d.code == own[1] and d.span in said):
            yield d


def _place(post: Document, finding: Finding, account: str = "") -> Span:
    """The narrowest span; a field that the account overrides is looked for in the override."""
    if finding.span:
        return Span(*finding.span)
    if finding.line:
        return text_span(post.source, finding.line, finding.texts, finding.nth)
    return post.source.span(post.written(account, finding.field) if isinstance(post, Post) else finding.field)


def _placed(code: Code, document: Document, finding: Finding, account: str = "") -> Diagnostic:
    """At its place in the document, with the edit that mends it there."""
    span = _place(document, finding, account)
    if finding.mend and not finding.fixes:
        was, now, is_safe = finding.mend
        finding = finding._replace(fixes=replaced(document.source, span, was, now, safe=is_safe))
    return _diagnostic(code, document.path, span, finding)


def _diagnostic(code: Code, path: str, span: Span, finding: Finding) -> Diagnostic:
    severity = finding.severity or code.severity
    said = (finding.message, finding.hint, finding.account, finding.fixes, finding.others)
    return Diagnostic(path, span, code.code, code.name, severity, *said)


def _merged(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """One report a cause: what several accounts mind in the same words is said once, for none of them by name."""
    first: dict[tuple[object, ...], Diagnostic] = {}
    for diagnostic in found:
        cause = (diagnostic.path, diagnostic.span, diagnostic.code, diagnostic.message)
        said = first.setdefault(cause, diagnostic)
        if said.account != diagnostic.account:
            first[cause] = replace(said, account=None)
    return sorted(first.values(), key=lambda diagnostic: diagnostic.order)


# Settings and ignores


def apply_settings(found: Iterable[Diagnostic], config: Config) -> list[Diagnostic]:
    """As smm.toml has it: opinions may be of another severity, or off."""
    settings = config.rules.severity
    if not settings:
        return [*found]
    wanted = [(d, settings.get(d.code) or settings.get(d.name)) for d in found]
    return [
        replace(d, severity=severity) if severity and not _is_fact(d) else d
        for d, severity in wanted
        if severity is not Severity.OFF or _is_fact(d)
    ]


def _is_fact(diagnostic: Diagnostic) -> bool:
    return codes()[diagnostic.code].fact


def _is_named(diagnostic: Diagnostic, names: Iterable[str]) -> bool:
    return diagnostic.code in names or diagnostic.name in names


def _apply_ignores(post: Document, found: list[Diagnostic]) -> list[Diagnostic]:
    """What is left when the post's `ignore` has been heard, and what is wrong with `ignore` itself."""
    ignored = post.front.ignore
    if not ignored:
        return found
    names = frozenset(ignored)
    silenced = [d for d in found if _is_named(d, names) and not _is_fact(d)]
    used = frozenset(name for d in silenced for name in (d.code, d.name))
    about = (d for index, name in enumerate(ignored) for d in _about_ignore(post, index, name, used))
    return [*_without(found, silenced), *islice(about, MOST)]


def _without(found: list[Diagnostic], silenced: Sequence[Diagnostic]) -> list[Diagnostic]:
    gone = frozenset(silenced)
    return [d for d in found if d not in gone] if gone else found


def _about_ignore(post: Document, index: int, name: str, used: frozenset[str]) -> Iterator[Diagnostic]:
    """`used`: codes and names of what is silenced."""
    span = post.source.span(("ignore", index))
    code = _code(name)
    if code is None:
        names = [known.name for known in codes().values()]
        hint = did_you_mean(name, names, "`smm explain` lists them all")
        meant = only(name, names)
        fixes = replaced(post.source, span, name, meant) if meant and meant not in post.front.ignore else ()
        found = Finding(f"there is no diagnostic `{name}`", hint, fixes=fixes)
        yield _diagnostic(ignored_fact.CODE, post.path, span, found)
    elif code.fact:
        message = f"`{name}` is a fact and cannot be ignored"
        fixes = without_entry(post.source, ("ignore", index))
        yield _diagnostic(ignored_fact.CODE, post.path, span, Finding(message, "fix what it reports", fixes=fixes))
    elif code.severity is Severity.OFF:
        return
    elif code.code not in _CALENDAR and name not in used:
        fixes = without_entry(post.source, ("ignore", index), safe=True)
        yield _diagnostic(unused_ignore.CODE, post.path, span, _useless(name)._replace(fixes=fixes))


def _unused_between(documents: Iterable[PostRow | DocumentRow], silenced: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Ignores of what is found between documents."""
    used = {(d.path, d.code) for d in silenced}
    for post in documents:
        for name in post.ignore:
            code = _code(name)
            if code and code.code in _BETWEEN and not code.fact and (post.path, code.code) not in used:
                yield _diagnostic(unused_ignore.CODE, post.path, post.ignore_span, _useless(name))


def _useless(name: str) -> Finding:
    return Finding(f"`{name}` silences nothing here", "remove it from `ignore`")


def _code(name: str) -> Code | None:
    return next((code for code in codes().values() if name in (code.code, code.name)), None)
