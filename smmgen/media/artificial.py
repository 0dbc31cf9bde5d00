"""Whether a file says of itself that artificial intelligence has made it.

Programs write so in XMP (IPTC, `Iptc4xmpExt:DigitalSourceType`) and in C2PA manifests (actions with a
`digitalSourceType`), both uncompressed and with the same address: https://cv.iptc.org/newscodes/digitalsourcetype/
(C2PA 2.2, 18.15). Nothing is parsed and no signature is checked: who wrote such words meant them.
"""

from __future__ import annotations

import os
from typing import BinaryIO

_WORDS = b"rainedAlgorithmicMedia"
"""The end of `trainedAlgorithmicMedia` and of `compositeWithTrainedAlgorithmicMedia`."""
_HEAD, _TAIL = 1 << 20, 1 << 17
"""Bytes that are looked at: manifests stand at the beginning, XMP there or at the end."""


def says_so(file: BinaryIO) -> bool:
    """Raises OSError."""
    file.seek(0)
    head = file.read(_HEAD)
    if _WORDS in head:
        return True
    size = file.seek(0, os.SEEK_END)
    if size <= _HEAD:
        return False
    file.seek(max(_HEAD - len(_WORDS), size - _TAIL))
    return _WORDS in file.read(_TAIL)
