"""A post in an advertising rubric has no `ads` mark.

In Russia an advertisement on the internet must carry the word «Реклама», the advertiser and the erid token issued by
an advertising data operator (38-FZ, article 18.1). smm.toml says which rubrics are advertising: `ads = true`.

Wrong: `kind: commercial` and nothing else.

Right:

    kind: commercial
    ads: {erid: 2VtzqwDEMO001, advertiser: ООО «Тепло», inn: "7700000000"}
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM207", "missing-ad-mark", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    for name, fields in post.fields.items():
        rubric = subject.config.rubrics.get(fields.kind or "")
        if rubric and rubric.ads and not fields.ads and not post.source.data.get("ads"):
            yield Finding(
                f"posts in the rubric `{fields.kind}` must have the advertising mark, but this one has no `ads`",
                "add `ads: {erid: …, advertiser: …}` with the token from your advertising data operator",
                post.written(name, ("kind",)),
                account=name,
            )
