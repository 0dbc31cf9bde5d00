"""Words of the page that shows what was posted: English, Russian."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Rehearsal: what was posted", "Репетиция: что опубликовано"),
    "lead": (
        "On networks that run on this machine: nobody else has seen any of it. Times: {zone}.",
        "В сетях, которые работают на этой машине: больше никто этого не видел. Время: {zone}.",
    ),
    "nothing": ("Nothing was posted yet.", "Пока ничего не опубликовано."),
    "published": ("published", "опубликовано"),
    "scheduled": ("scheduled for {time}", "запланировано на {time}"),
    "deleted": ("deleted", "удалено"),
    "edited": ("edited", "изменено"),
    "before": ("Before it was edited", "До изменения"),
    "comment": ("comment", "комментарий"),
    "reply": ("reply", "ответ"),
    "record": ("setting", "настройка"),
    "no_alt": ("no alt text", "без описания"),
    "poll": ("poll", "опрос"),
    "quiz": ("quiz", "викторина"),
    "multiple": ("several answers", "несколько ответов"),
    "right": ("right", "верно"),
    "warning": ("content warning", "предупреждение"),
    "card": ("link card", "карточка ссылки"),
    "place": ("place", "место"),
    "sent": ("What was sent", "Что было отправлено"),
    "bytes": ("{size} kB", "{size} КБ"),
}


def words(language: str) -> dict[str, str]:
    """By name; English for languages that are not known."""
    return {name: both[language == "ru"] for name, both in WORDS.items()}
