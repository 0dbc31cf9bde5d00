from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from flows import MOMENT, picture, video

from smmgen.config import Account, Config, Project
from smmgen.content.model import Fields, FrontMatter, Post
from smmgen.content.source import Source
from smmgen.errors import UserError
from smmgen.markup.document import Document, parse
from smmgen.markup.html import to_html
from smmgen.markup.style import Style
from smmgen.markup.text import Mark, RichText
from smmgen.networks.account_limits import carries_for, limits_for
from smmgen.networks.base import Facts, Network, Safety
from smmgen.networks.bluesky import NETWORK as BLUESKY
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.mastodon import NETWORK as MASTODON
from smmgen.networks.telegram import NETWORK as TELEGRAM
from smmgen.networks.vk import NETWORK as VK
from smmgen.variants import payload
from smmgen.variants.adapt import adapt
from smmgen.variants.types import Variant, part_keys, settled

CONFIG = Config(project=Project(name="Teplo"), hashtags={"brand": ["TeploCoffee", "тепло"]})
LATTE, POUR = picture("content/media/latte.jpg", alt=""), video("content/media/pour.mp4")
CARD = picture("content/media/card.jpg", alt="")


def limit(most: float) -> Limit:
    return Limit(at_most=most, source="made up", checked="2026-11-22")


class Net(Network):
    """A network that is nothing but data."""

    def __init__(
        self,
        threads: bool = True,
        first_comment: bool = True,
        style: Style | None = None,
        carries: Sequence[Carried] = (),
        **limits: float,
    ) -> None:
        """`limits`: `text_length` for `text.length`."""
        super().__init__(
            Facts(
                name="net",
                title="Net",
                safety=Safety.BLIND,
                native_schedule=True,
                first_comment=first_comment,
                threads=threads,
                style=style or Style(marks=frozenset({"bold", "link"}), links="mark"),
                limits=Limits({name.replace("_", "."): limit(most) for name, most in limits.items()}),
                carries=frozenset(carries),
            )
        )

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return [{"text": part.rich.text} for part in variant.parts]


def document(body: str) -> Document:
    return parse(body, 1, frozenset({"net", "acc", "vk", "telegram"}))


def post(body: str, comment: str = "", **fields: Any) -> Post:
    chosen = Fields(**fields)
    return Post(
        path="content/posts/bf.md",
        slug="bf",
        uid="bf-latte",
        source=Source("content/posts/bf.md", {}, body, 1, {}, {}),
        front=FrontMatter(title=chosen.title),
        accounts=("acc",),
        fields={"acc": chosen},
        moments={"acc": MOMENT},
        deadlines={"acc": None},
        document=document(body),
        comments={"acc": document(comment)} if comment else {},
    )


def made(body: str, net: Any = None, account: Any = None, files: Any = (), links: Any = str, **more: Any) -> Variant:
    """The variant for the account `acc`; `files` are front matter's `media`, of which three can be found."""
    network = net or Net()
    settings = {"name": "acc", "platform": network.name, "target": "@teplo", **(account or {})}
    found = {"latte.jpg": LATTE, "pour.mp4": POUR, "card.jpg": CARD}
    media = [{"file": file} if isinstance(file, str) else file for file in files]
    written, account = post(body, media=media, **more), Account(**settings)
    limits = limits_for(network, account, written.fields["acc"].format)
    return adapt(written, account, network, limits, CONFIG, found, links)


def texts(variant: Variant) -> list[str]:
    return [part.rich.text for part in variant.parts]


def roles(variant: Variant) -> list[str]:
    return [part.role for part in variant.parts]


ADS = {"erid": "2Vtzqx", "advertiser": "ООО «Тепло»", "inn": "7700000000"}
AD = "Реклама. ООО «Тепло», ИНН 7700000000, erid: 2Vtzqx"
PLACE = {"name": "Teplo", "lat": 55.7, "lon": 37.6, "address": "Pushkin street 5"}

