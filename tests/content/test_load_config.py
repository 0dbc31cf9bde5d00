"""smm.toml: everything wrong in it at once, at the right line."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from small_brand import SETTINGS

from smmgen.config import Account, Bounds, Config, Publish
from smmgen.content.layout import find_project
from smmgen.content.load_config import load_config
from smmgen.content.toml_positions import places
from smmgen.errors import UserError

SECRETS = {"vk": ("token", "user_token"), "ok": ("token", "application_secret"), "feed": ()}


class OkSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    application_key: str = ""


def loaded(text: str, folder: Path) -> Config:
    (folder / "smm.toml").write_text(text, "utf-8")
    return load_config(folder, {**SETTINGS, "ok": OkSettings}, lambda platform: SECRETS.get(platform, ()))


def refused(text: str, folder: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        loaded(text, folder)
    return caught.value


GOOD = """
[project]
name = "Teplo"
timezone = "Europe/Moscow"

[accounts.vk]
platform = "vk"
target = -230000001

[accounts.vk_en]
platform = "vk"
post_with = "user"

[hashtags]
brand = ["тепло"]
"""


def test_good(tmp_path: Path) -> None:
    config = loaded("\ufeff" + GOOD.replace("\n", "\r\n"), tmp_path)
    assert (config.project.name, list(config.accounts)) == ("Teplo", ["vk", "vk_en"])
    assert (config.accounts["vk"].name, config.accounts["vk"].target) == ("vk", -230000001)
    assert config.accounts["vk"].settings == {"post_with": "community"}
    assert config.accounts["vk_en"].settings == {"post_with": "user"}


PROJECT = '[project]\nname = "Teplo"\n'
TG = PROJECT + '[accounts.tg]\nplatform = "telegram"\n'
VK = PROJECT + '[accounts.vk]\nplatform = "vk"\n'
OK = PROJECT + '[accounts.ok]\nplatform = "ok"\n'


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[project]\n", "smm.toml:1:2: `name` is missing in `project`", "write `name = ...`"),
        ("", "smm.toml:1:1: `project` is missing", "write `project = ...`"),
        ('[project]\nname = Teplo\n', "smm.toml:2:8: not TOML: invalid value", "texts need quotes"),
        (PROJECT + 'timezone = "Europe/Moskow"', "smm.toml:3:1: unknown time zone `Eu", "did you mean `Europe/Mosc"),
        (PROJECT + 'timezon = "x"', "smm.toml:3:1: unknown key `timezon`", "did you mean `timezone`?"),
        (PROJECT + 'language = "de"', "smm.toml:3:1: `de` is not a choice for `language`", "choose one of `en`, `ru`"),
        (PROJECT + "[acounts.vk]", "smm.toml:3:2: unknown key `acounts`", "did you mean `accounts`?"),
        (PROJECT + "[accounts.vk]\ntarget = 1", "smm.toml:3:2: `platform` is missing", "write `platform = ...`"),
        (PROJECT + '[accounts.vk]\nplatform = "vkk"', "smm.toml:4:1: unknown platform `vkk`", "did you mean `vk`?"),
        (VK + 'post_wth = "x"', "smm.toml:5:1: unknown key `post_wth`", "did you mean `post_w"),
        (VK + 'outlet = "dzen"', "smm.toml:5:1: unknown key `outlet`", "keys of vk alone: `post_with`;"),
        (TG + 'outlet = "dzen"', "smm.toml:5:1: unknown key `outlet`", "keys of telegram alone: none;"),
        (VK + 'api_key = 5', "smm.toml:5:1: unknown key `api_key`", "secrets stay out of the project"),
        (OK + 'aplication_key = "C"', "smm.toml:5:1: unknown key `aplication_key`", "did you mean `application_key`?"),
        (OK + 'application_secret = "C"', "smm.toml:5:1: unknown key `application_secret`", "secrets stay out"),
        (
            OK + '[accounts.ok.secrets]\napplication_key = "C"',
            "smm.toml:6:1: `application_key` is not a secret",
            "write it under [accounts.ok], without `secrets`",
        ),
        (VK + 'targt = 5', "smm.toml:5:1: unknown key `targt`", "did you mean `target`?"),
        (VK + 'media_base_url = "http://x.example/"', "smm.toml:5:1: `media_base_url` must be an https://", "such as"),
        (VK + 'media_base_url = "https://u:p@x.example"', "smm.toml:5:1: `media_base_url` must be an https://", ""),
        (VK + 'media_base_url = "https://x.example/?a"', "smm.toml:5:1: `media_base_url` must be an https://", ""),
        (VK + 'media_base_url = "https://["', "smm.toml:5:1: `media_base_url` must be an https:// address", ""),
        (VK + 'media_base_url = 5', "smm.toml:5:1: `media_base_url` must be text, not a number", "put it in quotes"),
        (VK + 'target = true', "smm.toml:5:1: `target` must be text, not `true`", ""),
        (VK + 'token = "abc"', "smm.toml:5:1: unknown key `token`", "secrets stay out"),
        (VK + 'token_env = "1:AAE-x"', "smm.toml:5:1: `token_env` must be the name", "such as"),
        (VK + 'token_file = " "', "smm.toml:5:1: `token_file` must be the path", "such as"),
        (
            VK + 'token_command = "pass show vk"',
            "smm.toml:5:1: `token_command` must be a list",
            'write a list: ["pass", "show", "vk"]',
        ),
        (
            PROJECT + '[publish]\nblackout = "2027-01-01"',
            "smm.toml:4:1: `blackout` must be a list, not text",
            'write a list: ["2027-01-01"]',
        ),
        (VK + 'user_token_command = []', "smm.toml:5:1: `user_token_command` must be a program", "such as"),
        (VK + 'token_keyring = "smm"', "smm.toml:5:1: `token_keyring` must be a service and a name", "such as"),
        (VK + 'token_expires = "2027-01-31"', "smm.toml:5:1: `token_expires` must be a date, not `20", "write it"),
        (VK + 'token_env = "A"\ntoken_file = "b"', "smm.toml:6:1: `token` is said to be in 2 places", "keep one"),
        (VK + 'default_time = "9:00"', "smm.toml:5:1: `9:00` is not the form", "write hours and"),
        (PROJECT + '[accounts."my page"]\nplatform = "vk"', "smm.toml:3:2: `my page` is not a name", "begin with"),
        (PROJECT + '[accounts.title]\nplatform = "vk"', "smm.toml:3:2: `title` is a front", "try `title_page`"),
        (PROJECT + '[accounts.telegram]\nplatform = "vk"', "smm.toml:3:2: account `telegram` has", "rename it"),
        (VK + 'limits = {"text.length" = inf}', "smm.toml:5:1: `text.length` must be a number, not `inf`", "write it"),
        (VK + 'limits = {"text.length" = -5}', "smm.toml:5:1: `text.length` must be at least 0, not `-5`", ""),
        (VK + 'limits = {"text.length" = [3]}', "smm.toml:5:1: `text.length` must be a number, not a list", ""),
        (VK + 'limits = {"text.length" = {at_most = "3"}}', "smm.toml:5:1: `text.length` must be a number", "write it"),
        (VK + 'limits = 5', "smm.toml:5:1: `limits` must be", ""),
        (VK + 'name = "x"', "smm.toml:5:1: unknown key `name`", ""),
        (PROJECT + 'accounts = 5', "smm.toml:3:1: unknown key `accounts`", ""),
        (PROJECT + '[hashtags]\nbrand = ["$other"]', "smm.toml:4:1: hashtag set `brand` names", "write the"),
        (PROJECT + '[rubrics]\nads = {title = "A", color = "red"}', "smm.toml:4:1: `red` is not the form", "write `#`"),
        (PROJECT + '[publish]\ngrace = "6 h"', "smm.toml:4:1: `6 h` is not the form of `grace`", "write a number"),
        (PROJECT + '[rules]\nseverity = {SMM201 = "warn"}', "smm.toml:4:1: `warn` is not", "did you mean `warning`?"),
        (PROJECT + '[hooks]\nfiles = ["hooks/no.py"]', "smm.toml:4:1: there is no hook `hooks/no.py`", "paths"),
        (PROJECT + '[utm]\ncampaign = "[a-z"', "smm.toml:4:1: `[a-z` is not a regular expression", ""),
        (PROJECT + "[utm]\nmarks = {}", "smm.toml:4:1: no link gets these marks", "add `url` to [project]"),
        (PROJECT + '[hooks.utm]\nsite = "x"', "smm.toml:3:2: `utm` is neither a key of [hooks] nor", ""),
        (PROJECT + '[theme]\npath = "themes/no"', "smm.toml:4:1: there is no folder `themes/no`", "paths are relative"),
    ],
)  # fmt: skip
def test_one_problem(text: str, message: str, hint: str, tmp_path: Path) -> None:
    error = refused(text, tmp_path)
    assert (error.message[: len(message)], error.hint[: len(hint)]) == (message, hint)
    assert "\n" not in error.message


IN_TABLE = VK + "[accounts.vk.secrets]\n"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (IN_TABLE + 'tokn = {env = "VK"}', "smm.toml:6:1: unknown secret `tokn`", "did you mean `token`?"),
        (IN_TABLE + 'token = {}', "smm.toml:6:1: `token` does not say where the secret is", 'such as secrets = {to'),
        (IN_TABLE + 'token = {expires = 2027-01-31}', "smm.toml:6:1: `token` does not say where", "such as"),
        (IN_TABLE + 'token = {env = "A", file = "b"}', "smm.toml:6:1: `token` is said to be in 2 places", "keep"),
        (IN_TABLE + 'token = "canary-secret"', "smm.toml:6:1: `token` must be a table", "say where it is"),
        (IN_TABLE + 'token = {env = 5}', "smm.toml:6:1: `env` must be text, not a number", 'put it in quotes: "5"'),
        (IN_TABLE + 'token = {env = "1:AAE-x"}', "smm.toml:6:1: `env` must be the name of an", 'such as env = "TELE'),
        (IN_TABLE + 'token = {command = []}', "smm.toml:6:1: `command` must be a program", "such as command = ["),
        (IN_TABLE + 'token = {command = "pass vk"}', "smm.toml:6:1: `command` must be a list", "write a list: [\"pass"),
        (IN_TABLE + 'token = {keyring = "smm"}', "smm.toml:6:1: `keyring` must be a service and a name", "such as key"),
        (IN_TABLE + 'token = {env = "A", store_command = []}', "smm.toml:6:1: `store_command` must have", ""),
        (IN_TABLE + 'token = {env = "A", expires = "soon"}', "smm.toml:6:1: `expires` must be a date", "write it"),
        (IN_TABLE + 'token = {keyrng = "A"}', "smm.toml:6:1: unknown key `keyrng`", "did you mean `keyring`?"),
        (IN_TABLE + 'token = {password = "canary-secret", env = "A"}', "smm.toml:6:1: unknown key `pass", "secrets"),
        (VK + 'secrets = 5', "smm.toml:5:1: `secrets` must be a table", "such as secrets ="),
        (VK + 'secrets = {token = {file = " "}}', "smm.toml:5:1: `file` must be the path", "such as file ="),
        (
            VK + 'token_env = "A"\n[accounts.vk.secrets.token]\nenv = "B"',
            "smm.toml:6:2: `token` is given twice, by `token_env` and in `secrets`",
            "keep one",
        ),
        (
            VK + 'token_expires = 2027-01-31\n[accounts.vk.secrets.token]\nenv = "B"',
            "smm.toml:6:2: `token` is given twice, by `token_expires` and in `secrets`",
            "keep one",
        ),
    ],
)  # fmt: skip
def test_one_problem_of_secrets(text: str, message: str, hint: str, tmp_path: Path) -> None:
    error = refused(text, tmp_path)
    assert (error.message[: len(message)], error.hint[: len(hint)]) == (message, hint)
    assert "\n" not in error.message
    assert "canary" not in error.message + error.hint


def test_a_network_without_secrets_takes_none(tmp_path: Path) -> None:
    error = refused(PROJECT + '[accounts.site]\nplatform = "feed"\nsecrets = {token = {env = "A"}}', tmp_path)
    assert (error.message, error.hint) == (
        "smm.toml:5:1: unknown secret `token`",
        "this network takes no secrets; remove it",
    )


def test_a_table_of_secrets(tmp_path: Path) -> None:
    """Each has its own place; files are found from the project, and messages name the key as it is written."""
    text = (
        VK
        + """
