from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flows import answer, delivery, drive, picture, text, variant, video
from hypothesis import given
from hypothesis import strategies as st

from smmgen.content.schedule import Moment
from smmgen.errors import Ambiguous, Rejected
from smmgen.markup.document import parse
from smmgen.networks.feed import NETWORK, atom
from smmgen.networks.feed.api import merged
from smmgen.networks.wire import File
from smmgen.transport.driver import Driver
from smmgen.variants.types import Added, LinkCard, Variant

ACCOUNT = {"title": "Teplo Coffee", "url": "https://teplo.example/news", "description": "Coffee & news"}
ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
MISSING = answer(404)
DONE = answer(204)


def made(body: str = "**Warm** & <dark>", account: Any = ACCOUNT, media: Any = (), **more: Any) -> Variant:
    more = {"fields": {"title": "Black Friday <latte>"}} | more
    return variant("feed", text(body, media=media), account=account, document=parse(body, 1, frozenset()), **more)


def item(**more: Any) -> Any:
    return NETWORK.render(made(**more))[0]["item"]


def publish(*answers: Any, of: Variant | None = None, **more: Any) -> tuple[list[Any], Any]:
    return drive(NETWORK.publish(delivery(of or made(), NETWORK, **more)), *answers)


def files(requests: list[Any]) -> tuple[Any, Any]:
    """The JSON Feed and the Atom feed that were written."""
    by_name = {request.url.rsplit("/", 1)[-1]: request.content for request in requests if request.content}
    return json.loads(by_name["feed.json"]), ElementTree.fromstring(by_name["feed.xml"])


# JSON Feed 1.1


def json_feed_errors(feed: Any) -> list[str]:
    """What https://jsonfeed.org/version/1.1 asks for and this feed lacks."""
    top = {"version", "title", "home_page_url", "feed_url", "description", "language", "items"}
    entry = {
        "id",
        "title",
        "content_html",
        "external_url",
        "image",
        "date_published",
        "tags",
        "language",
        "attachments",
    }
    file = {"url", "mime_type", "title", "size_in_bytes"}
    errors = [f"unknown {name}" for name in feed.keys() - top]
    errors += ["version"] * (feed.get("version") != "https://jsonfeed.org/version/1.1")
    errors += ["title"] * (not feed.get("title"))
    for item in feed["items"]:
        errors += [f"unknown {name}" for name in item.keys() - entry]
        errors += ["id"] * (not isinstance(item.get("id"), str) or not item["id"])
        errors += ["content"] * ("content_html" not in item)
        errors += ["date"] * (not RFC3339.fullmatch(item.get("date_published", "")))
        for attachment in item.get("attachments", []):
            errors += [f"unknown {name}" for name in attachment.keys() - file]
            errors += ["attachment"] * ({"url", "mime_type"} - attachment.keys() != set())
            errors += ["size"] * (type(attachment["size_in_bytes"]) is not int)
    ids = [item["id"] for item in feed["items"]]
    return errors + ["ids"] * (len(ids) != len(set(ids)))


