"""A quest cannot be solved: a code word is not in the post that should hold it, or a later stage opens first.

The word may stand anywhere in what the post publishes, in capital or small letters. A stage opens when its post goes
out, unless `opens` says another time.

Wrong: `stages: [{post: first-word, word: cardamom}]`, and a post `first-word` that does not mention the word.

Right: a post `first-word` with the text `Today's word is cardamom.`
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from smmgen.content.documents.contest import CONTEST, DAY_BEGINS, Contest, Stage
from smmgen.content.schedule import resolve
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, PostSubject, code
from smmgen.rules.order_of_times import First, first_rows, instant
from smmgen.rules.texts import Lines, published

CODE = code("SMM1414", "quest-broken", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    contest = subject.library.get(CONTEST.name, {}).get(subject.post.front.contest or "")
    stages = contest.front.stages if isinstance(contest, Contest) else []
    words = [stage.word for stage in stages if stage.word and stage.post == subject.post.uid]
    if not words:
        return
    source = subject.post.source
    text = "\n".join(stretch.text for stretch in published(source, Lines(source.text))).casefold()
    for word in words:
        if word.casefold() not in text:
            hint = f"write the word in the post, or mend the stages of `{subject.post.front.contest}`"
            yield Finding(f"the post is to hold the code word `{word}`, and does not", hint, ("contest",))


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    quests = [contest for contest in plan.all_of(CONTEST) if contest.front.stages]
    first = first_rows(plan) if quests else {}
    for quest in quests:
        for index, stage in enumerate(quest.front.stages):
            for there, what, hint in (
                (stage.post, "names no post", "write `post: …`, the uid of the post with the word"),
                (stage.word, "has no code word", "write `word: …`"),
            ):
                if not there:
                    message, span = f"stage {index + 1} {what}", quest.span(("stages", index))
                    yield quest.path, Finding(message, hint, span=span)
        opened = [_opens(stage, first, plan.config.project.timezone) for stage in quest.front.stages]
        for index, (before, after) in enumerate(pairwise(opened)):
            if before and after and before >= after:
                message = f"stage {index + 1} does not open before stage {index + 2}"
                hint = "move its post, or put the stages in order"
                yield quest.path, Finding(message, hint, span=quest.span(("stages", index)))


def _opens(stage: Stage, first: First, zone: str | None) -> datetime | None:
    if stage.opens:
        moment, _ = resolve(stage.opens, zone, DAY_BEGINS)
        return moment.instant if moment else None
    row = first.get(stage.post)
    return instant(row) if row else None