# body, what the account's front matter says -> the one text that comes of it
TEXTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "plain": ("Hello", {}, "Hello"),
    "nothing": ("", {}, ""),
    "tags under the text": ("Hello", {"hashtags": ["coffee", "$brand"]}, "Hello\n\n#coffee #TeploCoffee #тепло"),
    "tags the text has are not repeated": ("A #Coffee", {"hashtags": ["coffee", "raf"]}, "A #Coffee\n\n#raf"),
    "tags alone": ("", {"hashtags": ["coffee"]}, "#coffee"),
    "advertising": ("Hello", {"ads": ADS}, f"Hello\n\n{AD}"),
    "advertising before tags": ("Hello", {"ads": ADS, "hashtags": ["raf"]}, f"Hello\n\n{AD}\n\n#raf"),
    "advertising without a number": (
        "Hello",
        {"ads": {"erid": "2Vtzqx", "advertiser": "Teplo"}},
        "Hello\n\nРеклама. Teplo, erid: 2Vtzqx",
    ),
    "advertising in English": (
        "Hello",
        {"ads": ADS, "targeting": {"language": ["en"]}},
        "Hello\n\nAd. ООО «Тепло», INN 7700000000, erid: 2Vtzqx",
    ),
    "advertising for Russian readers too": (
        "Hello",
        {"ads": ADS, "targeting": {"language": ["en", "ru"]}},
        f"Hello\n\n{AD}",
    ),
    "advertising marked by hand": ("Hello\n\nРеклама, erid: 2Vtzqx", {"ads": ADS}, "Hello\n\nРеклама, erid: 2Vtzqx"),
    "age": ("Hello", {"targeting": {"age": "18+"}}, "Hello\n\n18+"),
    "age by hand": ("Only 18+ tonight", {"targeting": {"age": "18+"}}, "Only 18+ tonight"),
    "another age": ("16+ and 6+1", {"targeting": {"age": "6+"}}, "16+ and 6+1\n\n6+"),
    "age and advertising": ("Hello", {"ads": ADS, "targeting": {"age": "18+"}}, f"Hello\n\n18+\n{AD}"),
    "place": ("Hello", {"targeting": {"place": PLACE}}, "Hello\n\n📍 Teplo, Pushkin street 5"),
    "place by hand": (
        "We wait in PUSHKIN street 5",
        {"targeting": {"place": PLACE}},
        "We wait in PUSHKIN street 5",
    ),
    "place without address": (
        "Hello",
        {"targeting": {"place": PLACE | {"address": None}}},
        "Hello\n\n📍 Teplo",
    ),
    "link under the text": ("Hello", {"link": "https://a.example/bf"}, "Hello\n\nhttps://a.example/bf"),
    "link of the text": ("[Hello](https://a.example/bf)", {"link": "https://a.example/bf"}, "Hello"),
    "everything": (
        "Hello",
        {
            "link": "https://a.example/bf",
            "ads": ADS,
            "targeting": {"age": "16+", "place": PLACE},
            "hashtags": ["raf"],
        },
        f"Hello\n\nhttps://a.example/bf\n\n📍 Teplo, Pushkin street 5\n16+\n{AD}\n\n#raf",
    ),
    "blocks for others vanish": ("A\n\n::: only vk\nB\n:::\n\n::: except vk\nC\n:::", {}, "A\n\nC"),
    "blocks for this account stay": ("A\n\n::: only acc\nB\n:::\n\n::: except net\nC\n:::", {}, "A\n\nB"),
    "a rule is a rule without `thread`": ("A\n\n---\n\nB", {}, "A\n\n———\n\nB"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    body, fields, expected = TEXTS[name]
    assert texts(made(body, **fields)) == [expected]


def test_what_is_added_is_said_apart() -> None:
    adapted = made("Hello", **TEXTS["everything"][1])
    assert adapted.added == (
        ("link", "https://a.example/bf"),
        ("place", "📍 Teplo, Pushkin street 5"),
        ("age", "16+"),
        ("ads", AD),
        ("hashtags", "#raf"),
    )
    assert adapted.document == document("Hello")
    assert made(f"Hello, 16+ #raf\n\n{AD}", **TEXTS["advertising before tags"][1]).added == ()


@pytest.mark.parametrize("split", ["explicit", "auto"])
def test_what_is_added_stands_in_the_text(split: str) -> None:
    adapted = made("Hello. " * 30, Net(text_length=120), {"threads": split}, **TEXTS["everything"][1])
    assert settled(adapted) == adapted
    whole = "\n\n".join(texts(adapted))
    assert whole.endswith("\n".join(["", "📍 Teplo, Pushkin street 5", "16+", AD, "", "#raf"]))


def test_what_a_hook_takes_out_is_no_longer_added() -> None:
    adapted = made("Hello", ads=ADS, targeting={"age": "18+"})
    [part] = adapted.parts
    left = replace(adapted, parts=(replace(part, rich=RichText(f"Hello\n\n{AD}")),))
    assert settled(left).added == (("ads", AD),)


def test_a_document_is_what_was_written_for_the_account() -> None:
    adapted = made("A\n\n::: only vk\nB\n:::\n\n::: except vk\nC\n:::")
    assert to_html(adapted.document).split() == ["<p>A</p>", "<p>C</p>"]


def test_marks_stand_where_they_stood() -> None:
    (part,) = made("**Hello** you", hashtags=["raf"], link="https://a.example").parts
    assert part.rich.marks == (Mark(0, 5, "bold"), Mark(11, 28, "link", "https://a.example"))


def test_networks_that_take_places_and_cards_get_no_lines() -> None:
    net = Net(carries=["place", "link", "link-beside-media"])
    variant = made("Hello", net, link="https://a.example", targeting={"place": PLACE})
    assert texts(variant) == ["Hello"]
    assert variant.card is not None
    assert variant.card.url == "https://a.example"


@pytest.mark.parametrize(
    ("carries", "files", "link", "written"),
    [
        (["link"], [], {}, False),
        (["link"], ["latte.jpg"], {}, True),
        (["link", "link-beside-media"], ["latte.jpg"], {}, False),
        (["link-beside-media"], [], {}, True),
        (["link"], [], {"preview": "none"}, True),
        ([], [], {}, True),
    ],
)
def test_a_link_is_written_where_no_card_carries_it(carries: Any, files: Any, link: Any, written: bool) -> None:
    variant = made("Hello", Net(carries=carries), files=files, link={"url": "https://a.example", **link})
    assert ("https://a.example" in texts(variant)[0]) is written


def test_hooks_see_every_link_once() -> None:
    seen: list[str] = []

    def marked(url: str) -> str:
        seen.append(url)
        return f"{url}?utm_source=acc"

    body = "[menu](https://a.example/menu) and https://a.example/map"
    variant = made(
        body, Net(carries=["link"]), links=marked, link="https://a.example/bf", comment="https://a.example/faq"
    )
    assert texts(variant) == ["menu and https://a.example/map?utm_source=acc", "https://a.example/faq?utm_source=acc"]
    assert variant.parts[0].rich.marks[0].value == "https://a.example/menu?utm_source=acc"
    assert variant.card is not None
    assert variant.card.url == "https://a.example/bf?utm_source=acc"
    assert sorted(seen) == [f"https://a.example/{page}" for page in ("bf", "faq", "map", "menu")]


def test_hashtags_are_all_it_carries_in_order() -> None:
    variant = made("#Raf and #coffee", hashtags=["COFFEE", "$brand"])
    assert variant.hashtags == ("Raf", "coffee", "TeploCoffee", "тепло")


# Threads


def test_thread() -> None:
    variant = made("One\n\n---\n\nTwo\n\n---\n\nThree", thread=True, hashtags=["raf"], files=["latte.jpg"])
    assert texts(variant) == ["One", "Two", "Three\n\n#raf"]
    assert [len(part.media) for part in variant.parts] == [1, 0, 0]
    assert part_keys(variant) == ("bf-latte:acc:1:1", "bf-latte:acc:1:2", "bf-latte:acc:1:3")


def test_thread_where_there_are_none() -> None:
    variant = made("One\n\n---\n\n**Two**", Net(threads=False), thread=True)
    assert texts(variant) == ["One\n\nTwo"]
    assert variant.parts[0].rich.marks == (Mark(5, 8, "bold"),)


def test_empty_sections_are_no_messages() -> None:
    assert texts(made("One\n\n---\n\n::: only vk\nTwo\n:::\n\n---\n\nThree", thread=True)) == ["One", "Three"]


LONG = "The first sentence here. The second sentence here. The third sentence here."


def test_too_long_stays_too_long_unless_the_account_asks() -> None:
    (part,) = made(LONG, Net(text_length=40)).parts
    assert (part.length, part.limit, part.rich.text) == (75, 40, LONG)


def test_automatic_splitting() -> None:
    variant = made(LONG, Net(text_length=52), account={"threads": "auto"})
    assert texts(variant) == ["The first sentence here. The second sentence here.", "The third sentence here."]
    few = made(LONG, Net(text_length=40), account={"threads": "auto"})
    assert texts(few) == ["The first sentence here. The second", "sentence here. The third sentence here."]


def test_no_splitting_where_there_are_no_threads() -> None:
    assert texts(made(LONG, Net(threads=False, text_length=40), account={"threads": "auto"})) == [LONG]


def test_splitting_keeps_the_tags_together_under_the_last() -> None:
    variant = made(LONG, Net(text_length=40), account={"threads": "auto"}, hashtags=["raf", "latte"])
    assert texts(variant)[-1] == "The third sentence here.\n\n#raf #latte"
    tight = made(LONG, Net(text_length=30), account={"threads": "auto"}, hashtags=["raf", "latte"])
    assert all(part.length <= 30 for part in tight.parts)
    assert texts(tight)[-1].endswith("\n\n#raf #latte")
    assert "#" not in "".join(texts(tight)[:-1])


def test_splitting_gives_the_caption_less_room() -> None:
    net = Net(text_length=60, caption_length=30)
    variant = made(f"{LONG}\n\n---\n\n{LONG}", net, account={"threads": "auto"}, files=["latte.jpg"], thread=True)
    assert texts(variant)[0] == "The first sentence here."
    assert roles(variant) == ["caption", "text", "text", "text"]
    assert [part.limit for part in variant.parts] == [30, 60, 60, 60]
    assert all(part.length <= (part.limit or 0) for part in variant.parts)


def test_a_caption_limit_cuts_no_text_without_media() -> None:
    text = "Кофе. " * 300
    assert [len(rich) for rich in texts(made(text, TELEGRAM, AUTO))] == [1799]
    assert max(len(rich) for rich in texts(made(text, TELEGRAM, AUTO, files=["latte.jpg"]))) <= 1024
    assert len(texts(made(text, TELEGRAM, AUTO, files=["latte.jpg"]))) == 2


AUTO = {"threads": "auto"}
TAGS = [f"чайная_церемония_{number:02}" for number in range(14)]


def test_a_text_that_fits_is_not_cut_because_of_its_hashtags() -> None:
    text = "Кофе " * 50
    variant = made(text, BLUESKY, AUTO, hashtags=TAGS)
    assert texts(variant) == [text.strip(), " ".join(f"#{tag}" for tag in TAGS)]
    assert [mark.value for mark in variant.parts[1].rich.marks] == TAGS


def test_hashtags_too_long_for_a_post_cut_nothing_else() -> None:
    variant = made("Кофе " * 100, BLUESKY, AUTO, hashtags=[*TAGS, "ещё_одна_церемония"])
    assert [part.length for part in variant.parts] == [249, 249, 313]


def test_a_tag_that_the_text_has_further_up_is_not_repeated() -> None:
    variant = made("#Кофе " + "чай " * 100, BLUESKY, AUTO, hashtags=["кофе"])
    assert len(variant.parts) == 2
    assert "кофе" not in texts(variant)[1]


def test_lines_under_the_text_stay_whole() -> None:
    variant = made("Чай. " * 10, Net(text_length=60), AUTO, ads=ADS)
    assert texts(variant) == [("Чай. " * 10).strip(), AD]


def test_every_part_has_room_for_the_content_warning() -> None:
    targeting = {"mastodon": {"spoiler": "Разговор о еде и вине"}}
    variant = made("слово " * 160, MASTODON, AUTO, targeting=targeting)
    assert [part.length for part in variant.parts] == [479, 479]
    assert not MASTODON.problems(variant)
    plain = made("слово " * 160, MASTODON, AUTO)
    assert [part.length for part in plain.parts] == [479, 479]


def test_the_first_part_has_room_for_the_question_of_a_poll() -> None:
    poll = {"question": "Что вы больше любите, кофе или чай?", "options": ["кофе", "чай"]}
    variant = made("слово " * 82, MASTODON, AUTO, poll=poll)
    assert len(variant.parts) == 2
    assert not MASTODON.problems(variant)


def test_no_room_at_all_is_no_reason_to_shred_the_text() -> None:
    (part,) = made("слово " * 100, MASTODON, AUTO, targeting={"mastodon": {"spoiler": "еда " * 130}}).parts
    assert part.length == 599


def test_formatting_beyond_the_limit_is_split() -> None:
    variant = made(" ".join(f"**слово{number}**" for number in range(120)), TELEGRAM, AUTO)
    assert [len(part.rich.marks) for part in variant.parts] == [62, 58]  # even in characters: the numbers grow longer


def test_bytes_beyond_the_limit_are_split() -> None:
    variant = made(" ".join(["👨‍👩‍👧‍👦"] * 140), BLUESKY, AUTO)  # 279 graphemes, 3639 bytes
    assert [len(text.encode()) for text in texts(variant)] == [1819, 1819]


# Parts


def test_caption_has_a_limit_of_its_own() -> None:
    net = Net(text_length=100, caption_length=20)
    (part,) = made("Hello", net, files=["latte.jpg"]).parts
    assert (part.role, part.limit, part.length, part.unit) == ("caption", 20, 5, "characters")
    (part,) = made("Hello", net).parts
    assert (part.role, part.limit) == ("text", 100)
    (part,) = made("Hello", Net(text_length=100), files=["latte.jpg"]).parts
    assert (part.role, part.limit) == ("text", 100)


def test_first_comment_comes_last() -> None:
    variant = made("One\n\n---\n\nTwo", comment="Menu", thread=True)
    assert roles(variant) == ["text", "text", "comment"]
    assert part_keys(variant)[-1] == "bf-latte:acc:1:comment"
    assert roles(made("One", Net(first_comment=False), comment="Menu")) == ["text"]
    assert roles(made("One", comment="::: only vk\nMenu\n:::")) == ["text"]


POLL = {"question": "Which?", "options": ["Latte", "Raf"]}
POLLING: dict[str, Any] = {"carries": ["poll", "poll-message"], "poll_text": 10}


@pytest.mark.parametrize(
    ("body", "files", "net", "expected"),
    [
        ("Vote", [], {"carries": ["poll"]}, [("text", 0)]),
        ("Vote", [], POLLING, [("poll", 0)]),
        ("", [], POLLING, [("poll", 0)]),
        ("Vote", ["latte.jpg"], POLLING, [("poll", 1)]),
        ("Vote for your coffee", [], {"carries": POLLING["carries"]}, [("poll", 0)]),
        ("Vote for your coffee", [], POLLING, [("text", 0), ("poll", 0)]),
        ("Vote", ["latte.jpg", "pour.mp4"], {**POLLING, "caption_length": 9}, [("caption", 2), ("poll", 0)]),
    ],
)
def test_poll(body: str, files: Any, net: Any, expected: Any) -> None:
    variant = made(body, Net(**net), files=files, poll=POLL)
    assert [(part.role, len(part.media)) for part in variant.parts] == expected


def test_poll_follows_a_thread() -> None:
    variant = made("A\n\n---\n\nB", Net(**POLLING), poll=POLL, thread=True, comment="C")
    assert roles(variant) == ["text", "text", "poll", "comment"]


def test_files_keep_their_order_and_what_the_post_says_of_them() -> None:
    files = [
        {"file": "pour.mp4", "title": "How we pour"},
        {"file": "lost.jpg"},
        {"file": "latte.jpg", "alt": "A latte"},
    ]
    (part,) = made("Hello", files=files).parts
    assert part.media == (
        replace(POUR, title="How we pour"),
        replace(LATTE, alt="A latte"),
    )


def test_card() -> None:
    link = {"url": "https://a.example", "title": "T", "description": "D", "image": "card.jpg", "preview": "small"}
    card = made("Hello", link=link).card
    assert card is not None
    assert (card.title, card.description, card.image, card.preview) == ("T", "D", CARD, "small")


def test_dropped_markup_is_told_once_for_the_whole_post() -> None:
    net = Net(style=Style(reports=frozenset({"spoiler"})))
    variant = made("||A||\n\n---\n\n||B||", net, thread=True)
    assert [(item.what, item.line) for item in variant.dropped] == [("spoiler", 1), ("spoiler", 5)]


# The built-in networks


def test_telegram_photo_post() -> None:
    variant = made("**Hello**", TELEGRAM, files=["latte.jpg"], link="https://a.example", targeting={"place": PLACE})
    assert texts(variant) == ["Hello\n\nhttps://a.example\n\n📍 Teplo, Pushkin street 5"]
    assert (variant.parts[0].role, variant.parts[0].limit) == ("caption", 1024)


def test_vk_post() -> None:
    account = {"target": -1}
    variant = made("Hello", VK, account, link="https://a.example", targeting={"place": PLACE}, ads=ADS)
    assert texts(variant) == [f"Hello\n\n{AD}"]
    (request,) = VK.render(variant)
    assert request["params"]["attachments"] == ["https://a.example"]
    assert request["params"]["lat"] == 55.7


# Limits


def limited(own: dict[str, Any]) -> Account:
    return Account.model_validate({"name": "acc", "platform": "net", "limits": own})


def test_account_knows_its_limits_better() -> None:
    net = Net(text_length=100, caption_length=20)
    assert limits_for(net, limited({})) is net.facts.limits
    limits = limits_for(net, limited({"text.length": 5000}))
    assert limits["text.length"] == (Limit(at_most=5000, source="smm.toml, accounts.acc.limits", own=True),)
    assert limits["caption.length"] == net.facts.limits["caption.length"]
    assert made("Hello", net, account={"limits": {"text.length": 7}}).parts[0].limit == 7
    assert made("Hello", net, account={"limits": {"text": 7}}).parts[0].limit == 7


@pytest.mark.parametrize(
    ("own", "measure", "least", "most"),
    [
        ({"text.length": 5000}, "text.length", None, 5000),
        ({"text.length": {"at_least": 3}}, "text.length", 3, 100),
        ({"image.ratio": {"at_least": 0.8, "at_most": 1.91}}, "image.ratio", 0.8, 1.91),
        ({"text": 5000}, "text.length", None, 5000),
        ({"images": 2}, "image.count", None, 2),
        ({"image_ratio": 3}, "image.stretch", None, 3),
        ({"poll_options": 9, "poll_options_min": 3}, "poll.options", 3, 9),
        ({"poll_seconds_max": 90}, "poll.seconds", None, 90),
        ({"schedule_ahead": 600}, "schedule.seconds", 600, None),
        ({"cards": 0}, "text.length", None, 100),
    ],
)
def test_own_limits_by_their_names_and_by_former_ones(own: Any, measure: str, least: Any, most: Any) -> None:
    limits = limits_for(Net(text_length=100), limited(own))  # type: ignore[arg-type]
    assert (limits.least(measure), limits.most(measure)) == (least, most)


def test_a_bound_that_the_account_leaves_open_keeps_its_source() -> None:
    sure, unsure = Limit(at_most=4, source="page"), Limit(at_least=2, source="tools", sure=False)
    limits = Limits({"poll.options": (sure, unsure)})
    own = Limit(at_most=6, source="smm.toml")
    assert limits.corrected("poll.options", own)["poll.options"] == (unsure, own)
    both = Limits({"poll.options": Limit(2, 4, source="page")}).corrected("poll.options", own)
    assert both["poll.options"] == (Limit(at_least=2, source="page"), own)


@pytest.mark.parametrize(
    ("own", "carried"),
    [
        ({}, {"link", "poll"}),
        ({"text": 5}, {"link", "poll"}),
        ({"cards": 0}, {"poll"}),
        ({"places": 1, "poll_options": 0}, {"link", "place"}),
        ({"poll_text": 100}, {"link", "poll", "poll-message"}),
    ],
)
def test_former_limits_that_said_what_is_carried(own: Any, carried: set[str]) -> None:
    assert carries_for(Net(carries=["link", "poll"]), limited(own)) == carried  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("caption_", "did you mean `caption`?"), ("image.ratios", "did you mean `image.ratio`?"), ("x", "limits are: ")],
)
def test_unknown_limit(name: str, hint: str) -> None:
    with pytest.raises(UserError) as caught:
        limits_for(Net(), limited({name: 5}))  # type: ignore[arg-type]
    assert f"`{name}`" in caught.value.message
    assert caught.value.hint.startswith(hint)


