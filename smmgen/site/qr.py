"""QR codes as SVG."""

from __future__ import annotations

from io import BytesIO

LONGEST = 1000
"""Bytes of an address; a code of more cannot be read from a poster."""


def fits(address: str) -> bool:
    """There can be a code of it."""
    return len(address.encode()) <= LONGEST


def qr_svg(address: str) -> str:
    """The code of an address, black on white with its quiet zone, without a size of its own. The same address makes
    the same bytes. Raises ValueError for an address that is too long."""
    import segno  # only events have codes

    if not fits(address):
        raise ValueError("the address is too long for a code")
    out = BytesIO()
    segno.make_qr(address, error="m", boost_error=False).save(
        out, kind="svg", dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None, xmldecl=False, nl=True
    )
    return out.getvalue().decode()
