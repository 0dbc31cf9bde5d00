"""The contest: what is promised to those who take part. `contest: warm-box` in a post names it.

Its text is the full rules. What is promised has a digest (`terms_digest`), which the ledger takes when the contest is
first announced: from then on the promise must not change. Code words, costs and notes are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Literal, NamedTuple

import orjson
from pydantic import BeforeValidator, Field

from smmgen.config import Duration
from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents.base import Cost, Document, Front, Model, Names, Reference, listed
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.documents.values import Day, Money
from smmgen.content.schedule import Moment, Resolved, resolve
from smmgen.content.source import Field as Path
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary, near_target
from smmgen.keys import POST
from smmgen.suggest import only

Game = Literal["giveaway", "quest", "quiz", "photo", "top-fans"]
Act = Literal["comment", "like", "share", "vote", "tag", "photo", "message"]
"""What one does to take part. `tag`: name friends in a comment; `photo`: post a picture of one's own."""
TERMS = "smm-terms-1"
"""The form of `terms`: another number where the same promise would get another digest."""
DAY_BEGINS, NOON, DAY_ENDS = "00:00", "12:00", "23:59"
"""What a date alone means: of `opens`, of the draw, of `closes`."""


Acts = Annotated[list[Act], BeforeValidator(listed, json_schema_input_type=list[Act] | Act)]


class Entry(Model):
    """What one must do to take part."""

    account: Names = Field(default_factory=list, description="Where one takes part: accounts or platforms")
    do: Acts = Field(
        default_factory=list, description="What one must do there: comment, like, share, vote, tag, photo or message"
    )
    member: bool = Field(False, description="One must follow the account")
    follow: Names = Field(
        default_factory=list, description="Pages of others that one must follow, too: the post is their advertisement"
    )
    one_per: Literal["person", "entry"] = Field(
        "person", description="person: everybody has one chance; entry: each entry is one"
    )


class Draw(Model):
    """How winners are drawn."""

    at: str | None = Field(None, description="When: 2026-12-20 12:00; a date alone means noon")
    by: Literal["drand-quicknet"] = Field("drand-quicknet", description="Where the randomness comes from")
    round: Annotated[int, Field(ge=1, le=10**10)] | None = Field(
        None, description="Number of the drand round at that time; `smm draw commit` writes it"
    )


class Prize(Model):
    """One kind of prize."""

    what: str = Field(min_length=1, description="What one wins")
    count: Annotated[int, Field(ge=1, le=100_000)] = Field(1, description="How many of it there are")
    cost: Money | None = Field(None, description="What one of them costs; never published")
    budget: str | None = Field(None, description="The budget line that pays for it; never published")

    @property
    def is_paid(self) -> bool:
        """A budget is to know of it."""
        return self.cost is not None or self.budget is not None


class Exclude(Model):
    """Who cannot win."""

    people: Annotated[str, Field(pattern=r"^env:[A-Za-z_][A-Za-z0-9_]*$")] | None = Field(
        None, description="env:NAME of a variable with a file that lists them; their names are not in the project"
    )
    winners_within: Duration | None = Field(None, description="Nor who has won in this time before: 90d")


class Organiser(Model):
    """Who promises."""

    name: str = Field(min_length=1, description="Name of the company or person")
    inn: Annotated[str, Field(pattern=r"^(\d{10}|\d{12})$")] | None = Field(
        None, description="Taxpayer number (INN), in quotes"
    )


class Claim(Model):
    """How winners get what they have won."""

    within: Duration | None = Field(None, description="Time to answer: 5d; then the next one in the reserve wins")
    where: Names = Field(default_factory=list, description="Where prizes are handed over, or how they are sent")
    until: Day | None = Field(None, description="Last day to collect them: 2027-01-15")


class Stage(Model):
    """One step of a quest."""

    post: str = Field("", description="The post with the code word: its uid")
    word: str = Field("", description="The code word; never on a page that is not for the team alone")
    opens: str | None = Field(None, description="When it can be found (default: when the post goes out)")


Points = dict[Act, Annotated[int, Field(ge=1, le=1_000_000)]]


