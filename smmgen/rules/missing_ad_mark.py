"""A post of an advertising rubric has no `ads` mark.

In Russia an advertisement on the internet must carry the word «Реклама», the advertiser and the erid token given by an
advertising data operator (38-FZ, article 18.1). smm.toml says which rubrics are advertising: `ads = true`.

Wrong: `kind: commercial` and nothing else.

Right:

    kind: commercial
    ads: {erid: 2Vtzq…, advertiser: ООО «Тепло», inn: "7700000000"}
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code

CODE = code("SMM207", "missing-ad-mark", Severity.ERROR, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    rubric = config.rubrics.get(post.front.kind or "")
    if rubric and rubric.ads and not post.front.ads:
        yield Finding(
            f"posts of the rubric `{post.front.kind}` must carry the advertising mark, and this one has no `ads`",
            "add `ads: {erid: …, advertiser: …}` with the token from your advertising data operator",
            field=("kind",),
        )
