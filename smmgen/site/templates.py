"""Templates of the themes, for jinja2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, TemplateNotFound
from jinja2.loaders import split_template_path

from smmgen.errors import UserError
from smmgen.safe_files import open_content


class OwnTemplates(BaseLoader):
    """Templates of the project's own theme; a link that leads out of the project is no template."""

    def __init__(self, project: Path, folder: Path) -> None:
        self._project, self._folder = project, folder.relative_to(project).as_posix()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        name = "/".join([self._folder, *split_template_path(template)])
        try:
            with open_content(self._project, name) as file:
                return file.read().decode("utf-8"), str(self._project / name), lambda: True
        except FileNotFoundError:
            raise TemplateNotFound(template) from None
        except (OSError, UnicodeDecodeError) as error:
            said = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise UserError(f"the template {name} cannot be read: {said}", "fix it, or delete it") from None


def loader(project: Path, themes: Sequence[Path]) -> BaseLoader:
    """Templates by name from the first of these themes that has them."""
    own = [OwnTemplates(project, folder) for folder in themes[:-1]]
    return ChoiceLoader([*own, FileSystemLoader(themes[-1])])
