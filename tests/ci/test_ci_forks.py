"""A stranger's pull request: the steps of the check are run on it, and none of it runs or leads out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from ci_tools import git, said
from forge import Forge
from github_api import GitHub
from markdown_it import MarkdownIt
from small_project import SMM_TOML, Result, post

Check = Callable[["Forge"], tuple[int, str, Path]]
HOOK = "import os\nos.mkdir({mark!r})\ndef on_post(post, settings):\n    os.mkdir({mark!r} + '2')\n"
TEMPLATE = "{{{{ cycler.__init__.__globals__['os'].mkdir({mark!r}) }}}}"
CONFIG = """
[accounts.ig]
platform = "instagram"
target = "17841400000000001"
token_command = ["mkdir", "{mark}"]
token_store_command = ["mkdir", "{mark}"]

[accounts.ig.media_upload]
command = ["mkdir", "{mark}"]

[publish]
ledger = "sqlite:{mark}"

[hooks]
files = ["hooks/evil.py"]

[theme]
path = "look"
"""
TEXT = """\
```
</details></td></tr></table></code></pre>
````
@shop/owners fixes #1 <img src=x onerror=alert(1)> <script>alert(1)</script> [x](javascript:alert(1))
![y](https://evil.example/pixel.png)

<!-- smmgen: what this changes -->

::set-output name=code::0
::stop-commands::x
| a | b |
"""
EVIL = post(
    '"</details> @shop/owners <script>alert(1)</script> ::error::x"',
    TEXT,
    media="[{file: ../../../outside/secret.png}, {file: /etc/passwd}, {file: secret.png}]",
)
NAMES = ("::set-output name=code::0.md", "a\n::error::pwned.md", "`@shop`<b>.md", "-rf.md", "%0A::error::x.md")


@pytest.fixture
def forge(tmp_path: Path, smm: Callable[..., Result]) -> Forge:
    forge = Forge(tmp_path, GitHub())
    (forge.dev / "content" / "posts").mkdir(parents=True)
    (forge.dev / "smm.toml").write_text(SMM_TOML)
    (forge.dev / "content/posts/a.md").write_text(post("A"))
    for kind in ("github", "gitlab"):
        assert smm("init", forge.dev, "--ci", kind).code == 0
    forge.commit("Begin")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.png").write_bytes(b"secret")
    git(forge.dev, "checkout", "--quiet", "-b", "fork")
    return forge


def everything(forge: Forge) -> None:
    """Code wherever a project may have some, and links wherever it may have files."""
    dev, mark = forge.dev, str(forge.root / "mark")
    for name, text in {
        "hooks/evil.py": HOOK.format(mark=mark),
        "look/missing.html": TEMPLATE.format(mark=mark),
        "look/assets/evil.js": "alert(1)",
        "content/posts/evil.md": EVIL,
        "smm.toml": SMM_TOML + CONFIG.format(mark=mark),
        ".gitattributes": "*.md filter=evil export-subst\n",
        ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "mkdir {mark}"\n',
        ".github/smm/check.sh": f"mkdir {mark}\n",
        ".gitlab/check.sh": f"mkdir {mark}\n",
        "smmgen/__init__.py": f"import os\nos.mkdir({mark!r})\n",
        "sitecustomize.py": f"import os\nos.mkdir({mark!r})\n",
        **{f"content/posts/{name}": post("x") for name in NAMES},
    }.items():
        (dev / name).parent.mkdir(parents=True, exist_ok=True)
        (dev / name).write_text(text)
    (dev / "content/posts/secret.png").symlink_to(forge.root / "outside" / "secret.png")
    (dev / "content/posts/passwd.md").symlink_to("/etc/passwd")
    (dev / "content/posts/folder").symlink_to(forge.root / "outside")
    (dev / "approvals").symlink_to(forge.root / "outside")


def link(*places: str) -> Callable[[Forge], None]:
    def change(forge: Forge) -> None:
        for place in places:
            path = forge.dev / place
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(path, ignore_errors=True)
            path.symlink_to(forge.root / "outside")

    return change


def without_config(forge: Forge) -> None:
    (forge.dev / "smm.toml").unlink()


def checked_on_github(forge: Forge) -> tuple[int, str, Path]:
    """Exit code, log and what is left, of the steps of the workflow."""
    job, temp = forge.root / "job", forge.root / "temp"
    git(forge.root, "clone", "--quiet", "--branch", "main", str(forge.origin), str(job))
    git(job, "clone", "--quiet", "--depth", "2", "--branch", "merged", forge.origin.as_uri(), "pull-request")
    (temp / "smmgen" / "bin").mkdir(parents=True)
    (forge.root / "smm").rename(temp / "smmgen" / "bin" / "smm")
    environment = {"RUNNER_TEMP": str(temp), "SMM_PROJECT": ".", "NUMBER": "7", "GITHUB_TOKEN": "job-token"}
    code, log = said("bash", ".github/smm/check.sh", temp / "review", cwd=job, env=environment)
    assert git(job, "status", "--porcelain") == "?? pull-request/"
    return code, log, temp / "review"


def checked_on_gitlab(forge: Forge) -> tuple[int, str, Path]:
    job, base = forge.root / "job", forge.root / "base"
    git(forge.root, "clone", "--quiet", "--branch", "merged", str(forge.origin), str(job))
    main = git(forge.origin, "rev-parse", "main")
    git(job, "worktree", "add", "--quiet", "--detach", str(base), main)
    environment = {"SMM": str(forge.root / "smm"), "SMM_PROJECT": ".", "CI_MERGE_REQUEST_DIFF_BASE_SHA": main}
    code, log = said("bash", base / ".gitlab/check.sh", cwd=job, env={**environment, "TMPDIR": str(forge.root)})
    return code, log, job / "smm-review"


def propose(forge: Forge, change: Callable[[Forge], None]) -> None:
    change(forge)
    forge.commit("Be helpful", "fork", "--force")
    forge.open_pull_request(7, "fork", repository=2)
    git(forge.origin, "branch", "merged", "refs/pull/7/merge")


def require_untouched(forge: Forge) -> None:
    assert [path.name for path in forge.root.iterdir() if path.name.startswith("mark")] == [], "code was run"
    assert [(path.name, path.read_bytes()) for path in (forge.root / "outside").iterdir()] == [
        ("secret.png", b"secret")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("check", [checked_on_github, checked_on_gitlab], ids=["github", "gitlab"])
def test_nothing_of_it_runs_and_all_of_it_is_text(
    forge: Forge, check: Callable[[Forge], tuple[int, str, Path]]
) -> None:
    propose(forge, everything)
    code, log, left = check(forge)
    assert code == 1, log  # its mistakes
    assert "Traceback" not in log
    require_untouched(forge)
    assert (left / "preview/index.html").is_file()
    assert (left / "preview/diff/index.html").is_file()
    assert not (left / "preview/assets/evil.js").exists()
    assert not any(path.is_symlink() for path in left.rglob("*"))
    for page in (left / "preview").rglob("*.html"):
        assert "<script>alert" not in page.read_text(), page
        assert "onerror=alert" not in re.sub("&[a-z]+;.*?&[a-z]+;", "", page.read_text()), page
    assert not any(path.read_bytes() == b"secret" for path in left.rglob("*") if path.is_file())


class Drawn(HTMLParser):
    """Tags, attributes and the text of a page; `open` has what was opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.attributes, self.open, self.text = set[str](), set[str](), list[str](), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open += [tag] if tag not in ("br", "hr") else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def require_text(comment: str) -> None:
    """As a forge draws it, there is nothing in it but our own marks and text."""
    drawn = Drawn()
    drawn.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough", "linkify"]).render(comment))
    assert drawn.open == []
    assert drawn.tags <= {*"code del details em h3 h4 ins li ol p pre strong sub summary".split(),
                          *"table tbody td th thead tr ul".split()}  # fmt: skip
    assert drawn.attributes == set()
    assert "<script>alert(1)</script>" in drawn.text
    assert "</details>" in drawn.text
    assert not re.search(r"(?<!\w)@[A-Za-z]", drawn.text), "it notifies somebody"


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [link("build", ".smm"), link("build/site", "content/posts"), without_config],
    ids=["folders", "folders below", "no project"],
)
def test_links_and_gaps_lead_nowhere(forge: Forge, change: Callable[[Forge], None]) -> None:
    propose(forge, change)
    code, log, left = checked_on_github(forge)
    assert "Traceback" not in log
    require_untouched(forge)
    assert not any(b"secret" in path.read_bytes() for path in left.rglob("*") if path.is_file())
    if change is without_config:
        assert code == 2
        assert (left / "comment/comment.md").read_text().startswith("The pull request has no smm.toml")
