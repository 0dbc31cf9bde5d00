"""The page of an event: when and where, its tickets, the posts of its series, and what other programs read of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from smmgen.content.documents.event import EVENT, EventFront, Venue
from smmgen.content.schedule import Moment, resolve
from smmgen.site.ics import Entry, calendar
from smmgen.site.json_ld import event_json, script_json
from smmgen.site.kinds.base import About, File, Need, Whole
from smmgen.site.qr import fits, qr_svg
from smmgen.site.urls import document_url
from smmgen.utm import host_of, marked
from smmgen.variants.event_steps import StepState, steps_of
from smmgen.variants.planned import Planned

CALENDAR = "events.ics"
"""All events, below build/site."""
_LASTS = timedelta(hours=1)
"""How long calendars show an event that says of no end."""
_MAPS = (
    ("OpenStreetMap", "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"),
    ("Google Maps", "https://www.google.com/maps/search/?api=1&query={lat}%2C{lon}"),
    ("Яндекс Карты", "https://yandex.ru/maps/?pt={lon},{lat}&z=17&l=map"),
    ("2ГИС", "https://2gis.ru/geo/{lon},{lat}"),
)
_SEARCH = (
    ("OpenStreetMap", "https://www.openstreetmap.org/search?query={address}"),
    ("Google Maps", "https://www.google.com/maps/search/?api=1&query={address}"),
    ("Яндекс Карты", "https://yandex.ru/maps/?text={address}"),
    ("2ГИС", "https://2gis.ru/search/{address}"),
)


class When(NamedTuple):
    """Times by the clock where the event is: days `2026-12-12`, hours `17:00`, and Unix seconds for the browser."""

    first: str
    hour: str
    last: str
    until: str
    begins: int
    ends: int


class StepFacts(NamedTuple):
    """A post of the series: when it is due, what it is to be, and the posts that are there for it (title, page)."""

    day: str
    hour: str
    rubric: str
    accounts: tuple[str, ...]
    posts: tuple[tuple[str, str, str], ...]


class EventFacts(NamedTuple):
    """All texts are plain. `maps`: names and addresses of services; `json_ld`: for a `<script>`, already escaped."""

    when: When
    state: str
    earlier: tuple[When, ...]
    price: str
    place: tuple[str, str, str]
    """Its name, address and coordinates."""
    maps: tuple[tuple[str, str], ...]
    steps: tuple[StepFacts, ...]
    qr: str
    """Where the code leads; "" where there is none."""
    json_ld: str


class IndexRow(NamedTuple):
    """An event in the list of them, in order of time."""

    title: str
    url: str
    when: When
    place: str
    price: str
    state: str
    posts: int


def facts(about: About[EventFront]) -> EventFacts:
    starts, ends = _times(about, about.whole)
    place = about.front.place
    return EventFacts(
        when=_when(starts, ends),
        state=about.front.state,
        earlier=tuple(_when(one, None) for one in _earlier(about, about.whole)),
        price=_price(about.front, about.whole),
        place=(place.name, place.address or "", _coordinates(place)) if place else ("", "", ""),
        maps=tuple(_maps(place)) if place else (),
        steps=tuple(map(_step, steps_of(about.front, starts, ends, about.posts))),
        qr=qr_address(about, about.whole),
        json_ld=_json_ld(about) if place else "",
    )


def index(whole: Whole) -> tuple[IndexRow, ...]:
    """Every event, in order of time."""
    found = []
    for event in whole.all_of(EVENT):
        when, place = _when(*_times(event, whole)), event.front.place
        number = len(whole.naming.get(event.row.name, ()))
        address = document_url(EVENT.place, event.row.slug)
        found.append(
            IndexRow(
                event.front.title,
                address,
                when,
                place.name if place else "",
                _price(event.front, whole),
                event.front.state,
                number,
            )
        )
    return tuple(sorted(found, key=lambda row: (row.when.begins, row.url)))


def files(about: About[EventFront]) -> Iterator[File]:
    """The event for a calendar, and its code for posters."""
    folder = document_url(EVENT.place, about.row.slug).rpartition("/")[0]
    entry = _entry(about, about.whole)
    name = about.whole.config.project.name
    yield File(f"{folder}/event.ics", [entry, name], lambda: calendar([entry], name, "event"))
    if address := qr_address(about, about.whole):
        yield File(f"{folder}/qr.svg", address, lambda: qr_svg(address))


def whole_files(whole: Whole) -> Iterator[File]:
    """The calendar of all events."""
    entries = sorted((_entry(event, whole) for event in whole.all_of(EVENT)), key=lambda one: (one.begins, one.uid))
    name = whole.config.project.name
    yield File(CALENDAR, [entries, name], lambda: calendar(entries, name, "events"))


def needs(about: About[EventFront]) -> Iterator[Need]:
    """Posts of the series that are not there, in the week before they are due."""
    found = facts(about)
    page = document_url(EVENT.place, about.row.slug)
    for step in found.steps if found.state in ("open", "moved") else ():
        if not step.posts:
            day = datetime.fromisoformat(step.day)
            first = (day - timedelta(days=7)).date().isoformat()
            lacks = about.whole.t.label("event_step_lacks")
            yield Need(step.day, first, step.day, f"{about.front.title}: {lacks}", page)


# When and where


def _times(event: Planned[EventFront], whole: Whole) -> tuple[Moment, Moment | None]:
    zone = whole.config.project.timezone
    starts, _ = resolve(event.front.starts, zone, "00:00")
    ends = resolve(event.front.ends, zone, "00:00")[0] if event.front.ends else None
    assert starts  # noqa: S101 - an event whose beginning cannot be read makes no row
    return starts, ends


def _earlier(event: Planned[EventFront], whole: Whole) -> list[Moment]:
    zone = whole.config.project.timezone
    return [found for text in event.front.moved_from if (found := resolve(text, zone, "00:00")[0])]


def _when(starts: Moment, ends: Moment | None) -> When:
    begins = int(starts.instant.timestamp())
    last = int(ends.instant.timestamp()) if ends else begins + int(_LASTS.total_seconds())
    until = ends.wall if ends else ""
    return When(starts.wall[:10], starts.wall[11:16], until[:10], until[11:16], begins, max(begins, last))


def _price(front: EventFront, whole: Whole) -> str:
    """`1,500 ₽`; the word for nothing of 0; "" where no price is given."""
    if front.price is None:
        return ""
    if not front.price.amount:
        return whole.t.label("event_free")
    return whole.t.money(front.price.amount, front.price.currency or whole.config.project.currency)


def _coordinates(place: Venue) -> str:
    return f"{place.point[0]:.5f}, {place.point[1]:.5f}" if place.point else ""


def _maps(place: Venue) -> Iterator[tuple[str, str]]:
    """Services by name, each with an address that shows the place; by its address where it has no coordinates."""
    if place.point:
        lat, lon = (f"{number:.6f}" for number in place.point)
        yield from ((name, form.format(lat=lat, lon=lon)) for name, form in _MAPS)
    elif place.address:
        yield from ((name, form.format(address=quote(place.address, safe=""))) for name, form in _SEARCH)


# The series


def _step(state: StepState) -> StepFacts:
    post, step = state.post, state.step
    found = ((post.title, post.page, post.state),) if post else ()
    return StepFacts(state.day, state.hour, step.rubric or "", tuple(step.accounts), found)


# What other programs read


def qr_address(event: Planned[EventFront], whole: Whole) -> str:
    """Where a poster's code leads: to the tickets, else to the project's site, with UTM marks that [utm] allows."""
    tickets = event.front.tickets
    address = (tickets.at if tickets else None) or whole.config.project.url or ""
    marks = {"utm_source": "qr", "utm_medium": "offline", "utm_campaign": event.front.campaign or event.uid}
    for name, _, _ in whole.config.utm.broken(dict(marks)):
        del marks[name]
    address = marked(address, marks, {host_of(address)})
    return address if fits(address) and address.isprintable() else ""


def _entry(event: Planned[EventFront], whole: Whole) -> Entry:
    """As calendars have it. Each time that it is moved or cancelled counts, so that they show the latest."""
    front, when = event.front, _when(*_times(event, whole))
    place, changes = front.place, len(front.moved_from)
    where = ", ".join(filter(None, [place.name, place.address])) if place else ""
    return Entry(
        uid=f"event/{event.uid}@smmgen",
        begins=when.begins,
        ends=when.ends,
        summary=front.title,
        description=" · ".join(filter(None, [_price(front, whole), front.age])),
        location=where,
        url=(front.tickets.at if front.tickets else None) or "",
        point=place.point if place else None,
        status="CANCELLED" if front.state == "cancelled" else "CONFIRMED",
        sequence=max(changes, int(front.state == "moved")) + int(front.state == "cancelled"),
    )


def _json_ld(about: About[EventFront]) -> str:
    starts, ends = _times(about, about.whole)
    project = about.whole.config.project
    written = script_json(event_json(about.front, starts, ends, _earlier(about, about.whole), project))
    return Markup(written)  # noqa: S704 - escaped
