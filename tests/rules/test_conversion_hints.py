"""What to do about a file that is not converted: the hints say how."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_cases import Case, run, write

TOML = '[accounts.ig]\nplatform = "instagram"\ntarget = "17841400000000001"\ntoken_env = "IG"\nmedia_base_url = "https://m.example"\n'
COMMAND = "smm convert content/posts/post.md"


@pytest.mark.parametrize(
    ("rule", "media", "expected"),
    [
        ("video-codec", "edit.mp4", f"save it as H.264: `{COMMAND}` does it with ffmpeg"),
        ("video-codec", "camera.mov", f"save it as AAC: `{COMMAND}` does it with ffmpeg"),
        (
            "video-dimensions",
            "drone.mp4",
            f"make it smaller: `{COMMAND}` does it with ffmpeg; or choose another file for this account",
        ),
        (
            "video-dimensions",
            "ribbon.mp4",
            "cut it, or declare a `focus`, the point that must stay, for `smm convert` to cut it",
        ),
        ("outside-limits", "game.mp4", "save it at 60 frames a second, or let `smm convert` do it"),
        ("unsupported-type", "pour.mkv", f"save it as .mov or .mp4: `{COMMAND}` does it with ffmpeg"),
        ("unsupported-type", "scan.tiff", "save it as .jpg"),
    ],
)
def test_what_to_do(rule: str, media: str, expected: str, tmp_path: Path, stock: Path) -> None:
    post = f"---\nplatforms: [ig]\nmedia: [{{file: {media}, alt: Pouring}}]\n---\nPouring.\n"
    case = Case("", "", {"post.md": post}, {"toml": TOML, "media": f"{media}\n"})
    write(case, tmp_path, stock)
    (found,) = (one for one in run(case, tmp_path) if one.name == rule)
    assert found.hint == expected


def test_a_shape_with_a_focus(tmp_path: Path, stock: Path) -> None:
    post = "---\nplatforms: [ig]\nmedia: [{file: ribbon.mp4, alt: A, focus: [0, 0]}]\n---\nPouring.\n"
    case = Case("", "", {"post.md": post}, {"toml": TOML, "media": "ribbon.mp4\n"})
    write(case, tmp_path, stock)
    (found,) = (one for one in run(case, tmp_path) if one.name == "video-dimensions")
    assert found.hint == f"`{COMMAND}` cuts it around its focus"


def test_too_many_bytes(tmp_path: Path, stock: Path) -> None:
    post = "---\nplatforms: [ig]\nmedia: [{file: pour.mp4, alt: Pouring}]\n---\nPouring.\n"
    toml = f'{TOML}limits = {{"video.bytes" = 9}}\n'
    case = Case("", "", {"post.md": post}, {"toml": toml, "media": "pour.mp4\n"})
    write(case, tmp_path, stock)
    (found,) = (one for one in run(case, tmp_path) if one.name == "media-too-large")
    assert found.hint.startswith(f"make it smaller: `{COMMAND}` does it with ffmpeg; or choose another file")
