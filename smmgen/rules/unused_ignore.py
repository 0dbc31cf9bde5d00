"""An entry of `ignore` silences nothing.

Left in place it would hide the next mistake of that kind, which nobody has looked at. An entry for a rule about time
that has passed is left alone, since its day may come.

Wrong: `ignore: [missing-alt]` in a post whose pictures all have alt texts.

Right: remove the entry.
"""

from __future__ import annotations

from smmgen.diagnostics import Severity
from smmgen.rules.base import code

CODE = code("SMM122", "unused-ignore", Severity.WARNING, fact=False, docs=__doc__)
