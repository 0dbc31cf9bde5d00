"""The networks that can be rehearsed, written out."""

from __future__ import annotations

from smmgen.rehearsal.engine.http import Stage
from smmgen.rehearsal.networks import bluesky, mastodon, telegram, vk

STAGES: tuple[Stage, ...] = (bluesky.STAGE, mastodon.STAGE, telegram.STAGE, vk.STAGE)


def stage_at(prefix: str) -> Stage | None:
    """The network whose addresses start with this folder."""
    return next((stage for stage in STAGES if prefix in stage.prefixes), None)
