"""Every call that a platform can make is known to its rehearsal: what the flows may send against what is answered.

The calls are read from the source of `smmgen/networks`: methods of Telegram, VK and Bluesky by their names, those of
Mastodon by HTTP method and path. A network that does not know a call says so in a way of its own.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smmgen.networks import registry
from smmgen.rehearsal.engine.answering import answer
from smmgen.rehearsal.engine.http import Account, Answer, Call, Refused
from smmgen.rehearsal.engine.state import State
from smmgen.rehearsal.registry import find

SOURCE = Path(registry.__file__).parent
TELEGRAM = re.compile(r"(get|send|edit|delete|pin|unpin|copy|forward|stop)[A-Z][A-Za-z]+")
VK = re.compile(r"(wall|photos|docs|video|polls|groups|users|stories|market)\.[a-z][A-Za-z]+")
BLUESKY = re.compile(
    r"(com\.atproto|app\.bsky)(\.[a-z]+)+\.(create|put|delete|get|list|upload|refresh|resolve|apply)\w+"
)


def trees(network: str) -> list[ast.Module]:
    """The modules of a network but its facts, which name measures (`video.count`) and no calls."""
    files = [file for file in sorted((SOURCE / network).glob("*.py")) if file.name != "facts.py"]
    return [ast.parse(file.read_text("utf-8")) for file in files]


def strings(network: str) -> Iterator[str]:
    """Every text of the modules of a network, docstrings aside."""
    for tree in trees(network):
        said = {id(statement.value) for statement in ast.walk(tree) if isinstance(statement, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                yield node.value


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
            text = "".join(str(piece.value) if isinstance(piece, ast.Constant) else "1" for piece in part.values)
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
    targets: dict[str, str | int] = {"vk": -1, "telegram": "@brand"}
    account = Account("brand", platform, targets.get(platform, "brand.example"), {"token": "1:t", "user_token": "1:u"})
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
