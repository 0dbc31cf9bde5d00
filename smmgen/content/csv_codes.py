"""What can be wrong with a table as a whole; its values are reported like those of front matter."""

from __future__ import annotations

from smmgen.diagnostics import Code, Severity

UNREADABLE_TABLE = Code(
    "SMM137",
    "unreadable-table",
    Severity.ERROR,
    True,
    """
The CSV file cannot be read as a table: it has no header, a quote is not closed, or a row has more cells than the
header. Nothing is guessed, because a wrong guess would be a wrong sum.

Cells are separated by commas, by semicolons (as Excel writes them in Russia) or by tabs. A cell that contains the
separator, a quote or a line break stands in double quotes; a quote within it is doubled.

Wrong:

```
date,line,amount
2026-12-05,contests,1900,50
```

Right:

```
date,line,amount
2026-12-05,contests,"1900,50"
```
""".strip(),
)
