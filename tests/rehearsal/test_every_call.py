"""Every call that a platform can make is known to its rehearsal: what the flows may send against what is answered.

The calls are read from the source of `smmgen/networks`: methods of Telegram, VK, Odnoklassniki and Bluesky by their
names, those of Mastodon by HTTP method and path, those of MAX and of Meta's networks by path. A network that does not
know a call says so in a way of its own.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from smmgen.networks import registry
from smmgen.networks.base import Safety
from smmgen.rehearsal.engine.answering import answer
from smmgen.rehearsal.engine.http import Account, Answer, Call, Refused
from smmgen.rehearsal.engine.state import State
from smmgen.rehearsal.registry import find

SOURCE = Path(registry.__file__).parent
TELEGRAM = re.compile(r"(get|send|edit|delete|pin|unpin|copy|forward|stop)[A-Z][A-Za-z]+")
VK = re.compile(r"(wall|photos|docs|video|polls|groups|users|stories|market)\.[a-z][A-Za-z]+")
OK = re.compile(r"(mediatopic|photosV2|video|users|group|discussions)\.[a-z][A-Za-z]+")
MAX = re.compile(r"(me|messages|uploads|chats)(/[a-z0-9]+)*")
META = re.compile(r"(me|1)?/[a-z_]+")
"""An edge of the account, or of something else whose id is filled in."""
BLUESKY = re.compile(
    r"(com\.atproto|app\.bsky)(\.[a-z]+)+\.(create|put|delete|get|list|upload|refresh|resolve|apply)\w+"
)


def trees(network: str) -> list[ast.Module]:
    """The modules of a network but its facts, which name measures (`video.count`) and no calls."""
    files = [file for file in sorted((SOURCE / network).glob("*.py")) if file.name != "facts.py"]
    return [ast.parse(file.read_text("utf-8")) for file in files]


def strings(network: str) -> Iterator[str]:
    """Every text of the modules of a network, docstrings aside; `1` in the place of what is filled in."""
    for tree in trees(network):
        said = {id(statement.value) for statement in ast.walk(tree) if isinstance(statement, ast.Expr)}
        filled = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {id(piece) for node in filled for piece in node.values}
        yield from map(text_of, filled)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said | pieces:
                yield node.value


def text_of(node: ast.JoinedStr) -> str:
    return "".join(str(piece.value) if isinstance(piece, ast.Constant) else "1" for piece in node.values)


def named(pattern: re.Pattern[str], network: str) -> list[str]:
    return sorted({text for text in strings(network) if pattern.fullmatch(text)})


def mastodon_calls() -> list[tuple[str, str]]:
    """HTTP method and path of each request, `1` in the place of what is filled in."""
    found = set()
    for tree in trees("mastodon"):
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for function in functions.values():
            for method, where in requests(function):
                sought: list[ast.AST] = [where]
                for part in ast.walk(where):
                    if isinstance(part, ast.Name):
                        sought += [node.value for node in ast.walk(function) if assigns(node, part.id)]
                        sought += [functions[part.id]] if part.id in functions else []
                found |= {(method, path) for node in sought for path in paths(node)}
    return sorted(found)


def requests(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """The HTTP method and the address of every request that this function makes, itself or by `get`."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "Request" and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), node.args[1]
        if called == "get" and len(node.args) > 1:
            yield "GET", node.args[1]


def assigns(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets)


