"""Every format of `smm check`, read back by somebody else's reader or by one written from the format's own page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from smmgen.diagnostics import Diagnostic, Fix, Severity, Span
from smmgen.reporting import FORMATS, Setting, counts, unshown
from smmgen.rules import codes

MISSING = Diagnostic(
    "content/posts/2026-12/01-кофе.md",
    Span(4, 11, 4, 24),
    "SMM301",
    "media-missing",
    Severity.ERROR,
    "there is no file `latte.jpg`",
    "did you mean `latte.jpeg` in content/media?",
)
BLOCK = Diagnostic(
    "content/posts/b.md",
    Span(4, 1, 9, 3),
    "SMM401",
    "text-too-long",
    Severity.WARNING,
    "the text is 5 UTF-16 units too long, 100% sure: shorten it",
    account="vk",
)
NOTE = Diagnostic("content/posts/b.md", Span(), "SMM702", "hook-finding", Severity.INFO, "two\nlines")
ALL = [MISSING, BLOCK, NOTE]
PLACES = st.integers(1, 10_000)
SPANS = st.builds(lambda line, column, width: Span(line, column, line, column + width), PLACES, PLACES, PLACES)
ANY = st.builds(
    Diagnostic,
    st.text(min_size=1),
    SPANS,
    st.sampled_from(sorted(codes())),
    st.just("some-name"),
    st.sampled_from([Severity.ERROR, Severity.WARNING, Severity.INFO]),
    st.text(min_size=1),
    st.text(),
    st.one_of(st.none(), st.text(min_size=1)),
    st.lists(st.builds(Fix, SPANS, st.text()), max_size=2).map(tuple),
)


def made(form: str, *diagnostics: Diagnostic, **setting: Any) -> str:
    return FORMATS[form](diagnostics, Setting(codes(), **setting))


# Text


def test_text_is_for_people() -> None:
    assert made("text", *ALL).splitlines() == [
        "content/posts/2026-12/01-кофе.md:4:11: error SMM301 media-missing: there is no file `latte.jpg`",
        "  hint: did you mean `latte.jpeg` in content/media?",
        "content/posts/b.md:4:1: warning SMM401 text-too-long: "
        "the text is 5 UTF-16 units too long, 100% sure: shorten it [vk]",
        "content/posts/b.md:1:1: info SMM702 hook-finding: two\\nlines",
    ]


def test_text_keeps_the_terminal_safe() -> None:
    """A post must not be able to clear the screen, or to write from right to left what is not there."""
    spoken = made("text", replace(MISSING, message="\x1b[2J\u202etxt\x9b", hint="👩‍👩‍👧 stays"))
    assert "\\u001b[2J\\u202etxt\\u009b" in spoken
    assert "👩‍👩‍👧 stays" in spoken


@given(st.lists(ANY))
def test_text_has_a_line_for_each(found: list[Diagnostic]) -> None:
    expected = len(found) + sum(bool(d.hint) for d in found)
    assert len(made("text", *found).splitlines()) == expected


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([], "no problems"),
        ([MISSING], "1 error"),
        ([BLOCK, MISSING, BLOCK], "1 error, 2 warnings"),
        ([NOTE, NOTE], "2 infos"),
    ],
)
def test_counts(found: list[Diagnostic], words: str) -> None:
    assert counts(found) == words


# JSON


@given(st.lists(ANY))
def test_json_reads_back(found: list[Diagnostic]) -> None:
    read = json.loads(made("json", *found))
    again = [
        Diagnostic(
            row["path"],
            Span(row["line"], row["column"], row["end_line"], row["end_column"]),
            row["code"],
            row["name"],
            Severity(row["severity"]),
            row["message"],
            row["hint"],
            row["account"],
            tuple(
                Fix(
                    Span(*(fix[key] for key in ("line", "column", "end_line", "end_column"))),
                    fix["replacement"],
                    fix["safe"],
                )
                for fix in row["fixes"]
            ),
        )
        for row in read
    ]
    assert again == found


def test_json_of_nothing() -> None:
    assert made("json") == "[]\n"


# GitHub: https://docs.github.com/actions/reference/workflow-commands-for-github-actions, unescaped as
# actions/toolkit escapes (packages/core/src/command.ts)

COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>[^\n]*?)::(?P<message>[^\n]*)\n")


def github_read(text: str) -> list[dict[str, str]]:
    found = []
    while text:
        command = COMMAND.match(text)
        assert command, text
        properties = dict(item.split("=", 1) for item in command["properties"].split(","))
        found.append(
            {name: unescaped(value) for name, value in properties.items()}
            | {"level": command["level"], "message": unescaped(command["message"])}
        )
        text = text[command.end() :]
    return found


def unescaped(value: str) -> str:
    for sign, code in ((":", "%3A"), (",", "%2C"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        value = value.replace(code, sign)
    return value


def test_github() -> None:
    first, block, note = made("github", *ALL).splitlines()
    assert first.startswith("::error file=content/posts/2026-12/01-кофе.md,line=4,endLine=4,col=11,endColumn=24,title=")
    assert block.startswith("::warning file=content/posts/b.md,line=4,endLine=9,title=SMM401 text-too-long::")
    assert "100%25 sure: shorten it" in block, "a colon needs no escaping behind the second `::`"
    assert note.startswith("::notice ")
    assert note.endswith("::two%0Alines")


def test_github_escapes_properties() -> None:
    assert "file=a%2Cb%3A%25.md,line=" in made("github", replace(NOTE, path="a,b:%.md"))


@given(st.lists(ANY))
def test_github_reads_back(found: list[Diagnostic]) -> None:
    read = github_read(made("github", *found))
    found = sorted(found, key=lambda d: [Severity.ERROR, Severity.WARNING, Severity.INFO].index(d.severity))
    assert [(row["file"], int(row["line"]), int(row["col"]), int(row["endColumn"])) for row in read] == [
        (d.path, d.span.line, d.span.column, d.span.end_column) for d in found
    ]
    assert all(row["message"].startswith(d.message) for row, d in zip(read, found, strict=True))
    assert all(row["message"].endswith(d.hint) for row, d in zip(read, found, strict=True))


def test_github_shows_ten_of_a_level() -> None:
    """Errors come first, so that no warning takes the place of one; what is left out is said."""
    assert unshown([MISSING] * 10 + [BLOCK] * 10) == ""
    assert unshown([BLOCK] * 11 + [MISSING] * 13 + [NOTE] * 12).endswith("the other 3 errors, 1 warning, 2 notices")
    assert [row["level"] for row in github_read(made("github", NOTE, BLOCK, MISSING))] == ["error", "warning", "notice"]


# GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

GITLAB = {
    "type": "array",
    "items": {
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./"}},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def test_gitlab() -> None:
    read = json.loads(made("gitlab", *ALL))
    assert not [*Draft202012Validator(GITLAB).iter_errors(read)]
    assert [row["severity"] for row in read] == ["major", "minor", "info"]
    assert read[0]["location"] == {"path": MISSING.path, "lines": {"begin": 4, "end": 4}}
    assert read[1]["description"].startswith("the text is 5 UTF-16 units too long")


def fingerprints(form: str, *found: Diagnostic) -> list[str]:
    read = json.loads(made(form, *found))
    if form == "gitlab":
        return [row["fingerprint"] for row in read]
    return [row["partialFingerprints"]["smm/v1"] for row in read["runs"][0]["results"]]


@pytest.mark.parametrize("form", ["gitlab", "sarif"])
def test_fingerprints_stay_when_lines_move(form: str) -> None:
    before = fingerprints(form, *ALL)
    moved = [replace(d, span=Span(*(place + 7 for place in d.span))) for d in ALL]
    assert fingerprints(form, *moved) == before
    assert len({*before}) == 3


@pytest.mark.parametrize("form", ["gitlab", "sarif"])
def test_fingerprints_tell_equal_reports_apart(form: str) -> None:
    """GitLab shows one of those that share a fingerprint."""
    again = replace(MISSING, span=Span(9, 1, 9, 2))
    assert len({*fingerprints(form, MISSING, again, replace(MISSING, account="vk"))}) == 3


# SARIF 2.1.0, the part we write, by https://docs.oasis-open.org/sarif/sarif/v2.1.0/

POSITIVE = {"type": "integer", "minimum": 1}
SARIF = {
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
                                },
                            }
                        },
                    },
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "file": {"properties": {"uri": {"pattern": "^[!-~]+$"}}},
        "region": {
            "required": ["startLine"],
            "additionalProperties": False,
            "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), POSITIVE),
        },
        "fix": {
            "required": ["artifactChanges"],
            "additionalProperties": False,
            "properties": {
                "description": {"$ref": "#/$defs/message"},
                "artifactChanges": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "required": ["artifactLocation", "replacements"],
                        "additionalProperties": False,
                        "properties": {
                            "artifactLocation": {"$ref": "#/$defs/file"},
                            "replacements": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "required": ["deletedRegion"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "deletedRegion": {"$ref": "#/$defs/region"},
                                        "insertedContent": {"properties": {"text": {"type": "string"}}},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
        "message": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
        "rule": {
            "required": ["id"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string", "pattern": r"^SMM\d{3,4}$"},
                "name": {"type": "string"},
                "fullDescription": {"$ref": "#/$defs/message"},
            },
        },
        "result": {
            "required": ["message", "ruleId", "locations"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/message"},
                "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                "fixes": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/fix"}},
                "relatedLocations": {"type": "array", "uniqueItems": True},
                "locations": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 1,
                    "items": {
                        "required": ["physicalLocation"],
                        "properties": {
                            "physicalLocation": {
                                "required": ["artifactLocation", "region"],
                                "properties": {
                                    "artifactLocation": {"$ref": "#/$defs/file"},
                                    "region": {"$ref": "#/$defs/region"},
                                },
                            }
                        },
                    },
                },
            },
        },
    },
}


def sarif_read(text: str) -> dict[str, Any]:
    read = json.loads(text)
    assert not [error.message for error in Draft202012Validator(SARIF).iter_errors(read)]
    run: dict[str, Any] = read["runs"][0]
    return run


def test_sarif() -> None:
    run = sarif_read(made("sarif", *ALL, MISSING))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["SMM301", "SMM401", "SMM702"]
    assert rules[0]["fullDescription"]["text"] == codes()["SMM301"].docs
    assert run["columnKind"] == "unicodeCodePoints"
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 4, "startColumn": 11, "endLine": 4, "endColumn": 24}
    assert unquote(place["artifactLocation"]["uri"]) == MISSING.path


def test_other_files_are_related() -> None:
    other = replace(MISSING, others=("content/posts/a b.md",))
    [result] = sarif_read(made("sarif", other, below="brand/"))["results"]
    [place] = result["relatedLocations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "brand/content/posts/a%20b.md"
    [row] = json.loads(made("rdjson", other, from_here="brand/"))["diagnostics"]
    assert row["related_locations"] == [{"location": {"path": "brand/content/posts/a b.md"}}]


def test_sarif_of_nothing_and_of_a_code_from_elsewhere() -> None:
    assert sarif_read(made("sarif"))["results"] == []
    foreign = replace(MISSING, code="SMM999", name="from-elsewhere")
    assert sarif_read(made("sarif", foreign))["tool"]["driver"]["rules"][0]["name"] == "from-elsewhere"


@given(st.lists(ANY))
def test_sarif_reads_back(found: list[Diagnostic]) -> None:
    results = sarif_read(made("sarif", *found))["results"]
    for result, d in zip(results, found, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert (result["ruleId"], unquote(place["artifactLocation"]["uri"])) == (d.code, d.path)
        edits = [edit for fix in result.get("fixes", []) for edit in fix["artifactChanges"][0]["replacements"]]
        assert [edit["insertedContent"]["text"] for edit in edits] == [fix.replacement for fix in d.fixes]
        assert [edit["deletedRegion"]["startLine"] for edit in edits] == [fix.span.line for fix in d.fixes]
        assert result["message"]["text"].startswith(d.message)


# JUnit, as Jenkins' and GitLab's readers know it


def junit_read(text: str) -> ElementTree.Element:
    suite = ElementTree.fromstring(text.encode())
    assert suite.tag == "testsuite"
    cases = suite.findall("testcase")
    assert int(suite.attrib["tests"]) == len(cases)
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    assert all(case.attrib["name"] and case.attrib["classname"] for case in cases)
    return suite


def test_junit() -> None:
    suite = junit_read(made("junit", *ALL))
    missing, block, _ = suite.findall("testcase")
    failure = missing.find("failure")
    assert failure is not None
    assert failure.attrib["message"] == MISSING.message
    assert (failure.text or "").startswith(f"{MISSING.path}:4:11: ")
    assert block.find("failure") is None, "a warning does not fail the job"
    assert "[vk]" in (block.findtext("system-out") or "")


def test_junit_of_nothing_is_one_test_that_passes() -> None:
    (case,) = junit_read(made("junit")).findall("testcase")
    assert [*case] == []


def test_junit_says_which_encoding_it_is_in() -> None:
    """Not that of the machine it was made on."""
    assert made("junit", MISSING).startswith('<?xml version="1.0" encoding="UTF-8"?>\n')


@given(st.lists(ANY))
def test_junit_is_xml_whatever_is_said(found: list[Diagnostic]) -> None:
    suite = junit_read(made("junit", *found))
    assert len(suite.findall("testcase/failure")) == sum(d.severity is Severity.ERROR for d in found)


# Reviewdog: https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto

TEXT = "---\r\ntitle: Чай\r\n---\r\n𐐀b и 🍵!\n"
POSITION = {"type": "object", "additionalProperties": False, "properties": {"line": POSITIVE, "column": POSITIVE}}
RANGE = {"required": ["start"], "additionalProperties": False, "properties": {"start": POSITION, "end": POSITION}}
RDJSON = {
    "required": ["diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"required": ["name"], "properties": {"name": {"type": "string"}}},
        "diagnostics": {
            "type": "array",
            "items": {
                "required": ["message", "location", "severity"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "location": {
                        "required": ["path"],
                        "additionalProperties": False,
                        "properties": {"path": {"type": "string"}, "range": RANGE},
                    },
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "related_locations": {"type": "array", "items": {"required": ["location"]}},
                    "code": {"required": ["value"], "properties": {"value": {"type": "string"}}},
                    "suggestions": {
                        "type": "array",
                        "items": {
                            "required": ["range", "text"],
                            "additionalProperties": False,
                            "properties": {"range": RANGE, "text": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}


def rdjson_read(*found: Diagnostic, text: str = TEXT) -> list[dict[str, Any]]:
    read = json.loads(made("rdjson", *found, read=lambda path: text))
    assert not [error.message for error in Draft202012Validator(RDJSON).iter_errors(read)]
    rows: list[dict[str, Any]] = read["diagnostics"]
    return rows


def cut(text: str, place: dict[str, dict[str, int]]) -> tuple[str, str, str]:
    """The text before, in and behind a range, by the format's own words: lines end with LF, columns are bytes."""
    lines = text.encode().split(b"\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    start, end = (starts[place[edge]["line"] - 1] + place[edge]["column"] - 1 for edge in ("start", "end"))
    data = text.encode()
    return data[:start].decode(), data[start:end].decode(), data[end:].decode()


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(4, 2, 4, 3), "b"),
        (Span(4, 6, 4, 7), "🍵"),
        (Span(2, 8, 2, 11), "Чай"),
        (Span(2, 8, 4, 3), "Чай\r\n---\r\n𐐀b"),
        (Span(1, 1, 1, 1), ""),
    ],
)
@pytest.mark.parametrize("change", [str, lambda text: f"\ufeff{text}", lambda text: text.replace("\r\n", "\r")])
def test_rdjson_counts_bytes(span: Span, expected: str, change: Any) -> None:
    """Whatever the file begins and its lines end with."""
    text = change(TEXT)
    [row] = rdjson_read(replace(MISSING, span=span), text=text)
    assert cut(text, row["location"]["range"])[1] == change(expected).removeprefix("\ufeff")


