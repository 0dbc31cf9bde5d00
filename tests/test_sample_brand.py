"""The sample brand and the starter keep what the README and the tutorial promise about them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from PIL import Image, ImageChops
from pydantic import BaseModel

from smmgen.config import Config
from smmgen.content.model import Fields, FrontMatter, Targeting

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "smmgen" / "starter"
POST = re.compile(r"---\n(?P<front>.*?\n)---\n(?P<body>.*)", re.DOTALL)
NETWORKS = ("vk", "telegram", "mastodon", "bluesky", "max", "ok", "instagram", "threads", "facebook")


class PlainLoader(yaml.SafeLoader):
    """Leaves dates as text, and words that are booleans in YAML 1.1 alone, such as `on`. All else that is written here
    means the same in 1.2."""


PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in found
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first not in "tTfF")
    ]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def config(project: Path) -> Config:
    return Config.model_validate(tomllib.loads((project / "smm.toml").read_text(encoding="utf-8")))


def posts(project: Path) -> Iterator[tuple[Path, dict[str, Any], str]]:
    """Path, front matter and body of every post."""
    for path in sorted((project / "content" / "posts").rglob("*.md")):
        match = POST.fullmatch(path.read_text(encoding="utf-8"))
        assert match, path
        yield path, yaml.load(match["front"], PlainLoader), match["body"]  # a SafeLoader underneath


def names(project: Path, folder: str) -> list[str]:
    """What posts call the documents of a folder."""
    return [path.stem for path in (project / "content" / folder).glob("*.md")]


def split(front: Mapping[str, Any], accounts: Config) -> tuple[FrontMatter, dict[str, Fields]]:
    """The post's own fields, and the overrides by platform or account name."""
    names = set(accounts.accounts) | {account.platform for account in accounts.accounts.values()}
    overrides = {name: Fields.model_validate(value) for name, value in front.items() if name in names}
    return FrontMatter.model_validate({k: v for k, v in front.items() if k not in names}), overrides


def keys(value: Any, path: str = "") -> Iterator[str]:
    """`media.file`, `targeting.place.lat`: every key that is set, list positions left out."""
    for child in value if isinstance(value, list) else ():
        yield from keys(child, path)
    for name, child in value.items() if isinstance(value, dict) else ():
        yield f"{path}{name}"
        yield from keys(child, f"{path}{name}.")


