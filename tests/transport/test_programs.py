"""Programs that upload: real ones, run as `smm publish` runs them."""

from __future__ import annotations

import os
import stat
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from smmgen import inherited
from smmgen.errors import NotSent, Rejected
from smmgen.networks.wire import File, Program, Response
from smmgen.transport.driver import Bounds, Driver
from smmgen.transport.redaction import redacted

DATA = b"a picture"
FILE = File("content/Мой латте.jpg", "image/jpeg", sha256(DATA).hexdigest())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / FILE.path).write_bytes(DATA)
    return tmp_path


def script(project: Path, text: str, name: str = "put") -> list[str]:
    path = project / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return [f"./{name}"]


def run(project: Path, command: list[str], file: File | None = FILE, bounds: Bounds = Bounds(5, 5)) -> Response:  # noqa: B008
    with Driver(project, bounds=bounds) as driver:

        def flow():  # type: ignore[no-untyped-def]
            return (yield Program(command, "0a1b.jpg", file))

        answer: Response = driver.run(flow())
        return answer


def test_it_runs_in_the_project_with_the_path_and_the_name(project: Path) -> None:
    command = script(project, 'echo "$#:$1:$2:$3"; cat "$2"; pwd; cat')
    out = run(project, [*command, "-q"]).body.decode()
    assert out == f"3:-q:{project}/{FILE.path}:0a1b.jpg\na picture{project}\n"


def test_without_a_file_it_gets_the_name_alone(project: Path) -> None:
    assert run(project, script(project, 'echo "$#:$1"'), None).body == b"1:0a1b.jpg\n"


def test_there_is_no_shell(project: Path) -> None:
    (project / "content/a;touch x.jpg").write_bytes(DATA)
    file = File("content/a;touch x.jpg", "image/jpeg", FILE.sha256)
    assert b"a;touch x.jpg" in run(project, ["echo"], file).body
    assert not list(project.glob("x*"))


def test_it_does_not_see_the_secrets_of_smm_toml(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inherited, "_secret", {"INSTAGRAM_TOKEN"})
    monkeypatch.setenv("INSTAGRAM_TOKEN", "canary")
    monkeypatch.setenv("PLAIN", "seen")
    out = run(project, script(project, "env")).body.decode()
    assert "PLAIN=seen" in out
    assert "canary" not in out


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["./missing"], "`./missing` cannot be run: no such file or directory"),
        (["./content"], "`./content` cannot be run: permission denied"),
        (["no-such-program-of-smm"], "`no-such-program-of-smm` cannot be run: no such file or directory"),
        (["./plain"], "`./plain` cannot be run: permission denied"),
        (["a\0b"], "`a\0b` cannot be run: it cannot be started"),
    ],
)
def test_what_cannot_be_run(command: list[str], message: str, project: Path) -> None:
    (project / "plain").write_text("#!/bin/sh\necho https://x.example/\n")
    with pytest.raises(NotSent) as caught:
        run(project, command)
    assert caught.value.message == message
    assert "paths of programs are those of the project" in caught.value.hint


def test_its_failure_is_told_by_its_last_words_without_what_it_printed(project: Path) -> None:
    command = script(project, "echo https://x.example/?sig=a-long-signature-that-nobody-sees\necho one >&2\n"
                              "echo 'denied: a-long-signature-that-nobody-sees' >&2\nexit 7")  # fmt: skip
    with pytest.raises(NotSent) as caught:
        run(project, command)
    assert caught.value.message == "`./put` ended with 7: denied: [secret]"


def test_a_query_that_was_printed_is_a_secret_from_then_on(project: Path) -> None:
    run(project, script(project, "echo 'https://x.example/a.jpg?v=1&token=0123456789-abcdefghij'"))
    assert (
        redacted("see https://x.example/a.jpg?v=1&token=0123456789-abcdefghij")
        == "see https://x.example/a.jpg?[secret]"
    )
    assert redacted("0123456789-abcdefghij") == "[secret]"


def test_it_is_killed_with_all_that_it_started(project: Path) -> None:
    command = script(project, "sleep 60 & echo $! > child; sleep 60")
    with pytest.raises(NotSent, match=r"`\./put` did not end within 1 seconds"):
        run(project, command, bounds=Bounds(1, 1))
    child = int((project / "child").read_text())
    for _ in range(200):
        if not _is_alive(child):
            return
        time.sleep(0.02)
    pytest.fail("its child lives on")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().split(")")[-1].split()[0] == "Z")


def test_a_file_that_was_changed_is_not_uploaded(project: Path) -> None:
    (project / FILE.path).write_bytes(b"another picture")
    with pytest.raises(Rejected, match="is not the file that was built"):
        run(project, script(project, "touch ran"))
    assert not (project / "ran").exists()


def test_a_lot_of_words_are_no_harm(project: Path) -> None:
    command = [sys.executable, "-c", "print('x' * 10_000_000)"]
    assert len(run(project, command).body) == 64 * 1024
