"""A text is longer than the network allows.

Lengths are counted the way each network counts them: Telegram in code points, VK in UTF-16 units, Mastodon in
graphemes with every URL as 23, Bluesky in graphemes and in UTF-8 bytes. The message says how much is too much, and the
report points at the first character beyond the limit.

If the network does not document its limit, this is a warning.

Wrong: 310 characters for Bluesky.

Right: shorten it, move a paragraph into `::: except bluesky`, or make it a thread: `thread: true` with `---` between
the parts, or `threads = "auto"` for the account.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM401", "text-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
