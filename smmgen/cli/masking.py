"""The last net: whatever the process writes to its terminal or log passes through the redacting filter."""

from __future__ import annotations

import io
import sys

from smmgen.cli.failure import redacted


class Masked(io.TextIOWrapper):
    """A stream of text that takes out the secrets known so far, each as long as it is written in one piece."""

    def write(self, text: str) -> int:
        super().write(redacted(text))
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
