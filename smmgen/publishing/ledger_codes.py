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

RENAMED = Code(
    "SMM903",
    "looks-published",
    Severity.WARNING,
    True,
    "A post that has not gone out looks like one that has, and no file makes that one any more: its text and pictures, "
    "or its planned time, are the same. A file was renamed, or its `uid` was written, changed or lost. To the ledger "
    "it is a new post, so `smm publish` holds it and asks. `smm resolve POST --same-as OLD` says that it is that post, "
    "and goes on with what is known of it; `smm resolve POST --resend` says that it is another one, and sends it.\n\n"
    "A `uid` in the file keeps the identity whatever the file is called: `smm new` writes one, and `smm check --fix` "
    "writes one into posts without. `smm check` and `smm publish` say this; builds, which know no ledger, do not.",
)
ACCOUNT_RENAMED = Code(
    "SMM904",
    "account-renamed",
    Severity.WARNING,
    False,
    "Posts are live on an account that smm.toml no longer has, and there is an account of the same network on which "
    "nothing has gone out yet. If it is the same account under another name, `smm ledger rename-account OLD NEW` says "
    "so; without it, `smm publish` holds what it cannot tell from the posts that are out. If it is another account, "
    "nothing needs to be done: the word ends with the first post that goes out there.\n\n"
    "`smm check` says so, where the ledger can be read without a connection.",
)
PARTS_MOVED = Code(
    "SMM905",
    "parts-moved",
    Severity.WARNING,
    True,
    "A thread is live, and its parts were moved or added in another place than its end: what went out as part 2 is to "
    "be part 3 now. Sending the part that is new would show the same text twice, so `smm publish` holds it. Put the "
    "parts back as they went out, with new ones after the last; `smm publish --update` then edits what was mended.\n\n"
    "`smm check` and `smm publish` say so.",
)

ALL = (EDITED, LEFT_BEHIND, RENAMED, ACCOUNT_RENAMED, PARTS_MOVED)
