"""A link of a campaign counts for another campaign, or for none.

Links of a campaign with `utm` get its marks, unless they have been given marks by hand. Where smm.toml says what marks
may be (`[utm]`), a campaign without `utm` is reported as soon as one of its links to the project's own site has no
`utm_campaign`: the site's statistics would not know of it.

Wrong: `https://teplo.example/menu?utm_campaign=autumn` in a post of the campaign `winter-menu`, which has `utm: {}`.

Right: `https://teplo.example/menu`: the link gets the marks of the campaign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from smmgen.content.documents.campaign import Campaign, marking_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.utm import Utm, hosts_of, is_of, written_marks

CODE = code("SMM1907", "utm-off", Severity.WARNING, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    campaign = subject.campaign
    if campaign is None:
        return
    wanted, hosts = _expected(subject, campaign)
    for link in subject.links:
        if not is_of(link.url, hosts):
            continue
        found = written_marks(link.url).get("utm_campaign", "")
        place = link.field, link.line, link.texts, link.nth
        if is_off(subject, link.url):
            message = f"the link counts for `{found}`, but the post belongs to a campaign whose links have `{wanted}`"
            yield Finding(message, "remove the mark: the link gets those of the campaign", *place)
        elif not wanted and not found and subject.config.utm.restricts:
            message = f"the link carries no `utm_campaign`: the campaign `{campaign.uid}` gives its links no marks"
            yield Finding(message, f"write `utm: {{}}` in {campaign.path}", *place)


def is_off(subject: PostSubject, url: str) -> bool:
    """The link counts for another campaign than that of its post."""
    campaign = subject.campaign
    found = written_marks(url).get("utm_campaign", "")
    if campaign is None or not found:
        return False
    wanted, hosts = _expected(subject, campaign)
    return bool(wanted) and found != wanted and is_of(url, hosts)


def _expected(subject: PostSubject, campaign: Campaign) -> tuple[str, Collection[str]]:
    """The mark of the campaign's links, "" where it gives none, and the hosts to which they lead."""
    marks, hosts = marking_of(subject.post, "", subject.config, campaign)
    return marks.get("utm_campaign", ""), hosts or hosts_of(Utm(), subject.config.project.url)
