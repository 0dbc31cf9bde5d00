"""Who takes part: a list that a person gives, and that stays private."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize

from smmgen.draw.merkle import leaf_of, nonce_of
from smmgen.draw.names import MOST_ENTRANTS
from smmgen.errors import UserError
from smmgen.printable import printable

LONGEST = 200
"""Characters of an id."""
_SHOWN = 5
_HINT = 'a CSV file has the column `id`, a JSON file is a list: ["vk:1", "vk:2"]'


class BadEntrants(UserError):
    """The list cannot be used. Says where, several places at once."""

    def __init__(self, name: str, what: Sequence[str], hint: str = _HINT) -> None:
        more = f"; and {len(what) - _SHOWN} more" if len(what) > _SHOWN else ""
        super().__init__(f"{name}: {'; '.join(what[:_SHOWN])}{more}", hint)


class Entrants(NamedTuple):
    """Each id once, in the order of the file; `repeated`: how many more times some were there."""

    ids: tuple[str, ...]
    repeated: int = 0


def canonical(entrant: str) -> str:
    """The id as it is hashed: without blanks around it, composed (NFC), so that it does not matter who typed it."""
    return normalize("NFC", entrant.strip())


def leaves_of(secret: bytes, uid: str, ids: Iterable[str]) -> dict[bytes, str]:
    """The leaf of each entrant, with who it is."""
    return {leaf_of(nonce_of(secret, uid, one), one): one for one in ids}


def read_entrants(data: bytes, name: str) -> Entrants:
    """The ids in a CSV or JSON file, such as `vk:1`. Raises BadEntrants."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "save it as UTF-8; Excel has the type «CSV UTF-8» for that"
        raise BadEntrants(name, ["it is not UTF-8"], hint) from None
    looks_like_json = text.lstrip()[:1] in ("[", "{")
    placed = list(_of_json(text, name) if looks_like_json else _of_csv(text, name))
    if wrong := [f"{place}: {what}" for place, value in placed if (what := _mistake(value))]:
        raise BadEntrants(name, wrong)
    if not placed:
        raise BadEntrants(name, ["nobody is in it"])
    ids = tuple(dict.fromkeys(canonical(value) for _, value in placed))
    if len(ids) > MOST_ENTRANTS:
        raise BadEntrants(name, [f"more than {MOST_ENTRANTS} entrants"])
    return Entrants(ids, len(placed) - len(ids))


def _of_csv(text: str, name: str) -> Iterator[tuple[str, str]]:
    """The column `id`, with the line of each."""
    first = text.lstrip("\r\n").partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    try:
        heading = next((row for row in rows if any(cell.strip() for cell in row)), [])
        names = [cell.strip().lower() for cell in heading]
        if "id" not in names:
            raise BadEntrants(name, ["it has no column `id`"])
        column = names.index("id")
        for row in rows:
            if any(cell.strip() for cell in row):
                yield f"line {rows.line_num}", row[column] if column < len(row) else ""
    except csv.Error as error:
        raise BadEntrants(name, [f"line {rows.line_num}: {error}"]) from None


def _of_json(text: str, name: str) -> Iterator[tuple[str, str]]:
    """A list of texts, or of objects with an `id`; with the number of each."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadEntrants(name, [f"it is not JSON: {error}"]) from None
    if not isinstance(found, list):
        raise BadEntrants(name, ["it is not a list"])
    for number, one in enumerate(found, 1):
        value = one.get("id") if isinstance(one, Mapping) else one
        yield f"entrant {number}", value if isinstance(value, str) else ""


def _mistake(value: str) -> str:
    one = value.strip()
    if not one:
        return "there is no id"
    if len(one) > LONGEST:
        return f"the id is longer than {LONGEST} characters"
    if any(char.isspace() or not char.isprintable() for char in one):
        return f"`{printable(one)[:60]}` has a blank or a character that cannot be printed"
    return ""
