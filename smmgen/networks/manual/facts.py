"""The facts of what is posted by hand: account settings, and what is prepared. Limits are those of the outlet.

WhatsApp has no interface for channels (https://developers.facebook.com/docs/whatsapp/cloud-api), the others none that
smmgen uses yet.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from smmgen.content.model import Format
from smmgen.networks.base import Facts, Safety
from smmgen.networks.manual.outlets import OUTLETS

Name = Literal[
    "whatsapp-channel", "viber-channel", "tenchat", "rutube", "vk-clips", "dzen", "youtube", "tiktok", "instagram",
    "other",
]  # fmt: skip
"""The keys of `smmgen.networks.manual.outlets.OUTLETS`."""


class Settings(BaseModel):
    """Keys of such an account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    outlet: Name = Field("other", description="The place: its limits are checked, its steps are listed")


DOCS = (
    "For every place that has no interface for programs, or none that smmgen can use yet: WhatsApp and Viber channels, "
    "TenChat, Rutube, VK Clips, Dzen, YouTube, TikTok, Instagram without an app, or any `other`. `outlet` names the "
    "place; its known limits are checked. The preview shows the text to copy, the files to save and what else is to be "
    "done. `target` may be the page's address. At its time, `smm publish` reports the post as `by hand` and sends "
    "nothing; when it is out, "
    "`smm resolve POST ACCOUNT --sent URL` records it. `build/site/by-hand.ics` has an event for each of these posts."
)

FACTS = Facts(
    name="manual",
    title="By hand",
    docs=DOCS,
    safety=Safety.BY_HAND,
    formats=frozenset(get_args(Format)),
    carries=OUTLETS["other"].carries,
    settings=Settings,
    first_comment=True,
)
