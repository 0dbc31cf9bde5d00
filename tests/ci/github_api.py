"""The part of GitHub's REST API that the CI scripts call, on loopback: https://docs.github.com/en/rest"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPOSITORY = "shop/brand"
TOKEN = "job-token"
BOT = {"login": "github-actions[bot]", "type": "Bot"}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return archive.getvalue()


@dataclass
class GitHub:
    """What one repository has. Lists are in the order in which things were made."""

    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[int, list[bytes]] = field(default_factory=dict)
    workflow: dict[str, Any] = field(default_factory=lambda: {"state": "active"})
    runs: list[dict[str, Any]] = field(default_factory=list)
    reviews: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    url: str = ""
    tokens_elsewhere: list[str] = field(default_factory=list)
    """Tokens that were sent to where files lie, which is another company's host."""

    def answer(self, method: str, path: str, query: Mapping[str, list[str]], data: Any) -> tuple[int, Any]:
        for pattern, act in self._calls().items():
            wanted, _, place = pattern.partition(" ")
            if wanted == method and (found := re.fullmatch(place, path)):
                return act([int(group) for group in found.groups()], query, data)
        return 404, {"message": "Not Found"}

    def _calls(self) -> dict[str, Callable[[list[int], Mapping[str, list[str]], Any], tuple[int, Any]]]:
        return {
            r"GET pulls": lambda _, query, __: (
                200,
                _page([one for one in self.pulls.values() if one["state"] == query["state"][0]], query),
            ),
            r"GET pulls/(\d+)/reviews": lambda ids, query, _: (200, _page(self.reviews.get(ids[0], []), query)),
            r"GET pulls/(\d+)": lambda ids, *_: (200, self.pulls[ids[0]]) if ids[0] in self.pulls else (404, {}),
            r"GET issues/(\d+)/comments": lambda ids, query, _: (
                200,
                _page([one for one in self.comments if one["issue"] == ids[0]], query),
            ),
            r"POST issues/(\d+)/comments": lambda ids, _, data: (201, self._comment(ids[0], data["body"], BOT)),
            r"PATCH issues/comments/(\d+)": lambda ids, _, data: (200, self.comments[ids[0] - 1].update(data)),
            r"GET issues": lambda _, query, __: (
                200,
                _page([one for one in reversed(self.issues) if one["state"] == query["state"][0]], query),
            ),
            r"POST issues": lambda _, __, data: (201, self.open_issue(data["title"], data["body"], BOT)),
            r"PATCH issues/(\d+)": lambda ids, _, data: (200, self.issues[ids[0] - 1].update(data)),
            r"GET actions/runs/(\d+)/artifacts": lambda ids, *_: (
                200,
                {
                    "artifacts": [
                        {"id": 1000 * ids[0] + at, "size_in_bytes": len(data), "expired": False}
                        for at, data in enumerate(self.artifacts.get(ids[0], []))
                    ]
                },
            ),
            r"GET actions/artifacts/(\d+)/zip": lambda ids, *_: (302, f"{self.url}/elsewhere/{ids[0]}"),
            r"GET actions/workflows/smm-publish\.yml": lambda *_: (200, self.workflow),
            r"GET actions/workflows/smm-publish\.yml/runs": lambda _, query, __: (
                200,
                {"workflow_runs": [one for one in self.runs if one["conclusion"] == query["status"][0]]},
            ),
        }

    def _comment(self, issue: int, body: str, user: Mapping[str, str]) -> dict[str, Any]:
        made = {"id": len(self.comments) + 1, "issue": issue, "body": body, "user": user}
        self.comments.append(made)
        return made

    def say(self, issue: int, body: str, login: str) -> None:
        """Somebody's comment."""
        self._comment(issue, body, {"login": login, "type": "User"})

    def open_issue(self, title: str, body: str, user: Mapping[str, str]) -> dict[str, Any]:
        made = {"number": len(self.issues) + 1, "title": title, "body": body, "user": user, "state": "open"}
        self.issues.append(made)
        return made


def _page(items: list[Any], query: Mapping[str, list[str]]) -> list[Any]:
    size, page = int(query["per_page"][0]), int(query["page"][0])
    return items[size * (page - 1) : size * page]


@contextmanager
def serving(github: GitHub) -> Iterator[GitHub]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _handle(self) -> None:
            place = urlsplit(self.path)
            if found := re.fullmatch(r"/elsewhere/(\d+)", place.path):
                if token := self.headers["Authorization"]:
                    github.tokens_elsewhere.append(token)
                run, at = divmod(int(found[1]), 1000)
                return self._send(200, github.artifacts[run][at])
            prefix = f"/repos/{REPOSITORY}/"
            if self.headers["Authorization"] != f"Bearer {TOKEN}" or not place.path.startswith(prefix):
                return self._send(401, b"{}")
            size = int(self.headers["Content-Length"] or 0)
            data = json.loads(self.rfile.read(size)) if size else None
            code, body = github.answer(self.command, place.path[len(prefix) :], parse_qs(place.query), data)
            if code == 302:
                return self._send(code, b"", Location=body)
            return self._send(code, json.dumps(body).encode())

        do_GET = do_POST = do_PATCH = _handle

        def _send(self, code: int, body: bytes, **headers: str) -> None:
            self.send_response(code)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    github.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
