"""Texts made to be slow: work that grows with the text and not with its square, and an end within bounds."""

from __future__ import annotations

from collections.abc import Callable
from cProfile import Profile
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from smmgen import hooks, pipeline
from smmgen.content.front_matter import MAX_TEXT
from smmgen.content.load_config import load_config
from smmgen.diagnostics import MOST
from smmgen.networks import registry
from smmgen.recipe import recipe

BENCH = Path(__file__).parents[1] / "bench/slow_posts.py"


@cache
def bench() -> ModuleType:
    spec = spec_from_file_location("slow_posts", BENCH)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = sorted(bench().posts(1000))
ONCE_SLOW = [
    "body: words",
    "body: images",
    "body: mentions",
    "body: open brackets",
    "body: open spoilers",
    "body: closed blocks",
    "body: marks in code",
    "body: a thread",
    "keys: unknown networks",
    "keys: ignored nothing",
]
"""What took the square of its length, each in a way of its own."""


def calls(work: Callable[[], object]) -> int:
    """How many functions were called, those written in C among them."""
    profile = Profile()
    profile.runcall(work)
    return sum(each.callcount for each in profile.getstats())


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], pipeline.Made]:
    project = bench().project_of("", tmp_path_factory.mktemp("slow"))
    config = load_config(project, registry.Models("settings"))
    used = {account.platform: registry.get(account.platform) for account in config.accounts.values()}
    work = recipe(project, config, used, hooks.load(project, [], {}))

    def made(text: str) -> pipeline.Made:
        (project / "content/posts/post.md").write_text(text, "utf-8")
        [made] = pipeline.make("content/posts/post.md", work)
        return made

    return made


def growth(name: str, size: int, make: Callable[[str], pipeline.Made]) -> float:
    """What four times the size adds to twice the size, compared with what twice the size adds: 2 for work that grows
    with the text, 4 for work that grows with its square."""
    texts = [bench().posts(size * factor)[name] for factor in (1, 2, 4)]
    make(texts[-1])  # what is kept from one post to the next is there
    least, less, most = (calls(lambda text=text: make(text)) for text in texts)
    return (most - less) / max(less - least, 2000)


@pytest.mark.parametrize("name", ONCE_SLOW)
def test_the_work_grows_with_the_text(name: str, make: Callable[[str], pipeline.Made]) -> None:
    assert growth(name, 1000, make) < 3


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_the_work_grows_with_every_text(name: str, make: Callable[[str], pipeline.Made]) -> None:
    assert growth(name, 6000, make) < 3.3


def test_reports_of_one_kind_have_an_end(make: Callable[[str], pipeline.Made]) -> None:
    front = "---\nplatforms: [vk]\n---\n"
    codes = [each.code for each in make(front + "[a](b) " * 2 * MOST).diagnostics]
    assert {codes.count(code) for code in codes} <= {*range(4), MOST}
    assert MOST in {codes.count(code) for code in codes}


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_the_longest_file_is_checked_within_bounds(name: str, tmp_path: Path) -> None:
    """Bounds far above what is measured (bench/README.md), since the machine may be busy."""
    cost = bench().cost(bench().project_of(bench().posts(MAX_TEXT - 100)[name], tmp_path))
    assert cost.code in (0, 1)
    assert cost.megabytes < 256