def paths(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            text = text_of(part)
        else:
            text = part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
        if text.startswith("/api/") and not text.endswith("/"):
            yield text


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(tmp_path)
    yield opened
    opened.close()


def asked(state: State, platform: str, method: str, path: str, **more: Any) -> Answer:
    """What the network answers to a call without parameters."""
    targets: dict[str, str | int] = {"vk": -1, "telegram": "@brand", "max": -1, "ok": 1, "facebook": 1}
    secrets = {"token": "1:t", "user_token": "1:u", "session_secret_key": "1:s"}
    account = Account("brand", platform, targets.get(platform, "brand.example"), secrets)
    stage = find(platform)
    assert stage is not None
    given: dict[str, Any] = {
        "method": method, "path": path, "query": {}, "headers": {}, "body": b"", "base": "http://127.0.0.1", "now": 1e9,
        "state": state.of(platform), "accounts": (account,), "limits": stage.limits,
    } | more  # fmt: skip
    try:
        with state.transaction():
            return answer(stage, Call(**given))
    except Refused as refused:
        return refused.answer


def said(answer: Answer) -> str:
    return json.dumps(answer.value)


def test_telegram(state: State) -> None:
    methods = named(TELEGRAM, "telegram")
    assert {"sendMessage", "sendMediaGroup", "editMessageMedia", "deleteMessages", "getMe"} <= {*methods}
    unknown = "Not Found: method not found"
    assert unknown in said(asked(state, "telegram", "POST", "/bot1:t/sendPostcard"))
    assert [one for one in methods if unknown in said(asked(state, "telegram", "POST", f"/bot1:t/{one}"))] == []


def test_vk(state: State) -> None:
    methods = named(VK, "vk")
    assert {"wall.post", "wall.editComment", "wall.deleteComment", "wall.getComments", "video.save"} <= {*methods}
    query: dict[str, Any] = {"query": {"v": "5.199"}}
    assert "Unknown method" in said(asked(state, "vk", "POST", "/method/wall.paint", **query))
    for method in methods:
        assert "Unknown method" not in said(asked(state, "vk", "POST", f"/method/{method}", **query)), method
    assert asked(state, "vk", "POST", "/oauth2/auth").status != 404


def test_bluesky(state: State) -> None:
    methods = named(BLUESKY, "bluesky")
    assert {"com.atproto.repo.putRecord", "com.atproto.repo.deleteRecord", "app.bsky.video.uploadVideo"} <= {*methods}
    assert asked(state, "bluesky", "POST", "/xrpc/com.atproto.repo.paint").status == 501
    for method in methods:
        answers = [asked(state, "bluesky", "POST", f"/xrpc/{method}", host=host).status for host in ("", "video")]
        assert min(answers) < 501, method


def test_mastodon(state: State) -> None:
    calls = mastodon_calls()
    assert {("POST", "/api/v1/statuses"), ("DELETE", "/api/v1/statuses/1"), ("GET", "/api/v1/accounts/1/statuses"),
            ("PUT", "/api/v1/scheduled_statuses/1"), ("PUT", "/api/v1/statuses/1")} <= {*calls}  # fmt: skip
    headers: dict[str, Any] = {"headers": {"authorization": "Bearer 1:t"}}
    unknown = {"error": "Not Found"}
    assert asked(state, "mastodon", "PATCH", "/api/v1/statuses/1", **headers).value == unknown
    assert [call for call in calls if asked(state, "mastodon", *call, **headers).value == unknown] == []


def test_ok(state: State) -> None:
    methods = named(OK, "ok")
    assert {"mediatopic.post", "mediatopic.edit", "photosV2.getUploadUrl", "video.update"} <= {*methods}
    unknown = "Method does not exist"
    assert unknown in said(asked_ok(state, "mediatopic.paint"))
    assert [one for one in methods if unknown in said(asked_ok(state, one))] == []


def asked_ok(state: State, method: str) -> Answer:
    form = {"application_key": "CBAKEY", "format": "json", "method": method}
    signed = md5(("".join(f"{name}={value}" for name, value in sorted(form.items())) + "1:s").encode()).hexdigest()
    body = urlencode({**form, "sig": signed, "access_token": "1:t"}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return asked(state, "ok", "POST", "/fb.do", body=body, headers=headers)


def test_max(state: State) -> None:
    found = named(MAX, "max")
    assert {"me", "messages", "messages/1", "messages/1/comments", "uploads", "chats/1/pin"} <= {*found}
    headers = {"authorization": "1:t"}
    assert not is_known(state, "max", "/messages/1/likes", headers)
    assert [path for path in found if not is_known(state, "max", f"/{path}", headers)] == []


EDGES = {
    "facebook": {"1/feed", "1/photos", "1/videos", "1/video_reels", "1/comments", "1/scheduled_posts"},
    "instagram": {"me/media", "me/media_publish", "1/comments", "me/stories", "me/content_publishing_limit"},
    "threads": {"me/threads", "me/threads_publish", "me/threads_publishing_limit"},
}


@pytest.mark.parametrize("network", EDGES)
def test_meta(network: str, state: State) -> None:
    version, headers = registry.get(network).facts.api_versions[0].name, {"authorization": "Bearer 1:t"}
    found = {path if path[0] != "/" else f"me{path}" for path in named(META, network)}
    assert EDGES[network] <= found
    assert not is_known(state, network, f"/{version}/me/likes", headers)
    assert [path for path in sorted(found) if not is_known(state, network, f"/{version}/{path}", headers)] == []


def test_no_network_is_forgotten() -> None:
    """The feed writes files and calls nobody."""
    called = {name for name in registry.names() if registry.get(name).facts.safety is not Safety.BY_HAND} - {"feed"}
    assert called == {name for name in called if f"test_{name}" in globals() or name in EDGES}


def is_known(state: State, network: str, path: str, headers: dict[str, str]) -> bool:
    """Whether one of its calls has this path."""
    unknown = re.compile(r"there is no call|Unknown path components|takes [A-Z|]+( or [A-Z]+)?, not")
    answers = [asked(state, network, method, path, headers=headers) for method in ("GET", "POST", "PUT", "DELETE")]
    return not all(unknown.search(said(answer)) for answer in answers)
