"""Other names of keys and networks, from other tools and from habit: data for hints.

Keys: Hugo and Jekyll front matter, the columns of Buffer's and others' CSV files, Postiz's API, and Russian.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_TEXT = "the text of a post goes below the second `---`"
_SCHEDULE = "here it is `schedule`"
_MEDIA = "pictures, videos and documents go under `media: [{file: …, alt: …}]`"
_PLATFORMS = "here it is `platforms`, a list"

_KEYS = {
    "date time datetime when day publish publish_date publishdate publishat publish_at publish_on published_at pubdate "
    "post_at posted_at post_time posting_time scheduled scheduled_at scheduled_time scheduled_date schedule_date "
    "schedule_time schedule_at scheduling due due_at дата время когда публикация": _SCHEDULE,
    "tags tag hashtag hash_tags keywords теги тег хештеги хэштеги": "here it is `hashtags`, without `#`",
    "image images img photo photos picture pictures pic video videos audio file files attachment attachments gallery "
    "media_url media_urls image_url cover thumbnail featured_image картинка картинки фото видео медиа вложения": _MEDIA,
    "text body content message caption copy post текст тело пост": _TEXT,
    "description summary excerpt описание": f"{_TEXT}; that of a link's card is `link: {{url: …, description: …}}`",
    "platform network networks channel channels account accounts profile profiles socials service services integration "
    "integrations targets площадка площадки соцсети каналы канал сети куда": _PLATFORMS,
    "url links link_url canonical permalink ссылка": "here it is `link`",
    "draft черновик": "write `status: draft`",
    "published ready state статус": "write `status: ready`, or `draft`, or `hold`",
    "id guid slug post_id": "here it is `uid`",
    "note comments comment заметки комментарий": "for reviewers it is `notes`; `first_comment` is published",
    "category categories type rubric section рубрика категория": "here it is `kind`, a rubric of smm.toml",
    "headline name subject заголовок название": "here it is `title`",
    "geo geotag location геометка место": "write `targeting: {place: {name: …}}`",
    "lang locale язык": "write `targeting: {language: [ru]}`",
    "timezone tz time_zone": "write the zone behind the time: `schedule: 2026-11-27 10:00 [Europe/Moscow]`",
    "recurring recurrence recur repeats every rrule повтор повторять повторение": "here it is `repeat`, such as "
    "`repeat: {every: week, until: 2027-03-01}`",
    "опрос vote": "here it is `poll: {question: …, options: […]}`",
}
_HINTS = {name: hint for names, hint in _KEYS.items() for name in names.split()}

_DATES = frozenset("from to begin begins start starts end ends until till since period span с по начало конец".split())
"""Other names of the first or the last day of `dates`."""

_NETWORKS = {
    "vk": "вк vkontakte вконтакте vk.com",
    "telegram": "тг телеграм телеграмм телега telega tg t.me",
    "mastodon": "мастодон fediverse fedi",
    "bluesky": "блюскай bsky",
    "facebook": "fb фейсбук",
    "instagram": "insta ig инстаграм инстаграмм инста",
    "threads": "тредс",
    "max": "макс max.ru",
    "ok": "odnoklassniki одноклассники ок ok.ru",
    "feed": "rss atom json-feed лента website blog сайт блог",
}
_ALIASES = {alias: name for name, aliases in _NETWORKS.items() for alias in aliases.split()}
_UNSUPPORTED = {
    "X": "x twitter твиттер икс",
    "YouTube": "youtube yt ютуб ютьюб",
    "TikTok": "tiktok тикток",
    "LinkedIn": "linkedin линкедин",
    "Pinterest": "pinterest пинтерест",
    "WhatsApp": "whatsapp ватсап вотсап",
    "Viber": "viber вайбер",
    "Dzen": "dzen zen дзен",
    "Rutube": "rutube рутуб",
    "Discord": "discord дискорд",
    "Reddit": "reddit реддит",
}
_MISSING = {alias: title for title, aliases in _UNSUPPORTED.items() for alias in aliases.split()}

_CHOICES = {
    "status": {
        "draft": "wip unfinished черновик",
        "ready": "scheduled approved queued готов готово готова утверждено запланировано",
        "hold": "paused pause on-hold on_hold пауза отложено",
    },
    "replies": {"everyone": "all anyone everybody public все", "nobody": "none off noone no-one никто"},
    "every": {
        "day": "daily days день ежедневно",
        "week": "weekly weeks неделя неделю еженедельно",
        "month": "monthly months месяц ежемесячно",
        "year": "yearly annual annually years год ежегодно",
    },
    "days": {
        "mon": "monday mondays понедельник понедельникам пн",
        "tue": "tues tuesday tuesdays вторник вторникам вт",
        "wed": "weds wednesday wednesdays среда среду средам ср",
        "thu": "thur thurs thursday thursdays четверг четвергам чт",
        "fri": "friday fridays пятница пятницу пятницам пт",
        "sat": "saturday saturdays суббота субботу субботам сб",
        "sun": "sunday sundays воскресенье воскресеньям вс",
    },
    "preview": {"large": "big huge summary_large_image", "small": "little tiny summary", "none": "off hidden"},
}
_MEANT = {
    (key, word): choice for key, found in _CHOICES.items() for choice, words in found.items() for word in words.split()
}


_BELOW = {
    "times": "count repetitions occurrences раз",
    "skip": "except exceptions exclude exdate без кроме",
    "until": "end ends stop last до",
    "every": "freq frequency каждый каждые каждую",
    "on": "byday bymonthday days weekdays weekday дни день",
    "move": "moved reschedule",
}
_KEYS_BELOW = {other: key for key, others in _BELOW.items() for other in others.split()}
"""Keys of `repeat`, and what calendars call them."""


def key_below(key: str, known: Collection[str]) -> str:
    """Which of these keys, below another one, is called so elsewhere; "" for none."""
    found = _KEYS_BELOW.get(key.casefold(), "")
    return found if found in known else ""


def choice(key: str, word: str) -> str:
    """The value of the key that is called so elsewhere; "" for none."""
    return _MEANT.get((key, word.strip().casefold()), "")


def key_hint(key: str) -> str:
    """What a key of the top level is called here; "" for a word that nobody uses so."""
    folded = key.casefold().replace("-", "_")
    return _HINTS.get(folded) or _HINTS.get(folded.replace("_", "")) or ""


def dates_hint(key: str) -> str:
    """For a key that stands for the first or the last day of `dates`; "" for others."""
    hint = "here it is `dates`, the first and the last day: `dates: 2026-12-01..2026-12-31`"
    return hint if key.casefold() in _DATES else ""


def key_for(key: str) -> str:
    """The key that it stands for, where its value may stay as it is; "" for others."""
    found = re.match(r"here it is `(\w+)`", key_hint(key))
    return found[1] if found else ""


def network(word: str) -> str:
    """The platform that is called so elsewhere; "" for none."""
    return _ALIASES.get(word.casefold().strip("@"), "")


def is_network(word: str) -> bool:
    """It is the name of a network, here or elsewhere."""
    return word in _NETWORKS or bool(network(word))


def unsupported(word: str) -> str:
    """The name of a network that smmgen does not publish to by itself; "" for other words."""
    return _MISSING.get(word.casefold().strip("@"), "")


def separated(text: str, known: Collection[str]) -> list[str]:
    """The names in `vk, tg` or `vk и тг`, a list without its brackets; empty unless every one is known here."""
    for sign in ",;+/&":
        text = text.replace(sign, " ")
    words = [word for word in text.split() if word not in ("и", "and")]
    names = [word if word in known else network(word) for word in words]
    return names if len(names) > 1 and all(name in known for name in names) else []
