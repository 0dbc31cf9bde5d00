"""`--help` is complete, fits a terminal, and answers without loading anything heavy."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from smmgen import __version__
from smmgen.cli import COMMANDS, smm

every = pytest.mark.parametrize("name", COMMANDS)
HEAVY = ("pydantic", "httpx2", "jinja2", "yaml", "markdown_it", "rich", "PIL", "watchdog", "sqlite3", "asyncio")


def command(name: str) -> click.Command:
    found: click.Command = import_module(f"smmgen.cli.{name}").command
    return found


def sentences(name: str) -> Iterator[str]:
    """What the command says of itself and of each option."""
    yield command(name).help or ""
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            yield parameter.help or ""


def test_all_commands_are_listed_in_order() -> None:
    listed = CliRunner().invoke(smm, ["--help"]).output.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)


@every
def test_help_of_a_command(name: str) -> None:
    result = CliRunner().invoke(smm, [name, "--help"], terminal_width=80)
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: smm {name} ")
    assert max(map(len, result.output.splitlines())) <= 80


@every
def test_every_command_says_what_it_does_in_sentences(name: str) -> None:
    assert COMMANDS[name].endswith(".")
    for sentence in sentences(name):
        if sentence:
            assert not sentence[0].islower()
            assert sentence.rstrip().endswith(".")


@every
def test_options_are_described(name: str) -> None:
    """Choices speak for themselves; every other option says what it is for."""
    options = [one for one in command(name).params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help and not isinstance(one.type, click.Choice)] == []


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_version(flag: str) -> None:
    assert CliRunner().invoke(smm, [flag]).output == f"smm {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, smmgen.cli; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


@every
def test_loading_a_command_loads_nothing_heavy(name: str) -> None:
    code = f"import sys, smmgen.cli.{name}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


def test_unknown_command() -> None:
    result = CliRunner().invoke(smm, ["pubish"])
    assert result.exit_code == 2
    assert "pubish" in result.output


def test_three_names_for_one_program() -> None:
    by_module = subprocess.run([sys.executable, "-m", "smmgen", "-V"], capture_output=True, text=True, check=True)
    assert by_module.stdout == f"smm {__version__}\n"
