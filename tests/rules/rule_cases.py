"""Cases of a rule, written in Markdown: small projects, and what the rule says about them.

A case is a `##` heading with fenced blocks below it:

* `post` or `post NAME.md`: a file of content/posts (`post.md` without a name);
* `document campaigns/spring.md`: a file of content/; `data contests/box/draw.json`: one of data/,
  and `line` one without a line feed at its end;
* `toml`: tables added to smm.toml;
* `beside`: empty files of content/posts, by name;
* `media`: files of content/media, each the name of one in the stock, or `name = stock name`;
* `hook`: the file hooks/house.py;
* `archetype`: the file content/archetypes/post.md;
* `now`: what the clock shows; `ledger`: uid and account of what has gone out;
* `promised`: what the ledger knows of promises: name, digest, post and time in each line;
* `report`: the expected reports, none when left out.

`{word*100}` in a post is the word a hundred times, with spaces between.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from smmgen import hooks, pipeline
from smmgen.building.build import check_plan
from smmgen.building.documents import present
from smmgen.building.posts import checked
from smmgen.content.load_config import load_config
from smmgen.diagnostics import Diagnostic
from smmgen.documents import with_documents
from smmgen.keys import Identity
from smmgen.networks import registry
from smmgen.pipeline import Made
from smmgen.recipe import Recipe
from smmgen.recipe import recipe as gathered
from smmgen.rules.base import Promised

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
_BLOCK = re.compile(r"^````(\w+)(?: +(\S+))?\n(.*?)^````$", re.MULTILINE | re.DOTALL)
_MANY = re.compile(r"\{([^{}]+)\*(\d+)\}")


@dataclass(frozen=True)
class Case:
    rule: str
    title: str
    posts: dict[str, str]
    blocks: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> list[str]:
        return self.blocks.get("report", "").splitlines()

    @property
    def source(self) -> str:
        """All that the case's author wrote, for the test of the rule's own examples."""
        return "\n".join(
            [*self.posts, *self.posts.values(), *self.blocks.values(), *self.documents, *self.documents.values()]
        )


def cases() -> Iterator[Case]:
    for path in sorted(FIXTURES.glob("*.md")):
        for section in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            blocks = list(_BLOCK.finditer(section))
            posts = {found[2] or "post.md": found[3] for found in blocks if found[1] == "post"}
            documents = {found[2]: found[3] for found in blocks if found[1] == "document"}
            data = {found[2]: found[3] for found in blocks if found[1] == "data"}
            data |= {found[2]: found[3].removesuffix("\n") for found in blocks if found[1] == "line"}
            documents |= {f"../data/{name}": text for name, text in data.items()}
            others = {found[1]: found[3] for found in blocks if found[1] not in ("post", "document", "data", "line")}
            yield Case(path.stem, section.partition("\n")[0], posts, others, documents)


def write(case: Case, project: Path, stock: Path) -> None:
    """Make the case a project."""
    posts, media = project / "content/posts", project / "content/media"
    posts.mkdir(parents=True)
    media.mkdir()
    (project / "smm.toml").write_text((HERE / "smm.toml").read_text("utf-8") + "\n" + case.blocks.get("toml", ""))
    for name, text in case.posts.items():
        many = _MANY.sub(lambda found: " ".join([found[1]] * int(found[2])), text)
        (posts / name).write_text(many, "utf-8")
    for name, text in case.documents.items():
        path = Path(os.path.normpath(project / "content" / name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for line in case.blocks.get("media", "").splitlines():
        name, _, original = line.partition(" = ")
        os.link(stock / (original or name), media / name)
    for name in case.blocks.get("beside", "").splitlines():
        (posts / name).touch()
    if "archetype" in case.blocks:
        (project / "content/archetypes").mkdir()
        (project / "content/archetypes/post.md").write_text(case.blocks["archetype"], "utf-8")
    if "hook" in case.blocks:
        (project / "hooks").mkdir()
        (project / "hooks/house.py").write_text(case.blocks["hook"])


def recipe(project: Path) -> Recipe:
    config = load_config(project, registry.Models("settings"))
    used = {account.platform for account in config.accounts.values()}
    functions = hooks.load(project, config.hooks.files, config.hooks.settings)
    return gathered(project, config, {name: registry.get(name) for name in used}, functions)


def run(case: Case, project: Path) -> list[Diagnostic]:
    """Everything the real pipeline and the rules between posts say about the project."""
    files = sorted(path.relative_to(project).as_posix() for path in project.glob("content/*/*"))
    data = (*project.glob("data/*/*"), *project.glob("data/*/*/*"))
    files += sorted(path.relative_to(project).as_posix() for path in data if path.is_file())
    work = with_documents(recipe(project), files)
    documents = present(work, (), ())
    made = [one for name in case.posts for one in pipeline.make(f"content/posts/{name}", work)]
    now = case.blocks.get("now")
    attempted = [Identity(uid, account) for uid, account in map(str.split, case.blocks.get("ledger", "").splitlines())]
    moment = datetime.fromisoformat(now.strip()) if now else None
    posts, promised = [checked(one) for one in made], _promised(case.blocks.get("promised", ""))
    planned = check_plan(posts, documents, files, work.config, moment, attempted, tables={}, promised=promised)
    of_documents = (found for document in documents for found in document.own)
    return sorted([*_own(made), *of_documents, *planned], key=lambda found: found.order)


def _promised(lines: str) -> dict[str, Promised]:
    given = (line.split() for line in lines.splitlines())
    return {name: Promised(digest, post, datetime.fromisoformat(at)) for name, digest, post, at in given}


def _own(made: list[Made]) -> Iterator[Diagnostic]:
    for one in made:
        yield from one.diagnostics


def shown(found: Diagnostic, case: Case) -> str:
    """`4:12-19 warning [tg] message`, with the file's name before it where there are several."""
    line, column, end_line, end_column = found.span
    end = f"{end_column}" if end_line == line else f"{end_line}:{end_column}"
    account = f" [{found.account}]" if found.account else ""
    name = found.path.removeprefix("content/posts/")
    name = name.removeprefix("content/") if name.removeprefix("content/") in case.documents else name
    path = "" if [name] == [*case.posts, *case.documents] else f"{name} "
    return f"{path}{line}:{column}-{end} {found.severity}{account} {found.message}"