class ContestFront(Front):
    """The keys of a contest; the text under them is its full rules."""

    kind: Game = Field(description="giveaway, quest, quiz, photo or top-fans")
    announced_by: Names = Field(default_factory=list, description="The posts that announce it: their uids")
    entry: Entry | None = Field(None, description="What one must do to take part")
    opens: str | None = Field(None, description="When it begins; a date alone means the beginning of that day")
    closes: str | None = Field(None, description="When it ends; a date alone means the end of that day")
    draw: Draw | None = Field(None, description="When winners are drawn")
    judging: str | None = Field(None, description="How winners are found where none are drawn, such as by a jury")
    points: Points = Field(default_factory=dict, description="What each act counts in `top-fans`: {like: 1, share: 3}")
    prizes: list[Prize] = Field(default_factory=list, description="What one can win")
    reserve: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        None, description="How many more are drawn, for winners who do not answer"
    )
    exclude: Exclude = Field(default_factory=Exclude, description="Who cannot win")
    organiser: Organiser | None = Field(None, description="Who promises the prizes: {name: ..., inn: ...}")
    claim: Claim | None = Field(None, description="How winners get their prizes")
    results_in: Names = Field(default_factory=list, description="The posts that tell who has won: their uids")
    stages: list[Stage] = Field(default_factory=list, description="Of a quest: the posts that hold its code words")

    @property
    def winners(self) -> int:
        """How many prizes there are."""
        return sum(prize.count for prize in self.prizes)


class Times(NamedTuple):
    """When a contest opens and closes, and when winners are drawn; None where that is not said or cannot be read."""

    opens: Moment | None = None
    closes: Moment | None = None
    draw: Moment | None = None


_TIMES: tuple[tuple[Path, str], ...] = (
    (("opens",), DAY_BEGINS),
    (("closes",), DAY_ENDS),
    (("draw", "at"), NOON),
)


def times(front: ContestFront, zone: str | None) -> Times:
    """`zone`: the project's, as of `schedule.resolve`."""
    return Times(*(moment for moment, _ in _resolved(front, zone)))


def _resolved(front: ContestFront, zone: str | None) -> Iterator[Resolved]:
    written = (front.opens, front.closes, front.draw and front.draw.at)
    for text, (_, default_time) in zip(written, _TIMES, strict=True):
        yield resolve(text, zone, default_time) if text else (None, None)


