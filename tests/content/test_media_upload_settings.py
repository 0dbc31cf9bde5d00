"""`[media_upload]` in smm.toml: who has it, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from smmgen.config import Config, token_variables
from smmgen.content.load_config import load_config
from smmgen.errors import UserError
from smmgen.networks import registry

HEAD = '[project]\nname = "Teplo"\n'
BUCKET = '[media_upload]\nbucket = "teplo-media"\nendpoint = "https://s3.example"\n'
KEYS = '[media_upload.secrets]\naccess_key = {env = "S3_ACCESS"}\nsecret_key = {file = "~/s3"}\n'
ACCOUNTS = """[accounts.insta]
platform = "instagram"
token_env = "A"
[accounts.threads]
platform = "threads"
token_env = "B"
[accounts.threads.media_upload]
command = ["scripts/put"]
[accounts.own]
platform = "instagram"
media_base_url = "https://files.example"
"""


def loaded(text: str, folder: Path) -> Config:
    (folder / "smm.toml").write_text(HEAD + text, encoding="utf-8")
    return load_config(folder, {name: registry.get(name).facts.settings for name in registry.names()})


def test_accounts_inherit_it_unless_they_have_their_own(tmp_path: Path) -> None:
    config = loaded(BUCKET + KEYS + ACCOUNTS, tmp_path)
    uploads = {name: account.media_upload for name, account in config.accounts.items()}
    assert uploads["insta"] == uploads["own"] == config.media_upload
    assert config.media_upload is not None
    assert (config.media_upload.prefix, config.media_upload.region) == ("smm/", "us-east-1")
    assert uploads["threads"] is not None
    assert uploads["threads"].command == ["scripts/put"]


def test_its_secrets_are_found_like_those_of_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    config = loaded(BUCKET + KEYS + ACCOUNTS, tmp_path)
    upload = config.accounts["insta"].media_upload
    assert upload is not None
    assert upload.source("access_key") == ("media_upload.secrets.access_key.env", "env", "S3_ACCESS")
    assert upload.source("secret_key") == ("media_upload.secrets.secret_key.file", "file", str(tmp_path / "s3"))
    assert upload.source("session_token") is None
    assert token_variables(config) == {"A", "B", "S3_ACCESS"}


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[media_upload]\n", "3:2: `media_upload` needs either a `command` or a `bucket`", "write one of the two"),
        (BUCKET + 'command = ["x"]\n' + KEYS, "3:2: `media_upload` needs either a `command` or a `bucket`", ""),
        ('[media_upload]\nbucket = "b-x"\n' + KEYS, "3:2: a `bucket` needs the address of its storage", "such as en"),
        (BUCKET, "3:2: a `bucket` needs `access_key`: say where it is", 'access_key = {env = "S3_ACCESS_KEY"}'),
        (BUCKET + KEYS + "token = {env = 'X'}", "9:1: unknown secret `token`", "known here: `access_key`"),
        (BUCKET + "secrets = 5", "6:1: `secrets` must be a table", 'such as secrets = {access_key = {env = "ACC'),
        (
            BUCKET + "secrets = {access_key = 'AKIA'}",
            "6:1: `access_key` must be a table",
            "the secret itself stays out",
        ),
        (
            BUCKET + 'secret_key = "abc"\n' + KEYS,
            "6:1: unknown key `secret_key`",
            'such as secret_key = {env = "S3_SECRET_KEY"} under `secrets`',
        ),
        (BUCKET.replace("https", "http") + KEYS, "5:1: `endpoint` must be an https:// address of a server", ""),
        (BUCKET.replace("//", "//u:p@") + KEYS, "5:1: `endpoint` must be an https:// address of a server", ""),
        (BUCKET.replace("teplo-media", "Teplo") + KEYS, "4:1: `Teplo` is not the form of `bucket`", "such as `teplo-m"),
        (BUCKET + 'prefix = "../"\n' + KEYS, "6:1: `../` is not the form of `prefix`", "such as `smm/`"),
        (BUCKET + 'remove_command = ["x"]\n' + KEYS, "3:2: `remove_command` does not go with a `bucket`", ""),
        ('[media_upload]\ncommand = ["x"]\nregion = "r"', "3:2: `region` does not go with a `command`", ""),
        ('[media_upload]\ncommand = "scripts/put a"', "4:1: `command` must be a list", '["scripts/put", "a"]'),
        ("[media_upload]\ncommand = []", "4:1: `command` must have at least 1 entry, not 0", ""),
        ('[media_upload]\ncommand = [" "]', "3:2: `command` must begin with a program", ""),
        (ACCOUNTS + 'media_upload = "put"\n', "14:1: `media_upload` must be a mapping of keys, not text", ""),
    ],
)
def test_mistakes(text: str, message: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        loaded(text, tmp_path)
    said = f"{caught.value.message}\n{caught.value.hint}"
    assert f"smm.toml:{message}" in said
    assert hint in said


def test_the_mistakes_of_an_account_are_at_its_own_table(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"smm\.toml:9:2: a `bucket` needs the address"):
        loaded(ACCOUNTS.replace('command = ["scripts/put"]', 'bucket = "b-x"'), tmp_path)


def test_a_store_for_tests_may_be_on_this_machine(tmp_path: Path) -> None:
    for host in ("127.0.0.1:8333", "localhost:8333", "[::1]:8333"):
        config = loaded(BUCKET.replace("https://s3.example", f"http://{host}/") + KEYS, tmp_path)
        assert config.media_upload is not None
        assert config.media_upload.endpoint == f"http://{host}"
