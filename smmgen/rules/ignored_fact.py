"""`ignore` names something that cannot be silenced.

Opinions can be ignored; facts are what the network would refuse anyway, so hiding them would only move the failure to
the hour of publication. An entry that names no diagnostic at all is reported here too.

Wrong: `ignore: [text-too-long]`

Right: mend what is reported, or give the account its real limit in smm.toml: `limits = {"text.length" = 5000}`.
"""

from __future__ import annotations

from smmgen.diagnostics import Severity
from smmgen.rules.base import code

CODE = code("SMM123", "ignored-fact", Severity.ERROR, fact=True, docs=__doc__)
