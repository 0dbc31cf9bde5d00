"""Files to sources: types, places, fences, and never an exception."""

from __future__ import annotations

from pathlib import Path

import frontmatter
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smmgen.content import front_matter
from smmgen.content.front_matter import HANDLER, MAX_BYTES, read, read_bytes, read_text
from smmgen.content.source import Source
from smmgen.content.yaml_reader import resolve_plain
from smmgen.diagnostics import Span


def source_of(text: str) -> Source:
    source, diagnostics = read_text(text, "content/posts/a.md")
    assert source is not None, diagnostics
    assert diagnostics == []
    return source


def sliced(text: str, span: Span) -> str:
    """The stretch a span names, found the slow way."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12:30", "12:30"),
        ("09:30", "09:30"),
        ("1:20:30", "1:20:30"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("Y", "Y"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0123", "0123"),
        ("+79161234567", "+79161234567"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("123", 123),
        ("-230000001", -230000001),
        ("0", 0),
        ("55.7658", 55.7658),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        (".5", ".5"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("1" * 41, "1" * 41),
        ("٣", "٣"),
        ("2026-11-27", "2026-11-27"),
        ("2026-11-27 10:00:00", "2026-11-27 10:00:00"),
        ("2026-11-27T10:00:00Z", "2026-11-27T10:00:00Z"),
        ("<<", "<<"),
        ("=", "="),
        ("12:30 # a comment", "12:30"),
        ("C# and F#", "C# and F#"),
        ('"123"', "123"),
        ("'no'", "no"),
        ('"null"', "null"),
    ],
)
def test_yaml_1_2_types(written: str, value: object) -> None:
    found = source_of(f"---\nkey: {written}\n---\n").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_merge_keys_are_plain_keys() -> None:
    assert source_of("---\n<<: {a: 1}\n---\n").data == {"<<": {"a": 1}}


POST = """---
title: "Чёрная 😀 пятница"
platforms: [vk, telegram]
media:
  - {file: latte.jpg, alt: A latte}
  - file: b.jpg
    alt: >
      folded
      text

  # a comment
notes: |
  first
  second
empty:
---

Body **text**.

---

