"""Which files of a project a branch has changed, as git tells it; the work tree and the index are only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from smmgen.errors import UserError
from smmgen.ledger.git.repository import GitError, Repository

_DEEPER = (
    "this clone is shallow: `git fetch --unshallow origin`; in CI fetch the whole history "
    "(GitHub: `fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`)"
)
_PLAIN = ("--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--relative")
"""As git puts it whatever a person's settings are; names are relative to the project."""
_QUIET = {"GIT_OPTIONAL_LOCKS": "0"}
"""Looking refreshes no index."""


@dataclass(frozen=True)
class ChangedFiles:
    """What differs between a commit and the work tree.

    `paths`: POSIX, relative to the project; a renamed file has both its names, and a folder stands for all that is in
    it. `base`: the commit, "" when there is nothing to read from it.
    """

    paths: frozenset[str]
    base: str = ""
    repository: Repository | None = field(default=None, compare=False)

    def has(self, path: str) -> bool:
        """The file, or a folder that it is in."""
        return path in self.paths or any(str(folder) in self.paths for folder in PurePosixPath(path).parents)

    def before(self, path: str) -> str:
        """The file's text in the commit; "" when it was not there, or is no text."""
        if self.repository is None:
            return ""
        try:
            return self.repository.run("cat-file", "blob", f"{self.base}:./{path}").decode()
        except (GitError, UnicodeDecodeError):
            return ""

    @cached_property
    def lost_lines(self) -> str:
        """The lines of documents that the commit had and that are gone or otherwise now, each behind a `-`."""
        if self.repository is None:
            return ""
        told = self.repository.run("diff", *_PLAIN, "--unified=0", self.base, "--", "*.md", environ=_QUIET)
        return "\n".join(line for line in told.decode("utf-8", "replace").split("\n") if line.startswith("-"))


def changed_since(project: Path, ref: str) -> ChangedFiles:
    """What differs between the work tree and the last commit that it has in common with `ref`; files that git does not
    know yet count, files that it ignores do not. Raises UserError with what to do."""
    repository = Repository(project)
    try:
        base = _base(repository, ref)
        differs = repository.run("diff", *_PLAIN, "--name-only", "-z", base, "--", environ=_QUIET)
        unknown = repository.run("ls-files", "--others", "--exclude-standard", "-z", environ=_QUIET)
    except (GitError, OSError) as error:
        raise UserError(f"`--changed-since` cannot ask git: {error}", _hint(str(error))) from None
    names = (differs + unknown).decode("utf-8", "surrogateescape").split("\0")
    return ChangedFiles(frozenset(name.rstrip("/") for name in names if name), base, repository)


def _base(repository: Repository, ref: str) -> str:
    """The merge base of HEAD and the ref. Raises GitError, and UserError for a ref that is of no use."""
    commit = "" if ref.startswith("-") else repository.commit_of(ref)
    if not commit:
        raise UserError(f"git knows no commit `{ref}` here", _where(repository, ref))
    if not repository.commit_of("HEAD"):
        raise UserError("this branch has no commit yet", "commit something first, or check without `--changed-since`")
    try:
        return repository.line("merge-base", commit, "HEAD")
    except GitError:
        hint = _DEEPER if _is_shallow(repository) else "name a branch or commit that this one grew out of"
        raise UserError(f"this branch and `{ref}` have no commit in common", hint) from None


def _where(repository: Repository, ref: str) -> str:
    """How to get an unknown commit."""
    if _is_shallow(repository):
        return _DEEPER
    remotes = repository.run("remote").decode().split()
    known = [f"{remote}/{ref}" for remote in remotes if repository.commit_of(f"refs/remotes/{remote}/{ref}")]
    if known:
        return f"did you mean `{known[0]}`?"
    return (
        f"`git fetch {remotes[0]} {ref}` may bring it" if len(remotes) == 1 else "`git branch -a` shows what is known"
    )


def _is_shallow(repository: Repository) -> bool:
    return repository.line("rev-parse", "--is-shallow-repository") == "true"


def _hint(error: str) -> str:
    if "dubious ownership" in error:
        return "`git config --global --add safe.directory` with the folder's name, on this machine"
    if "not a git repository" in error:
        return "check without it: there is nothing here to compare with"
    return "`smm check` without it checks everything"


def repository_of(project: Path) -> Path | None:
    """The folder of the repository that the project lies in, without asking git."""
    folder = project.resolve()
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
