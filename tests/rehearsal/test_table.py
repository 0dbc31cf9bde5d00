"""The engine by itself: a small network that does not exist, brought by a package, answers what its table says."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from smmgen.networks import registry as platforms
from smmgen.networks.base import Safety
from smmgen.rehearsal import Account, Rehearsal, registry, start
from smmgen.rehearsal.engine.kinds import KINDS, choice, number, parts, several, text
from smmgen.rehearsal.engine.stage import Endpoint, Error, Stage
from smmgen.rehearsal.engine.template import fill

Posts = Callable[[], list[dict[str, Any]]]
BRAND = Account("brand", "pinboard", "@brand", {"token": "brand-token", "admin": "admin-token"})
OTHER = Account("other", "pinboard", "@other", {"token": "other-token"})


def install(folder: Path, entry: str) -> None:
    """A package whose only content is an entry point."""
    about = folder / "pinboard_rehearsal-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pinboard-rehearsal\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[smmgen.rehearsals]\npinboard = {entry}\n")


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What packages bring is looked for again, before and after."""
    registry._third_parties.cache_clear()
    yield
    registry._third_parties.cache_clear()


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("site-packages")
    install(folder, "pinboard_stage:STAGE")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(folder), str(Path(__file__).parent)]))
        yield


@pytest.fixture(scope="module")
def networks(packages: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    running = start(tmp_path_factory.mktemp("rehearsal"), [BRAND, OTHER], idle=60)
    yield running
    running.stop()


def client(networks: Rehearsal, token: str = "brand-token") -> httpx2.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx2.Client(base_url=networks.base_url("pinboard"), headers=headers, trust_env=False, verify=False)


@pytest.fixture
def pins(networks: Rehearsal) -> Iterator[httpx2.Client]:
    with client(networks) as opened:
        yield opened


def test_what_is_made_is_answered_kept_and_shown(pins: httpx2.Client, networks: Rehearsal, new_posts: Posts) -> None:
    answer = pins.post("/api/pins", json={"text": "Latte <3", "board": "menu"})
    made = answer.json()
    assert answer.status_code == 201
    assert made == {**made, "text": "Latte <3", "board": "menu", "link": f"{networks.url}/pins/{made['id']}"}
    assert pins.get(f"/api/pins/{made['id']}").json() == made
    [post] = new_posts()
    assert (post["account"], post["method"], post["remote_id"]) == ("brand", "POST /api/pins", made["id"])
    assert (post["params"], post["url"]) == ({"text": "Latte <3", "board": "menu"}, made["link"])
    page = httpx2.get(networks.url, trust_env=False, verify=False).text
    assert "Pinboard Social" in page
    assert "Latte &lt;3" in page


def test_forms_nest_no_deeper_than_the_table_says(pins: httpx2.Client, new_posts: Posts) -> None:
    assert pins.post("/api/pins", data={"text": "a", "sensitive": "true", "reply_to": ""}).status_code == 422
    assert pins.post("/api/pins", data={"text": "a", "sensitive": "true"}).status_code == 201
    assert new_posts()[0]["params"] == {"text": "a", "sensitive": "true"}


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    # call, how it is sent, status, words
    ("POST /api/pins", {"json": {}}, 422, "text is required"),
    ("POST /api/pins", {"json": {"text": 5}}, 422, "text is not of type str"),
    ("POST /api/pins", {"json": {"text": ""}}, 422, "text has 0 characters: at least 1, at most 20"),
    ("POST /api/pins", {"json": {"text": "a" * 21}}, 422, "text has 21 characters"),
    ("POST /api/pins", {"json": {"text": "a", "title": "b"}}, 422, "title is not a parameter of this call"),
    ("POST /api/pins", {"json": {"text": "a", "board": "ads"}}, 422, "board is not one of news, menu"),
    ("POST /api/pins", {"json": {"text": "a", "sensitive": "true"}}, 422, "sensitive is not of type bool"),
    ("POST /api/pins", {"json": {"text": "a", "sensitive": 1}}, 422, "sensitive is not of type bool"),
    ("POST /api/pins", {"json": {"text": "a", "reply_to": -1}}, 422, "reply_to is not of type uint"),
    ("POST /api/pins", {"json": {"text": "a", "reply_to": True}}, 422, "reply_to is not of type uint"),
    ("POST /api/pins", {"json": {"text": "a", "reply_to": 999}}, 422, "reply_to: there is no pin 999"),
    ("POST /api/pins", {"json": {"text": "a", "image_ids": ["9"]}}, 422, "image_ids: there is no image 9"),
    ("POST /api/pins", {"json": {"text": "a", "image_ids": [*"abc"]}}, 422, "image_ids has 3 items"),
    ("POST /api/pins", {"json": {"text": "a", "remind_at": "2036-01-01T10:00:00"}}, 422, "has no time zone"),
    ("POST /api/pins", {"json": {"text": "a", "place": {"city": "b"}}}, 422, "place city is not a parameter"),
    ("POST /api/pins", {"json": {"text": "a", "place": {"lat": "1"}}}, 422, "place lat is not of type float"),
    ("POST /api/pins", {"json": [1]}, 422, "not a JSON object"),
    ("POST /api/pins", {"content": b'{"text":', "headers": {"Content-Type": "application/json"}}, 422, "not JSON"),
    ("POST /api/pins", {"content": b"a", "headers": {"Content-Type": "text/plain"}}, 422, "text/plain"),
    ("POST /api/pins", {"json": {"text": "a"}, "params": {"board": "menu"}}, 422, "parameters go in the body"),
    ("POST /api/pins", {"data": {"text": "a"}, "files": {"file": ("a.png", b"b")}}, 422, "file is not a file of this"),
    ("POST /api/images", {"data": {"alt": "a"}, "files": {"image": ("a", b"b")}}, 422, "image is not a file of this"),
    ("POST /api/images", {"data": {"alt": "a"}}, 422, "the file file is required"),
    ("GET /api/pins", {"params": {"limit": "4"}}, 422, "limit is 4: at least 1, at most 3"),
    ("GET /api/pins", {"params": {"limit": "+2"}}, 422, "limit is not of type uint"),
    ("GET /api/pins", {"params": {"since": "1"}}, 422, "since is not a parameter"),
    ("GET /api/pins/999", {}, 404, "there is no pin 999"),
    ("PUT /api/pins/999", {"json": {}}, 404, "there is no pin 999"),
    ("DELETE /api/pins/999", {}, 404, "there is no pin 999"),
    ("GET /api/pins/one", {}, 404, "takes PUT|PATCH or DELETE, not GET"),
    ("GET /api/boards", {}, 404, "there is no call GET /api/boards"),
    ("GET /api/pins/1/2", {}, 404, "there is no call"),
    ("PUT /api/pins", {"json": {"text": "a"}}, 404, "not PUT"),
    ("PUT /api/images/raw", {"content": b"a"}, 404, "there is no call"),
    ("POST /api/me", {}, 404, "takes GET, not POST"),
]


