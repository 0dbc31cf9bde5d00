"""The networks as they behave, on loopback: what a publication meets when it is rehearsed, and what tests meet.

They are written from the networks' own documentation, not from the code that publishes, so that both cannot share one
misreading. They validate what they are sent, keep what was posted in a folder, and can be ordered to fail.
"""

from __future__ import annotations

from smmgen.rehearsal.engine.http import Account
from smmgen.rehearsal.engine.launch import Rehearsal, start
from smmgen.rehearsal.engine.state import read_posts

__all__ = ["Account", "Rehearsal", "read_posts", "start"]
