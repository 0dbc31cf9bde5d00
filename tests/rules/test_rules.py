"""Every rule against its fixture, and what all rules have in common."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from rule_cases import FIXTURES, Case, cases, run, shown, write

from smmgen import rules
from smmgen.content import codes as content_codes
from smmgen.content.renamed_keys import RENAMED_SETTING
from smmgen.diagnostics import Code
from smmgen.rules import codes

GROUPS = (
    rules.POST_RULES,
    rules.FILE_RULES,
    rules.VARIANT_RULES,
    rules.DOCUMENT_RULES,
    rules.PLAN_RULES,
    rules.ENGINE_RULES,
)
MODULES = tuple(dict.fromkeys(module for group in GROUPS for module in group))
CASES = tuple(cases())
NOT_RULES = {
    "__init__", "base", "caps", "compare", "contest_networks", "engine", "hashtags", "law", "links", "measured",
    "places", "texts", "writing", "creatives",
    "event_disagreement", "event_posts", "event_texts", "lines_of_budget",
}  # fmt: skip

each = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.CODE.name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_case(case: Case, tmp_path: Path, stock: Path) -> None:
    write(case, tmp_path, stock)
    found = [diagnostic for diagnostic in run(case, tmp_path) if diagnostic.name == case.rule]
    assert [shown(diagnostic, case) for diagnostic in found] == case.expected
    for diagnostic in found:
        assert diagnostic.code == next(code.code for code in codes().values() if code.name == case.rule)
        for text in (diagnostic.message, diagnostic.hint):
            assert text == text.strip()
            assert not text.endswith((".", "!", ";")) or text.endswith("...")


def test_every_module_is_listed_once() -> None:
    files = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - NOT_RULES
    assert sorted(module.__name__.rpartition(".")[2] for module in MODULES) == sorted(files)


@each
def test_identity(module: ModuleType) -> None:
    code: Code = module.CODE
    assert re.fullmatch(r"SMM([1-7]|1[0-9]|2[0-7])\d\d", code.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name)
    assert module.__name__.endswith(f".{code.name.replace('-', '_')}"), "a rule's file has its name"


def test_codes_and_names_are_unique() -> None:
    every = [*content_codes.ALL, RENAMED_SETTING, *(module.CODE for module in MODULES)]
    assert len({code.code for code in every}) == len({code.name for code in every}) == len(every)
    assert codes() == {code.code: code for code in sorted(every, key=lambda code: int(code.code[3:]))}


@each
def test_page(module: ModuleType) -> None:
    """What and why, wrong, right; and the page is the docstring."""
    page = module.CODE.docs
    assert page == (module.__doc__ or "").strip()
    assert page[0].isupper() or page.startswith("`")
    assert page.index("\nWrong") < page.index("\nRight")
    assert len(page.split("\n\n")) >= 3


@each
def test_fixture_fires_and_is_silent(module: ModuleType) -> None:
    assert (FIXTURES / f"{module.CODE.name}.md").is_file()
    own = [case for case in CASES if case.rule == module.CODE.name]
    assert any(case.expected for case in own)
    assert any(not case.expected for case in own)


@each
def test_examples_of_the_page_are_true(module: ModuleType) -> None:
    """What the page calls wrong stands in a case that fires, what it calls right in one that does not."""
    _, wrong, right = re.split(r"^(?:Wrong|Right)[^:\n]*:", module.CODE.docs, flags=re.MULTILINE)
    own = [case for case in CASES if case.rule == module.CODE.name]
    for text, firing in ((wrong, True), (right, False)):
        for example in examples(text):
            assert any(example in case.source for case in own if bool(case.expected) is firing), (firing, example)


def examples(text: str) -> list[str]:
    blocks = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    return [*blocks, *(found for found in re.findall(r"`([^`\n]+)`", text))]


def test_every_fixture_has_a_rule() -> None:
    assert {path.stem for path in FIXTURES.glob("*.md")} == {module.CODE.name for module in MODULES}