@pytest.mark.parametrize(("call", "sent", "status", "words"), REFUSED, ids=[words for _, _, _, words in REFUSED])
def test_what_is_not_in_the_table_is_refused(
    pins: httpx2.Client, new_posts: Posts, call: str, sent: dict[str, Any], status: int, words: str
) -> None:
    answer = pins.request(*call.split(" "), **sent)
    assert answer.status_code == status, answer.text
    assert words in str(answer.json())
    assert new_posts() == []


def test_secrets(networks: Rehearsal, new_posts: Posts) -> None:
    for token, status in (("", 401), ("brand", 401), ("admin-token", 403), ("brand-token", 201)):
        with client(networks, token) as caller:
            assert caller.post("/api/pins", json={"text": "a"}).status_code == status, token
            assert caller.get("/api/limits").json() == {"text": 20}
    [post] = new_posts()
    with client(networks, "admin-token") as admin:
        assert admin.delete(f"/api/pins/{post['remote_id']}").json() == {"deleted": post["remote_id"]}
    with client(networks, "other-token") as other:
        assert other.get("/api/me").json() == {"name": "other", "page": "@other"}


def test_what_is_another_accounts_is_not_found(pins: httpx2.Client, networks: Rehearsal, new_posts: Posts) -> None:
    made = pins.post("/api/pins", json={"text": "a"}).json()
    with client(networks, "other-token") as other:
        assert other.get(f"/api/pins/{made['id']}").status_code == 404
        assert other.put(f"/api/pins/{made['id']}", json={"text": "b"}).status_code == 404
        assert other.delete(f"/api/pins/{made['id']}").status_code == 404
        assert other.post("/api/pins", json={"text": "a", "reply_to": int(made["id"])}).status_code == 422
        assert made["id"] not in [one["id"] for one in other.get("/api/pins").json()["pins"]]
    assert [post["state"] for post in new_posts()] == ["published"]


