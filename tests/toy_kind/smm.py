"""`smm` with the toy kinds among its kinds: one line each in the registry, and one function for what repeats."""

from __future__ import annotations

import sys

from drink import DRINK
from tasting import TASTING, occurrences

from smmgen import pipeline
from smmgen.content.documents import registry

registry.KINDS += (DRINK, TASTING)
pipeline.occurrences = occurrences

if __name__ == "__main__":
    from smmgen.cli import main

    sys.argv[0] = "smm"
    main()
