"""What of the last build is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from smmgen.building import outputs
from smmgen.building.cache import Cache
from smmgen.safe_files import Inside


class Present(NamedTuple):
    """What is in build/. `known`: what the last build wrote and is still there, name -> SHA-256, None where that is all
    of it and nothing else; `others`: names of what else was found; `lost`: whose are not there ("" for pages about many
    posts)."""

    known: Mapping[str, str] | None
    others: Collection[str] = ()
    lost: Collection[str] = ()


def in_build(files: Inside, cache: Cache) -> Present:
    """Look what is there."""
    before = cache.folders()
    if not cache.fresh and before and outputs.are_as_before(files, before):
        return Present(None)
    there = outputs.found(files)
    if cache.torn:
        return Present({}, there)
    listed = cache.outputs()
    known = {name: digest for name, digest in listed.items() if name in there}
    others = there - listed.keys()
    lost = {owner for name, owner in cache.owners() if name not in there} if len(known) < len(listed) else set()
    whole = not others and files.is_file(f"{outputs.BUILD}/{outputs.MANIFEST}")
    return Present(known, others, lost | (set() if whole else {""}))