More.
"""


def test_every_place() -> None:
    source = source_of(POST)
    values = {field: sliced(POST, span) for field, span in source.values.items()}
    assert values == {
        (): sliced(POST, Span(2, 1, 15, 7)),
        ("title",): '"Чёрная 😀 пятница"',
        ("platforms",): "[vk, telegram]",
        ("platforms", 0): "vk",
        ("platforms", 1): "telegram",
        ("media",): sliced(POST, Span(5, 3, 9, 11)),
        ("media", 0): "{file: latte.jpg, alt: A latte}",
        ("media", 0, "file"): "latte.jpg",
        ("media", 0, "alt"): "A latte",
        ("media", 1): "file: b.jpg\n    alt: >\n      folded\n      text",
        ("media", 1, "file"): "b.jpg",
        ("media", 1, "alt"): ">\n      folded\n      text",
        ("notes",): "|\n  first\n  second",
    }
    assert all(sliced(POST, span) == field[-1] for field, span in source.keys.items())
    assert source.keys[("empty",)] == Span(15, 1, 15, 6)


def test_body_and_its_line() -> None:
    source = source_of(POST)
    assert source.body == "\nBody **text**.\n\n---\n\nMore.\n"
    assert source.body_line == 17
    assert POST.split("\n")[source.body_line] == "Body **text**."


@pytest.mark.parametrize("ending", ["---\n", "---"])
def test_no_body(ending: str) -> None:
    source = source_of(f"---\nplatforms: vk\n{ending}")
    assert (source.body, source.body_line) == ("", 4 if ending.endswith("\n") else 3)


@pytest.mark.parametrize("front", ["", "\n", "# nothing yet\n", "~\n"])
def test_empty_front_matter_is_an_empty_mapping(front: str) -> None:
    assert source_of(f"---\n{front}---\nText\n").data == {}


def test_span_falls_back_to_the_nearest_place() -> None:
    source = source_of("---\nmedia:\n  - alt: x\nempty:\n---\n")
    assert source.span(("media", 0, "file")) == Span(3, 5, 3, 11)
    assert source.span(("empty",)) == Span(4, 1, 4, 6)
    assert source.span(("platforms",)) == Span(1, 1, 1, 4)
    assert source.key_span(("media", 0, "alt")) == Span(3, 5, 3, 8)


def test_line_ends_move_no_place() -> None:
    unix = source_of(POST)
    for text in (POST.replace("\n", "\r\n"), POST.replace("\n", "\r"), "\ufeff" + POST):
        other = source_of(text)
        assert (other.data, other.body, other.text) == (unix.data, unix.body, unix.text)
        assert dict(other.values) == dict(unix.values)


def test_python_frontmatter_agrees() -> None:
    metadata, body = frontmatter.parse(POST, handler=HANDLER)
    source = source_of(POST)
    assert metadata == source.data
    assert body == source.body.strip()


@pytest.mark.parametrize("fence", ["---", "--- ", "----", "---\t"])
def test_fences_of_python_frontmatter_open_and_close(fence: str) -> None:
    assert source_of(f"{fence}\nplatforms: vk\n{fence}\nText").data == {"platforms": "vk"}


def test_size_limit() -> None:
    front = b"---\nplatforms: vk\n---\n"
    assert read_bytes(front + b"x" * (MAX_BYTES - len(front)), "a.md")[0] is not None
    source, (found,) = read_bytes(front + b"x" * (MAX_BYTES - len(front) + 1), "a.md")
    assert source is None
    assert (found.code, found.span) == ("SMM101", Span(1, 1, 1, 1))


def test_missing_file(tmp_path: Path) -> None:
    source, (found,) = read(tmp_path, "posts/no.md")
    assert source is None
    assert (found.path, found.code) == ("posts/no.md", "SMM101")


def test_read_gives_the_relative_path(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text(POST, "utf-8")
    source, diagnostics = read(tmp_path, "posts/a.md")
    assert source is not None
    assert (source.path, diagnostics) == ("posts/a.md", [])


def test_eight_levels_are_allowed() -> None:
    assert source_of("---\nnotes: [[[[[[[deep]]]]]]]\n---\n").data["notes"] == [[[[[[["deep"]]]]]]]


def test_many_values_are_refused() -> None:
    source, (found,) = read_text(
        "---\nnotes: [" + "a, " * front_matter.MAX_BYTES.bit_length() * 100 + "]\n---\n", "a.md"
    )
    assert source is None
    assert (found.code, found.message) == ("SMM108", "more than 2,000 keys and values")


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))
    source, found = read_text(f"---\n{bomb}---\n", "a.md")
    assert source is None
    assert {diagnostic.code for diagnostic in found} == {"SMM107"}


def test_duplicate_keeps_the_first_value_and_the_rest() -> None:
    source, (found,) = read_text("---\na: {b: 1}\na: [2, {c: 3}]\nd: 4\n---\n", "a.md")
    assert source is not None
    assert source.data == {"a": {"b": 1}, "d": 4}
    assert (found.span, found.hint) == (Span(3, 1, 3, 2), "it is already on line 2; keep one of the two")


@given(st.text())
def test_arbitrary_text_never_raises(text: str) -> None:
    source, diagnostics = read_text(text, "a.md")
    assert source is not None or diagnostics


@given(st.binary(max_size=200), st.booleans())
def test_arbitrary_bytes_never_raise(raw: bytes, fenced: bool) -> None:
    source, diagnostics = read_bytes(b"---\n" + raw + b"\n---\n" if fenced else raw, "a.md")
    assert source is not None or diagnostics


YAMLISH = st.text(st.sampled_from(list("ab1 -:[]{},\"'#&*!|>%@`?\\~\n\n\t.é😀\u2028\x85\xa0")), max_size=60)


@example(">\n\xa0")
@given(YAMLISH)
def test_anything_like_yaml_has_sound_places(front: str) -> None:
    """Nothing raises, every diagnostic stands inside the file, and every value's place holds that value."""
    text = f"---\n{front}\n---\nText\n"
    source, diagnostics = read_text(text, "a.md")
    lines = text.split("\n")
    for diagnostic in diagnostics:
        span = diagnostic.span
        assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)
        assert span.end_line <= len(lines)
        assert span.end_column <= len(lines[span.end_line - 1]) + 1
    if source is not None:
        for field, span in source.values.items():
            assert_holds(sliced(source.text, span), value_at(source, field))


def value_at(source: Source, field: tuple[str | int, ...]) -> object:
    value: object = source.data
    for step in field:
        value = value[step]  # type: ignore[index]
    return value


def assert_holds(written: str, value: object) -> None:
    simple = not any(sign in written for sign in "\n\x85\u2028\\")
    if isinstance(value, str) and written[0] in "\"'":
        assert written[0] == written[-1]
        assert not simple or written[1:-1].replace("''", "'") == value
    elif isinstance(value, str) and written[0] in "|>":
        assert written == written.rstrip()
    elif not isinstance(value, list | dict) and simple and not written.startswith(("&", "!")):
        assert resolve_plain(written) == value
