"""A UTM mark of a link is not as `[utm]` in smm.toml says.

To a site's statistics `Winter` and `winter` are two campaigns. Checked are marks that are written into a link, and
those that a link gets from the post's own name or the network's.

Wrong: `https://teplo.example/menu?utm_campaign=Winter_2026` where smm.toml has `campaign = "[a-z0-9-]+"` under `[utm]`.

Right: `https://teplo.example/menu?utm_campaign=winter-2026`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.documents.campaign import marking_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code, destination
from smmgen.rules.utm_off import is_off
from smmgen.utm import is_of, written_marks

CODE = code("SMM1915", "utm-malformed", Severity.WARNING, fact=False, docs=__doc__)
_HINT = "[utm] in smm.toml says what may stand there"


def ONLY_IF(config: Config) -> bool:
    return config.utm.restricts


def check_post(subject: PostSubject) -> Iterator[Finding]:
    grammar = subject.config.utm
    for link in subject.links:
        marks = dict(written_marks(link.url))
        if is_off(subject, link.url):
            del marks["utm_campaign"]  # SMM1907 says to remove it
        for name, value, pattern in grammar.broken(marks):
            message = f"`{name}={value}` does not match `{pattern}`"
            yield Finding(message, _HINT, link.field, link.line, link.texts, link.nth)
    yield from _given(subject)


def _given(subject: PostSubject) -> Iterator[Finding]:
    """Marks that links get from the names of the post and of the network; a campaign's own are checked in its file."""
    post, campaign = subject.post, subject.campaign
    own = {post.short_name, *(subject.config.accounts[name].platform for name in post.accounts)}
    for name in post.accounts:
        account = subject.config.accounts[name]
        marks, hosts = marking_of(post, account.platform, subject.config, campaign)
        wanting = [link for link in subject.links if is_of(link.url, hosts)]
        given = {mark: value for mark, value in marks.items() if value in own}
        for mark, value, pattern in subject.config.utm.broken(given):
            if any(mark not in written_marks(link.url) for link in wanting):
                message = f"links get `{mark}={value}`, which does not match `{pattern}`"
                field = ("uid",) if value == post.short_name else destination(post, account)
                yield Finding(message, _HINT, field)
