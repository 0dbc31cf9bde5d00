"""What the text of a post says of its event: when it is, whether to come, and that something has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from smmgen.content.documents.base import Documents
from smmgen.content.documents.event import Event
from smmgen.content.model import Post
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.markup.date_meaning import dates_of
from smmgen.markup.dates import When, find
from smmgen.patterns import later
from smmgen.rules.texts import Lines, Stretch, published, without_code
from smmgen.variants.rows import DISAGREES, INVITES, TELLS_OF_CHANGE

OTHER_TIME = "SMM1503"
"""A day or hour in the text is surely not the event's, where it is an error."""

_INVITES = later(
    r"(?<!\w)(?:жд[её]м|приходи\w*|приглаша\w+|присоединя\w+|записывайтесь|запись (?:на|открыта|по|до)|регистрируй\w*"
    r"|регистрация|билет\w*|мест[ао]? осталось|остал\w+ \d+ мест\w*|осталось мест\w*|успейте|бронируй\w*|увидимся"
    r"|до встречи|join us|come (?:and|to|by|along|join)|sign up|register|registration|tickets?|book (?:a|your)"
    r"|(?:seats?|places?) left|rsvp|see you)(?!\w)",
    re.IGNORECASE,
)
_CHANGED = later(
    r"(?<!\w)(?:отмен\w+|не состоится|перенос\w*|перен[её]с\w*|новая дата|мест(?:а)? больше нет|мест нет|sold out"
    r"|мест не осталось|все места заняты|билеты (?:кончились|закончились|проданы)|cancel\w*|called off|postponed"
    r"|rescheduled|moved to|new date|fully booked|no (?:seats|places|tickets) left)(?!\w)",
    re.IGNORECASE,
)


def event_of(post: Post, library: Documents) -> Event | None:
    """The event that it names, if there is one of that name."""
    found = library.get("event", {}).get(post.front.event or "")
    return found if isinstance(found, Event) else None


@dataclass(frozen=True, eq=False)
class Said:
    """The published texts of a post, as written, and what they state about time."""

    post: Post

    @cached_property
    def stretches(self) -> Sequence[Stretch]:
        source = self.post.source
        return [without_code(one, self.post.document, source.body_line) for one in published(source, self.lines)]

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.post.source.text)

    @cached_property
    def statements(self) -> Sequence[tuple[Stretch, When]]:
        return [(stretch, when) for stretch in self.stretches for when in find(stretch.text)]

    def invites(self, event: Event) -> bool:
        """It asks people to come, or to get tickets."""
        tickets = event.front.tickets
        where = tickets.at if tickets and tickets.at else ""
        if where and where in self.post.source.text:
            return True
        return any(_INVITES.search(stretch.text) for stretch in self.stretches)

    def looks_further(self, event: Event) -> bool:
        """It names a day after the event, to which it may invite."""
        sent = max(moment.local.date() for moment in self.post.moments.values() if moment)
        stated = (day for _, when in self.statements for day in dates_of(when, sent))
        return any(day > event.dates[-1] for day in stated)

    @property
    def tells_of_change(self) -> bool:
        """It says that the event is cancelled or moved, or that no place is left."""
        return any(_CHANGED.search(stretch.text) for stretch in self.stretches)


def stance(post: Post, library: Documents, diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """What its text says of its event, as rows have it. `diagnostics`: what is wrong with the post."""
    event, said = event_of(post, library), Said(post)
    if event is None:
        return ()
    found = {
        INVITES: said.invites(event),
        DISAGREES: any(one.code == OTHER_TIME and one.severity is Severity.ERROR for one in diagnostics),
        TELLS_OF_CHANGE: said.tells_of_change,
    }
    return tuple(name for name, holds in found.items() if holds)
