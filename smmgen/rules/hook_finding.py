"""A `check(post)` function in one of the project's own hooks reported this post.

Hooks are the place for rules of the house: words the brand does not use, a link that every post must have. The message
is the hook's own.

Wrong: whatever the hook objects to.

Right: what the hook's author has in mind; or `ignore: [hook-finding]` when this post is an exception.
"""

from __future__ import annotations

from smmgen.diagnostics import Severity
from smmgen.rules.base import code

CODE = code("SMM702", "hook-finding", Severity.ERROR, fact=False, docs=__doc__)
