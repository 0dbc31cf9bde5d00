"""GitHub's REST API with what every runner has: Python's standard library and the variables of a job."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

BOT = "github-actions[bot]"
"""Who writes with a job's own token."""
_TIMEOUT = 30
_PAGES = 30


def call(method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """The answer to a call below the repository, such as `pulls/7`. Raises urllib.error.HTTPError."""
    body = json.dumps(data).encode() if data is not None else None
    with urllib.request.urlopen(_request(method, path, body), timeout=_TIMEOUT) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def listed(path: str) -> Iterator[Any]:
    """Every item of a list that comes in pages; of an endless one the first thousands."""
    joint = "&" if "?" in path else "?"
    for page in range(1, _PAGES + 1):
        items = call("GET", f"{path}{joint}per_page=100&page={page}")
        yield from items
        if len(items) < 100:
            return


def download(path: str, most: int) -> bytes:
    """A file that the answer leads to, at most so many bytes of it and one more. The token is not sent there."""
    try:
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(_request("GET", path), timeout=_TIMEOUT) as answer:
            return bytes(answer.read(most + 1))
    except urllib.error.HTTPError as error:
        if error.code not in (301, 302, 303, 307, 308):
            raise
        place = error.headers["Location"]
    if not place.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError(f"an artifact is not at {place}")
    with urllib.request.urlopen(place, timeout=_TIMEOUT) as answer:
        return bytes(answer.read(most + 1))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """urllib would send the token along to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _request(method: str, path: str, body: bytes | None = None) -> urllib.request.Request:
    address = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}"
    headers = {
        "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "smmgen",
    }
    return urllib.request.Request(address, body, headers, method=method)
