"""What was uploaded for networks to fetch, and is to be removed: after the post is out, or nothing more comes of it.

A run removes what earlier ones have left, too, as rows keep the names (`Entry.uploads`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from smmgen.errors import SmmError
from smmgen.ledger.model import DOUBTFUL, Entry, State, instant
from smmgen.networks.hosting import LASTS
from smmgen.networks.wire import Hosting
from smmgen.publishing.journal import words
from smmgen.publishing.send import Sender
from smmgen.transport.uploads import hosting_of

_OPEN = DOUBTFUL | {State.CLAIMED}
_LASTS = timedelta(seconds=LASTS)


def remove(entries: Iterable[Entry], sender: Sender) -> Iterator[tuple[Entry, str]]:
    """Remove the uploads of those that need them no more. Their rows as they are then, with what a person should know.

    Raises LostRace when another run changes a row meanwhile.
    """
    stores: dict[str, Hosting | None] = {}
    for entry in entries:
        if entry.uploads and is_over(entry, sender):
            account = sender.context.config.accounts.get(entry.account)
            if entry.account not in stores:
                stores[entry.account] = hosting_of(account.media_upload if account else None, sender.context.environ)
            yield _removed(entry, sender, stores[entry.account])


def is_over(entry: Entry, sender: Sender) -> bool:
    """The network fetches nothing more for it: it is settled, or has been left for longer than an address lasts."""
    if entry.state in _OPEN or (entry.state is State.FAILED and entry.retryable):
        return sender.context.clock() - instant(entry.updated_at) >= _LASTS
    return True


def _removed(entry: Entry, sender: Sender, hosting: Hosting | None) -> tuple[Entry, str]:
    said = ""
    try:
        if hosting:
            sender.driver.run(hosting.remove(entry.uploads.split()))
        else:
            said = f"{entry.key}: remove these files yourself, as smm.toml has no `media_upload` now: {entry.uploads}"
    except SmmError as error:
        return entry, f"{entry.key}: what was uploaded for it is still there; the next run tries again: {words(error)}"
    journal = sender.journal(entry)
    journal.step(entry.state, later=True, uploads="")
    return journal.entry or entry, said