def fields_of(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """The same names for everything the model knows."""
    for name, field in model.model_fields.items():
        yield f"{path}{name}"
        for inner in models_in(field.annotation):
            yield from fields_of(inner, f"{path}{name}.")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


@pytest.mark.parametrize("project", [ROOT, STARTER], ids=["sample", "starter"])
def test_every_post_is_valid_and_uses_words_that_smm_toml_declares(project: Path) -> None:
    settings = config(project)
    for path, raw, body in posts(project):
        front, overrides = split(raw, settings)
        assert body.strip() or front.format == "story", path
        assert front.kind in settings.rubrics, path
        assert front.targeting.audience in (None, *settings.audiences, *names(project, "audiences")), path
        assert front.campaign in (None, *names(project, "campaigns")), path
        used = [tag for fields in (front, *overrides.values()) for tag in fields.hashtags]
        assert {tag[1:] for tag in used if tag.startswith("$")} <= set(settings.hashtags), path
        known = set(settings.accounts) | {account.platform for account in settings.accounts.values()}
        assert set(front.platforms) <= known, path


@pytest.mark.parametrize("project", [ROOT, STARTER], ids=["sample", "starter"])
def test_pictures_exist_have_alt_text_and_none_is_left_over(project: Path) -> None:
    settings, folder = config(project), project / "content" / "media"
    used = {Path(account.avatar).name for account in settings.accounts.values() if account.avatar}
    for path, raw, _ in posts(project):
        front, overrides = split(raw, settings)
        for fields in (front, *overrides.values()):
            used |= {media.file for media in fields.media} | ({fields.link.image} if fields.link else set())
            assert all(media.alt for media in fields.media), path
    assert used - {None} == {file.name for file in folder.iterdir() if file.suffix in {".png", ".mp4"}}


@pytest.mark.parametrize("project", [ROOT, STARTER], ids=["sample", "starter"])
def test_uids_are_there_and_differ(project: Path) -> None:
    uids = [raw["uid"] for _, raw, _ in posts(project)]
    assert len(set(uids)) == len(uids)


def test_at_least_24_posts_over_six_weeks_from_late_november() -> None:
    days = [date.fromisoformat(raw["schedule"][:10]) for _, raw, _ in posts(ROOT) if "schedule" in raw]
    assert len(days) >= 24
    assert date(2026, 11, 20) <= min(days) <= date(2026, 11, 30)
    assert max(days) - min(days) >= timedelta(weeks=6)


def test_every_front_matter_key_is_used() -> None:
    settings, used = config(ROOT), set[str]()
    for _, raw, _ in posts(ROOT):
        names = set(settings.accounts) | set(NETWORKS)
        used |= set(keys({k: v for k, v in raw.items() if k not in names}))
        used |= {key for name in names & set(raw) for key in keys(raw[name])}
    assert set(fields_of(FrontMatter)) - used == set()


def test_every_platform_has_an_option_of_its_own() -> None:
    used = {
        name for _, raw, _ in posts(ROOT) for name in raw.get("targeting", {}) if name not in Targeting.model_fields
    }
    assert used == set(NETWORKS)


def test_every_kind_of_schedule_and_status_is_shown() -> None:
    schedules = {raw["schedule"] for _, raw, _ in posts(ROOT) if "schedule" in raw}
    for form in (r"\d{4}-\d\d-\d\d", r"[\d-]+ [\d:]+", r"[\d-]+ [\d:]+[+-]\d\d:\d\d", r"[\d-]+ [\d:]+ \[\w+/\w+\]"):
        assert any(re.fullmatch(form, schedule) for schedule in schedules), form
    assert {raw.get("status", "ready") for _, raw, _ in posts(ROOT)} == {"ready", "draft", "hold"}


def test_both_kinds_of_block_are_used() -> None:
    bodies = "\n".join(body for _, _, body in posts(ROOT))
    assert re.search(r"^::: only telegram$", bodies, re.MULTILINE)
    assert re.search(r"^::: except vk$", bodies, re.MULTILINE)


def test_a_rehearsal_at_noon_on_5_december_has_something_to_send_everywhere() -> None:
    settings, due = config(ROOT), set[tuple[str, str]]()
    for _, raw, _ in posts(ROOT):
        front, _ = split(raw, settings)
        if front.schedule and re.fullmatch(r"2026-12-05( (0[6-9]|1[01]):\d\d)?", front.schedule):
            due |= {
                (raw["uid"], name)
                for name, account in settings.accounts.items()
                if {name, account.platform} & set(front.platforms)
            }
    assert len({uid for uid, _ in due}) >= 4
    sent = {name for name, account in settings.accounts.items() if account.platform != "manual"}
    assert {name for _, name in due} == sent


def test_drawing_gives_the_committed_pictures(tmp_path: Path) -> None:
    folder = ROOT / "content" / "media"
    subprocess.run([sys.executable, "-B", folder / "draw.py", tmp_path], check=True)
    drawn = {file.name for file in tmp_path.iterdir()}
    assert drawn == {file.name for file in folder.glob("*.png")}
    for name in sorted(drawn):
        assert differing(tmp_path / name, folder / name) < 0.001, name


def differing(one: Path, other: Path) -> float:
    """The share of pixels that differ visibly: Pillow's versions may choose a palette a hair apart."""
    first, second = Image.open(one).convert("RGB"), Image.open(other).convert("RGB")
    assert first.size == second.size
    levels = ImageChops.difference(first, second).convert("L").histogram()
    return sum(levels[9:]) / (first.width * first.height)


def test_media_are_small_enough_for_a_repository() -> None:
    sizes = [file.stat().st_size for file in (ROOT / "content" / "media").glob("*.*") if file.suffix != ".py"]
    assert max(sizes) < 60_000
    assert sum(sizes) < 900_000


def test_the_clip_is_an_mp4_file() -> None:
    start = (ROOT / "content" / "media" / "pour.mp4").read_bytes()
    assert start[4:8] == b"ftyp"
    assert b"moov" in start
    assert b"mdat" in start


def test_the_starter_holds_copies_of_the_sample_brands_hooks_pictures_and_archetype() -> None:
    copies = ["hooks/publish.py", "content/archetypes/post.md"]
    copies += [f"content/media/{file.name}" for file in (STARTER / "content" / "media").iterdir()]
    assert [name for name in copies if (STARTER / name).read_bytes() != (ROOT / name).read_bytes()] == []
