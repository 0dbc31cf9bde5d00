"""What stays the same for every document of a run."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from smmgen.config import Config
from smmgen.content import archetypes
from smmgen.content.documents.base import Document
from smmgen.content.documents.library import Library
from smmgen.content.model import FORMATS, Format
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic
from smmgen.hooks import Hooks
from smmgen.networks.account_limits import limits_for
from smmgen.networks.base import Network
from smmgen.networks.limits import Limits
from smmgen.networks.registry import Models
from smmgen.rules.engine import Rules, rules_of
from smmgen.safe_files import Inside
from smmgen.variants.rows import DocumentRow


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """What became of a file that is no post; `document` is None when nothing sensible can be made of it."""

    row: DocumentRow
    document: Document | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that making documents needs, beside their files."""

    project: Path
    config: Config
    networks: Mapping[str, Network]
    vocabulary: Vocabulary
    hooks: Hooks
    limits: Mapping[tuple[str, Format], Limits]
    """Account name and format -> the network's limits with the account's own corrections."""
    rules: Rules
    """Those that the project asks about each post."""
    whole: Container[str] = ()
    """SHA-256 of media files that were found whole before."""
    files: Inside | None = None
    """The project's files, where their folders are kept open: by a build, while it lasts."""
    archetype: str = ""
    """The text that new posts begin with."""
    shared: bool = False
    """For a site that is not the team's: its pages say nothing of problems and files, and nothing is checked, for what
    is left out of the content would seem to be missing."""
    library: Library[MadeDocument] | None = None
    """What `vocabulary.documents` is, once it is known which files there are."""


def recipe(project: Path, config: Config, networks: Mapping[str, Network], hooks: Hooks) -> Recipe:
    """Gather what `make` needs. `networks`: name -> network, for every account of the project."""
    limits = {
        (name, format): limits_for(networks[account.platform], account, format)
        for name, account in config.accounts.items()
        for format in FORMATS
    }
    vocabulary = Vocabulary(config, Models("options"))
    rules, archetype = rules_of(config), archetypes.body(project)
    return Recipe(project, config, networks, vocabulary, hooks, limits, rules, archetype=archetype)
