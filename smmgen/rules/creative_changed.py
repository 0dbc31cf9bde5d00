"""An advertisement is not what was registered under its erid.

A campaign keeps a digest of what was registered beside the token, under `creatives`. It is made of the post's text as
it is written, the address of its link and its pictures, not of the mark itself. When one of them changes, the
advertisement has to be registered anew. Without a digest, the hint says which one to write. A post that differs between
accounts has several, in a list.

Wrong: a comma that was added after `digest: 0123456789abcdef` had been written.

Right: the new digest, once the new text is registered: `digest: 4419335c854f59b7`
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import orjson

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.creatives import creative_of

CODE = code("SMM1906", "creative-changed", Severity.ERROR, fact=False, docs=__doc__)
_ERID = ("ads", "erid")


def check_variant(subject: Subject) -> Iterator[Finding]:
    creative, campaign, ads = creative_of(subject.about), subject.about.campaign, subject.variant.fields.ads
    if creative is None or campaign is None or creative.erid is None or ads is None:
        return
    found = digest(subject)
    if ads.erid != creative.erid:
        message = f"the post carries another erid than the one in {campaign.path}, `{creative.erid}`"
        yield Finding(message, "write the token of this text in both", _ERID, account=subject.account)
    elif not creative.digest:
        message = "nothing tells whether this text is the one that was registered"
        hint = f"if it is, write `digest: {found}` beside its erid in {campaign.path}"
        yield Finding(message, hint, _ERID, account=subject.account, severity=Severity.INFO)
    elif found not in creative.digest:
        message = f"the text, link or pictures are not those that were registered under `{creative.erid}`"
        hint = f"register it anew, then write `digest: {found}` in {campaign.path}"
        yield Finding(message, hint, _ERID, account=subject.account)


def digest(subject: Subject) -> str:
    """Of what is registered: 16 hexadecimal digits."""
    link = subject.variant.fields.link
    files = sorted(one.media.written.sha256 for one in subject.files if one.media)
    text = "\n".join(line.rstrip() for line in subject.about.post.source.body.strip().splitlines())
    return sha256(orjson.dumps([text, link.url if link else "", files])).hexdigest()[:16]
