"""`smm` with the toy kinds among its kinds: a line each in the registry, the folder of their data, the module
of a page, and one function for what repeats."""

from __future__ import annotations

import sys

from smmgen.content import layout

layout.DATA += ("data/stock",)
layout._SCANNED += ("data/stock/",)

from drink import DRINK  # noqa: E402 - other modules take lists as they find them
from stock import STOCK  # noqa: E402
from tasting import TASTING, occurrences  # noqa: E402

from smmgen.content.documents import registry  # noqa: E402

registry.KINDS += (DRINK, STOCK, TASTING)

import drink_page  # noqa: E402

from smmgen import pipeline  # noqa: E402
from smmgen.site import kinds  # noqa: E402

pipeline.occurrences = occurrences
sys.modules["smmgen.site.kinds.drink"] = drink_page
kinds._MODULES["drink"] = "drink"

if __name__ == "__main__":
    from smmgen.cli import main

    sys.argv[0] = "smm"
    main()