def test_what_is_carried_is_not_written_into_the_text() -> None:
    more: dict[str, Any] = {"hashtags": ["coffee"], "targeting": {"age": "18+", "place": PLACE}}
    variant = made("Hello", Net(carries=["tags", "age", "place"]), **more)
    assert (texts(variant), variant.hashtags) == (["Hello"], ("coffee",))


# Payload


def test_payload() -> None:
    variant = made("Hello", files=["latte.jpg"], title="Black Friday")
    built = payload.build(variant, Net())  # type: ignore[arg-type]
    digest = built.pop("digest")
    assert built == {
        "schema": 1,
        "account": "acc",
        "platform": "net",
        "kind": "post",
        "post": "bf-latte",
        "title": "Black Friday",
        "path": "content/posts/bf.md",
        "slug": "bf",
        "status": "ready",
        "at": "2026-11-27T10:00:00+03:00",
        "zone": "Europe/Moscow",
        "not_after": None,
        "format": "post",
        "delivery": "smm",
        "parts": [
            {
                "key": "bf-latte:acc:1:1",
                "role": "text",
                "request": {"text": "Hello"},
                "media": [
                    {
                        "path": "content/media/latte.jpg",
                        "sha256": "a" * 64,
                        "type": "image/jpeg",
                        "alt": "",
                        "title": "",
                        "size": 1000,
                        "width": 800,
                        "height": 600,
                    }
                ],
                "length": 5,
                "limit": None,
                "unit": "characters",
                "text": "Hello",
            }
        ],
    }
    assert digest == payload.digest(built["parts"])
    assert digest.startswith("sha256:")


