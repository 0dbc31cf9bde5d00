"""The test vector of docs/reference/draw.md, and records made with it."""

from __future__ import annotations

import tomllib
from hashlib import sha256

from smmgen.draw.drand import Round
from smmgen.draw.entrants import leaves_of
from smmgen.draw.names import DRAW, ENTRIES, TERMS
from smmgen.draw.records import Entries, Promise, committed, drawn

SECRET = b"\x11" * 32
UID = "warm-box"
IDS = tuple(f"vk:{number}" for number in range(1, 11))
ROOT = "31062e31de1e7e204c4a7122574d6499d83f50e24c42b2817b5c1ffd6962829a"
ORDER = [f"vk:{number}" for number in (1, 2, 10, 8, 4, 5, 6, 7, 9, 3)]
ROUND = Round(
    657413, "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
)
"""In the README of drand-verify, with its randomness."""
RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
OTHER_ROUND = Round(
    42, "95a9f9f5b231b7714de1553105d8ffdf3dcda24cfdb1e689319bccf79a9c8ce430a91b811fbfaf763900bc998b5d686a"
)
"""In the documentation of drand's API, https://docs.drand.love/developer/http-api."""
TERMS_BYTES = b'{"prizes":[{"count":3,"what":"a warm box"}],"reserve":5}'
LEAVES = leaves_of(SECRET, UID, IDS)


def fixed(winners: int = 3, reserve: int = 5, ids: tuple[str, ...] = IDS) -> Entries:
    terms = sha256(TERMS_BYTES).hexdigest()
    return committed(Promise(UID, terms, ROUND.number, winners, reserve), leaves_of(SECRET, UID, ids))


def files() -> dict[str, bytes | None]:
    """The three files of a draw that is right."""
    entries = fixed()
    return {ENTRIES: entries.dump(), TERMS: TERMS_BYTES, DRAW: drawn(entries, ROUND).dump()}


RESULT = drawn(fixed(), ROUND)
CONTEST = """\
---
title: A warm box
uid: warm-box
kind: giveaway
entry: {account: site, do: comment}
opens: 2023-09-01 18:00
closes: 2023-09-14 21:00
draw: {at: 2023-09-15 14:00:03}
prizes: [{what: A warm box, count: 3}]
reserve: 5
organiser: {name: Teplo}
claim: {within: 5d, where: by mail, until: 2027-01-15}
---
The rules.
"""
CONFIG = """\
[project]
name = "Teplo"
timezone = "Europe/Moscow"
language = "en"

[accounts.site]
platform = "feed"
target = "public"
"""


def made() -> dict[str, bytes]:
    """A project with the draw of the test vector."""
    from smmgen.config import Config
    from smmgen.content.documents.contest import Contest, parse, terms_json
    from smmgen.content.front_matter import read_text
    from smmgen.content.vocabulary import Vocabulary

    path = "content/contests/warm-box.md"
    source, _ = read_text(CONTEST, path)
    assert source is not None
    contest, _ = parse(source, Vocabulary(Config.model_validate(tomllib.loads(CONFIG)), {}))
    assert isinstance(contest, Contest)
    entries = committed(Promise(UID, contest.promise, ROUND.number, 3, 5), LEAVES)
    records = {ENTRIES: entries.dump(), TERMS: terms_json(contest), DRAW: drawn(entries, ROUND).dump()}
    of_draw = {f"data/contests/{UID}/{name}": data for name, data in records.items()}
    return {"smm.toml": CONFIG.encode(), path: CONTEST.encode(), **of_draw}