def test_rdjson_offers_all_edits_as_one() -> None:
    """Each suggestion stands for itself."""
    fixes = (Fix(Span(4, 6, 4, 7), "☕"), Fix(Span(4, 1, 4, 2), "a"))
    [row] = rdjson_read(replace(MISSING, fixes=fixes))
    [suggestion] = row["suggestions"]
    before, _, behind = cut(TEXT, suggestion["range"])
    assert before + suggestion["text"] + behind == TEXT.replace("𐐀", "a").replace("🍵", "☕")


def test_rdjson_of_what_is_no_text() -> None:
    [row] = json.loads(made("rdjson", replace(MISSING, fixes=(Fix(Span(), "x"),))))["diagnostics"]
    assert row["location"] == {"path": MISSING.path}
    assert "suggestions" not in row


@given(st.lists(ANY))
def test_rdjson_reads_back(found: list[Diagnostic]) -> None:
    """Also where the file has fewer lines by now."""
    rows = rdjson_read(*found)
    assert [(row["location"]["path"], row["code"]["value"]) for row in rows] == [
        (d.path, f"{d.code} {d.name}") for d in found
    ]


# All


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_can_be_printed(form: str) -> None:
    """Half characters stand for bytes of a file name that is not UTF-8; and XML takes no control characters at all."""
    odd = replace(MISSING, path="content/posts/\udcff.md", message="\x00\x08\udcff<&>\"'")
    made(form, odd).encode()


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_is_the_same_every_time(form: str) -> None:
    assert made(form, *ALL) == made(form, *ALL)
    assert made(form, *ALL).endswith("\n")
