"""What the networks of a project look like: `card.html`, `style.css` and `icon.svg` of each, gathered.

Each file is looked for as `networks/<name>/<file>`: in the project's own theme, in the default one, and in the folder
that a network of another package names as its look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, Template, TemplateNotFound
from markupsafe import Markup, escape

from smmgen.errors import UserError
from smmgen.networks.base import Network
from smmgen.site.templates import loader
from smmgen.site.theme import look_folders

SHARED = "networks/shared.css"
"""What all cards have in common; the styles of the networks come after it."""
OTHER = "networks/other"
"""The look of a network without one."""
_SVG = re.compile(r'<svg\b[^>]*?\bviewBox="(?P<box>[\d\s.-]+)"[^>]*>(?P<inside>.*)</svg>\s*', re.DOTALL)


def looks(project: Path, themes: Sequence[Path], networks: Mapping[str, Network]) -> BaseLoader:
    """Templates of the themes, and of the networks that bring their own."""
    brought = {name: FileSystemLoader(folder) for name, folder in look_folders(networks).items()}
    return ChoiceLoader([loader(project, themes), PrefixLoader({"networks": PrefixLoader(brought)})])


def card_of(name: str, environment: Environment) -> Template:
    """The template of a network's card. `networks/<name>.html` is where themes had it before."""
    return environment.select_template([f"networks/{name}.html", f"networks/{name}/card.html", f"{OTHER}/card.html"])


def styles(names: Sequence[str], environment: Environment) -> bytes:
    """One style sheet for the cards of these networks."""
    read = _reader(environment)
    each = [read(f"networks/{name}/style.css") for name in names]
    generic = any(card_of(name, environment).name == f"{OTHER}/card.html" for name in names)
    return "\n".join([read(SHARED), *([read(f"{OTHER}/style.css")] if generic else []), *filter(None, each)]).encode()


def icons(titles: Mapping[str, str], environment: Environment) -> Markup:
    """A symbol `n-NAME` for each of these networks: its icon, or the first letters of its title."""
    read = _reader(environment)
    signs = (_symbol(name, read(f"networks/{name}/icon.svg"), title) for name, title in titles.items())
    return Markup("\n").join(signs)


def _reader(environment: Environment) -> Callable[[str], str]:
    def read(name: str) -> str:
        """The file's text; "" where no theme has it."""
        assert environment.loader is not None  # noqa: S101 - set by whoever made it
        try:
            return environment.loader.get_source(environment, name)[0]
        except TemplateNotFound:
            return ""

    return read


def _symbol(name: str, icon: str, title: str) -> Markup:
    if not icon:
        return Markup(
            '<symbol id="n-{}" viewBox="0 0 24 24">'
            '<text x="12" y="16" text-anchor="middle" font-size="11" font-weight="700" stroke="none">{}</text></symbol>'
        ).format(name, initials(title))
    found = _SVG.search(icon)
    if not found:
        raise UserError(f"`networks/{name}/icon.svg` cannot be used: it is not an <svg> with a viewBox", "fix the file")
    drawn = f'<symbol id="n-{escape(name)}" viewBox="{found["box"]}">{found["inside"].strip()}</symbol>'
    return Markup(drawn)  # noqa: S704 - a file of the theme, like its templates


def initials(title: str) -> str:
    """`PS` of Pinboard Social, `P` of Pinboard."""
    return "".join(word[0] for word in title.split()[:2]).upper() or "?"