def test_a_key_makes_one_post_and_is_forgotten(packages: None, tmp_path: Path) -> None:
    def ids(now: float, *tokens: str) -> list[str]:
        running = start(tmp_path, [BRAND, OTHER], now=now, idle=60)
        made = []
        for token in tokens:
            with client(running, token) as caller:
                headers = {"Idempotency-Key": "key-1"}
                made.append(caller.post("/api/pins", json={"text": "a"}, headers=headers).json()["id"])
        running.stop()
        return made

    now = time.time()
    assert ids(now, "brand-token", "brand-token", "other-token") == ["1", "1", "2"]
    assert ids(now + 3500, "brand-token") == ["1"]
    assert ids(now + 3700, "brand-token", "brand-token") == ["3", "3"]


def test_the_newest_are_listed_first(pins: httpx2.Client) -> None:
    made = [pins.post("/api/pins", json={"text": name, "board": "news"}).json()["id"] for name in "abcd"]
    pins.post("/api/pins", json={"text": "e", "board": "menu"})
    listed = pins.get("/api/pins", params={"board": "news"}).json()
    assert [one["id"] for one in listed["pins"]] == made[:0:-1]
    assert listed["all"] >= 4
    assert [one["text"] for one in pins.get("/api/pins", params={"limit": "1"}).json()["pins"]] == ["e"]


def test_an_edit_and_a_deletion(pins: httpx2.Client, new_posts: Posts) -> None:
    made = pins.post("/api/pins", json={"text": "a", "board": "menu"}).json()
    assert pins.patch(f"/api/pins/{made['id']}", json={"text": "b"}).json() == {**made, "text": "b"}
    assert pins.get(f"/api/pins/{made['id']}").json()["text"] == "b"
    assert new_posts()[0]["edits"] == [{"text": "b"}]
    assert pins.delete(f"/api/pins/{made['id']}").json() == {"deleted": made["id"]}
    assert pins.get(f"/api/pins/{made['id']}").status_code == 404
    assert new_posts()[0]["state"] == "deleted"


FAULTS = [("refuse", 0), ("reset-before", 0), ("rate-limit", 0), ("not-found", 0), ("reset-after", 1),
          ("error-500-after", 1), ("truncate", 1)]  # fmt: skip


@pytest.mark.parametrize(("effect", "made"), FAULTS)
def test_faults_before_and_after_a_post_is_made(
    pins: httpx2.Client, faults: Callable[..., None], new_posts: Posts, effect: str, made: int
) -> None:
    faults(effect, "pinboard", match="/api/pins", retry_after=7)
    headers = {"Idempotency-Key": effect}
    try:
        first = pins.post("/api/pins", json={"text": "a"}, headers=headers)
    except httpx2.TransportError:
        assert effect in ("refuse", "reset-before", "reset-after", "truncate")
    else:
        expected = {"rate-limit": 429, "not-found": 404, "error-500-after": 500}
        assert first.status_code == expected[effect]
        assert first.headers.get("retry-after") == ("7" if effect == "rate-limit" else None)
    assert len(new_posts()) == made
    assert pins.post("/api/pins", json={"text": "a"}, headers=headers).status_code == 201
    assert len(new_posts()) == 1


