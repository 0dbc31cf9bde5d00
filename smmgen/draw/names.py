"""What the files of a draw are called, and how large they may be."""

from __future__ import annotations

ENTRIES, DRAW, TERMS = "entries.json", "draw.json", "terms.json"
MOST_ENTRANTS = 50_000
MOST_BYTES = 8 * 1024 * 1024
"""Of a file: more than a record of the most entrants, all of them winners, has."""
