"""A language of the preview is one file: each has every word, with the same placeholders, and needs nothing else."""

from __future__ import annotations

import ast
import pickle
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from babel import Locale
from babel.dates import format_date

from smmgen import languages
from smmgen.approvals.made_from import NAMES
from smmgen.approvals.words import ASPECTS
from smmgen.content.model import Format
from smmgen.networks import registry
from smmgen.networks.vk.facts import Button
from smmgen.networks.vk.preview import NOTES
from smmgen.phrases import Phrase, spoken
from smmgen.site.i18n import Words

every = pytest.mark.parametrize("language", languages.names())
ROOT = Path(__file__).parents[1]


def flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and above != "counted.":
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


@every
def test_every_word_is_there_with_its_placeholders(language: str) -> None:
    english, here = dict(flat(languages.read("en"))), dict(flat(languages.read(language)))
    assert here.keys() == english.keys()
    for key, words in english.items():
        assert type(here[key]) is type(words)
        assert here[key], key
        if isinstance(words, str):
            assert re.findall(r"\{\w*\}", here[key]) == re.findall(r"\{\w*\}", words), key


@every
def test_every_noun_has_the_forms_of_its_language(language: str) -> None:
    file = languages.read(language)
    forms = {*Locale.parse(file["locale"]).plural_form.tags, "other"}
    for noun, found in file["counted"].items():
        assert found.keys() == forms, noun


@every
def test_numbers_and_dates_can_be_written(language: str) -> None:
    file = languages.read(language)
    assert len(file["sizes"]) == 4
    for pattern in file["dates"].values():
        assert format_date(date(2026, 11, 27), pattern, locale=file["locale"])


@every
def test_it_speaks_of_the_networks_there_are(language: str) -> None:
    networks = languages.read(language)["networks"]
    assert networks.keys() <= set(registry.names())
    assert {*NOTES, "attach", "title", *get_args(Button)} == networks["vk"].keys()
    assert "protected" in networks["telegram"]


def phrases() -> Iterator[str]:
    """Patterns of sentences that pages say."""
    yield from [*NAMES.values(), *ASPECTS.values()]
    for path in ROOT.glob("smmgen/**/*.py"):
        if "Phrase(" in (source := path.read_text("utf-8")):
            calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
            asked = [node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Phrase"]
            yield from (node.value for node in asked if isinstance(node, ast.Constant))


def test_every_phrase_has_words() -> None:
    found = {*phrases()}
    assert len(found) > 30
    ours = {one for one in found if re.search(r"[a-z]", re.sub(r"\{\w+\}", "", one))}
    assert ours <= languages.table("ru", "approvals").keys() | languages.table("ru", "diff_phrases").keys()


def test_values_that_a_diff_shows_have_words() -> None:
    table = partial(languages.table, "ru")
    values = {*table("unit"), *get_args(Format)} - {"post"}
    values |= {f"replies: {one}" for one in table("replies") if one != "everyone"}
    values |= {f"visibility: {one}" for one in table("visibility")}
    assert values <= table("diff_phrases").keys()


def test_a_phrase_is_english_until_a_page_says_it() -> None:
    said = Phrase("{one} and {other}", one=Phrase("the text"), other="{the time}")
    assert said == "the text and {the time}"
    russian = {"{one} and {other}": "{one} и {other}", "the text": "текст", "{the time}": "время"}
    assert spoken(pickle.loads(pickle.dumps(said)), russian) == "текст и {the time}"
    assert spoken("the text", russian) == "the text"


GERMAN = {
    '"en_GB"': '"de"',
    '"d MMMM"': '"d. MMMM"',
    '"post", other = "posts"': '"Beitrag", other = "Beiträge"',
    '"Calendar"': '"Kalender"',
    '"Cannot be forwarded or saved"': '"Nicht weiterleitbar"',
}


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of languages with one more file."""
    for file in languages.FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    text = (languages.FOLDER / "en.toml").read_text("utf-8")
    for english, words in GERMAN.items():
        assert english in text
        text = text.replace(english, words)
    (tmp_path / "de.toml").write_text(text, "utf-8")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    languages.read.cache_clear()
    yield
    languages.read.cache_clear()


def test_a_new_file_is_a_new_language(german: None) -> None:
    assert languages.names() == ("de", "en", "ru")
    t = Words("de")
    assert (t.label("calendar"), t.count("posts", 1), t.count("posts", 2)) == ("Kalender", "1 Beitrag", "2 Beiträge")
    assert (t.day_month("2026-11-27"), t.size(1_540_000)) == ("27. November", "1,5 MB")
    assert languages.of_network("de", "telegram", "protected") == "Nicht weiterleitbar"


def test_nothing_else_names_a_language() -> None:
    """smm.toml takes the languages that there are, and the folder alone says which."""
    files = [
        *ROOT.glob("smmgen/config.py"),
        *ROOT.glob("smmgen/site/**/*.py"),
        *ROOT.glob("smmgen/site/live/*.js"),
        *ROOT.glob("smmgen/server/*.py"),
    ]
    assert files
    for file in files:
        text = file.read_text("utf-8").replace('law: Literal["ru"]', "")  # a country
        assert not re.search(r'"ru"', text), file
