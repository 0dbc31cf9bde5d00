"""The `mix` of a content plan is not 100 percent together, or names a rubric that smm.toml does not have.

Wrong: `mix: {useful: 60, fun: 30}`

Right: `mix: {useful: 60, fun: 40}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.plan import Plan
from smmgen.diagnostics import Fix, Severity
from smmgen.rules.base import DocumentSubject, Finding, code
from smmgen.suggest import did_you_mean, only

CODE = code("SMM1005", "invalid-mix", Severity.ERROR, fact=True, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    plan, rubrics = subject.document, subject.config.rubrics
    if not isinstance(plan, Plan) or not plan.front.mix:
        return
    total = sum(plan.front.mix.values())
    if total != 100:
        yield Finding(f"the shares are {total:f} percent together", "make them 100", ("mix",))
    for name in plan.front.mix:
        if name not in rubrics:
            place = plan.source.key_span(("mix", name))
            meant = only(name, rubrics)
            fixes = (Fix(place, meant, safe=False),) if meant and meant not in plan.front.mix else ()
            hint = did_you_mean(name, rubrics) or f"declare it in smm.toml: [rubrics.{name}]"
            yield Finding(f"unknown rubric `{name}`", hint, span=place, fixes=fixes)