def atom_errors(feed: ElementTree.Element) -> list[str]:
    """What RFC 4287, sections 4.1.1 and 4.1.2, asks for and this feed lacks."""
    errors = []
    for element in [feed, *feed.iter(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            found = element.findall(ATOM + name)
            errors += [f"{name}: {len(found)}"] * (len(found) != 1 or not (found[0].text or "").strip())
        errors += ["updated"] * (not RFC3339.fullmatch(element.findtext(f"{ATOM}updated", "")))
    errors += ["author"] * (not feed.findtext(f"{ATOM}author/{ATOM}name"))
    for entry in feed.iter(f"{ATOM}entry"):
        contents = entry.findall(f"{ATOM}content")
        errors += ["content"] * (len(contents) != 1 or contents[0].get("type") != "html")
    for link in feed.iter(f"{ATOM}link"):
        errors += ["href"] * (not link.get("href"))
    return errors


def test_the_first_entry() -> None:
    requests, result = publish(MISSING, DONE, DONE)
    assert [(r.method, r.url, r.creates) for r in requests] == [
        ("GET", "file:public/feed.json", False),
        ("PUT", "file:public/feed.xml", False),
        ("PUT", "file:public/feed.json", True),
    ]
    feed, xml = files(requests)
    assert json_feed_errors(feed) == []
    assert atom_errors(xml) == []
    assert feed["home_page_url"] == "https://teplo.example/news/"
    assert feed["feed_url"] == "https://teplo.example/news/feed.json"
    assert feed["items"] == [
        {
            "id": item()["id"],
            "title": "Black Friday <latte>",
            "content_html": "<p><strong>Warm</strong> &amp; &lt;dark&gt;</p>",
            "date_published": "2026-11-27T10:00:00+03:00",
        }
    ]
    assert result == (item()["id"], "https://teplo.example/news/feed.json", False, {})


def test_a_full_entry() -> None:
    pair = [picture(alt='A "latte"'), video(title="Pouring")]
    full = made(
        media=pair,
        fields={"title": "T", "targeting": {"language": "ru"}},
        card=LinkCard("https://teplo.example/bf?a=1&b=2", "Read"),
        hashtags=("кофе", "teplo"),
    )
    requests, _ = publish(MISSING, DONE, DONE, DONE, DONE, of=full)
    feed, xml = files(requests)
    assert json_feed_errors(feed) == []
    assert atom_errors(xml) == []
    (entry,) = feed["items"]
    image, film = (
        "https://teplo.example/news/media/aaaaaaaaaaaaaaaa.jpg",
        "https://teplo.example/news/media/bbbbbbbbbbbbbbbb.mp4",
    )
    assert entry["image"] == image
    assert entry["tags"] == ["кофе", "teplo"]
    assert entry["language"] == "ru"
    assert entry["external_url"] == "https://teplo.example/bf?a=1&b=2"
    assert entry["attachments"] == [
        {"url": image, "mime_type": "image/jpeg", "size_in_bytes": 1000, "title": 'A "latte"'},
        {"url": film, "mime_type": "video/mp4", "size_in_bytes": 5000, "title": "Pouring"},
    ]
    assert f'<img src="{image}" alt="A &quot;latte&quot;" width="800" height="600">' in entry["content_html"]
    assert '<a href="https://teplo.example/bf?a=1&amp;b=2">Read</a>' in entry["content_html"]
    links = [(link.get("rel"), link.get("href")) for link in xml.find(f"{ATOM}entry").iter(f"{ATOM}link")]
    assert links == [("related", "https://teplo.example/bf?a=1&b=2"), ("enclosure", image), ("enclosure", film)]
    assert [c.get("term") for c in xml.iter(f"{ATOM}category")] == ["кофе", "teplo"]


def test_atom_and_json_say_the_same() -> None:
    feed, xml = files(publish(MISSING, DONE, DONE)[0])
    entry = xml.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}content") == feed["items"][0]["content_html"]
    assert entry.findtext(f"{ATOM}title") == feed["items"][0]["title"]
    assert entry.findtext(f"{ATOM}id") == feed["items"][0]["id"]


def test_characters_that_xml_has_no_place_for() -> None:
    requests, _ = publish(MISSING, DONE, DONE, of=made(fields={"title": "Bell \x07 and ☕ 😀"}))
    _, xml = files(requests)
    assert xml.findtext(f"{ATOM}entry/{ATOM}title") == "Bell  and ☕ 😀"


@given(st.data())
def test_no_character_anywhere_makes_the_feed_unreadable(data: st.DataObject) -> None:
    def some() -> str:
        return data.draw(
            st.text(st.sampled_from("aЖ<>&\"'\n\x00\x07\x1b\x85\ufffe\ud800\udfff😀"), min_size=1, max_size=6)
        )

    feed = {"id": some(), "title": some(), "description": some(), "home_page_url": some(), "language": some()}
    file = {"url": some(), "mime_type": some(), "size_in_bytes": 1, "title": some()}
    item = {
        "id": some(), "title": some(), "content_html": some(), "date_published": "2026-12-01T12:00:00+03:00",
        "external_url": some(), "tags": [some(), some()], "language": some(), "attachments": [file],
    }  # fmt: skip
    root = ElementTree.fromstring(atom.document(feed, [item], "2026-12-01T12:00:00+03:00"))
    assert root.find(f"{{{atom.NAMESPACE}}}entry/{{{atom.NAMESPACE}}}link") is not None


def test_media_are_copied_before_the_feeds() -> None:
    requests, _ = publish(MISSING, DONE, DONE, DONE, of=made(media=[picture("content/media/Latte.JPG")]))
    assert requests[1].url == "file:public/media/aaaaaaaaaaaaaaaa.jpg"
    assert requests[1].upload == File("content/media/Latte.JPG", "image/jpeg", "a" * 64)
    assert [request.url.rsplit("/", 1)[-1] for request in requests[2:]] == ["feed.xml", "feed.json"]


def test_without_an_address_media_are_relative() -> None:
    entry = item(account={"title": "Teplo"}, media=[picture()])
    assert entry["image"] == "media/aaaaaaaaaaaaaaaa.jpg"
    requests, result = publish(MISSING, DONE, DONE, of=made(account={"title": "Teplo"}))
    feed, xml = files(requests)
    assert json_feed_errors(feed) == []
    assert atom_errors(xml) == []
    assert "feed_url" not in feed
    assert result.url == "file:public/feed.json"


def test_the_id_is_a_urn_and_lasts() -> None:
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", item()["id"])
    assert item()["id"] == item(body="Quite another text", fields={"title": "Another"})["id"]
    assert item()["id"] != item(uid="another-post")["id"]


def test_what_the_law_wants_is_in_the_entry() -> None:
    marked = {
        "title": "T",
        "targeting": {"age": "18+", "place": {"name": "Cafe", "lat": 55.0, "lon": 37.0}},
        "ads": {"erid": "2Vtz", "advertiser": "Teplo"},
    }
    body = parse("Text", 1, frozenset())
    adapted = text("Text\n\n📍 Cafe\n18+\nРеклама. Teplo, erid: 2Vtz")
    lines = (Added("place", "📍 Cafe"), Added("age", "18+"), Added("ads", "Реклама. Teplo, erid: 2Vtz"))
    added = (Added("link", "https://a.example"), *lines, Added("hashtags", "#tag"))
    of = variant("feed", adapted, fields=marked, document=body, added=added)
    html = NETWORK.render(of)[0]["item"]["content_html"]
    assert html == "<p>Text</p>\n<p>📍 Cafe</p>\n<p>18+</p>\n<p>Реклама. Teplo, erid: 2Vtz</p>"


def test_only_blocks_for_the_feed_are_in_it() -> None:
    body = "Both\n\n::: only telegram\nTelegram\n:::\n\n::: only feed\nFeed\n:::\n"
    names = frozenset({"telegram", "feed"})
    mine = variant("feed", text("Both\n\nFeed"), fields={"title": "T"}, document=parse(body, 1, names))
    html = NETWORK.render(mine)[0]["item"]["content_html"]
    assert "Feed" in html
    assert "Telegram" not in html


def test_an_entry_without_a_date_has_a_fixed_one() -> None:
    assert item(at=None)["date_published"] == "2000-01-01T00:00:00+00:00"


# Merging


def entry(n: int, hours: int = 0) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    return {"id": f"urn:{n}", "title": str(n), "content_html": "", "date_published": at.isoformat()}


def test_an_entry_is_replaced_never_doubled() -> None:
    old = {**item(), "title": "Old"}
    requests, _ = publish(answer(200, {"items": [entry(1), old]}), DONE, DONE)
    feed, _ = files(requests)
    assert [one["title"] for one in feed["items"]] == ["Black Friday <latte>", "1"]


def test_the_newest_comes_first_whatever_its_offset() -> None:
    moscow = {**entry(1), "date_published": "2026-01-01T02:00:00+03:00"}
    utc = {**entry(2), "date_published": "2026-01-01T00:30:00+00:00"}
    assert [one["id"] for one in merged([moscow], utc)] == ["urn:2", "urn:1"]


def test_the_latest_two_hundred_are_kept() -> None:
    kept = merged([entry(n, n) for n in range(250)], entry(999, 999))
    assert len(kept) == 200
    assert (kept[0]["id"], kept[-1]["id"]) == ("urn:999", "urn:51")


def test_publishing_again_writes_the_same_bytes() -> None:
    first, _ = publish(MISSING, DONE, DONE)
    again, _ = publish(answer(200, first[-1].content), DONE, DONE)
    assert [request.content for request in again[1:]] == [request.content for request in first[1:]]


@pytest.mark.parametrize("found", [b"not json", b"[]", b'{"items": {}}', b'{"items": [{"id": "x"}]}'])
def test_a_file_that_is_not_our_feed_is_left_alone(found: bytes) -> None:
    with pytest.raises(Rejected, match=r"`public/feed\.json` is not a feed that smm has written"):
        publish(answer(200, found))


# Places


@pytest.mark.parametrize(
    ("more", "folder"),
    [
        ({}, "file:public/"),
        ({"target": "site/our news"}, "file:site/our%20news/"),
        ({"target": "site", "base_url": "file:.smm/rehearsal/feed"}, "file:.smm/rehearsal/feed/"),
    ],
)
def test_where_the_files_are(more: Any, folder: str) -> None:
    requests, _ = publish(MISSING, DONE, DONE, **more)
    assert all(request.url.startswith(folder) for request in requests)


@pytest.mark.parametrize("target", ["/etc", "../elsewhere", "a/../../b"])
def test_the_folder_may_not_leave_the_project(target: str) -> None:
    with pytest.raises(Rejected, match="outside the project"):
        publish(target=target)


def test_a_disk_that_says_no() -> None:
    with pytest.raises(Rejected, match=r"public/feed\.xml"):
        publish(MISSING, answer(405))
    with pytest.raises(Ambiguous, match=r"public/feed\.json"):
        publish(MISSING, DONE, answer(500))


def test_real_files(tmp_path: Path) -> None:
    (tmp_path / "latte.jpg").write_bytes(b"a picture")
    file = picture("latte.jpg", sha256=sha256(b"a picture").hexdigest())
    first, second = made(media=[file]), made(uid="another", fields={"title": "Another"})
    with Driver(tmp_path) as driver:
        for each in (first, second, first):
            driver.run(NETWORK.publish(delivery(each, NETWORK)), lambda: None)
        assert driver.run(NETWORK.find(delivery(second, NETWORK))) is not None
    folder = tmp_path / "public"
    feed, xml = (
        json.loads((folder / "feed.json").read_bytes()),
        ElementTree.fromstring((folder / "feed.xml").read_bytes()),
    )
    assert sorted(one["title"] for one in feed["items"]) == ["Another", "Black Friday <latte>"]
    assert json_feed_errors(feed) == []
    assert atom_errors(xml) == []
    assert [path.read_bytes() for path in (folder / "media").iterdir()] == [b"a picture"]


# Looking up


def test_find() -> None:
    given = delivery(made(), NETWORK)
    assert drive(NETWORK.find(given), MISSING)[1] is None
    assert drive(NETWORK.find(given), answer(200, {"items": [entry(1)]}))[1] is None
    found = drive(NETWORK.find(given), answer(200, {"items": [entry(1), item()]}))[1]
    assert found == publish(MISSING, DONE, DONE)[1]


def test_probe() -> None:
    given = delivery(made(), NETWORK)
    assert drive(NETWORK.probe(given), MISSING)[1] == "public/feed.json with 0 entries"
    assert drive(NETWORK.probe(given), answer(200, {"items": [entry(1)]}))[1] == "public/feed.json with 1 entry"


def test_a_title_is_needed() -> None:
    (problem,) = NETWORK.problems(made(fields={}))
    assert problem.fact
    assert problem.field == ("title",)
    assert NETWORK.problems(made()) == []


def test_a_moment_keeps_its_offset() -> None:
    late = Moment(datetime(2026, 11, 27, 2, tzinfo=UTC), "2026-11-27T10:00", "Asia/Singapore")
    assert item(at=late)["date_published"] == "2026-11-27T10:00:00+08:00"
