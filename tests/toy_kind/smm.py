"""`smm` with the toy kind among its kinds: one line in the registry."""

from __future__ import annotations

import sys

from drink import DRINK

from smmgen.content.documents import registry

registry.KINDS += (DRINK,)

if __name__ == "__main__":
    from smmgen.cli import main

    sys.argv[0] = "smm"
    main()
