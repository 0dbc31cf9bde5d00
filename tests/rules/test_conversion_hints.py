"""What to do about a file that is not converted: the hints say how."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_cases import Case, run, write

TOML = '[accounts.ig]\nplatform = "instagram"\ntarget = "17841400000000001"\ntoken_env = "IG"\nmedia_base_url = "https://m.example"\n'
COMMAND = (
    "ffmpeg -i content/media/{0}.mkv -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart content/media/{0}.mp4"
)


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("pour.mkv", f"save it as .mov or .mp4: `{COMMAND.format('pour')}`"),
        ("scan.tiff", "save it as .jpg"),
    ],
)
def test_unsupported_type(media: str, expected: str, tmp_path: Path, stock: Path) -> None:
    post = f"---\nplatforms: [ig]\nmedia: [{{file: {media}, alt: Pouring}}]\n---\nPouring.\n"
    case = Case("", "", {"post.md": post}, {"toml": TOML, "media": f"{media}\n"})
    write(case, tmp_path, stock)
    (found,) = (one for one in run(case, tmp_path) if one.name == "unsupported-type")
    assert found.hint == expected
