"""`ignore` names something that cannot be silenced.

Opinions can be ignored. Facts are what the network would refuse anyway, so hiding them would only move the failure to
the time of publication. An entry that is not the code or name of any diagnostic is also reported here.

Wrong: `ignore: [text-too-long]`

Right: fix what is reported, or give the account its real limit in smm.toml: `limits = {"text.length" = 5000}`.
"""

from __future__ import annotations

from smmgen.diagnostics import Severity
from smmgen.rules.base import code

CODE = code("SMM123", "ignored-fact", Severity.ERROR, fact=True, docs=__doc__)
