"""An entry of `ignore` silences nothing.

If it stays, it will hide the next problem of that kind before anyone has seen it. An entry for a rule that depends on
the current time is not reported, because it may be needed later.

Wrong: `ignore: [missing-alt]` in a post whose pictures all have alt texts.

Right: remove the entry.
"""

from __future__ import annotations

from smmgen.diagnostics import Severity
from smmgen.rules.base import code

CODE = code("SMM122", "unused-ignore", Severity.WARNING, fact=False, docs=__doc__)