user_token_env = "USER"
[accounts.vk.secrets.token]
file = "keys/vk"
expires = 2027-01-31
store_command = ["store", "vk"]
"""
    )
    account = loaded(text, tmp_path).accounts["vk"]
    assert account.source("token") == ("secrets.token.file", "file", str(tmp_path / "keys/vk"))
    assert account.source("user_token") == ("user_token_env", "env", "USER")
    assert account.secrets["token"].expires == date(2027, 1, 31)
    assert account.secrets["token"].store_command == ["store", "vk"]


def test_a_secret_may_have_any_name_where_none_are_known(tmp_path: Path) -> None:
    (tmp_path / "smm.toml").write_text(IN_TABLE + 'api_key = {keyring = "smm/x"}')
    account = load_config(tmp_path, SETTINGS).accounts["vk"]
    assert account.source("api_key") == ("secrets.api_key.keyring", "keyring", "smm/x")


def test_one_source_for_each_token_is_right(tmp_path: Path) -> None:
    text = VK + 'token_file = "keys/vk"\nuser_token_command = ["pass", "show", "vk"]\nuser_token_expires = 2027-01-31'
    account = loaded(text, tmp_path).accounts["vk"]
    assert account.source("token") == ("token_file", "file", str(tmp_path / "keys/vk"))
    assert account.source("user_token") == ("user_token_command", "command", ["pass", "show", "vk"])
    assert account.has_secret("token")
    assert not account.has("base_url")
    assert account.secrets["user_token"].expires == date(2027, 1, 31)


def test_a_file_of_a_token_may_lie_at_home(tmp_path: Path) -> None:
    account = loaded(VK + 'token_file = "~/vk"', tmp_path).accounts["vk"]
    assert account.secrets["token"].file == os.path.expanduser("~/vk")


def test_a_token_is_not_repeated(tmp_path: Path) -> None:
    error = refused(VK + 'token_env = "123:AAE"\ntoken = "456:BBF"', tmp_path)
    assert "AAE" not in error.message
    assert "BBF" not in error.message


def test_all_problems_at_once_in_order(tmp_path: Path) -> None:
    text = """
