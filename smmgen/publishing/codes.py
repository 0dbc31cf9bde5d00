"""Diagnostics about the ledger (9xx)."""

from __future__ import annotations

from smmgen.diagnostics import Code, Severity

EDITED = Code(
    "SMM901",
    "edited-after-publishing",
    Severity.WARNING,
    True,
    "The post was changed after it had been published. Editing a file never publishes a second post, so the live "
    "post and the file now differ. `smm publish --update PATH` edits the live post where the network can; otherwise "
    "take the change back.\n\n"
    "`smm check`, `smm publish` and `smm status` say so; builds, which know no ledger, do not.",
)
LEFT_BEHIND = Code(
    "SMM902",
    "left-behind",
    Severity.WARNING,
    False,
    "A post is live, and its source file is gone, says `status: draft` or `hold`, or no longer names the account. "
    "Deleting a file deletes nothing on a network: `smm retract UID` does. To keep the live post, put the file back as "
    'it was; to clear old files away for good, set `left-behind = "off"` under `[rules.severity]`.\n\n'
    "`smm check` says so, and for drafts `smm publish` and `smm status` too.",
)

ALL = (EDITED, LEFT_BEHIND)
