"""A `check(post)` function in one of the project's hooks reported this post.

Hooks are the place for house rules: words the brand does not use, a link that every post must have. The message comes
from the hook.

Wrong: whatever the hook objects to.

Right: what the hook's message asks for; or `ignore: [hook-finding]` if this post is an exception.
"""

from __future__ import annotations

from smmgen.diagnostics import Severity
from smmgen.rules.base import code

CODE = code("SMM702", "hook-finding", Severity.ERROR, fact=False, docs=__doc__)
