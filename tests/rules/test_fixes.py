"""What `smm check --fix` makes of a post, for the rules that carry their mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_cases import Case, run, write

from smmgen.content import fixing

FRONT = "---\nplatforms: [vk]\n"
# rule, post, mended post
MENDS = {
    "a hashtag in a text": (
        "cut-by-comment",
        f'{FRONT}first_comment: Ask "us" #teplo  # note\n---\nHello\n',
        f'{FRONT}first_comment: "Ask \\"us\\" #teplo"  # note\n---\nHello\n',
    ),
    "nobody knows where it was to end": (
        "cut-by-comment",
        f"{FRONT}poll:\n  {{question: Which #one\n  , options: [a, b]}}\n---\nHello\n",
        f"{FRONT}poll:\n  {{question: Which #one\n  , options: [a, b]}}\n---\nHello\n",
    ),
    "what nobody sees goes, what parts words becomes what it was": (
        "invisible-character",
        f"{FRONT}title: Ко\u00adфе\u200b\n---\n"
        "A\u2028b\u2028\nc\u2029d\ufeff \ufffc!\u200e x\u2060y\n\uf0b7 tea\n\uf0d8 raf\n",
        f"{FRONT}title: Кофе\n---\nA\nb\nc\n\nd ! xy\n• tea\n➢ raf\n",
    ),
    "whatever parts a sign from a name is left": (
        "invisible-character",
        f"{FRONT}---\n@\u200bname\n",
        f"{FRONT}---\n@\u200bname\n",
    ),
    "a sign that only its own font has": ("invisible-character", f"{FRONT}---\n\uf8ff\n", f"{FRONT}---\n\uf8ff\n"),
    "a byte-order mark in front matter": (
        "yaml-syntax",
        f"{FRONT}title: \ufeffTea\n---\nHello\n",
        f"{FRONT}title: Tea\n---\nHello\n",
    ),
    "a blank between words and address": (
        "unread-markup",
        f"{FRONT}---\n[menu]  (https://teplo.example/m) and [hours] (tel:1)\n",
        f"{FRONT}---\n[menu](https://teplo.example/m) and [hours](tel:1)\n",
    ),
    "a mention of VK for all networks": (
        "vk-mention",
        "---\nplatforms: [vk, telegram]\n---\n[club1|Teplo], [id2|Anna] [club1|Teplo]\n",
        "---\nplatforms: [vk, telegram]\n---\n"
        "[Teplo](https://vk.com/club1), [Anna](https://vk.com/id2) [Teplo](https://vk.com/club1)\n",
    ),
    "a mention of VK that stands in code, too": (
        "vk-mention",
        "---\nplatforms: [vk, telegram]\n---\n`[club1|Teplo]` is [club1|Teplo]\n",
        "---\nplatforms: [vk, telegram]\n---\n`[club1|Teplo]` is [club1|Teplo]\n",
    ),
}


@pytest.mark.parametrize("name", MENDS)
def test_mended(name: str, tmp_path: Path, stock: Path) -> None:
    rule, post, mended = MENDS[name]
    case = Case(rule, name, {"post.md": post})
    write(case, tmp_path, stock)
    found = [diagnostic for diagnostic in run(case, tmp_path) if diagnostic.name == rule]
    assert found
    fixing.fix(tmp_path, found)
    assert (tmp_path / "content/posts/post.md").read_text("utf-8") == mended
    left = [diagnostic for diagnostic in run(case, tmp_path) if diagnostic.name == rule]
    assert bool(left) is (post == mended)
