"""What a person is given who posts by hand."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from flows import picture, text, variant

from smmgen.config import Account
from smmgen.languages import names, of_network
from smmgen.networks.account_limits import carries_for, limits_for
from smmgen.networks.manual import NETWORK
from smmgen.networks.manual.facts import Name
from smmgen.networks.manual.outlets import OUTLETS
from smmgen.networks.shown import Message

FIELDS = {
    "title": "Кофе",
    "poll": {"question": "Чай?", "options": ["да", "нет"], "multiple": True, "closes": "3d"},
    "targeting": {"place": {"name": "Кофейня", "lat": 55.7, "lon": 37.5}, "age": "12+"},
}
WHOLE = {"title": "Кофе", "place": "Кофейня", "age": "12+"}


def sheets(outlet: str, *parts: Any, **more: Any) -> list[dict[str, Any]]:
    parts = parts or (text("Привет"),)
    return NETWORK.render(variant("manual", *parts, account={"outlet": outlet}, **more))


def account(outlet: str, **more: Any) -> Account:
    return Account.model_validate({"platform": "manual", "outlet": outlet, **more})


def test_every_outlet_that_can_be_named_is_known() -> None:
    assert set(get_args(Name)) == set(OUTLETS)


@pytest.mark.parametrize("name", OUTLETS)
def test_limits_have_sources(name: str) -> None:
    for given in OUTLETS[name].limits.values():
        assert all(limit.source and limit.checked for limit in given)


@pytest.mark.parametrize(
    ("outlet", "expected"),
    [
        ("whatsapp-channel", {"poll"}),
        ("youtube", {"title"}),
        ("rutube", {"title", "age"}),
        ("tiktok", {"place"}),
        ("tenchat", set()),
        ("other", {"title", "poll", "place", "age"}),
    ],
)
def test_only_what_the_form_has_a_place_for_is_entered(outlet: str, expected: set[str]) -> None:
    (sheet,) = sheets(outlet, fields=FIELDS)
    assert set(sheet) == {"outlet", "text", *expected}
    assert {key: sheet[key] for key in expected - {"poll"}} == {key: WHOLE[key] for key in expected - {"poll"}}
    assert carries_for(NETWORK, account(outlet)) == expected


def test_the_poll_is_given_whole() -> None:
    (sheet,) = sheets("other", fields=FIELDS)
    assert sheet["poll"] == FIELDS["poll"]


def test_pictures_are_described_where_that_is_possible() -> None:
    part = text("Привет", media=[picture(alt="Чашка")])
    assert sheets("instagram", part)[0]["files"] == [{"$media": 0, "alt": "Чашка"}]
    assert sheets("tiktok", part)[0]["files"] == [{"$media": 0}]


def test_a_comment_has_a_sheet_of_its_own_without_the_form() -> None:
    _, comment = sheets("youtube", text("Привет"), text("Ссылка", role="comment"), fields=FIELDS)
    assert comment == {"outlet": "youtube", "text": "Ссылка"}


def test_limits_are_those_of_the_outlet_and_the_account_corrects_them() -> None:
    assert limits_for(NETWORK, account("youtube")).most("title.length") == 100
    assert limits_for(NETWORK, account("youtube")).most("text.bytes") == 5000
    assert limits_for(NETWORK, account("other")).most("text.length") is None
    own = account("viber-channel", limits={"text.length": 500})
    assert limits_for(NETWORK, own).most("text.length") == 500


def test_the_steps_are_in_the_order_of_the_work() -> None:
    request = sheets("youtube", text("Привет", media=[picture()]), fields=FIELDS)[0]
    shown = NETWORK.shown(Message({"request": request, "media": [{"path": "a.png"}]}))
    assert shown.notes == (
        ("open", "https://studio.youtube.com/"),
        "copy",
        "attach",
        ("headline", "Кофе"),
        "kids",
        "cover",
    )


@pytest.mark.parametrize(
    "request_", [{}, {"outlet": 7, "files": "x", "poll": [], "title": {}}, {"files": [{"$media": 9}]}]
)
def test_whatever_a_hook_left_is_shown_without_a_fault(request_: Any) -> None:
    assert NETWORK.shown(Message({"request": request_})).media == ()


def test_every_step_has_words_in_every_language() -> None:
    steps = {"open", "copy", "attach", "describe", "headline", "place", "age", "poll"}
    steps |= {step for outlet in OUTLETS.values() for step in outlet.steps}
    for language in names():
        assert all(of_network(language, "manual", step) for step in steps)


@pytest.mark.parametrize(
    ("target", "handle", "url"),
    [
        ("https://www.youtube.com/@teplo", "youtube.com", "https://www.youtube.com/@teplo"),
        (None, "YouTube", ""),
        ("наш канал", "YouTube", ""),
    ],
)
def test_its_name_and_address(target: str | None, handle: str, url: str) -> None:
    assert NETWORK.handle(account("youtube", target=target), "") == handle
    assert NETWORK.url(target or "", "") == url