def test_uploads(pins: httpx2.Client, networks: Rehearsal, picture: Any, video: Any, new_posts: Posts) -> None:
    def send(data: bytes, **form: str) -> httpx2.Response:
        return pins.post("/api/images", data=form, files={"file": ("a.png", data, "image/png")})

    png = picture()
    taken = send(png, alt="A latte")
    assert taken.status_code == 201
    assert taken.json() == {**taken.json(), "bytes": len(png), "about": f"image/png of {len(png)} bytes"}
    for data, words in (
        (png[:-20], "cut short"), (video(), "not one of image/png"), (b"", "empty"),
        (png + b"\0" * 100_000, "at most 100000"),
    ):  # fmt: skip
        refused = send(data)
        assert refused.status_code == 422
        assert words in refused.json()["wrong"]
    assert send(png, alt="a" * 11).status_code == 422
    raw = f"{networks.url}/pinboard-files/api/images/raw"
    other = pins.put(raw, content=picture(kind="JPEG")).json()["id"]
    assert pins.put(raw, content=picture()[:-5]).status_code == 422
    images = [taken.json()["id"], other]
    assert pins.post("/api/pins", json={"text": "a", "image_ids": images}).status_code == 201
    [post] = new_posts()
    assert len(post["media"]) == 2
    assert other == f"raw-{post['media'][1]}"
    assert 'alt="A latte"' in httpx2.get(networks.url, trust_env=False, verify=False).text


# what a package brings


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("no_such_module:STAGE", "cannot be loaded: No module named 'no_such_module'"),
        ("json:loads", "`json:loads` of the package pinboard-rehearsal is not a `Stage` for `pinboard`"),
        ("smmgen.rehearsal.networks.vk:STAGE", "is not a `Stage` for `pinboard`"),
    ],
)
def test_a_broken_package_is_named(
    forgetful: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, words: str
) -> None:
    install(tmp_path, entry)
    monkeypatch.syspath_prepend(tmp_path)
    assert "pinboard" in registry.names()
    with pytest.raises(ValueError, match="package pinboard-rehearsal") as caught:
        registry.find("pinboard")
    assert words in str(caught.value)


def test_a_module_is_found_by_the_name_of_its_network(forgetful: None) -> None:
    """There is no list of them to forget. Each network that is built in has one, unless a person posts there, and each
    rehearses a network that there is."""
    by_hand = {name for name in platforms.names() if platforms.get(name).facts.safety is Safety.BY_HAND}
    assert by_hand == {"manual"}
    assert set(registry.names()) == set(platforms.names()) - by_hand
    for name in registry.names():
        stage = registry.find(name)
        assert stage is not None
        assert stage.name == name


def test_nobody_brings_it(forgetful: None) -> None:
    assert registry.find("pinboard") is None
    assert "pinboard" not in registry.names()


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"errors": {"unauthorized": Error(401, {})}}, "no error called unauthorized"),
    ({"endpoints": [Endpoint("GET", "/a", {"b": "string"})]}, "/a: there is no kind called string"),
    ({"endpoints": [Endpoint("GET", "/a", {"b": "str"}, ("b", "c"))]}, "/a: no parameter is called c"),
]


