"""What to do about a file that is not converted: the hints say how."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_cases import Case, run, write

TOML = '[accounts.ig]\nplatform = "instagram"\ntarget = "17841400000000001"\ntoken_env = "IG"\nmedia_base_url = "https://m.example"\n'
COMMAND = (
    "ffmpeg -i content/media/{0}.mkv -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart content/media/{0}.mp4"
)


H264 = (
    "ffmpeg -i content/media/{0}.mp4 -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart "
    "content/media/{0}-h264.mp4"
)


@pytest.mark.parametrize(
    ("rule", "media", "expected"),
    [
        ("video-codec", "edit.mp4", f"save it as H.264: `{H264.format('edit')}`"),
        (
            "outside-limits",
            "game.mp4",
            "save it at 60 frames a second (`ffmpeg -i old.mp4 -r 60 new.mp4`)",
        ),
        ("unsupported-type", "pour.mkv", f"save it as .mov or .mp4: `{COMMAND.format('pour')}`"),
        ("unsupported-type", "scan.tiff", "save it as .jpg"),
    ],
)
def test_what_to_do(rule: str, media: str, expected: str, tmp_path: Path, stock: Path) -> None:
    post = f"---\nplatforms: [ig]\nmedia: [{{file: {media}, alt: Pouring}}]\n---\nPouring.\n"
    case = Case("", "", {"post.md": post}, {"toml": TOML, "media": f"{media}\n"})
    write(case, tmp_path, stock)
    (found,) = (one for one in run(case, tmp_path) if one.name == rule)
    assert found.hint == expected
