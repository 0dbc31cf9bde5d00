"""Diagnostics about people and approvals (23xx): each code's docs are its page in `smm explain`."""

from __future__ import annotations

from smmgen.diagnostics import Code, Severity

_PEOPLE = '[people]\nmaria = { role = "client", key = "keys/maria.pub" }\n'
_MARIA = '[people]\nmaria = { role = "client", email = "maria@client.example" }\n'
_CLIENT = '[roles]\nclient = ["approve"]\n'


def _page(text: str, wrong: str, right: str, language: str = "toml") -> str:
    return f"{text}\n\nWrong:\n\n```{language}\n{wrong}```\n\nRight:\n\n```{language}\n{right}```"


UNKNOWN_PERSON = Code(
    "SMM2301",
    "unknown-person",
    Severity.ERROR,
    False,
    _page(
        "A role that is not in `[roles]`, or an approval by somebody who is not in `[people]`. The posts that need "
        "this role wait, and the approval does not count: a role that is not listed may do nothing.",
        '[people]\nmaria = { role = "cleint" }\n\n' + _CLIENT,
        '[people]\nmaria = { role = "client" }\n\n' + _CLIENT,
    ),
)
OWN_APPROVAL = Code(
    "SMM2302",
    "own-approval",
    Severity.ERROR,
    False,
    _page(
        "Somebody approved a post whose last change they made themselves, by git's author or `Co-authored-by`. It does "
        "not count, so the post waits for somebody else. `smm check` cannot tell in a shallow clone: fetch the whole "
        "history. A project of one person can allow it with `own = true`.",
        "$ git log -1 --format=%ae content/posts/offer.md\nmaria@client.example\n$ ls approvals/offer\nmaria.json\n",
        "$ git log -1 --format=%ae content/posts/offer.md\nanna@teplo.example\n$ ls approvals/offer\nmaria.json\n",
        "text",
    ),
)
STALE_APPROVAL = Code(
    "SMM2303",
    "stale-approval",
    Severity.ERROR,
    False,
    _page(
        "A post was approved, and is sent otherwise by now: its text, pictures, time or page on this account is not "
        "what the person saw. The message says what has changed and what it is made of that changed. The post waits "
        "until it is approved again, or until the change is taken back; other accounts stay approved.",
        "approvals/offer/maria.json: vk: text 4d0c6a1b9f3e\nbuild/payloads/vk/offer.json: text 90f2c7d4a815\n",
        "approvals/offer/maria.json: vk: text 90f2c7d4a815\nbuild/payloads/vk/offer.json: text 90f2c7d4a815\n",
        "text",
    ),
)
NOT_ALLOWED = Code(
    "SMM2304",
    "not-allowed",
    Severity.ERROR,
    False,
    _page(
        "The last change of a post is by somebody whose role may not `write`. It is only reported where some role may, "
        "and for posts that are not out yet.",
        '[people]\nmaria = { role = "client", email = "maria@client.example" }\n\n[roles]\neditor = ["write"]\n'
        + "client"
        ' = ["approve"]\n',
        '[people]\nmaria = { role = "client", email = "maria@client.example" }\n\n[roles]\neditor = ["write"]\n'
        + "client"
        ' = ["approve", "write"]\n',
    ),
)
NOBODY_CAN = Code(
    "SMM2305",
    "nobody-can",
    Severity.WARNING,
    False,
    _page(
        "A `[[review]]` needs more people of a role than there are whose role may `approve` and whose key has not "
        "expired. Its posts would wait for ever.",
        _PEOPLE + "\n" + _CLIENT + '\n[[review]]\nneeds = "client"\ncount = 2\n',
        _PEOPLE + 'ivan = { role = "client", key = "keys/ivan.pub" }\n\n' + _CLIENT + '\n[[review]]\nneeds = "client"\n'
        "count = 2\n",
    ),
)
BAD_KEY = Code(
    "SMM2306",
    "bad-key",
    Severity.ERROR,
    False,
    _page(
        "The public key of somebody who may approve cannot be used: its file is missing or holds none, it has expired, "
        "or two people have the same one. Somebody without a key can only approve in the reviews of a forge, and needs "
        "their `forge` login.",
        '[people]\nmaria = { role = "client" }\n',
        '[people]\nmaria = { role = "client", key = "keys/maria.pub" }\n',
    ),
)
CODEOWNERS_DRIFT = Code(
    "SMM2307",
    "codeowners-drift",
    Severity.WARNING,
    False,
    _page(
        "The repository has a CODEOWNERS file, and it does not go with `[[review]]`: nobody is asked about smm.toml, "
        "the keys or the hooks, which decide what an approval is worth, or the people who have to approve the posts of "
        "a `paths` condition are not asked about these files. Teams are not looked into.",
        "/content/posts/ads/ @maria-teplo\n",
        "/content/posts/ads/ @maria-teplo\n/smm.toml @anna-teplo\n/keys/ @anna-teplo\n/hooks/ @anna-teplo\n",
        "text",
    ),
)
APPROVAL_MISSING = Code(
    "SMM2311",
    "approval-missing",
    Severity.WARNING,
    False,
    _page(
        "A post is due within 24 hours, and nobody has approved it yet. It will not be sent. Builds do not report "
        "this, because it depends on the time; `smm check --now +3d` looks further ahead.",
        "smm approve\nSTATE          ACCOUNT  PLANNED  POST\nwaits for you  vk       10:00    Tea\n",
        "smm approve tea\nSTATE     ACCOUNT  PLANNED  POST\napproved  vk       10:00    Tea\n",
        "text",
    ),
)

ALL = (
    UNKNOWN_PERSON,
    OWN_APPROVAL,
    STALE_APPROVAL,
    NOT_ALLOWED,
    NOBODY_CAN,
    BAD_KEY,
    CODEOWNERS_DRIFT,
    APPROVAL_MISSING,
)
