"""The post has an advertising mark, but its erid is not a token: it is empty, or still the dots from the example.

A token consists of Latin letters and digits and is issued by an advertising data operator. An advertisement published
with a wrong one counts as unmarked.

Wrong: `ads: {erid: …, advertiser: ООО «Тепло»}`

Right: `ads: {erid: 2VtzqwDEMO001, advertiser: ООО «Тепло»}`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.markup.text import is_blank
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM209", "incomplete-ad-mark", Severity.ERROR, fact=False, docs=__doc__)

_TOKEN = re.compile(r"[A-Za-z0-9]{5,}")


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    for name, fields in post.fields.items():
        if fields.ads and not _TOKEN.fullmatch(fields.ads.erid):
            yield Finding(
                f"`{fields.ads.erid}` is not an erid token" if fields.ads.erid.strip() else "the erid is empty",
                "copy the token from your advertising data operator: Latin letters and digits only",
                post.written(name, ("ads", "erid")),
                account=name,
            )
        elif fields.ads and is_blank(fields.ads.advertiser):
            hint = "write the name as in the contract"
            yield Finding("the advertiser is empty", hint, post.written(name, ("ads", "advertiser")), account=name)