[accounts.VK]
platform = "vk"
limits = { text = "many" }

[project]
name = 5
timezone = "Mars/Base"
"""
    lines = [line for line in refused(text, tmp_path).message.split("\n") if "hint" not in line]
    assert lines == [
        "smm.toml has 4 problems",
        "smm.toml:2:2: `VK` is not a name for an account",
        "smm.toml:4:1: `text` must be a number, not `many`",
        "smm.toml:7:1: `name` must be text, not a number",
        "smm.toml:8:1: unknown time zone `Mars/Base`",
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('limits = {"text.length" = 5000, hashtags = 5}', {"text.length": 5000, "hashtags": 5}),
        ("[accounts.vk.limits]\ntext.length = 5000\ntext.bytes = 9", {"text.length": 5000, "text.bytes": 9}),
        ('limits = {"image.ratio" = {at_most = 1.91}}', {"image.ratio": Bounds(at_most=1.91)}),
        ("limits = {image.ratio = {at_least = 0.8, at_most = 1}}", {"image.ratio": Bounds(at_least=0.8, at_most=1)}),
        ("limits = {image.ratio.at_least = 0.8}", {"image.ratio": Bounds(at_least=0.8)}),
        (
            "limits.image.ratio = {at_least = 1, at_moist = 2}",
            {"image.ratio": Bounds(at_least=1), "image.ratio.at_moist": 2},
        ),
    ],
)
def test_limits_of_an_account(written: str, read: Any, tmp_path: Path) -> None:
    assert loaded(VK + written, tmp_path).accounts["vk"].limits == read


def test_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "smm.toml").write_bytes('name = "Тепло"'.encode("cp1251"))
    with pytest.raises(UserError, match=r"smm.toml is not UTF-8"):
        load_config(tmp_path, SETTINGS)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"smm.toml cannot be read: no such file"):
        load_config(tmp_path, SETTINGS)


def test_find_project(tmp_path: Path) -> None:
    deep = tmp_path / "a/b/c"
    deep.mkdir(parents=True)
    (tmp_path / "a/smm.toml").touch()
    assert find_project(deep) == (tmp_path / "a").resolve()
    with pytest.raises(UserError) as caught:
        find_project(tmp_path)
    assert "smm init" in caught.value.hint


def test_places_of_keys() -> None:
    text = '''
top = 1
[a.b]
c.d = 2
"quoted key" = 3
text = """
fake = 1
[fake]
"""
list = [
  "x",
]
[[rows]]
id = 4
# comment = 1
  [ a . e ]
  f = { inline = 1 }
'''
    assert places(text) == {
        ("top",): (2, 1),
        ("a",): (3, 2),
        ("a", "b", "c"): (4, 1),
        ("a", "b"): (3, 2),
        ("a", "b", "c", "d"): (4, 1),
        ("a", "b", "quoted key"): (5, 1),
        ("a", "b", "text"): (6, 1),
        ("a", "b", "list"): (10, 1),
        ("rows",): (13, 3),
        ("rows", "0"): (13, 3),
        ("rows", "0", "id"): (14, 1),
        ("a", "e"): (16, 5),
        ("a", "e", "f"): (17, 3),
    }


def test_an_accounts_own_key_takes_precedence_over_publish() -> None:
    data = {
        "project": {"name": "Teplo"},
        "publish": {"max_posts_per_run": 5, "grace": "2h"},
        "accounts": {"few": {"platform": "feed", "max_posts_per_run": 2}, "usual": {"platform": "feed"}},
    }
    config = Config.model_validate(data)
    assert [config.publish_for(name).max_posts_per_run for name in ("few", "usual")] == [2, 5]
    assert config.publish_for("few").grace == "2h"
    assert config.longest_grace == 7200


def test_a_key_of_both_is_left_out_by_accounts_without_one_of_their_own() -> None:
    shared = Account.model_fields.keys() & Publish.model_fields.keys()
    assert "max_posts_per_run" in shared
    for key in shared:
        assert Account.model_fields[key].default is None, key
