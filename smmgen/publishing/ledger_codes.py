"""Diagnostics about the ledger (9xx): their pages, and the words in which commands report them."""

from __future__ import annotations

import shlex

from smmgen.diagnostics import Code, Severity
from smmgen.ledger.model import Entry

EDITED = Code(
    "SMM901",
    "edited-after-publishing",
    Severity.WARNING,
    True,
    "The post was edited after it was published. Editing a file never publishes a second post, so the live post and "
    "the file now differ. `smm publish --update PATH` edits the live post if the network allows it; otherwise undo "
    "the change.\n\n"
    "`smm check`, `smm publish` and `smm status` report this; builds do not, because they do not read the ledger.",
)
LEFT_BEHIND = Code(
    "SMM902",
    "left-behind",
    Severity.WARNING,
    False,
    "A post is live, but its source file was deleted, says `status: draft` or `hold`, or no longer names the account."
    " Deleting a file deletes nothing on a network: `smm retract UID` does. To keep the live post, restore the file; "
    'to clear out old files for good, set `left-behind = "off"` under `[rules.severity]`.\n\n'
    "`smm check` reports this; for drafts `smm publish` and `smm status` do, too.",
)

RENAMED = Code(
    "SMM903",
    "looks-published",
    Severity.WARNING,
    True,
    "A post that is not published yet looks like a published one whose file no longer exists: the text and pictures, "
    "or the planned time, are the same. A file was renamed, or its `uid` was added, changed or lost. The ledger sees "
    "a new post, so `smm publish` holds it and asks. `smm resolve POST --same-as OLD` says that it is the same post, "
    "and keeps its history; `smm resolve POST --resend` says that it is a different one, and sends it.\n\n"
    "A `uid` in the file keeps the identity whatever the name of the file: `smm new` writes one, and `smm check "
    "--fix` adds one to posts without. `smm check` and `smm publish` report this; builds do not, because they do not "
    "read the ledger.",
)
ACCOUNT_RENAMED = Code(
    "SMM904",
    "account-renamed",
    Severity.WARNING,
    False,
    "Posts are live on an account that smm.toml no longer has, and another account on the same network has published "
    "nothing yet. If it is the same account under a new name, run `smm ledger rename-account OLD NEW`; otherwise `smm"
    " publish` holds every post that it cannot tell apart from the live ones. If it is a different account, there is "
    "nothing to do: the warning ends with the first post published there.\n\n"
    "`smm check` reports this if it can read the ledger without a connection.",
)
PARTS_MOVED = Code(
    "SMM905",
    "parts-moved",
    Severity.WARNING,
    True,
    "A thread is live, and its parts were reordered, or a part was added before the end: what was published as part 2"
    " is now part 3. Sending the new part would publish the same text twice, so `smm publish` holds it. Put the parts"
    " back in their published order, with new ones at the end; `smm publish --update` then edits the parts that you "
    "changed.\n\n"
    "`smm check` and `smm publish` report this.",
)

ANOTHER_TIME = Code(
    "SMM906",
    "out-at-another-time",
    Severity.WARNING,
    True,
    "A post that repeats was given other times, and one of them is so near to a time at which it has gone out that it "
    "may be that very time: the series of Mondays went out on Monday, and is one of Tuesdays now. `smm publish` holds "
    "it and asks: `smm resolve KEY --resend` sends it once more, `smm resolve KEY --abandon` leaves this time out. The "
    "times after it go out as planned.\n\n"
    "Times are known by their day. `move` gives one another day and hour without such a question.\n\n"
    "`smm check` and `smm publish` report this.",
)

ALL = (EDITED, LEFT_BEHIND, RENAMED, ACCOUNT_RENAMED, PARTS_MOVED, ANOTHER_TIME)


def changed(where: str, state: str = "published") -> str:
    """What is said of a post that differs from what is live. `where`: its address in brackets, or ""."""
    return f"changed after it was {state}{where}"


def update(path: str, entry: Entry) -> str:
    """What can be done about it. `path`: of the file, `entry`: of what is live."""
    if entry.is_by_hand:
        name = f"{shlex.quote(entry.sent_name)} {shlex.quote(entry.account)}"
        return f"change it there, then run `smm resolve {name} --sent URL`"
    return f"{_command(path)} edits the live post if the network allows it"


def update_again(path: str) -> str:
    """The same where an edit was begun and its outcome is not known."""
    return f"{_command(path)} does it again"


def planned_otherwise(time: str, where: str, path: str) -> str:
    """What is said of a post that waits in its network's scheduler for another time than its file says."""
    return f"the network's scheduler still has it for {time}{where}; {_command(path)} changes that"


def _command(path: str) -> str:
    return f"`smm publish --update {shlex.quote(path)}`"


def left_behind(where: str, why: str) -> str:
    """What is said of a post that is live and should not be. `where`: "live", with its address in brackets if known."""
    return f"it is {where}, and {why}"


def its_status(status: str) -> str:
    return f"its status is `{status}`"


def withdraw(uid: str, account: str) -> str:
    """What can be done about it."""
    return f"`smm retract {shlex.quote(uid)} --account {shlex.quote(account)}` withdraws it"
