"""Adds UTM marks to links of the brand's own site, so that its statistics tell the networks apart.

Settings stand in `[hooks.utm]` of smm.toml: `site` (required), `medium` (`social`), and `campaign`, one name for every
post; without it each post has its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit


def on_link(url: str, *, account: str, platform: str, post: str, settings: Mapping[str, str]) -> str:
    """The link with `utm_source`, `utm_medium` and `utm_campaign`, when it leads to the brand's own site.

    `post` is the post's uid, or the name of its file. Other links come back untouched, and so does every mark the
    writer has set already.
    """
    parts, site = _parts(url), _parts(settings["site"])
    if not parts or not site or parts.scheme not in ("http", "https") or parts.hostname != site.hostname:
        return url
    marks = {
        "utm_source": platform,
        "utm_medium": settings.get("medium", "social"),
        "utm_campaign": settings.get("campaign") or post,
    }
    present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in marks.items() if name not in present}, quote_via=quote)
    return parts._replace(query="&".join(filter(None, (parts.query, added)))).geturl()


def _parts(url: str) -> SplitResult | None:
    """None for what is no address, such as `https://[your-site]/`."""
    try:
        return urlsplit(url)
    except ValueError:
        return None
