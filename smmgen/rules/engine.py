"""Runs the rules, finds the place of each finding, and applies what the project and the post say about opinions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Code, Diagnostic, Severity, Span
from smmgen.errors import UserError
from smmgen.platforms.attachments import Attachment
from smmgen.rules import FILE_RULES, PLAN_RULES, POST_RULES, VARIANT_RULES, codes, ignored_fact, unused_ignore
from smmgen.rules.base import Finding, Plan, Subject


def check_post(
    post: Post, subjects: Sequence[Subject], files: Mapping[str, Sequence[Attachment]], config: Config
) -> list[Diagnostic]:
    """Everything wrong with one post, its files (by account) and its variants; opinions it ignores left out."""
    found = [*_about_post(post, config), *_about_files(post, files), *_about_variants(post, subjects)]
    return _apply_ignores(post, _apply_settings(_merged(found), config), config)


def check_plan(plan: Plan, ignores: dict[str, Sequence[str]]) -> list[Diagnostic]:
    """Everything wrong between posts. `ignores`: path -> what that post ignores."""
    found = [
        _diagnostic(rule.CODE, path, Span(*finding.span) if finding.span else Span(), finding)
        for rule in PLAN_RULES
        for path, finding in rule.check_plan(plan)
    ]
    return [
        diagnostic
        for diagnostic in _apply_settings(_merged(found), plan.config)
        if codes()[diagnostic.code].fact or not _is_ignored(diagnostic, ignores.get(diagnostic.path, ()))
    ]


def check_settings(config: Config) -> None:
    """Raise UserError when `[rules.severity]` names an unknown code or a fact."""
    known = {name: code for code in codes().values() for name in (code.code, code.name)}
    for name in config.rules.severity:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            raise UserError(
                f"smm.toml: `[rules.severity]` names `{name}`, and there is no such diagnostic",
                f"did you mean `{close[0]}`?" if close else "`smm explain` lists them all",
            )
        if known[name].fact:
            raise UserError(
                f"smm.toml: `[rules.severity]` names `{name}`, which is a fact and cannot be changed",
                "where an account really takes more, give it `limits = {…}`",
            )


def _about_post(post: Post, config: Config) -> Iterator[Diagnostic]:
    for rule in POST_RULES:
        for finding in rule.check_post(post, config):
            yield _diagnostic(rule.CODE, post.path, _place(post, finding), finding)


def _about_files(post: Post, files: Mapping[str, Sequence[Attachment]]) -> Iterator[Diagnostic]:
    for attached in (one for found in files.values() for one in found):
        for rule in FILE_RULES:
            for finding in rule.check_file(attached):
                yield _diagnostic(rule.CODE, post.path, post.source.span(attached.field), finding)


def _about_variants(post: Post, subjects: Sequence[Subject]) -> Iterator[Diagnostic]:
    for subject in subjects:
        for rule in VARIANT_RULES:
            for finding in rule.check_variant(subject):
                span = _place(post, finding, subject.variant.account.name)
                yield _diagnostic(rule.CODE, post.path, span, finding)


def _place(post: Post, finding: Finding, account: str = "") -> Span:
    """The narrowest span; a field that the account overrides is looked for in the override."""
    if finding.span:
        return Span(*finding.span)
    if finding.line:
        return Span(finding.line, finding.column, finding.line, finding.column + finding.width)
    return post.source.span(post.written(account, finding.field) if account else finding.field)


def _diagnostic(code: Code, path: str, span: Span, finding: Finding) -> Diagnostic:
    severity = finding.severity or code.severity
    return Diagnostic(path, span, code.code, code.name, severity, finding.message, finding.hint, finding.account)


def _merged(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """One report a cause: what several accounts say in the same words is said once, for the first of them."""
    first: dict[tuple[Any, ...], Diagnostic] = {}
    for diagnostic in found:
        first.setdefault((diagnostic.path, diagnostic.span, diagnostic.code, diagnostic.message), diagnostic)
    return sorted(first.values(), key=lambda diagnostic: diagnostic.order)


def _apply_settings(found: Iterable[Diagnostic], config: Config) -> list[Diagnostic]:
    settings, kept = config.rules.severity, []
    for diagnostic in found:
        wanted = settings.get(diagnostic.code) or settings.get(diagnostic.name)
        if wanted is None or codes()[diagnostic.code].fact:
            kept.append(diagnostic)
        elif wanted is not Severity.OFF:
            kept.append(replace(diagnostic, severity=wanted))
    return kept


def _is_ignored(diagnostic: Diagnostic, ignored: Sequence[str]) -> bool:
    return diagnostic.code in ignored or diagnostic.name in ignored


def _apply_ignores(post: Post, found: list[Diagnostic], config: Config) -> list[Diagnostic]:
    ignored = post.front.ignore
    if not ignored:
        return found
    silenced = [d for d in found if _is_ignored(d, ignored) and not codes()[d.code].fact]
    kept = [d for d in found if d not in silenced]
    return kept + [d for index, name in enumerate(ignored) for d in _about_ignore(post, index, name, silenced, config)]


def _about_ignore(
    post: Post, index: int, name: str, silenced: list[Diagnostic], config: Config
) -> Iterator[Diagnostic]:
    span = post.source.span(("ignore", index))
    code = next((code for code in codes().values() if name in (code.code, code.name)), None)
    if code is None:
        close = difflib.get_close_matches(name, [known.name for known in codes().values()], 1)
        hint = f"did you mean `{close[0]}`?" if close else "`smm explain` lists them all"
        yield _diagnostic(ignored_fact.CODE, post.path, span, Finding(f"there is no diagnostic `{name}`", hint))
    elif code.fact:
        message = f"`{name}` is a fact and cannot be ignored"
        yield _diagnostic(ignored_fact.CODE, post.path, span, Finding(message, "mend what it reports"))
    elif code.code not in plan_codes() and not any(name in (d.code, d.name) for d in silenced):
        finding = Finding(f"`{name}` silences nothing here", "remove it from `ignore`")
        yield from _apply_settings([_diagnostic(unused_ignore.CODE, post.path, span, finding)], config)


def plan_codes() -> frozenset[str]:
    """Codes of rules over the whole plan: whether an ignore of one is used is not known while one post is checked."""
    return frozenset(rule.CODE.code for rule in PLAN_RULES)
