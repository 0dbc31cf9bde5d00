"""What is wrong with a template of the project's own theme, and where."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from jinja2 import TemplateError, TemplateSyntaxError

from smmgen.errors import UserError


def theme_error(error: TemplateError) -> UserError:
    hint = "fix the template, or remove it to use the default one"
    return UserError(f"the theme cannot be used: {_place(error)}{error.message}", hint)


def _place(error: TemplateError) -> str:
    """The template and line where it happened: jinja2 puts template frames into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        return f"`{error.name}` line {error.lineno}: "
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    return f"`{Path(frames[-1].filename).name}` line {frames[-1].lineno}: " if frames else ""
