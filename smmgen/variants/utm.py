"""UTM marks on links: what a campaign says of itself to the site's statistics."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit


def marked(url: str, marks: Mapping[str, str], hosts: Collection[str]) -> str:
    """The address with these marks, where it leads to one of these hosts. A mark that it carries already stays."""
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or bare_host(parts.hostname or "") not in hosts:
        return url
    present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in marks.items() if name not in present}, quote_via=quote)
    return parts._replace(query="&".join(filter(None, (parts.query, added)))).geturl() if added else url


def host_of(site: str) -> str:
    """The host of `https://www.teplo.example/menu` or of `teplo.example`: `teplo.example`; "" of what is neither."""
    parts = _parts(site if "//" in site else f"https://{site}")
    return bare_host(parts.hostname or "") if parts else ""


def bare_host(host: str) -> str:
    return host.casefold().removeprefix("www.")


def _parts(url: str) -> SplitResult | None:
    """None for what is no address, such as `https://[your-site]/`."""
    try:
        parts = urlsplit(url)
        parts.hostname  # noqa: B018 - to see that it has one
    except ValueError:
        return None
    return parts
