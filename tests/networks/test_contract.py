"""A network is checked once, when it is loaded: what does not fit is one line that names the package and the member."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import pytest

from smmgen.errors import UserError
from smmgen.networks import contract, registry
from smmgen.networks.base import Deleting, Facts, Network, Safety
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.wire import Delivery, Flow, Probe, Search

PINS: dict[str, Any] = {"name": "pins", "title": "Pins", "safety": Safety.BLIND}


class Pins(Network):
    def render(self, variant: Any) -> list[dict[str, Any]]:
        return [{"text": part.rich.text} for part in variant.parts]

    def publish(self, delivery: Delivery) -> Flow:
        raise NotImplementedError

    find: Any = publish
    probe: Any = publish


class Unreadable(Network):
    """Knows nothing of `find`."""

    render: Any = Pins.render
    publish: Any = Pins.publish
    probe: Any = Pins.publish


class Keeping(Pins, Deleting):
    """Says that it deletes, and does not."""


class Unsaid(Pins):
    """Deletes, and does not say so."""

    delete: Any = Pins.publish


class Counted(Pins):
    length: Any = 500


class Older(Pins):
    """Written when a search was given two things."""

    def find(self, delivery: Delivery, accounts: Any) -> Search:
        raise NotImplementedError


class Careless(Pins):
    def __init__(self) -> None:
        """Forgets the facts."""


class Wider(Pins):
    """Takes more than it is given, which is no harm."""

    def probe(self, delivery: Delivery, *more: Any, **others: Any) -> Probe:
        raise NotImplementedError


def pins(**facts: Any) -> Pins:
    return Pins(Facts(**PINS | facts))


FACTS = Facts(**PINS)
WRONG = {
    "not a network": ({"name": "pins"}, "it is of type `dict`, not a `smmgen.networks.base.Network`"),
    "a class, not an object": (Pins, "it is of type `type`, not a `smmgen.networks.base.Network`"),
    "no facts": (Careless(), "`facts` is missing"),
    "facts of another kind": (Pins(PINS), "`facts` is of type `dict`, not `Facts`"),  # type: ignore[arg-type]
    "a fact of another kind": (pins(safety="A"), "`facts.safety` is `'A'`, not `Safety`"),
    "a number for a flag": (pins(threads=1), "`facts.threads` is `1`, not `bool`"),
    "a flag for a number": (pins(key_seconds=True), "`facts.key_seconds` is `True`, not `int | None`"),
    "a list for a set": (pins(types=["a/b"]), "`facts.types` is `['a/b']`, not `frozenset[str]`"),
    "an unknown measure": (
        pins(limits=Limits({"text.lenght": Limit(at_most=5)})),
        "`facts.limits` names `text.lenght`, which is not a measure",
    ),
    "an unknown codec": (
        pins(video_codecs=frozenset({"avc1"})),
        "`facts.video_codecs` or `facts.format_codecs` names `avc1`, which is not a codec",
    ),
    "an unknown codec of a format": (
        pins(format_codecs={"story": frozenset({"h265"})}),
        "`facts.video_codecs` or `facts.format_codecs` names `h265`, which is not a codec",
    ),
    "codecs of an unknown format": (
        pins(format_codecs={"clip": frozenset({"h264"})}),
        "`facts.format_codecs` names `clip`, which is not a format",
    ),
    "something nobody carries": (
        pins(carries=frozenset({"smell"})),
        "`facts.carries` names `smell`, which is not in the vocabulary",
    ),
    "a wrong entry": (pins(needs=("token", 1)), "`facts.needs` is `('token', 1)`, not `tuple[str, ...]`"),
    "a wrong word": (pins(titles={"ru": 1}), "`facts.titles` is `{'ru': 1}`, not `collections.abc.Mapping[str, str]`"),
    "a name of a folder": (pins(look="look"), "`facts.look` is `'look'`, not `pathlib.Path | None`"),
    "no model": (pins(options={}), "`facts.options` is `{}`, not `type[pydantic.main.BaseModel]`"),
    "another name": (pins(name="needles"), "`facts.name` is `needles`, and its entry point is `pins`"),
    "a flow that is missing": (Unreadable(FACTS), "`find` is missing"),
    "a capability that is missing": (Keeping(FACTS), "`delete` is missing"),
    "a capability that is not named": (Unsaid(FACTS), "`delete` is there, but its class is not a `Deleting`"),
    "no method": (Counted(FACTS), "`length` is of type `int`, not a method"),
    "other parameters": (Older(FACTS), "`find` does not take (delivery)"),
}


@pytest.mark.parametrize("title", WRONG)
def test_what_does_not_fit(title: str) -> None:
    found, said = WRONG[title]
    with pytest.raises(UserError) as caught:
        contract.require(found, "pins", "smm-pins 2.0")
    assert caught.value.message == f"the network `pins` of smm-pins 2.0 does not fit: {said}"
    assert "made for smmgen" in caught.value.hint


@pytest.mark.parametrize("found", [pins(), Wider(FACTS), pins(key_seconds=60, limits=FACTS.limits)])
def test_what_fits(found: Network) -> None:
    assert contract.require(found, "pins", "smm-pins 2.0") is found


@pytest.mark.parametrize("name", ["title", "Pins", "пины", "pins board"])
def test_a_name_that_nobody_could_write(name: str) -> None:
    with pytest.raises(UserError, match="cannot name a network in front matter"):
        contract.require(pins(name=name), name, "smm-pins 2.0")


@pytest.mark.parametrize("name", registry.names())
def test_the_built_in_ones_fit(name: str) -> None:
    assert contract.require(registry.get(name), name, "smmgen")


# Installed packages


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Make `name = value` an entry point of the package smm-pins 2.0."""

    def install(name: str, value: str) -> None:
        entry = EntryPoint(name, value, registry.GROUP)
        vars(entry)["dist"] = SimpleNamespace(name="smm-pins", version="2.0")
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry])
        forget()

    yield install
    forget()


def forget() -> None:
    registry.get.cache_clear()
    registry.third_parties.cache_clear()


def test_a_network_of_another_package(install: Any) -> None:
    install("pins", "test_contract:FITTING")
    assert registry.get("pins") is FITTING
    assert registry.all_names() == (*registry.names(), "pins")
    assert "pins" in registry.all_networks()
    with pytest.raises(UserError) as caught:
        registry.get("pinns")
    assert caught.value.hint == "did you mean `pins`?"


def test_a_built_in_name_stays_built_in(install: Any) -> None:
    install("vk", "test_contract:FITTING")
    assert registry.get("vk").title == "VK"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no_such_module_here:NETWORK", "cannot be imported: No module named 'no_such_module_here'"),
        ("test_contract:NOTHING", "cannot be imported: module 'test_contract' has no attribute 'NOTHING'"),
        ("test_contract:FACTS", "does not fit: it is of type `Facts`, not a `smmgen.networks.base.Network`"),
    ],
)
def test_a_package_that_does_not_load(install: Any, value: str, said: str) -> None:
    install("pins", value)
    with pytest.raises(UserError) as caught:
        registry.get("pins")
    assert caught.value.message == f"the network `pins` of smm-pins 2.0 {said}"
    assert "pins" in registry.Models("settings"), "it is there, though it does not work"


FITTING = pins()