@dataclass(frozen=True, slots=True)
class Contest(Document):
    """`accounts`: where one takes part, in the order of smm.toml. `zone`: the project's."""

    front: ContestFront
    accounts: tuple[str, ...] = ()
    zone: str | None = None

    @property
    def times(self) -> Times:
        return times(self.front, self.zone)

    @property
    def opens(self) -> Moment | None:
        return self.times.opens

    @property
    def closes(self) -> Moment | None:
        return self.times.closes

    @property
    def draws(self) -> Moment | None:
        """When winners are drawn."""
        return self.times.draw

    @property
    def days(self) -> tuple[date, date] | None:
        """From its opening to the draw."""
        found = sorted(date.fromisoformat(moment.wall[:10]) for moment in self.times if moment)
        return (found[0], found[-1]) if found else None

    @property
    def promise(self) -> str:
        return terms_digest(self)

    @property
    def costs(self) -> tuple[Cost, ...]:
        return tuple(self._cost(prize, index) for index, prize in enumerate(self.front.prizes) if prize.is_paid)

    def _cost(self, prize: Prize, index: int) -> Cost:
        """All of this kind, spent on the day of the draw."""
        when, cost = self.draws or self.closes, prize.cost
        return Cost(
            prize.budget or "",
            cost.amount * prize.count if cost else None,
            ("prizes", index, "cost"),
            date.fromisoformat(when.wall[:10]) if when else None,
            cost.currency if cost else "",
            f"{prize.count} × {prize.what}",
            ("prizes", index, "budget"),
        )

    @property
    def references(self) -> tuple[Reference, ...]:
        front = self.front
        named = [(name, ("announced_by", index)) for index, name in enumerate(front.announced_by)]
        named += [(name, ("results_in", index)) for index, name in enumerate(front.results_in)]
        stages = [(stage.post, ("stages", index, "post")) for index, stage in enumerate(front.stages) if stage.post]
        return (
            *(Reference(POST, name, place) for name, place in named),
            *(Reference(POST, name, place, is_apart=True) for name, place in stages),
        )


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The contest, and what is wrong with its file."""
    front, report = read_front(source, ContestFront)
    if front is None:
        return None, report.found
    zone = vocabulary.config.project.timezone
    _check_times(front, zone, report)
    accounts = _accounts(front.entry.account if front.entry else [], vocabulary, report)
    return Contest(**identity(source, front), kind=CONTEST.name, accounts=accounts, zone=zone), report.found


def _check_times(front: ContestFront, zone: str | None, report: Report) -> None:
    found = [(field, problem) for (field, _), (_, problem) in zip(_TIMES, _resolved(front, zone), strict=True)]
    stages = [(("stages", index, "opens"), one.opens) for index, one in enumerate(front.stages) if one.opens]
    found += [(field, resolve(text, zone, DAY_BEGINS)[1]) for field, text in stages]
    for field, problem in found:
        if problem:
            report.field(problem.code, field, problem.message, problem.hint)


def _accounts(names: list[str], vocabulary: Vocabulary, report: Report) -> tuple[str, ...]:
    """The accounts that `entry.account` means, in the order of smm.toml."""
    targets, named = vocabulary.targets, set[str]()
    for index, name in enumerate(names):
        named.update(targets.get(name, ()))
        if name not in targets:
            field: Path = ("entry", "account", index)
            hint = near_target(name, targets, vocabulary.options)
            fixes = report.instead(field, name, only(name, targets))
            report.field(codes.UNKNOWN_PLATFORM, field, f"unknown platform or account `{name}`", hint, fixes=fixes)
    return tuple(account for account in vocabulary.config.accounts if account in named)


def terms(contest: Contest) -> dict[str, Any]:
    """What is promised in public, JSON types only. A key whose value is not given is left out.

    In it: who promises, what one must do, when the contest opens and closes, when and how winners are found, the prizes
    and how many of each, the reserve, who cannot win, how prizes are handed over, and the rules. Not in it: notes,
    costs, budget lines, code words, names of posts, and the number of the drand round, which follows from the time of
    the draw. Times are RFC 3339 with the offset of the project's zone. The rules are the text of the file, without
    blanks at the ends of lines and empty lines around it. Of `entry`, what is as usual is left out.
    """
    front, when = contest.front, contest.times
    draw = {"at": when.draw.iso, "by": front.draw.by} if front.draw and when.draw else None
    promised: dict[str, Any] = {
        "format": TERMS,
        "contest": contest.uid,
        "kind": front.kind,
        "title": contest.title,
        "entry": front.entry.model_dump(exclude_defaults=True) if front.entry else None,
        "opens": when.opens.iso if when.opens else None,
        "closes": when.closes.iso if when.closes else None,
        "draw": draw,
        "judging": front.judging,
        "points": front.points,
        "prizes": [{"what": prize.what, "count": prize.count} for prize in front.prizes],
        "reserve": front.reserve,
        "winners_within": front.exclude.winners_within,
        "organiser": front.organiser.model_dump(exclude_none=True) if front.organiser else None,
        "claim": front.claim.model_dump(exclude_none=True) if front.claim else None,
        "stages": len(front.stages),
        "rules": rules_text(contest),
    }
    return {key: value for key, value in promised.items() if value or value == 0}


def rules_text(contest: Contest) -> str:
    """The full rules, in Markdown, as they count for the digest."""
    return "\n".join(line.rstrip() for line in contest.source.body.strip().split("\n"))


def terms_json(contest: Contest) -> bytes:
    """The terms as canonical JSON: keys sorted, no blanks between, UTF-8, no newline at the end. The preview offers it
    as `terms.json`, so that `sha256sum` alone shows the digest."""
    return orjson.dumps(terms(contest), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def terms_digest(contest: Contest) -> str:
    """SHA-256 of `terms_json`, 64 hexadecimal digits."""
    return sha256(terms_json(contest)).hexdigest()


BLANK = "The full rules: who may take part, what to do, how winners are chosen and told, and how they get their prizes."
"""What stands where the rules belong in a new file."""

CONTEST = Kind(
    name="contest",
    folder="content/contests",
    summary="Giveaways, quests, quizzes and what they promise: `contest: NAME`",
    model=ContestFront,
    parse=parse,
    archetype="""\
---
title: {{ title }}
uid: {{ uid }}
kind: giveaway    # giveaway, quest, quiz, photo or top-fans
announced_by:     # uids of the posts that announce it; these say `contest: {{ uid }}`
entry:            # {account: vk, do: comment, member: true}
opens:            # 2026-12-04 18:00
closes:           # 2026-12-19 21:00
draw:             # {at: 2026-12-20 12:00}
prizes:           # [{what: A box of coffee, count: 3, cost: 1900}]
reserve:          # how many more are drawn: at least as many as there are prizes
organiser:        # {name: The company, inn: "0000000000"}
claim:            # {within: 5d, where: [in the café, by mail], until: 2027-01-15}
results_in:       # the uid of the post that tells who has won
---
"""
    f"{BLANK}\n",
    page="contest.html",
    private=(
        ("notes",),
        ("exclude", "people"),
        ("prizes", "*", "cost"),
        ("prizes", "*", "budget"),
        ("stages", "*", "word"),
    ),
)
