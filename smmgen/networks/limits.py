"""Limits as data: every figure with its source and the day it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Limit(NamedTuple):
    """One figure with its source and the day it was read. `sure=False`: only reported as a warning."""

    value: float
    source: str
    checked: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What the network takes. Lengths of text in the platform's own unit (`Network.length`), sizes in bytes, sides in
    pixels, durations in seconds. None: no such limit, or no such thing where a count is 0."""

    text: Limit | None = None
    text_bytes: Limit | None = None
    caption: Limit | None = None
    marks: Limit | None = None
    hashtags: Limit | None = None
    alt: Limit | None = None
    media: Limit | None = None
    """Files beside one post, of any kind."""
    images: Limit | None = None
    videos: Limit | None = None
    audios: Limit | None = None
    documents: Limit | None = None
    image_bytes: Limit | None = None
    video_bytes: Limit | None = None
    audio_bytes: Limit | None = None
    document_bytes: Limit | None = None
    image_pixels: Limit | None = None
    image_side_sum: Limit | None = None
    """Width plus height."""
    image_ratio: Limit | None = None
    """Longer side divided by the shorter."""
    poll_options: Limit | None = None
    """0: the network has no polls."""
    poll_options_min: Limit | None = None
    poll_question: Limit | None = None
    poll_option: Limit | None = None
    poll_explanation: Limit | None = None
    poll_seconds_min: Limit | None = None
    poll_seconds_max: Limit | None = None
    schedule_ahead: Limit | None = None
    """Native scheduling takes no time nearer than this."""
    links: Limit | None = None
    """Links that get a card."""
    cards: Limit | None = None
    """Link cards a post carries as data. None: the card is made from the text, so the link is written there."""
    cards_beside_media: Limit | None = None
    """The same for posts with media."""
    places: Limit | None = None
    """Places a post carries as data. None: the place is written as a line of the text."""
    poll_text: Limit | None = None
    """Text that fits into a message of its own for the poll (`Part.role` poll): where it is longer, or where there are
    several files, the text goes first and the poll follows. None: the poll belongs to the text's own message."""
