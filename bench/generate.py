"""Writes a project of N posts on four accounts, Russian and English, about 120 words each: the same for the same N."""

from __future__ import annotations

import argparse
import random
from datetime import datetime, timedelta
from pathlib import Path

RUSSIAN = """
кофе зерно обжарка чашка утро вкус молоко сироп корица зима город улица друзья встреча разговор книга музыка
свет окно снег праздник подарок рецепт вода помол турка фильтр эспрессо капучино десерт тесто масло шоколад
""".split()
ENGLISH = """
coffee bean roast cup morning taste milk syrup cinnamon winter city street friends meeting talk book music
light window snow holiday gift recipe water grind kettle filter espresso cappuccino dessert dough butter cocoa
""".split()

CONFIG = """\
[project]
name = "Bench"
timezone = "Europe/Moscow"
language = "ru"

[accounts.vk]
platform = "vk"
target = -1
token_env = "VK_TOKEN"
user_token_env = "VK_USER_TOKEN"

[accounts.tg]
platform = "telegram"
target = "@bench"
token_env = "TELEGRAM_TOKEN"

[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
target = "@bench@mastodon.example"
token_env = "MASTODON_TOKEN"
limits = {text = 5000}

[accounts.site]
platform = "feed"
target = "public"

[hashtags]
brand = ["bench", "кофе"]

[rules]
min_gap = "1m"
"""


def words(rng: random.Random, vocabulary: list[str], count: int) -> str:
    """Sentences of that many words, with some emphasis."""
    found = rng.choices(vocabulary, k=count)
    for start in range(0, count, 12):
        found[start] = found[start].capitalize()
        end = min(start + 11, count - 1)
        found[end] += "."
    found[count // 3] = f"**{found[count // 3]}**"
    return " ".join(found)


def post(number: int) -> str:
    rng = random.Random(number)
    vocabulary = RUSSIAN if number % 3 else ENGLISH
    at = datetime(2026, 1, 1, 9) + timedelta(hours=2.5 * number)  # noqa: DTZ001 - wall time
    body = "\n\n".join(words(rng, vocabulary, 40) for _ in range(3))
    link = f"[{rng.choice(vocabulary)}](https://bench.example/{number})"
    return (
        f"---\ntitle: {words(rng, vocabulary, 12)[:40].replace('*', '')}\n"
        f"uid: bench-{number:06}\nplatforms: [vk, telegram, fedi, site]\nschedule: {at:%Y-%m-%d %H:%M}\n"
        f"hashtags: [$brand, tag{number % 50}]\n---\n{body} {link}\n\n"
        f"- {words(rng, vocabulary, 6)}\n- {words(rng, vocabulary, 6)}\n"
    )


def generate(folder: Path, count: int) -> None:
    """Write the project; folders of 500 posts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "smm.toml").write_text(CONFIG, encoding="utf-8")
    for number in range(count):
        path = folder / "content" / "posts" / f"{number // 500:03}" / f"post-{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(post(number), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    generate(arguments.folder, arguments.count)
