"""Which certificates a server may show: those the system trusts, and roots that a project adds for one account.

Verification is never switched off. Added roots are trusted in addition, for calls of that account alone.
"""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx2

from smmgen.errors import UserError
from smmgen.safe_files import open_content

LARGEST = 1 << 20
"""Bytes of a file of root certificates; one has about 2,000."""
_PEM = "put the root certificates there as text (PEM), which begins with `-----BEGIN CERTIFICATE-----`"


def context(project: Path, ca_file: str) -> ssl.SSLContext:
    """The system's roots and those of `ca_file`, a path in the project. Raises UserError for a file that has none."""
    try:
        with open_content(project, ca_file) as file:
            roots = file.read(LARGEST + 1)
    except OSError as error:
        why = error.strerror or "it leads out of the project"
        raise UserError(f"`ca_file` {ca_file} cannot be read: {why}", "write a path in the project") from error
    trusted = httpx2.create_ssl_context()
    try:
        trusted.load_verify_locations(cadata=roots.decode("ascii"))
    except (ValueError, ssl.SSLError) as error:
        raise UserError(f"`ca_file` {ca_file} has no certificate that can be read", _PEM) from error
    return trusted
