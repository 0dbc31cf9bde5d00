"""Diagnostics about the ledger (9xx)."""

from __future__ import annotations

from smmgen.diagnostics import Code, Severity

EDITED = Code(
    "SMM901",
    "edited-after-publishing",
    Severity.WARNING,
    True,
    "The post was changed after it had been published. Editing a file never publishes a second post, so the live "
    "post and the file now differ: mend the live post by hand, or take the change back.",
)

ALL = (EDITED,)