@pytest.mark.parametrize(("table", "words"), MISTAKES, ids=[words for _, words in MISTAKES])
def test_a_table_with_a_mistake_is_none(table: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        Stage("pinboard", "Pinboard", **table)


# templates and kinds

VALUES = {"id": 7, "params": {"text": "{id}", "tags": ["a"]}, "none": None}
TEMPLATES: list[tuple[Any, Any]] = [
    ("{id}", 7),
    ("pin-{id}", "pin-7"),
    ("{params.text}", "{id}"),
    ({"a": ["{params.tags}", "{params.title}", "{id}{none}"]}, {"a": [["a"], None, "7"]}),
    ({"fixed": [1, None, True]}, {"fixed": [1, None, True]}),
    ("{}", "{}"),
]


@pytest.mark.parametrize(("template", "expected"), TEMPLATES)
def test_templates(template: Any, expected: Any) -> None:
    assert fill(template, VALUES) == expected


def test_a_name_that_nobody_gives_is_a_mistake_of_the_table() -> None:
    with pytest.raises(KeyError):
        fill("{title}", VALUES)


TAKEN: list[tuple[Any, Any, Any]] = [
    # kind, what stands in a form, what it is
    (KINDS["str"], " a", " a"),
    (KINDS["int"], "-12", -12),
    (KINDS["uint"], "0", 0),
    (KINDS["float"], "1e3", 1000.0),
    (KINDS["bool"], "0", False),
    (KINDS["list"], "a, b", ["a", "b"]),
    (KINDS["list"], "", []),
    (KINDS["array"], "[1]", [1]),
    (KINDS["object"], '{"a": 1}', {"a": 1}),
    (KINDS["objects"], '[{"a": 1}]', [{"a": 1}]),
    (KINDS["strings"], ["a"], ["a"]),
    (KINDS["time"], "2026-12-05T12:00:00+03:00", 1_796_461_200.0),
    (KINDS["language"], "pt-BR", "pt-BR"),
    (choice("a", "b"), "b", "b"),
    (number(1, 2, "float"), "2", 2.0),
    (several(1, 2, "list"), "a,b", ["a", "b"]),
    (text(1, 3, lambda value: len(value.encode())), "ж", "ж"),
    (parts({"n": "int", "deep": parts({"m": "bool"})}), {"n": "1", "deep": {"m": "1"}}, {"n": 1, "deep": {"m": True}}),
]


@pytest.mark.parametrize(("kind", "given", "expected"), TAKEN)
def test_what_a_form_holds(kind: Any, given: Any, expected: Any) -> None:
    assert kind.take(kind.read(given)) == expected


WRONG: list[tuple[Any, Any]] = [
    (KINDS["int"], "1.0"), (KINDS["int"], "1" * 19), (KINDS["int"], " 1"), (KINDS["uint"], "-1"),
    (KINDS["float"], "nan"), (KINDS["float"], "inf"), (KINDS["bool"], "yes"), (KINDS["bool"], ""),
    (KINDS["array"], "[" * 100_000), (KINDS["array"], "{}"), (KINDS["objects"], "[1]"), (KINDS["object"], "[]"),
    (KINDS["strings"], [1]), (KINDS["strings"], "a"), (KINDS["time"], "2026-12-05"), (KINDS["time"], 5),
    (KINDS["language"], "Russian"), (choice("a"), "b"), (choice("a"), ["a"]), (number(1, 2), "3"),
    (several(1, name="list"), ""), (text(1, 3, lambda value: len(value.encode())), "жж"), (parts({"n": "int"}), "1"),
    (parts({"n": "int"}), {"m": "1"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given"), WRONG)
def test_what_no_form_may_hold(kind: Any, given: Any) -> None:
    with pytest.raises(ValueError, match=r"is|has"):
        kind.take(kind.read(given))


def test_the_example_of_the_documentation_is_a_stage() -> None:
    document = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = document.partition("### Its rehearsal")[2].partition("```python\n")[2].partition("```")[0]
    given: dict[str, Any] = {}
    exec(example, given)
    assert [endpoint.path for endpoint in given["STAGE"].endpoints] == ["/api/images", "/api/pins", "/api/pins/{id}"]