def test_digest_follows_content_and_nothing_else() -> None:
    first = payload.build(made("Hello"), Net())  # type: ignore[arg-type]
    assert payload.build(made("Hello", title="Renamed"), Net())["digest"] == first["digest"]  # type: ignore[arg-type]
    assert payload.build(made("Hello!"), Net())["digest"] != first["digest"]  # type: ignore[arg-type]
    with_photo = payload.build(made("Hello", files=["latte.jpg"]), Net())  # type: ignore[arg-type]
    assert with_photo["digest"] != first["digest"]


def test_delivery_is_native_where_the_account_asks_and_the_network_can() -> None:
    native = {"delivery": "native", "target": "-1"}
    assert payload.build(made("Hello", VK, native), VK)["delivery"] == "native"
    assert payload.build(made("Hello", TELEGRAM, {"delivery": "native"}), TELEGRAM)["delivery"] == "smm"


def test_bytes_are_canonical() -> None:
    built = {"schema": 1, "parts": [], "account": "тепло"}
    assert payload.dumps(built) == '{\n  "account": "тепло",\n  "parts": [],\n  "schema": 1\n}\n'.encode()


def test_picture_of_a_card_is_listed_only_where_it_is_uploaded() -> None:
    class Uploading(Net):
        def render(self, variant: Variant) -> list[dict[str, Any]]:
            return [{"thumb": {"$media": len(part.media)}} for part in variant.parts]

    link = {"url": "https://a.example", "image": "card.jpg"}
    for net, expected in ((Uploading(carries=["link"]), ["content/media/card.jpg"]), (Net(carries=["link"]), [])):
        built = payload.build(made("Hello", net, link=link), net)  # type: ignore[arg-type]
        assert [item["path"] for item in built["parts"][0]["media"]] == expected
