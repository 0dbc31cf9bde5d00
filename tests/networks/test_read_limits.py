"""`data/limits/<account>.json`: what builds make of it, and how it is written."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from smmgen.config import Account, Bounds, Config, Project
from smmgen.errors import UserError
from smmgen.networks import registry
from smmgen.networks.account_limits import limits_for
from smmgen.networks.limits import MEASURES, Limit, Limits
from smmgen.networks.read_limits import limits_in, path_of, schema, server_of, with_read_limits, write
from smmgen.safe_files import Inside

FEDI = Account(name="fedi", platform="mastodon", base_url="https://masto.example/")
GOOD = {"limits": {"text.length": {"at_most": 5000}}, "read": "2026-11-26", "server": "masto.example"}
MASTODON = registry.get("mastodon")


def kept(folder: Path, text: Any) -> Inside:
    file = folder / path_of("fedi")
    file.parent.mkdir(parents=True)
    file.write_bytes(text if isinstance(text, bytes) else json.dumps(text, indent=1).encode())
    return Inside(folder)


def test_the_server_is_above_the_network_and_below_the_project(tmp_path: Path) -> None:
    limits = {"text.length": {"at_most": 5000}, "poll.seconds": {"at_least": 60}, "alt.length": {"at_most": 9}}
    kept(tmp_path, GOOD | {"limits": limits})
    account = FEDI.model_copy(update={"limits": {"alt.length": 700, "image.ratio": Bounds(at_least=1)}})
    config = with_read_limits(Config(project=Project(name="Teplo"), accounts={"fedi": account}), tmp_path)
    found = limits_for(MASTODON, config.accounts["fedi"])
    assert found["text.length"] == (
        Limit(
            at_most=5000,
            source="data/limits/fedi.json, read from masto.example on 2026-11-26",
            checked="2026-11-26",
            own=True,
        ),
    )
    assert (found.most("alt.length"), found.least("image.ratio")) == (700, 1)
    assert (found.least("poll.seconds"), found.most("poll.seconds")) == (60, 2_629_746)
    assert found.most("media.count") == 4
    assert limits_for(MASTODON, account).most("text.length") == 500, "the configuration itself is left alone"


def test_without_files_nothing_changes(tmp_path: Path) -> None:
    config = Config(project=Project(name="Teplo"), accounts={"fedi": FEDI})
    assert with_read_limits(config, tmp_path) is config
    (tmp_path / "data/limits").mkdir(parents=True)
    assert with_read_limits(config, tmp_path).accounts["fedi"].read_limits == ()


LIMITS = '{\n"read": "2026-11-26",\n"server": "masto.example",\n"limits": {\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"{", ":1:2: not JSON: expecting property name"),
        (b'{\n"limits": {},\n}', ":3:1: not JSON: "),
        (b"\xff", ":1: not UTF-8 (byte 0)"),
        (b"\n\n[]", ":1: not an object with `limits`, `read` and `server`"),
        (b"[" * 100_000, ":1: not JSON: a number or nesting"),
        (b'{"read": ' + b"9" * 5000 + b"}", ":1: not JSON: a number or nesting"),
        (b'{"read": NaN}', ":1: not JSON: a number or nesting"),
        (b" " * 300_000, ":1: the file is larger than 256 KiB"),
        (b'{"limits": {}, "read": "2026-11-26"}', ":1: "),
        (b'{"limits": {},\n"read": "2026-11-26",\n"server": "masto.example", "who": 1}', ":3: "),
        (b'{"limits": {},\n"server": "masto.example",\n"read": "2026-11-31"}', ":3: `2026-11-31` is not a day"),
        (LIMITS + '"alt.length": {},\n"text.length": 5}}', ":6: `text.length` must be"),
        (LIMITS + '"text.length":\n{"at_most": -5}}}', ":6: `at_most` must be at least 0"),
        (LIMITS + '"text.length": {"at_most": 1e999}}}', ":5: "),
        (LIMITS + '"text.length": {"at_most": 5, "sure": true}}}', ":5: "),
        (LIMITS + '"alt.length": {},\n"text.lenght": {"at_most": 5}}}', ":6: `text.lenght` is not something"),
        (LIMITS + '"poll.seconds": {"at_least": 5, "at_most": 4}}}', ":5: the least of `poll.seconds`"),
        (
            b'{"limits": {},\n"read": "2026-11-26",\n"server": "other.example"}',
            ":3: these are limits of `other.example`, but account `fedi` is on `masto.example`",
        ),
    ],
)
def test_a_broken_file_is_one_error_with_its_line(text: bytes | str, said: str, tmp_path: Path) -> None:
    files = kept(tmp_path, text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError) as caught:
        limits_in(files, FEDI)
    assert f"{caught.value.message}\n".startswith(f"data/limits/fedi.json{said}")
    assert caught.value.hint


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_no_link_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    kept(outside, GOOD)
    project = tmp_path / "project"
    (project / "data/limits").mkdir(parents=True)
    (project / "data/limits/fedi.json").symlink_to(outside / path_of("fedi"))
    with pytest.raises(UserError, match=r"data/limits/fedi\.json"):
        limits_in(Inside(project), FEDI)
    (project / "data/limits/fedi.json").unlink()
    (project / "data/limits").rmdir()
    (project / "data/limits").symlink_to(outside / "data/limits")
    with pytest.raises(UserError, match="data/limits is a symbolic link"):
        limits_in(Inside(project), FEDI)
    with pytest.raises(UserError, match="data/limits is a symbolic link"):
        write(Inside(project), FEDI, Limits({"alt.length": Limit(at_most=5)}), date(2026, 11, 26))


def test_it_is_written_sorted_and_only_when_a_limit_changed(tmp_path: Path) -> None:
    files, day = Inside(tmp_path), date(2026, 11, 26)
    limits = {"text.length": Limit(at_most=5000), "alt.length": Limit(at_most=9), "poll.seconds": Limit(60, 900)}
    assert write(files, FEDI, Limits(limits), day)
    text = (tmp_path / path_of("fedi")).read_text("utf-8")
    assert json.loads(text) == {
        "limits": {
            "alt.length": {"at_most": 9},
            "poll.seconds": {"at_least": 60, "at_most": 900},
            "text.length": {"at_most": 5000},
        },
        "read": "2026-11-26",
        "server": "masto.example",
    }
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"
    assert not write(files, FEDI, Limits(limits), date(2027, 1, 1)), "only the day would be new"
    assert (tmp_path / path_of("fedi")).read_text("utf-8") == text
    assert write(files, FEDI, Limits({**limits, "alt.length": (Limit(at_most=10),)}), date(2027, 1, 1))
    assert [one.read for one in limits_in(files, FEDI)] == ["2027-01-01"] * 3


def test_a_broken_file_is_replaced(tmp_path: Path) -> None:
    files = kept(tmp_path, b"{")
    assert write(files, FEDI, Limits({"alt.length": Limit(at_most=9)}), date(2026, 11, 26))
    assert limits_in(files, FEDI)[0].measure == "alt.length"


@pytest.mark.parametrize(
    ("base_url", "server"),
    [
        (None, "mastodon"),
        ("https://user:secret@masto.example/path", "masto.example"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("https://[broken", "mastodon"),
    ],
)
def test_the_server_is_named_without_its_password(base_url: str | None, server: str) -> None:
    assert server_of(Account(name="fedi", platform="mastodon", base_url=base_url)) == server


def test_the_schema_knows_the_measures() -> None:
    found = schema()
    assert set(found["required"]) == {"limits", "read", "server"}
    assert set(found["properties"]["limits"]["propertyNames"]["enum"]) == set(MEASURES)
