"""Places to post that have no interface for programs, or none that smmgen can use: what is known of each.

A post for one of them is checked against its limits and prepared; a person posts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smmgen.networks.base import NO_LIMITS
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits, with_unknown_kinds

CHECKED = "2026-11-26"


@dataclass(frozen=True, slots=True)
class Outlet:
    """`start`: where a person begins to post, an address or "". `steps`: what else is to be done there, in order."""

    title: str
    start: str = ""
    limits: Limits = NO_LIMITS
    carries: frozenset[Carried] = frozenset()
    """What its form has a place of its own for."""
    has_alt: bool = False
    """Pictures can be described there."""
    steps: tuple[str, ...] = ()
    """Words of `[networks.manual]` in the language files."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", with_unknown_kinds(self.limits))


def _figure(most: float, source: str, least: float | None = None, sure: bool = True) -> Limit:
    return Limit(least, most, source=source, checked=CHECKED, sure=sure)


WHATSAPP = "developers.facebook.com, WhatsApp Cloud API; channels have no documented limits"
VIBER = "developers.viber.com, channels post API"
YOUTUBE = "developers.google.com/youtube/v3/docs/videos"
TIKTOK = "developers.tiktok.com, content posting API"
INSTAGRAM = "developers.facebook.com, ig-user/media"


ONE_VIDEO = Limits(
    {
        "media.count": _figure(1, "a page for one video", least=1),
        "video.count": _figure(1, "a page for one video", least=1),
    }
)

OUTLETS: Mapping[str, Outlet] = {
    "whatsapp-channel": Outlet(
        "WhatsApp Channel",
        "https://web.whatsapp.com/",
        Limits(
            {
                "text.length": _figure(4096, WHATSAPP, sure=False),
                "caption.length": _figure(1024, WHATSAPP, sure=False),
                "image.bytes": _figure(5 << 20, WHATSAPP, sure=False),
                "video.bytes": _figure(16 << 20, WHATSAPP, sure=False),
            }
        ),
        frozenset({"poll"}),
    ),
    "viber-channel": Outlet(
        "Viber channel",
        limits=Limits(
            {
                "text.length": _figure(7000, VIBER, sure=False),
                "video.seconds": _figure(180, VIBER, sure=False),
                "video.bytes": _figure(50 << 20, VIBER, sure=False),
                "document.bytes": _figure(50 << 20, VIBER, sure=False),
            }
        ),
    ),
    "tenchat": Outlet("TenChat", start="https://tenchat.ru/"),
    "rutube": Outlet(
        "Rutube",
        start="https://studio.rutube.ru/",
        limits=ONE_VIDEO,
        carries=frozenset({"title", "age"}),
        steps=("cover",),
    ),
    "vk-clips": Outlet("VK Clips", "https://vk.com/clips", limits=ONE_VIDEO, steps=("cover",)),
    "dzen": Outlet("Dzen", "https://dzen.ru/", carries=frozenset({"title"})),
    "youtube": Outlet(
        "YouTube",
        start="https://studio.youtube.com/",
        limits=Limits(
            {
                **ONE_VIDEO,
                "title.length": _figure(100, YOUTUBE, least=1),
                "text.bytes": _figure(5000, YOUTUBE),
            }
        ),
        carries=frozenset({"title"}),
        steps=("kids", "cover"),
    ),
    "tiktok": Outlet(
        "TikTok",
        start="https://www.tiktok.com/upload",
        limits=Limits(
            {
                "text.length": _figure(2200, TIKTOK, sure=False),
                "media.count": _figure(35, TIKTOK, least=1),
                "video.count": _figure(1, TIKTOK),
                "video.seconds": _figure(600, TIKTOK, sure=False),
                "video.fps": _figure(60, TIKTOK, least=23, sure=False),
                "video.width": _figure(4096, TIKTOK, least=360, sure=False),
                "video.height": _figure(4096, TIKTOK, least=360, sure=False),
            }
        ),
        carries=frozenset({"place"}),
        steps=("cover",),
    ),
    "instagram": Outlet(
        "Instagram",
        start="https://www.instagram.com/",
        limits=Limits(
            {
                "text.length": _figure(2200, INSTAGRAM),
                "hashtags.count": _figure(30, INSTAGRAM),
                "media.count": _figure(10, INSTAGRAM, least=1),
            }
        ),
        carries=frozenset({"place"}),
        has_alt=True,
    ),
    "other": Outlet(
        "Posted by hand",
        carries=frozenset({"title", "poll", "place", "age"}),
        has_alt=True,
    ),
}
"""What `outlet` in smm.toml names. `other` is for any place that is not here."""


def outlet_of(name: object) -> Outlet:
    """The outlet of that name; `other` where there is none."""
    return OUTLETS.get(name if isinstance(name, str) else "", OUTLETS["other"])
