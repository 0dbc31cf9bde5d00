"""Bluesky facets against the `atproto` SDK: its builder's byte offsets, its model of the record."""

from __future__ import annotations

import os

import pytest
from rendering import cases, document

from smmgen.markup.counting import utf8_bytes
from smmgen.markup.render import render
from smmgen.markup.text import RichText
from smmgen.networks.bluesky import NETWORK
from smmgen.networks.bluesky.render import facets

pytestmark = pytest.mark.oracle

if os.environ.get("CI"):
    import atproto
else:
    atproto = pytest.importorskip("atproto", reason="the `atproto` SDK is not installed")

CASES = [pytest.param(markdown, id=title) for _, title, markdown, _ in cases("bluesky")]


def built(rich: RichText) -> atproto.client_utils.TextBuilder:
    """The same text put together with the SDK's own builder."""
    builder, place = atproto.client_utils.TextBuilder(), 0
    for mark in rich.marks:
        builder.text(rich.text[place : mark.start])
        add = {"link": builder.link, "hashtag": builder.tag, "mention": builder.mention}[mark.kind]
        add(rich.text[mark.start : mark.end], mark.value)
        place = mark.end
    return builder.text(rich.text[place:])


@pytest.mark.parametrize("markdown", CASES)
def test_marks_have_the_byte_offsets_of_the_sdk(markdown: str) -> None:
    rich = render(document(markdown, "bluesky"), NETWORK.facts.style).rich
    builder = built(rich)
    assert builder.build_text() == rich.text
    assert [(facet.index.byte_start, facet.index.byte_end) for facet in builder.build_facets()] == [
        (utf8_bytes(rich.text[: mark.start]), utf8_bytes(rich.text[: mark.end])) for mark in rich.marks
    ]


@pytest.mark.parametrize("markdown", CASES)
def test_facets_are_the_ones_the_sdk_knows(markdown: str) -> None:
    rich = render(document(markdown, "bluesky"), NETWORK.facts.style).rich
    octets = rich.text.encode()
    for facet in facets(rich):
        feature = facet["features"][0]
        if "did" in feature:
            feature["did"] = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
        model = atproto.models.AppBskyRichtextFacet.Main.model_validate(facet)
        shown = octets[model.index.byte_start : model.index.byte_end].decode()
        assert shown == shown.strip()
        assert shown
