from __future__ import annotations

import re
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.config import Config
from smmgen.content.documents.post import POST
from smmgen.content.front_matter import read, read_text
from smmgen.content.new import new_post, slug
from smmgen.content.parser import parse
from smmgen.content.vocabulary import Vocabulary
from smmgen.content.yaml_text import yaml_text
from smmgen.errors import UserError


def test_new_post(tmp_path: Path, config: Config) -> None:
    path = new_post(tmp_path, config, "Чёрная пятница", ["vk", "tg"], "2026-12-01 10:00", suffix=lambda: "1a2b")
    assert path == tmp_path / "content/posts/2026-12/chyornaya-pyatnitsa.md"
    assert path.read_text("utf-8") == (
        "---\n"
        "title: Чёрная пятница\n"
        "uid: chyornaya-pyatnitsa-1a2b\n"
        "platforms: [vk, tg]\n"
        "schedule: 2026-12-01 10:00\n"
        "status: draft\n"
        "---\n\n"
    )


def test_without_time_and_platforms(tmp_path: Path, config: Config) -> None:
    path = new_post(tmp_path, config, "Latte")
    assert path == tmp_path / "content/posts/latte.md"
    text = path.read_text("utf-8")
    assert "platforms: [tg, vk, vk_en]\nschedule:\n" in text
    assert re.search(r"^uid: latte-[0-9a-f]{4}$", text, re.MULTILINE)


def test_nothing_is_overwritten(tmp_path: Path, config: Config) -> None:
    names = [new_post(tmp_path, config, "Latte").name for _ in range(3)]
    assert names == ["latte.md", "latte-2.md", "latte-3.md"]
    assert len({(tmp_path / "content/posts" / name).read_text("utf-8") for name in names}) == 3


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Чёрная пятница", "chyornaya-pyatnitsa"),
        ("ЩУКА и объём: съезд", "shchuka-i-obyom-sezd"),
        ("Хлеб, цикорий, жёлудь, чай, шиповник, эхо, юла, яблоко, мышь, йод",
         "khleb-tsikoriy-zhyolud-chay-shipovnik-ekho-yula"),
        ("Black Friday -50%!", "black-friday-50"),
        ("Crème brûlée", "creme-brulee"),
        ("☕🎄", "post"),
        ("", "post"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)  # fmt: skip
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_any_text_survives_as_yaml(text: str) -> None:
    written = yaml_text(text)
    assert "\n" not in written
    source, diagnostics = read_text(f"---\ntitle: {written}\n---\n", "a.md")
    assert source is not None, diagnostics
    assert source.data["title"] == normalize("NFC", text)


@pytest.mark.parametrize(
    "text", ["Sale: 50%", "2026", "no", "null", "#1", "a # b", "@you", "it's", 'a "b"', "- a", "x: y", "a:"]
)
def test_titles_are_quoted_where_needed(text: str) -> None:
    source, _ = read_text(f"---\ntitle: {yaml_text(text)}\n---\n", "a.md")
    assert source is not None
    assert source.data["title"] == normalize("NFC", text)


def test_plain_titles_stay_plain() -> None:
    for text in ("Black Friday latte", "Чёрная пятница", "2026-12-01 10:00", "Latte (new)"):
        assert yaml_text(text) == text


def test_result_is_a_sound_draft(tmp_path: Path, config: Config, vocabulary: Vocabulary) -> None:
    path = new_post(tmp_path, config, 'Sale: {{ uid }} "50%" # now', ["vk"], "2026-12-01")
    source, diagnostics = read(tmp_path, path.relative_to(tmp_path).as_posix())
    assert source is not None
    post, more = parse(source, vocabulary)
    assert [*diagnostics, *more] == []
    assert post is not None
    assert (post.front.title, str(post.front.status)) == ('Sale: {{ uid }} "50%" # now', "draft")


def test_archetype(tmp_path: Path, config: Config) -> None:
    archetype = tmp_path / POST.own_archetype
    archetype.parent.mkdir(parents=True)
    archetype.write_text("---\ntitle: {{title}}\nplatforms: {{ platforms }}\nkind: news\n---\n# {{ title }}\n", "utf-8")
    text = new_post(tmp_path, config, "A: b", ["vk"]).read_text("utf-8")
    assert text == '---\ntitle: "A: b"\nplatforms: [vk]\nkind: news\nstatus: draft\n---\n# A: b\n'
    archetype.write_text("---\nstatus: hold\n---\n", "utf-8")
    assert new_post(tmp_path, config, "B").read_text("utf-8") == "---\nstatus: hold\n---\n"
    archetype.write_text("no front matter", "utf-8")
    with pytest.raises(UserError, match="has no front matter"):
        new_post(tmp_path, config, "C")


@pytest.mark.parametrize(
    ("platforms", "at", "message"),
    [
        (["telegarm"], None, "smm.toml has no platform or account `telegarm`"),
        (["instagrm"], None, "smm.toml has no platform or account `instagrm`"),
        (["instagram"], None, "smm.toml has no account on the network `instagram`"),
        (["vk"], "01.12.2026", "`01.12.2026` is not a time that can be read"),
    ],
)
def test_mistakes(platforms: list[str], at: str | None, message: str, tmp_path: Path, config: Config) -> None:
    with pytest.raises(UserError) as caught:
        new_post(tmp_path, config, "A", platforms, at, networks=["telegram", "instagram"])
    assert caught.value.message == message
    assert ("instagram" in caught.value.hint) == ("instag" in message)
    assert not (tmp_path / "content").exists()


def test_it_names_what_it_belongs_to(tmp_path: Path, config: Config) -> None:
    path = new_post(tmp_path, config, "Raf", named={"campaign": "winter-menu", "contest": "box"})
    front = path.read_text("utf-8").split("---")[1]
    assert front.endswith("campaign: winter-menu\ncontest: box\n")
    archetype = tmp_path / "content/archetypes/post.md"
    archetype.parent.mkdir(parents=True)
    archetype.write_text("---\ntitle: {{ title }}\ncampaign:   # the goal\nstatus: hold\n---\ncampaign: no\n", "utf-8")
    path = new_post(tmp_path, config, "Raf", named={"campaign": "winter-menu"})
    assert path.read_text("utf-8") == "---\ntitle: Raf\ncampaign: winter-menu\nstatus: hold\n---\ncampaign: no\n"
