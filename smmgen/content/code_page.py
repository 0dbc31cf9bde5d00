"""Codes whose page is written where they are declared: what and why, a wrong example, the same put right."""

from __future__ import annotations

from textwrap import dedent

from smmgen.diagnostics import Code, Severity


def error(code: str, name: str, text: str, wrong: str, right: str) -> Code:
    """A fact: nobody can silence it."""
    return Code(code, name, Severity.ERROR, True, _page(text, wrong, right))


def warning(code: str, name: str, text: str, wrong: str, right: str) -> Code:
    """An opinion."""
    return Code(code, name, Severity.WARNING, False, _page(text, wrong, right))


def _page(text: str, wrong: str, right: str) -> str:
    return f"{dedent(text).strip()}\n\nWrong:\n\n```\n{_lines(wrong)}\n```\n\nRight:\n\n```\n{_lines(right)}\n```"


def _lines(example: str) -> str:
    return dedent(example).strip("\n").rstrip()
