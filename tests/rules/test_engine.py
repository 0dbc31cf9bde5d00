"""What projects and posts may say about rules: facts stay, opinions give way, and nothing is said twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from rule_cases import Case, cases, recipe, run, shown, write

from smmgen.content.load_config import load_config
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.errors import UserError
from smmgen.networks.registry import Models
from smmgen.rules import DOCUMENT_RULES, PLAN_RULES, POST_RULES, codes
from smmgen.rules.engine import check_settings

NAMES = {code.name: code for code in codes().values()}
FIRING = [case for case in cases() if case.expected and "ignore:" not in case.source and "[rules]" not in case.source]
FIRST = {case.rule: case for case in reversed(FIRING)}

each = pytest.mark.parametrize("case", FIRST.values(), ids=lambda case: case.rule)
opinions = pytest.mark.parametrize(
    "case", [case for case in FIRST.values() if not NAMES[case.rule].fact], ids=lambda case: case.rule
)
facts = pytest.mark.parametrize(
    "case", [case for case in FIRST.values() if NAMES[case.rule].fact], ids=lambda case: case.rule
)


def about(case: Case, found: list[Diagnostic]) -> list[Diagnostic]:
    return [diagnostic for diagnostic in found if diagnostic.name == case.rule]


def ignoring(case: Case, name: str) -> Case:
    """The case with an `ignore` in the posts, and in other documents that have front matter."""

    def added(files: Mapping[str, str]) -> dict[str, str]:
        return {path: text.replace("---\n", f"---\nignore: [{name}]\n", 1) for path, text in files.items()}

    return replace(case, posts=added(case.posts), documents=added(case.documents))


def setting(case: Case, severity: Mapping[str, str]) -> Case:
    lines = "".join(f'{name} = "{wanted}"\n' for name, wanted in severity.items())
    toml = re.sub(r"\[rules\.severity\]\n([^\[\n]+\n)*", "", case.blocks.get("toml", ""))
    return replace(case, blocks={**case.blocks, "toml": f"{toml}\n[rules.severity]\n{lines}"})


def test_nearly_every_rule_is_tried_here() -> None:
    assert len(FIRST) >= 40


@facts
def test_facts_cannot_be_ignored(case: Case, tmp_path: Path, stock: Path) -> None:
    write(ignoring(case, case.rule), tmp_path, stock)
    found = run(case, tmp_path)
    assert len(about(case, found)) == len(case.expected)
    assert any(d.code == "SMM123" and case.rule in d.message for d in found)


@facts
def test_facts_cannot_be_set(case: Case, tmp_path: Path, stock: Path) -> None:
    write(setting(case, {case.rule: "off"}), tmp_path, stock)
    with pytest.raises(UserError, match="is a fact and cannot be changed"):
        check_settings(load_config(tmp_path, Models("settings")))
    assert len(about(case, run(case, tmp_path))) == len(case.expected), "nor by a way around that check"


@opinions
@pytest.mark.parametrize("by", ["name", "code"])
def test_opinions_can_be_ignored(case: Case, by: str, tmp_path: Path, stock: Path) -> None:
    write(ignoring(case, getattr(NAMES[case.rule], by)), tmp_path, stock)
    found = run(case, tmp_path)
    if left := about(case, found):
        assert not any(d.path.endswith(".md") for d in left), "others have no front matter to ignore anything in"
        return
    files = [*case.posts, *case.documents]
    firing = {line.split()[0] for line in case.expected} if len(files) > 1 else set(files)
    quiet = {shown(d, case).split()[0] if len(files) > 1 else files[0] for d in found if d.code == "SMM122"}
    assert not quiet & firing, "an ignore that hides something is not reported"


@opinions
@pytest.mark.parametrize("by", ["name", "code"])
def test_opinions_can_be_switched_off(case: Case, by: str, tmp_path: Path, stock: Path) -> None:
    write(setting(case, {getattr(NAMES[case.rule], by): "off"}), tmp_path, stock)
    check_settings(load_config(tmp_path, Models("settings")))
    assert about(case, run(case, tmp_path)) == []


@opinions
def test_opinions_can_have_another_severity(case: Case, tmp_path: Path, stock: Path) -> None:
    write(setting(case, {case.rule: "info"}), tmp_path, stock)
    found = about(case, run(case, tmp_path))
    assert [d.severity for d in found] == [Severity.INFO] * len(case.expected)


BY_THE_CLOCK = {rule.CODE.name for rule in PLAN_RULES if getattr(rule, "NEEDS_CLOCK", False)}
"""An entry for one of these is used when its day comes."""
IN_TWO_STEPS = {rule.CODE.name for rule in PLAN_RULES} & {rule.CODE.name for rule in (*POST_RULES, *DOCUMENT_RULES)}
"""Neither step knows of an entry that the other one did not use it."""
NOT_KNOWN = BY_THE_CLOCK | IN_TWO_STEPS


@each
def test_an_ignore_that_hides_nothing_is_reported(case: Case, tmp_path: Path, stock: Path) -> None:
    """In a post that does nothing wrong: at the entry, or for rules between posts at the list."""
    if NAMES[case.rule].fact or case.rule in NOT_KNOWN or NAMES[case.rule].severity is Severity.OFF:
        return
    post = "---\nplatforms: [vk]\nschedule: 2026-12-01 10:00\n---\nHello.\n"
    write(ignoring(Case("", "", {"post.md": post}), case.rule), tmp_path, stock)
    found = run(Case("", "", {"post.md": post}), tmp_path)
    assert [(d.code, d.span.line, d.message) for d in found] == [("SMM122", 2, f"`{case.rule}` silences nothing here")]


GAP = "---\nplatforms: [vk]\nschedule: 2027-03-28 02:30 [Europe/Berlin]\n---\nHello.\n"


def test_opinions_of_the_reader_are_opinions(tmp_path: Path, stock: Path) -> None:
    """A wall time that clocks skip is reported while the post is read, long before the rules run."""
    plain = Case("time-in-gap", "", {"post.md": GAP})
    for number, (case, severities) in enumerate(
        [
            (plain, [Severity.WARNING]),
            (ignoring(plain, "time-in-gap"), []),
            (setting(plain, {"SMM601": "off"}), []),
            (setting(plain, {"time-in-gap": "error"}), [Severity.ERROR]),
        ]
    ):
        (tmp_path / f"{number}").mkdir()
        write(case, tmp_path / f"{number}", stock)
        assert [d.severity for d in run(case, tmp_path / f"{number}")] == severities


def test_settings_name_what_exists(tmp_path: Path, stock: Path) -> None:
    write(setting(FIRING[0], {"mising-alt": "off"}), tmp_path, stock)
    with pytest.raises(UserError) as caught:
        check_settings(load_config(tmp_path, Models("settings")))
    assert "`mising-alt`" in caught.value.message
    assert caught.value.hint == "did you mean `missing-alt`?"


def test_what_several_accounts_mind_is_said_once_and_of_nobody(tmp_path: Path, stock: Path) -> None:
    """And of one by its name."""
    post = "---\nplatforms: [{}]\nschedule: 2026-12-01 10:00\nthread: true\n---\nOne.\n\n---\n\nTwo.\n"
    for folder, names, account in (("two", "vk", None), ("one", "vk_shop", "vk_shop")):
        case = Case("", "", {"post.md": post.format(names)})
        (tmp_path / folder).mkdir()
        write(case, tmp_path / folder, stock)
        assert [(d.name, d.account) for d in run(case, tmp_path / folder)] == [("thread-unsupported", account)]


def test_limits_of_an_account_are_facts(tmp_path: Path, stock: Path) -> None:
    """VK documents no length, so ours is a warning; what the project says itself is an error."""
    toml = '[accounts.short]\nplatform = "vk"\ntarget = -9\ntoken_env = "T"\nlimits = {text = 5}\n'
    post = "---\nplatforms: [short]\nschedule: 2026-12-01 10:00\n---\nHello, neighbours.\n"
    case = Case("", "", {"post.md": post}, {"toml": toml})
    write(case, tmp_path, stock)
    (found,) = run(case, tmp_path)
    assert (found.name, found.severity) == ("text-too-long", Severity.ERROR)
    assert found.span[:2] == (5, 6)
    assert "not official" not in found.hint


def test_files_of_a_hook_do_not_shift_what_is_pointed_at(tmp_path: Path, stock: Path) -> None:
    """A hook may take media away: then the list is pointed at, not some entry of it."""
    hook = (
        "from dataclasses import replace\n"
        "def on_variant(variant):\n"
        "    first = variant.parts[0]\n"
        "    return replace(variant, parts=(replace(first, media=first.media[1:]),))\n"
    )
    media = "media: [{file: cat.png, alt: A cat}, {file: latte.jpg}]"
    post = f"---\nplatforms: [tg]\nschedule: 2026-12-01 10:00\n{media}\n---\nHello.\n"
    blocks = {"media": "cat.png\nlatte.jpg\n", "hook": hook, "toml": '[hooks]\nfiles = ["hooks/house.py"]\n'}
    case = Case("", "", {"post.md": post}, blocks)
    write(case, tmp_path, stock)
    (found,) = run(case, tmp_path)
    assert (found.name, found.span[:2]) == ("missing-alt", (4, 8))


def test_rules_do_not_depend_on_the_order_of_posts(tmp_path: Path, stock: Path) -> None:
    case = next(case for case in FIRING if case.rule == "duplicate-uid")
    write(case, tmp_path, stock)
    backwards = replace(case, posts=dict(reversed(case.posts.items())))
    assert run(case, tmp_path) == run(backwards, tmp_path)


def test_recipe_is_the_real_one(tmp_path: Path, stock: Path) -> None:
    """The cases run on six accounts of five platforms."""
    write(FIRING[0], tmp_path, stock)
    assert sorted(recipe(tmp_path).networks) == ["bluesky", "feed", "mastodon", "telegram", "vk"]


BESIDE = """---
platforms: [fedi]
schedule: 2026-12-01 10:00
targeting: {mastodon: {spoiler: A content warning}}
---
| a | b |
|---|---|
| {word*98} | 2 |
"""


@pytest.mark.parametrize("ignore", ["", "ignore: [dropped-markup]\n"])
def test_an_opinion_does_not_stand_for_a_fact(ignore: str, tmp_path: Path, stock: Path) -> None:
    """A lost table and a refusal are reported at the same line: who silences the one still hears of the other."""
    post = BESIDE.replace("---\n", f"---\n{ignore}", 1)
    write(Case("refused", "", {"post.md": post}), tmp_path, stock)
    found = run(Case("refused", "", {"post.md": post}), tmp_path)
    line = 7 if ignore else 6
    wanted = [("SMM416", line)] if ignore else [("SMM206", line), ("SMM416", line)]
    assert [(d.code, d.span.line) for d in found] == wanted
    assert len({d.span for d in found}) == 1
