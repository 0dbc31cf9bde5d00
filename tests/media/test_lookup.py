"""Files a post names, through the real pipeline: two crops of one picture, and hooks that change links of the feed."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from small_project import Project, Result, post

Make = Callable[..., Project]
Smm = Callable[..., Result]


def picture(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(out, "PNG")
    return out.getvalue()


def test_two_crops_of_one_picture_are_two_files(make_project: Make, smm: Smm) -> None:
    media = """media:
  - {file: tall.png, alt: whole}
  - {file: tall.png, alt: square, crop: "1:1"}
  - {file: tall.png, alt: wide, crop: "2:1"}"""
    text = post("А", platforms="[tg]").replace("---\n", f"---\n{media}\n", 1)
    project = make_project({"content/posts/a.md": text, "content/posts/tall.png": picture(200, 400)})
    assert smm("-C", project.path, "build").code == 0
    payload = json.loads((project.path / "build" / "payloads" / "tg" / "a.json").read_text("utf-8"))
    sent = payload["parts"][0]["media"]
    assert [(item["alt"], item["width"], item["height"]) for item in sent] == [
        ("whole", 200, 400),
        ("square", 200, 200),
        ("wide", 200, 100),
    ]
    for item in sent:
        with Image.open(project.path / item["path"]) as found:
            assert found.size == (item["width"], item["height"])


def test_hooks_change_links_in_the_html_of_the_feed(make_project: Make, smm: Smm) -> None:
    project = make_project(
        {"content/posts/a.md": post("А", "Меню [тут](https://teplo.example/menu).", platforms="[site]")}
    )
    (project.path / "hooks").mkdir()
    (project.path / "hooks" / "mark.py").write_text("def on_link(url, **context):\n    return url + '?from=feed'\n")
    toml = project.path / "smm.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[hooks]\nfiles = ["hooks/mark.py"]\n', "utf-8")
    assert smm("-C", project.path, "build").code == 0
    payload = json.loads((project.path / "build" / "payloads" / "site" / "a.json").read_text("utf-8"))
    html = payload["parts"][0]["request"]["item"]["content_html"]
    assert '<a href="https://teplo.example/menu?from=feed">' in html


def test_fix_writes_the_name_that_is_found(make_project: Make, smm: Smm) -> None:
    """Only where that is sure: a file of another folder may be another picture."""
    names = ["content/media/tall.png", "'/content/media/tall.png'", '"TALL.png"', "menu/tall.png"]
    media = "media:\n" + "".join(f"  - {{file: {name}, alt: Tall}}\n" for name in names)
    text = post("А", platforms="[tg]").replace("---\n", f"---\n{media}", 1)
    project = make_project({"content/posts/a.md": text, "content/media/tall.png": picture(200, 400)})
    done = smm("-C", project.path, "check", "--fix")
    assert done.code == 1
    assert "did you mean `tall.png` in content/media?" in done.out + done.err
    found = (project.path / "content/posts/a.md").read_text("utf-8")
    assert [line.partition("file: ")[2].partition(",")[0] for line in found.splitlines() if "file:" in line] == [
        "tall.png",
        "tall.png",
        "tall.png",
        "menu/tall.png",
    ]
