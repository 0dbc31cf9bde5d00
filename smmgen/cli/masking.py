"""The last net: whatever the process writes to its terminal or log is redacted, and its control characters are spelt.

What wants to move the cursor itself, such as a progress bar, writes to `sys.__stderr__`.
"""

from __future__ import annotations

import io
import sys

from smmgen.cli.failure import redacted
from smmgen.printable import printable


class Masked(io.TextIOWrapper):
    """A stream of text that takes out the secrets known so far, each as long as it is written in one piece, and obeys
    no control character."""

    def write(self, text: str) -> int:
        super().write(printable(redacted(text)))
        return len(text)


def mask() -> None:
    """Put the net under stdout and stderr: hooks, platforms of others, tracebacks of threads print there too."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if type(stream) is io.TextIOWrapper:
            stream.flush()
            masked = Masked(stream.buffer, stream.encoding, stream.errors, line_buffering=stream.line_buffering)
            masked.reconfigure(write_through=stream.write_through)
            setattr(sys, name, masked)
