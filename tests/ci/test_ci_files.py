"""What `smm init --ci` writes is accepted by the forges' schemas and by linters of others, in odd projects too."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from ci_tools import FILES, git, said, tool
from small_project import Result

Smm = Callable[..., Result]
KINDS = ("github", "gitlab", "cron")
ODD = """\
[project]
name = "Odd"

[accounts.tg]
platform = "telegram"
target = "@odd"
token_env = "ODD_TOKEN"

[accounts.site]
platform = "feed"
target = "public"
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose project is in a folder with a space, and whose main branch has a slash in its name."""
    root = tmp_path_factory.mktemp("ci") / "shop"
    (root / "Our brand").mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch", "release/main")
    (root / "Our brand" / "smm.toml").write_text(ODD)
    return root


@pytest.fixture
def files(written: Path, smm: Smm) -> Path:
    for kind in KINDS:
        assert smm("init", written / "Our brand", "--ci", kind).code == 0
    return written


def names(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix() for path in files}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_project_has_the_files_and_is_told_what_is_left_to_do(kind: str, tmp_path: Path, smm: Smm) -> None:
    result = smm("init", tmp_path / "brand", "--ci", kind)
    assert result.code == 0
    assert names(FILES / kind) <= names(tmp_path / "brand")
    assert "TELEGRAM_TOKEN" in result.out.partition("\nnext:\n")[2]
    ledger = "sqlite:.smm/ledger.db" if kind == "cron" else "git:smm-ledger"
    assert f'ledger = "{ledger}"' in (tmp_path / "brand" / "smm.toml").read_text("utf-8")
    assert smm("-C", tmp_path / "brand", "check", "--strict").code == 0


def test_an_existing_project_keeps_its_files_and_is_told_so(tmp_path: Path, smm: Smm) -> None:
    (tmp_path / "smm.toml").write_text(ODD)
    workflow = tmp_path / ".github" / "workflows" / "smm-publish.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine")
    result = smm("init", tmp_path, "--ci", "github")
    assert result.code == 0
    assert workflow.read_text() == "mine"
    assert f"{workflow} already exists and was not changed" in result.err
    assert "git:smm-ledger" in result.out, "a file on a job's disk is lost"
    assert not (tmp_path / "content").exists()
    before = names(tmp_path)
    again = smm("init", tmp_path, "--ci", "github")
    assert (again.code, names(tmp_path)) == (0, before)
    assert "wrote 0 files" in again.err


def test_links_in_the_way_are_not_followed(tmp_path: Path, smm: Smm) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "smm.toml").write_text(ODD)
    (tmp_path / "brand" / ".github").symlink_to(tmp_path / "away")
    result = smm("init", tmp_path / "brand", "--ci", "github")
    assert result.code == 2
    assert "symbolic link" in result.err
    assert names(tmp_path / "away") == set()


def test_the_folder_the_branch_and_the_secrets_are_those_of_the_project(files: Path) -> None:
    publish = (files / ".github/workflows/smm-publish.yml").read_text()
    job = yaml.safe_load(publish)["jobs"]["publish"]
    assert job["env"] == {"SMM_PROJECT": "Our brand"}
    assert job["if"] == "github.ref == 'refs/heads/release/main'"
    assert yaml.safe_load(publish)[True]["push"] == {"branches": ["release/main"]}  # YAML 1.1 reads `on` as true
    sending = next(step for step in job["steps"] if step.get("id") == "publish")
    secrets = [key for key, value in sending["env"].items() if "secrets." in value]
    assert secrets == ["ODD_TOKEN"]
    assert publish.count("secrets.") == 1, "given to the step that publishes, and to no other"
    assert (files / "Our brand/deploy/crontab").read_text().count(f"{files}/Our brand/deploy/publish.sh") == 2


def test_only_two_workflows_may_write_and_none_of_them_reads_a_pull_request(files: Path) -> None:
    rights = {}
    for path in sorted((files / ".github/workflows").glob("*.yml")):
        workflow = yaml.safe_load(path.read_text())
        assert workflow["permissions"] == {}, path.name
        assert all(job["timeout-minutes"] for job in workflow["jobs"].values()), path.name
        rights[path.stem] = {
            name for job in workflow["jobs"].values() for name, right in job["permissions"].items() if right == "write"
        }
    assert rights == {
        "smm-check": set(),
        "smm-comment": {"pull-requests"},
        "smm-heartbeat": {"issues"},
        "smm-pages": {"id-token", "pages"},
        "smm-publish": {"contents", "issues"},
    }
    check = (files / ".github/workflows/smm-check.yml").read_text()
    assert "secrets" not in re.sub("#.*", "", check)
    for script in (FILES / "github/.github/smm/check.sh", FILES / "gitlab/.gitlab/check.sh"):
        commands = re.findall(r'"?\$?\bsmm\b"? -C .*', script.read_text(), re.IGNORECASE)
        assert len(commands) == 4
        assert all("--no-hooks" in one or " diff " in one for one in commands), "diff runs hooks only with --hooks"


def test_actions_are_pinned_by_sha_with_their_version(files: Path) -> None:
    used = [line for path in (files / ".github").rglob("*.yml") for line in re.findall("uses: .*", path.read_text())]
    assert len(used) > 10
    for line in used:
        assert re.fullmatch(r"uses: (\./\S+ # .*|actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)", line), line
    assert len({line.split("@")[1] for line in used if "@" in line}) == 5


@pytest.mark.oracle
def test_zizmor_finds_nothing(files: Path) -> None:
    assert said(tool("zizmor"), "--offline", "--quiet", "--color=never", "--persona=pedantic", files) == (
        0,
        "No findings to report. Good job! (5 ignored)\n",
    )


@pytest.mark.oracle
def test_actionlint_finds_nothing(files: Path) -> None:
    assert said(tool("actionlint"), cwd=files) == (0, "")


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("github-workflows", ".github/workflows/*.yml"),
        ("github-actions", ".github/actions/*/action.yml"),
        ("gitlab-ci", ".gitlab*/smm.yml"),
        ("gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_the_published_schemas_are_kept(files: Path, schema: str, pattern: str) -> None:
    paths = sorted(files.glob(pattern))
    assert paths
    how = ("--data-transform", "gitlab-ci") if schema == "gitlab-ci" else ()  # it has `!reference`
    code, text = said(tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *how, *paths)
    assert code == 0, text


@pytest.mark.oracle
def test_shellcheck_finds_nothing(files: Path) -> None:
    scripts = sorted(files.rglob("*.sh"))
    assert len(scripts) == 8
    assert said(tool("shellcheck"), "--external-sources", "--source-path=SCRIPTDIR", *scripts) == (0, "")


def test_systemd_takes_the_units(tmp_path: Path, smm: Smm) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    brand = tmp_path / "Our brand"
    brand.mkdir()
    (brand / "smm.toml").write_text(ODD)
    assert smm("init", brand, "--ci", "cron").code == 0
    units = sorted((brand / "deploy/systemd").iterdir())
    assert len(units) == 5
    code, text = said("systemd-analyze", "verify", *units, env={"SYSTEMD_COLORS": "0"})
    assert (code, text) == (0, "")
    for unit in units:
        if unit.suffix == ".timer":
            when = re.search(r"OnCalendar=(.*)", unit.read_text())
            assert when
            assert said("systemd-analyze", "calendar", when[1])[0] == 0


def test_what_runs_now_is_pinned(files: Path) -> None:
    lines = (files / "tools/requirements.txt").read_text().splitlines()
    assert any(line.startswith("smmgen==") for line in lines)
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", line) for line in lines if not line.startswith("#"))


def test_a_script_needs_no_right_to_be_executed(files: Path) -> None:
    """Wheels keep no such rights, and neither does git on some systems."""
    for path in files.rglob("*"):
        if path.suffix in (".yml", ".service") or path.name == "crontab":
            for line in path.read_text().splitlines():
                if re.search(r"\.sh\b", line) and not line.lstrip().startswith("#"):
                    assert re.search(r"\bbash \S", line), (path.name, line)
    assert not any(os.access(path, os.X_OK) for path in files.rglob("*.sh"))
