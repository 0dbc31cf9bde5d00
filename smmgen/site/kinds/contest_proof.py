"""The page of a draw's proof: all three records, for a script that computes everything again in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from smmgen import languages
from smmgen.content.documents.contest import CONTEST
from smmgen.content.documents.draw import DRAW, RecordFront
from smmgen.content.schedule import zone_of
from smmgen.draw.drand import address, emitted_at
from smmgen.draw.names import DRAW as RESULT
from smmgen.draw.names import ENTRIES, TERMS
from smmgen.draw.records import read_entries
from smmgen.draw.strict_json import Malformed
from smmgen.site.kinds.base import About, Page, Whole
from smmgen.site.urls import document_url


class Posted(NamedTuple):
    """What the organiser posted, as far as it can be read. `time`: `2026-12-20T12:00`, of the project's zone."""

    root: str = ""
    terms: str = ""
    round: int = 0
    time: str = ""
    address: str = ""


class ProofFacts(NamedTuple):
    """`contest` is its title, `files` the records by name, `words` what the script says."""

    contest: str
    files: dict[str, str]
    posted: Posted
    words: dict[str, str]


def files(about: About[RecordFront]) -> Iterator[Page]:
    """One page for each contest whose entries are fixed: `contests/warm-box/proof.html`."""
    uid, _, name = about.uid.rpartition("/")
    contest = next((one for one in about.whole.all_of(CONTEST) if one.uid == uid), None)
    if f"{name}.json" != ENTRIES or not contest:
        return
    folder = unquote(document_url(CONTEST.place, contest.row.slug)).rpartition("/")[0]
    yield Page(f"{folder}/proof.html", "contest_proof.html", _facts(about, uid, contest.row.title))


def _facts(about: About[RecordFront], uid: str, title: str) -> ProofFacts:
    records = {one.uid: one.front.text for one in about.whole.all_of(DRAW)}
    texts = {name: records.get(f"{uid}/{name.removesuffix('.json')}", "") for name in (ENTRIES, TERMS, RESULT)}
    words = {**languages.table(about.whole.config.project.language, "draw")}
    del words["to_post"]
    return ProofFacts(title, texts, _posted(about.front.text, about.whole), words)


def _posted(text: str, whole: Whole) -> Posted:
    try:
        entries = read_entries(text.encode())
    except Malformed:
        return Posted()
    here = emitted_at(entries.round).astimezone(zone_of(whole.config.project.timezone))
    time = here.isoformat(timespec="minutes")[:16]
    return Posted(entries.root, entries.terms, entries.round, time, address(entries.round))
