"""Where tokens may be, read from the real places: files, programs, the environment, a keyring."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from stage import KEYED, TOKEN, FakeServer, payload
from written_build import write_build

from smmgen.config import Account, Config, Project
from smmgen.errors import UserError
from smmgen.ledger.open import open_ledger
from smmgen.networks.registry import get
from smmgen.publishing.accounts import require_ready
from smmgen.publishing.context import Context
from smmgen.publishing.doctor import doctor
from smmgen.publishing.dry_run import dry_run
from smmgen.publishing.publish import publish
from smmgen.transport import token_sources
from smmgen.transport.redaction import redacted
from smmgen.transport.tokens import Tokens, held

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
ENVIRON = {"PATH": os.environ["PATH"]}


def account(**source: Any) -> Account:
    return Account(name="tg", platform="keyed", **source)


def tokens(environ: Any = ENVIRON, **source: Any) -> Tokens:
    return Tokens(account(**source), environ)


def word(found: Tokens) -> str:
    return found.get("token").token.reveal()


def problem(environ: Any = ENVIRON, **source: Any) -> str:
    """The one thing that is wrong with the token."""
    found = tokens(environ, **source)
    assert not found.get("token").token
    [line] = found.problems(KEYED)
    return line


def secret_file(folder: Path, text: str, mode: int = 0o600, name: str = "token") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return str(path)


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


# Each source


def test_from_the_environment() -> None:
    assert word(tokens({"TG": f" {TOKEN}\n"}, token_env="TG")) == TOKEN
    assert problem({"TG": " "}, token_env="TG") == "`TG` is not set (`token_env` of account `tg`)"


def test_from_a_file(tmp_path: Path) -> None:
    assert word(tokens(token_file=secret_file(tmp_path, f"\ufeff{TOKEN}\r\n"))) == TOKEN


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777])
def test_a_file_that_others_can_open_is_refused_with_what_to_run(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, TOKEN, mode, "my token")
    said = problem(token_file=path)
    assert said.startswith(f"`{path}` is open to other users of this machine: run `chmod 600 '{path}'`")
    Path(path).chmod(0o400)
    assert word(tokens(token_file=path)) == TOKEN


def test_files_that_hold_no_token(tmp_path: Path) -> None:
    assert "no such file" in problem(token_file=str(tmp_path / "none"))
    assert "is empty" in problem(token_file=secret_file(tmp_path, " \n"))
    assert "is a directory" in problem(token_file=str(tmp_path))
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo, 0o600)
    assert "is not a file" in problem(token_file=str(fifo))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "bytes").chmod(0o600)
    assert "is not text" in problem(token_file=str(tmp_path / "bytes"))


def test_from_a_program() -> None:
    """The first line of what it prints: password stores write notes below."""
    assert (
        tokens(token_command=program(f"print({TOKEN!r}); print('login: teplo')")).get("token").token.reveal() == TOKEN
    )


def test_a_program_is_run_without_a_shell_and_without_a_keyboard(tmp_path: Path) -> None:
    own = tokens(token_command=["echo", "$HOME; touch", f"{tmp_path}/made"])
    assert "contains whitespace" in own.problems(KEYED)[0]
    assert not list(tmp_path.iterdir())
    assert tokens(token_command=program("import sys; print(sys.stdin.read() or 'no-keyboard')")).get(
        "token"
    ).token.reveal() == ("no-keyboard")


def test_a_program_is_run_once_and_only_when_the_token_is_wanted(tmp_path: Path) -> None:
    count = tmp_path / "count"
    own = tokens(token_command=program(f"open({str(count)!r}, 'a').write('x'); print({TOKEN!r})"))
    assert not count.exists()
    assert [own.words(KEYED.facts.secrets)["token"]] * 2 == [own.get("token").token] * 2
    assert own.problems(KEYED) == []
    assert count.read_text() == "x"


def test_what_a_program_says_when_it_fails_is_shown_without_the_token() -> None:
    said = problem(token_command=program(f"import sys; print({TOKEN!r}); sys.exit('cannot decrypt {TOKEN}')"))
    assert "ended with 1: cannot decrypt [secret] (`token_command` of account `tg`)" in said
    assert "canary" not in said


def test_programs_that_give_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "`no-such-program` cannot be run: no such file or directory" in problem(token_command=["no-such-program"])
    assert "printed no token" in problem(token_command=["true"])
    monkeypatch.setattr(token_sources, "PATIENCE", 0.2)
    assert "did not end within 0 seconds" in problem(token_command=["sleep", "5"])


class Keyring(KeyringBackend):
    """A keyring in memory; `broken` has none behind it."""

    priority = 1  # type: ignore[assignment]
    kept = {("smm", "teplo/tg"): TOKEN}

    def get_password(self, service: str, username: str) -> str | None:
        if service == "broken":
            raise RuntimeError(f"no session bus for {TOKEN}")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def _keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("_keyring")
def test_from_the_keyring() -> None:
    assert word(tokens(token_keyring="smm/teplo/tg")) == TOKEN
    assert "nothing at `smm/vk`: run `keyring set smm vk`" in problem(token_keyring="smm/vk")
    assert "cannot be read: no session bus for [secret]" in problem(token_keyring="broken/tg")


def test_the_keyring_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "run `pip install 'smmgen[keyring]'`" in problem(token_keyring="smm/tg")


# What can be a token


@pytest.mark.parametrize("short", ["a", "12345"])
def test_short_tokens_are_refused(short: str) -> None:
    said = problem({"TG": short}, token_env="TG")
    assert (
        said == f"the token is too short: it has {len(short)} characters, not 6 or more (`token_env` of account `tg`)"
    )


def test_what_a_network_gave_is_kept_in_one_line() -> None:
    kept = {"access_token": "canary-access", "refresh_token": "canary-refresh", "device_id": "d1"}
    line = json.dumps(kept | {"expires_at": 1796472000})
    own = held(line)
    assert own.token.reveal() == "canary-access"
    assert own.grant is not None
    assert own.grant.refresh_token.reveal() == "canary-refresh"
    assert own.grant.details["device_id"] == "d1"
    assert own.expires_at == datetime(2026, 12, 5, 12, tzinfo=UTC)
    assert "canary" not in redacted("canary-access canary-refresh " + line) + repr(own.token)


@pytest.mark.parametrize("line", ['{"access_token": 5}', '{"refresh_token": "canary-refresh"}', '{"canary-broken'])
def test_half_an_answer_is_no_token(line: str) -> None:
    said = problem({"VK": line}, token_env="VK")
    assert "canary" not in said
    assert "(`token_env` of account `tg`)" in said


def test_a_json_web_token_tells_when_it_dies() -> None:
    claims = urlsafe_b64encode(b'{"exp": 1796472000.5, "sub": "1"}').decode().rstrip("=")
    assert held(f"eyJhbGciOi.{claims}.signature").expires_at == datetime(2026, 12, 5, 12, 0, 0, 500000, tzinfo=UTC)
    assert held("eyJhbGciOi.not-base64.signature").expires_at is None
    assert held(f"eyJhbGciOi.{urlsafe_b64encode(b'[5]').decode()}.signature").expires_at is None
    assert held("plain.token").expires_at is None


# In a run


def brand(url: str, **source: Any) -> Config:
    made = Account(name="keyed", platform="keyed", base_url=url, target="keyed", **source)
    return Config(project=Project(name="Brand", timezone="UTC"), accounts={"keyed": made})


def run(project: Path, config: Config) -> Any:
    ledger = open_ledger("sqlite:.smm/ledger.db", project)
    try:
        return publish(
            Context(project, config, NOON, ENVIRON, sleep=lambda s: None, find_network=lambda name: KEYED), ledger
        )
    finally:
        ledger.close()


def test_a_run_signs_with_a_token_from_a_file(tmp_path: Path, net: FakeServer) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed")])
    assert run(tmp_path, brand(net.url, token_file=secret_file(tmp_path, TOKEN))).exit_code == 0
    assert len(net.posts) == 1


def test_nothing_is_sent_when_one_cannot_be_read(tmp_path: Path, net: FakeServer) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed")])
    with pytest.raises(UserError, match=r"nothing was sent, tokens are missing: .*chmod 600") as caught:
        run(tmp_path, brand(net.url, token_file=secret_file(tmp_path, TOKEN, 0o644)))
    assert "variable" not in caught.value.hint
    assert net.requests == []


@pytest.mark.parametrize("tracked", [True, False])
def test_a_token_in_version_control_is_told(tmp_path: Path, net: FakeServer, tracked: bool) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed")])
    config = brand(net.url, token_file=secret_file(tmp_path, TOKEN, name="my-token"))
    for command in (["init", "-q"], ["add", "my-token"] if tracked else ["status", "-s"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True, stdout=subprocess.DEVNULL)
    notices = run(tmp_path, config).notices
    checks = doctor(Context(tmp_path, config, NOON, ENVIRON, find_network=lambda name: KEYED))
    assert [sentence for sentence in notices if "is in version control" in sentence] == notices
    assert len(notices) == tracked
    assert [one.verdict for one in checks if "is in version control" in one.message] == ["fail"] * tracked
    assert "canary" not in str(notices) + str(checks)


def test_showing_reads_no_token(tmp_path: Path) -> None:
    """Neither `--dry-run` nor `status` may ask for a passphrase."""
    request = {"method": "sendMessage", "params": {"chat_id": "@teplo", "text": "Hi"}}
    part = {"key": "bf:tg:1:1", "role": "text", "request": request, "media": [], "text": "Hi"}
    write_build(tmp_path, [payload("bf", "tg", "telegram", parts=[part])])
    made = Account(
        platform="telegram", target="@teplo", token_command=program(f"open({str(tmp_path)!r} + '/ran', 'w')")
    )
    config = Config(project=Project(name="Brand", timezone="UTC"), accounts={"tg": made})
    ledger = open_ledger("sqlite:.smm/ledger.db", tmp_path)
    [shown] = dry_run(Context(tmp_path, config, NOON), ledger).parts
    ledger.close()
    assert shown.first is not None
    assert shown.first["url"] == "https://api.telegram.org/bot<token_command>/sendMessage"
    assert not (tmp_path / "ran").exists()


def test_every_token_that_is_missing_is_named() -> None:
    from smmgen.publishing.accounts import AccountSession
    from smmgen.publishing.due import SchedulePolicy

    vk = Account(name="vk", platform="vk", target=-1, token_file="/none", user_token_env="VK_USER")
    bare = Account(name="tg", platform="telegram", target="@teplo")
    sessions = [AccountSession(one, get(one.platform), Tokens(one, {}), SchedulePolicy(None)) for one in (vk, bare)]  # type: ignore[arg-type]
    with pytest.raises(UserError) as refused:
        require_ready(sessions)
    for part in ("`/none` cannot be read", "`VK_USER` is not set", "account `tg` does not say where its `token` is"):
        assert part in refused.value.message
