"""Pictures that are made to fit or rid of what is private: in the payload, the preview, and beside what is live."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PIL import Image
from small_project import SMM_TOML, Project, post
from workbench import Workbench

import smmgen.media.derive
from smmgen.diagnostics import Severity
from smmgen.media import derived
from smmgen.media.types import Version
from smmgen.variants import payload

TOML = f"""{SMM_TOML}
[accounts.bsky]
platform = "bluesky"
target = "teplo.bsky.example"
token_env = "BLUESKY"
"""
MEDIA = "[{file: a.jpg, alt: Латте}]"
HOOK = "def on_payload(payload):\n    return payload\n"


def picture(width: int = 60, height: int = 40, **options: Any) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def located() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


def bench_of(project: Project, tmp_path: Path, data: bytes, **front: str) -> Workbench:
    front = {"platforms": "[tg, site, bsky]", "media": MEDIA, **front}
    project.write({"smm.toml": TOML, "content/posts/a.jpg": data, "content/posts/a.md": post(**front)})
    return Workbench(project, tmp_path)


@pytest.fixture
def empty(make_project: Callable[..., Project]) -> Project:
    return make_project({})


def sent(bench: Workbench, account: str = "tg") -> dict[str, Any]:
    [part] = bench.payload(account, "a")["parts"]
    [item] = part["media"]
    assert isinstance(item, dict)
    return item


def test_a_picture_without_secrets_is_sent_byte_for_byte(empty: Project, tmp_path: Path) -> None:
    data = picture()
    bench = bench_of(empty, tmp_path, data)
    assert bench.build().diagnostics == ()
    for account in ("tg", "site", "bsky"):
        item = sent(bench, account)
        assert (item["path"], item["sha256"]) == ("content/posts/a.jpg", sha256(data).hexdigest())
        assert "source" not in item
    assert not [name for name in bench.tree() if name.startswith("media/")]


def test_the_place_is_sent_to_nobody(empty: Project, tmp_path: Path) -> None:
    data = located()
    card = "{media: [], link: {url: https://teplo.example, title: Меню, image: a.jpg}}"
    bench = bench_of(empty, tmp_path, data, bsky=card)
    assert bench.build().diagnostics == ()
    assert not [name for name, made in bench.tree().items() if made == data]
    for account in ("tg", "site", "bsky"):
        item = sent(bench, account)
        made = (bench.project.path / item["path"]).read_bytes()
        assert (sha256(made).hexdigest(), len(made)) == (item["sha256"], item["size"])
        assert item["path"].startswith("build/media/")
        assert item["source"]["sha256"] == sha256(data).hexdigest()
        with Image.open(BytesIO(made)) as opened:
            assert not opened.getexif().get_ifd(0x8825)


def test_too_many_bytes_for_one_network(empty: Project, tmp_path: Path) -> None:
    """Bluesky takes 2 MB."""
    data = picture(2200, 1600, quality=97)
    assert 2_000_000 < len(data) < 10_000_000
    bench = bench_of(empty, tmp_path, data)
    [note] = bench.build().diagnostics
    assert (note.name, note.account, note.severity) == ("fitted-picture", "bsky", Severity.INFO)
    item, other = sent(bench, "bsky"), sent(bench)
    assert other["path"] == "content/posts/a.jpg"
    made = (bench.project.path / item["path"]).read_bytes()
    assert (len(made), sha256(made).hexdigest()) == (item["size"], item["sha256"])
    assert len(made) <= 2_000_000
    with Image.open(BytesIO(made)) as opened:
        assert opened.size == (item["width"], item["height"])
    page = bench.page("a")
    assert f"media/{item['sha256'][:16]}.jpg" in page
    assert note.message in page
    assert bench.build().written == 0


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[Version]:
    """The versions that are made from now on."""
    found: list[Version] = []
    derive = smmgen.media.derive.derive

    def counted(file: BinaryIO, version: Version) -> bytes | None:
        found.append(version)
        return derive(file, version)

    monkeypatch.setattr(smmgen.media.derive, "derive", counted)
    return found


def rebuilt(bench: Workbench, title: str) -> dict[str, Any]:
    """What Bluesky is sent after the post was edited, and a new process has built it."""
    bench.project.post("a.md", title, platforms="[tg, site, bsky]", media=MEDIA)
    derived.fitted.cache_clear()
    derived._names.cache_clear()
    bench.build()
    return sent(bench, "bsky")


def test_it_is_made_once(empty: Project, tmp_path: Path, derivations: list[Version]) -> None:
    """Another run, of a post that was edited, takes what an earlier one has made, unless that was changed."""
    bench = bench_of(empty, tmp_path, picture(2200, 1600, quality=97))
    first = rebuilt(bench, "Первый")
    assert [version.most for version in derivations] == [None, 2_000_000]
    assert rebuilt(bench, "Другой") == first
    assert len(derivations) == 2
    (bench.project.path / first["path"]).write_bytes(b"\xff\xd8\xff")
    assert rebuilt(bench, "Третий") == first
    assert len(derivations) == 4


def test_networks_that_take_the_same_are_sent_the_same(
    empty: Project, tmp_path: Path, derivations: list[Version]
) -> None:
    toml = f'{TOML}[accounts.bsky.limits]\n"image.width" = 100\n[accounts.tg.limits]\n"image.width" = 100\n'
    bench = bench_of(empty, tmp_path, picture(200, 100))
    empty.write({"smm.toml": toml})
    bench.build()
    assert sent(bench, "bsky") == sent(bench, "tg")
    assert len(derivations) == 1


def test_another_focus_makes_only_that_picture_anew(empty: Project, tmp_path: Path, derivations: list[Version]) -> None:
    toml = f'{TOML}[accounts.bsky.limits]\n"image.ratio" = {{at_least = 0.8, at_most = 1}}\n'
    bench = bench_of(empty, tmp_path, picture())
    empty.write({"smm.toml": toml, "content/posts/b.jpg": picture(quality=50)})
    media = "[{{file: a.jpg, alt: Латте, focus: [{}, 0]}}, {{file: b.jpg, alt: Чай, focus: [0, 0]}}]"
    bench.project.post("a.md", "Кофе", platforms="[bsky]", media=media.format(0))
    bench.build()
    left, other = bench.payload("bsky", "a")["parts"][0]["media"]
    assert (left["width"], left["height"]) == (40, 40)
    bench.project.post("a.md", "Кофе", platforms="[bsky]", media=media.format(1))
    bench.build()
    right, same = bench.payload("bsky", "a")["parts"][0]["media"]
    assert right["sha256"] != left["sha256"]
    assert same == other
    assert [version.box for version in derivations] == [(10, 0, 50, 40), (10, 0, 50, 40), (20, 0, 60, 40)]
    assert not (bench.project.path / left["path"]).exists()


@pytest.mark.parametrize("hooks", [False, True])
def test_what_is_live_does_not_look_edited(
    empty: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hooks: bool
) -> None:
    """A post's digest is the one that it had before pictures were changed: of the writer's files."""
    from smmgen import pipeline

    bench = bench_of(empty, tmp_path, located())
    if hooks:
        empty.write({"hooks/a.py": HOOK, "smm.toml": f'{TOML}\n[hooks]\nfiles = ["hooks/a.py"]\n'})
    accounts = ("tg", "site", "bsky")
    bench.build()
    now = {account: bench.payload(account, "a") for account in accounts}
    monkeypatch.setattr(pipeline, "attachments", _untouched(pipeline.attachments))
    empty.post("a.md", "Кофе", platforms="[tg, site, bsky]", media=f"{MEDIA}  # touched")
    bench.build()
    for account in accounts:
        before = bench.payload(account, "a")
        assert before["parts"][0]["media"][0]["path"] == "content/posts/a.jpg"
        assert before["digest"] == payload.digest(before["parts"])
        assert now[account]["digest"] == before["digest"]


def _untouched(attachments: Callable[..., Any]) -> Callable[..., Any]:
    def without_versions(*given: Any) -> Any:
        found = attachments(*given)
        return {
            account: [one._replace(media=one.media and one.media.written, data=None) for one in files]
            for account, files in found.items()
        }

    return without_versions


def test_a_crop_is_made_to_fit(empty: Project, tmp_path: Path) -> None:
    media = '[{file: a.jpg, alt: Латте, crop: "1:1"}]'
    bench = bench_of(empty, tmp_path, picture(2300, 2200, quality=97), media=media)
    bench.build()
    item = sent(bench, "bsky")
    assert item["size"] <= 2_000_000 < item["source"]["size"]
    assert item["width"] == item["height"]
    assert item["source"]["sha256"] == sent(bench)["sha256"]


def test_who_posts_by_hand_saves_it_under_the_writers_name(empty: Project, tmp_path: Path) -> None:
    bench = bench_of(empty, tmp_path, located(), platforms="[wa]")
    empty.write({"smm.toml": f'{TOML}[accounts.wa]\nplatform = "manual"\noutlet = "whatsapp-channel"\n'})
    bench.build()
    assert sent(bench, "wa")["path"].startswith("build/media/")
    assert 'download="a.jpg"' in bench.page("a")
