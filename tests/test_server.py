"""The live preview: a real server, real files, real changes."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from watchdog.events import (
    FileClosedNoWriteEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)

from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.errors import UserError
from smmgen.server.changes import Changes, sources
from smmgen.server.http import find_file, live
from smmgen.server.preview import Preview, serve

PAGE = "<!doctype html><head><meta content=\"default-src 'none'; script-src 'self'\"></head><body>{}</body>"
SCRIPT = "<script>document.title = location.origin</script>"
SOON = 20.0
"""Seconds after which something that should happen at once has not happened."""


@dataclass
class Report:
    diagnostics: Sequence[Diagnostic]
    drafts: Sequence[str] = ()


class Project:
    """A project whose build copies one file into a page; `!` is a mistake in content, `?` stops the build."""

    def __init__(self, path: Path) -> None:
        self.path, self.builds = path, 0
        self.said: list[str] = []
        (path / "content").mkdir(parents=True)
        self.write("first")

    def write(self, text: str, name: str = "content/post.md") -> None:
        """In one step, as careful editors do: one change, one build."""
        (self.path / ".draft").write_text(text, "utf-8")
        (self.path / ".draft").replace(self.path / name)

    def build(self) -> Report:
        self.builds += 1
        text = (self.path / "content/post.md").read_text("utf-8")
        if "?" in text:
            raise UserError("smm.toml is wrong", "mend it")
        if "bug" in text:
            raise ZeroDivisionError("division by zero")
        site = self.path / "build" / "site"
        (site / "posts").mkdir(parents=True, exist_ok=True)
        (site / "index.html").write_text(PAGE.format(text), "utf-8")
        (site / "404.html").write_text(PAGE.format("not here"), "utf-8")
        (site / "posts" / "скидка.html").write_text(PAGE.format("post"), "utf-8")
        (site / "site.css").write_text("a{}", "utf-8")
        (site / "media").mkdir(exist_ok=True)
        for name in ("a.png", "a.bin", "a.html", "a.svg", "a.js", "a.xhtml", "a.mht"):
            (site / "media" / name).write_text(SCRIPT, "utf-8")
        return Report([mistake()] if "!" in text else [], ["content/post.md"] if "draft" in text else [])


def mistake() -> Diagnostic:
    return Diagnostic(
        "content/post.md", Span(4, 2, 4, 5), "SMM112", "naive", Severity.ERROR, "no such time", "say when"
    )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def preview(project: Project) -> Iterator[Preview]:
    with Preview(project.path, project.build, 0, say=project.said.append) as running:
        yield running


def get(preview: Preview, path: str, host: str | None = None, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=SOON)
    connection.request(method, path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), response.read().decode()
    connection.close()
    return answer


class Events:
    """An open event stream; `next` waits for the next event that is no sign of life."""

    def __init__(self, preview: Preview, version: str | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=SOON)
        self._connection.request("GET", f"/_smm/events?version={preview.version if version is None else version}")
        self._response = self._connection.getresponse()
        assert self._response.getheader("Content-Type") == "text/event-stream"

    def next(self) -> tuple[str, dict[str, object]]:
        name = ""
        while True:
            line = self._response.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                return name, json.loads(line.removeprefix("data: "))


def test_serves_the_built_site_with_the_live_script(preview: Preview) -> None:
    status, headers, page = get(preview, "/")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert "first" in page
    assert f'<script src="/_smm/live.js" data-version="{preview.version}" defer></script></head>' in page
    assert "default-src 'none'; connect-src 'self'; script-src 'self'" in page


def test_other_files_are_served_as_they_are(preview: Preview) -> None:
    status, headers, text = get(preview, "/site.css")
    assert (status, headers["Content-Type"], text) == (200, "text/css; charset=utf-8", "a{}")
    assert get(preview, "/posts/%D1%81%D0%BA%D0%B8%D0%B4%D0%BA%D0%B0.html")[0] == 200
    assert get(preview, "/_smm/live.js")[2].startswith('"use strict";')
    assert get(preview, "/_smm/live.css")[1]["Content-Type"].startswith("text/css")


def test_head_has_no_body(preview: Preview) -> None:
    status, headers, body = get(preview, "/site.css", method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, "3", "")


def test_missing_page(preview: Preview) -> None:
    status, _, page = get(preview, "/nowhere.html")
    assert status == 404
    assert "not here" in page
    assert "/_smm/live.js" in page


def test_other_methods_are_refused(preview: Preview) -> None:
    assert get(preview, "/", method="POST")[0] == 501


@pytest.mark.parametrize("path", ["/", "/_smm/events", "/_smm/live.js"])
def test_a_foreign_host_is_refused(preview: Preview, path: str) -> None:
    for host in ("evil.example", "127.0.0.1", "localhost:1", f"127.0.0.1.evil.example:{preview.port}"):
        status, _, text = get(preview, path, host=host)
        assert status == 403
        assert text == "open the preview under 127.0.0.1 or localhost\n"


def test_localhost_is_welcome(preview: Preview) -> None:
    assert get(preview, "/", host=f"localhost:{preview.port}")[0] == 200


def test_only_loopback_is_bound(preview: Preview) -> None:
    assert preview._server.server_address[0] == "127.0.0.1"


OUTSIDE = [
    "/../../content/post.md",
    "/%2e%2e/%2e%2e/content/post.md",
    "/..%2f..%2fcontent/post.md",
    "/posts/../../../content/post.md",
    "//etc/passwd",
    "/.hidden",
    "/a\\..\\b",
    "/%00",
    "/link.md",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out_of_the_site(project: Project, path: str) -> None:
    project.build()
    root = project.path / "build" / "site"
    (root / ".hidden").write_text("secret", "utf-8")
    (root / "link.md").symlink_to(project.path / "content" / "post.md")
    assert find_file(root, "/site.css") == root / "site.css"
    assert find_file(root, path) is None


def test_nothing_outside_the_site_is_served(preview: Preview) -> None:
    assert [get(preview, path)[0] for path in OUTSIDE] == [404] * len(OUTSIDE)


@pytest.mark.parametrize(
    ("name", "mime"),
    [("a.m4a", "audio/mp4"), ("a.ogg", "audio/ogg"), ("a.flac", "audio/flac"), ("a.mkv", "video/x-matroska")],
)
def test_what_is_played_is_served_as_what_it_is(preview: Preview, project: Project, name: str, mime: str) -> None:
    (project.path / "build/site/media" / name).write_bytes(b"sound")
    _, headers, _ = get(preview, f"/media/{name}")
    assert headers["Content-Type"] == mime
    assert "Content-Disposition" not in headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("name", ["a.bin", "a.html", "a.svg", "a.js", "a.xhtml", "a.mht"])
def test_what_could_run_is_only_to_be_saved(preview: Preview, name: str) -> None:
    status, headers, text = get(preview, f"/media/{name}")
    assert (status, text) == (200, SCRIPT)
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == "attachment"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"].split("; ")


def test_pictures_are_shown_and_run_nothing(preview: Preview) -> None:
    _, headers, _ = get(preview, "/media/a.png")
    assert headers["Content-Type"] == "image/png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Content-Disposition" not in headers


def said(preview: Preview, request: bytes) -> bytes:
    """The status line of the answer to a request sent as it is; a method that is unknown, a target that is none."""
    with socket.create_connection(("127.0.0.1", preview.port), SOON) as connection:
        connection.sendall(request + f"\r\nHost: 127.0.0.1:{preview.port}\r\nConnection: close\r\n\r\n".encode())
        return connection.makefile("rb").readline().strip()


ODD = [
    (b"GET /" + b"a" * 300 + b" HTTP/1.1", b"404"),
    (b"GET /" + b"a/" * 3000 + b" HTTP/1.1", b"404"),
    (b"GET /%00 HTTP/1.1", b"404"),
    (b"GET /a\0b HTTP/1.1", b"404"),
    (b"GET /%ff%fe HTTP/1.1", b"404"),
    (b"GET /?" + b"a=b&" * 9000 + b" HTTP/1.1", b"200"),
    (b"GET /" + b"a" * 70000 + b" HTTP/1.1", b"414"),
    (b"GET http://[bad HTTP/1.1", b"404"),
    (b"GET //[bad HTTP/1.1", b"404"),
    (b"BREW / HTTP/1.1", b"501"),
    (b"CONNECT a:1 HTTP/1.1", b"501"),
    (b"HEAD /" + b"a" * 300 + b" HTTP/1.1", b"404"),
]


@pytest.mark.parametrize(("request_line", "status"), ODD, ids=[line[:16].decode() for line, _ in ODD])
def test_odd_requests_are_answered(
    preview: Preview, capfd: pytest.CaptureFixture[str], request_line: bytes, status: bytes
) -> None:
    assert said(preview, request_line).split()[1] == status
    assert get(preview, "/site.css")[0] == 200
    assert "Traceback" not in capfd.readouterr().err


def test_a_change_builds_again_and_reloads(preview: Preview, project: Project) -> None:
    events = Events(preview)
    assert events.next() == ("problem", {"failure": None, "errors": [], "count": 0})
    project.write("second")
    assert events.next()[0] == "problem"
    assert events.next() == ("reload", {"version": preview.version})
    assert "second" in get(preview, "/")[2]


def test_a_mistake_is_told_and_so_is_its_end(preview: Preview, project: Project) -> None:
    events = Events(preview)
    events.next()
    project.write("second!")
    name, problem = events.next()
    assert name == "problem"
    assert problem["count"] == 1
    assert problem["errors"] == [{**mistake().as_json(), "page": ""}]
    assert events.next()[0] == "reload"
    project.write("third")
    assert events.next() == ("problem", {"failure": None, "errors": [], "count": 0})


def test_a_mistake_in_a_draft_can_wait(preview: Preview, project: Project) -> None:
    events = Events(preview)
    events.next()
    project.write("a draft!")
    assert events.next() == ("problem", {"failure": None, "errors": [], "count": 0})
    assert project.said[-1].endswith(" s")


def test_a_failing_build_keeps_the_last_good_page(preview: Preview, project: Project) -> None:
    version, events = preview.version, Events(preview)
    events.next()
    project.write("second?")
    assert events.next()[1]["failure"] == {"message": "smm.toml is wrong", "hint": "mend it"}
    assert preview.version == version
    assert "first" in get(preview, "/")[2]
    assert project.said[-1] == "error: smm.toml is wrong\n  hint: mend it"
    project.write("third")
    assert events.next()[1]["failure"] is None
    assert events.next()[0] == "reload"


def test_a_bug_does_not_end_the_server(preview: Preview, project: Project) -> None:
    events = Events(preview)
    events.next()
    project.write("bug")
    assert events.next()[1]["failure"] == {"message": "ZeroDivisionError: division by zero", "hint": ""}
    assert "Traceback" in project.said[-1]
    assert get(preview, "/")[0] == 200


def test_a_page_from_an_older_build_is_reloaded_at_once(preview: Preview) -> None:
    events = Events(preview, version="old")
    assert events.next()[0] == "problem"
    assert events.next() == ("reload", {"version": preview.version})


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        (FileModifiedEvent("/p/smm.toml"), True),
        (FileModifiedEvent("/p/content/a/b.md"), True),
        (FileMovedEvent("/p/content/.b.md.tmp", "/p/content/b.md"), True),
        (FileDeletedEvent("/p/hooks/utm.py"), True),
        (FileClosedNoWriteEvent("/p/content/b.md"), False),
        (FileModifiedEvent("/p/README.md"), False),
        (FileModifiedEvent("/p/build/site/index.html"), False),
        (FileModifiedEvent("/p/content/.b.md.swp"), False),
        (FileModifiedEvent("/p/content/b.md~"), False),
        (FileModifiedEvent("/p/hooks/__pycache__/utm.pyc"), False),
        (FileModifiedEvent("/elsewhere/content/b.md"), False),
    ],
)
def test_what_counts_as_a_change(event: FileSystemEvent, seen: bool) -> None:
    changes: list[bool] = []
    Changes(Path("/p"), lambda: changes.append(True)).on_any_event(event)
    assert bool(changes) is seen


def test_what_smm_toml_names_and_links_lead_to_is_watched(tmp_path: Path) -> None:
    project = tmp_path / "p"
    for folder in ("content/posts", "looks/mine", "shared/photos", "code", "build/site"):
        (project / folder).mkdir(parents=True)
    (project / "code" / "utm.py").touch()
    (project / "shared" / "photos" / "back").symlink_to(project / "content")
    (project / "looks" / "link").symlink_to(project / "looks" / "mine")
    (project / "content" / "photos").symlink_to(project / "shared" / "photos")
    (project / "content" / "price.pdf").symlink_to(project / "shared" / "price.pdf")
    (project / "content" / "out").symlink_to(tmp_path)
    found = sources(project, [project / "looks" / "link", Path("code/utm.py"), Path("code/missing.py")])
    matter = ["looks/mine/base.html", "code/utm.py", "code/missing.py", "shared/photos/a.png", "shared/price.pdf"]
    assert all(found.matters(project / path) for path in [*matter, "content/a.md", "themes/new/base.html", "smm.toml"])
    others = ["code/other.py", "looks/other/base.html", "shared/a.png", "build/site/index.html", "shared/photos/.a.swp"]
    assert not any(found.matters(project / path) for path in others)
    assert not found.matters(tmp_path / "a.md")
    watched = dict(found.places())
    assert watched[project / "code"] is False
    assert watched[project / "looks" / "mine"] is True
    assert watched[project] is False


@pytest.mark.parametrize("name", ["looks/mine/base.html", "code/utm.py", "shared/photos/a.txt"])
def test_a_change_there_builds_again(project: Project, name: str) -> None:
    for folder in ("looks/mine", "code", "shared/photos"):
        (project.path / folder).mkdir(parents=True)
    (project.path / "content" / "photos").symlink_to(project.path / "shared" / "photos")
    named = [project.path / "looks" / "mine", project.path / "code" / "utm.py"]
    with Preview(project.path, project.build, 0, named=lambda: named, say=project.said.append) as preview:
        events = Events(preview)
        events.next()
        project.write("x", name)
        assert events.next()[0] == "problem"
        assert events.next()[0] == "reload"


def test_a_folder_that_comes_later_is_watched_too(preview: Preview, project: Project) -> None:
    events = Events(preview)
    events.next()
    for step in ("hooks", "hooks/utm.py"):
        (project.path / step).mkdir() if step == "hooks" else project.write("x", step)
        assert events.next()[0] == "problem"
        assert events.next()[0] == "reload"


def test_what_another_process_writes_into_the_ledger_is_shown(project: Project) -> None:
    ledger = project.path / "ledger"
    ledger.write_text("claimed", "utf-8")
    with Preview(project.path, project.build, 0, ledger=ledger.read_text, say=project.said.append) as preview:
        events = Events(preview)
        events.next()
        builds = project.builds
        ledger.write_text("published", "utf-8")
        assert events.next()[0] == "problem"
        assert events.next()[0] == "reload"
        assert project.builds == builds + 1


def test_smm_toml_builds_again(preview: Preview, project: Project) -> None:
    events = Events(preview)
    events.next()
    project.write("x", "smm.toml")
    assert events.next()[0] == "problem"
    assert events.next()[0] == "reload"


def test_many_writes_during_a_build_are_one_more(preview: Preview, project: Project) -> None:
    events = Events(preview)
    events.next()
    before = project.builds
    with preview.lock:  # a build under way
        for n in range(20):
            project.write(f"number {n}")
    while "number 19" not in get(preview, "/")[2]:
        events.next()
    assert project.builds - before <= 2


def test_a_first_build_that_fails_is_shown_too(project: Project) -> None:
    project.write("?")
    with Preview(project.path, project.build, 0, say=project.said.append) as preview:
        status, _, page = get(preview, "/")
        assert status == 404
        assert "/_smm/live.js" in page
        assert Events(preview).next()[1]["failure"] == {"message": "smm.toml is wrong", "hint": "mend it"}


def test_a_taken_port_is_the_users_error(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UserError, match="cannot be used"):
        Preview(project.path, project.build, taken.getsockname()[1])


def test_ctrl_c_ends_it_cleanly(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Preview) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Preview, "wait", interrupted)
    opened: list[str] = []
    serve(project.path, project.build, 0, say=project.said.append, opened=opened.append)
    assert project.said[-1] == "stopped"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(opened[0].rstrip("/").rsplit(":", 1)[1])), 1)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("smm-")]


def test_a_page_without_a_policy_still_gets_the_script() -> None:
    assert live(b"<head></head>", "1") == b'<head><script src="/_smm/live.js" data-version="1" defer></script></head>'
